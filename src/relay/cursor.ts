/** Cursors: a place in one particular list, opaque to clients. Pure. */
import { createHash } from 'node:crypto';
import { BadInputError } from '../errors.ts';

export type Position = readonly (string | number | null)[];

/** A short key for a list, from its name with everything that shapes it, which may be long. */
export const listKey = (name: string): string => createHash('sha256').update(name).digest('base64url');

/**
 * `list` is the key of the list: a cursor of one list is refused by any other. The digest in front tells lists apart and
 * cuts from wholes; it is no secret.
 */
export function toCursor(list: string, position: Position): string {
  const place = JSON.stringify(position);
  return Buffer.from(`${digest(list, place)}${place}`).toString('base64url');
}

/** Throws a `BadInputError` for a cursor that is not one of this list. */
export function fromCursor(list: string, cursor: string): Position {
  const text = cursor.length > 1024 ? '' : Buffer.from(cursor, 'base64url').toString();
  const place = text.slice(DIGEST_LENGTH);
  const position = text.slice(0, DIGEST_LENGTH) === digest(list, place) ? parse(place) : undefined;
  if (!position || toCursor(list, position) !== cursor) {
    throw new BadInputError('after', 'expected a cursor of this very list, asked with the same arguments.');
  }
  return position;
}

const DIGEST_LENGTH = 12;

const digest = (list: string, place: string): string =>
  createHash('sha256')
    .update(JSON.stringify([list, place]))
    .digest('base64url')
    .slice(0, DIGEST_LENGTH);

function parse(place: string): Position | undefined {
  try {
    const position: unknown = JSON.parse(place);
    return Array.isArray(position) ? position : undefined;
  } catch {
    return undefined;
  }
}

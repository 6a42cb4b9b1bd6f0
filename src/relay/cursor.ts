/** Cursors: positions in one particular list, opaque to clients. Pure. */
import { hash } from 'node:crypto';
import { BadInputError } from '../errors.ts';

export type Position = readonly (string | number | null)[];

/** A short key of a list, from its name and all arguments that shape it, which may be long. */
export const listKey = (name: string): string => hash('sha256', name, 'base64url');

/**
 * `list` is the `listKey`: the cursor of one list is not valid in any other. The digest in front detects cursors of other lists
 * and truncated ones; it is not a signature.
 */
export function toCursor(list: string, position: Position): string {
  const json = JSON.stringify(position);
  return Buffer.from(`${digest(list, json)}${json}`).toString('base64url');
}

/** Throws a `BadInputError` for a cursor of another list, and for a malformed one. */
export function fromCursor(list: string, cursor: string, argument = 'after'): Position {
  const text = cursor.length > 1024 ? '' : Buffer.from(cursor, 'base64url').toString();
  const json = text.slice(DIGEST_LENGTH);
  const position = text.slice(0, DIGEST_LENGTH) === digest(list, json) ? parse(json) : undefined;
  if (!position || toCursor(list, position) !== cursor) throw cursorError(argument);
  return position;
}

/** The position in a cursor of a list that is not known, so that the cursor is not checked. Throws for a malformed one. */
export function unverifiedPosition(cursor: string, argument = 'after'): Position {
  const position = parse(Buffer.from(cursor, 'base64url').toString().slice(DIGEST_LENGTH));
  if (!position) throw cursorError(argument);
  return position;
}

/** The error for a cursor that this graph did not return for the list. */
export const cursorError = (argument = 'after'): BadInputError =>
  new BadInputError(argument, 'expected a cursor of this list, from a query with the same arguments.');

const DIGEST_LENGTH = 12;

const digest = (list: string, json: string): string =>
  hash('sha256', JSON.stringify([list, json]), 'base64url').slice(0, DIGEST_LENGTH);

function parse(json: string): Position | undefined {
  try {
    const position: unknown = JSON.parse(json);
    return Array.isArray(position) ? position : undefined;
  } catch {
    return undefined;
  }
}

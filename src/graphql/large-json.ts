/** Writes JSON as `JSON.stringify` does, but a large value in slices: see time/slices.ts. */

import { formatNumber } from '../format-number.ts';
import type { Slices } from '../time/slices.ts';
import { LimitError, rejection } from './limits/limit-error.ts';
import { LIMITS } from './limits/limits.ts';

/** About how many characters are written in one piece. */
const AT_ONCE = 256 * 1024;
const CHARACTERS_PER_STEP = 100;
/** The cost of a value beside its characters. */
const CHARACTERS_PER_VALUE = 8;

type Branch = Readonly<Record<string, unknown>> | readonly unknown[];

/** The JSON of a list or an object. Rejects with a `GraphQLError` (COST_EXCEEDED) beyond `LIMITS.answerLength` characters. */
export async function largeJson(value: Branch, { spendRows }: Pick<Slices, 'spendRows'>): Promise<string> {
  if (isSmall(value)) return JSON.stringify(value);
  let text = '';
  for (const piece of piecesOf(value)) {
    text += piece;
    if (text.length > LIMITS.answerLength) throw tooLarge();
    await spendRows(Math.ceil(piece.length / CHARACTERS_PER_STEP));
  }
  return text;
}

function tooLarge() {
  const limit = LIMITS.answerLength;
  const message = `The answer has more than ${formatNumber(limit)} characters, which is the limit. Request smaller pages.`;
  return rejection(new LimitError(message, 'COST_EXCEEDED', { limit }));
}

const piecesOf = (value: Branch): Generator<string> => (isList(value) ? piecesOfList(value) : piecesOfObject(value));

function* piecesOfList(list: readonly unknown[]): Generator<string> {
  let before = '[';
  for (let start = 0, end = 0; start < list.length; start = end) {
    for (let left = AT_ONCE; end < list.length; end++) {
      left -= sizeWithin(left, list[end]);
      if (left < 0) break;
    }
    const large = list[start];
    if (end === start && isBranch(large)) {
      yield before;
      yield* piecesOf(large);
      end += 1;
    } else {
      end = Math.max(end, start + 1);
      yield before + JSON.stringify(list.slice(start, end)).slice(1, -1);
    }
    before = ',';
  }
  yield ']';
}

function* piecesOfObject(object: Readonly<Record<string, unknown>>): Generator<string> {
  let before = '{';
  for (const [key, value] of Object.entries(object)) {
    const name = `${before}${JSON.stringify(key)}:`;
    if (isBranch(value) && !isSmall(value)) {
      yield name;
      yield* piecesOf(value);
    } else {
      const text: string | undefined = JSON.stringify(value);
      // JSON has no undefined, function or symbol: JSON.stringify leaves them out.
      if (text === undefined) continue;
      yield name + text;
    }
    before = ',';
  }
  yield '}';
}

const isSmall = (value: unknown): boolean => sizeWithin(AT_ONCE, value) <= AT_ONCE;

/** About how many characters a value has as JSON. Stops counting beyond `most`. */
function sizeWithin(most: number, value: unknown): number {
  if (typeof value === 'string') return CHARACTERS_PER_VALUE + value.length;
  // A number as a source wrote it: it may have any number of digits.
  if (typeof value === 'object' && JSON.isRawJSON(value)) return CHARACTERS_PER_VALUE + JSON.stringify(value).length;
  let size = CHARACTERS_PER_VALUE;
  if (!isBranch(value)) return size;
  if (isList(value)) {
    for (const item of value) {
      size += sizeWithin(most - size, item);
      if (size > most) break;
    }
    return size;
  }
  for (const key in value) {
    size += key.length + sizeWithin(most - size, value[key]);
    if (size > most) break;
  }
  return size;
}

const isList = (value: Branch): value is readonly unknown[] => Array.isArray(value);

/** A value with `toJSON`, such as a date, is written in one piece, and so is raw JSON. */
const isBranch = (value: unknown): value is Branch =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { toJSON?: unknown }).toJSON !== 'function' &&
  !JSON.isRawJSON(value);

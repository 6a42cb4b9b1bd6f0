/** Checks arguments before any source is called. Each function throws a `BadInputError` that names the argument. */
import { BadInputError } from '../errors.ts';
import { LONGEST_EMAIL } from '../sources/folding.ts';
import type { Range } from '../sources/instants.ts';

/** A longer range is a mistake, or an attack. */
const LONGEST_RANGE_YEARS = 25;

/** The range, unless it is empty or too long. */
export function checkedRange(range: Range, argument: string): Range {
  if (range.from >= range.to) throw new BadInputError(argument, '"from" must be earlier than "to".');
  const latest = new Date(range.from);
  latest.setUTCFullYear(latest.getUTCFullYear() + LONGEST_RANGE_YEARS);
  if (range.to > latest) throw new BadInputError(argument, `expected a range of at most ${LONGEST_RANGE_YEARS} years.`);
  return range;
}

/** The same for an optional range. */
export const maybeRange = (range: Range | null | undefined, argument: string): Range | null =>
  range ? checkedRange(range, argument) : null;

/** The text, unless it is longer than any name or e-mail. */
export function checkedText(text: string | null | undefined, argument: string): string | null | undefined {
  if (text && text.length > LONGEST_EMAIL)
    throw new BadInputError(argument, `expected at most ${LONGEST_EMAIL} characters.`);
  return text;
}

/** The text of the argument `search`; null if it is blank. */
export const searchText = (search: string | null | undefined): string | null =>
  checkedText(search, 'search')?.trim() || null;

/** What callers give, checked before any source is asked. Throws a `BadInputError` that names the argument. */
import { BadInputError } from '../errors.ts';
import { LONGEST_EMAIL, type Range } from '../sources/values.ts';

/** No range of a team's working life is longer; one that is comes from a slip, or from somebody who tries. */
const LONGEST_RANGE_YEARS = 25;

/** A range that holds something. */
export function checkedRange(range: Range, argument: string): Range {
  if (range.from >= range.to) throw new BadInputError(argument, '"from" must be earlier than "to".');
  const latest = new Date(range.from);
  latest.setUTCFullYear(latest.getUTCFullYear() + LONGEST_RANGE_YEARS);
  if (range.to > latest) throw new BadInputError(argument, `expected a range of at most ${LONGEST_RANGE_YEARS} years.`);
  return range;
}

/** The same for a range that need not be given. */
export const maybeRange = (range: Range | null | undefined, argument: string): Range | null =>
  range ? checkedRange(range, argument) : null;

/** A text of a length that a name or an e-mail may have. */
export function checkedText(text: string | null | undefined, argument: string): string | null | undefined {
  if (text && text.length > LONGEST_EMAIL)
    throw new BadInputError(argument, `expected at most ${LONGEST_EMAIL} characters.`);
  // Half a character stands in no URL.
  if (text && !text.isWellFormed()) throw new BadInputError(argument, 'expected well-formed Unicode.');
  return text;
}

/** A text to search for; null where there is none in it. */
export const searchText = (search: string | null | undefined): string | null =>
  checkedText(search, 'search')?.trim() || null;

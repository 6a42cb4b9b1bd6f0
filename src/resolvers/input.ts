/** Checks arguments before any source is called. Each function throws a `BadInputError` that names the argument. */
import { BadInputError } from '../errors.ts';
import type { DateTimeRange } from '../generated/resolvers.ts';
import { LONGEST_EMAIL } from '../sources/folding.ts';
import type { OpenRange, Range } from '../sources/instants.ts';
import type { Context } from './context.ts';
import { instantsOf } from './ranges.ts';

/** What tells the present. */
export type Present = Pick<Context, 'minute'>;

/** The instants of a range; an end may be open. */
export const checkedRange = (range: DateTimeRange, argument: string, { minute }: Present): OpenRange =>
  instantsOf(range, argument, minute);

/** The same for an optional range. */
export const maybeRange = (
  range: DateTimeRange | null | undefined,
  argument: string,
  present: Present,
): OpenRange | null => (range ? checkedRange(range, argument, present) : null);

/** The instants of a range for a source that needs both. */
export function boundedRange(range: DateTimeRange, argument: string, present: Present): Range {
  const { from, to } = checkedRange(range, argument, present);
  if (from && to) return { from, to };
  throw new BadInputError(argument, 'expected a range with both ends.');
}

/** The text, unless it is longer than any name or e-mail. */
export function checkedText(text: string | null | undefined, argument: string): string | null | undefined {
  if (text && text.length > LONGEST_EMAIL)
    throw new BadInputError(argument, `expected at most ${LONGEST_EMAIL} characters.`);
  return text;
}

/** The text of the argument `search`; null if it is blank. */
export const searchText = (search: string | null | undefined): string | null =>
  checkedText(search, 'search')?.trim() || null;

/** Lists of people that are read again and again, and what a new reading keeps of the one before. Knows no vendor. */
import type { Rows } from './rows.ts';

/** The readable rows of a list that was read to what looked like its end. */
export interface Listing<Row> extends Rows<Row> {
  /** Whether it is proven that no row is missing, apart from those in `unreadable`. */
  readonly isProven: boolean;
}

/** The people of a directory. */
export interface Roster<Row> extends Rows<Row> {
  /** Whether the end of the list was seen and each of its rows could be read, in this reading or an earlier one. */
  readonly wasWhole: boolean;
}

/**
 * The roster after a new reading. If rows could not be read or the end was not seen, people of the roster before who are
 * missing now stay. They are all accounted for, so `wasWhole` stays true, if the end was seen and there are at least as many
 * of them as unreadable rows.
 */
export function nextRoster<Row extends { readonly userId: string }>(
  { rows, unreadable, isProven }: Listing<Row>,
  before: Roster<Row> | undefined,
): Roster<Row> {
  const isWhole = unreadable.length === 0 && isProven;
  if (isWhole || !before) return { rows, unreadable, wasWhole: isWhole };
  const ids = new Set(rows.map(({ userId }) => userId));
  const missing = before.rows.filter(({ userId }) => !ids.has(userId));
  const wasWhole = isProven && before.wasWhole && unreadable.length <= missing.length;
  return { rows: [...rows, ...missing], unreadable, wasWhole };
}

/** How many pages of bookings are read at most: by the lists, and by the plan before anything is read. */
import { type BookingFilter, conditionsOf, isPastAlone } from './booking-filter.ts';
import type { BookingConditions } from './client.ts';

/** A list of bookings may cost this many pages. */
export const PAGE_CAP = 20;

/** How many rows of a page may share an instant with others, or be unreadable, before a further page is read. */
const SPARE_ROWS = 50;

/**
 * Whether the totals of Cal.com's pages count the bookings that meet the filter, as far as Cal.com applies it. Older versions
 * count without the conditions on creation and change.
 */
export const totalsAreExact = (conditions: BookingConditions): boolean => {
  const { createdFrom, createdTo, updatedFrom, updatedTo } = conditions;
  return !createdFrom && !createdTo && !updatedFrom && !updatedTo;
};

/** Whether Cal.com's own total is that of the list of all hosts: no row of it has to be left out here. */
export const isCountedByCalcom = (filter: BookingFilter): boolean =>
  totalsAreExact(conditionsOf(filter)) && isAppliedByCalcom(filter);

/** Whether Cal.com's pages have no row that has to be left out here, of a list of all hosts. */
export const isAppliedByCalcom = ({ range, status, statuses }: BookingFilter): boolean =>
  !range && !statuses && !isPastAlone(status);

/** Where a window starts in Cal.com's list: the number of rows before it, or nearly so; null at the start of the list. */
type After = { readonly nearIndex: number } | null;

/** The page where a window starts. */
export const startPageOf = (after: After, pageSize: number): number => Math.floor((after?.nearIndex ?? 0) / pageSize);

/**
 * The most pages of a window, if no row is left out here, the pages are full and in order, and the list has not changed since
 * the position was made.
 */
export function windowPages(after: After, first: number, pageSize: number): number {
  const rowsBefore = (after?.nearIndex ?? 0) % pageSize;
  // The row of the position, the window, and a row that shows that more follow.
  const rows = rowsBefore + (after ? 1 : 0) + first + 1;
  // Rows with the instant of the position may stand on the page before.
  const pagesBefore = rowsBefore === 0 && startPageOf(after, pageSize) > 0 ? 1 : 0;
  const pages = rows <= pageSize - SPARE_ROWS ? 1 : Math.ceil(rows / pageSize) + 1;
  return Math.min(PAGE_CAP, pagesBefore + pages);
}

/** How many pages a list with this total has, as far as they may be read. */
export const knownPages = (totalItems: number, pageSize: number): number =>
  Math.min(PAGE_CAP, Math.max(1, Math.ceil(totalItems / pageSize)));

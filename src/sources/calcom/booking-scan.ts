/**
 * Consecutive pages of Cal.com's bookings, read once for all lists that are made from them: each row is indexed by its host
 * when it is first read. Notices where pages repeat rows, leave the order, or contradict each other. Knows no filters.
 */

import { memoizeBy } from '../../provenance.ts';
import type { Slices } from '../../time/slices.ts';
import { positionsOf } from '../values.ts';
import type { Booking, BookingPage } from './model.ts';

/** How many pages one scan may cost. */
export const PAGE_CAP = 20;

export type BookingOrderField = 'START' | 'END' | 'CREATED_AT' | 'UPDATED_AT';

export interface BookingOrder {
  readonly field: BookingOrderField;
  readonly direction: 'ASC' | 'DESC';
}

/** A page as Cal.com was asked for it. */
interface ReadPage {
  readonly page: BookingPage;
  /** How many rows it was to have. */
  readonly take: number;
  /** Whether Cal.com was asked for the event types that are wanted, where any are. */
  readonly isOfTypes: boolean;
}

export interface BookingScanOptions {
  /** Reads the page that begins behind so many rows. Asking for it again must cost nothing. */
  readPage(skip: number): Promise<ReadPage>;
  /** How many rows come before the first page. */
  readonly skip: number;
  /** The order in which rows are asked for. */
  readonly order: BookingOrder;
  /** Whether `totalItems` counts what the pages hold also on pages that others recordCalls. */
  readonly totalsAreExact: boolean;
  readonly slices: Slices;
}

/** A page, and what is known of the scan up to it. */
export interface ScannedPage {
  readonly rows: readonly Booking[];
  /** The rows of these hosts, or all rows. A row that an earlier page has as it was changed later is not among them. */
  rowsOf(hostIds: ReadonlySet<string> | null): readonly Booking[];
  /** The rows that do not tell whose they are: they may be anybody's. */
  rowsOfUntold(): readonly Booking[];
  /** Whether Cal.com was asked for the event types that are wanted, where any are. */
  readonly isOfTypes: boolean;
  /** The `uid`s of bookings that earlier pages have as they were before a change. */
  readonly replaced: readonly string[];
  /** The positions in Cal.com's list of the rows that could not be read. */
  readonly rejected: readonly number[];
  /** Whether all rows so far came in the order asked for, */
  readonly inOrder: boolean;
  /** and in the order of their starts. */
  readonly startsAscend: boolean;
  /** Whether no page so far contradicts another or itself. */
  readonly isConsistent: boolean;
  /** Whether it has fewer rows than were asked for, although more recordCalls: the next page tells whether one is missing. */
  readonly isShort: boolean;
  /** Whether Cal.com says that no page follows. */
  readonly isLast: boolean;
}

export interface BookingScan {
  /** The page with this number, from 0, after all before it. Undefined behind the last one. */
  page(number: number): Promise<ScannedPage | undefined>;
  /** The position in Cal.com's list of the first row that was read with this instant. */
  firstIndexAt(atMs: number | null): number;
}

export function createBookingScan({ readPage, skip, order, totalsAreExact, slices }: BookingScanOptions): BookingScan {
  /** Each booking as it was changed last. */
  const newest = new Map<string, Booking>();
  const firstIndexes = new Map<number | null, number>();
  let received = skip;
  let last: Booking | undefined;
  let lastTotal: number | undefined;
  let inOrder = true;
  let startsAscend = true;
  let isConsistent = true;

  async function read(number: number): Promise<ScannedPage | undefined> {
    if (number > 0) {
      const before = await pages(number - 1);
      if (!before || before.isLast) return undefined;
    }
    const offset = received;
    const { page, take, isOfTypes } = await readPage(offset);
    const { rows, rejected } = page.bookings;
    await slices.spendRows(rows.length);
    const slots = rows.length + rejected.length;
    received += slots;

    let repeats = 0;
    const replaced: string[] = [];
    const outdated = new Set<Booking>();
    const positions = positionsOf(page.bookings);
    for (const [index, booking] of rows.entries()) {
      if (last && compareInstants(last, booking, order) > 0) inOrder = false;
      if (last && last.start > booking.start) startsAscend = false;
      last = booking;
      const atMs = atMsOf(booking, order.field);
      if (!firstIndexes.has(atMs)) firstIndexes.set(atMs, offset + (positions[index] ?? index));
      const known = newest.get(booking.uid);
      if (known) repeats++;
      if (known && !isNewer(booking, known)) {
        outdated.add(booking);
        continue;
      }
      newest.set(booking.uid, booking);
      if (!known) continue;
      replaced.push(booking.uid);
      outdated.add(known);
    }
    if (repeats > 0 || contradictsItself(page, offset + slots)) isConsistent = false;
    const isEnd = slots === 0 || (rows.length > 0 && repeats === rows.length) || !page.hasNextPage;
    return {
      rows,
      rowsOf: (hostIds) => {
        const found = hostIds === null ? rows : [...hostIds].flatMap((hostId) => byHost(page).get(hostId) ?? []);
        return outdated.size === 0 ? found : found.filter((booking) => !outdated.has(booking));
      },
      rowsOfUntold: () => byHost(page).get(UNTOLD) ?? [],
      isOfTypes,
      replaced,
      rejected: rejected.map((index) => offset + index),
      inOrder,
      startsAscend,
      isConsistent,
      isShort: slots < take && !isEnd,
      isLast: isEnd,
    };
  }

  /** `end` is how many rows there are up to the end of the page. What Cal.com counts must agree with what it sends. */
  function contradictsItself(page: BookingPage, end: number): boolean {
    const { totalItems, remainingItems, returnedItems, hasMorePages = false, hasNextPage, bookings } = page;
    const slots = bookings.rows.length + bookings.rejected.length;
    const miscounts = returnedItems !== null && returnedItems !== slots;
    // On the last page the total counts what is there, also where it did not before.
    const isCutShort = hasNextPage
      ? slots === 0
      : hasMorePages || (remainingItems ?? 0) > 0 || (slots === 0 ? totalItems > end : totalItems !== end);
    if (miscounts || isCutShort || (remainingItems ?? 0) < 0) return true;
    if (!totalsAreExact) return false;
    const changed = lastTotal !== undefined && lastTotal !== totalItems;
    lastTotal = totalItems;
    return changed || (hasNextPage && totalItems <= end);
  }

  const pages = memoizeBy(read, (number) => number);
  return { page: pages, firstIndexAt: (atMs) => firstIndexes.get(atMs) ?? 0 };
}

/** For as long as a page is kept, its rows by host: they are the same for every request that reads it. */
const rowsByHost = new WeakMap<BookingPage, ReadonlyMap<string, readonly Booking[]>>();
/** Where a host is not told; the id of none. */
const UNTOLD = '';

function byHost(page: BookingPage): ReadonlyMap<string, readonly Booking[]> {
  const known = rowsByHost.get(page);
  if (known) return known;
  const index = new Map<string, Booking[]>();
  for (const booking of page.bookings.rows) {
    for (const key of hostKeysOf(booking)) {
      const rows = index.get(key);
      if (!rows) index.set(key, [booking]);
      else if (rows.at(-1) !== booking) rows.push(booking);
    }
  }
  rowsByHost.set(page, index);
  return index;
}

const hostKeysOf = ({ hosts }: Booking): readonly string[] =>
  hosts.length === 0 ? [UNTOLD] : hosts.flatMap(({ userId, wasDeleted }) => userId ?? (wasDeleted ? [] : UNTOLD));

/** Of two copies of a booking the one changed last is kept; the first of two that were changed at once. */
const isNewer = (booking: Booking, other: Booking): boolean => (other.updatedAt ?? 0) < (booking.updatedAt ?? 0);

/** Milliseconds since the epoch; null where the booking lacks the instant. */
export function atMsOf(booking: Booking, field: BookingOrderField): number | null {
  switch (field) {
    case 'START':
      return booking.start.getTime();
    case 'END':
      return booking.end.getTime();
    case 'CREATED_AT':
      return booking.createdAt?.getTime() ?? null;
    case 'UPDATED_AT':
      return booking.updatedAt?.getTime() ?? null;
  }
}

/** What lacks the instant comes last in ascending order and first in descending order, as in Cal.com's database. */
export function compareKeys(a: number | null, b: number | null, direction: 'ASC' | 'DESC'): number {
  if (a === b) return 0;
  const ascending = (a ?? Number.POSITIVE_INFINITY) < (b ?? Number.POSITIVE_INFINITY) ? -1 : 1;
  return direction === 'ASC' ? ascending : -ascending;
}

export const compareInstants = (a: Booking, b: Booking, { field, direction }: BookingOrder): number =>
  compareKeys(atMsOf(a, field), atMsOf(b, field), direction);

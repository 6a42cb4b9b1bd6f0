/**
 * Consecutive pages of Cal.com's bookings, read once for all lists over them. Notices pages that repeat rows, break the order
 * or contradict each other. Knows no filters.
 */
import { memoizeBy } from '../../provenance.ts';
import type { Slices } from '../../time/slices.ts';
import { positionsOf } from '../rows.ts';
import type { Booking, BookingPage } from './model.ts';

/** A scan may cost this many pages. */
export const PAGE_CAP = 20;

export type BookingOrderField = keyof typeof INSTANTS;

export interface BookingOrder {
  readonly field: BookingOrderField;
  readonly direction: 'ASC' | 'DESC';
}

/** A page and how it was requested. */
interface ReadPage {
  readonly page: BookingPage;
  /** The requested number of rows. */
  readonly take: number;
  /** Whether the event types of the filter, if any, were sent to Cal.com. */
  readonly isOfTypes: boolean;
}

export interface BookingScanOptions {
  /** Reads the page that starts after `skip` rows. */
  readPage(skip: number): Promise<ReadPage>;
  /** The number of rows before the first page. */
  readonly skip: number;
  /** The requested order of the rows. */
  readonly order: BookingOrder;
  /** Whether `totalItems` counts the rows of the filtered list on each page, and not only on the last. */
  readonly totalsAreExact: boolean;
  readonly slices: Slices;
}

/** A page, and what is known of the scan up to it. */
export interface ScannedPage {
  readonly rows: readonly Booking[];
  /** The rows of these hosts, or all rows if null. Of a booking that came twice only its last version is among them. */
  rowsOf(hostIds: ReadonlySet<string> | null): readonly Booking[];
  /** The rows with an unknown host: they may belong to any host. */
  rowsOfUnknownHosts(): readonly Booking[];
  /** Whether the event types of the filter, if any, were sent to Cal.com. */
  readonly isOfTypes: boolean;
  /** The uids of bookings that earlier pages have in an older version. */
  readonly replaced: readonly string[];
  /** The positions in Cal.com's list of the rows that could not be read. */
  readonly unreadable: readonly number[];
  /** Whether all rows so far came in the requested order. */
  readonly inOrder: boolean;
  /** Whether all rows so far came by ascending start. */
  readonly startsAscend: boolean;
  /** Whether no page so far contradicts itself or another page. */
  readonly isConsistent: boolean;
  /** The page has fewer rows than requested, although more pages follow: the next page shows whether a row is missing. */
  readonly isShort: boolean;
  /** Whether Cal.com says that no page follows. */
  readonly isLast: boolean;
}

export interface BookingScan {
  /** The page with this number, from 0; undefined after the last one. Reads all pages before it first. */
  page(number: number): Promise<ScannedPage | undefined>;
  /** The index in Cal.com's list of the first row that was read with this instant. */
  firstIndexAt(atMs: number | null): number;
}

/** Reads nothing before the first page is requested. */
export function createBookingScan({ readPage, skip, order, totalsAreExact, slices }: BookingScanOptions): BookingScan {
  /** The last version of each booking, by uid. */
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
    const { rows, unreadable } = page.bookings;
    await slices.spendRows(rows.length);
    const slots = rows.length + unreadable.length;
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
      rowsOfUnknownHosts: () => byHost(page).get(UNKNOWN_HOST) ?? [],
      isOfTypes,
      replaced,
      unreadable: unreadable.map((index) => offset + index),
      inOrder,
      startsAscend,
      isConsistent,
      isShort: slots < take && !isEnd,
      isLast: isEnd,
    };
  }

  /** Whether the counts of a page disagree with its rows. `end` is the number of rows up to the end of the page. */
  function contradictsItself(page: BookingPage, end: number): boolean {
    const { totalItems, remainingItems, returnedItems, hasMorePages = false, hasNextPage, bookings } = page;
    const slots = bookings.rows.length + bookings.unreadable.length;
    const miscounts = returnedItems !== null && returnedItems !== slots;
    // On the last page the total is that of the filtered list in all versions of Cal.com.
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

/** The rows of a page by host, indexed once for all requests that get this page from the cache. */
const rowsByHost = new WeakMap<BookingPage, ReadonlyMap<string, readonly Booking[]>>();
/** The key of rows whose host is unknown; no host has this id. */
const UNKNOWN_HOST = '';

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
  hosts.length === 0
    ? [UNKNOWN_HOST]
    : hosts.flatMap(({ userId, wasDeleted }) => userId ?? (wasDeleted ? [] : UNKNOWN_HOST));

/** Whether a version of a booking was changed later than another; equal times mean that it was not. */
const isNewer = (booking: Booking, other: Booking): boolean => (other.updatedAt ?? 0) < (booking.updatedAt ?? 0);

/** The instant that a booking is sorted by, in milliseconds since the epoch; null if the booking lacks it. */
export const atMsOf = (booking: Booking, field: BookingOrderField): number | null =>
  booking[INSTANTS[field]]?.getTime() ?? null;

const INSTANTS = { START: 'start', END: 'end', CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' } as const;

/** Compares two instants. A missing one is last in ascending and first in descending order, as in Cal.com's database. */
export function compareKeys(a: number | null, b: number | null, direction: 'ASC' | 'DESC'): number {
  if (a === b) return 0;
  const ascending = (a ?? Number.POSITIVE_INFINITY) < (b ?? Number.POSITIVE_INFINITY) ? -1 : 1;
  return direction === 'ASC' ? ascending : -ascending;
}

/** Compares two bookings by the instant of an order. */
export const compareInstants = (a: Booking, b: Booking, { field, direction }: BookingOrder): number =>
  compareKeys(atMsOf(a, field), atMsOf(b, field), direction);

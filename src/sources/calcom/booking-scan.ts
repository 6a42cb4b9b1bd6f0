/**
 * Consecutive pages of Cal.com's bookings, read once for all lists over them. Notices pages that repeat rows, break the order
 * or contradict each other. Knows no filters.
 */
import { memoizeBy, memoizeReadyBy } from '../../provenance.ts';
import type { Awaitable } from '../../time/ready.ts';
import type { Slices } from '../../time/slices.ts';
import type { Range } from '../instants.ts';
import { atMsOf, type BookingOrder, compareInstants, compareKeys } from './booking-order.ts';
import type { Booking, BookingPage } from './model.ts';
import { countWhile, indexOf, isNewer } from './page-index.ts';

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
  /**
   * The rows of these hosts, or of all if null, that start in the range. Of a booking that came twice only its last version is
   * among them.
   */
  rowsOf(hostIds: ReadonlySet<string> | null, range: Range | null): readonly Booking[];
  /** The rows with an unknown host: they may belong to any host. */
  rowsOfUnknownHosts(): readonly Booking[];
  /** Whether the event types of the filter, if any, were sent to Cal.com. */
  readonly isOfTypes: boolean;
  /** The uids of bookings that earlier pages have in an older version. */
  readonly replaced: ReadonlySet<string>;
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
  /** How many bookings Cal.com says the list has. */
  readonly totalItems: number;
  /** Whether the other counts of the page agree with that number. */
  readonly countsAgree: boolean;
  /** The number of rows of Cal.com's list up to the end of the page. */
  readonly end: number;
}

export interface BookingScan {
  /** The page with this number, from 0; undefined after the last one. Reads all pages before it first. */
  page(number: number): Awaitable<ScannedPage | undefined>;
  /**
   * Starts to read the pages up to this number at once, of which the first one has shown that they are needed. They are
   * expected to be as full as the first.
   */
  readAhead(pages: number): void;
  /** The index in Cal.com's list of the first row that was read with this instant, as long as rows come in order. */
  firstIndexAt(atMs: number | null): number;
}

/** Reads nothing before the first page is requested. */
export function createBookingScan({ readPage, skip, order, totalsAreExact, slices }: BookingScanOptions): BookingScan {
  const scanned: { readonly page: BookingPage; readonly offset: number }[] = [];
  /** Pages that may be needed next, by the number of rows before them. */
  const readAt = memoizeBy(readPage, (at) => at);
  /** The last version of each booking on the pages before the last one, by uid. */
  const newest = new Map<string, Booking>();
  /** The same of the last page. */
  let ofLastPage: Iterable<readonly [string, Booking]> = [];
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
    const { page, take, isOfTypes } = await readAt(offset);
    const { rows, unreadable } = page.bookings;
    await slices.spendRows(rows.length);
    const slots = rows.length + unreadable.length;
    received += slots;
    scanned.push({ page, offset });

    const index = indexOf(page);
    const [first] = rows;
    inOrder &&= index.isInOrder(order) && !(last && first && compareInstants(last, first, order) > 0);
    startsAscend &&= index.startsAscend && !(last && first && last.start.getTime() > first.start.getTime());
    last = rows.at(-1) ?? last;

    for (const [uid, booking] of ofLastPage) newest.set(uid, booking);
    let repeats = rows.length - index.latest.size;
    const replaced = new Set<string>();
    const outdated = new Set<Booking>();
    if (newest.size > 0) {
      for (const [uid, booking] of index.latest) {
        const known = newest.get(uid);
        if (known) repeats++;
        if (known && isNewer(booking, known)) replaced.add(uid);
        else if (known) outdated.add(booking);
      }
    }
    const isUpToDate = (booking: Booking): boolean => !outdated.has(booking);
    ofLastPage = outdated.size === 0 ? index.latest : [...index.latest].filter(([, booking]) => isUpToDate(booking));
    if (repeats > 0 || contradictsItself(page, offset + slots)) isConsistent = false;
    const isEnd = slots === 0 || (rows.length > 0 && repeats === rows.length) || !page.hasNextPage;
    return {
      rows,
      rowsOf: (hostIds, range) => {
        const found = index.rowsOf(hostIds, range);
        return outdated.size === 0 ? found : found.filter(isUpToDate);
      },
      rowsOfUnknownHosts: index.rowsOfUnknownHosts,
      isOfTypes,
      replaced,
      unreadable: unreadable.map((at) => offset + at),
      inOrder,
      startsAscend,
      isConsistent,
      isShort: slots < take && !isEnd,
      isLast: isEnd,
      totalItems: page.totalItems,
      countsAgree: !page.hasMorePages && isRemainder(page, offset + slots, offset + take),
      end: offset + slots,
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

  /** Whether the total and the remainder of a page agree. Cal.com counts as if each page was as large as requested. */
  function isRemainder({ totalItems, remainingItems }: BookingPage, end: number, requestedEnd: number): boolean {
    const remainders = [end, requestedEnd].map((at) => Math.max(0, totalItems - at));
    return remainingItems === null || remainders.includes(remainingItems);
  }

  function firstIndexAt(atMs: number | null): number {
    const isBefore = (booking: Booking): boolean =>
      compareKeys(atMsOf(booking, order.field), atMs, order.direction) < 0;
    for (const { page, offset } of scanned) {
      const index = countWhile(page.bookings.rows, isBefore);
      const found = page.bookings.rows[index];
      if (found && atMsOf(found, order.field) === atMs) return offset + indexOf(page).positionOf(index);
    }
    return 0;
  }

  function readAhead(count: number): void {
    const [first, second] = scanned;
    if (!first || second) return;
    const { rows, unreadable } = first.page.bookings;
    for (let number = 1; number < count; number++) {
      // A failure is thrown where the page is needed.
      readAt(skip + number * (rows.length + unreadable.length)).catch(() => {});
    }
  }

  const pages = memoizeReadyBy(read, (number) => number);
  return { page: pages, readAhead, firstIndexAt };
}

/**
 * A filtered and ordered list of bookings over the pages of a scan. It reads no more pages than a window needs, has each
 * booking once, and is complete only if Cal.com neither cut the list nor contradicted itself.
 */
import { BadInputError, type SourceError } from '../../errors.ts';
import { memoize, memoizeBy } from '../../provenance.ts';
import type { Slices } from '../../time/slices.ts';
import type { Verdict } from './booking-filter.ts';
import {
  atMsOf,
  type BookingOrder,
  type BookingScan,
  compareInstants,
  compareKeys,
  PAGE_CAP,
  type ScannedPage,
} from './booking-scan.ts';
import type { Booking } from './model.ts';

export interface BookingListOptions {
  /** The scan that starts after `skip` rows of Cal.com's list; the same scan for the same number. */
  scanFrom(skip: number): BookingScan;
  readonly pageSize: number;
  readonly order: BookingOrder;
  /** Whether the pages come in that order; if not, the list is read whole and sorted. */
  readonly pagesAreInOrder: boolean;
  /** Only bookings of these hosts, by Cal.com user id; null for bookings of any host. */
  readonly hostIds: ReadonlySet<string> | null;
  /** See `judgeOf`. */
  judge(booking: Booking, isOfTypes: boolean): Verdict;
  /** Why Cal.com cannot answer the list. Then the list is empty and not complete. */
  readonly problem?: SourceError;
  /** The end of the range, if the pages come by ascending start. */
  readonly startsBefore?: Date;
  readonly slices: Slices;
}

/** The position of a booking in a list, as cursors hold it. */
export interface BookingPosition {
  /** The index in Cal.com's list of the first booking with this instant, when it was read. */
  readonly nearIndex: number;
  /** Milliseconds since the epoch; null if the booking lacks the instant that the list is sorted by. */
  readonly atMs: number | null;
  readonly uid: string;
}

interface BookingWindow {
  readonly rows: readonly { readonly booking: Booking; readonly position: BookingPosition }[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** The positions in Cal.com's list of the rows that could not be read. */
  readonly unreadable: readonly number[];
  readonly problem: SourceError | undefined;
}

export interface WholeBookingList {
  readonly bookings: readonly Booking[];
  /** False if Cal.com may have more bookings. */
  readonly complete: boolean;
  /** The positions in Cal.com's list of the rows that could not be read. */
  readonly unreadable: readonly number[];
  readonly problem: SourceError | undefined;
}

export interface BookingList {
  /** At most `first` bookings after a position, or from the start. Throws a BadInputError for a position of another list. */
  window(after: BookingPosition | null, first: number): Promise<BookingWindow>;
  /** All bookings, up to the page cap. */
  whole(): Promise<WholeBookingList>;
}

/** The CPU cost of a page of which a list takes no row, in rows. */
const ROWS_PER_PAGE = 10;

/** The pages of a scan that were read for this list. */
interface Run {
  readonly scan: BookingScan;
  readonly pages: ScannedPage[];
  /** The bookings that belong to the list, by uid, in their last version. */
  readonly wanted: Map<string, Booking>;
  /** The bookings that belong to it unless Cal.com ignores a condition. */
  readonly trusted: Map<string, { readonly booking: Booking; readonly verdict: 'TRUSTED' | 'VOUCHED' }>;
  /** A row shows that Cal.com ignores a condition. */
  isIgnored: boolean;
  /** A row was left out that may belong to the list. */
  isDoubtful: boolean;
  /** The last page goes beyond the range. */
  isBeyond: boolean;
  readonly unreadable: number[];
  /** TRUNCATED: the page cap was reached, and Cal.com says that there is more. */
  end: 'OPEN' | 'ENDED' | 'TRUNCATED';
}

/** Reads nothing before the first window. */
export function createBookingList(options: BookingListOptions): BookingList {
  const { order, startsBefore, pageSize, hostIds, slices } = options;
  // A person may occur many times in one query, and each occurrence requests the same window.
  const windows = memoizeBy(
    ([after, first]: [BookingPosition | null, number]) => window(after, first),
    (key) => JSON.stringify(key),
  );
  const whole = memoize(readWhole);
  const compare = comparison(order.direction);
  return { window: (after, first) => windows([after, first]), whole };

  async function window(after: BookingPosition | null, first: number): Promise<BookingWindow> {
    if (!options.pagesAreInOrder) return windowOfWhole(after, first);
    const run = await runUpTo(after);
    for (;;) {
      const lastPage = run.pages.at(-1);
      if (lastPage && !lastPage.inOrder) return windowOfWhole(after, first);
      const all = await ordered(run);
      const rows = after ? all.slice(endOf(after, all)) : all;
      const lastOfWindow = rows[first - 1];
      const lastRead = lastPage?.rows.at(-1);
      // The next page may start with rows that have the same instant as the last one.
      const settled =
        rows.length > first && lastOfWindow && lastRead && compareInstants(lastOfWindow, lastRead, order) < 0;
      if (settled || run.end !== 'OPEN') {
        return {
          rows: rows.slice(0, first).map((booking) => ({ booking, position: positionIn(run, booking) })),
          hasNextPage: rows.length > first || (run.end === 'TRUNCATED' && rows.length > 0),
          hasPreviousPage: after !== null,
          unreadable: run.unreadable,
          problem: options.problem,
        };
      }
      await readNextPage(run);
    }
  }

  /** A run whose first page starts before a position. */
  async function runUpTo(after: BookingPosition | null): Promise<Run> {
    let firstPage = after ? Math.floor(after.nearIndex / pageSize) : 0;
    for (let pages = 0; pages < PAGE_CAP; pages++) {
      const run = startRun(firstPage * pageSize);
      await readNextPage(run);
      const head = run.pages[0]?.rows[0];
      const startsAtOrBefore = after && head && compareKeys(atMsOf(head, order.field), after.atMs, order.direction) < 0;
      if (firstPage === 0 || startsAtOrBefore) return run;
      firstPage = pages === 0 && head === undefined ? 0 : firstPage - 1;
    }
    throw new BadInputError('after', 'expected a cursor of this list; its position was not found.');
  }

  function startRun(skip: number): Run {
    return {
      scan: options.scanFrom(skip),
      pages: [],
      wanted: new Map(),
      trusted: new Map(),
      isIgnored: false,
      isDoubtful: false,
      isBeyond: false,
      unreadable: [],
      end: 'OPEN',
    };
  }

  async function readNextPage(run: Run): Promise<void> {
    const page = await run.scan.page(run.pages.length);
    if (!page) {
      run.end = 'ENDED';
      return;
    }
    run.pages.push(page);
    run.unreadable.push(...page.unreadable);
    for (const uid of page.replaced) {
      run.wanted.delete(uid);
      run.trusted.delete(uid);
    }
    const rows = page.rowsOf(hostIds);
    await slices.spendRows(ROWS_PER_PAGE + rows.length);
    for (const booking of rows) take(run, booking, page.isOfTypes);
    if (hostIds !== null) {
      run.isDoubtful ||= page.rowsOfUnknownHosts().some((booking) => mayBelong(booking, page.isOfTypes));
    }
    const isBeyond = isPastEnd(page);
    // After a short page one more page is read: if a row is missing, it starts with a row that was already read.
    if (page.isLast || (isBeyond && (run.isBeyond || !page.isShort))) run.end = 'ENDED';
    else if (run.pages.length === PAGE_CAP) run.end = 'TRUNCATED';
    run.isBeyond = isBeyond;
  }

  function take(run: Run, booking: Booking, isOfTypes: boolean): void {
    if (isBeyondRange(booking)) return;
    const verdict = options.judge(booking, isOfTypes);
    if (verdict === 'IN') run.wanted.set(booking.uid, booking);
    else if (verdict === 'TRUSTED' || verdict === 'VOUCHED') run.trusted.set(booking.uid, { booking, verdict });
    else if (verdict === 'IGNORED') run.isIgnored = true;
    else if (verdict === 'DOUBTFUL') run.isDoubtful = true;
  }

  function mayBelong(booking: Booking, isOfTypes: boolean): boolean {
    return !isBeyondRange(booking) && !['OUT', 'IGNORED'].includes(options.judge(booking, isOfTypes));
  }

  function isBeyondRange({ start }: Booking): boolean {
    return startsBefore !== undefined && start >= startsBefore;
  }

  function isPastEnd({ rows, startsAscend }: ScannedPage): boolean {
    const last = rows.at(-1);
    return last !== undefined && startsAscend && isBeyondRange(last);
  }

  async function ordered({ wanted, trusted, isIgnored }: Run): Promise<Booking[]> {
    await slices.spendRows(wanted.size + trusted.size);
    const believed = isIgnored ? [] : [...trusted.values()].map(({ booking }) => booking);
    return [...wanted.values(), ...believed].sort((a, b) => compare(sortKeyOf(a), sortKeyOf(b)));
  }

  /** The index is that of the first booking with the same instant, so that the next window misses none of them. */
  function positionIn({ scan }: Run, booking: Booking): BookingPosition {
    const key = sortKeyOf(booking);
    return { ...key, nearIndex: scan.firstIndexAt(key.atMs) };
  }

  async function windowOfWhole(after: BookingPosition | null, first: number): Promise<BookingWindow> {
    const { bookings, unreadable } = await whole();
    const start = after ? endOf(after, bookings) : 0;
    const rows = bookings.slice(start, start + first);
    return {
      rows: rows.map((booking) => ({ booking, position: { ...sortKeyOf(booking), nearIndex: 0 } })),
      hasNextPage: start + first < bookings.length,
      hasPreviousPage: after !== null,
      unreadable,
      problem: options.problem,
    };
  }

  /** How many bookings are at or before a position, by bisection. */
  function endOf(position: BookingPosition, bookings: readonly Booking[]): number {
    let [low, high] = [0, bookings.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const booking = bookings[middle] as Booking;
      if (compare(sortKeyOf(booking), position) > 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  function sortKeyOf(booking: Booking): Pick<BookingPosition, 'atMs' | 'uid'> {
    return { atMs: atMsOf(booking, order.field), uid: booking.uid };
  }

  async function readWhole(): Promise<WholeBookingList> {
    const run = startRun(0);
    while (run.end === 'OPEN') await readNextPage(run);
    return {
      bookings: await ordered(run),
      complete: isWhole(run),
      unreadable: run.unreadable,
      problem: options.problem,
    };
  }

  function isWhole(run: Run): boolean {
    return (
      options.problem === undefined &&
      run.end === 'ENDED' &&
      (run.pages.at(-1)?.isConsistent ?? true) &&
      run.unreadable.length === 0 &&
      !run.isDoubtful &&
      !(run.isIgnored && [...run.trusted.values()].some(({ verdict }) => verdict === 'TRUSTED'))
    );
  }
}

function comparison(direction: 'ASC' | 'DESC') {
  type SortKey = Pick<BookingPosition, 'atMs' | 'uid'>;
  return (a: SortKey, b: SortKey): number =>
    compareKeys(a.atMs, b.atMs, direction) || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0);
}

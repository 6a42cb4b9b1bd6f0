/**
 * Filtered and ordered lists of bookings over the pages of a scan. A list reads no more pages than a window needs, has each
 * booking once, and is complete only if Cal.com neither cut the list nor contradicted itself.
 */
import { BadInputError, type SourceError } from '../../errors.ts';
import { type Awaitable, whenReady } from '../../time/ready.ts';
import type { Slices } from '../../time/slices.ts';
import { PAGE_CAP, startPageOf } from './booking-bounds.ts';
import { atMsOf, type BookingOrder, compareInstants, compareKeys, compareWith } from './booking-order.ts';
import { bookingsOf, type FoundBookings, sizeOf, type TakenRows, takeRows } from './booking-rows.ts';
import { type BookingRunsOptions, createBookingRuns, type Run } from './booking-runs.ts';
import type { BookingScan, ScannedPage } from './booking-scan.ts';
import type { Booking } from './model.ts';
import { countWhile } from './page-index.ts';

export interface BookingListsOptions extends BookingRunsOptions {
  readonly order: BookingOrder;
  /** Whether the pages come in that order; if not, the list is read whole and sorted. */
  readonly pagesAreInOrder: boolean;
  /** Whether Cal.com's totals are those of the list of all hosts. See `isCountedByCalcom`. */
  readonly isCounted: boolean;
  /** Why Cal.com cannot answer the lists. Then they are empty and not complete. */
  readonly problem?: SourceError;
  /** The number of rows of Cal.com's list before the day of the range, which positions do not count. */
  readonly rowsBefore?: number;
  readonly slices: Slices;
}

/** The lists of all hosts with one filter and one order: they share what is known of the pages. */
export interface BookingLists {
  /** Only bookings of these hosts, by Cal.com user id; null for bookings of any host. */
  of(hostIds: readonly string[] | null): BookingList;
}

/** The position of a booking in a list, as cursors hold it. */
export interface BookingPosition {
  /** The index in Cal.com's list of the first booking with this instant, when it was read. */
  readonly nearIndex: number;
  /** Milliseconds since the epoch; null if the booking lacks the instant that the list is sorted by. */
  readonly atMs: number | null;
  readonly uid: string;
}

/** What a query selects of a list of bookings. */
export interface BookingNeed {
  /** Null if no booking is selected. */
  readonly page: { readonly after: BookingPosition | null; readonly first: number } | null;
  readonly total: boolean;
  readonly complete: boolean;
}

interface BookingWindow {
  readonly bookings: readonly Booking[];
  positionOf(booking: Booking): BookingPosition;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** The positions in Cal.com's list of the rows that could not be read. */
  readonly unreadable: readonly number[];
  readonly problem: SourceError | undefined;
  /**
   * The number of bookings of the list; null if it is not known. It is Cal.com's own total where no row has to be left out
   * here, checked against the page that it came with; else the number of bookings of a complete list. With `isProven` it is
   * always the latter, except for a list that is longer than the page cap.
   */
  totalCount(isProven: boolean): Awaitable<number | null>;
  /** Whether the list is proven to have all bookings. Reads no further once that is out of the question. */
  isComplete(): Awaitable<boolean>;
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
  /**
   * At most `first` bookings after a position, or from the start; for 0 one page is read, whose counts the window has. Throws a
   * BadInputError for a position of another list.
   */
  window(after: BookingPosition | null, first: number): Awaitable<BookingWindow>;
  /** See `BookingRunsOptions`. */
  readonly pagesBefore: number;
  /** All bookings, up to the page cap. */
  whole(): Awaitable<WholeBookingList>;
}

/** The CPU cost of a page of which a list takes no row, in rows. */
const ROWS_PER_PAGE = 1;

/** Reads nothing before the first window. */
export function createBookingLists(options: BookingListsOptions): BookingLists {
  const { order, pageSize, judge, problem, range = null, rowsBefore = 0, slices } = options;
  const runs = createBookingRuns(options);
  const lists = new Map<string | undefined, BookingList>();
  return {
    of: (hostIds) => {
      const key = hostIds?.join();
      const list = lists.get(key) ?? createList(hostIds && new Set(hostIds));
      lists.set(key, list);
      return list;
    },
  };

  function createList(hostIds: ReadonlySet<string> | null): BookingList {
    /** Of the pages that have rows of the list. */
    const taken = new Map<ScannedPage, TakenRows>();
    const found = new Map<Run, FoundBookings>();
    return {
      window,
      pagesBefore: options.pagesBefore ?? 0,
      whole: () => whenReady(readToEnd(runs.startAt(0)), wholeOf),
    };

    function window(after: BookingPosition | null, first: number): Awaitable<BookingWindow> {
      if (first === 0) return whenReady(nextOf(runs.startAt(0)), (run) => windowIn(run, EMPTY));
      if (!options.pagesAreInOrder) return windowOfWhole(after, first);
      // The position counts from the day of the range.
      const from = after && { nearIndex: after.nearIndex + rowsBefore };
      return whenReady(startBefore(after, startPageOf(from, pageSize), 0), (run) => windowOf(run, 0, after, first));
    }

    /** `before` is the number of rows on the pages before the last, at most. */
    function windowOf(
      run: Run,
      before: number,
      after: BookingPosition | null,
      first: number,
    ): Awaitable<BookingWindow> {
      const last = run.pages.at(-1);
      if (last && !last.inOrder) return windowOfWhole(after, first);
      const size = before + sizeOf(last && taken.get(last));
      const readOn = () => whenReady(nextOf(run), (next) => windowOf(next, size, after, first));
      if (run.end === 'OPEN' && size <= first) return readOn();
      return whenReady(findIn(run), ({ bookings: all }) => {
        const start = after ? countUpTo(after, all) : 0;
        const lastOfWindow = all[start + first - 1];
        const lastRead = last?.rows.at(-1);
        const hasMore = all.length > start + first;
        // The next page may start with rows that have the same instant as the last one.
        const isSettled = hasMore && lastOfWindow && lastRead && compareInstants(lastOfWindow, lastRead, order) < 0;
        if (!isSettled && run.end === 'OPEN') return readOn();
        return windowIn(run, {
          bookings: all.slice(start, start + first),
          // The index is that of the first booking with the same instant, so that the next window misses none of them.
          positionOf: (booking) => positionAt(booking, run.scan.firstIndexAt),
          hasNextPage: hasMore || (run.end === 'TRUNCATED' && all.length > start),
          hasPreviousPage: after !== null,
        });
      });
    }

    function windowOfWhole(after: BookingPosition | null, first: number): Awaitable<BookingWindow> {
      return whenReady(readToEnd(runs.startAt(0)), (run) =>
        whenReady(findIn(run), ({ bookings }) => {
          const start = after ? countUpTo(after, bookings) : 0;
          return windowIn(run, {
            bookings: bookings.slice(start, start + first),
            positionOf: (booking) => positionAt(booking, () => 0),
            hasNextPage: start + first < bookings.length,
            hasPreviousPage: after !== null,
          });
        }),
      );
    }

    /** A window on the pages of a run. */
    function windowIn(run: Run, window: WindowRows): BookingWindow {
      const isComplete = () => whenReady(wholeIfProvable(run), (whole) => whole?.complete ?? false);
      return {
        ...window,
        unreadable: run.unreadable,
        problem,
        isComplete,
        totalCount: (isProven) => total(run, isProven),
      };
    }

    function total(run: Run, isProven: boolean): Awaitable<number | null> {
      const [page] = run.pages;
      const isCounted =
        page !== undefined &&
        page.rows.length > 0 &&
        options.isCounted &&
        hostIds === null &&
        run.pages.every((one) => one.isOfTypes && !taken.get(one)?.isIgnored);
      const isEnough = !isProven || (page?.totalItems ?? 0) > PAGE_CAP * pageSize;
      if (isCounted && (run.end === 'OPEN' || run.skip > 0) && isEnough) {
        return isContradicted(run) || !page.countsAgree ? null : page.totalItems;
      }
      return whenReady(wholeIfProvable(run), (whole) => (whole?.complete ? whole.bookings.length : null));
    }

    /** The whole list; undefined if the pages so far, which may be those of a window, show that it cannot be proven complete. */
    function wholeIfProvable(run: Run): Awaitable<WholeBookingList | undefined> {
      if (isUnprovable(run)) return undefined;
      if (run.skip > 0 && run.pages.length > 0) return wholeIfProvable(runs.startAt(0));
      if (run.end !== 'OPEN') return wholeOf(run);
      runs.readAhead(run);
      return whenReady(nextOf(run), wholeIfProvable);
    }

    function isUnprovable(run: Run): boolean {
      const mayLackRows = hostIds !== null && run.mayHideRows;
      return mayLackRows || isContradicted(run) || runs.isBeyondCap(run);
    }

    /** Whether a page contradicts itself or another one, or has rows that cannot be read or checked. */
    function isContradicted({ pages, unreadable }: Run): boolean {
      const isConsistent = pages.at(-1)?.isConsistent ?? true;
      return !isConsistent || unreadable.length > 0 || pages.some((page) => taken.get(page)?.isDoubtful);
    }

    /** Reads all pages, up to the page cap. */
    function readToEnd(run: Run): Awaitable<Run> {
      if (run.end !== 'OPEN') return run;
      runs.readAhead(run);
      return whenReady(nextOf(run), readToEnd);
    }

    function wholeOf(run: Run): Awaitable<WholeBookingList> {
      const { unreadable } = run;
      return whenReady(findIn(run), ({ bookings, isDoubtful }) => {
        const isRead = run.end === 'ENDED' && (run.pages.at(-1)?.isConsistent ?? true) && unreadable.length === 0;
        const mayLackRows = isDoubtful || (hostIds !== null && run.mayHideRows);
        return { bookings, complete: problem === undefined && isRead && !mayLackRows, unreadable, problem };
      });
    }

    /** A run whose first page starts before a position. */
    function startBefore(after: BookingPosition | null, firstPage: number, tries: number): Awaitable<Run> {
      if (tries === PAGE_CAP) {
        throw new BadInputError('after', 'expected a cursor of this list; its position was not found.');
      }
      return whenReady(nextOf(runs.startAt(firstPage * pageSize)), (run) => {
        const head = run.pages[0]?.rows[0];
        const startsBefore = after && head && compareKeys(atMsOf(head, order.field), after.atMs, order.direction) < 0;
        if (firstPage === 0 || startsBefore) return run;
        return startBefore(after, tries === 0 && head === undefined ? 0 : firstPage - 1, tries + 1);
      });
    }

    /** The run with one more page, of which the list has taken its rows. */
    function nextOf(run: Run): Awaitable<Run> {
      return whenReady(runs.readOn(run), (next) => {
        const page = next.pages[run.pages.length];
        if (!page || taken.has(page)) return next;
        const rows = page.rowsOf(hostIds, range);
        return whenReady(slices.spendRows(ROWS_PER_PAGE + rows.length), () => {
          // Most pages of a long scan have no row of a host.
          if (rows.length > 0)
            taken.set(
              page,
              takeRows(rows, (booking) => judge(booking, page.isOfTypes)),
            );
          return next;
        });
      });
    }

    function findIn(run: Run): Awaitable<FoundBookings> {
      const known = found.get(run);
      if (known) return known;
      const size = run.pages.reduce((sum, page) => sum + sizeOf(taken.get(page)), 0);
      return whenReady(slices.spendRows(size), () => {
        const made = bookingsOf(run.pages, taken, order);
        found.set(run, made);
        return made;
      });
    }
  }

  /** How many bookings are at or before a position. */
  function countUpTo(position: BookingPosition, bookings: readonly Booking[]): number {
    return countWhile(bookings, (booking) => compareWith(booking, position, position.atMs, order) <= 0);
  }

  function positionAt(booking: Booking, firstIndexAt: BookingScan['firstIndexAt']): BookingPosition {
    const atMs = atMsOf(booking, order.field);
    return { nearIndex: Math.max(0, firstIndexAt(atMs) - rowsBefore), atMs, uid: booking.uid };
  }
}

type WindowRows = Pick<BookingWindow, 'bookings' | 'positionOf' | 'hasNextPage' | 'hasPreviousPage'>;

const EMPTY: WindowRows = {
  bookings: [],
  positionOf: ({ uid }) => ({ nearIndex: 0, atMs: null, uid }),
  hasNextPage: false,
  hasPreviousPage: false,
};

/**
 * Filtered and ordered lists of bookings over the pages of a scan. A list reads no more pages than a window needs, has each
 * booking once, and is complete only if Cal.com neither cut the list nor contradicted itself.
 */
import { BadInputError, type SourceError } from '../../errors.ts';
import { type Awaitable, whenReady } from '../../time/ready.ts';
import type { Slices } from '../../time/slices.ts';
import type { Range } from '../instants.ts';
import type { Verdict } from './booking-filter.ts';
import { atMsOf, type BookingOrder, compareInstants, compareKeys, compareWith } from './booking-order.ts';
import { bookingsOf, type FoundBookings, sizeOf, type TakenRows, takeRows } from './booking-rows.ts';
import { type BookingScan, PAGE_CAP, type ScannedPage } from './booking-scan.ts';
import type { Booking } from './model.ts';
import { countWhile } from './page-index.ts';

export interface BookingListsOptions {
  /** The scan that starts after `skip` rows of Cal.com's list; the same scan for the same number. */
  scanFrom(skip: number): BookingScan;
  readonly pageSize: number;
  readonly order: BookingOrder;
  /** Whether the pages come in that order; if not, the list is read whole and sorted. */
  readonly pagesAreInOrder: boolean;
  /** See `judgeOf`. */
  judge(booking: Booking, isOfTypes: boolean): Verdict;
  /** Why Cal.com cannot answer the lists. Then they are empty and not complete. */
  readonly problem?: SourceError;
  /** Only bookings that start in this range, if the pages come by ascending start. */
  readonly range?: Range | null;
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

interface BookingWindow {
  readonly bookings: readonly Booking[];
  positionOf(booking: Booking): BookingPosition;
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
  window(after: BookingPosition | null, first: number): Awaitable<BookingWindow>;
  /** All bookings, up to the page cap. */
  whole(): Awaitable<WholeBookingList>;
}

/** The CPU cost of a page of which a list takes no row, in rows. */
const ROWS_PER_PAGE = 1;

/** The pages of a scan up to one of them, for the lists of all hosts. */
interface Run {
  readonly scan: BookingScan;
  readonly pages: readonly ScannedPage[];
  /** A row with an unknown host may belong to any list. */
  readonly mayHideRows: boolean;
  /** The last page goes beyond the range. */
  readonly isBeyond: boolean;
  readonly unreadable: readonly number[];
  /** TRUNCATED: the page cap was reached, and Cal.com says that there is more. */
  readonly end: 'OPEN' | 'ENDED' | 'TRUNCATED';
  /** The run with one more page, once a list needs it. */
  next?: Run;
}

/** Reads nothing before the first window. */
export function createBookingLists(options: BookingListsOptions): BookingLists {
  const { order, pageSize, judge, problem, range = null, slices } = options;
  const lists = new Map<string | undefined, BookingList>();
  /** By the number of rows before the first page. */
  const starts = new Map<number, Run>();
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
    return { window, whole: () => wholeOf(startAt(0)) };

    function window(after: BookingPosition | null, first: number): Awaitable<BookingWindow> {
      if (!options.pagesAreInOrder) return windowOfWhole(after, first);
      const firstPage = after ? Math.floor(after.nearIndex / pageSize) : 0;
      return whenReady(startBefore(after, firstPage, 0), (run) => windowOf(run, 0, after, first));
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
        return {
          bookings: all.slice(start, start + first),
          // The index is that of the first booking with the same instant, so that the next window misses none of them.
          positionOf: (booking) => positionAt(booking, run.scan.firstIndexAt),
          hasNextPage: hasMore || (run.end === 'TRUNCATED' && all.length > start),
          hasPreviousPage: after !== null,
          unreadable: run.unreadable,
          problem,
        };
      });
    }

    function windowOfWhole(after: BookingPosition | null, first: number): Awaitable<BookingWindow> {
      return whenReady(wholeOf(startAt(0)), ({ bookings, unreadable }) => {
        const start = after ? countUpTo(after, bookings) : 0;
        return {
          bookings: bookings.slice(start, start + first),
          positionOf: (booking) => positionAt(booking, () => 0),
          hasNextPage: start + first < bookings.length,
          hasPreviousPage: after !== null,
          unreadable,
          problem,
        };
      });
    }

    function wholeOf(run: Run): Awaitable<WholeBookingList> {
      if (run.end === 'OPEN') return whenReady(nextOf(run), wholeOf);
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
      return whenReady(nextOf(startAt(firstPage * pageSize)), (run) => {
        const head = run.pages[0]?.rows[0];
        const startsBefore = after && head && compareKeys(atMsOf(head, order.field), after.atMs, order.direction) < 0;
        if (firstPage === 0 || startsBefore) return run;
        return startBefore(after, tries === 0 && head === undefined ? 0 : firstPage - 1, tries + 1);
      });
    }

    /** The run with one more page, of which the list has taken its rows. */
    function nextOf(run: Run): Awaitable<Run> {
      return whenReady(readOn(run), (next) => {
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

  function startAt(skip: number): Run {
    const run = starts.get(skip) ?? { ...NOTHING_READ, scan: options.scanFrom(skip) };
    starts.set(skip, run);
    return run;
  }

  /** Asks the scan each time, so that the read counts for each field that needs it. */
  function readOn(run: Run): Awaitable<Run> {
    return whenReady(run.scan.page(run.pages.length), (page) => {
      run.next ??= page ? withPage(run, page) : { ...run, end: 'ENDED' };
      return run.next;
    });
  }

  function withPage({ scan, pages: before, ...run }: Run, page: ScannedPage): Run {
    const pages = [...before, page];
    const last = page.rows.at(-1);
    const isBeyond = last !== undefined && page.startsAscend && isBeyondRange(last);
    // After a short page one more page is read: if a row is missing, it starts with a row that was already read.
    const isEnd = page.isLast || (isBeyond && (run.isBeyond || !page.isShort));
    const mayBelong = (booking: Booking): boolean =>
      !isBeyondRange(booking) && !['OUT', 'IGNORED'].includes(judge(booking, page.isOfTypes));
    return {
      scan,
      pages,
      mayHideRows: run.mayHideRows || page.rowsOfUnknownHosts().some(mayBelong),
      isBeyond,
      unreadable: [...run.unreadable, ...page.unreadable],
      end: isEnd ? 'ENDED' : pages.length === PAGE_CAP ? 'TRUNCATED' : 'OPEN',
    };
  }

  function isBeyondRange({ start }: Booking): boolean {
    return range !== null && start.getTime() >= range.to.getTime();
  }

  /** How many bookings are at or before a position. */
  function countUpTo(position: BookingPosition, bookings: readonly Booking[]): number {
    return countWhile(bookings, (booking) => compareWith(booking, position, position.atMs, order) <= 0);
  }

  function positionAt(booking: Booking, firstIndexAt: BookingScan['firstIndexAt']): BookingPosition {
    const atMs = atMsOf(booking, order.field);
    return { nearIndex: firstIndexAt(atMs), atMs, uid: booking.uid };
  }
}

const NOTHING_READ: Omit<Run, 'scan'> = {
  pages: [],
  mayHideRows: false,
  isBeyond: false,
  unreadable: [],
  end: 'OPEN',
};

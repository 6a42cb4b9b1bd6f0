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
const ROWS_PER_PAGE = 10;

interface Trusted {
  readonly booking: Booking;
  readonly verdict: 'TRUSTED' | 'VOUCHED';
}

/** The bookings of one page that belong to a list. */
interface Taken {
  readonly wanted: readonly Booking[];
  /** Those that belong to it unless Cal.com ignores a condition. */
  readonly trusted: readonly Trusted[];
}

/** What a list knows after some pages of a scan. */
interface Run {
  readonly scan: BookingScan;
  /** The number of pages read. */
  readonly pages: number;
  readonly last: ScannedPage | undefined;
  /** By page. Each booking is there once, in its last version. */
  readonly taken: readonly Taken[];
  /** A row shows that Cal.com ignores a condition. */
  readonly isIgnored: boolean;
  /** A row was left out that may belong to the list. */
  readonly isDoubtful: boolean;
  /** The last page goes beyond the range. */
  readonly isBeyond: boolean;
  readonly unreadable: readonly number[];
  /** TRUNCATED: the page cap was reached, and Cal.com says that there is more. */
  readonly end: 'OPEN' | 'ENDED' | 'TRUNCATED';
  /** The bookings in order, once a window needs them. */
  ordered?: readonly Booking[];
  /** The run with one more page, once a window needs it. */
  next?: Awaitable<Run>;
}

/** Reads nothing before the first window. */
export function createBookingLists(options: BookingListsOptions): BookingLists {
  const { order, pageSize, judge, problem, range = null, slices } = options;
  const lists = new Map<string | undefined, BookingList>();
  /** Whether a page has a row with an unknown host that may belong to a list. */
  const doubts = new Map<ScannedPage, boolean>();
  return {
    of: (hostIds) => {
      const key = hostIds?.join();
      const list = lists.get(key) ?? createList(hostIds && new Set(hostIds));
      lists.set(key, list);
      return list;
    },
  };

  function createList(hostIds: ReadonlySet<string> | null): BookingList {
    /** By the number of rows before the first page. */
    const starts = new Map<number, Run>();
    return { window, whole: () => wholeOf(startAt(0)) };

    function window(after: BookingPosition | null, first: number): Awaitable<BookingWindow> {
      if (!options.pagesAreInOrder) return windowOfWhole(after, first);
      const firstPage = after ? Math.floor(after.nearIndex / pageSize) : 0;
      return whenReady(startBefore(after, firstPage, 0), (run) => windowOf(run, after, first));
    }

    function windowOf(run: Run, after: BookingPosition | null, first: number): Awaitable<BookingWindow> {
      if (run.last && !run.last.inOrder) return windowOfWhole(after, first);
      const readOn = () => whenReady(nextOf(run), (next) => windowOf(next, after, first));
      if (run.end === 'OPEN' && sizeOf(run) <= first) return readOn();
      return whenReady(inOrder(run), (all) => {
        const start = after ? countUpTo(after, all) : 0;
        const lastOfWindow = all[start + first - 1];
        const lastRead = run.last?.rows.at(-1);
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
      return whenReady(inOrder(run), (bookings) => ({ bookings, complete: isWhole(run), unreadable, problem }));
    }

    /** A run whose first page starts before a position. */
    function startBefore(after: BookingPosition | null, firstPage: number, tries: number): Awaitable<Run> {
      if (tries === PAGE_CAP) {
        throw new BadInputError('after', 'expected a cursor of this list; its position was not found.');
      }
      return whenReady(nextOf(startAt(firstPage * pageSize)), (run) => {
        const head = run.last?.rows[0];
        const startsBefore = after && head && compareKeys(atMsOf(head, order.field), after.atMs, order.direction) < 0;
        if (firstPage === 0 || startsBefore) return run;
        return startBefore(after, tries === 0 && head === undefined ? 0 : firstPage - 1, tries + 1);
      });
    }

    function startAt(skip: number): Run {
      const run = starts.get(skip) ?? { ...NOTHING_READ, scan: options.scanFrom(skip) };
      starts.set(skip, run);
      return run;
    }

    /** Asks the scan each time, so that the read counts for each field that needs it. */
    function nextOf(run: Run): Awaitable<Run> {
      return whenReady(run.scan.page(run.pages), (page) => {
        run.next ??= page ? take(run, page) : { ...run, end: 'ENDED' };
        return whenReady(run.next, (next) => {
          run.next = next;
          return next;
        });
      });
    }

    function take(run: Run, page: ScannedPage): Awaitable<Run> {
      const rows = page.rowsOf(hostIds, range);
      return whenReady(slices.spendRows(ROWS_PER_PAGE + rows.length), () => {
        const verdicts = rows.map((booking) => judge(booking, page.isOfTypes));
        const mayHide = hostIds !== null && hasDoubt(page);
        const isBeyond = isPastEnd(page);
        const pages = run.pages + 1;
        // After a short page one more page is read: if a row is missing, it starts with a row that was already read.
        const isEnd = page.isLast || (isBeyond && (run.isBeyond || !page.isShort));
        return {
          scan: run.scan,
          pages,
          last: page,
          taken: [...without(page.replaced, run.taken), takenOf(rows, verdicts)],
          isIgnored: run.isIgnored || verdicts.includes('IGNORED'),
          isDoubtful: run.isDoubtful || mayHide || verdicts.includes('DOUBTFUL'),
          isBeyond,
          unreadable: page.unreadable.length === 0 ? run.unreadable : [...run.unreadable, ...page.unreadable],
          end: isEnd ? 'ENDED' : pages === PAGE_CAP ? 'TRUNCATED' : 'OPEN',
        };
      });
    }
  }

  function hasDoubt(page: ScannedPage): boolean {
    const known = doubts.get(page) ?? page.rowsOfUnknownHosts().some((booking) => mayBelong(booking, page.isOfTypes));
    doubts.set(page, known);
    return known;
  }

  function mayBelong(booking: Booking, isOfTypes: boolean): boolean {
    return !isBeyondRange(booking) && !['OUT', 'IGNORED'].includes(judge(booking, isOfTypes));
  }

  function isBeyondRange({ start }: Booking): boolean {
    return range !== null && start.getTime() >= range.to.getTime();
  }

  function isPastEnd({ rows, startsAscend }: ScannedPage): boolean {
    const last = rows.at(-1);
    return last !== undefined && startsAscend && isBeyondRange(last);
  }

  function inOrder(run: Run): Awaitable<readonly Booking[]> {
    if (run.ordered) return run.ordered;
    return whenReady(slices.spendRows(sizeOf(run)), () => {
      const believed = run.isIgnored ? [] : run.taken.flatMap(({ trusted }) => trusted);
      const all = [...run.taken.flatMap(({ wanted }) => wanted), ...believed.map(({ booking }) => booking)];
      run.ordered ??= all.sort((a, b) => compareWith(a, b, atMsOf(b, order.field), order));
      return run.ordered;
    });
  }

  function isWhole(run: Run): boolean {
    return (
      problem === undefined &&
      run.end === 'ENDED' &&
      (run.last?.isConsistent ?? true) &&
      run.unreadable.length === 0 &&
      !run.isDoubtful &&
      !(run.isIgnored && run.taken.some(({ trusted }) => trusted.some(({ verdict }) => verdict === 'TRUSTED')))
    );
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
  pages: 0,
  last: undefined,
  taken: [],
  isIgnored: false,
  isDoubtful: false,
  isBeyond: false,
  unreadable: [],
  end: 'OPEN',
};

/** How many bookings a run has at most. */
const sizeOf = ({ taken }: Run): number =>
  taken.reduce((size, { wanted, trusted }) => size + wanted.length + trusted.length, 0);

function takenOf(rows: readonly Booking[], verdicts: readonly Verdict[]): Taken {
  const trusted: Trusted[] = [];
  for (const [index, booking] of rows.entries()) {
    const verdict = verdicts[index];
    if (verdict === 'TRUSTED' || verdict === 'VOUCHED') trusted.push({ booking, verdict });
  }
  return { wanted: rows.filter((_, index) => verdicts[index] === 'IN'), trusted };
}

/** Drops bookings of which a later page has a newer version. */
function without(uids: ReadonlySet<string>, taken: readonly Taken[]): readonly Taken[] {
  if (uids.size === 0) return taken;
  return taken.map(({ wanted, trusted }) => ({
    wanted: wanted.filter(({ uid }) => !uids.has(uid)),
    trusted: trusted.filter(({ booking }) => !uids.has(booking.uid)),
  }));
}

/**
 * An ordered list of bookings over the pages of a scan: reads no more pages than a window needs, notices where Cal.com cuts
 * the list, contradicts itself or does not keep the order, and never shows a booking twice.
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
  /** The scan that begins behind so many rows of Cal.com's list; the same each time for the same number. */
  scanFrom(skip: number): BookingScan;
  readonly pageSize: number;
  readonly order: BookingOrder;
  /** Whether the pages come in that order; otherwise the list is read whole and ordered here. */
  readonly pagesAreInOrder: boolean;
  /** Of whose bookings alone the list is, by Cal.com's user ids; null for everybody's. */
  readonly hostIds: ReadonlySet<string> | null;
  /** Whether a booking is one of those asked for, whoever hosts it. `isOfTypes`: whether Cal.com was asked for their event types. */
  judge(booking: Booking, isOfTypes: boolean): Verdict;
  /** Why Cal.com cannot tell the list: then it holds nothing and is not complete. */
  readonly problem?: SourceError;
  /** Where the pages come by ascending start: nothing that starts then or later belongs to the list. */
  readonly startsBefore?: Date;
  readonly slices: Slices;
}

/** Where a booking stands: its place in the order, and the page position near which it was found. */
export interface BookingPosition {
  readonly nearIndex: number;
  /** Milliseconds since the epoch; null where the booking lacks the instant that is ordered by. */
  readonly atMs: number | null;
  readonly uid: string;
}

interface BookingWindow {
  readonly rows: readonly { readonly booking: Booking; readonly position: BookingPosition }[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** The positions in Cal.com's list of the rows that could not be read. */
  readonly rejected: readonly number[];
  readonly problem: SourceError | undefined;
}

export interface WholeBookingList {
  readonly bookings: readonly Booking[];
  /** False where Cal.com may hold more than was read. */
  readonly complete: boolean;
  readonly rejected: readonly number[];
  readonly problem: SourceError | undefined;
}

export interface BookingList {
  /** At most `first` bookings after a position, or from the start. */
  window(after: BookingPosition | null, first: number): Promise<BookingWindow>;
  /** Everything, as far as the page cap goes. */
  whole(): Promise<WholeBookingList>;
}

/** What a page costs a list that takes none of its rows, in rows. */
const ROWS_PER_PAGE = 10;

/** The first pages of a scan as this list reads them. */
interface Run {
  readonly scan: BookingScan;
  readonly pages: ScannedPage[];
  /** Those of the bookings that belong to the list, by uid, as they were changed last. */
  readonly wanted: Map<string, Booking>;
  /** Those that belong to it if Cal.com did what it was asked. */
  readonly trusted: Map<string, { readonly booking: Booking; readonly verdict: 'TRUSTED' | 'VOUCHED' }>;
  /** Whether a row shows that Cal.com ignores a condition. */
  isIgnored: boolean;
  /** Whether a row was left out that may belong to the list. */
  isDoubtful: boolean;
  /** Whether the page that was read last goes beyond the range. */
  isBeyond: boolean;
  readonly rejected: number[];
  /** CUT: the page cap was met, and Cal.com says there is more. */
  end: 'OPEN' | 'ENDED' | 'TRUNCATED';
}

export function createBookingList(options: BookingListOptions): BookingList {
  const { order, startsBefore, pageSize, hostIds, slices } = options;
  const compare = comparison(order.direction);
  const placeOf = (booking: Booking) => ({ atMs: atMsOf(booking, order.field), uid: booking.uid });
  const startRun = (skip: number): Run => ({
    scan: options.scanFrom(skip),
    pages: [],
    wanted: new Map(),
    trusted: new Map(),
    isIgnored: false,
    isDoubtful: false,
    isBeyond: false,
    rejected: [],
    end: 'OPEN',
  });
  const isPastEnd = ({ rows, startsAscend }: ScannedPage): boolean => {
    const last = rows.at(-1);
    return startsBefore !== undefined && last !== undefined && startsAscend && last.start >= startsBefore;
  };

  /** Reads the next page of a run. */
  async function readOn(run: Run): Promise<void> {
    const page = await run.scan.page(run.pages.length);
    if (!page) {
      run.end = 'ENDED';
      return;
    }
    run.pages.push(page);
    run.rejected.push(...page.rejected);
    for (const uid of page.replaced) {
      run.wanted.delete(uid);
      run.trusted.delete(uid);
    }
    const rows = page.rowsOf(hostIds);
    await slices.spendRows(ROWS_PER_PAGE + rows.length);
    for (const booking of rows) take(run, booking, page.isOfTypes);
    if (hostIds !== null) {
      run.isDoubtful ||= page.rowsOfUntold().some((booking) => mayBelong(booking, page.isOfTypes));
    }
    const isBeyond = isPastEnd(page);
    // Behind a short page one more is read: where a row was left out, it begins with one that was read already.
    if (page.isLast || (isBeyond && (run.isBeyond || !page.isShort))) run.end = 'ENDED';
    else if (run.pages.length === PAGE_CAP) run.end = 'TRUNCATED';
    run.isBeyond = isBeyond;
  }

  const isBeyondRange = ({ start }: Booking): boolean => startsBefore !== undefined && start >= startsBefore;
  const mayBelong = (booking: Booking, isOfTypes: boolean): boolean =>
    !isBeyondRange(booking) && !['OUT', 'IGNORED'].includes(options.judge(booking, isOfTypes));

  function take(run: Run, booking: Booking, isOfTypes: boolean): void {
    if (isBeyondRange(booking)) return;
    const verdict = options.judge(booking, isOfTypes);
    if (verdict === 'IN') run.wanted.set(booking.uid, booking);
    else if (verdict === 'TRUSTED' || verdict === 'VOUCHED') run.trusted.set(booking.uid, { booking, verdict });
    else if (verdict === 'IGNORED') run.isIgnored = true;
    else if (verdict === 'DOUBTFUL') run.isDoubtful = true;
  }

  async function ordered({ wanted, trusted, isIgnored }: Run): Promise<Booking[]> {
    await slices.spendRows(wanted.size + trusted.size);
    const believed = isIgnored ? [] : [...trusted.values()].map(({ booking }) => booking);
    return [...wanted.values(), ...believed].sort((a, b) => compare(placeOf(a), placeOf(b)));
  }

  const whole = memoize(async (): Promise<WholeBookingList> => {
    const run = startRun(0);
    while (run.end === 'OPEN') await readOn(run);
    return {
      bookings: await ordered(run),
      complete: isWhole(run),
      rejected: run.rejected,
      problem: options.problem,
    };
  });

  const isWhole = (run: Run): boolean =>
    options.problem === undefined &&
    run.end === 'ENDED' &&
    (run.pages.at(-1)?.isConsistent ?? true) &&
    run.rejected.length === 0 &&
    !run.isDoubtful &&
    !(run.isIgnored && [...run.trusted.values()].some(({ verdict }) => verdict === 'TRUSTED'));

  /** A run of pages that starts at or before a position. */
  async function runUpTo(after: BookingPosition | null): Promise<Run> {
    let firstPage = after ? Math.floor(after.nearIndex / pageSize) : 0;
    for (let pages = 0; pages < PAGE_CAP; pages++) {
      const run = startRun(firstPage * pageSize);
      await readOn(run);
      const head = run.pages[0]?.rows[0];
      const startsAtOrBefore = after && head && compareKeys(atMsOf(head, order.field), after.atMs, order.direction) < 0;
      if (firstPage === 0 || startsAtOrBefore) return run;
      firstPage = pages === 0 && head === undefined ? 0 : firstPage - 1;
    }
    throw new BadInputError('after', 'expected a cursor of this very list: its place is not to be found.');
  }

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
      // Rows that are equal in order to the last one read may go on upon the next page.
      const settled =
        rows.length > first && lastOfWindow && lastRead && compareInstants(lastOfWindow, lastRead, order) < 0;
      if (settled || run.end !== 'OPEN') {
        return {
          rows: rows.slice(0, first).map((booking) => ({ booking, position: positionIn(run, booking) })),
          hasNextPage: rows.length > first || (run.end === 'TRUNCATED' && rows.length > 0),
          hasPreviousPage: after !== null,
          rejected: run.rejected,
          problem: options.problem,
        };
      }
      await readOn(run);
    }
  }

  /** The index tells where the bookings of that very instant begin, so that none of them is missed by the next window. */
  const positionIn = ({ scan }: Run, booking: Booking): BookingPosition => {
    const place = placeOf(booking);
    return { ...place, nearIndex: scan.firstIndexAt(place.atMs) };
  };

  async function windowOfWhole(after: BookingPosition | null, first: number): Promise<BookingWindow> {
    const { bookings, rejected } = await whole();
    const start = after ? endOf(after, bookings) : 0;
    const rows = bookings.slice(start, start + first);
    return {
      rows: rows.map((booking) => ({ booking, position: { ...placeOf(booking), nearIndex: 0 } })),
      hasNextPage: start + first < bookings.length,
      hasPreviousPage: after !== null,
      rejected,
      problem: options.problem,
    };
  }

  /** How many bookings stand at a position or before it, by bisection. */
  function endOf(position: BookingPosition, bookings: readonly Booking[]): number {
    let [low, high] = [0, bookings.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const booking = bookings[middle] as Booking;
      if (compare(placeOf(booking), position) > 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  // One person's bookings are asked for wherever the person turns up: what was picked once is picked.
  const windows = memoizeBy(
    ([after, first]: [BookingPosition | null, number]) => window(after, first),
    (question) => JSON.stringify(question),
  );
  return { window: (after, first) => windows([after, first]), whole };
}

function comparison(direction: 'ASC' | 'DESC') {
  type Place = Pick<BookingPosition, 'atMs' | 'uid'>;
  return (a: Place, b: Place): number =>
    compareKeys(a.atMs, b.atMs, direction) || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0);
}

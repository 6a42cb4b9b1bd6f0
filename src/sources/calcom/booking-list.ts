/**
 * An ordered list of bookings over Cal.com's pages: reads no more pages than a window needs, notices where Cal.com cuts
 * the list, contradicts itself or does not keep the order, and never shows a booking twice. Knows no filters.
 */
import { BadInputError } from '../../errors.ts';
import { askOnce, once } from '../../upstream/trail.ts';
import type { Booking, BookingPage } from './model.ts';

/** How many pages one list may cost. */
const PAGE_CAP = 20;

export type BookingOrderField = 'START' | 'END' | 'CREATED_AT' | 'UPDATED_AT';

export interface BookingListOptions {
  /** Reads a page, counted from 0. Asking for a page again must cost nothing. */
  readPage(page: number): Promise<BookingPage>;
  readonly pageSize: number;
  /** The order of the list. */
  readonly field: BookingOrderField;
  readonly direction: 'ASC' | 'DESC';
  /** Whether the pages come in that order; otherwise the list is read whole and ordered here. */
  readonly pagesAreInOrder: boolean;
  /** Whether a booking is one of those asked for. */
  belongs(booking: Booking): boolean;
  /** Where the pages come by ascending start: nothing that starts then or later belongs to the list. */
  readonly startsBefore?: Date;
  /** Whether `totalItems` counts what the pages hold. */
  readonly totalsAreExact: boolean;
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
}

export interface WholeBookingList {
  readonly bookings: readonly Booking[];
  /** False where Cal.com may hold more than was read. */
  readonly complete: boolean;
  readonly rejected: readonly number[];
}

export interface BookingList {
  /** At most `first` bookings after a position, or from the start. */
  window(after: BookingPosition | null, first: number): Promise<BookingWindow>;
  /** Everything, as far as the page cap goes. */
  whole(): Promise<WholeBookingList>;
}

export function createBookingList(options: BookingListOptions): BookingList {
  const { field, direction, startsBefore, pageSize } = options;
  const compare = comparison(direction);
  const placeOf = (booking: Booking) => ({ atMs: atMsOf(booking, field), uid: booking.uid });
  const isWanted = (booking: Booking): boolean =>
    (!startsBefore || booking.start < startsBefore) && options.belongs(booking);
  const ordered = (run: PageRun): Booking[] => [...run.wanted.values()].sort((a, b) => compare(placeOf(a), placeOf(b)));
  const isPastEnd = (run: PageRun): boolean => {
    const last = run.rows.at(-1);
    return startsBefore !== undefined && last !== undefined && run.startsAscend && last.start >= startsBefore;
  };
  const emptyRun = (firstPage: number): PageRun => ({
    firstPage,
    rows: [],
    indexes: [],
    rejected: [],
    newest: new Map(),
    wanted: new Map(),
    inOrder: options.pagesAreInOrder,
    startsAscend: true,
    end: 'OPEN',
    pages: 0,
  });

  /** Reads the next page of a run and notes what it says and where it contradicts what came before. */
  async function readOn(run: PageRun): Promise<void> {
    const number = run.firstPage + run.pages;
    const page = await options.readPage(number);
    const { rows, rejected } = page.bookings;
    const offset = number * pageSize;
    const repeated = rows.filter((booking) => run.newest.has(booking.uid)).length;
    const positions = positionsOf(rows.length, rejected);
    for (const [index, booking] of rows.entries()) {
      const previous = run.rows.at(-1);
      if (previous && compareInstants(previous, booking, field, direction) > 0) run.inOrder = false;
      if (previous && previous.start > booking.start) run.startsAscend = false;
      run.rows.push(booking);
      run.indexes.push(offset + (positions[index] ?? index));
      if (!isNewer(booking, run.newest.get(booking.uid))) continue;
      run.newest.set(booking.uid, booking);
      if (isWanted(booking)) run.wanted.set(booking.uid, booking);
      else run.wanted.delete(booking.uid);
    }
    run.rejected.push(...rejected.map((index) => offset + index));
    run.pages++;

    const slots = rows.length + rejected.length;
    const lies = repeated > 0 || (page.remainingItems ?? 0) < 0 || (slots === 0 && page.hasNextPage);
    const wrongTotal = options.totalsAreExact && !page.hasNextPage && page.totalItems !== offset + slots && slots > 0;
    if (lies || wrongTotal) run.contradicted = true;
    if (slots === 0 || (rows.length > 0 && repeated === rows.length)) run.end = 'ENDED';
    else if (!page.hasNextPage || isPastEnd(run)) run.end = 'ENDED';
    else if (run.pages === PAGE_CAP) run.end = 'CUT';
  }

  async function whole(): Promise<WholeBookingList> {
    const run = emptyRun(0);
    while (run.end === 'OPEN') await readOn(run);
    return {
      bookings: ordered(run),
      complete: run.end === 'ENDED' && !run.contradicted && run.rejected.length === 0,
      rejected: run.rejected,
    };
  }

  /** A run of pages that starts at or before a position. */
  async function runUpTo(after: BookingPosition | null): Promise<PageRun> {
    let firstPage = after ? Math.floor(after.nearIndex / pageSize) : 0;
    for (let pages = 0; pages < PAGE_CAP; pages++) {
      const run = emptyRun(firstPage);
      await readOn(run);
      const head = run.rows[0];
      const startsAtOrBefore = after && head && compareKeys(atMsOf(head, field), after.atMs, direction) < 0;
      if (firstPage === 0 || startsAtOrBefore) return run;
      firstPage = pages === 0 && head === undefined ? 0 : firstPage - 1;
    }
    throw new BadInputError('after', 'expected a cursor of this very list: its place is not to be found.');
  }

  async function window(after: BookingPosition | null, first: number): Promise<BookingWindow> {
    if (!options.pagesAreInOrder) return windowOfWhole(after, first);
    const run = await runUpTo(after);
    for (;;) {
      if (!run.inOrder) return windowOfWhole(after, first);
      const rows = ordered(run).filter((booking) => !after || compare(placeOf(booking), after) > 0);
      const lastOfWindow = rows[first - 1];
      const lastRead = run.rows.at(-1);
      // Rows that are equal in order to the last one read may go on upon the next page.
      const settled =
        rows.length > first &&
        lastOfWindow &&
        lastRead &&
        compareInstants(lastOfWindow, lastRead, field, direction) < 0;
      if (settled || run.end !== 'OPEN') {
        return {
          rows: rows.slice(0, first).map((booking) => ({ booking, position: positionIn(run, booking) })),
          hasNextPage: rows.length > first || (run.end === 'CUT' && rows.length > 0),
          hasPreviousPage: after !== null,
          rejected: run.rejected,
        };
      }
      await readOn(run);
    }
  }

  /** The index tells where the bookings of that very instant begin, so that none of them is missed by the next window. */
  function positionIn(run: PageRun, booking: Booking): BookingPosition {
    const equal = run.rows.findIndex((row) => atMsOf(row, field) === atMsOf(booking, field));
    return { ...placeOf(booking), nearIndex: run.indexes[equal] ?? 0 };
  }

  async function windowOfWhole(after: BookingPosition | null, first: number): Promise<BookingWindow> {
    const { bookings, rejected } = await whole();
    const rows = bookings.filter((booking) => !after || compare(placeOf(booking), after) > 0);
    return {
      rows: rows.slice(0, first).map((booking) => ({ booking, position: { ...placeOf(booking), nearIndex: 0 } })),
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== null,
      rejected,
    };
  }

  // One person's bookings are asked for wherever the person turns up: what was picked once is picked.
  const windows = askOnce(
    ([after, first]: [BookingPosition | null, number]) => window(after, first),
    (question) => JSON.stringify(question),
  );
  return { window: (after, first) => windows([after, first]), whole: once(whole) };
}

/** Consecutive pages as far as they were read. */
interface PageRun {
  readonly firstPage: number;
  readonly rows: Booking[];
  /** The position of each row in Cal.com's list. */
  readonly indexes: number[];
  readonly rejected: number[];
  /** Each booking that was read, by uid, as it was changed last. */
  readonly newest: Map<string, Booking>;
  /** Those of them that belong to the list. */
  readonly wanted: Map<string, Booking>;
  /** Whether the rows came in the order of the list so far. */
  inOrder: boolean;
  /** Whether they came in the order of their starts so far. */
  startsAscend: boolean;
  contradicted?: boolean;
  /** CUT: the page cap was met, and Cal.com says there is more. */
  end: 'OPEN' | 'ENDED' | 'CUT';
  pages: number;
}

/** The positions of the rows that were read, given those of the ones that were not. */
function positionsOf(count: number, rejected: readonly number[]): number[] {
  const gaps = new Set(rejected);
  return Array.from({ length: count + rejected.length }, (_, index) => index).filter((index) => !gaps.has(index));
}

/** Of two copies of a booking the one changed last is kept; the first of two that were changed at once. */
const isNewer = (booking: Booking, other: Booking | undefined): boolean =>
  other === undefined || (other.updatedAt ?? 0) < (booking.updatedAt ?? 0);

function atMsOf(booking: Booking, field: BookingOrderField): number | null {
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
function compareKeys(a: number | null, b: number | null, direction: 'ASC' | 'DESC'): number {
  if (a === b) return 0;
  const ascending = (a ?? Number.POSITIVE_INFINITY) < (b ?? Number.POSITIVE_INFINITY) ? -1 : 1;
  return direction === 'ASC' ? ascending : -ascending;
}

const compareInstants = (a: Booking, b: Booking, field: BookingOrderField, direction: 'ASC' | 'DESC'): number =>
  compareKeys(atMsOf(a, field), atMsOf(b, field), direction);

function comparison(direction: 'ASC' | 'DESC') {
  type Place = Pick<BookingPosition, 'atMs' | 'uid'>;
  return (a: Place, b: Place): number =>
    compareKeys(a.atMs, b.atMs, direction) || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0);
}

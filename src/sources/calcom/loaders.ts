/**
 * What one request may ask of Cal.com, and how those questions share calls:
 *
 * | question                        | calls                                                             |
 * |---------------------------------|-------------------------------------------------------------------|
 * | bookings, a user's, a period's  | one scan per set of conditions; overlapping ranges share one scan |
 * | one booking                     | one per booking                                                   |
 * | member statistics               | one per distinct set of arguments                                 |
 * | routing report, also a user's   | one per distinct set of arguments, however many users             |
 * | roster, event types, owner      | none once they are kept                                           |
 */
import DataLoader from 'dataloader';
import { SourceError } from '../../errors.ts';
import { memoize, memoizeBy } from '../../provenance.ts';
import type { Slices } from '../../time/slices.ts';
import type { Read } from '../../upstream/endpoint.ts';
import type { Range } from '../values.ts';
import { type BookingFilter, conditionsOf, isTeamUnfiltered, judgeOf, matchesNothing } from './booking-filter.ts';
import { createBookingHistory } from './booking-history.ts';
import { type BookingList, createBookingList } from './booking-list.ts';
import { createPageReader } from './booking-pages.ts';
import { type BookingOrder, type BookingScan, createBookingScan } from './booking-scan.ts';
import { type BookingConditions, type CalcomEndpoints, PAGE_SIZE } from './client.ts';
import type { CalcomDirectories, CalcomRoster } from './directories.ts';
import type { Booking, BookingPage, CalcomPerson, EventType, TeamEventType } from './model.ts';
import { type CalcomReports, createCalcomReports } from './reports.ts';
import { smallerPages } from './smaller-pages.ts';

export interface CalcomLoaders extends CalcomReports {
  roster(): Promise<CalcomRoster>;
  bookings(filter: BookingFilter, order: BookingOrder): Promise<BookingList>;
  /** Null if there is no such booking. */
  booking(uid: string): Promise<Booking | null>;
  /** Null if neither the team nor any of its bookings has such an event type. */
  eventType(sourceId: string): Promise<EventType | null>;
  /** A host of any booking of the team, for those whom no directory lists (any more); null if none is found. */
  pastHost(userId: string): Promise<CalcomPerson | null>;
  /** The same for an e-mail, as `foldEmail` has it. */
  pastHostByEmail(email: string): Promise<CalcomPerson | null>;
}

const NO_BOOKINGS: BookingPage = {
  bookings: { rows: [], rejected: [] },
  hasNextPage: false,
  totalItems: 0,
  remainingItems: 0,
  returnedItems: 0,
};

const BY_START = { field: 'START', direction: 'ASC' } as const;
const FIRST_BY_START = { sort: 'sortStart', direction: 'asc', skip: 0, take: PAGE_SIZE } as const;

/** Gaps between ranges that are cheaper read than asked around: a page holds far more than a day's bookings. */
const WORTHWHILE_GAP_MS = 24 * 60 * 60_000;

export function createCalcomLoaders(
  endpoints: CalcomEndpoints,
  directories: CalcomDirectories,
  read: Read,
  slices: Slices,
): CalcomLoaders {
  const roster = memoize(directories.roster);
  const eventTypes = memoize(directories.eventTypes);
  /** The event types of the team, to tell its bookings by; null where they cannot be told whole. */
  const wholeEventTypes = async (): Promise<readonly TeamEventType[] | null> => {
    const types = await eventTypes();
    return types instanceof SourceError || types.rejected.length > 0 ? null : types.rows;
  };

  interface RangedScan {
    readonly conditions: BookingConditions;
    readonly range: Range;
  }
  /** From when on to read for a range: ranges of equal conditions share a scan where one begins on another's first page. */
  const scanStarts = new DataLoader<RangedScan, Date, string>(
    async (scans) => {
      const groups = Map.groupBy(scans, ({ conditions }) => JSON.stringify(conditions));
      const starts = await Promise.all([...groups.values()].map(sharedStarts));
      const startOf = new Map(starts.flat());
      return scans.map((scan) => startOf.get(scan) ?? scan.range.from);
    },
    { cacheKeyFn: ({ conditions, range }) => JSON.stringify([conditions, range]) },
  );

  async function sharedStarts(scans: readonly RangedScan[]): Promise<[RangedScan, Date][]> {
    const starts: [RangedScan, Date][] = [];
    let run: { readonly from: Date; readonly toMs: number } | undefined;
    for (const scan of [...scans].sort((a, b) => a.range.from.getTime() - b.range.from.getTime())) {
      const { from, to } = scan.range;
      const isNear = run !== undefined && from.getTime() <= run.toMs + WORTHWHILE_GAP_MS;
      const joins = run && isNear && (await firstPageReaches(scan.conditions, run.from, from));
      run = run && joins ? { from: run.from, toMs: Math.max(run.toMs, to.getTime()) } : { from, toMs: to.getTime() };
      starts.push([scan, run.from]);
    }
    return starts;
  }

  /** Whether the page that a scan begins with has what starts at an instant; then no call is lost by sharing the scan. */
  async function firstPageReaches(conditions: BookingConditions, scanFrom: Date, at: Date): Promise<boolean> {
    if (scanFrom.getTime() === at.getTime()) return true;
    const asked = { ...conditions, startFrom: scanFrom.toISOString(), ...FIRST_BY_START };
    const page = await read(endpoints.bookings, asked).catch(() => null);
    const last = page?.bookings.rows.at(-1);
    return page !== null && (!page.hasNextPage || (last !== undefined && last.start >= at));
  }

  async function bookings(filter: BookingFilter, order: BookingOrder): Promise<BookingList> {
    const ranged = filter.range ?? null;
    const conditions = conditionsOf(filter);
    const [types, startFrom] = await Promise.all([
      wholeEventTypes(),
      ranged ? scanStarts.load({ conditions, range: ranged }) : null,
    ]);
    const { hostIds, ...otherwise } = filter;
    const pageOrder = ranged ? BY_START : order;
    const problem = isTeamUnfiltered(types) ? new SourceError('CALCOM', 'UNFILTERED') : undefined;
    const isEmpty = problem !== undefined || matchesNothing(filter);
    const asked = { conditions, startFrom: startFrom?.toISOString(), order: pageOrder };
    return createBookingList({
      scanFrom: (skip) => (isEmpty ? noBookings(pageOrder) : scans({ ...asked, skip })),
      pageSize: PAGE_SIZE,
      order,
      pagesAreInOrder: ranged === null || (order.field === 'START' && order.direction === 'ASC'),
      hostIds: hostIds ? new Set(hostIds) : null,
      judge: judgeOf(otherwise, types),
      problem,
      startsBefore: ranged?.to,
      slices,
    });
  }

  interface ScanRequest {
    readonly conditions: BookingConditions;
    readonly startFrom: string | undefined;
    readonly order: BookingOrder;
    readonly skip: number;
  }
  /** One scan for all lists that are made from it, whatever else they ask of their rows. */
  const scans = memoizeBy(
    ({ conditions, startFrom, order, skip }: ScanRequest): BookingScan =>
      createBookingScan({
        readPage: createPageReader(endpoints, read, { ...conditions, startFrom }, order),
        skip,
        order,
        // Older servers count without the filters on creation and change.
        totalsAreExact: !conditions.createdFrom && !conditions.updatedFrom,
        slices,
      }),
    (request) => JSON.stringify(request),
  );
  const noBookings = (order: BookingOrder): BookingScan =>
    createBookingScan({
      readPage: async () => ({ page: NO_BOOKINGS, take: 0, isOfTypes: true }),
      skip: 0,
      order,
      totalsAreExact: true,
      slices,
    });

  /** The same list for the same question: a person turns up in many rows, and their bookings are picked once. */
  const sharedBookings = memoizeBy(
    ([filter, order]: [BookingFilter, BookingOrder]) => bookings(filter, order),
    (question) => JSON.stringify(question),
  );

  const history = createBookingHistory(
    memoize(async () => {
      const list = await bookings({}, { field: 'START', direction: 'DESC' });
      return list.whole();
    }),
  );

  async function findBooking(uid: string): Promise<Booking | null> {
    const [types, page] = await Promise.all([
      wholeEventTypes(),
      smallerPages(PAGE_SIZE)((take) => read(endpoints.bookings, { bookingUid: uid, ...FIRST_BY_START, take })),
    ]);
    if (isTeamUnfiltered(types)) throw new SourceError('CALCOM', 'UNFILTERED');
    const { rows, rejected } = page.bookings;
    if (rows.length + rejected.length === 0 && (page.hasNextPage || page.totalItems > 0)) {
      throw new SourceError('CALCOM', 'CONTRACT', { detail: 'no row, and more than none counted' });
    }
    const found = rows.find((row) => row.uid === uid);
    if (found) return found;
    if (rejected.length > 0) throw new SourceError('CALCOM', 'CONTRACT', { row: rejected[0] });
    // An older server knows no such filter and sends whatever there is.
    if (rows.some((row) => row.uid !== uid)) return history.booking(uid);
    return null;
  }

  return {
    roster,
    bookings: (filter, order) => sharedBookings([filter, order]),
    booking: findBooking,
    eventType: async (sourceId) => {
      const types = await eventTypes();
      const found = types instanceof SourceError ? undefined : types.rows.find((type) => type.sourceId === sourceId);
      if (found) return found;
      // A member's copy of a managed type, or a type that is gone or may not be seen: bookings show it.
      const shown = await history.eventType(sourceId);
      if (shown === null && types instanceof SourceError) throw types;
      return shown;
    },
    pastHost: history.host,
    pastHostByEmail: history.hostByEmail,
    ...createCalcomReports(endpoints, directories, read),
  };
}

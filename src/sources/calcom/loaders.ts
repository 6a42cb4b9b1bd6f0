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
import { foldText, isFoundIn, lastInstant, type Range, searchTextsOf } from '../values.ts';
import { type BookingFilter, conditionsOf, isTeamUnfiltered, judgeOf, matchesNothing } from './booking-filter.ts';
import { createBookingHistory } from './booking-history.ts';
import { type BookingList, createBookingList } from './booking-list.ts';
import { type BookingOrder, type BookingOrderField, type BookingScan, createBookingScan } from './booking-scan.ts';
import {
  type BookingConditions,
  type BookingSort,
  type CalcomEndpoints,
  type InsightsScope,
  PAGE_SIZE,
  type RoutingPeriod,
} from './client.ts';
import type { CalcomDirectories, CalcomRoster } from './directories.ts';
import {
  type Booking,
  type BookingPage,
  type CalcomPerson,
  type EventType,
  MEMBER_LISTS,
  type MemberStats,
  type RoutedTo,
  type TeamEventType,
} from './model.ts';
import { ROUTING_LIMIT } from './people-wire.ts';

interface MemberStatsRequest {
  readonly scope: InsightsScope;
  readonly timeZone: string;
  readonly range: Range | null;
  readonly rangeOf: 'START' | 'CREATED_AT';
}

interface RoutedToRequest {
  readonly scope: InsightsScope;
  readonly range: Range;
  readonly every: RoutingPeriod;
}

export interface CalcomLoaders {
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
  memberStats(request: MemberStatsRequest): Promise<MemberStats>;
  routedTo(request: RoutedToRequest, search: string | null): Promise<RoutedTo & { readonly complete: boolean }>;
}

const ORDERS: Readonly<Record<BookingOrderField, BookingSort>> = {
  START: 'sortStart',
  END: 'sortEnd',
  CREATED_AT: 'sortCreated',
  UPDATED_AT: 'sortUpdatedAt',
};

const NO_BOOKINGS: BookingPage = {
  bookings: { rows: [], rejected: [] },
  hasNextPage: false,
  totalItems: 0,
  remainingItems: 0,
  returnedItems: 0,
};

const BY_START = { field: 'START', direction: 'ASC' } as const;
const FIRST_BY_START = { sort: 'sortStart', direction: 'asc', skip: 0, take: PAGE_SIZE } as const;
/** By how much a page is made smaller that is too large to be read. */
const SHRINK = 5;

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
        readPage: pageReader({ ...conditions, startFrom }, order),
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
      readPage: async () => ({ page: NO_BOOKINGS, take: 0 }),
      skip: 0,
      order,
      totalsAreExact: true,
      slices,
    });

  /**
   * Reads pages of one list. A page that is too large to be read is asked for with fewer rows. UNDOCUMENTED: Cal.com refuses
   * event types that are nowhere (any more); then the list is read without that condition, and the rows are checked here.
   */
  function pageReader(conditions: BookingConditions, order: BookingOrder) {
    let take = PAGE_SIZE;
    let asked = conditions;
    return async (skip: number): Promise<{ readonly page: BookingPage; readonly take: number }> => {
      for (;;) {
        try {
          const page = await read(endpoints.bookings, { ...asked, ...sortOf(order), skip, take });
          return { page, take };
        } catch (error) {
          if (!(error instanceof SourceError)) throw error;
          if (error.reason === 'TOO_LARGE' && take > SHRINK) take = Math.ceil(take / SHRINK);
          else if (error.context.status === 400 && asked.eventTypeIds) asked = { ...asked, eventTypeIds: null };
          else throw error;
        }
      }
    };
  }

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
      read(endpoints.bookings, { bookingUid: uid, ...FIRST_BY_START }),
    ]);
    if (isTeamUnfiltered(types)) throw new SourceError('CALCOM', 'UNFILTERED');
    const { rows, rejected } = page.bookings;
    const found = rows.find((row) => row.uid === uid);
    if (found) return found;
    if (rejected.length > 0) throw new SourceError('CALCOM', 'CONTRACT', { row: rejected[0] });
    // An older server knows no such filter and sends whatever there is.
    if (rows.some((row) => row.uid !== uid)) return history.booking(uid);
    return null;
  }

  async function memberStats({ range, rangeOf, ...request }: MemberStatsRequest): Promise<MemberStats> {
    const [stats, me] = await Promise.all([
      read(endpoints.memberStats, {
        ...request,
        rangeOf: rangeOf === 'START' ? 'startTime' : 'createdAt',
        ...(range && inclusive(range)),
      }),
      ownerFor(request.scope),
    ]);
    if (me && MEMBER_LISTS.some((list) => stats[list].rows.some((row) => row.userId !== me.userId))) {
      throw new SourceError('CALCOM', 'CONTRACT', { detail: 'figures of others than the owner' });
    }
    return stats;
  }

  async function routedTo(request: RoutedToRequest, search: string | null) {
    const { scope, range, every } = request;
    const report = await read(endpoints.routedTo, { scope, every, search, ...inclusive(range) });
    const folded = foldText(search ?? '');
    const users = report.users.rows.filter((user) => search === null || isFoundIn(searchTextsOf(user), folded));
    return {
      ...report,
      users: { ...report.users, rows: users },
      complete:
        report.users.rows.length + report.users.rejected.length < ROUTING_LIMIT &&
        periodsTouched(range, every) <= ROUTING_LIMIT &&
        report.users.rejected.length + report.rejectedSeries.length === 0,
    };
  }

  const ownerFor = (scope: InsightsScope) => (scope === 'USER' ? directories.me() : null);

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
    memberStats,
    routedTo,
  };
}

const sortOf = ({ field, direction }: BookingOrder) => ({
  sort: ORDERS[field],
  direction: direction === 'ASC' ? ('asc' as const) : ('desc' as const),
});

const inclusive = (range: Range) => ({ from: range.from.toISOString(), to: lastInstant(range).toISOString() });

/** How many periods a range may touch after Cal.com has widened it. */
function periodsTouched({ from, to }: Range, every: RoutingPeriod): number {
  const day = 24 * 60 * 60_000;
  if (every === 'MONTH') {
    const last = new Date(to.getTime() - 1);
    return (last.getUTCFullYear() - from.getUTCFullYear()) * 12 + last.getUTCMonth() - from.getUTCMonth() + 1;
  }
  const days = Math.ceil(to.getTime() / day) - Math.floor(from.getTime() / day);
  // UNDOCUMENTED: a week begins on Sunday when the range is widened and on Monday when it is counted.
  return every === 'DAY' ? days : Math.ceil((days + 12) / 7);
}

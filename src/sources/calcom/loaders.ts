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
import type { Read } from '../../upstream/endpoint.ts';
import { askOnce, once } from '../../upstream/trail.ts';
import { foldEmail, foldText, isFoundIn, lastInstant, type Range, searchTextsOf } from '../values.ts';
import { type BookingFilter, conditionsOf, isTeamUnfiltered, matches, matchesNothing } from './booking-filter.ts';
import { type BookingList, type BookingOrderField, createBookingList } from './booking-list.ts';
import {
  type BookingConditions,
  type BookingSort,
  type CalcomEndpoints,
  type InsightsScope,
  PAGE_SIZE,
  ROUTING_LIMIT,
  type RoutingPeriod,
} from './client.ts';
import type { CalcomDirectories, CalcomRoster } from './directories.ts';
import {
  type Booking,
  type BookingHost,
  type BookingPage,
  type CalcomPerson,
  type EventType,
  MEMBER_LISTS,
  type MemberStats,
  type RoutedTo,
  type TeamEventType,
} from './model.ts';

export interface BookingOrder {
  readonly field: BookingOrderField;
  readonly direction: 'ASC' | 'DESC';
}

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
};

const BY_START = { sort: 'sortStart', direction: 'asc' } as const;

/** Gaps between ranges that are cheaper read than asked around: a page holds far more than a day's bookings. */
const WORTHWHILE_GAP_MS = 24 * 60 * 60_000;

export function createCalcomLoaders(
  endpoints: CalcomEndpoints,
  directories: CalcomDirectories,
  read: Read,
): CalcomLoaders {
  const roster = once(directories.roster);
  const eventTypes = once(directories.eventTypes);
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
    const asked = { ...conditions, startFrom: scanFrom.toISOString(), ...BY_START, page: 0 };
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
    const pageOrder = ranged
      ? BY_START
      : ({ sort: ORDERS[order.field], direction: order.direction === 'ASC' ? 'asc' : 'desc' } as const);
    return createBookingList({
      readPage: (page) =>
        isTeamUnfiltered(types) || matchesNothing(filter)
          ? Promise.resolve(NO_BOOKINGS)
          : read(endpoints.bookings, { ...conditions, startFrom: startFrom?.toISOString(), ...pageOrder, page }),
      pageSize: PAGE_SIZE,
      field: order.field,
      direction: order.direction,
      pagesAreInOrder: ranged === null || (order.field === 'START' && order.direction === 'ASC'),
      belongs: (booking) => matches(booking, filter, types),
      startsBefore: ranged?.to,
      // Older servers count without the filters on creation and change.
      totalsAreExact: !filter.created && !filter.updated,
    });
  }

  /** The same list for the same question: a person turns up in many rows, and their bookings are picked once. */
  const sharedBookings = askOnce(
    ([filter, order]: [BookingFilter, BookingOrder]) => bookings(filter, order),
    (question) => JSON.stringify(question),
  );

  const history = once(async () => {
    const list = await bookings({}, { field: 'START', direction: 'DESC' });
    return list.whole();
  });

  async function findBooking(uid: string): Promise<Booking | null> {
    const [types, page] = await Promise.all([
      wholeEventTypes(),
      read(endpoints.bookings, { bookingUid: uid, ...BY_START, page: 0 }),
    ]);
    if (isTeamUnfiltered(types)) return null;
    const { rows, rejected } = page.bookings;
    const found = rows.find((row) => row.uid === uid);
    if (found) return found;
    if (rejected.length > 0) throw new SourceError('CALCOM', 'CONTRACT', { row: rejected[0] });
    // An older server knows no such filter and sends whatever there is.
    if (rows.some((row) => row.uid !== uid)) return inHistory((past) => past.find((row) => row.uid === uid));
    return null;
  }

  /** Looks something up in all bookings there are; null only if they were seen whole. */
  async function inHistory<Found>(find: (past: readonly Booking[]) => Found | undefined): Promise<Found | null> {
    const { bookings: past, complete } = await history();
    const found = find(past);
    if (found !== undefined || complete) return found ?? null;
    throw new SourceError('CALCOM', 'CUT');
  }

  const findHost = (isWanted: (host: BookingHost) => boolean): Promise<CalcomPerson | null> =>
    inHistory((past) => {
      const host = past
        .flatMap(({ hosts }) => hosts)
        .find((candidate) => candidate.userId !== null && isWanted(candidate));
      return host?.userId ? { ...host, userId: host.userId, avatarUrl: null } : undefined;
    });

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
      const shown = await inHistory((past) => {
        const booking = past.find(({ eventType }) => eventType?.sourceId === sourceId);
        return booking?.eventType ?? undefined;
      });
      if (shown === null && types instanceof SourceError) throw types;
      return shown;
    },
    pastHost: (userId) => findHost((host) => host.userId === userId),
    pastHostByEmail: (email) => findHost((host) => host.email !== null && foldEmail(host.email) === email),
    memberStats,
    routedTo,
  };
}

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

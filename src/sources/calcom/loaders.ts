/**
 * What one request may ask of Cal.com, and how those questions share calls:
 *
 * | question                        | calls                                                             |
 * |---------------------------------|-------------------------------------------------------------------|
 * | bookings, a user's, a period's  | one scan per set of conditions; overlapping ranges share one scan |
 * | one booking                     | one per booking                                                   |
 * | member statistics               | one per distinct set of arguments                                 |
 * | routing report, a user's        | one per distinct set of arguments, however many users             |
 * | roster, event types, owner      | none once they are kept                                           |
 */
import DataLoader from 'dataloader';
import { SourceError } from '../../errors.ts';
import type { Read } from '../../upstream/endpoint.ts';
import { foldEmail, foldText, lastInstant, type Range } from '../values.ts';
import { type BookingFilter, conditionsOf, isOfTeam, matches, matchesNothing } from './booking-filter.ts';
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
  type RoutedToUser,
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
  /** Null if the team has no such event type. */
  eventType(sourceId: string): Promise<EventType | null>;
  /** A host of any booking of the team, for those whom no directory lists (any more); null if none is found. */
  pastHost(userId: string): Promise<CalcomPerson | null>;
  /** The same for an e-mail, as `foldEmail` has it. */
  pastHostByEmail(email: string): Promise<CalcomPerson | null>;
  memberStats(request: MemberStatsRequest): Promise<MemberStats>;
  routedTo(request: RoutedToRequest, search: string | null): Promise<RoutedTo & { readonly complete: boolean }>;
  /** What was routed to one person; null if nothing was. The e-mail finds them in a report that is cut. */
  routedToUser(request: RoutedToRequest, userId: string, email: string | null): Promise<RoutedToUser | null>;
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

/** Gaps between ranges that are cheaper read than asked around: a page holds far more than a day's bookings. */
const WORTHWHILE_GAP_MS = 24 * 60 * 60_000;

export function createCalcomLoaders(
  endpoints: CalcomEndpoints,
  directories: CalcomDirectories,
  read: Read,
): CalcomLoaders {
  const roster = once(directories.roster);
  const eventTypes = once(directories.eventTypes);

  interface RangedScan {
    readonly conditions: BookingConditions;
    readonly range: Range;
  }
  /** From when on to read for a range: ranges of equal conditions that overlap or nearly touch share one scan. */
  const scanStarts = new DataLoader<RangedScan, string, string>(
    async (scans) => {
      const groups = Map.groupBy(scans, ({ conditions }) => JSON.stringify(conditions));
      const starts = new Map(
        [...groups.values()].flatMap((group) => [...mergedStarts(group.map(({ range }) => range))]),
      );
      return scans.map(({ range }) => (starts.get(range) ?? range.from).toISOString());
    },
    { cacheKeyFn: ({ conditions, range }) => JSON.stringify([conditions, range]) },
  );

  async function bookings(filter: BookingFilter, order: BookingOrder): Promise<BookingList> {
    const ranged = filter.range ?? null;
    const conditions = conditionsOf(filter);
    const [types, startFrom] = await Promise.all([
      eventTypes().catch(() => null),
      ranged ? scanStarts.load({ conditions, range: ranged }) : null,
    ]);
    const pageOrder = ranged
      ? ({ sort: 'sortStart', direction: 'asc' } as const)
      : ({ sort: ORDERS[order.field], direction: order.direction === 'ASC' ? 'asc' : 'desc' } as const);
    return createBookingList({
      readPage: (page) =>
        matchesNothing(filter)
          ? Promise.resolve(NO_BOOKINGS)
          : read(endpoints.bookings, { ...conditions, startFrom, ...pageOrder, page }),
      pageSize: PAGE_SIZE,
      field: order.field,
      direction: order.direction,
      pagesAreInOrder: ranged === null || (order.field === 'START' && order.direction === 'ASC'),
      belongs: (booking) => isOfTeam(booking, types) && matches(booking, filter, types),
      startsBefore: ranged?.to,
      // Older servers count without the filters on creation and change.
      totalsAreExact: !filter.created && !filter.updated,
    });
  }

  const history = once(async () => {
    const list = await bookings({}, { field: 'START', direction: 'DESC' });
    return list.whole();
  });

  const booking = new DataLoader<string, Booking | null>((uids) =>
    Promise.all(uids.map((uid) => findBooking(uid).catch((error: Error) => error))),
  );

  async function findBooking(uid: string): Promise<Booking | null> {
    const [types, page] = await Promise.all([
      eventTypes().catch(() => null),
      read(endpoints.bookings, { bookingUid: uid, sort: 'sortStart', direction: 'asc', page: 0 }),
    ]);
    const { rows, rejected } = page.bookings;
    const found = rows.find((row) => row.uid === uid && isOfTeam(row, types));
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
    const users = search === null ? report.users.rows : report.users.rows.filter((user) => isFoundBy(search, user));
    return {
      ...report,
      users: { ...report.users, rows: users },
      complete:
        report.users.rows.length + report.users.rejected.length < ROUTING_LIMIT &&
        periodsTouched(range, every) <= ROUTING_LIMIT &&
        report.users.rejected.length + report.rejectedSeries.length === 0,
    };
  }

  async function routedToUser(
    request: RoutedToRequest,
    userId: string,
    email: string | null,
  ): Promise<RoutedToUser | null> {
    const isPerson = (user: RoutedToUser) => user.userId === userId;
    const report = await routedTo(request, null);
    const found = report.users.rows.find(isPerson);
    if (found || report.users.rows.length < ROUTING_LIMIT || email === null) return found ?? null;
    return (await routedTo(request, email)).users.rows.find(isPerson) ?? null;
  }

  const ownerFor = (scope: InsightsScope) => (scope === 'USER' ? directories.me() : null);

  return {
    roster,
    bookings,
    booking: (uid) => booking.load(uid),
    eventType: async (sourceId) => (await eventTypes())?.find((type) => type.sourceId === sourceId) ?? null,
    pastHost: (userId) => findHost((host) => host.userId === userId),
    pastHostByEmail: (email) => findHost((host) => host.email !== null && foldEmail(host.email) === email),
    memberStats,
    routedTo,
    routedToUser,
  };
}

/** The same promise at every call: one request is told one thing. */
function once<Content>(load: () => Promise<Content>): () => Promise<Content> {
  let loading: Promise<Content> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}

const inclusive = (range: Range) => ({ from: range.from.toISOString(), to: lastInstant(range).toISOString() });

/** For each range the start of the run of ranges it belongs to. */
function mergedStarts(ranges: readonly Range[]): Map<Range, Date> {
  const starts = new Map<Range, Date>();
  let run: { from: Date; toMs: number } | undefined;
  for (const range of [...ranges].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const joins = run && range.from.getTime() <= run.toMs + WORTHWHILE_GAP_MS;
    run =
      run && joins
        ? { ...run, toMs: Math.max(run.toMs, range.to.getTime()) }
        : { from: range.from, toMs: range.to.getTime() };
    starts.set(range, run.from);
  }
  return starts;
}

const isFoundBy = (search: string, { name, email }: RoutedToUser): boolean =>
  [name, email].some((value) => value !== null && foldText(value).includes(foldText(search)));

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

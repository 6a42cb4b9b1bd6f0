/**
 * What one request may read of Cal.com, and which reads share calls:
 *
 * | read                                    | calls                                                              |
 * |-----------------------------------------|--------------------------------------------------------------------|
 * | bookings, of the team, a user, a period | one scan for each set of conditions; overlapping ranges share one  |
 * | one booking                             | one                                                                |
 * | member statistics                       | one for each set of arguments                                      |
 * | routing report, also of a user          | one for each set of arguments, however many users                  |
 * | roster, event types, owner              | none while the directories have them                               |
 */
import DataLoader from 'dataloader';
import { SourceError } from '../../errors.ts';
import { memoize, memoizeBy, memoizeReady, memoizeReadyBy } from '../../provenance.ts';
import type { AsOfMinute } from '../../time/present.ts';
import { type Awaitable, whenReady } from '../../time/ready.ts';
import type { Slices } from '../../time/slices.ts';
import type { Read } from '../../upstream/endpoint.ts';
import type { Range } from '../instants.ts';
import { jsonOf } from '../keys.ts';
import {
  type BookingFilter,
  conditionsOf,
  filterAsOfMinute,
  isTeamUnfiltered,
  judgeOf,
  matchesNothing,
} from './booking-filter.ts';
import { createBookingHistory } from './booking-history.ts';
import { type BookingList, type BookingLists, createBookingLists } from './booking-list.ts';
import type { BookingOrder } from './booking-order.ts';
import { type BookingScan, createBookingScan } from './booking-scan.ts';
import { type BookingConditions, type CalcomEndpoints, PAGE_SIZE } from './client.ts';
import type { CalcomDirectories, CalcomRoster } from './directories.ts';
import type { Booking, BookingPage, CalcomPerson, EventType, TeamEventType } from './model.ts';
import { createPageReader, createShrinkingReader } from './pages.ts';
import { type CalcomReports, createCalcomReports } from './reports.ts';

/** The reads of one request. Each may throw a `SourceError`. */
export interface CalcomLoaders extends CalcomReports {
  roster(): Promise<CalcomRoster>;
  /** Only bookings of these hosts, by Cal.com user id; null for bookings of any host. */
  bookings(filter: BookingFilter, order: BookingOrder, hostIds: readonly string[] | null): Awaitable<BookingList>;
  /** Null if there is no such booking. */
  booking(uid: string): Promise<Booking | null>;
  /** Null if neither the team nor any of its bookings has such an event type. */
  eventType(sourceId: string): Promise<EventType | null>;
  /** A person whom no directory lists, as the host of any booking of the team; null if no booking has that host. */
  pastHost(userId: string): Promise<CalcomPerson | null>;
  /** The same by e-mail, folded by `foldEmail`. */
  pastHostByEmail(email: string): Promise<CalcomPerson | null>;
}

const NO_BOOKINGS: BookingPage = {
  bookings: { rows: [], unreadable: [] },
  hasNextPage: false,
  totalItems: 0,
  remainingItems: 0,
  returnedItems: 0,
};

const BY_START = { field: 'START', direction: 'ASC' } as const;
const FIRST_BY_START = { sort: 'sortStart', direction: 'asc', skip: 0, take: PAGE_SIZE } as const;

/** Ranges with a shorter gap share a scan: a page usually has the bookings of more than a day. */
const SHARED_GAP_MS = 24 * 60 * 60_000;

/** Makes the loaders of one request. `read` makes equal reads once. */
export function createCalcomLoaders(
  endpoints: CalcomEndpoints,
  directories: CalcomDirectories,
  read: Read,
  slices: Slices,
  asOfMinute: AsOfMinute,
): CalcomLoaders {
  const eventTypes = memoizeReady(directories.eventTypes);
  const scanStarts = new DataLoader<RangedScan, Date, string>(loadScanStarts, {
    cacheKeyFn: ({ conditions, range }) => JSON.stringify([conditions, range]),
  });
  /** One scan for all lists with these conditions, whatever hosts they have. */
  const scans = memoizeBy(createScan, (request) => JSON.stringify(request));
  /** The lists of all hosts with one filter and one order. */
  const lists = memoizeReadyBy(createLists, ({ filter, order, isEmpty }) => jsonOf(filter) + jsonOf(order) + isEmpty);
  const history = createBookingHistory(
    memoize(async () => (await bookings({}, { field: 'START', direction: 'DESC' }, null)).whole()),
  );
  return {
    roster: memoize(directories.roster),
    bookings,
    booking: findBooking,
    eventType: findEventType,
    pastHost: history.host,
    pastHostByEmail: history.hostByEmail,
    ...createCalcomReports(endpoints, directories, read, asOfMinute),
  };

  function bookings(filter: BookingFilter, order: BookingOrder, hostIds: readonly string[] | null) {
    const isEmpty = matchesNothing(filter) || hostIds?.length === 0;
    return whenReady(lists({ filter, order, isEmpty }), (found) => found.of(hostIds));
  }

  async function createLists({ filter: selected, order, isEmpty }: ListsRequest): Promise<BookingLists> {
    const filter = filterAsOfMinute(selected, asOfMinute);
    const range = filter.range ?? null;
    const conditions = conditionsOf(filter);
    const [types, startFrom] = await Promise.all([
      allEventTypes(),
      range ? scanStarts.load({ conditions, range }) : null,
    ]);
    const pageOrder = range ? BY_START : order;
    const problem = isTeamUnfiltered(types) ? new SourceError('CALCOM', 'UNFILTERED') : undefined;
    const scan = { conditions, startFrom: startFrom?.toISOString(), order: pageOrder };
    return createBookingLists({
      scanFrom: (skip) => (isEmpty || problem ? scanNothing(pageOrder) : scans({ ...scan, skip })),
      pageSize: PAGE_SIZE,
      order,
      pagesAreInOrder: range === null || (order.field === 'START' && order.direction === 'ASC'),
      judge: judgeOf(filter, types),
      problem,
      range,
      slices,
    });
  }

  /** All event types of the team, to check bookings against; null if they cannot all be read. */
  async function allEventTypes(): Promise<readonly TeamEventType[] | null> {
    const types = await eventTypes();
    return types instanceof SourceError || types.unreadable.length > 0 ? null : types.rows;
  }

  /** Where the scan of each range starts: ranges with the same conditions share a scan if one starts on the other's first page. */
  async function loadScanStarts(requests: readonly RangedScan[]): Promise<Date[]> {
    const groups = Map.groupBy(requests, ({ conditions }) => JSON.stringify(conditions));
    const starts = await Promise.all([...groups.values()].map(sharedStarts));
    const startOf = new Map(starts.flat());
    return requests.map((request) => startOf.get(request) ?? request.range.from);
  }

  async function sharedStarts(requests: readonly RangedScan[]): Promise<[RangedScan, Date][]> {
    const starts: [RangedScan, Date][] = [];
    let run: { readonly from: Date; readonly toMs: number } | undefined;
    for (const request of [...requests].sort((a, b) => a.range.from.getTime() - b.range.from.getTime())) {
      const { from, to } = request.range;
      const isNear = run !== undefined && from.getTime() <= run.toMs + SHARED_GAP_MS;
      const joins = run && isNear && (await firstPageReaches(request.conditions, run.from, from));
      run = run && joins ? { from: run.from, toMs: Math.max(run.toMs, to.getTime()) } : { from, toMs: to.getTime() };
      starts.push([request, run.from]);
    }
    return starts;
  }

  /** Whether the first page of a scan reaches an instant, so that sharing the scan costs no additional call. */
  async function firstPageReaches(conditions: BookingConditions, scanFrom: Date, at: Date): Promise<boolean> {
    if (scanFrom.getTime() === at.getTime()) return true;
    const parameters = { ...conditions, startFrom: scanFrom.toISOString(), ...FIRST_BY_START };
    const page = await read(endpoints.bookings, parameters).catch(() => null);
    const last = page?.bookings.rows.at(-1);
    return page !== null && (!page.hasNextPage || (last !== undefined && last.start >= at));
  }

  function createScan({ conditions, startFrom, order, skip }: ScanRequest): BookingScan {
    return createBookingScan({
      readPage: createPageReader(endpoints, read, { ...conditions, startFrom }, order),
      skip,
      order,
      // Older versions of Cal.com count without the conditions on creation and change.
      totalsAreExact: !conditions.createdFrom && !conditions.updatedFrom,
      slices,
    });
  }

  function scanNothing(order: BookingOrder): BookingScan {
    const readPage = async () => ({ page: NO_BOOKINGS, take: 0, isOfTypes: true });
    return createBookingScan({ readPage, skip: 0, order, totalsAreExact: true, slices });
  }

  async function findBooking(uid: string): Promise<Booking | null> {
    const [types, page] = await Promise.all([
      allEventTypes(),
      createShrinkingReader(PAGE_SIZE)((take) =>
        read(endpoints.bookings, { bookingUid: uid, ...FIRST_BY_START, take }),
      ),
    ]);
    if (isTeamUnfiltered(types)) throw new SourceError('CALCOM', 'UNFILTERED');
    const { rows, unreadable } = page.bookings;
    if (rows.length + unreadable.length === 0 && (page.hasNextPage || page.totalItems > 0)) {
      throw new SourceError('CALCOM', 'CONTRACT', { detail: 'the page has no rows but counts some' });
    }
    const found = rows.find((row) => row.uid === uid);
    if (found) return found;
    if (unreadable.length > 0) throw new SourceError('CALCOM', 'CONTRACT', { row: unreadable[0] });
    // Older versions of Cal.com ignore this condition and send any bookings.
    return rows.length > 0 ? history.booking(uid) : null;
  }

  async function findEventType(sourceId: string): Promise<EventType | null> {
    const types = await eventTypes();
    const found = types instanceof SourceError ? undefined : types.rows.find((type) => type.sourceId === sourceId);
    if (found) return found;
    // Bookings have the types that the list lacks: members' copies of managed types, deleted types and hidden ones.
    const past = await history.eventType(sourceId);
    if (past === null && types instanceof SourceError) throw types;
    return past;
  }
}

interface ListsRequest {
  readonly filter: BookingFilter;
  readonly order: BookingOrder;
  /** Whether no booking can belong to them. */
  readonly isEmpty: boolean;
}

interface RangedScan {
  readonly conditions: BookingConditions;
  readonly range: Range;
}

interface ScanRequest {
  readonly conditions: BookingConditions;
  readonly startFrom: string | undefined;
  readonly order: BookingOrder;
  readonly skip: number;
}

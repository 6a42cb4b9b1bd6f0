/** The lists of bookings of one request: one for each filter and order, over scans that they share. */
import { SourceError } from '../../errors.ts';
import { memoizeBy, memoizeReadyBy } from '../../provenance.ts';
import type { AsOfMinute } from '../../time/present.ts';
import { type Awaitable, whenReady } from '../../time/ready.ts';
import type { Slices } from '../../time/slices.ts';
import type { WaitLimit } from '../../time/wait-limit.ts';
import { prepare, type Read } from '../../upstream/endpoint.ts';
import type { Held } from '../../upstream/read.ts';
import { jsonOf } from '../keys.ts';
import { isCountedByCalcom, totalsAreExact } from './booking-bounds.ts';
import {
  type BookingFilter,
  conditionsOf,
  filterAsOfMinute,
  isTeamUnfiltered,
  judgeOf,
  matchesNothing,
} from './booking-filter.ts';
import { type BookingList, type BookingLists, type BookingNeed, createBookingLists } from './booking-list.ts';
import { type BookingOrder, BY_START } from './booking-order.ts';
import { type BookingScan, createBookingScan } from './booking-scan.ts';
import { type BookingConditions, type CalcomEndpoints, PAGE_SIZE } from './client.ts';
import type { BookingPage, TeamEventType } from './model.ts';
import { createPageReader } from './pages.ts';
import { createScanQueue } from './scan-queue.ts';
import { chooseStart, type KnownStarts, PAGE_UNKNOWN, startOfScan } from './scan-starts.ts';

export interface BookingReadsOptions {
  readonly endpoints: Pick<CalcomEndpoints, 'bookings'>;
  readonly read: Read;
  readonly held: Held;
  readonly knownStarts: KnownStarts;
  /** All event types of the team, to check bookings against; null if they cannot all be read. */
  eventTypes(): Awaitable<readonly TeamEventType[] | null>;
  readonly slices: Slices;
  readonly asOfMinute: AsOfMinute;
  /** How long a range waits for pages of another one. */
  readonly waitLimit: WaitLimit;
}

/** A list of bookings of these hosts, by Cal.com user id, or of any host if null; `need` is what will be read of it. */
export type ReadBookings = (
  filter: BookingFilter,
  order: BookingOrder,
  hostIds: readonly string[] | null,
  need: BookingNeed,
) => Awaitable<BookingList>;

const NO_BOOKINGS: BookingPage = {
  bookings: { rows: [], unreadable: [] },
  hasNextPage: false,
  totalItems: 0,
  remainingItems: 0,
  returnedItems: 0,
};

/** Makes the lists of one request. */
export function createBookingReads(options: BookingReadsOptions): ReadBookings {
  const { endpoints, held, knownStarts, slices } = options;
  /** The pages of this request by the keys of their reads. */
  const done = new Map<string, unknown>();
  const read: Read = async (endpoint, parameters) => {
    const page = await options.read(endpoint, parameters);
    done.set(prepare(endpoint, parameters).key, page);
    return page;
  };
  /** Reads what costs no call. */
  const readKnown: Read = async (endpoint, parameters) => {
    const prepared = prepare(endpoint, parameters);
    // Equal keys have the same endpoint, and so the same model.
    const page = done.get(prepared.key);
    if (page !== undefined) return page as never;
    const answer = await held(prepared);
    if (!answer?.isFresh) throw PAGE_UNKNOWN;
    return answer.model;
  };
  const startOf = createScanQueue(
    (conditions, range) =>
      chooseStart(range, knownStarts.of(conditions), (from) =>
        createScan({ conditions, from, order: BY_START, skip: 0 }, readKnown),
      ),
    options.waitLimit,
  );
  /** One scan for all lists with these conditions, whatever hosts they have. */
  const scans = memoizeBy(
    (request: Scan) => {
      if (request.skip === 0 && request.order === BY_START) knownStarts.add(request.conditions, request.from);
      return createScan(request, read);
    },
    (request) => JSON.stringify(request),
  );
  /** The lists of all hosts with one filter and one order. */
  const lists = memoizeReadyBy(createLists, listsKey);
  /** What will be read of them. */
  const needs = new Map<string, Need[]>();

  return (filter, order, hostIds, need) => {
    const request = { filter, order, isEmpty: matchesNothing(filter) || hostIds?.length === 0 };
    const key = listsKey(request);
    const others = needs.get(key) ?? [];
    needs.set(key, others);
    others.push({ hostIds, need });
    return whenReady(lists(request), (found) => found.of(hostIds));
  };

  async function createLists(request: ListsRequest): Promise<BookingLists> {
    const { order, isEmpty } = request;
    const filter = filterAsOfMinute(request.filter, options.asOfMinute);
    const range = filter.range ?? null;
    const conditions = conditionsOf(filter);
    const pagesAreInOrder = range === null || isByStart(order);
    const pageOrder = range || isByStart(order) ? BY_START : order;
    const settle = async () => settleOne(await lists(request), needs.get(listsKey(request)) ?? []);
    const [types, start] = await Promise.all([
      options.eventTypes(),
      isEmpty || pageOrder !== BY_START ? startOfScan(null) : startOf({ conditions, range, settle }),
    ]);
    const { from, ...before } = start;
    const problem = isTeamUnfiltered(types) ? new SourceError('CALCOM', 'UNFILTERED') : undefined;
    return createBookingLists({
      scanFrom: (skip) =>
        isEmpty || problem ? scanNothing(pageOrder) : scans({ conditions, from, order: pageOrder, skip }),
      pageSize: PAGE_SIZE,
      order,
      pagesAreInOrder,
      judge: judgeOf(filter, types),
      problem,
      range,
      totalsAreExact: totalsAreExact(conditions),
      isCounted: isCountedByCalcom(filter),
      ...before,
      slices,
    });
  }

  function createScan({ conditions, from, order, skip }: Scan, readPages: Read): BookingScan {
    return createBookingScan({
      readPage: createPageReader(endpoints, readPages, { ...conditions, startFrom: from }, order),
      skip,
      order,
      totalsAreExact: totalsAreExact(conditions),
      slices,
    });
  }

  function scanNothing(order: BookingOrder): BookingScan {
    const readPage = async () => ({ page: NO_BOOKINGS, take: 0, isOfTypes: true });
    return createBookingScan({ readPage, skip: 0, order, totalsAreExact: true, slices });
  }
}

const isByStart = ({ field, direction }: BookingOrder): boolean => field === 'START' && direction === 'ASC';

const listsKey = ({ filter, order, isEmpty }: ListsRequest): string => jsonOf(filter) + jsonOf(order) + isEmpty;

/** Reads of the lists what one need, the one that reads furthest, reads for certain. */
async function settleOne(lists: BookingLists, needs: readonly Need[]): Promise<void> {
  const [most] = needs.toSorted((a, b) => reachOf(b) - reachOf(a));
  if (most) await readNeed(lists.of(most.hostIds), most.need);
}

/** Reads what a need needs of a list. */
export async function readNeed(list: BookingList, { page, total, complete }: BookingNeed): Promise<void> {
  const window = await list.window(page?.after ?? null, page?.first ?? 0);
  if (total) await window.totalCount(complete);
  if (complete) await window.isComplete();
}

/** Orders needs by how far they read: to the end, or some bookings of all hosts, or of some hosts. */
function reachOf({ hostIds, need: { page, total, complete } }: Need): number {
  if (complete || total) return Number.POSITIVE_INFINITY;
  return (page?.first ?? 0) + (hostIds === null ? 0 : 0.5);
}

interface Need {
  readonly hostIds: readonly string[] | null;
  readonly need: BookingNeed;
}

interface ListsRequest {
  readonly filter: BookingFilter;
  readonly order: BookingOrder;
  /** Whether no booking can belong to them. */
  readonly isEmpty: boolean;
}

interface Scan {
  readonly conditions: BookingConditions;
  /** In ISO 8601; null for the first booking. */
  readonly from: string | null;
  readonly order: BookingOrder;
  readonly skip: number;
}

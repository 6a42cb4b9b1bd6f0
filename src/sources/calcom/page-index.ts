/** What one page of bookings shows by itself. Indexed once for all lists, and all requests, that get this page. */
import { oncePerObject } from '../../once.ts';
import { isWithin, type OpenRange } from '../instants.ts';
import { positionsOf } from '../rows.ts';
import { type BookingOrder, compareInstants } from './booking-order.ts';
import type { Booking, BookingPage } from './model.ts';

export interface PageIndex {
  /** The last version of each booking on the page, by uid. */
  readonly latest: ReadonlyMap<string, Booking>;
  /** Whether the rows come by ascending start. */
  readonly startsAscend: boolean;
  /** Whether the rows come in this order. */
  isInOrder(order: BookingOrder): boolean;
  /**
   * The rows of these hosts, or of all if null, that start in a range. Of a booking that came twice only its last version is
   * among them.
   */
  rowsOf(hostIds: ReadonlySet<string> | null, range: OpenRange | null): readonly Booking[];
  /** The rows with an unknown host: they may belong to any host. */
  rowsOfUnknownHosts(): readonly Booking[];
  /** The position in Cal.com's list of the row with this index, counted from the start of the page. */
  positionOf(index: number): number;
}

/** The index of a page. */
export const indexOf = oncePerObject(createIndex);

function createIndex({ bookings }: BookingPage): PageIndex {
  const all = bookings.rows;
  const latest = new Map<string, Booking>();
  for (const booking of all) {
    const other = latest.get(booking.uid);
    if (!other || isNewer(booking, other)) latest.set(booking.uid, booking);
  }
  const rows = latest.size === all.length ? all : all.filter((booking) => latest.get(booking.uid) === booking);
  const startsAscend = isInOrder({ field: 'START', direction: 'ASC' });
  let byHost: ReadonlyMap<string, readonly Booking[]> | undefined;
  let positions: readonly number[] | undefined;
  const ofHost = (hostId: string): readonly Booking[] => {
    byHost ??= groupByHost(rows);
    return byHost.get(hostId) ?? [];
  };
  return {
    latest,
    startsAscend,
    isInOrder: (order) => (order.field === 'START' && order.direction === 'ASC' ? startsAscend : isInOrder(order)),
    rowsOf: (hostIds, range) => {
      if (hostIds === null) return within(rows, range);
      if (hostIds.size > 1) return [...new Set([...hostIds].flatMap((hostId) => within(ofHost(hostId), range)))];
      const [hostId] = hostIds;
      return hostId === undefined ? [] : within(ofHost(hostId), range);
    },
    rowsOfUnknownHosts: () => ofHost(UNKNOWN_HOST),
    positionOf: (index) => {
      if (bookings.unreadable.length === 0) return index;
      positions ??= positionsOf(bookings);
      return positions[index] ?? index;
    },
  };

  function isInOrder(order: BookingOrder): boolean {
    return all.every((booking, index) => {
      const before = all[index - 1];
      return before === undefined || compareInstants(before, booking, order) <= 0;
    });
  }

  /** The rows that start in a range, by bisection where they come by start. */
  function within(some: readonly Booking[], range: OpenRange | null): readonly Booking[] {
    if (range === null || some.length === 0) return some;
    if (startsAscend) {
      const [from, to] = [range.from && countBefore(some, range.from), range.to && countBefore(some, range.to)];
      return some.slice(from ?? 0, to ?? some.length);
    }
    return some.filter(({ start }) => isWithin(range, start));
  }
}

/** How many rows start before an instant, if they come by start. */
const countBefore = (rows: readonly Booking[], at: Date): number =>
  countWhile(rows, ({ start }) => start.getTime() < at.getTime());

/** How many rows pass a test that no row passes after one that does not. */
export function countWhile<Row>(rows: readonly Row[], test: (row: Row) => boolean): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(rows[middle] as Row)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The key of rows whose host is unknown; no host has this id. */
const UNKNOWN_HOST = '';

function groupByHost(rows: readonly Booking[]): ReadonlyMap<string, readonly Booking[]> {
  const groups = new Map<string, Booking[]>();
  const add = (key: string, booking: Booking): void => {
    const group = groups.get(key);
    if (!group) groups.set(key, [booking]);
    else if (group.at(-1) !== booking) group.push(booking);
  };
  for (const booking of rows) {
    if (booking.hosts.length === 0) add(UNKNOWN_HOST, booking);
    for (const { userId, wasDeleted } of booking.hosts) {
      if (userId !== null || !wasDeleted) add(userId ?? UNKNOWN_HOST, booking);
    }
  }
  return groups;
}

/** Whether a version of a booking was changed later than another; equal times mean that it was not. */
export const isNewer = (booking: Booking, other: Booking): boolean =>
  (other.updatedAt?.getTime() ?? 0) < (booking.updatedAt?.getTime() ?? 0);

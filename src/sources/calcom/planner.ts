/** What the things that a query asks of Cal.com cost in calls. */
import { SourceError } from '../../errors.ts';
import { memoizeBy } from '../../provenance.ts';
import { prepare } from '../../upstream/endpoint.ts';
import type { Demand } from '../demand.ts';
import { demandOfRead, ifAtAll } from '../held-reads.ts';
import type { BookingFilter } from './booking-filter.ts';
import type { BookingNeed } from './booking-list.ts';
import { type BookingOrder, LATEST_FIRST } from './booking-order.ts';
import { type Hosts, planBookings } from './booking-plan.ts';
import type { CalcomEndpoints } from './client.ts';
import { type HeldOfDirectories, planDirectories } from './directories.ts';
import { type CalcomReading, oneBooking } from './loaders.ts';
import { type MemberStatsRequest, planReports, type RoutedToRequest } from './reports.ts';

/** The calls of one request to Cal.com, by what it asks. Named as the loaders; makes no call. */
export interface CalcomPlanner {
  roster(): Promise<readonly Demand[]>;
  eventTypes(): Promise<readonly Demand[]>;
  me(): Promise<readonly Demand[]>;
  /** With SOME there is at least one host; for none nothing is read. */
  bookings(filter: BookingFilter, order: BookingOrder, hosts: Hosts, need: BookingNeed): Promise<readonly Demand[]>;
  booking(uid: string): Promise<readonly Demand[]>;
  eventType(sourceId: string): Promise<readonly Demand[]>;
  /** The scan of the team's history. */
  pastHost(): Promise<readonly Demand[]>;
  memberStats(request: MemberStatsRequest): Promise<readonly Demand[]>;
  routedTo(request: RoutedToRequest, search: string | null): Promise<readonly Demand[]>;
}

/** Plans with what is held now. */
export function createCalcomPlanner(
  endpoints: CalcomEndpoints,
  directories: HeldOfDirectories,
  reading: Omit<CalcomReading, 'read' | 'waitLimit'>,
): CalcomPlanner {
  const { held, asOfMinute } = reading;
  const lists = planDirectories(endpoints, directories, held);
  const bookings = planBookings({ ...reading, endpoints, eventTypes: () => heldTypes() ?? null });
  const bookingDemands = memoizeBy(
    ({ filter, order, hosts, need }: ListQuestion) => bookings.ofNeed(filter, order, hosts, need),
    (question) => JSON.stringify(question),
  );
  return {
    ...lists,
    ...planReports(endpoints, lists, held, asOfMinute),
    bookings: async (filter, order, hosts, need) => [
      ...(await bookingDemands({ filter, order, hosts, need })),
      ...(await lists.eventTypes()),
    ],
    booking,
    eventType,
    pastHost,
  };

  async function pastHost(): Promise<Demand[]> {
    return [...(await bookings.ofWhole({}, LATEST_FIRST)), ...(await lists.eventTypes())];
  }

  async function booking(uid: string): Promise<Demand[]> {
    const prepared = prepare(endpoints.bookings, oneBooking(uid));
    const answer = await held(prepared);
    const demand = demandOfRead(answer, { source: 'CALCOM', endpoint: endpoints.bookings.name, key: prepared.key });
    const rows = answer?.model.bookings.rows ?? [];
    // Then Cal.com ignores the condition, and the history is searched.
    const isIgnored = rows.length > 0 && rows.every((row) => row.uid !== uid);
    return [demand, ...(isIgnored ? await pastHost() : await lists.eventTypes())];
  }

  async function eventType(sourceId: string): Promise<readonly Demand[]> {
    const types = heldTypes();
    const isListed = types?.some((type) => type.sourceId === sourceId) ?? false;
    if (isListed) return lists.eventTypes();
    const demands = await pastHost();
    return types
      ? demands
      : [...(await lists.eventTypes()), ...ifAtAll(demands, 'only if the team lists no such type')];
  }

  /** All event types of the team, as far as they are held and can all be read. */
  function heldTypes() {
    const types = directories.eventTypes.held()?.content;
    return types === undefined || types instanceof SourceError || types.unreadable.length > 0 ? undefined : types.rows;
  }
}

interface ListQuestion {
  readonly filter: BookingFilter;
  readonly order: BookingOrder;
  readonly hosts: Hosts;
  readonly need: BookingNeed;
}

/** What the things that a query asks of Cal.com cost in calls. */
import type { AsOfMinute } from '../../time/present.ts';
import type { Slices } from '../../time/slices.ts';
import type { Held } from '../../upstream/read.ts';
import type { Demand } from '../demand.ts';
import type { BookingFilter } from './booking-filter.ts';
import type { BookingPosition } from './booking-list.ts';
import type { BookingOrder } from './booking-order.ts';
import { PAGE_CAP } from './booking-scan.ts';
import type { CalcomEndpoints } from './client.ts';
import { type HeldCalcomDirectories, planDirectories } from './directories.ts';
import { type MemberStatsRequest, planReports, type RoutedToRequest } from './reports.ts';

/** What a query selects of a list of bookings. */
export interface BookingNeed {
  /** The window; null if no booking is selected. */
  readonly page: { readonly after: BookingPosition | null; readonly first: number } | null;
  readonly total: boolean;
  readonly complete: boolean;
}

/** The calls of one request to Cal.com, by what it asks. Named as the loaders; makes no call. */
export interface CalcomPlanner {
  roster(): Promise<readonly Demand[]>;
  eventTypes(): Promise<readonly Demand[]>;
  me(): Promise<readonly Demand[]>;
  bookings(
    filter: BookingFilter,
    order: BookingOrder,
    hosts: 'ANY' | 'SOME',
    need: BookingNeed,
  ): Promise<readonly Demand[]>;
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
  directories: HeldCalcomDirectories,
  held: Held,
  { asOfMinute }: { readonly asOfMinute: AsOfMinute; readonly slices: Slices },
): CalcomPlanner {
  const lists = planDirectories(endpoints, directories, held);
  const reports = planReports(endpoints, lists, held, asOfMinute);
  const scan = (key: unknown): Demand => ({
    ...{ source: 'CALCOM', endpoint: 'team-bookings', key: JSON.stringify(key), min: 0, max: PAGE_CAP, cached: 0 },
    bound: `at most ${PAGE_CAP} pages of a list of bookings`,
  });
  return {
    ...lists,
    ...reports,
    bookings: async (filter, order) => [scan([filter, order]), ...(await lists.eventTypes())],
    booking: async (uid) => [scan(['booking', uid]), ...(await lists.eventTypes())],
    eventType: async () => [scan('history'), ...(await lists.eventTypes())],
    pastHost: async () => [scan('history'), ...(await lists.eventTypes())],
  };
}

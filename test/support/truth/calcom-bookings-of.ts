/** Random worlds of Cal.com: `User.bookings` and `Period.bookings` in one query. */
import fc from 'fast-check';
import { startServer } from '../graph.ts';
import { DAY_MS, hourly, iso, NOW_MS, world } from './calcom-rows.ts';
import { type Faults, hasStatus, type Row, startCalcomVendor } from './calcom-vendor.ts';
import { ok, startHttpVendor } from './http-vendor.ts';
import { draw, judge, kindOf, type Stage, sumOf } from './kind.ts';

const faults: fc.Arbitrary<Faults> = fc.oneof(
  fc.constant({}),
  fc.record({ cap: fc.integer({ min: 20, max: 120 }) }),
  fc.record({ hiddenCap: fc.integer({ min: 1, max: 249 }) }),
  fc.record({ drop: fc.nat(249) }),
  fc.record({ repeat: fc.nat(2) }),
  fc.record({ totalOff: fc.integer({ min: -300, max: 300 }) }),
  fc.record({ firstTotalOff: fc.integer({ min: -3, max: 3 }) }),
  fc.constant({ noMore: true }),
  fc.constant({ shuffle: true }),
  fc.constant({ pastSteps: true }),
  fc.record({ hide: fc.constantFrom('attendees' as const, 'createdAt' as const, 'eventType' as const) }),
);
const worlds = fc.record({
  count: fc.integer({ min: 0, max: 420 }),
  faults,
  status: fc.option(fc.constantFrom(['PAST'], ['CANCELLED'], ['PAST', 'UPCOMING'])),
  range: fc.option(
    fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 30 })).map(([ago, days]) => rangeAt(NOW_MS - ago * DAY_MS, days)),
  ),
  periodAgo: fc.nat(50),
  periodDays: fc.integer({ min: 1, max: 20 }),
});

interface Range {
  readonly from: string;
  readonly to: string;
}
const rangeAt = (fromMs: number, days: number): Range => ({ from: iso(fromMs), to: iso(fromMs + days * DAY_MS) });
const isIn = (range: Range | null, { startMs }: Row): boolean =>
  range === null || (Date.parse(range.from) <= startMs && startMs < Date.parse(range.to));

/** The largest page of the graph. */
const FIRST = 250;
const LIST = '{ totalCount complete nodes { uid } }';
const QUERY = `query ($range: DateTimeRange, $status: [BookingState!], $period: DateTimeRange) {
  users(first: 10) { nodes { identities { sourceId }
    bookings(range: $range, status: $status, first: ${FIRST}) ${LIST} } }
  periods(range: $period) { nodes { name bookings(first: ${FIRST}) ${LIST} } }
}`;

interface Answered {
  readonly totalCount: number | null;
  readonly complete: boolean;
  readonly nodes: readonly { readonly uid: string }[];
}

function judgeBookings(what: string, answered: Answered | null, truth: readonly Row[]) {
  const list = answered && {
    what,
    total: answered.totalCount,
    complete: answered.complete,
    rows: answered.nodes.map(({ uid }) => uid),
    isPage: truth.length > FIRST,
  };
  return judge(
    list,
    truth.map(({ uid }) => uid),
  );
}

async function open(): Promise<Stage> {
  const calcom = await startCalcomVendor(world([]));
  let periods: object[] = [];
  const alo = await startHttpVendor(() => ok({ periods }));
  const server = await startServer({ ...calcom.settings, ALO_API_URL: alo.url, ALO_API_KEY: 'invented' });
  // The directories are read before any vendor has faults, and are kept.
  await server.ask('{ bookings { totalCount } users { totalCount } }');
  return {
    run: async (seed) => {
      const { count, faults, status, range, periodAgo, periodDays } = draw(worlds, seed);
      const rows = hourly(count).map((row, index) => ({
        ...row,
        status: index % 7 === 0 ? ('cancelled' as const) : row.status,
      }));
      calcom.world = world(rows, faults);
      const period = rangeAt(NOW_MS - periodAgo * DAY_MS, periodDays);
      periods = [{ id: 1, name: 'First', start_date: period.from, end_date: period.to }];
      const { data } = await server.ask(QUERY, { range, status, period });
      calcom.calls.length = 0;
      const hasState = (row: Row): boolean =>
        status === null || status.some((state) => hasStatus(row, state.toLowerCase(), NOW_MS));
      const theirs = (data.users?.nodes ?? []).map(
        ({ identities: [{ sourceId }], bookings }: { identities: [{ sourceId: string }]; bookings: Answered | null }) =>
          judgeBookings(
            `bookings of ${sourceId}`,
            bookings,
            rows.filter((row) => String(row.hostId) === sourceId && isIn(range, row) && hasState(row)),
          ),
      );
      const inPeriods = (data.periods?.nodes ?? []).map(({ bookings }: { bookings: Answered | null }) =>
        judgeBookings(
          'bookings of a period',
          bookings,
          rows.filter((row) => isIn(period, row)),
        ),
      );
      return sumOf([...theirs, ...inPeriods]);
    },
    close: async () => {
      await server.close();
      await Promise.all([calcom.close(), alo.close()]);
    },
  };
}

export const calcomBookingsOf = kindOf('Cal.com bookings of people and periods', open);

/** Random worlds of Cal.com: `bookings` with any filter. */
import fc from 'fast-check';
import { startServer } from '../graph.ts';
import { ANN, DAY_MS, hourly, iso, NOW_MS, world } from './calcom-rows.ts';
import { type Faults, hasStatus, type Row, startCalcomVendor } from './calcom-vendor.ts';
import { draw, judge, kindOf, type Stage } from './kind.ts';

const faults: fc.Arbitrary<Faults> = fc.oneof(
  fc.constant({}),
  fc.record({ cap: fc.integer({ min: 1, max: 120 }) }),
  fc.record({ hiddenCap: fc.integer({ min: 1, max: 249 }) }),
  fc.record({ drop: fc.nat(249) }),
  fc.record({ cap: fc.integer({ min: 20, max: 120 }), drop: fc.nat(119) }),
  fc.record({ repeat: fc.nat(2) }),
  fc.record({ totalOff: fc.integer({ min: -300, max: 300 }) }),
  fc.record({ firstTotalOff: fc.integer({ min: -3, max: 3 }) }),
  fc.constant({ noMore: true }),
  fc.constant({ shuffle: true }),
  fc.constant({ pastSteps: true }),
  fc.record({ hide: fc.constantFrom('attendees' as const, 'createdAt' as const) }),
  fc.record({ ignore: fc.constantFrom('attendeeEmail' as const, 'created' as const, 'eventTypeIds' as const) }),
);
const filters = fc.record(
  {
    range: fc.tuple(fc.nat(80), fc.integer({ min: 1, max: 40 })).map(([ago, days]) => ({
      from: iso(NOW_MS - ago * DAY_MS),
      to: iso(NOW_MS - ago * DAY_MS + days * DAY_MS),
    })),
    status: fc.constantFrom(['PAST'], ['CANCELLED'], ['PAST', 'UPCOMING']),
    attendeeEmail: fc.constant(ANN),
    created: fc.nat(60).map((ago) => ({ from: iso(NOW_MS - ago * DAY_MS), to: iso(NOW_MS) })),
    eventTypeIds: fc.constantFrom(['10'], ['11'], ['10', '11']),
    hostIds: fc.constantFrom(['1'], ['2', '3']),
  },
  { requiredKeys: [] },
);

interface Filter {
  range?: { from: string; to: string };
  status?: readonly string[];
  attendeeEmail?: string;
  created?: { from: string; to: string };
  eventTypeIds?: readonly string[];
  hostIds?: readonly string[];
}
const oracle = (rows: readonly Row[], filter: Filter): string[] => {
  const isIn = ({ from, to }: { from: string; to: string }, ms: number): boolean =>
    Date.parse(from) <= ms && ms < Date.parse(to);
  return rows
    .filter(
      (row) =>
        (!filter.range || isIn(filter.range, row.startMs)) &&
        (!filter.created || isIn(filter.created, row.createdMs)) &&
        (!filter.status || filter.status.some((status) => hasStatus(row, status.toLowerCase(), NOW_MS))) &&
        (!filter.attendeeEmail || row.email === filter.attendeeEmail) &&
        (!filter.eventTypeIds || filter.eventTypeIds.includes(String(row.typeId))) &&
        (!filter.hostIds || filter.hostIds.includes(String(row.hostId))),
    )
    .map(({ uid }) => uid);
};

const rows = fc
  .integer({ min: 0, max: 620 })
  .map((count) =>
    hourly(count).map((row, index) => ({ ...row, status: index % 7 === 0 ? ('cancelled' as const) : row.status })),
  );
const worlds = fc.record({ rows, faults, filter: filters });

/** The largest page of the graph. */
const FIRST = 250;
const QUERY = `query ($filter: BookingFilter) { bookings(filter: $filter, first: ${FIRST}) { totalCount complete nodes { uid } } }`;

async function open(): Promise<Stage> {
  const vendor = await startCalcomVendor(world([]));
  const server = await startServer(vendor.settings);
  // The directories are read before any vendor has faults, and are kept.
  await server.ask('{ bookings { totalCount } users { totalCount } }');
  return {
    run: async (seed) => {
      const { rows, faults, filter } = draw(worlds, seed);
      vendor.world = world(rows, faults);
      const { data } = await server.ask(QUERY, { filter });
      const truth = oracle(rows, filter);
      const list = data.bookings && {
        what: 'bookings',
        total: data.bookings.totalCount,
        complete: data.bookings.complete,
        rows: data.bookings.nodes.map(({ uid }: { uid: string }) => uid),
        isPage: truth.length > FIRST,
      };
      vendor.calls.length = 0;
      return judge(list, truth);
    },
    close: async () => {
      await server.close();
      await vendor.close();
    },
  };
}

export const calcomBookings = kindOf('Cal.com bookings', open);

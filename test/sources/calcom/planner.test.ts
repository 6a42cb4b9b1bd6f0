/** The plan of Cal.com's reads tells their calls: against the sandbox, where they are counted as they arrive. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { readConfig } from '../../../src/config/config.ts';
import type { BookingFilter } from '../../../src/sources/calcom/booking-filter.ts';
import type { BookingNeed, BookingPosition } from '../../../src/sources/calcom/booking-list.ts';
import { type BookingOrder, BY_START, LATEST_FIRST } from '../../../src/sources/calcom/booking-order.ts';
import { readNeed } from '../../../src/sources/calcom/booking-reads.ts';
import type { CalcomLoaders } from '../../../src/sources/calcom/loaders.ts';
import type { CalcomPlanner } from '../../../src/sources/calcom/planner.ts';
import type { Demand } from '../../../src/sources/demand.ts';
import { createSources, type Sources } from '../../../src/sources/index.ts';
import { deadlineIn } from '../../../src/time/deadline.ts';
import { createScheduler } from '../../../src/time/slices.ts';
import { createJumpingClock } from '../../support/clock.ts';
import { NO_RATE_LIMITS } from '../../support/graph.ts';

const DAY_MS = 24 * 60 * 60_000;
/** After so long an answer is read again before it is shown. */
const STALE_MS = 6 * 60_000;
const NOW_MS = Date.parse('2026-03-18T12:00:00Z');

let sandbox: Sandbox;
const opened: Sources[] = [];
const ended = new AbortController();
beforeAll(async () => {
  sandbox = await startSandbox({ now: new Date(NOW_MS), dimensions: { bookings: 1_500 } });
});
afterAll(async () => {
  ended.abort();
  await Promise.all(opened.map((sources) => sources.close()));
  await sandbox.close();
});

/** A server's sources. Each request of it has its own loaders and planner. */
function serve(isCaching: boolean) {
  const clock = createJumpingClock();
  const config = readConfig({ PORT: '0', ...NO_RATE_LIMITS, ...sandbox.settings });
  const scheduler = createScheduler();
  const parts = { clock, random: Math.random, scheduler, backgroundMs: 8_000, isCaching, processes: 1 };
  const sources = createSources(config.sources, parts);
  opened.push(sources);
  return {
    clock,
    request: () => {
      const requester = { caller: 'test', isBackground: false, deadline: deadlineIn(30_000, clock, ended.signal) };
      return {
        planner: sources.plannersFor(requester, () => {}).calcom() as CalcomPlanner,
        loaders: sources.loadersFor(requester, scheduler.slicesFor('test')).calcom() as CalcomLoaders,
      };
    },
  };
}

const isOfBookings = ({ endpoint }: Demand): boolean => endpoint === 'team-bookings';

/** Demands with one key share their calls. */
function sumOf(demands: readonly Demand[]) {
  const byKey = [...Map.groupBy(demands.filter(isOfBookings), ({ key }) => key).values()];
  const sum = (bound: 'min' | 'max') =>
    byKey.reduce((all, equal) => all + Math.max(...equal.map((demand) => demand[bound])), 0);
  return { min: sum('min'), max: sum('max') };
}

async function callsDuring(run: () => Promise<unknown>): Promise<number> {
  const before = sandbox.calcom.calls.length;
  await run();
  return sandbox.calcom.calls.slice(before).filter(({ path }) => path.endsWith('/bookings')).length;
}

interface Question {
  readonly filter: BookingFilter;
  readonly order: BookingOrder;
  readonly hostIds: readonly string[] | null;
  readonly need: BookingNeed;
}

/** Plans the questions of one request and reads them: the bounds, and the calls. */
async function planAndRead(server: ReturnType<typeof serve>, questions: readonly Question[]) {
  const { planner, loaders } = server.request();
  let demands: readonly Demand[] = [];
  const planning = await callsDuring(async () => {
    demands = (
      await Promise.all(
        questions.map(({ filter, order, hostIds, need }) =>
          planner.bookings(filter, order, hostIds ? 'SOME' : 'ANY', need),
        ),
      )
    ).flat();
  });
  const calls = await callsDuring(() =>
    Promise.all(
      questions.map(async ({ filter, order, hostIds, need }) =>
        readNeed(await loaders.bookings(filter, order, hostIds, need), need),
      ),
    ),
  );
  expect(planning).toBe(0);
  const cached = demands.filter(isOfBookings).reduce((sum, demand) => sum + demand.cached, 0);
  return { ...sumOf(demands), calls, cached };
}

const range = fc.tuple(fc.integer({ min: -40, max: 25 }), fc.integer({ min: 1, max: 20 })).map(([from, days]) => ({
  from: new Date(NOW_MS + from * DAY_MS),
  to: new Date(NOW_MS + (from + days) * DAY_MS),
}));
const filter = fc.record(
  {
    range,
    created: range,
    status: fc.constantFrom(['PAST'] as const, ['UPCOMING', 'PAST'] as const, ['CANCELLED'] as const, [] as const),
    eventTypeIds: fc.constantFrom(['501'], ['505', '503'], ['123456789']),
    attendeeEmail: fc.constant('nobody@example.com'),
  },
  { requiredKeys: [] },
);
const often = <Value>(usual: Value, other: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: other });
const first = fc.integer({ min: 1, max: 250 });
const list = fc.record({
  filter: often<BookingFilter>({}, filter),
  order: fc.constantFrom(BY_START, LATEST_FIRST, { field: 'CREATED_AT', direction: 'ASC' } as const),
  hostIds: often<readonly string[] | null>(null, fc.constantFrom(['101'], ['102', '103'])),
});
const counts = { total: fc.boolean(), complete: often(false, fc.constant(true)) };
const need = fc.record({ page: fc.option(fc.record({ after: fc.constant(null), first })), ...counts });
const question: fc.Arbitrary<Question> = fc.tuple(list, need).map(([one, needed]) => ({ ...one, need: needed }));

describe('the calls of lists of bookings', () => {
  it.each([true, false])(
    'are within the bounds of the plan, in request after request; caching: %s',
    async (isCaching) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ questions: fc.array(question, { minLength: 1, maxLength: 3 }), waits: fc.boolean() }), {
            minLength: 1,
            maxLength: 3,
          }),
          async (requests) => {
            const server = serve(isCaching);
            for (const { questions, waits } of requests) {
              const { min, max, calls } = await planAndRead(server, questions);
              expect([calls >= min, calls <= max, min, max, calls]).toEqual([true, true, min, max, calls]);
              // Long enough that nothing is revalidated in the background, where it would count for the next request.
              if (waits) server.clock.jump(STALE_MS);
            }
          },
        ),
        { numRuns: isCaching ? 25 : 10 },
      );
    },
  );

  it.each([true, false])('are within the bounds of the plan, page after page; caching: %s', async (isCaching) => {
    await fc.assert(
      fc.asyncProperty(list, fc.record({ first, ...counts }), async (one, { first, total, complete }) => {
        const server = serve(isCaching);
        let after: BookingPosition | null = null;
        for (let turn = 0; turn < 8; turn++) {
          const needed = { page: { after, first }, total, complete };
          const { min, max, calls } = await planAndRead(server, [{ ...one, need: needed }]);
          expect([calls >= min, calls <= max, min, max, calls]).toEqual([true, true, min, max, calls]);
          const shown = await server.request().loaders.bookings(one.filter, one.order, one.hostIds, needed);
          const { bookings, positionOf, hasNextPage } = await shown.window(after, first);
          const last = bookings.at(-1);
          if (!last || !hasNextPage) break;
          after = positionOf(last);
        }
      }),
      { numRuns: isCaching ? 20 : 6 },
    );
  });

  const ANY = { filter: {}, order: BY_START, hostIds: null };
  const rows = { after: null, first: 1 };
  const counted: [string, Question, Pick<Demand, 'min' | 'max'>][] = [
    ['the number alone', { ...ANY, need: { page: null, total: true, complete: false } }, { min: 1, max: 1 }],
    ['one booking', { ...ANY, need: { page: rows, total: false, complete: false } }, { min: 1, max: 1 }],
    ['one booking and the number', { ...ANY, need: { page: rows, total: true, complete: false } }, { min: 1, max: 1 }],
    [
      '250 bookings',
      { ...ANY, need: { page: { after: null, first: 250 }, total: true, complete: false } },
      { min: 1, max: 3 },
    ],
    ['completeness', { ...ANY, need: { page: null, total: true, complete: true } }, { min: 1, max: 20 }],
    [
      'the number in a range',
      {
        ...ANY,
        filter: { range: { from: new Date(0), to: new Date(1) } },
        need: { page: null, total: true, complete: false },
      },
      { min: 1, max: 20 },
    ],
    [
      'no states',
      { ...ANY, filter: { status: [] }, need: { page: rows, total: true, complete: true } },
      { min: 0, max: 0 },
    ],
  ];
  it.each(counted)('cost, for %s, what the plan of a cold server says', async (_, asked, expected) => {
    const { min, max, calls } = await planAndRead(serve(true), [asked]);
    expect({ min, max }).toEqual(expected);
    if (min === max) expect(calls).toBe(max);
  });

  it('are planned by the pages that are held, whose totals say how many more there are', async () => {
    const server = serve(true);
    const whole = { ...ANY, need: { page: null, total: true, complete: true } };
    const pages = Math.ceil(sandbox.world.calcom.bookings.filter(({ teamId }) => teamId === 4210).length / 250);
    expect(await planAndRead(server, [{ ...ANY, need: { page: rows, total: false, complete: false } }])).toMatchObject({
      calls: 1,
    });
    expect(await planAndRead(server, [whole])).toEqual({ min: 1, max: pages - 1, calls: pages - 1, cached: 1 });
    expect(await planAndRead(server, [whole])).toEqual({ min: 0, max: 0, calls: 0, cached: pages });
    const inside = { from: new Date(NOW_MS - 3 * DAY_MS), to: new Date(NOW_MS) };
    const ranged = { ...whole, filter: { range: inside } };
    expect(await planAndRead(server, [ranged])).toMatchObject({ min: 0, max: 0, calls: 0 });
    server.clock.jump(90_000);
    expect(await planAndRead(server, [whole])).toMatchObject({ min: 0, max: pages, cached: pages });
    // Meanwhile they are read again in the background.
    await vi.waitFor(async () => expect(await planAndRead(server, [whole])).toMatchObject({ max: 0, cached: pages }));
  });
});

describe('the calls of single reads', () => {
  it('of a booking, an event type and past hosts are within the bounds of the plan', async () => {
    const [booking] = sandbox.world.calcom.bookings.filter(({ teamId }) => teamId === 4210);
    for (const isWarm of [false, true]) {
      const server = serve(true);
      for (const [plan, read] of [
        [
          (one: CalcomPlanner) => one.booking(booking?.uid ?? ''),
          (one: CalcomLoaders) => one.booking(booking?.uid ?? ''),
        ],
        [(one: CalcomPlanner) => one.booking('nobody'), (one: CalcomLoaders) => one.booking('nobody')],
        [(one: CalcomPlanner) => one.eventType('501'), (one: CalcomLoaders) => one.eventType('501')],
        [(one: CalcomPlanner) => one.eventType('123'), (one: CalcomLoaders) => one.eventType('123')],
        [(one: CalcomPlanner) => one.pastHost(), (one: CalcomLoaders) => one.pastHost('123')],
      ] as const) {
        for (let turn = 0; turn < (isWarm ? 2 : 1); turn++) {
          const { planner, loaders } = server.request();
          const { min, max } = sumOf(await plan(planner));
          const calls = await callsDuring(() => read(loaders));
          expect([calls >= min, calls <= max, min, max, calls]).toEqual([true, true, min, max, calls]);
        }
      }
    }
  });
});

/** Properties of reservations, for any queries, callers, times and limits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createSimulatedTier } from '../../support/simulation/shared-tier.ts';
import { mostWithin } from '../../support/upstream/arrivals.ts';
import { startLimiter, type TestLimiter } from '../../support/upstream/limiter.ts';
import { type Query, startQuery } from '../../support/upstream/queries.ts';

const RUNS = { numRuns: 150 };
const UNLIMITED = Number.POSITIVE_INFINITY;
const CALLERS = ['a', 'b', 'c'] as const;

interface Arrival {
  /** How long after the previous one. */
  readonly pauseMs: number;
  readonly caller: string;
  readonly own: number;
  /** Calls that it makes beyond those, or fewer. */
  readonly further: number;
  readonly callMs: number;
  readonly leavesAfterMs: number;
  readonly process: number;
}

const limits = fc.record({
  perMinute: fc.integer({ min: 8, max: 40 }),
  perSecond: fc.oneof(fc.integer({ min: 2, max: 8 }), fc.constant(UNLIMITED)),
});

const arrivals = fc.array(
  fc.record<Arrival>({
    pauseMs: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.nat(300), fc.nat(9_000)),
    caller: fc.constantFrom('a', 'a', 'a', 'b', 'c'),
    own: fc.integer({ min: 1, max: 8 }),
    further: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.integer({ min: -4, max: 4 })),
    callMs: fc.oneof(fc.nat(50), fc.nat(400)),
    leavesAfterMs: fc.oneof({ arbitrary: fc.constant(1e9), weight: 6 }, fc.nat(2_000)),
    process: fc.nat(1),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Starts all queries, and returns them when `quietMs` have passed after the last one. */
async function play(limiters: readonly [TestLimiter, ...TestLimiter[]], all: readonly Arrival[], quietMs = 20_000) {
  const { clock } = limiters[0];
  const queries: Query[] = [];
  for (const { pauseMs, caller, own, further, callMs, leavesAfterMs, process } of all) {
    await clock.advance(pauseMs);
    const makes = Math.max(0, own + further);
    const query = startQuery(limiters[process] ?? limiters[0], caller, { own, makes, callMs });
    queries.push(query);
    clock.sleep(leavesAfterMs, NEVER).then(() => query.leave());
  }
  await clock.advance(quietMs);
  return queries;
}

const sentBy = (queries: readonly Query[]): number[] => queries.flatMap(({ sentMs }) => sentMs).sort((a, b) => a - b);

describe('queries that reserve what they certainly need', () => {
  it('make no call or all of those calls, if only the minute limits them', async () => {
    await fc.assert(
      fc.asyncProperty(limits, arrivals, async ({ perMinute }, all) => {
        const queries = await play([startLimiter({ perMinute })], all);
        for (const [at, { outcome, sentMs, retryAfterMs }] of queries.entries()) {
          const { own = 0, further = 0 } = all[at] ?? {};
          if (outcome === 'LEFT') continue;
          expect(['ANSWERED', 'THROTTLED']).toContain(outcome);
          if (outcome === 'THROTTLED') expect(retryAfterMs).toBeGreaterThan(0);
          if (outcome === 'THROTTLED' && sentMs.length > 0) expect(sentMs.length).toBeGreaterThanOrEqual(own);
          if (outcome === 'ANSWERED') expect(sentMs.length).toBe(Math.max(0, own + further));
        }
      }),
      RUNS,
    );
  });

  it('keep the limits of a minute and a second, also in several processes', async () => {
    const switches = fc.array(fc.nat(20_000), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(limits, arrivals, switches, fc.boolean(), async (limit, all, times, isShared) => {
        const clock = createFakeClock();
        const tier = createSimulatedTier({ clock, processes: 2 });
        const start = () => startLimiter(limit, isShared ? tier.windowOf('limiter', limit) : undefined, clock);
        for (const ms of times) clock.sleep(ms, NEVER).then(() => Object.assign(tier, { isOn: !tier.isOn }));
        const queries = await play(isShared ? [start(), start()] : [start()], all);
        expect(mostWithin(1_000, sentBy(queries))).toBeLessThanOrEqual(limit.perSecond);
        expect(mostWithin(60_000, sentBy(queries))).toBeLessThanOrEqual(limit.perMinute);
      }),
      RUNS,
    );
  });

  it('leave nothing reserved, waiting or running when they have ended', async () => {
    await fc.assert(
      fc.asyncProperty(limits, arrivals, fc.boolean(), async (limit, all, isShared) => {
        const clock = createFakeClock();
        const tier = createSimulatedTier({ clock, processes: 2 });
        const start = () => startLimiter(limit, isShared ? tier.windowOf('limiter', limit) : undefined, clock);
        const limiters = isShared ? ([start(), start()] as const) : ([start()] as const);
        const queries = await play([...limiters], all, 80_000);
        expect(queries.filter(({ outcome }) => outcome === 'RUNNING')).toEqual([]);
        for (const { limiter } of limiters) expect(limiter.waiting()).toBe(0);
        const last = startQuery(limiters[0], 'd', { own: 4, callMs: 1 });
        await clock.advance(8_000);
        expect(last.outcome).toBe('ANSWERED');
      }),
      RUNS,
    );
  });

  it('get further after the time that a refusal announces, if the others stop: at least as far as the share of their caller', async () => {
    await fc.assert(
      fc.asyncProperty(limits, arrivals, async (limit, all) => {
        const tested = startLimiter(limit);
        const queries = await play([tested], all, 0);
        await tested.clock.advance(0);
        const refused = queries.findLast(({ outcome, sentMs }) => outcome === 'THROTTLED' && sentMs.length === 0);
        const at = refused ? queries.indexOf(refused) : -1;
        if (!refused || at < queries.length - 1) return;
        await tested.clock.advance(refused.retryAfterMs ?? Number.NaN);
        const { own = 0 } = all[at] ?? {};
        const again = startQuery(tested, refused.caller, { own, callMs: 1 });
        await tested.clock.advance(20_000);
        // Others that were refused may come again, too, and their shares wait for them.
        const share = Math.floor(limit.perMinute / CALLERS.length);
        expect(again.sentMs.length).toBeGreaterThanOrEqual(Math.min(own, share));
      }),
      RUNS,
    );
  });

  it('starve nobody: a caller that asks again when it is told to gets through, whatever the others ask', async () => {
    const floods = fc.record({
      perMinute: fc.integer({ min: 10, max: 40 }),
      perSecond: fc.oneof(fc.integer({ min: 4, max: 10 }), fc.constant(UNLIMITED)),
      everyMs: fc.integer({ min: 100, max: 600 }),
      own: fc.integer({ min: 1, max: 3 }),
      others: fc.integer({ min: 1, max: 3 }),
      needs: fc.integer({ min: 2, max: 8 }),
      isEven: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(floods, async ({ everyMs, own, others, needs, isEven, ...limit }) => {
        const tested = startLimiter(limit);
        const { clock } = tested;
        const floodFor = async (ms: number): Promise<void> => {
          for (let leftMs = ms; leftMs > 0; leftMs -= everyMs) {
            for (const caller of CALLERS.slice(0, others)) startQuery(tested, caller, { own, callMs: 20 });
            await clock.advance(Math.min(everyMs, leftMs));
          }
        };
        // Else the calls of all minutes go in a burst at their start.
        for (let call = 0; isEven && call < limit.perMinute; call++) {
          tested.ask('earlier');
          await clock.advance(Math.ceil(60_000 / limit.perMinute));
        }
        await floodFor(70_000);
        let sent = 0;
        for (let tries = 0; tries < 6 && sent < needs; tries++) {
          // What it read before is cached.
          const query = startQuery(tested, 'quiet', { own: needs - sent, callMs: 20 });
          await clock.advance(0);
          if (query.outcome === 'RUNNING') await floodFor(8_000);
          sent += query.sentMs.length;
          await floodFor(query.retryAfterMs ?? 0);
        }
        expect(sent).toBeGreaterThanOrEqual(needs);
      }),
      { numRuns: 25 },
    );
  });
});

const NEVER = new AbortController().signal;

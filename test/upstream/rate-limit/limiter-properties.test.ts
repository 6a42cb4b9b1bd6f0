/** Properties of a limiter for any callers, times, call durations and limits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARRIVAL_MS, type RateLimits } from '../../../src/upstream/rate-limit/sliding-window.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createSimulatedTier } from '../../support/simulation/shared-tier.ts';
import { mostWithin } from '../../support/upstream/arrivals.ts';
import { type Asked, startLimiter, type TestLimiter } from '../../support/upstream/limiter.ts';

const RUNS = { numRuns: 150 };

interface Arrival {
  /** How long after the previous one. */
  readonly pauseMs: number;
  readonly caller: string;
  readonly isBackground: boolean;
  readonly ms: number;
  /** How long the call is on its way to the vendor, and then until it is answered. */
  readonly wayMs: number;
  readonly workMs: number;
  /** When the caller leaves, if nothing else happens before. */
  readonly leavesAfterMs: number;
  /** The process that receives the call. */
  readonly process: number;
}

const limits = fc.record({
  perMinute: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(Number.POSITIVE_INFINITY)),
  perSecond: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant(Number.POSITIVE_INFINITY)),
});

const arrivals = fc.array(
  fc.record<Arrival>({
    pauseMs: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.nat(300), fc.nat(5_000)),
    caller: fc.constantFrom('a', 'a', 'a', 'b', 'c'),
    isBackground: fc.boolean(),
    ms: fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.constant(100_000)),
    wayMs: fc.nat(ARRIVAL_MS),
    workMs: fc.oneof(fc.nat(50), fc.nat(4_000)),
    leavesAfterMs: fc.oneof({ arbitrary: fc.constant(1e9), weight: 4 }, fc.nat(3_000)),
    process: fc.nat(2),
  }),
  { minLength: 1, maxLength: 120 },
);

/** Plays all calls to their end, and returns their outcomes and arrivals. */
async function play([first, ...others]: readonly [TestLimiter, ...TestLimiter[]], all: readonly Arrival[]) {
  const { clock } = first;
  const limiters = [first, ...others];
  const arrivedMs: number[] = [];
  const asked: Asked[] = [];
  for (const { pauseMs, caller, process, wayMs, workMs, leavesAfterMs, ...asking } of all) {
    await clock.advance(pauseMs);
    const tested = limiters[process] ?? first;
    const one = tested.ask(caller, { ...asking, answeredAfterMs: wayMs + workMs });
    asked.push(one);
    clock.sleep(leavesAfterMs, NEVER).then(() => one.outcome === 'WAITING' && one.leave());
  }
  await clock.advance(300_000);
  for (const [at, one] of asked.entries()) {
    if (one.outcome === 'SENT') arrivedMs.push(one.atMs + (all[at]?.wayMs ?? 0));
  }
  return { asked, arrivedMs };
}

function expectWithin({ perMinute, perSecond }: RateLimits, arrivedMs: readonly number[]): void {
  expect(mostWithin(1_000, arrivedMs)).toBeLessThanOrEqual(perSecond);
  expect(mostWithin(60_000, arrivedMs)).toBeLessThanOrEqual(perMinute);
}

describe('a rate limiter', () => {
  it('never lets more calls arrive in any second or minute than the limits allow', async () => {
    await fc.assert(
      fc.asyncProperty(limits, arrivals, async (limit, all) => {
        const { arrivedMs } = await play([startLimiter(limit)], all);
        expectWithin(limit, arrivedMs);
      }),
      RUNS,
    );
  });

  it('never lets more calls of several processes arrive than the limits allow, also while they cannot count together', async () => {
    const switches = fc.array(fc.nat(20_000), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(limits, arrivals, switches, async (limit, all, times) => {
        // Each of three processes sends at least one call, so the limits are at least three.
        const atLeast = { perMinute: Math.max(3, limit.perMinute), perSecond: Math.max(3, limit.perSecond) };
        const clock = createFakeClock();
        const tier = createSimulatedTier({ clock, processes: 3 });
        const start = (): TestLimiter => startLimiter(atLeast, tier.windowOf('limiter', atLeast), clock);
        for (const ms of times) clock.sleep(ms, NEVER).then(() => Object.assign(tier, { isOn: !tier.isOn }));
        const { arrivedMs } = await play([start(), start(), start()], all);
        expectWithin(atLeast, arrivedMs);
      }),
      RUNS,
    );
  });

  it('grants or rejects each call before its deadline', async () => {
    await fc.assert(
      fc.asyncProperty(limits, arrivals, async (limit, all) => {
        const tested = startLimiter(limit);
        const { asked } = await play([tested], all);
        for (const { outcome, atMs, deadlineMs, retryAfterMs } of asked) {
          expect(['SENT', 'THROTTLED', 'AbortError', 'DeadlineError']).toContain(outcome);
          expect(atMs).toBeLessThanOrEqual(deadlineMs);
          if (outcome === 'THROTTLED') expect(retryAfterMs).toBeGreaterThan(0);
        }
        expect(tested.limiter.waiting()).toBe(0);
      }),
      RUNS,
    );
  });

  it('rejects no call that could go in time, and lets none run into its deadline, if calls arrive at once', async () => {
    const atOnce = arrivals.map((all) =>
      all.map((one) => ({
        ...one,
        caller: 'a',
        isBackground: false,
        wayMs: 0,
        workMs: 0,
        leavesAfterMs: 1e9,
        ms: 9_000,
      })),
    );
    await fc.assert(
      fc.asyncProperty(limits, atOnce, async (limit, all) => {
        const { asked } = await play([startLimiter(limit)], all);
        const expected = firstComeFirstServed(limit, asked);
        expect(asked.map(({ outcome, atMs }) => (outcome === 'SENT' ? atMs : outcome))).toEqual(expected);
      }),
      RUNS,
    );
  });

  it('starves no caller: while one waits, no other gets more permits unless it had less of the minute', async () => {
    const foreground = arrivals.map((all) => all.map((one) => ({ ...one, isBackground: false })));
    await fc.assert(
      fc.asyncProperty(limits, foreground, async (limit, all) => {
        const { asked } = await play([startLimiter(limit)], all);
        const sent = asked.filter(({ outcome }) => outcome === 'SENT');
        const used = (who: string, atMs: number): number =>
          sent.filter((one) => one.caller === who && one.atMs < atMs && one.atMs >= atMs - 60_000).length;
        for (const one of sent) {
          const meanwhile = sent.filter(({ atMs }) => atMs > one.askedAtMs && atMs < one.atMs);
          const permitsOf = (who: string): number =>
            meanwhile.filter(({ caller, atMs }) => caller === who && used(who, atMs) >= used(one.caller, atMs)).length;
          const own = meanwhile.filter(({ caller }) => caller === one.caller).length;
          for (const other of ['a', 'b', 'c']) {
            if (other !== one.caller) expect(permitsOf(other)).toBeLessThanOrEqual(own + 1);
          }
        }
      }),
      RUNS,
    );
  });
});

/** When each call of one caller goes: as soon as neither a minute nor a second holds too many, or not at all. */
function firstComeFirstServed({ perMinute, perSecond }: RateLimits, asked: readonly Asked[]): (number | string)[] {
  const times: number[] = [];
  const nthLast = (n: number): number => (Number.isFinite(n) ? times.at(-n) : undefined) ?? Number.NEGATIVE_INFINITY;
  return asked.map(({ askedAtMs, deadlineMs }) => {
    const atMs = Math.max(askedAtMs, times.at(-1) ?? 0, nthLast(perMinute) + 60_001, nthLast(perSecond) + 1_001);
    // A call that had to wait needs time for its answer.
    const answerMs = Math.min(2_000, (deadlineMs - askedAtMs) / 4);
    if (atMs > askedAtMs && atMs > deadlineMs - answerMs) return 'THROTTLED';
    times.push(atMs);
    return atMs;
  });
}

const NEVER = new AbortController().signal;

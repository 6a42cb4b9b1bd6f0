/** The rate limits of one caller. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCallerRateLimits } from '../../../src/server/auth/caller-rate-limits.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const MINUTE_MS = 60_000;
const UNLIMITED = Number.POSITIVE_INFINITY;

function limited(requestsPerMinute: number, callsPerMinute = UNLIMITED) {
  const clock = createFakeClock();
  return { clock, limits: createCallerRateLimits({ requestsPerMinute, callsPerMinute }, clock) };
}

describe('a caller', () => {
  it('may send as many requests as the limit allows, and then learns how long to wait', async () => {
    const { clock, limits } = limited(3);
    expect([1, 2, 3].map(() => limits.request('a'))).toEqual([undefined, undefined, undefined]);
    const retryAfterMs = limits.request('a');
    expect(retryAfterMs).toBe(61_000);
    await clock.advance(60_999);
    expect(limits.request('a')).toBe(1);
    await clock.advance(1);
    expect(limits.request('a')).toBeUndefined();
  });

  it('is not limited by the requests of another one', () => {
    const { limits } = limited(1);
    expect([limits.request('a'), limits.request('b'), limits.request('a')]).toEqual([undefined, undefined, 61_000]);
  });

  it('is not limited by rejected requests', async () => {
    const { clock, limits } = limited(1);
    limits.request('a');
    for (let second = 0; second < 60; second++) {
      await clock.advance(1_000);
      expect(limits.request('a')).toBeGreaterThan(0);
    }
    await clock.advance(1_000);
    expect(limits.request('a')).toBeUndefined();
  });

  it('has separate counts of requests and calls', () => {
    const { limits } = limited(1, 2);
    expect([limits.calls('a'), limits.request('a'), limits.calls('a')]).toEqual([undefined, undefined, undefined]);
    expect([limits.calls('a'), limits.request('a')]).toEqual([61_000, 61_000]);
  });

  it('has no limit if the settings say so', () => {
    const { limits } = limited(UNLIMITED);
    for (let n = 0; n < 10_000; n++) expect(limits.request('a')).toBeUndefined();
  });

  it('never exceeds the limit in any 60 seconds, and never waits longer than necessary', async () => {
    const steps = fc.array(fc.tuple(fc.nat(25_000), fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.nat(2_000), steps, async (perMinute, startMs, bursts) => {
        const { clock, limits } = limited(perMinute);
        await clock.advance(startMs);
        const cameInMs: number[] = [];
        for (const [waitMs, times] of bursts) {
          await clock.advance(waitMs);
          for (let n = 0; n < times; n++) {
            const now = clock.nowMs();
            const retryAfterMs = limits.request('a');
            const within = (ms: number) => cameInMs.filter((at) => at > now - ms).length;
            if (retryAfterMs === undefined) {
              expect(within(MINUTE_MS)).toBeLessThan(perMinute);
              cameInMs.push(now);
            } else {
              expect(within(MINUTE_MS + 1_000)).toBeGreaterThanOrEqual(perMinute);
              // By then enough of them are over a minute old, and not long before.
              const left = cameInMs.filter((at) => at > now + retryAfterMs - MINUTE_MS).length;
              expect(left).toBeLessThan(perMinute);
              expect(retryAfterMs).toBeLessThanOrEqual(MINUTE_MS + 1_000);
            }
          }
        }
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it('that waits as long as it was told is let through', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9_000), { minLength: 5, maxLength: 30 }), async (waits) => {
        const { clock, limits } = limited(4);
        for (const waitMs of waits) {
          await clock.advance(waitMs);
          const retryAfterMs = limits.request('a');
          if (retryAfterMs === undefined) continue;
          await clock.advance(retryAfterMs);
          expect(limits.request('a')).toBeUndefined();
        }
      }),
      { seed: 5, numRuns: 100 },
    );
  });
});

describe('many callers', () => {
  it('are counted in bounded memory, which keeps the most recent ones', () => {
    const { limits } = limited(1);
    for (let n = 0; n < 50_000; n++) expect(limits.request(`caller ${n}`)).toBeUndefined();
    expect(limits.request('caller 49999')).toBe(61_000);
    expect(limits.request('caller 40000')).toBe(61_000);
    // Forgotten, so it may send one more.
    expect(limits.request('caller 39999')).toBeUndefined();
  });
});

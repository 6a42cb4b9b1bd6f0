import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSlidingWindow, type RateLimits, shareOf } from '../../../src/upstream/rate-limit/sliding-window.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { mostWithin } from '../../support/upstream/arrivals.ts';

const NO_LIMIT = { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };
const anyTime = (): number => 0;

function windowOf(limits: Partial<RateLimits>) {
  const clock = createFakeClock();
  const window = createSlidingWindow({ ...NO_LIMIT, ...limits }, clock);
  return { clock, window, next: (count: number) => window.next(count, anyTime) };
}

describe('a sliding window', () => {
  it('lets as many calls go at once as a second allows, and the next when the first is a second old', () => {
    const { window, next } = windowOf({ perSecond: 3 });
    expect(next(7)).toEqual([0, 0, 0, 1_001, 1_001, 1_001, 2_002]);
    for (let call = 0; call < 3; call++) window.add()();
    expect(next(1)).toEqual([1_001]);
  });

  it('lets no more calls go than a minute allows, however few a second does', async () => {
    const { clock, window, next } = windowOf({ perMinute: 3, perSecond: 2 });
    window.add()();
    await clock.advance(5_000);
    window.add()();
    expect(next(4)).toEqual([5_000, 60_001, 65_001, 65_001]);
  });

  it('counts a call at its latest arrival until it is answered', async () => {
    const { clock, window, next } = windowOf({ perSecond: 1 });
    const arrived = window.add();
    expect(next(1)).toEqual([1_251]);
    await clock.advance(100);
    arrived();
    expect(next(1)).toEqual([1_101]);
  });

  it('counts a call that is answered late at its latest arrival', async () => {
    const { clock, window, next } = windowOf({ perSecond: 1 });
    const arrived = window.add();
    await clock.advance(900);
    arrived();
    arrived();
    expect(next(1)).toEqual([1_251]);
  });

  it('counts calls by when they arrived, not by when they were sent', async () => {
    const { clock, window, next } = windowOf({ perSecond: 2 });
    window.add();
    await clock.advance(50);
    const second = window.add();
    await clock.advance(50);
    second();
    // The second arrived after 100 ms, the first may arrive as late as after 250 ms.
    expect(next(2)).toEqual([1_101, 1_251]);
  });

  it('lets every call go without a limit, and remembers none', () => {
    const { window, next } = windowOf({});
    for (let call = 0; call < 1_000; call++) window.add()();
    expect(next(3)).toEqual([0, 0, 0]);
    expect(window.recent()).toBe(0);
  });

  it('lets no call go before the earliest time that it is given for each', () => {
    const { window } = windowOf({ perSecond: 2 });
    const asked: [number, number | undefined][] = [];
    const times = window.next(4, (n, beforeMs) => {
      asked.push([n, beforeMs]);
      return n === 1 ? 500 : 0;
    });
    expect(times).toEqual([0, 500, 1_001, 1_501]);
    expect(asked).toEqual([
      [0, undefined],
      [1, 0],
      [2, 500],
      [3, 1_001],
    ]);
  });

  it('counts the calls of the last minute', async () => {
    const { clock, window } = windowOf({ perMinute: 5 });
    window.add()();
    await clock.advance(30_000);
    window.add()();
    expect(window.recent()).toBe(2);
    await clock.advance(30_001);
    expect(window.recent()).toBe(1);
  });

  it('keeps other limits from when they are set, and the first ones again later', () => {
    const { window, next } = windowOf({ perMinute: 8, perSecond: 4 });
    for (let call = 0; call < 3; call++) window.add()();
    window.setLimits({ perMinute: 4, perSecond: 2 }, 0);
    expect(next(2)).toEqual([1_001, 60_001]);
    window.setLimits({ perMinute: 8, perSecond: 4 }, 0);
    expect(next(2)).toEqual([0, 1_001]);
  });

  it('counts the calls of other processes at their latest arrival', () => {
    const { window, next } = windowOf({ perMinute: 8, perSecond: 4 });
    window.add()();
    window.setLimits({ perMinute: 4, perSecond: 2 }, 2);
    expect(next(3)).toEqual([1_251, 60_001, 60_251]);
  });

  it('lets the next calls go at the times that it planned', async () => {
    const limits = fc.record({
      perMinute: fc.integer({ min: 1, max: 30 }),
      perSecond: fc.integer({ min: 1, max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(limits, fc.integer({ min: 1, max: 80 }), async (limit, count) => {
        const { clock, window, next } = windowOf(limit);
        const planned = next(count);
        for (const atMs of planned) {
          await clock.advance(atMs - clock.nowMs());
          expect(next(1)).toEqual([atMs]);
          window.add()();
        }
        expect(mostWithin(1_000, planned)).toBeLessThanOrEqual(limit.perSecond);
        expect(mostWithin(60_000, planned)).toBeLessThanOrEqual(limit.perMinute);
      }),
    );
  });
});

describe('the share of a process', () => {
  it('keeps the limits for all together', () => {
    expect(shareOf({ perMinute: 120, perSecond: 10 }, 4)).toEqual({ perMinute: 30, perSecond: 2 });
    expect(shareOf({ perMinute: 120, perSecond: 10 }, 1)).toEqual({ perMinute: 120, perSecond: 10 });
  });

  it('is at least one call, and infinite without a limit', () => {
    expect(shareOf({ perMinute: 3, perSecond: 1 }, 8)).toEqual({ perMinute: 1, perSecond: 1 });
    expect(shareOf(NO_LIMIT, 8)).toEqual(NO_LIMIT);
  });
});

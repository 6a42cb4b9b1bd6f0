/** A thousand requests a second before a vendor that rejects what is too much, in simulated time. */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../src/upstream/rate-limit/sliding-window.ts';
import { type OverloadReport, simulateOverload } from '../../support/simulation/overload.ts';
import type { Vendor } from '../../support/simulation/vendor.ts';
import { askFor, createWorld, LIMITS, REQUEST_MS } from '../../support/simulation/world.ts';
import { mostWithin } from '../../support/upstream/arrivals.ts';

function expectKeptLimits({ requests, answered, refused, tooMany, worstMinute, worstSecond, ...rest }: OverloadReport) {
  expect(tooMany).toBe(0);
  expect(worstMinute).toBeLessThanOrEqual(LIMITS.perMinute);
  expect(worstSecond).toBeLessThanOrEqual(LIMITS.perSecond);
  // Each request had an answer or an error in time.
  expect(answered + Object.values(refused).reduce((sum, count) => sum + count, 0)).toBe(requests);
  expect(rest.longestMs).toBeLessThanOrEqual(8_000);
}

describe('a thousand requests a second', { timeout: 120_000 }, () => {
  it('for cached keys are all answered, with one call a minute for each key', async () => {
    const phases = [{ minutes: 1.1, isShared: true }];
    const report = await simulateOverload({ processes: 1, phases, warmShare: 1 });
    expectKeptLimits(report);
    expect(report.answered).toBe(66_000);
    expect(report.sent).toBe(2 * 40);
  });

  it('for new keys get as many answers as the vendor allows, and no call is one too many', async () => {
    const phases = [{ minutes: 1.1, isShared: true }];
    const report = await simulateOverload({ processes: 1, phases, warmShare: 0, saysWhatIsLeft: true });
    expectKeptLimits(report);
    expect(report.requests).toBe(66_000);
    expect(report.sent).toBeGreaterThan(LIMITS.perMinute);
  });

  it('of two processes keep the limits together, also with a vendor that counts minute by minute', async () => {
    const phases = [{ minutes: 1.1, isShared: true }];
    const report = await simulateOverload({ processes: 2, phases, warmShare: 0.5, window: 'FIXED' });
    expectKeptLimits(report);
    expect(report.answered).toBeGreaterThan(0.4 * report.requests);
    expect(report.sent).toBeGreaterThan(LIMITS.perMinute);
  });

  it('of four processes keep the limits together, also while each is alone, and when they are together again', async () => {
    const phases = [
      { minutes: 0.7, isShared: true },
      { minutes: 0.7, isShared: false },
      { minutes: 0.7, isShared: true },
    ];
    const report = await simulateOverload({ processes: 4, phases, warmShare: 0.8 });
    expectKeptLimits(report);
    expect(report.answered).toBeGreaterThan(0.7 * report.requests);
    expect(report.sent).toBeGreaterThan(LIMITS.perMinute);
  });
});

describe('a hundred requests a second of callers that hardly wait', () => {
  it('cause no call that is one too many, although most calls are abandoned', async () => {
    const world = createWorld();
    const { clock, random, vendor } = world;
    const upstream = world.start();
    let answered = 0;
    for (let ms = 0; ms < 2 * MINUTE_MS; ms += 10) {
      const leaving = new AbortController();
      const deadline = { atMs: clock.nowMs() + REQUEST_MS, signal: leaving.signal };
      void askFor(upstream, `key ${ms}`, `caller ${ms % 7}`, deadline).then(({ thing }) => thing && answered++);
      clock.sleep(random() * 300, NEVER).then(() => leaving.abort());
      await clock.advance(10);
    }
    await clock.advance(REQUEST_MS);
    await world.close();
    expect(vendor.calls.length).toBeGreaterThan(LIMITS.perMinute);
    expect(answered).toBeLessThan(vendor.calls.length / 2);
    expect(vendor.refused).toBe(0);
    expect(mostWithin(SECOND_MS, arrivalsOf(vendor))).toBeLessThanOrEqual(LIMITS.perSecond);
    expect(mostWithin(MINUTE_MS, arrivalsOf(vendor))).toBeLessThanOrEqual(LIMITS.perMinute);
  });
});

const arrivalsOf = ({ calls }: Vendor): number[] => calls.map(({ arrivedAtMs }) => arrivedAtMs).filter(Number.isFinite);
const NEVER = new AbortController().signal;

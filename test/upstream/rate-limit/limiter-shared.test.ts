/** Several processes with one credential that count together, or keep to their shares while they cannot. */
import { describe, expect, it } from 'vitest';
import { shareOf } from '../../../src/upstream/rate-limit/sliding-window.ts';
import type { SharedWindow } from '../../../src/upstream/redis/shared-tier.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createSimulatedTier } from '../../support/simulation/shared-tier.ts';
import { mostWithin } from '../../support/upstream/arrivals.ts';
import { outcomesOf, sentAt, startLimiter, type TestLimiter } from '../../support/upstream/limiter.ts';

const LIMITS = { perMinute: 12, perSecond: 4 };

/** A count that gives these answers in order, and from then on allows every call. */
function countThatSays(...answers: (number | 'ALONE')[]): SharedWindow {
  return {
    take: async () => answers.shift() ?? 0,
    share: (own) => ({ limits: shareOf(LIMITS, 2), others: 2 * own }),
    others: () => 0,
  };
}

function startProcesses(count: number) {
  const clock = createFakeClock();
  const tier = createSimulatedTier({ clock, processes: count });
  const limiters = Array.from({ length: count }, () => startLimiter(LIMITS, tier.windowOf('limiter', LIMITS), clock));
  return { clock, tier, limiters };
}

const sentBy = (limiters: readonly TestLimiter[], times: number, ms: number) =>
  limiters.flatMap(({ askTimes }) => askTimes(times, 'a', { ms }));

describe('a rate limiter that counts together with others', () => {
  it('tries again when the count says so, and then grants the permit', async () => {
    const { clock, ask } = startLimiter(LIMITS, countThatSays(700, 300));
    const asked = ask('a');
    await clock.advance(999);
    expect(asked.outcome).toBe('WAITING');
    await clock.advance(1);
    expect(asked).toMatchObject({ outcome: 'SENT', atMs: 1_000 });
  });

  it('rejects at once a call that cannot wait as long as the count says', async () => {
    const { clock, ask } = startLimiter(LIMITS, countThatSays(9_000));
    const asked = ask('a');
    await clock.advance(0);
    expect(asked).toMatchObject({ outcome: 'THROTTLED', atMs: 0, retryAfterMs: 9_000 });
  });

  it('keeps its own limits, whatever the count allows', async () => {
    const { clock, askTimes } = startLimiter(LIMITS, countThatSays());
    const asked = askTimes(6, 'a');
    await clock.advance(5_000);
    expect(sentAt(asked)).toEqual([0, 0, 0, 0, 1_001, 1_001]);
  });

  it('grants no permit for what was counted while a 429 paused it', async () => {
    const clock = createFakeClock();
    const count: SharedWindow = { ...countThatSays(), take: () => clock.sleep(20, NEVER).then(() => 0) };
    const { limiter, ask } = startLimiter(LIMITS, count, clock);
    const asked = ask('a');
    await clock.advance(10);
    limiter.pause(5_000);
    await clock.advance(6_000);
    expect(asked).toMatchObject({ outcome: 'SENT', atMs: 5_030 });
  });

  it('rejects no call whose time has come, however long the count takes', async () => {
    const clock = createFakeClock();
    const count: SharedWindow = { ...countThatSays(), take: () => clock.sleep(38, NEVER).then(() => 0) };
    const { ask } = startLimiter(LIMITS, count, clock);
    const asked = ask('a', { ms: 30 });
    await clock.advance(35);
    ask('b');
    await clock.advance(3);
    expect(asked).toMatchObject({ outcome: 'SENT', atMs: 38 });
  });

  it('grants the next call if one leaves while the count is reached', async () => {
    const clock = createFakeClock();
    const count: SharedWindow = { ...countThatSays(), take: () => clock.sleep(20, NEVER).then(() => 0) };
    const { limiter, ask } = startLimiter(LIMITS, count, clock);
    const asked = [ask('a'), ask('a')];
    await clock.advance(10);
    asked[0]?.leave();
    await clock.advance(50);
    expect(asked.map(({ outcome }) => outcome)).toEqual(['AbortError', 'SENT']);
    expect(asked[1]?.atMs).toBe(20);
    asked.push(ask('a'));
    asked[2]?.leave();
    await clock.advance(50);
    expect(limiter.waiting()).toBe(0);
  });

  it.each([2, 4])('keeps the limits of all, of which each of %s processes gets its part', async (processes) => {
    const { clock, limiters } = startProcesses(processes);
    const asked = sentBy(limiters, 30, 400_000);
    await clock.advance(400_000);
    const times = sentAt(asked).filter(Number.isFinite);
    expect(mostWithin(1_000, times)).toBe(LIMITS.perSecond);
    expect(mostWithin(60_000, times)).toBe(LIMITS.perMinute);
    expect(times).toHaveLength(Math.min(30 * processes, 7 * LIMITS.perMinute));
    for (const { limiter } of limiters) expect(limiter.waiting()).toBeLessThan(30);
  });
});

describe('the minute of a rate limiter that counts together with others', () => {
  it('has the calls left that the others leave, and while it is alone those of its share', async () => {
    const { clock, tier, limiters } = startProcesses(2);
    const [first, second] = limiters;
    first?.askTimes(3, 'a');
    second?.askTimes(2, 'b');
    await clock.advance(2_000);
    expect(limiters.map(({ limiter }) => limiter.minute())).toEqual(
      Array(2).fill({ limit: LIMITS.perMinute, left: 7 }),
    );
    tier.isOn = false;
    first?.askTimes(1, 'a', { ms: 600_000 });
    await clock.advance(2_000);
    expect(first?.limiter.minute()).toEqual({ limit: LIMITS.perMinute, left: 0 });
  });
});

describe('a rate limiter that cannot count together with others any more', () => {
  it('keeps to its share, and counts what others may have sent as sent', async () => {
    const { clock, askTimes } = startLimiter(LIMITS, countThatSays(0, 0, ...Array(20).fill('ALONE')));
    const asked = askTimes(8, 'a', { ms: 200_000 });
    await clock.advance(200_000);
    // Two were counted; with four of others just now, at most two go in any second, and six in any minute.
    expect(sentAt(asked).slice(0, 4)).toEqual([0, 0, 60_001, 60_001]);
    const alone = sentAt(asked).slice(2);
    expect(mostWithin(1_000, alone)).toBe(2);
    expect(mostWithin(60_000, alone)).toBe(6);
  });

  it('rejects at once a call that would wait too long for that', async () => {
    const { clock, askTimes } = startLimiter(LIMITS, countThatSays(0, 0, ...Array(20).fill('ALONE')));
    const asked = askTimes(4, 'a');
    await clock.advance(0);
    expect(outcomesOf(asked)).toEqual({ SENT: 2, THROTTLED: 2 });
  });

  it('goes back to the limits of all as soon as it can count together again', async () => {
    const { clock, askTimes } = startLimiter(LIMITS, countThatSays('ALONE', 'ALONE', 'ALONE'));
    const first = askTimes(2, 'a');
    await clock.advance(2_000);
    const then = askTimes(4, 'a');
    await clock.advance(0);
    expect(sentAt(first)).toEqual([0, 0]);
    expect(sentAt(then)).toEqual([2_000, 2_000, 2_000, 2_000]);
  });

  it.each([2, 4])('keeps the limits of all %s with the others, before, meanwhile and after', async (processes) => {
    const { clock, tier, limiters } = startProcesses(processes);
    const asked = sentBy(limiters, 100, 1_000_000);
    for (const [isOn, ms] of [
      [true, 90_500],
      [false, 150_000],
      [true, 120_000],
      [false, 3_000],
      [true, 150_000],
    ] as const) {
      tier.isOn = isOn;
      await clock.advance(ms);
    }
    const times = sentAt(asked).filter(Number.isFinite);
    expect(mostWithin(1_000, times)).toBeLessThanOrEqual(LIMITS.perSecond);
    expect(mostWithin(60_000, times)).toBeLessThanOrEqual(LIMITS.perMinute);
    const minutes = 513.5 / 60;
    // When the count is lost, each process waits for what the others may have sent.
    expect(times.length).toBeGreaterThan(0.7 * LIMITS.perMinute * minutes);
  });
});

describe('processes that share nothing', () => {
  it('keep the limits together if each keeps to its share', async () => {
    const clock = createFakeClock();
    const limiters = Array.from({ length: 3 }, () => startLimiter(shareOf(LIMITS, 3), undefined, clock));
    const times = sentBy(limiters, 20, 300_000);
    await clock.advance(300_000);
    expect(mostWithin(1_000, sentAt(times))).toBeLessThanOrEqual(LIMITS.perSecond);
    expect(mostWithin(60_000, sentAt(times))).toBe(LIMITS.perMinute);
    expect(outcomesOf(times)).toEqual({ SENT: 60 });
  });
});

const NEVER = new AbortController().signal;

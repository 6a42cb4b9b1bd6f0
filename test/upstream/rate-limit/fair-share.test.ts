/** The fair shares of a minute, and when a caller may send one more call. */
import { describe, expect, it } from 'vitest';
import { createFairShare } from '../../../src/upstream/rate-limit/fair-share.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const MINUTE = 60;

/** The calls of callers by time in seconds, and then the time of the forecast. */
async function startAt(seconds: number, sent: Readonly<Record<string, readonly number[]>>) {
  const clock = createFakeClock();
  const share = createFairShare(MINUTE, clock);
  const calls = Object.entries(sent).flatMap(([caller, times]) => times.map((at) => ({ caller, at })));
  for (const { caller, at } of calls.toSorted((one, other) => one.at - other.at)) {
    await clock.advance(at * 1_000 - clock.nowMs());
    share.requested(caller);
    share.sent(caller);
  }
  await clock.advance(seconds * 1_000 - clock.nowMs());
  return {
    clock,
    share,
    /** In how many seconds the caller may send a call, after so many others of its own. */
    ready: (
      caller: string,
      before = 0,
      waiting: Readonly<Record<string, number>> = { [caller]: before + 1 },
    ): number => {
      const { readyMs } = share.shares(() => MINUTE, new Map(Object.entries(waiting)));
      return (readyMs(caller, before, clock.nowMs()) - clock.nowMs()) / 1_000;
    },
  };
}
const every = (step: number, from: number, to: number): number[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step);
const times = (count: number, at: number): number[] => Array(count).fill(at);

describe('a caller that is alone', () => {
  it('may send all that the limit allows, and is never held back', async () => {
    const { ready } = await startAt(50, { a: every(1, 0, 50) });
    expect([ready('a'), ready('a', 500)]).toEqual([0, 0]);
  });
});

describe('a caller that has come only once', () => {
  it.each([1, 20])('has nothing reserved, however many calls it sent (%s)', async (count) => {
    const { ready } = await startAt(30, { a: times(59 - count, 5), once: times(count, 9) });
    expect(ready('a')).toBe(0);
  });

  it('has nothing reserved because one visit sends several calls in a row', async () => {
    const { ready } = await startAt(20, { a: times(50, 5), once: [8, 9, 11, 14, 17] });
    expect(ready('a')).toBe(0);
  });
});

describe('a caller that comes every ten seconds', () => {
  const regular = every(10, 0, 60);

  it('has reserved what it will request within the minute, and no more', async () => {
    const { ready } = await startAt(65, { b: regular, a: times(53, 60) });
    // This minute holds five of b's six calls, and 53 of a's: of the two that are left one is b's.
    expect(ready('a')).toBe(0);
    expect(ready('a', 1)).toBeGreaterThan(0);
    expect(ready('b')).toBe(0);
  });

  it('has it reserved also if its requests were rejected', async () => {
    const { clock, share, ready } = await startAt(10, { b: [0], a: times(59, 1) });
    for (let count = 0; count < 4; count++) {
      share.requested('b');
      await clock.advance(10_000);
    }
    await clock.advance(12_000);
    // All that was sent has left the minute. Four in 52 seconds are five in a minute, so 55 are not b's.
    expect(ready('a', 54)).toBe(0);
    expect(ready('a', 55)).toBeGreaterThan(0);
  });

  it('has nothing reserved any more after a minute without a request', async () => {
    const { ready } = await startAt(111, { b: regular, a: times(59, 60) });
    expect(ready('a')).toBe(0);
  });
});

describe('a caller that requests more than the limit', () => {
  it('has no more than its share reserved, however often it asks', async () => {
    const { clock, share, ready } = await startAt(0, { flood: [0], b: [0] });
    for (let second = 0; second < 120; second++) {
      for (let count = 0; count < 20; count++) share.requested('flood');
      await clock.advance(1_000);
    }
    // What both sent has left the minute: half is reserved for the one that floods, which got nothing.
    expect([ready('b', 29), ready('flood', 500)]).toEqual([0, 0]);
    expect(ready('b', 30)).toBeGreaterThan(0);
  });
});

describe('if all callers together want more than the limit', () => {
  it('each gets an equal share of what the callers leave that want less', async () => {
    const waiting = { small: 1, a: 100, b: 100 };
    const { ready } = await startAt(66, { small: every(10, 0, 60), regular: every(5, 0, 65), a: [64], b: [64] });
    // 60 less 6 and 12, for two: 21 each, of whom each has had one.
    for (const caller of ['a', 'b']) {
      expect(ready(caller, 19, waiting)).toBe(0);
      expect(ready(caller, 20, waiting)).toBeGreaterThan(0);
    }
    expect(ready('small', 0, waiting)).toBe(0);
  });

  it('a caller above its share waits until enough of its calls have left the minute', async () => {
    const { ready } = await startAt(66, { b: every(5, 0, 65), a: [...times(30, 21), ...times(20, 27)] });
    // 48 are not b's, and a has had 50: the first 30 leave together, and make room for 28.
    expect([ready('a'), ready('a', 27), ready('a', 28)]).toEqual([15.001, 15.001, 21.001]);
  });

  it('a caller waits for what others leave that came once only until it is free', async () => {
    const { ready } = await startAt(66, { b: every(5, 0, 65), once: times(10, 7), a: times(40, 40) });
    // Two of those that are not b's are too many, until the calls leave of the caller that came once.
    expect(ready('a')).toBe(1.001);
  });

  it('reads for all callers are counted, but never held back', async () => {
    const { ready } = await startAt(66, { b: every(5, 0, 65), '': times(40, 50), a: times(10, 50) });
    expect(ready('')).toBe(0);
    expect(ready('a')).toBeGreaterThan(0);
  });
});

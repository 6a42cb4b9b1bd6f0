import { describe, expect, it } from 'vitest';
import type { SourceError } from '../../../src/errors.ts';
import { deadlineIn } from '../../../src/time/deadline.ts';
import { type Asked, outcomesOf, sentAt, startLimiter, type TestLimiter } from '../../support/upstream/limiter.ts';

/** A limiter that grants one permit each second, and has just granted one. */
async function startBusy(): Promise<TestLimiter> {
  const tested = startLimiter({ perSecond: 1 });
  tested.ask('busy');
  await tested.clock.advance(0);
  return tested;
}

describe('a rate limiter', () => {
  it('grants permits at once while there is room, and the others as soon as there is', async () => {
    const { clock, askTimes } = startLimiter({ perSecond: 2 });
    const asked = askTimes(5, 'a');
    await clock.advance(3_000);
    expect(sentAt(asked)).toEqual([0, 0, 1_001, 1_001, 2_002]);
  });

  it('grants every permit at once without a limit', async () => {
    const { clock, limiter, askTimes } = startLimiter({});
    const asked = askTimes(5_000, 'a', { ms: 1 });
    await clock.advance(0);
    expect(outcomesOf(asked)).toEqual({ SENT: 5_000 });
    expect(limiter.waiting()).toBe(0);
  });

  it('rejects at once a call that would go after its deadline, and says when it would go', async () => {
    const { clock, limiter, askTimes, ask } = startLimiter({ perMinute: 3, perSecond: 1 });
    const asked = askTimes(3, 'a');
    await clock.advance(0);
    const late = ask('a');
    await clock.advance(0);
    expect(late).toMatchObject({ outcome: 'THROTTLED', atMs: 0, retryAfterMs: 60_001 });
    expect(limiter.waiting()).toBe(2);
    await clock.advance(10_000);
    expect(sentAt(asked)).toEqual([0, 1_001, 2_002]);
  });

  it('grants a call that waited while a quarter of its time is left for the answer, and no later', async () => {
    for (const [callsBefore, shortMs, longMs] of [
      [0, 1_334, 1_335],
      [4, 6_673, 6_674],
    ] as const) {
      const { clock, limiter, askTimes } = await startBusy();
      askTimes(callsBefore, 'a', { ms: 100_000 });
      const outcomes: string[] = [];
      for (const ms of [shortMs, longMs]) {
        const deadline = deadlineIn(ms, clock, new AbortController().signal);
        limiter.acquire({ caller: 'a', isBackground: false, deadline }).then(
          () => outcomes.push('SENT'),
          ({ reason }: SourceError) => outcomes.push(reason),
        );
      }
      await clock.advance(10_000);
      expect(outcomes).toEqual(['THROTTLED', 'SENT']);
    }
  });

  it('grants a call that waited while two seconds are left, if that is less', async () => {
    const { clock, limiter, askTimes } = await startBusy();
    askTimes(19, 'a', { ms: 100_000 });
    const permitMs = 20 * 1_001;
    const deadline = deadlineIn(permitMs + 2_000, clock, new AbortController().signal);
    const permit = limiter.acquire({ caller: 'a', isBackground: false, deadline });
    await clock.advance(permitMs);
    await permit;
    expect(clock.nowMs()).toBe(permitMs);
  });

  it('grants a call that need not wait, however little time it has', async () => {
    const { clock, ask } = startLimiter({ perSecond: 1 });
    const asked = ask('a', { ms: 1 });
    await clock.advance(0);
    expect(asked.outcome).toBe('SENT');
  });

  it('rejects at once the calls that a newcomer delays beyond their deadline', async () => {
    const { clock, ask } = await startBusy();
    const asked = [ask('a', { ms: 1_500 }), ask('a', { ms: 2_500 })];
    await clock.advance(500);
    const newcomer = ask('b', { ms: 2_000 });
    await clock.advance(0);
    // b's call goes after a's first, so a's second goes one later: after 3,003 ms.
    expect(asked[1]).toMatchObject({ outcome: 'THROTTLED', atMs: 500, retryAfterMs: 2_503 });
    await clock.advance(5_000);
    expect(sentAt([...asked, newcomer])).toEqual([1_001, Number.NaN, 2_002]);
  });

  it('does not delay other calls for those that it rejects', async () => {
    const { clock, limiter, ask } = await startBusy();
    const asked = [ask('a', { ms: 1_100 }), ask('b', { ms: 2_100 }), ask('c', { ms: 3_100 })];
    await clock.advance(500);
    // Now permits come at 1,500, 2,501 and 3,502 ms: without a and b, c is the first.
    limiter.pause(1_000);
    await clock.advance(5_000);
    expect(asked.map(({ outcome }) => outcome)).toEqual(['THROTTLED', 'SENT', 'SENT']);
    expect(sentAt(asked)).toEqual([Number.NaN, 1_500, 2_501]);
  });

  it('grants a call that a request waits for before background work', async () => {
    const { clock, ask } = await startBusy();
    const background = [ask('a', { isBackground: true }), ask('a', { isBackground: true })];
    await clock.advance(100);
    const waitedFor = ask('b');
    await clock.advance(5_000);
    expect(sentAt([...background, waitedFor])).toEqual([2_002, 3_003, 1_001]);
  });

  it('rejects background work at once if other calls go before it', async () => {
    const { clock, ask, askTimes } = await startBusy();
    const background = ask('a', { isBackground: true, ms: 2_500 });
    await clock.advance(100);
    askTimes(2, 'b');
    await clock.advance(0);
    expect(background).toMatchObject({ outcome: 'THROTTLED', atMs: 100, retryAfterMs: 2_903 });
  });

  it('lets at most a thousand calls wait, and rejects the last in the queue, not the last to come', async () => {
    const { clock, limiter, ask, askTimes } = await startBusy();
    const many = askTimes(1_001, 'a', { ms: 2_000_000 });
    await clock.advance(0);
    const newcomer = ask('b');
    await clock.advance(0);
    expect(limiter.waiting()).toBe(1_000);
    expect(outcomesOf(many)).toEqual({ WAITING: 999, OVERLOADED: 2 });
    expect(many.at(-1)?.retryAfterMs).toBe(1_002_001);
    await clock.advance(3_000);
    expect(newcomer).toMatchObject({ outcome: 'SENT', atMs: 2_002 });
  });

  it('goes on as soon as a call has arrived, and not only when it must have', async () => {
    const { clock, ask } = startLimiter({ perSecond: 1 });
    ask('a', { answeredAfterMs: 100 });
    const second = ask('a');
    await clock.advance(2_000);
    expect(second.atMs).toBe(1_101);
  });
});

describe('a caller that leaves while it waits for a permit', () => {
  it('gets no permit any more, and frees its position at once', async () => {
    const { clock, limiter, ask, askTimes } = startLimiter({ perSecond: 1 });
    const asked = askTimes(4, 'a');
    await clock.advance(500);
    asked[1]?.leave();
    await clock.advance(0);
    expect(asked[1]).toMatchObject({ outcome: 'AbortError', atMs: 500 });
    expect(limiter.waiting()).toBe(2);
    const newcomer = ask('a');
    await clock.advance(10_000);
    expect(sentAt([...asked, newcomer])).toEqual([0, Number.NaN, 1_001, 2_002, 3_003]);
  });

  it('makes room for a newcomer, and no waiting call is rejected for that', async () => {
    const { clock, ask, askTimes } = await startBusy();
    // The last of them gets its permit just in time: there is no room for one more.
    const waiting: Asked[] = askTimes(8, 'a', { ms: 8_008 });
    waiting[3]?.leave();
    await clock.advance(0);
    const newcomer = ask('a', { ms: 8_008 });
    const oneTooMany = ask('a', { ms: 8_008 });
    await clock.advance(9_000);
    expect(outcomesOf(waiting)).toEqual({ SENT: 7, AbortError: 1 });
    expect(newcomer).toMatchObject({ outcome: 'SENT', atMs: 8_008 });
    expect(oneTooMany.outcome).toBe('THROTTLED');
  });

  it('gets no permit, also if it left before it requested one', async () => {
    const { clock, limiter } = startLimiter({ perSecond: 1 });
    const signal = AbortSignal.abort();
    const permit = limiter.acquire({ caller: 'a', isBackground: false, deadline: { atMs: 8_000, signal } });
    await expect(permit).rejects.toBe(signal.reason);
    await clock.advance(0);
    expect(limiter.waiting()).toBe(0);
  });

  it('takes nothing from the others, however many leave and in any order', async () => {
    const { clock, askTimes } = startLimiter({ perSecond: 5 });
    const asked = askTimes(40, 'a', { ms: 20_000 });
    await clock.advance(500);
    for (const [at, one] of asked.entries()) if (at > 4 && at % 3 === 2) one.leave();
    await clock.advance(20_000);
    expect(outcomesOf(asked)).toEqual({ SENT: 28, AbortError: 12 });
    expect(Math.max(...sentAt(asked).filter(Number.isFinite))).toBe(5_005);
  });
});

describe('a rate limiter that is paused', () => {
  it('grants no permit until the pause is over, and all in order from then on', async () => {
    const { clock, limiter, ask, askTimes } = startLimiter({ perSecond: 2 });
    ask('a');
    limiter.pause(5_000);
    expect(limiter.pausedMs()).toBe(5_000);
    const asked = askTimes(3, 'a');
    await clock.advance(4_999);
    expect(outcomesOf(asked)).toEqual({ WAITING: 3 });
    await clock.advance(5_000);
    expect(sentAt(asked)).toEqual([5_000, 5_000, 6_001]);
    expect(limiter.pausedMs()).toBe(0);
  });

  it('rejects at once all calls that cannot wait so long, also those that wait already', async () => {
    const { clock, limiter, askTimes, ask } = startLimiter({ perSecond: 1 });
    const asked = askTimes(3, 'a');
    await clock.advance(500);
    limiter.pause(60_000);
    await clock.advance(0);
    expect(asked.map(({ outcome }) => outcome)).toEqual(['SENT', 'THROTTLED', 'THROTTLED']);
    expect(asked[1]).toMatchObject({ atMs: 500, retryAfterMs: 60_000 });
    const late = ask('a');
    await clock.advance(0);
    expect(late).toMatchObject({ outcome: 'THROTTLED', retryAfterMs: 60_000 });
  });

  it('stays paused for the longest of several pauses', () => {
    const { limiter } = startLimiter({});
    limiter.pause(60_000);
    limiter.pause(1_000);
    expect(limiter.pausedMs()).toBe(60_000);
  });
});

describe('the minute of a rate limiter', () => {
  it('reports its limit, and how many calls are left', async () => {
    const { clock, limiter, askTimes } = startLimiter({ perMinute: 5 });
    expect(limiter.minute()).toEqual({ limit: 5, left: 5 });
    askTimes(3, 'a');
    await clock.advance(0);
    expect(limiter.minute()).toEqual({ limit: 5, left: 2 });
    await clock.advance(60_000);
    expect(limiter.minute()).toEqual({ limit: 5, left: 2 });
    await clock.advance(1);
    expect(limiter.minute()).toEqual({ limit: 5, left: 5 });
  });

  it('has as many calls left as could be sent, whatever the source reports', async () => {
    const { clock, limiter, askTimes } = startLimiter({ perMinute: 5, perSecond: 1 });
    limiter.pause(30_000);
    const asked = askTimes(5, 'a', { ms: 600_000 });
    await clock.advance(10_000);
    expect(limiter.minute().left).toBe(5);
    await clock.advance(24_500);
    expect(outcomesOf(asked)).toEqual({ SENT: 5 });
    expect(limiter.minute().left).toBe(0);
  });

  it('is infinite without a limit', async () => {
    const { clock, limiter, askTimes } = startLimiter({ perSecond: 10 });
    askTimes(3, 'a');
    await clock.advance(0);
    expect(limiter.minute()).toEqual({ limit: Number.POSITIVE_INFINITY, left: Number.POSITIVE_INFINITY });
  });
});

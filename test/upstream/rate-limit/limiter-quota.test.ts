/** The quota that a vendor reports, and what follows for the next calls. */
import { describe, expect, it } from 'vitest';
import { type Asked, outcomesOf, sentAt, startLimiter, type TestLimiter } from '../../support/upstream/limiter.ts';

/** A limiter after one call whose answer reports the quota; the vendor's window ends after so many milliseconds. */
async function startTold(
  remaining: number,
  endsAfterMs?: number,
  limits = {},
): Promise<TestLimiter & { first: Asked }> {
  const tested = startLimiter(limits);
  const first = tested.ask('a');
  await tested.clock.advance(0);
  report(tested, first, remaining, endsAfterMs);
  return { ...tested, first };
}

const report = ({ clock }: TestLimiter, { permit }: Asked, remaining: number, endsAfterMs?: number): void =>
  permit?.learn({ remaining, resetAtMs: endsAfterMs === undefined ? undefined : clock.epochMs() + endsAfterMs });

describe('a rate limiter that learns the quota', () => {
  it('grants permits at once while many calls are left', async () => {
    const { clock, askTimes } = await startTold(50, 60_000);
    const asked = askTimes(39, 'a');
    await clock.advance(0);
    expect(outcomesOf(asked)).toEqual({ SENT: 39 });
  });

  it('spreads calls when few are left, and rejects none that can wait', async () => {
    const { clock, askTimes } = await startTold(12, 60_000);
    const asked = askTimes(9, 'a');
    await clock.advance(8_000);
    expect(sentAt(asked)).toEqual([0, 0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000]);
  });

  it('spreads calls no further than the window lasts', async () => {
    const { clock, askTimes } = await startTold(4, 1_000);
    const asked = askTimes(6, 'a');
    await clock.advance(2_000);
    expect(sentAt(asked)).toEqual([200, 400, 600, 800, 1_000, 1_000]);
  });

  it('rejects at once a call that would go after its deadline because of that', async () => {
    const { clock, askTimes } = await startTold(3, 60_000);
    const asked = askTimes(4, 'a', { ms: 2_500 });
    await clock.advance(0);
    expect(asked.map(({ outcome }) => outcome)).toEqual(['WAITING', 'WAITING', 'THROTTLED', 'THROTTLED']);
    expect(asked.map(({ retryAfterMs }) => retryAfterMs)).toEqual([undefined, undefined, 3_000, 3_000]);
    await clock.advance(2_500);
    expect(sentAt(asked.slice(0, 2))).toEqual([1_000, 2_000]);
  });

  it('waits for the end of the window if none are left, and no longer', async () => {
    const { clock, askTimes } = await startTold(0, 5_000, { perSecond: 2 });
    const asked = askTimes(3, 'a');
    await clock.advance(8_000);
    expect(sentAt(asked)).toEqual([5_000, 5_000, 6_001]);
  });

  it('counts the calls that it has sent since', async () => {
    const { clock, askTimes } = await startTold(2, 5_000);
    const asked = askTimes(4, 'a');
    await clock.advance(8_000);
    expect(sentAt(asked)).toEqual([1_000, 2_000, 5_000, 5_000]);
  });

  it('plans the calls after the end of the window by the limits', async () => {
    const { clock, askTimes } = await startTold(0, 5_000, { perSecond: 1 });
    const asked = askTimes(4, 'a');
    await clock.advance(0);
    expect(outcomesOf(asked)).toEqual({ WAITING: 3, THROTTLED: 1 });
    expect(asked[3]?.retryAfterMs).toBe(8_003);
  });

  it('rejects waiting calls as soon as it learns that they wait in vain', async () => {
    const { clock, limiter, ask, askTimes } = startLimiter({ perSecond: 1 });
    const first = ask('a');
    await clock.advance(0);
    const asked = askTimes(2, 'a');
    await clock.advance(500);
    first.permit?.learn({ remaining: 0, resetAtMs: clock.epochMs() + 30_000 });
    await clock.advance(0);
    expect(asked.map(({ retryAfterMs }) => retryAfterMs)).toEqual([30_000, 30_000]);
    expect(limiter.waiting()).toBe(0);
  });

  it('goes on at once when it learns that more calls are left', async () => {
    const { clock, ask, askTimes } = startLimiter({});
    const [first, second] = [ask('a'), ask('a')];
    await clock.advance(0);
    first.permit?.learn({ remaining: 0, resetAtMs: clock.epochMs() + 5_000 });
    const asked = askTimes(3, 'a');
    await clock.advance(100);
    second.permit?.learn({ remaining: 50, resetAtMs: clock.epochMs() + 5_000 });
    await clock.advance(0);
    expect(sentAt(asked)).toEqual([100, 100, 100]);
  });

  it('uses the answer to its latest call if answers overtake each other', async () => {
    const { clock, ask } = startLimiter({});
    const [first, second] = [ask('a'), ask('a')];
    await clock.advance(0);
    second.permit?.learn({ remaining: 50, resetAtMs: clock.epochMs() + 5_000 });
    first.permit?.learn({ remaining: 0, resetAtMs: clock.epochMs() + 5_000 });
    const third = ask('a');
    await clock.advance(0);
    expect(third.outcome).toBe('SENT');
  });

  it('is not slowed down by a vendor that always reports the same', async () => {
    const tested = startLimiter({ perSecond: 10 });
    const asked: Asked[] = [];
    for (let second = 0; second < 20; second++) {
      const now = tested.askTimes(10, 'a', { ms: 1_001 });
      asked.push(...now);
      await tested.clock.advance(0);
      for (const one of now) report(tested, one, 59, 30_000);
      await tested.clock.advance(1_001);
    }
    expect(sentAt(asked)).toEqual(asked.map(({ askedAtMs }) => askedAtMs));
  });

  it('rejects no call because of a vendor that always reports one call left', async () => {
    const tested = startLimiter({});
    const asked: Asked[] = [];
    for (let second = 0; second < 60; second++) {
      const one = tested.ask('a', { ms: 1_001 });
      asked.push(one);
      await tested.clock.advance(1_000);
      report(tested, one, 1, 60_000);
    }
    expect(outcomesOf(asked)).toEqual({ SENT: 60 });
  });

  it('goes on if the answer does not report what is left', async () => {
    const { clock, ask, first } = await startTold(50, 60_000);
    first.permit?.learn({ limit: 60 });
    const next = ask('a');
    await clock.advance(0);
    expect(next.outcome).toBe('SENT');
  });
});

describe('the end of a window', () => {
  it.each([
    ['that is not reported is half a minute away', undefined, 30_000],
    ['that is over is now', -3_600_000, 0],
    ['that is now is now', 0, 0],
    ['that is an hour away is five minutes away at the most', 3_600_000, 300_000],
    ['that cannot be is five minutes away at the most', 1e15, 300_000],
  ])('%s', async (_, endsAfterMs, expected) => {
    const { clock, ask } = await startTold(0, endsAfterMs);
    const next = ask('a', { ms: 400_000 });
    await clock.advance(400_000);
    expect(next).toMatchObject({ outcome: 'SENT', atMs: expected });
  });

  it('comes at its time although the wall clock jumps', async () => {
    const { clock, ask } = await startTold(0, 10_000);
    const next = ask('a', { ms: 20_000 });
    clock.jumpEpoch(-3_600_000);
    await clock.advance(5_000);
    clock.jumpEpoch(7_200_000);
    await clock.advance(20_000);
    expect(next).toMatchObject({ outcome: 'SENT', atMs: 10_000 });
  });
});

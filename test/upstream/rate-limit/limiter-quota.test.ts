/** What a vendor says is left of its window, and what follows for the calls to come. */
import { describe, expect, it } from 'vitest';
import { type Asked, outcomesOf, sentAt, startLimiter, type TestLimiter } from '../../support/upstream/limiting.ts';

/** A vendor that let a call through, and says what is left; the window ends after so many milliseconds. */
async function startTold(
  remaining: number,
  endsAfterMs?: number,
  limits = {},
): Promise<TestLimiter & { first: Asked }> {
  const tested = startLimiter(limits);
  const first = tested.ask('a');
  await tested.clock.advance(0);
  tell(tested, first, remaining, endsAfterMs);
  return { ...tested, first };
}

const tell = ({ clock }: TestLimiter, { permit }: Asked, remaining: number, endsAfterMs?: number): void =>
  permit?.learn({ remaining, resetAtMs: endsAfterMs === undefined ? undefined : clock.epochMs() + endsAfterMs });

describe('a pace that is told how much is left', () => {
  it('lets calls go as they come while many are left', async () => {
    const { clock, askTimes } = await startTold(50, 60_000);
    const asked = askTimes(39, 'a');
    await clock.advance(0);
    expect(outcomesOf(asked)).toEqual({ SENT: 39 });
  });

  it('sends them apart from each other when few are left, and refuses none that can wait', async () => {
    const { clock, askTimes } = await startTold(12, 60_000);
    const asked = askTimes(9, 'a');
    await clock.advance(8_000);
    expect(sentAt(asked)).toEqual([0, 0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000]);
  });

  it('sends them no further apart than the window lasts', async () => {
    const { clock, askTimes } = await startTold(4, 1_000);
    const asked = askTimes(6, 'a');
    await clock.advance(2_000);
    expect(sentAt(asked)).toEqual([200, 400, 600, 800, 1_000, 1_000]);
  });

  it('refuses at once whose turn comes after their deadline for that', async () => {
    const { clock, askTimes } = await startTold(3, 60_000);
    const asked = askTimes(4, 'a', { ms: 2_500 });
    await clock.advance(0);
    expect(asked.map(({ outcome }) => outcome)).toEqual(['WAITING', 'WAITING', 'THROTTLED', 'THROTTLED']);
    expect(asked.map(({ retryAfterMs }) => retryAfterMs)).toEqual([undefined, undefined, 3_000, 3_000]);
    await clock.advance(2_500);
    expect(sentAt(asked.slice(0, 2))).toEqual([1_000, 2_000]);
  });

  it('waits for the end of the window where none are left, and no longer', async () => {
    const { clock, askTimes } = await startTold(0, 5_000, { perSecond: 2 });
    const asked = askTimes(3, 'a');
    await clock.advance(8_000);
    expect(sentAt(asked)).toEqual([5_000, 5_000, 6_001]);
  });

  it('counts what it sent since it was told', async () => {
    const { clock, askTimes } = await startTold(2, 5_000);
    const asked = askTimes(4, 'a');
    await clock.advance(8_000);
    expect(sentAt(asked)).toEqual([1_000, 2_000, 5_000, 5_000]);
  });

  it('plans the calls after the end of the window as the limits have them', async () => {
    const { clock, askTimes } = await startTold(0, 5_000, { perSecond: 1 });
    const asked = askTimes(4, 'a');
    await clock.advance(0);
    expect(outcomesOf(asked)).toEqual({ WAITING: 3, THROTTLED: 1 });
    expect(asked[3]?.retryAfterMs).toBe(8_003);
  });

  it('tells those who wait at once where it learns that they wait in vain', async () => {
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

  it('goes on at once when it learns that more are left than it thought', async () => {
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

  it('believes the answer to its latest call where answers overtake each other', async () => {
    const { clock, ask } = startLimiter({});
    const [first, second] = [ask('a'), ask('a')];
    await clock.advance(0);
    second.permit?.learn({ remaining: 50, resetAtMs: clock.epochMs() + 5_000 });
    first.permit?.learn({ remaining: 0, resetAtMs: clock.epochMs() + 5_000 });
    const third = ask('a');
    await clock.advance(0);
    expect(third.outcome).toBe('SENT');
  });

  it('is not slowed down by a vendor that always says the same', async () => {
    const tested = startLimiter({ perSecond: 10 });
    const asked: Asked[] = [];
    for (let second = 0; second < 20; second++) {
      const now = tested.askTimes(10, 'a', { ms: 1_001 });
      asked.push(...now);
      await tested.clock.advance(0);
      for (const one of now) tell(tested, one, 59, 30_000);
      await tested.clock.advance(1_001);
    }
    expect(sentAt(asked)).toEqual(asked.map(({ askedAtMs }) => askedAtMs));
  });

  it('refuses nobody for a vendor that always says that one is left', async () => {
    const tested = startLimiter({});
    const asked: Asked[] = [];
    for (let second = 0; second < 60; second++) {
      const one = tested.ask('a', { ms: 1_001 });
      asked.push(one);
      await tested.clock.advance(1_000);
      tell(tested, one, 1, 60_000);
    }
    expect(outcomesOf(asked)).toEqual({ SENT: 60 });
  });

  it('goes on where nothing is said of what is left', async () => {
    const { clock, ask, first } = await startTold(50, 60_000);
    first.permit?.learn({ limit: 60 });
    const next = ask('a');
    await clock.advance(0);
    expect(next.outcome).toBe('SENT');
  });
});

describe('the end of a window', () => {
  it.each([
    ['that is not told is half a minute away', undefined, 30_000],
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

  it('comes when it was to come, whatever becomes of the wall clock', async () => {
    const { clock, ask } = await startTold(0, 10_000);
    const next = ask('a', { ms: 20_000 });
    clock.jumpEpoch(-3_600_000);
    await clock.advance(5_000);
    clock.jumpEpoch(7_200_000);
    await clock.advance(20_000);
    expect(next).toMatchObject({ outcome: 'SENT', atMs: 10_000 });
  });
});

/** Requests that reserve the calls which they certainly make, before they start. */
import { describe, expect, it } from 'vitest';
import { EVERY_CALLER } from '../../../src/time/fair-queue.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createSimulatedTier } from '../../support/simulation/shared-tier.ts';
import { startLimiter, type TestLimiter } from '../../support/upstream/limiter.ts';
import { type Query, type QueryOptions, startQuery } from '../../support/upstream/queries.ts';

const outcomes = (queries: readonly Query[]): string[] => queries.map(({ outcome }) => outcome);
const calls = (queries: readonly Query[]): number[] => queries.map(({ sentMs }) => sentMs.length);

/** A limiter of which so many calls are left in the minute: the others were sent just now. */
async function limiterWith(left: number, perMinute = 20): Promise<TestLimiter> {
  const tested = startLimiter({ perMinute });
  tested.askTimes(perMinute - left, 'earlier');
  await tested.clock.advance(0);
  return tested;
}

const startQueries = (tested: TestLimiter, callers: string, options: QueryOptions): Query[] =>
  [...callers].map((caller) => startQuery(tested, caller, options));

describe('queries that certainly need more calls together than are left', () => {
  it('are answered as far as they fit, and the others make no call', async () => {
    const tested = await limiterWith(10);
    const queries = startQueries(tested, 'abc', { own: 8 });
    await tested.clock.advance(1_000);
    expect(outcomes(queries)).toEqual(['ANSWERED', 'THROTTLED', 'THROTTLED']);
    expect(calls(queries)).toEqual([8, 0, 0]);
  });

  it('say at once when they fit, and are answered then', async () => {
    const tested = await limiterWith(10);
    const [, late] = startQueries(tested, 'ab', { own: 8 });
    await tested.clock.advance(0);
    expect(late).toMatchObject({ outcome: 'THROTTLED', sentMs: [] });
    await tested.clock.advance(late?.retryAfterMs ?? Number.NaN);
    const again = startQuery(tested, 'b', { own: 8 });
    await tested.clock.advance(2_000);
    expect(again.outcome).toBe('ANSWERED');
  });

  it('say it too if they only ask for it later, with the time that is left by then', async () => {
    const tested = await limiterWith(0);
    const query = startQuery(tested, 'a', { own: 3 });
    await tested.clock.advance(2_000);
    await expect(tested.limiter.acquire(query.requester)).rejects.toMatchObject({
      reason: 'THROTTLED',
      context: { retryAfterMs: 57_001 },
    });
  });

  it('wait for the calls that leave the minute before their deadline', async () => {
    const tested = await limiterWith(0);
    await tested.clock.advance(57_000);
    const query = startQuery(tested, 'a', { own: 8 });
    await tested.clock.advance(3_000);
    expect(query.sentMs).toEqual([]);
    await tested.clock.advance(1_000);
    expect(query).toMatchObject({ outcome: 'ANSWERED' });
  });
});

describe('reserved calls', () => {
  it('are kept from calls that nothing is reserved for', async () => {
    const tested = await limiterWith(10);
    const query = startQuery(tested, 'a', { own: 8, callMs: 400 });
    const others = tested.askTimes(3, 'b');
    await tested.clock.advance(5_000);
    expect(others.map(({ outcome }) => outcome)).toEqual(['SENT', 'SENT', 'THROTTLED']);
    expect(query.outcome).toBe('ANSWERED');
  });

  it('are not kept for what a query only may need: that takes what is left', async () => {
    const tested = await limiterWith(10);
    const queries = startQueries(tested, 'ab', { own: 5, makes: 9 });
    await tested.clock.advance(1_000);
    expect(calls(queries)).toEqual([5, 5]);
    expect(outcomes(queries)).toEqual(['THROTTLED', 'THROTTLED']);
  });

  it.each(['ends', 'leaves'])('are given back when the query %s', async (how) => {
    const tested = await limiterWith(10);
    const first = startQuery(tested, 'a', { own: 8, makes: 2 });
    if (how === 'leaves') first.leave();
    await tested.clock.advance(200);
    const second = startQuery(tested, 'b', { own: 8 });
    await tested.clock.advance(1_000);
    expect([first.outcome, second.outcome]).toEqual([how === 'ends' ? 'ANSWERED' : 'LEFT', 'ANSWERED']);
  });

  it('are given back one by one when another query has made the call', async () => {
    const tested = await limiterWith(10);
    const { requester } = startQuery(tested, 'a', { own: 8, callMs: 5_000 });
    await tested.clock.advance(0);
    for (let call = 0; call < 6; call++) requester.reservations?.get('CALCOM')?.madeByAnother();
    const second = startQuery(tested, 'b', { own: 8 });
    await tested.clock.advance(1_000);
    expect(second.outcome).toBe('ANSWERED');
  });

  it('are not used by reads that the query does not wait for', async () => {
    const tested = await limiterWith(4);
    const query = startQuery(tested, 'a', { own: 4, callMs: 300 });
    await tested.clock.advance(0);
    const background = tested.limiter.acquire({ ...query.requester, isBackground: true, reservations: undefined });
    await expect(background).rejects.toMatchObject({ reason: 'THROTTLED' });
    await tested.clock.advance(2_000);
    expect(query.outcome).toBe('ANSWERED');
  });

  it('include those of directories, which go for all queries that need them', async () => {
    const tested = await limiterWith(4);
    const queries = startQueries(tested, 'ab', { own: 1, forAll: 2 });
    const directory = [0, 1].map(() => tested.ask(EVERY_CALLER));
    await tested.clock.advance(1_000);
    expect(directory.map(({ outcome }) => outcome)).toEqual(['SENT', 'SENT']);
    expect(outcomes(queries)).toEqual(['ANSWERED', 'ANSWERED']);
  });

  it('go no faster than a second allows, as all calls', async () => {
    const tested = startLimiter({ perMinute: 20, perSecond: 2 });
    const query = startQuery(tested, 'a', { own: 6, callMs: 1 });
    await tested.clock.advance(5_000);
    expect(query.sentMs.map((atMs) => Math.floor(atMs / 1_000))).toEqual([0, 0, 1, 1, 2, 2]);
  });
});

describe('a query that certainly needs more calls than a minute allows', () => {
  it('gets what is left of the minute if the answers are kept', async () => {
    const tested = await limiterWith(20);
    const query = startQuery(tested, 'a', { own: 25 });
    await tested.clock.advance(2_000);
    expect([query.outcome, query.sentMs.length]).toEqual(['THROTTLED', 20]);
  });

  it('reserves none of them, and so keeps none from others', async () => {
    const tested = await limiterWith(19);
    const query = startQuery(tested, 'a', { own: 25 });
    const other = startQuery(tested, 'b', { own: 10 });
    await tested.clock.advance(2_000);
    expect([other.outcome, query.outcome, query.sentMs.length]).toEqual(['ANSWERED', 'THROTTLED', 9]);
  });

  it('is refused for good if no answer is kept', async () => {
    const tested = await limiterWith(20);
    const query = startQuery(tested, 'a', { own: 25, isPartUseful: false });
    await tested.clock.advance(0);
    expect(query).toMatchObject({ outcome: 'OVER_RATE_LIMIT', sentMs: [], retryAfterMs: undefined });
  });
});

describe('while other callers send more queries than there are calls', () => {
  it('a query that fits gets its turn, however small theirs are', async () => {
    const tested = startLimiter({ perMinute: 20 });
    const { clock } = tested;
    const flood: Query[] = [];
    const floodFor = async (ms: number): Promise<void> => {
      for (let passedMs = 0; passedMs < ms; passedMs += 100) {
        flood.push(startQuery(tested, 'flood', { own: 1 }));
        await clock.advance(100);
      }
    };
    await floodFor(61_000);
    let query = startQuery(tested, 'a', { own: 8 });
    await floodFor(9_000);
    for (let tries = 0; tries < 3 && query.outcome !== 'ANSWERED'; tries++) {
      await floodFor(Math.ceil((query.retryAfterMs ?? 0) / 100) * 100);
      query = startQuery(tested, 'a', { own: 8 });
      await floodFor(9_000);
    }
    expect(query.outcome).toBe('ANSWERED');
    expect(flood.filter(({ outcome }) => outcome === 'ANSWERED').length).toBeGreaterThan(20);
  });
});

describe('callers of which one asks ten times as many queries as the others', () => {
  it('lose nothing of theirs once they are known, and leave it the rest', async () => {
    const tested = startLimiter({ perMinute: 110, perSecond: 10 });
    const { clock } = tested;
    const regular: Query[] = [];
    const greedy: Query[] = [];
    for (let second = 0; second < 180; second++) {
      for (const [at, caller] of [...'bcdefgh'].entries()) {
        if (second % 10 === at) regular.push(startQuery(tested, caller, { own: 2, callMs: 100 }));
      }
      greedy.push(startQuery(tested, 'greedy', { own: 2, callMs: 100 }));
      await clock.advance(1_000);
    }
    await clock.advance(10_000);
    // What the greedy one used before they were known counts until its minute is over.
    const known = regular.filter(({ startedAtMs }) => startedAtMs >= 60_000);
    expect(known).toHaveLength(84);
    expect(new Set(outcomes(known))).toEqual(new Set(['ANSWERED']));
    // 84 calls of each minute are theirs, and the other 26 are 13 queries.
    const last = greedy.filter(({ outcome, startedAtMs }) => outcome === 'ANSWERED' && startedAtMs > 60_000);
    expect(last.length).toBeGreaterThan(20);
    expect(greedy.every(({ sentMs }) => sentMs.length !== 1)).toBe(true);
  });
});

describe('a rate limiter', () => {
  it('is tight while calls wait, are reserved, or few are left', async () => {
    const tested = startLimiter({ perMinute: 60, perSecond: 60 });
    expect(tested.limiter.isTight()).toBe(false);
    const query = startQuery(tested, 'a', { own: 2, makes: 1 });
    expect(tested.limiter.isTight()).toBe(true);
    await tested.clock.advance(100);
    expect([query.outcome, tested.limiter.isTight()]).toEqual(['ANSWERED', false]);
    tested.askTimes(10, 'a');
    expect(tested.limiter.isTight()).toBe(true);
    await tested.clock.advance(61_000);
    expect(tested.limiter.isTight()).toBe(false);
    tested.limiter.pause(1_000);
    expect(tested.limiter.isTight()).toBe(true);
  });

  it('without a limit is never tight, and admits every query at once', async () => {
    const tested = startLimiter({});
    tested.askTimes(1_000, 'a');
    expect(tested.limiter.isTight()).toBe(false);
    const query = startQuery(tested, 'a', { own: 1_000, callMs: 1 });
    await tested.clock.advance(2_000);
    expect(query.outcome).toBe('ANSWERED');
  });

  it('tells when the whole minute is free again', async () => {
    const { clock, limiter, ask } = startLimiter({ perMinute: 5 });
    expect(limiter.fullAtMs()).toBeUndefined();
    ask('a');
    await clock.advance(10_000);
    ask('a');
    await clock.advance(1_000);
    expect(limiter.fullAtMs()).toBe(clock.epochMs() + 59_001);
    await clock.advance(59_001);
    expect(limiter.fullAtMs()).toBeUndefined();
  });
});

describe('several processes that count together', () => {
  const LIMITS = { perMinute: 20, perSecond: 20 };

  function startProcesses() {
    const clock = createFakeClock();
    const tier = createSimulatedTier({ clock, processes: 2 });
    const [first, second] = [0, 1].map(() => startLimiter(LIMITS, tier.windowOf('limiter', LIMITS), clock)) as [
      TestLimiter,
      TestLimiter,
    ];
    return { clock, tier, first, second };
  }

  it('each reserve at most their share of what is left, so that all that is reserved fits', async () => {
    const { clock, first, second } = startProcesses();
    first.askTimes(4, 'earlier');
    await clock.advance(2_000);
    const queries = [
      ...startQueries(first, 'ab', { own: 5, callMs: 100 }),
      ...startQueries(second, 'cd', { own: 5, callMs: 100 }),
    ];
    await clock.advance(4_000);
    expect(outcomes(queries)).toEqual(['ANSWERED', 'THROTTLED', 'ANSWERED', 'THROTTLED']);
    expect(calls(queries)).toEqual([5, 0, 5, 0]);
  });

  it('lose nothing with a process that dies: its reservations die with it', async () => {
    const { clock, first, second } = startProcesses();
    const dead = startQuery(first, 'a', { own: 10, callMs: 7_000 });
    await clock.advance(2_000);
    const query = startQuery(second, 'b', { own: 9, callMs: 100 });
    await clock.advance(3_000);
    expect([dead.sentMs.length, query.outcome]).toEqual([1, 'ANSWERED']);
  });

  it('get through with more than their share when the others are idle, as far as calls are left', async () => {
    const { clock, first } = startProcesses();
    const query = startQuery(first, 'a', { own: 15, callMs: 100 });
    await clock.advance(5_000);
    expect(query.outcome).toBe('ANSWERED');
  });
});

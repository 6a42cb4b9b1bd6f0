/** The count of calls in a real Redis, whose time the test sets. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ARRIVAL_MS,
  createSlidingWindow,
  MINUTE_MS,
  SECOND_MS,
} from '../../../src/upstream/rate-limit/sliding-window.ts';
import type { SharedWindow } from '../../../src/upstream/redis/shared-tier.ts';
import { CALLS, PROCESSES, type Process, startTimedRedis, type TimedRedis } from '../../support/redis/timed-redis.ts';
import { describeWithRedis } from '../../support/redis/with-redis.ts';

const LIMITS = { perMinute: 7, perSecond: 3 };
const SECOND_WAIT_MS = ARRIVAL_MS + SECOND_MS + 1;
const MINUTE_WAIT_MS = ARRIVAL_MS + MINUTE_MS + 1;
/** When each process has reported that it is alive, and its calls. */
const BEAT_MS = 1_100;
/** When each silent process is forgotten, */
const GONE_MS = 5_000;
/** and each that kept to its share for a while counts with the others again. */
const SETTLE_MS = 4_000;

let timed: TimedRedis;
const start = (options: { readonly processes?: number; readonly aheadMs?: number } = {}): Process =>
  timed.start({ limits: LIMITS, ...options });

async function takeTimes(count: number, ...windows: readonly SharedWindow[]): Promise<(number | 'ALONE')[]> {
  const answers: (number | 'ALONE')[] = [];
  for (let n = 0; n < count; n++) answers.push((await windows[n % windows.length]?.take()) ?? Number.NaN);
  return answers;
}

/** Uses up a whole minute, as fast as the limits allow. */
async function useUp(...windows: readonly SharedWindow[]): Promise<void> {
  for (let left = LIMITS.perMinute; left > 0; left -= LIMITS.perSecond) {
    const count = Math.min(left, LIMITS.perSecond);
    expect(await takeTimes(count, ...windows)).toEqual(Array(count).fill(0));
    await timed.pass(SECOND_WAIT_MS);
  }
}

describeWithRedis('the count in Redis', () => {
  beforeAll(async () => {
    timed = await startTimedRedis();
  });
  afterAll(() => timed.close());
  beforeEach(() => timed.reset());

  describe('of all processes together', () => {
    it('allows as many calls as the limit per second, and says when to try again', async () => {
      const both = [start(), start()];
      expect(await takeTimes(5, ...both)).toEqual([0, 0, 0, SECOND_WAIT_MS, SECOND_WAIT_MS]);
      await timed.pass(SECOND_WAIT_MS - 1);
      expect(await takeTimes(1, ...both)).toEqual([1]);
      await timed.pass(1);
      expect(await takeTimes(4, ...both)).toEqual([0, 0, 0, SECOND_WAIT_MS]);
    });

    it('allows as many calls as the limit per minute, and says when to try again', async () => {
      const [first, second] = [start(), start()];
      await useUp(first, second);
      const passedMs = 3 * SECOND_WAIT_MS;
      expect(await takeTimes(2, first, second)).toEqual(Array(2).fill(MINUTE_WAIT_MS - passedMs));
      await timed.pass(MINUTE_WAIT_MS - passedMs);
      expect((await takeTimes(4, first, second)).slice(0, 3)).toEqual([0, 0, 0]);
    });

    it('reports how many calls of others the minute holds', async () => {
      const [first, second] = [start(), start()];
      expect(first.others()).toBe(0);
      await takeTimes(2, second);
      await takeTimes(1, first);
      expect(first.others()).toBe(2);
      // The other process learns of it with its next beat.
      await timed.pass(SECOND_WAIT_MS);
      expect(second.others()).toBe(1);
      await timed.pass(2 * MINUTE_WAIT_MS);
      expect([first.others(), second.others()]).toEqual([0, 0]);
    });

    it('counts no call that it does not allow', async () => {
      const window = start();
      await takeTimes(50, window);
      await timed.pass(SECOND_WAIT_MS);
      expect(await takeTimes(4, window)).toEqual([0, 0, 0, SECOND_WAIT_MS]);
    });

    it('has no limit for infinity', async () => {
      const unlimited = Number.POSITIVE_INFINITY;
      const window = timed.start({ limits: { perMinute: unlimited, perSecond: 3 } });
      expect(await takeTimes(4, window)).toEqual([0, 0, 0, SECOND_WAIT_MS]);
      const other = timed.start({ limits: { perMinute: 4, perSecond: unlimited } });
      expect(await takeTimes(2, other)).toEqual([0, MINUTE_WAIT_MS]);
    });

    it('agrees with the window of one process for any calls', { timeout: 60_000 }, async () => {
      const limit = fc.integer({ min: 1, max: 12 });
      const pauseMs = fc.oneof(fc.constant(0), fc.nat(300), fc.nat(1_500), fc.nat(30_000));
      await fc.assert(
        fc.asyncProperty(limit, limit, fc.array(pauseMs, { maxLength: 40 }), async (perMinute, perSecond, pauses) => {
          await timed.reset();
          const limits = { perMinute, perSecond };
          const [first, second] = [timed.start({ limits }), timed.start({ limits })];
          const window = createSlidingWindow(limits, timed.clock);
          await timed.pass(0);
          // Now only calls are left.
          for (const process of [first, second]) process.end();
          for (const [index, ms] of pauses.entries()) {
            await timed.clock.advance(ms);
            const [nextMs = 0] = window.next(1, () => 0);
            const waitMs = nextMs - timed.clock.nowMs();
            if (waitMs === 0) window.add();
            expect(await (index % 2 === 0 ? first : second).take()).toBe(waitMs);
          }
        }),
        { numRuns: 60 },
      );
    });

    it('counts the calls of a busy process as on their way for longer', async () => {
      let wayMs = 0;
      const busy = timed.start({ limits: LIMITS, way: () => wayMs });
      wayMs = 20;
      const late = takeTimes(1, busy);
      await timed.pass(2 * SECOND_WAIT_MS);
      expect(await late).toEqual([0]);
      wayMs = 0;
      const next = takeTimes(4, busy);
      await timed.pass(50);
      expect((await next).at(-1)).toBeGreaterThan(SECOND_WAIT_MS);
    });
  });

  describe('that is corrupted', () => {
    const GARBAGE = ['string', 'list', 'set', 'hash', 'stream'] as const;
    const spoil = async (key: string, kind: (typeof GARBAGE)[number]): Promise<void> => {
      const { redis } = timed;
      await redis.del(key);
      if (kind === 'string') await redis.set(key, 'garbage');
      if (kind === 'list') await redis.rpush(key, 'garbage');
      if (kind === 'set') await redis.sadd(key, 'garbage');
      if (kind === 'hash') await redis.hset(key, 'garbage', 1);
      if (kind === 'stream') await redis.xadd(key, '*', 'garbage', 1);
    };

    it.each(GARBAGE.flatMap((kind) => [CALLS, PROCESSES].map((key) => ({ kind, key }))))(
      'by a $kind in place of its $key starts again, and receives the earlier calls',
      async ({ kind, key }) => {
        const both = [start(), start()];
        await useUp(...both);
        await spoil(key, kind);
        await timed.pass(BEAT_MS);
        for (const answer of await takeTimes(2, ...both)) expect(answer).toBeGreaterThan(MINUTE_MS / 2);
      },
    );

    it('by calls of another time allows no more because of them, and forgets them', async () => {
      const window = start();
      await timed.pass(BEAT_MS);
      const nowMs = timed.clock.epochMs();
      const scores = ['-inf', -5, 1, nowMs - 2 * MINUTE_MS, nowMs + MINUTE_MS, 9e15, '+inf'];
      await timed.redis.zadd(CALLS, ...scores.flatMap((score, index) => [score, `garbage ${index}`]));
      expect(await takeTimes(4, window)).toEqual([0, 0, 0, SECOND_WAIT_MS]);
      expect(await timed.redis.zcard(CALLS)).toBe(4);
    });

    it('by processes of another time shares with none of them', async () => {
      const window = start();
      const nowMs = timed.clock.epochMs();
      await timed.redis.zadd(PROCESSES, 0, 'gone', nowMs + MINUTE_MS, 'to come', '+inf', 'never');
      await timed.pass(BEAT_MS);
      expect(window.share(0).limits).toEqual(LIMITS);
    });
  });

  describe('that was lost', () => {
    it.each([
      ['flushed', () => timed.redis.flushall()],
      ['evicted', () => timed.redis.del(CALLS)],
      [
        'forgotten because the clock was set forward',
        () => {
          timed.aheadMs = 3_600_000;
        },
      ],
      [
        'forgotten because the clock was set back',
        () => {
          timed.aheadMs = -3_600_000;
        },
      ],
    ])('(%s) receives the calls again from the processes', async (_, lose) => {
      const both = [start(), start({ aheadMs: 12_345 })];
      await useUp(...both);
      await lose();
      await timed.pass(2 * BEAT_MS + SETTLE_MS);
      for (const answer of await takeTimes(2, ...both)) expect(answer).toBeGreaterThan(MINUTE_MS / 2);
      await timed.pass(MINUTE_WAIT_MS);
      expect(await takeTimes(3, ...both)).toEqual([0, 0, 0]);
    });

    it('leaves each process to its share until all have reported', async () => {
      const both = [start({ processes: 2 }), start({ processes: 2 })];
      await takeTimes(2, ...both);
      await timed.pass(BEAT_MS);
      await timed.redis.flushall();
      expect(await takeTimes(2, ...both)).toEqual(['ALONE', 'ALONE']);
      await timed.pass(SETTLE_MS);
      expect(await takeTimes(2, ...both)).toEqual([0, 0]);
    });
  });

  describe('that is unreachable', () => {
    it.each(['DOWN', 'HUNG'] as const)('(%s) leaves each process to its share', async (trouble) => {
      const window = start({ processes: 3 });
      window.trouble = trouble;
      const taken = window.take();
      await timed.pass(100);
      expect(await taken).toBe('ALONE');
      expect(window.share(0).limits).toEqual({ perMinute: 2, perSecond: 1 });
    });

    it('receives afterwards the calls that went meanwhile', async () => {
      const [alone, other] = [start(), start()];
      await timed.pass(BEAT_MS);
      alone.trouble = 'DOWN';
      for (let call = 0; call < LIMITS.perMinute; call++) {
        expect(await alone.take()).toBe('ALONE');
        await timed.pass(SECOND_MS);
      }
      alone.trouble = 'NONE';
      await timed.pass(2 * BEAT_MS);
      expect(await other.take()).toBeGreaterThan(MINUTE_MS / 2);
    });

    it('counts no call twice whose answer was lost', async () => {
      const [late, other] = [start(), start()];
      late.trouble = 'HUNG';
      const taken = late.take();
      await timed.pass(BEAT_MS);
      expect(await taken).toBe('ALONE');
      late.trouble = 'NONE';
      await timed.pass(2 * BEAT_MS);
      expect(await takeTimes(3, other)).toEqual([0, 0, 0]);
      expect(await timed.redis.zcard(CALLS)).toBe(1 + 4);
    });

    it('is used again after all processes had time to report', async () => {
      const window = start();
      window.trouble = 'DOWN';
      await window.take();
      window.trouble = 'NONE';
      await timed.pass(2 * BEAT_MS);
      expect(await window.take()).toBe('ALONE');
      await timed.pass(SETTLE_MS);
      expect(await window.take()).toBe(0);
    });
  });

  describe('of processes', () => {
    it('counts those that are alive, and at least the configured number', async () => {
      const limits = { perMinute: 12, perSecond: 6 };
      const [first, second, third] = [1, 1, 1].map(() => timed.start({ limits, processes: 2 }));
      await timed.pass(2 * BEAT_MS);
      expect(first?.share(0).limits).toEqual({ perMinute: 4, perSecond: 2 });
      third?.end();
      await timed.pass(GONE_MS);
      expect(first?.share(0).limits).toEqual({ perMinute: 6, perSecond: 3 });
      second?.end();
      await timed.pass(GONE_MS);
      expect(first?.share(0).limits).toEqual({ perMinute: 6, perSecond: 3 });
    });

    it('makes each process count what the others may have sent', async () => {
      const [first] = [start({ processes: 2 }), start({ processes: 2 })];
      expect(first?.share(0)).toEqual({ limits: { perMinute: 3, perSecond: 1 }, others: 0 });
      await timed.pass(BEAT_MS);
      // All that was left may be used by now.
      expect(first?.share(0)).toEqual({ limits: { perMinute: 3, perSecond: 1 }, others: 3 });
      expect(first?.share(1).others).toBe(2);
      // In the last second there may have been nothing left.
      expect(first?.share(3).others).toBe(1);
    });
  });
});

/** What goes over the wire to a real Redis. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../src/time/clock.ts';
import { openRedisTier, type RedisTier } from '../../../src/upstream/redis/redis.ts';
import { describeWithRedis } from '../../support/redis/with-redis.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

const LIMITS = { perMinute: 1_000, perSecond: 1_000 };
/** A Redis that is slow on a busy machine counts nothing for a second. */
const POLL = { timeout: 15_000, interval: 5 };

describeWithRedis('the script that counts calls', () => {
  let redis: TestRedis;
  let tier: RedisTier | undefined;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(() => tier?.close());
  afterAll(() => redis.close());

  /** How often Redis ran a command since `CONFIG RESETSTAT`. */
  async function timesRun(command: string): Promise<number> {
    const stats = await redis.client.info('commandstats');
    return Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0);
  }

  it('is sent once on a connection, and called by its hash afterwards', async () => {
    await redis.client.config('RESETSTAT');
    tier = await openRedisTier(redis.url, { processes: 1, clock: systemClock, warn: () => {} });
    const window = tier.windowOf('calls', LIMITS);
    const countOne = async (): Promise<number> => {
      await window.take();
      return timesRun('evalsha');
    };
    await expect.poll(countOne, POLL).toBeGreaterThan(9);
    expect(await timesRun('eval')).toBe(1);
  });

  it('is sent again when Redis has lost it, and no call is lost', async () => {
    tier = await openRedisTier(redis.url, { processes: 1, clock: systemClock, warn: () => {} });
    const window = tier.windowOf('calls again', LIMITS);
    await expect.poll(window.take, POLL).toBe(0);
    await redis.client.script('FLUSH');
    await redis.client.config('RESETSTAT');
    await expect.poll(window.take, POLL).toBe(0);
    await expect.poll(window.take, POLL).toBe(0);
    expect(await timesRun('eval')).toBe(1);
  });
});

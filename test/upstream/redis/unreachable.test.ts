/** The calls that a process remembers while the count is unreachable: those of a minute, however long that lasts. */
import { afterEach, describe, expect, it } from 'vitest';
import { createRedisWindow } from '../../../src/upstream/redis/redis-window.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const CALLS_FROM = 4;
const closing = new AbortController();
afterEach(() => closing.abort());

describe('a count that was unreachable for an hour', () => {
  it('receives the calls of the last minute, at once and once', async () => {
    const clock = createFakeClock();
    /** How many milliseconds ago each reported call arrived; undefined while the count is unreachable. */
    let reported: number[][] | undefined;
    const run = async (values: readonly (string | number)[]): Promise<unknown> => {
      reported?.push(values.slice(CALLS_FROM).flatMap((value, index) => (index % 2 === 1 ? [-Number(value)] : [])));
      return reported && [0, 0, 1, 'begun', clock.epochMs()];
    };
    const limits = { perMinute: Number.POSITIVE_INFINITY, perSecond: 10 };
    const window = createRedisWindow({ run, limits, processes: 1, clock, closing: closing.signal });
    for (let second = 0; second < 3_600; second++) {
      expect(await window.take()).toBe('ALONE');
      await clock.advance(1_000);
    }
    reported = [];
    await clock.advance(10_000);
    const ages = reported.flat();
    expect(ages.length).toBeGreaterThan(0);
    expect(Math.max(...ages)).toBeLessThan(60_000);
    expect(reported.at(-1)).toEqual([]);
  });
});

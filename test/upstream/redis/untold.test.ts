/** What a process remembers for a count that cannot be told of it: a minute, however long that lasts. */
import { afterEach, describe, expect, it } from 'vitest';
import { createRedisWindow } from '../../../src/upstream/redis/redis-window.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const CALLS_FROM = 4;
const closing = new AbortController();
afterEach(() => closing.abort());

describe('a count that was out of reach for an hour', () => {
  it('is told of the calls of the last minute, at once and once', async () => {
    const clock = createFakeClock();
    /** How many milliseconds ago each call arrived that a script is told of; undefined while nothing is heard. */
    let told: number[][] | undefined;
    const run = async (values: readonly (string | number)[]): Promise<unknown> => {
      told?.push(values.slice(CALLS_FROM).flatMap((value, index) => (index % 2 === 1 ? [-Number(value)] : [])));
      return told && [0, 0, 1, 'begun', clock.epochMs()];
    };
    const limits = { perMinute: Number.POSITIVE_INFINITY, perSecond: 10 };
    const window = createRedisWindow({ run, limits, processes: 1, clock, closing: closing.signal });
    for (let second = 0; second < 3_600; second++) {
      expect(await window.take()).toBe('ALONE');
      await clock.advance(1_000);
    }
    told = [];
    await clock.advance(10_000);
    const ages = told.flat();
    expect(ages.length).toBeGreaterThan(0);
    expect(Math.max(...ages)).toBeLessThan(60_000);
    expect(told.at(-1)).toEqual([]);
  });
});

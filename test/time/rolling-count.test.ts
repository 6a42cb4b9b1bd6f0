import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRollingCount } from '../../src/time/rolling-count.ts';
import { createFakeClock } from '../support/fake-clock.ts';

function countOf(windowMs: number) {
  const clock = createFakeClock();
  return { clock, count: createRollingCount(windowMs, clock) };
}

describe('a rolling count', () => {
  it('counts recent events and forgets old ones', async () => {
    const { clock, count } = countOf(10_000);
    count.add();
    await clock.advance(5_000);
    count.add();
    count.add();
    expect(count.count()).toBe(3);
    await clock.advance(5_000);
    expect(count.count()).toBe(2);
    await clock.advance(5_000);
    expect(count.count()).toBe(0);
  });

  it('is empty after it is cleared', () => {
    const { count } = countOf(10_000);
    count.add();
    count.clear();
    expect(count.count()).toBe(0);
    count.add();
    expect(count.count()).toBe(1);
  });

  it('says when the count falls, and it falls then and not before', async () => {
    const { clock, count } = countOf(10_000);
    expect(count.untilLessMs()).toBe(0);
    await clock.advance(2_300);
    count.add();
    await clock.advance(4_000);
    count.add();
    await clock.advance(count.untilLessMs() - 1);
    expect(count.count()).toBe(2);
    await clock.advance(1);
    expect(count.count()).toBe(1);
  });

  it('counts all events of the last full seconds, and none that is older than the window', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(4_000), { maxLength: 40 }), async (pauses) => {
        const { clock, count } = countOf(10_000);
        const times: number[] = [];
        for (const pauseMs of pauses) {
          await clock.advance(pauseMs);
          count.add();
          times.push(clock.nowMs());
          const within = (ms: number): number => times.filter((atMs) => atMs > clock.nowMs() - ms).length;
          expect(count.count()).toBeGreaterThanOrEqual(within(9_000));
          expect(count.count()).toBeLessThanOrEqual(within(10_000));
        }
      }),
    );
  });
});

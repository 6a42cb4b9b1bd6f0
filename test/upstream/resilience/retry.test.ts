import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceError, type SourceFailureContext, type SourceFailureReason } from '../../../src/errors.ts';
import { createRetryBudget, pauseBefore } from '../../../src/upstream/resilience/retry.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const failure = (reason: SourceFailureReason, context?: SourceFailureContext): SourceError =>
  new SourceError('CALCOM', reason, context);

describe('a second attempt', () => {
  it.each<[string, SourceError]>([
    ['no answer', failure('UNAVAILABLE')],
    ['a 502', failure('UNAVAILABLE', { status: 502 })],
    ['a 503', failure('UNAVAILABLE', { status: 503 })],
  ])('comes after %s, at a random time 50 to 400 ms later', (_, error) => {
    expect(pauseBefore(error, () => 0)).toBe(50);
    expect(pauseBefore(error, () => 0.5)).toBe(225);
    expect(pauseBefore(error, () => 1)).toBe(400);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (chance) => {
        const pauseMs = pauseBefore(error, () => chance) ?? Number.NaN;
        expect(pauseMs).toBeGreaterThanOrEqual(50);
        expect(pauseMs).toBeLessThanOrEqual(400);
        expect(pauseMs).toBeCloseTo(50 + chance * 350, 9);
      }),
    );
  });

  it('comes after a 429 when its Retry-After has passed, without randomness', () => {
    for (const retryAfterMs of [0, 1_000, 300_000]) {
      expect(pauseBefore(failure('THROTTLED', { status: 429, retryAfterMs }), () => 0.5)).toBe(retryAfterMs);
    }
  });

  it.each<[string, SourceError]>([
    ['a 500', failure('UNAVAILABLE', { status: 500 })],
    ['another 5xx', failure('UNAVAILABLE', { status: 507 })],
    ['a 504', failure('TIMEOUT', { status: 504 })],
    ['no answer in time', failure('TIMEOUT')],
    ['a 400', failure('REFUSED', { status: 400 })],
    ['a 401', failure('UNAUTHORIZED', { status: 401 })],
    ['a 404', failure('REFUSED', { status: 404 })],
    ['what cannot be understood', failure('CONTRACT', { status: 200 })],
    ['what cannot be understood of what came', failure('CONTRACT')],
    ['what was not sent', failure('OVERLOADED', { retryAfterMs: 100 })],
  ])('never comes after %s', (_, error) => {
    expect(pauseBefore(error, () => 0.5)).toBeUndefined();
  });
});

describe('the retry budget', () => {
  function startBudget() {
    const clock = createFakeClock();
    const budget = createRetryBudget(clock);
    return {
      clock,
      budget,
      read: (times: number) => {
        for (let read = 0; read < times; read++) budget.count();
      },
      /** How many of so many second attempts are allowed. */
      take: (wanted: number): number => Array.from({ length: wanted }, budget.take).filter((isTaken) => isTaken).length,
    };
  }

  it('is three if there are few calls', () => {
    const { read, take } = startBudget();
    expect(take(1)).toBe(1);
    read(30);
    expect(take(10)).toBe(2);
  });

  it('is a tenth of the calls if there are many, and no more', () => {
    const { read, take } = startBudget();
    read(39);
    expect(take(10)).toBe(3);
    read(1);
    expect(take(10)).toBe(1);
    read(960);
    expect(take(1_000)).toBe(96);
  });

  it('counts the last minute', async () => {
    const { clock, read, take } = startBudget();
    read(100);
    expect(take(4)).toBe(4);
    await clock.advance(30_000);
    expect(take(100)).toBe(6);
    // The calls have left the minute, and so have four of the second attempts.
    await clock.advance(30_000);
    expect(take(100)).toBe(0);
    read(100);
    expect(take(100)).toBe(4);
    await clock.advance(60_000);
    expect(take(100)).toBe(3);
  });

  it('is never more than a tenth of the calls of any minute, or three', async () => {
    const steps = fc.array(fc.record({ pauseMs: fc.nat(8_000), reads: fc.nat(60), wanted: fc.nat(20) }));
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { clock, read, take } = startBudget();
        const past: { atMs: number; reads: number; taken: number }[] = [];
        for (const { pauseMs, reads, wanted } of all) {
          await clock.advance(pauseMs);
          read(reads);
          past.push({ atMs: clock.nowMs(), reads, taken: take(wanted) });
          const latest = past.filter(({ atMs }) => atMs > clock.nowMs() - 59_000);
          const recent = past.filter(({ atMs }) => atMs > clock.nowMs() - 60_000);
          const taken = latest.reduce((sum, one) => sum + one.taken, 0);
          const known = recent.reduce((sum, one) => sum + one.reads, 0);
          if (past.at(-1)?.taken) expect(taken).toBeLessThanOrEqual(Math.max(3, known / 10));
        }
      }),
    );
  });
});

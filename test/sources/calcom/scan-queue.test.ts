/** The order in which the ranges of one request choose their scans. */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createScanQueue } from '../../../src/sources/calcom/scan-queue.ts';
import { startOfScan } from '../../../src/sources/calcom/scan-starts.ts';
import { createWaitLimit } from '../../../src/time/wait-limit.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const DAY_MS = 24 * 60 * 60_000;
const FROM_MS = Date.parse('2026-03-01T00:00:00Z');
const RANGES = Array.from({ length: 30 }, (_, index) => ({
  from: new Date(FROM_MS + 2 * index * DAY_MS),
  to: new Date(FROM_MS + (2 * index + 1) * DAY_MS),
}));
const DEADLINE_MS = 8_000;

/** Asks for all ranges at once. Each reads one page, after its start is chosen, in so many milliseconds. */
async function askAll(pageMs: number) {
  const clock = createFakeClock();
  const { signal } = new AbortController();
  /** When each start was chosen. */
  const chosenMs: number[] = [];
  const startOf = createScanQueue(
    async (_, range) => {
      chosenMs.push(clock.nowMs());
      return startOfScan(range);
    },
    createWaitLimit({ atMs: DEADLINE_MS }, clock),
  );
  const started = RANGES.map((range) => startOf({ conditions: {}, range, settle: () => clock.sleep(pageMs, signal) }));
  await setImmediate();
  await clock.advance(DEADLINE_MS);
  const starts = await Promise.all(started);
  expect(starts.map(({ from }) => from)).toEqual(RANGES.map(({ from }) => from.toISOString()));
  return chosenMs;
}

describe('the ranges of one request', () => {
  it('are read one after the other, as each may be on the pages of an earlier one', async () => {
    const chosenMs = await askAll(50);
    expect(chosenMs).toEqual(RANGES.map((_, index) => index * 50));
  });

  it('are read at the same time from a quarter of the time of the request on, if the source is slow', async () => {
    const chosenMs = await askAll(300);
    expect(chosenMs.filter((atMs) => atMs < 2_000)).toEqual([0, 300, 600, 900, 1_200, 1_500, 1_800]);
    expect(chosenMs.slice(7)).toEqual(RANGES.slice(7).map(() => 2_000));
  });

  it('do not wait for one that gets no answer for longer than that', async () => {
    const chosenMs = await askAll(60_000);
    expect(chosenMs).toEqual(RANGES.map((_, index) => (index === 0 ? 0 : 2_000)));
  });
});

/** F30: the wall clock jumps, by summer time, correction or mistake; waits and ages use the monotonic clock. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { createJumpingClock, type JumpingClock } from '../../support/clock.ts';
import { startServer } from '../../support/graph.ts';
import {
  askAll,
  askWhole,
  expectFailure,
  expectStale,
  OLD_MS,
  POLL,
  questionOf,
} from '../../support/upstream/endpoint.ts';

const HOUR = 60 * 60_000;
const JUMPS = [-24 * 365 * HOUR, -HOUR, HOUR, 24 * 365 * HOUR];

let sandbox: Sandbox;
let server: Awaited<ReturnType<typeof startServer>>;
let clock: JumpingClock;
/** How far the wall clock is off. */
let wrongMs: number;
beforeEach(async () => {
  wrongMs = 0;
  sandbox = await startSandbox();
  clock = createJumpingClock();
  const wrong = { ...clock, epochMs: () => clock.epochMs() + wrongMs };
  server = await startServer({ ...sandbox.settings, CACHE: 'on' }, { clock: wrong });
});
afterEach(async () => {
  expect(server.internalErrors).toEqual([]);
  await server.close();
  await sandbox.close();
});

describe.each(JUMPS)('a clock that jumps by %i ms', (jumpMs) => {
  it('makes no cached answer older or younger', async () => {
    const first = await askWhole(server);
    const before = sandbox.alo.calls.length;
    wrongMs = jumpMs;
    const { data, extensions } = await askWhole(server);
    expect(data).toEqual(first.data);
    for (const { cache, ageMs } of extensions?.teamgraph.calls ?? []) {
      expect(cache).toBe('FRESH');
      expect(ageMs).toBeGreaterThanOrEqual(0);
      expect(ageMs).toBeLessThan(60_000);
    }
    expect(sandbox.alo.calls).toHaveLength(before);

    clock.jump(OLD_MS);
    const remove = sandbox.alo.inject({ status: 500 });
    expectStale(await askAll(server), first, 'ALO', 'SOURCE_UNAVAILABLE');
    remove();
  });

  it('makes no pause longer or shorter', async () => {
    const remove = sandbox.alo.inject({ status: 429, headers: { 'retry-after': '50' } });
    expectFailure(await askAll(server), 'ALO', 'SOURCE_THROTTLED', { retryAfterMs: 50_000 });
    remove();
    wrongMs = jumpMs;
    clock.jump(40_000);
    const { errors } = await askAll(server);
    const { retryAfterMs } = Object(errors?.[0]?.extensions.teamgraph);
    expect(retryAfterMs).toBeGreaterThan(5_000);
    expect(retryAfterMs).toBeLessThanOrEqual(10_000);
    clock.jump(10_000);
    await askWhole(server);
  });

  it('opens and closes no breaker', async () => {
    const remove = sandbox.alo.inject({ status: 500 });
    for (let key = 0; key < 5; key++) {
      const { errors } = await server.ask(questionOf(key));
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_UNAVAILABLE']);
    }
    remove();
    wrongMs = jumpMs;
    const { errors } = await askAll(server);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_OVERLOADED']);
    clock.jump(5_000);
    await askWhole(server);
  });

  it('ends no request', async () => {
    const remove = sandbox.alo.inject({ delayMs: 300 });
    const asking = askWhole(server);
    await expect.poll(() => sandbox.alo.calls.length, POLL).toBe(1);
    wrongMs = jumpMs;
    const { extensions } = await asking;
    remove();
    for (const { startMs, ms, waitMs } of extensions?.teamgraph.calls ?? []) {
      expect(Math.min(startMs, ms, waitMs)).toBeGreaterThanOrEqual(0);
      expect(Math.max(startMs, ms, waitMs)).toBeLessThan(8000);
    }
  });
});

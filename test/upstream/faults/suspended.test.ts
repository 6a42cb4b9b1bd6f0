/** F39: this process was suspended, or busy, while the answers arrived. */

import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { SourceError } from '../../../src/errors.ts';
import { aloProtocol } from '../../../src/sources/alo/client.ts';
import { type Clock, systemClock } from '../../../src/time/clock.ts';
import { deadlineIn, elapse, isAbandoned } from '../../../src/time/deadline.ts';
import { createScheduler } from '../../../src/time/slices.ts';
import { prepare } from '../../../src/upstream/endpoint.ts';
import { createUpstream } from '../../../src/upstream/read.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { jsonAnswer, startFakeVendor } from '../../support/fake-vendor.ts';
import { startMain } from '../../support/process.ts';
import { POLL } from '../../support/upstream/endpoint.ts';
import { thing } from '../../support/upstream/thing.ts';

const running: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of running.splice(0).reverse()) await end();
});

const actionOf = (period: number): string => Buffer.from(`Action:${period}/1`).toString('base64url');
const ACTIONS = jsonAnswer('{"actions":[{"actionId":1,"actionTitle":"x"}]}');

/** Longer than an attempt may take, and than the request. */
const STOPPED_MS = 5_000;

describe('a process that was suspended', () => {
  /** The server as a process, and an ALO that answers while it is suspended. */
  async function start() {
    let isStopped = false;
    const waiting: (() => void)[] = [];
    const vendor = await startFakeVendor((socket, head) => {
      const isList = head.startsWith('GET /periods HTTP');
      const answer = () => socket.write(isList ? jsonAnswer('{"periods":[{"id":7}]}') : ACTIONS);
      if (isStopped) answer();
      else waiting.push(answer);
    });
    const main = startMain({
      ALO_API_URL: vendor.url,
      ALO_API_KEY: 'invented',
      ALO_PER_SECOND: 'unlimited',
      REQUEST_DEADLINE_MS: '3000',
    });
    running.push(vendor.close, main.end);
    const url = await main.ready();
    return {
      vendor,
      waiting,
      ask: async (query: string) => {
        const headers = { 'content-type': 'application/json' };
        return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
      },
      stop: async () => {
        main.child.kill('SIGSTOP');
        isStopped = true;
        for (const answer of waiting) answer();
        await wait(STOPPED_MS);
        main.child.kill('SIGCONT');
      },
    };
  }

  it('has each answer that arrived meanwhile, calls on, and counts no failure of the source', async () => {
    const { vendor, waiting, ask, stop } = await start();
    const reads = Array.from({ length: 10 }, (_, read) => ask(`{ node(id: "${actionOf(100 + read)}") { id } }`));
    const chain = ask('{ periods { nodes { sourceId actions { totalCount } } } }');
    await expect.poll(() => waiting.length, POLL).toBe(11);
    await stop();
    expect(await Promise.all(reads)).toEqual(
      reads.map((_, read) => ({ data: { node: { id: actionOf(100 + read) } } })),
    );
    expect(await chain).toEqual({ data: { periods: { nodes: [{ sourceId: '7', actions: { totalCount: 1 } }] } } });
    expect(vendor.arrivals).toHaveLength(12);
    expect(await ask('{ sources { name state breaker lastError { code } } }')).toEqual({
      data: { sources: expect.arrayContaining([{ name: 'ALO', state: 'UP', breaker: 'CLOSED', lastError: null }]) },
    });
  });
});

describe('a process that is busy', () => {
  const UNLIMITED = { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };

  /** Reads ten things within 300 ms, while the process is busy for so long. */
  async function askBusy(clock: Clock, doesAnswer: boolean) {
    const vendor = await startFakeVendor((socket, _, number) => {
      if (doesAnswer) socket.write(jsonAnswer('1'));
      if (number === 10) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
    });
    const config = { apiUrl: vendor.url, apiKey: 'invented', limits: UNLIMITED };
    const options = {
      clock,
      random: Math.random,
      scheduler: createScheduler(),
      limits: UNLIMITED,
      backgroundMs: 300,
      isCaching: true,
    };
    const upstream = createUpstream(aloProtocol(config), options);
    const left = new AbortController();
    running.push(vendor.close, upstream.close, () => left.abort());
    const reads = Array.from({ length: 10 }, (_, read) => {
      const deadline = deadlineIn(300, clock, left.signal);
      const requester = { caller: 'caller', isBackground: false, deadline };
      return upstream
        .readFor(requester)(prepare(thing, { what: String(read) }))
        .catch(({ code }: SourceError) => code);
    });
    return { outcomes: await Promise.all(reads), health: upstream.health() };
  }

  it('reads what has arrived before it gives up', async () => {
    const { outcomes, health } = await askBusy(systemClock, true);
    expect(outcomes).toEqual(Array(10).fill(1));
    expect(health).toMatchObject({ breaker: 'CLOSED', lastCallWentWell: true });
  });

  it('abandons what has not arrived, without a failure of the source', async () => {
    const { outcomes, health } = await askBusy(systemClock, false);
    expect(outcomes).toEqual(Array(10).fill('SOURCE_TIMEOUT'));
    expect(health.breaker).toBe('CLOSED');
    expect(health.lastFailure).toBeUndefined();
  });
});

describe('a timeout', () => {
  const NEVER = new AbortController().signal;

  /** The clock of a process that can be suspended: time passes, and no timer fires. */
  function startClock() {
    const clock = createFakeClock();
    let stoodStillMs = 0;
    const nowMs = (): number => clock.nowMs() + stoodStillMs;
    return {
      clock: { ...clock, nowMs },
      advance: clock.advance,
      standStill: (ms: number): void => {
        stoodStillMs += ms;
      },
    };
  }

  it('that fires on time ends at its time', async () => {
    const { clock, advance } = startClock();
    const { atMs, signal } = deadlineIn(1_000, clock, NEVER);
    expect(atMs).toBe(1_000);
    await advance(999);
    expect(signal.aborted).toBe(false);
    await advance(1);
    expect([signal.aborted, isAbandoned(signal)]).toEqual([true, false]);
  });

  it.each([
    [400, 400],
    [30_000, 1_000],
  ])(
    'during which this process was suspended for %i ms lasts %i ms longer, and blames no source',
    async (stillMs, moreMs) => {
      const { clock, advance, standStill } = startClock();
      const deadline = deadlineIn(1_000, clock, NEVER);
      standStill(stillMs);
      await advance(1_000);
      expect(deadline.atMs).toBe(1_000 + stillMs + moreMs);
      await advance(moreMs - 1);
      expect(deadline.signal.aborted).toBe(false);
      await advance(1);
      expect([deadline.signal.aborted, isAbandoned(deadline.signal)]).toEqual([true, true]);
    },
  );

  it('lasts at most twice as long, however often this process is suspended', async () => {
    const { clock, advance, standStill } = startClock();
    let isOver = false;
    void elapse(1_000, clock, NEVER).then(() => {
      isOver = true;
    });
    for (const ms of [1_000, 400, 400]) {
      standStill(400);
      expect(isOver).toBe(false);
      await advance(ms);
    }
    standStill(400);
    expect(isOver).toBe(false);
    await advance(200);
    expect(isOver).toBe(true);
  });
});

/** F36, F37: equal reads share one call, its failure included; it is aborted when the last reader has left. */

import { request } from 'node:http';
import type { Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../../sandbox/index.ts';
import { aloProtocol, periodsEndpoint } from '../../../src/sources/alo/client.ts';
import { deadlineIn } from '../../../src/time/deadline.ts';
import { createScheduler } from '../../../src/time/slices.ts';
import { prepare } from '../../../src/upstream/endpoint.ts';
import { createUpstream } from '../../../src/upstream/read.ts';
import { createJumpingClock } from '../../support/clock.ts';
import { type FakeVendor, jsonAnswer, startFakeVendor } from '../../support/fake-vendor.ts';
import { startServer } from '../../support/graph.ts';
import { GONE_MS, OLD_MS, POLL } from '../../support/upstream/endpoint.ts';

const running: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of running.splice(0).reverse()) await close();
});

const PERIODS = jsonAnswer('{"periods":[{"id":1}]}');
const FAILURE = 'HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n';

/** An ALO that does not answer until the test does. */
async function startSlowVendor(): Promise<FakeVendor & { answer(bytes: string | Buffer): void; waiting: Set<Socket> }> {
  const waiting = new Set<Socket>();
  const vendor = await startFakeVendor((socket) => {
    waiting.add(socket);
    socket.once('close', () => waiting.delete(socket));
  });
  running.push(vendor.close);
  return {
    ...vendor,
    waiting,
    answer: (bytes) => {
      for (const socket of waiting) socket.write(bytes);
      waiting.clear();
    },
  };
}

const UNLIMITED = { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };

describe('a thousand equal reads at once (F36)', () => {
  async function start() {
    const vendor = await startSlowVendor();
    const clock = createJumpingClock();
    const config = { apiUrl: vendor.url, apiKey: 'invented', limits: UNLIMITED };
    const options = {
      clock,
      random: Math.random,
      scheduler: createScheduler(),
      limits: UNLIMITED,
      backgroundMs: 8000,
      isCaching: true,
    };
    const upstream = createUpstream(aloProtocol(config), options);
    running.push(upstream.close);
    /** All of them wait for one call, which is then answered. */
    const ask = async (bytes: string | Buffer) => {
      const left = new AbortController();
      const asking = Array.from({ length: 1000 }, (_, index) => {
        const requester = {
          caller: `caller ${index}`,
          isBackground: false,
          deadline: deadlineIn(8000, clock, left.signal),
        };
        return upstream.readFor(requester)(prepare(periodsEndpoint, { page: 1 }));
      });
      const outcomes = Promise.allSettled(asking);
      // Each read joins before the call is sent.
      await expect.poll(() => vendor.waiting.size, POLL).toBe(1);
      vendor.answer(bytes);
      // The distinct outcomes.
      const got = new Set((await outcomes).map((one) => (one.status === 'fulfilled' ? one.value : one.reason)));
      left.abort();
      return [...got];
    };
    return { vendor, clock, ask };
  }

  it('all get its one answer', async () => {
    const { vendor, ask } = await start();
    expect(await ask(PERIODS)).toEqual([expect.objectContaining({ rows: [expect.anything()] })]);
    expect(vendor.arrivals).toHaveLength(1);
  });

  it.each([
    ['without a cached answer', false],
    ['with a cached answer that is too old', true],
  ])('%s all get its one failure, and none calls again', async (_, hadCopy) => {
    const { vendor, clock, ask } = await start();
    if (hadCopy) await ask(PERIODS);
    clock.jump(GONE_MS);
    const before = vendor.arrivals.length;
    expect(await ask(FAILURE)).toEqual([expect.objectContaining({ code: 'SOURCE_UNAVAILABLE' })]);
    expect(vendor.arrivals).toHaveLength(before + 1);
  });

  it('with a stale answer all get that, and none calls again', async () => {
    const { vendor, clock, ask } = await start();
    const first = await ask(PERIODS);
    clock.jump(OLD_MS);
    expect(await ask(FAILURE)).toEqual(first);
    expect(vendor.arrivals).toHaveLength(2);
  });
});

const PERIODS_AND = (mark: string): string =>
  `{ periods { nodes { sourceId } } bookings(filter: { bookingUid: "${mark}" }) { nodes { uid } } }`;
/** The same, and a call to ALO that is not shared. */
const PERIODS_AND_MORE = (mark: string): string =>
  PERIODS_AND(mark).replace('{', `{ node(id: "${Buffer.from('Action:1/1').toString('base64url')}") { id }`);

/** A whole server, with an ALO that does not answer. */
async function startOverHttp(settings: Record<string, string> = {}) {
  const sandbox = await startSandbox();
  running.push(sandbox.close);
  const vendor = await startSlowVendor();
  const server = await startServer({ ...sandbox.settings, ALO_API_URL: vendor.url, CACHE: 'on', ...settings });
  running.push(server.close, () => expect(server.internalErrors).toEqual([]));
  /** A client. It also queries its mark from Cal.com, which shows that it has joined the flight to ALO. */
  const ask = (mark: string, signal?: AbortSignal, question = PERIODS_AND): Promise<unknown> =>
    new Promise((resolve) => {
      const headers = { 'content-type': 'application/json' };
      request(server.url, { method: 'POST', headers, agent: false, signal }, (response) => resolve(json(response)))
        .once('error', () => resolve('left'))
        .end(JSON.stringify({ query: question(mark) }));
    });
  const hasJoined = (mark: string): boolean =>
    sandbox.calcom.calls.some(({ query }) => query.get('bookingUid') === mark);
  return { vendor, server, ask, hasJoined };
}

const WHOLE = { data: { periods: { nodes: [{ sourceId: '1' }] }, bookings: { nodes: [] } } };

describe('clients that wait for the same call', () => {
  it('(50 of them, over HTTP) all get its one failure (F36)', async () => {
    const { vendor, ask, hasJoined } = await startOverHttp();
    const marks = Array.from({ length: 50 }, (_, index) => `mark${index}`);
    const asking = Promise.all(marks.map((mark) => ask(mark)));
    await expect.poll(() => marks.every(hasJoined), POLL).toBe(true);
    vendor.answer(FAILURE);
    const failure = { code: 'SOURCE_UNAVAILABLE', teamgraph: { source: 'ALO' } };
    for (const answer of await asking) {
      expect(answer).toMatchObject({ data: { periods: null }, errors: [{ extensions: failure }] });
    }
    expect(vendor.arrivals).toHaveLength(1);
  });

  it('get its answer also when the client that started it has left (F37)', async () => {
    const { vendor, ask, hasJoined } = await startOverHttp();
    const leaving = new AbortController();
    const leader = ask('leader', leaving.signal, PERIODS_AND_MORE);
    await expect.poll(() => hasJoined('leader'), POLL).toBe(true);
    await expect.poll(() => vendor.waiting.size, POLL).toBe(2);
    const followers = Promise.all([ask('first'), ask('second')]);
    await expect.poll(() => hasJoined('first') && hasJoined('second'), POLL).toBe(true);
    leaving.abort();
    expect(await leader).toBe('left');
    // The call that only the leader waited for is aborted.
    await expect.poll(() => vendor.waiting.size, POLL).toBe(1);
    vendor.answer(PERIODS);
    expect(await followers).toEqual([WHOLE, WHOLE]);
    expect(vendor.arrivals.filter((head) => head.startsWith('GET /periods HTTP'))).toHaveLength(1);
  });

  it('abort it when the last of them has left (F37), and the next client starts another one', async () => {
    const { vendor, ask, hasJoined } = await startOverHttp();
    const leaving = new AbortController();
    const asking = Promise.all(['first', 'second'].map((mark) => ask(mark, leaving.signal)));
    await expect.poll(() => hasJoined('first') && hasJoined('second'), POLL).toBe(true);
    expect(vendor.waiting.size).toBe(1);
    leaving.abort();
    expect(await asking).toEqual(['left', 'left']);
    await expect.poll(() => vendor.waiting.size, POLL).toBe(0);
    const next = ask('next');
    await expect.poll(() => vendor.waiting.size, POLL).toBe(1);
    vendor.answer(PERIODS);
    expect(await next).toEqual(WHOLE);
    expect(vendor.arrivals).toHaveLength(2);
  });

  it('share nothing, and abort their own call, without a cache', async () => {
    const { vendor, ask, hasJoined } = await startOverHttp({ CACHE: 'off' });
    const leaving = new AbortController();
    const asking = ask('first', leaving.signal);
    const other = ask('second');
    await expect.poll(() => hasJoined('first') && hasJoined('second'), POLL).toBe(true);
    await expect.poll(() => vendor.waiting.size, POLL).toBe(2);
    leaving.abort();
    expect(await asking).toBe('left');
    await expect.poll(() => vendor.waiting.size, POLL).toBe(1);
    vendor.answer(PERIODS);
    expect(await other).toEqual(WHOLE);
  });
});

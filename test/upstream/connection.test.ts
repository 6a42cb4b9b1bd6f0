import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type FakeVendor, jsonAnswer, type Speak, startFakeVendor } from '../support/fake-vendor.ts';
import { startServer } from '../support/graph.ts';
import { askAll, askWithFault, expectFailure, SOURCES, startWarmGraph } from './probe.ts';

let sandbox: Sandbox;
const running: (() => Promise<void>)[] = [];
beforeAll(async () => {
  sandbox = await startSandbox();
  return () => sandbox.close();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((close) => close()));
});

/** Two sources as they should be, and ALO as a test has it. */
async function withAlo(speak: Speak, settings: Record<string, string> = {}) {
  const vendor = await startFakeVendor(speak);
  const server = await startServer({ ...sandbox.settings, ALO_API_URL: vendor.url, ...settings });
  running.push(server.close, vendor.close);
  return { server, vendor };
}

async function failureOf(speak: Speak, code: string, settings?: Record<string, string>): Promise<FakeVendor> {
  const { server, vendor } = await withAlo(speak, settings);
  expectFailure(await askAll(server), 'ALO', code);
  expect(vendor.arrivals).toHaveLength(1);
  expect(server.internalErrors).toEqual([]);
  return vendor;
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const BODY = '{"periods":[{"id":1}]}';

describe('a connection that breaks', () => {
  it.each([
    ['before the answer', (socket) => socket.resetAndDestroy()],
    ['before the answer, politely', (socket) => socket.end()],
    ['in the middle of the head', (socket) => socket.end('HTTP/1.1 200 O')],
    ['in the middle of the body', (socket) => socket.end(`${HEAD}content-length: 1000\r\n\r\n${BODY}`)],
    ['in the middle of a chunk', (socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n400\r\n${BODY}`)],
    ['between two chunks', (socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n16\r\n${BODY}\r\n`)],
    [
      'after a body that is longer than announced',
      (socket) => socket.end(`${HEAD}content-length: 5\r\nconnection: close\r\n\r\n${BODY}`),
      'SOURCE_CONTRACT',
    ],
    ['with no HTTP at all', (socket) => socket.end('220 smtp.example ESMTP\r\n')],
    ['with a status that is none', (socket) => socket.end('HTTP/1.1 abc OK\r\n\r\n')],
    ['with a header that cannot be', (socket) => socket.end(`${HEAD}content-length: abc\r\n\r\n${BODY}`)],
    [
      'with more headers than fit',
      (socket) => socket.end(`${HEAD}x: ${'x'.repeat(100_000)}\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`),
    ],
  ] satisfies [string, Speak, string?][] as [string, Speak, string?][])(
    '%s makes the source unavailable',
    async (_, speak, code) => {
      await failureOf(speak, code ?? 'SOURCE_UNAVAILABLE');
    },
  );

  it('while it was kept for later costs nobody an answer twice', async () => {
    const { server, vendor } = await withAlo((socket, _, number) => {
      if (number === 2) socket.resetAndDestroy();
      else socket.write(jsonAnswer(BODY));
    });
    expect((await askAll(server)).errors).toBeUndefined();
    expectFailure(await askAll(server), 'ALO', 'SOURCE_UNAVAILABLE');
    expect((await askAll(server)).errors).toBeUndefined();
    expect(vendor.arrivals).toHaveLength(3);
  });

  it('while nobody uses it goes unnoticed', async () => {
    const { server, vendor } = await withAlo((socket) => {
      socket.write(jsonAnswer(BODY), () => setTimeout(() => socket.destroy(), 10));
    });
    expect((await askAll(server)).errors).toBeUndefined();
    await wait(100);
    expect((await askAll(server)).errors).toBeUndefined();
    expect(vendor.arrivals).toHaveLength(2);
  });
});

describe('a vendor that is gone', () => {
  it.each(SOURCES)('(%s) is unavailable, and back as soon as it is', async (source) => {
    const graph = await startWarmGraph();
    running.push(graph.close);
    const vendor = { CALCOM: graph.sandbox.calcom, ALO: graph.sandbox.alo, SALESHANDY: graph.sandbox.saleshandy }[
      source
    ];
    await vendor.kill();
    expectFailure(await askAll(graph), source, 'SOURCE_UNAVAILABLE');
    await vendor.revive();
    expect((await askAll(graph)).errors).toBeUndefined();
  });

  it.each([
    ['has no such host', 'http://teamgraph-test.invalid'],
    ['speaks TLS only in its name', 'https://127.0.0.1:1'],
    ['has an address that leads nowhere', 'http://127.0.0.1:1'],
  ])('(one that %s) is unavailable', async (_, url) => {
    const server = await startServer({ ...sandbox.settings, ALO_API_URL: url });
    running.push(server.close);
    expectFailure(await askAll(server), 'ALO', 'SOURCE_UNAVAILABLE');
  });
});

describe('a vendor without an end', () => {
  const silent: Speak = () => {};
  const halfway: Speak = (socket) => socket.write(`${HEAD}content-length: 1000\r\n\r\n{`);
  const dripping: Speak = (socket) => {
    socket.write(`${HEAD}content-length: 1000\r\n\r\n`);
    const drip = setInterval(() => socket.write(' '), 200);
    socket.once('close', () => clearInterval(drip));
  };

  it('(that says nothing, or stops in the middle, or drips) is timed out after one attempt', async () => {
    await Promise.all([silent, halfway, dripping].map((speak) => failureOf(speak, 'SOURCE_TIMEOUT')));
  });

  it.each([
    ['that says nothing', silent],
    ['that drips', dripping],
  ] satisfies [string, Speak][])('(one %s) is timed out by the deadline of the request', async (_, speak) => {
    await failureOf(speak, 'SOURCE_TIMEOUT', { REQUEST_DEADLINE_MS: '400' });
  });

  it('(one that is late) is waited for', async () => {
    const graph = await startWarmGraph();
    running.push(graph.close);
    const { answer, attempts } = await askWithFault(graph, 'ALO', { delayMs: 2000 });
    expect([answer.errors, attempts]).toEqual([undefined, 1]);
  });

  it('is hung up on when the client that asked has left', async () => {
    let hungUp = false;
    const { server, vendor } = await withAlo((socket) => {
      socket.once('close', () => {
        hungUp = true;
      });
    });
    const leave = new AbortController();
    const asking = fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ periods { nodes { id } } }"}',
      signal: leave.signal,
    }).catch(() => 'left');
    await expect.poll(() => vendor.arrivals.length).toBe(1);
    leave.abort();
    expect(await asking).toBe('left');
    await expect.poll(() => hungUp).toBe(true);
    expect(server.internalErrors).toEqual([]);
  });
});

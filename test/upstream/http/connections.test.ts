/** A vendor that misbehaves below HTTP, byte by byte (F4, F5). */
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { createJumpingClock } from '../../support/clock.ts';
import { jsonAnswer, type Speak, startFakeVendor } from '../../support/fake-vendor.ts';
import { startServer } from '../../support/graph.ts';
import {
  askAll,
  askWhole,
  attemptsIn,
  endProbe,
  expectColumns,
  expectFailure,
  expectStale,
  meet,
  OLD_MS,
  POLL,
  REST_MS,
  SOURCES,
  startProbe,
  vendorOf,
} from '../../support/upstream/endpoint.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  return () => sandbox.close();
});

/** Two sources as they should be, and ALO as the test plays it. */
async function withAlo(speak: Speak, settings: Record<string, string> = {}) {
  const vendor = await startFakeVendor(speak);
  const clock = createJumpingClock();
  const alo = { ALO_API_URL: vendor.url, CACHE: 'on', ...settings };
  const server = await startServer({ ...sandbox.settings, ...alo }, { clock });
  const end = async (): Promise<void> => {
    expect(server.internalErrors).toEqual([]);
    await server.close();
    await vendor.close();
  };
  return { server, vendor, clock, end };
}

/** Calls a vendor that worked before, and then answers like this. */
async function expectAlo(speak: Speak, expected: { code: string; attempts: number }): Promise<void> {
  let isWell = true;
  const { server, vendor, clock, end } = await withAlo((socket, head, number) =>
    isWell ? socket.write(jsonAnswer(BODY)) : speak(socket, head, number),
  );
  const columns = await meet(clock, {
    well: () => askWhole(server),
    ill: async () => {
      isWell = false;
      const before = vendor.arrivals.length;
      return { answer: await askAll(server), attempts: vendor.arrivals.length - before };
    },
  });
  expectColumns(columns, 'ALO', expected);
  await end();
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const BODY = '{"periods":[{"id":1}]}';

describe.concurrent('a connection that breaks', () => {
  it.each([
    ['before the answer (F5)', (socket) => socket.resetAndDestroy()],
    ['before the answer, politely (F5)', (socket) => socket.end()],
    ['in the middle of the head (F4)', (socket) => socket.end('HTTP/1.1 200 O')],
    ['in the middle of the body (F4)', (socket) => socket.end(`${HEAD}content-length: 1000\r\n\r\n${BODY}`)],
    [
      'in the middle of a chunk (F4)',
      (socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n400\r\n${BODY}`),
    ],
    ['between two chunks (F4)', (socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n16\r\n${BODY}\r\n`)],
    ['with no HTTP at all', (socket) => socket.end('220 smtp.example ESMTP\r\n')],
    ['with a status that is none', (socket) => socket.end('HTTP/1.1 abc OK\r\n\r\n')],
    ['with a header that cannot be', (socket) => socket.end(`${HEAD}content-length: abc\r\n\r\n${BODY}`)],
    [
      'with more headers than fit',
      (socket) => socket.end(`${HEAD}x: ${'x'.repeat(100_000)}\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`),
    ],
  ] satisfies [string, Speak][])('%s makes the source unavailable after a second attempt', async (_, speak) => {
    await expectAlo(speak, { code: 'SOURCE_UNAVAILABLE', attempts: 2 });
  });

  it('after a body that is longer than announced is not understood', async () => {
    const speak: Speak = (socket) => socket.end(`${HEAD}content-length: 5\r\nconnection: close\r\n\r\n${BODY}`);
    await expectAlo(speak, { code: 'SOURCE_CONTRACT', attempts: 1 });
  });

  it('once costs no answer: the request is sent again', async () => {
    const { server, vendor, end } = await withAlo((socket, _, number) => {
      if (number % 2 === 1) socket.resetAndDestroy();
      else socket.write(jsonAnswer(BODY));
    });
    await askWhole(server);
    expect(vendor.arrivals).toHaveLength(2);
    await end();
  });

  it('while it was idle costs no answer: the request is sent again (F5)', async () => {
    const uncached = { CACHE: 'off' };
    const { server, vendor, end } = await withAlo((socket, _, number) => {
      if (number === 2) socket.resetAndDestroy();
      else socket.write(jsonAnswer(BODY));
    }, uncached);
    for (const arrivals of [1, 3, 4]) {
      await askWhole(server);
      expect(vendor.arrivals).toHaveLength(arrivals);
    }
    await end();
  });

  it('while it is idle goes unnoticed', async ({ expect }) => {
    const closed: boolean[] = [];
    const { server, vendor, end } = await withAlo(
      (socket) => {
        socket.once('close', () => closed.push(true));
        socket.write(jsonAnswer(BODY), () => setTimeout(() => socket.destroy(), 10));
      },
      { CACHE: 'off' },
    );
    await askWhole(server);
    await expect.poll(() => closed, POLL).toHaveLength(1);
    await wait(100);
    await askWhole(server);
    expect(vendor.arrivals).toHaveLength(2);
    await end();
  });
});

describe.concurrent('an answer after', () => {
  it.each([
    ['an unrequested 100', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['a 100 with headers', 'HTTP/1.1 100 Continue\r\nserver: x\r\n\r\n'],
    ['a 102', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['a 103', 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n'],
    [
      'several of them',
      `HTTP/1.1 100 Continue\r\n\r\n${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(20)}HTTP/1.1 100 No\r\n\r\n`,
    ],
  ])('%s is read, and its connection used again', async (_, informational) => {
    const sockets = new Set<Socket>();
    const { server, vendor, end } = await withAlo(
      (socket) => {
        sockets.add(socket);
        socket.write(informational);
        setImmediate(() => socket.write(jsonAnswer(BODY)));
      },
      { CACHE: 'off' },
    );
    for (let time = 0; time < 3; time++) await askWhole(server);
    expect([vendor.arrivals.length, sockets.size]).toEqual([3, 1]);
    await end();
  });

  it.each([
    ['informational answers', `HTTP/1.1 100 Continue\r\nserver: x\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n`],
    ['nothing', ''],
  ])('%s is read, also one byte at a time', async (_, informational) => {
    const sockets = new Set<Socket>();
    const { server, vendor, end } = await withAlo(
      async (socket) => {
        sockets.add(socket.setNoDelay());
        const bytes = Buffer.concat([Buffer.from(informational), jsonAnswer(BODY)]);
        for (const byte of bytes) {
          socket.write(Buffer.of(byte));
          await new Promise(setImmediate);
        }
      },
      { CACHE: 'off' },
    );
    for (let time = 0; time < 2; time++) await askWhole(server);
    expect([vendor.arrivals.length, sockets.size]).toEqual([2, 1]);
    await end();
  });

  it('an informational answer without an end is none', async () => {
    const speak: Speak = (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nlink: ${'x'.repeat(100_000)}`);
    await expectAlo(speak, { code: 'SOURCE_UNAVAILABLE', attempts: 2 });
  });

  it('a body that looks like an informational answer is a body', async () => {
    const body = `HTTP/1.1 100 Continue\r\n\r\n${BODY}`;
    const speak: Speak = (socket) => {
      socket.write(`${HEAD}content-length: ${body.length}\r\n\r\n`);
      setImmediate(() => socket.write(body));
    };
    await expectAlo(speak, { code: 'SOURCE_CONTRACT', attempts: 1 });
  });

  it('an unrequested switch of protocols is refused', async () => {
    const speak: Speak = (socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\nhello');
    await expectAlo(speak, { code: 'SOURCE_UNAVAILABLE', attempts: 2 });
  });
});

describe.concurrent('a vendor that is gone (F5)', () => {
  it.each(SOURCES)('(%s) is unavailable after a second attempt, and back as soon as it is', async (source) => {
    const probe = await startProbe();
    const vendor = vendorOf(probe, source);
    const first = await askWhole(probe);
    probe.clock.jump(OLD_MS);
    await vendor.kill();
    const stale = await askAll(probe);
    expectStale(stale, first, source, 'SOURCE_UNAVAILABLE');
    expect(attemptsIn(stale, source)).toBe(2);
    await vendor.revive();
    probe.clock.jump(REST_MS);
    await askWhole(probe);
    await endProbe(probe);
  });

  it.each([
    ['has no such host', 'http://teamgraph-test.invalid'],
    ['speaks TLS only in its name', 'https://127.0.0.1:1'],
    ['has an address that leads nowhere', 'http://127.0.0.1:1'],
  ])('(one that %s) is unavailable after a second attempt', async (_, url) => {
    const server = await startServer({ ...sandbox.settings, ALO_API_URL: url });
    const answer = await askAll(server);
    expectFailure(answer, 'ALO', 'SOURCE_UNAVAILABLE');
    expect(attemptsIn(answer, 'ALO')).toBe(2);
    await server.close();
  });
});

describe.concurrent('a vendor without an end', () => {
  const silent: Speak = () => {};
  const halfway: Speak = (socket) => socket.write(`${HEAD}content-length: 1000\r\n\r\n{`);
  const dripping: Speak = (socket) => {
    socket.write(`${HEAD}content-length: 1000\r\n\r\n`);
    const drip = setInterval(() => socket.write(' '), 200);
    socket.once('close', () => clearInterval(drip));
  };

  it.each([
    ['that is silent (F2)', silent],
    ['that stops in the middle (F2)', halfway],
    ['that drips (F3)', dripping],
  ] satisfies [string, Speak][])('(one %s) is timed out after one attempt', async (_, speak) => {
    await expectAlo(speak, { code: 'SOURCE_TIMEOUT', attempts: 1 });
  });

  it.each([
    ['that is silent', silent],
    ['that drips', dripping],
  ] satisfies [string, Speak][])('(one %s) is timed out by the deadline of the request', async (_, speak) => {
    const { server, vendor, end } = await withAlo(speak, { REQUEST_DEADLINE_MS: '3000' });
    expectFailure(await askAll(server), 'ALO', 'SOURCE_TIMEOUT');
    expect(vendor.arrivals).toHaveLength(1);
    await end();
  });
});

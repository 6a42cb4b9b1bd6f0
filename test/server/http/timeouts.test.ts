/** Slow clients are disconnected, and no other client waits for them. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type NetConnectOpts, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { send } from '../../../src/server/http/response.ts';
import { type Graph, startGraph } from '../../support/graph.ts';
import { openRaw, postHead } from '../../support/raw-http.ts';

const DIST = new URL('../../../graphiql/dist/', import.meta.url);
const POLL = { headMs: 400, requestMs: 600, pieceMs: 400, lookMs: 50 };
const MANY = 100;
/** The largest file that the server has. */
const [LARGEST = ''] = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).toSorted(
  (one, other) => statSync(new URL(other, DIST)).size - statSync(new URL(one, DIST)).size,
);
/** Requests on one connection: their answers exceed what the system buffers for a client that does not read. */
const ANSWERS = 16;

let graph: Graph | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await graph?.close();
  graph = undefined;
});

async function open({ url }: Graph): ReturnType<typeof openRaw> {
  const connection = await openRaw(url);
  sockets.push(connection.socket);
  return connection;
}

/** Sends byte after byte until the connection ends. */
function drip(socket: Socket, text: string): void {
  let sent = 0;
  const timer = setInterval(() => socket.write(text[sent++ % text.length] ?? ''), 50);
  socket.once('close', () => clearInterval(timer));
}

async function expectServed({ ask }: Graph): Promise<void> {
  for (let n = 0; n < 5; n++) expect((await ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
}

describe('many slow clients', { timeout: 20_000 }, () => {
  it.each([
    ['that send the head of a request byte by byte', (socket: Socket) => drip(socket, postHead('x: y'))],
    [
      'that send a body byte by byte',
      (socket: Socket) => {
        socket.write(`${postHead('content-type: application/json', 'content-length: 200')}\r\n`);
        drip(socket, '{');
      },
    ],
    ['that begin a request and stop', (socket: Socket) => socket.write('POST /graphql HTTP/1.1\r\nHost: a\r\n')],
  ])('%s get a 408 and are disconnected, and others are served meanwhile', async (_, begin) => {
    const served = await startGraph({ timeouts: POLL });
    graph = served;
    const slow = await Promise.all(Array.from({ length: MANY }, () => open(served)));
    for (const { socket } of slow) begin(socket);
    await expectServed(served);
    const texts = await Promise.all(slow.map(({ closed }) => closed));
    const answers = texts.filter((text) => text !== '');
    // A client that writes while it is disconnected may lose the answer.
    expect(answers.length).toBeGreaterThan(0);
    for (const text of answers) {
      expect(text).toMatch(/^HTTP\/1\.1 408 /);
      expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toEqual({
        errors: [{ message: 'The request took too long to arrive.', extensions: { code: 'BAD_REQUEST' } }],
      });
    }
    await expectServed(served);
  });

  it('that send nothing are disconnected without an answer', async () => {
    const served = await startGraph({ timeouts: POLL });
    graph = served;
    const slow = await Promise.all(Array.from({ length: MANY }, () => open(served)));
    await expectServed(served);
    for (const { closed } of slow) expect(await closed).toBe('');
    expect(served.log.join()).not.toContain('"status":408');
  });

  it('that do not read their answers are disconnected, and others are served meanwhile', async () => {
    const served = await startGraph({ timeouts: POLL });
    graph = served;
    const request = `GET /graphiql/${LARGEST} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const slow = await Promise.all(Array.from({ length: 20 }, () => open(served)));
    for (const { socket } of slow) {
      socket.pause();
      socket.write(request.repeat(ANSWERS));
    }
    await expectServed(served);
    await expect.poll(served.connections, { timeout: 15_000, interval: 100 }).toBe(0);
    for (const { socket } of slow) socket.resume();
    for (const { closed } of slow) expect((await closed).split('HTTP/1.1 200 OK').length).toBeLessThan(ANSWERS);
  });
});

/** The system buffers a fifth of a megabyte for a Unix socket, and some megabytes for a TCP socket. */
const LARGE_BYTES = { unix: 2 * 1024 * 1024, tcp: 16 * 1024 * 1024 };

describe('a client that reads 64 KB of a large answer at a time', { timeout: 30_000 }, () => {
  const pieceMs = 1_500;
  let close = (): void => {};
  afterEach(() => close());

  async function serve(over: keyof typeof LARGE_BYTES): Promise<NetConnectOpts> {
    const folder = mkdtempSync(join(tmpdir(), 'teamgraph-slow-'));
    const body = Buffer.alloc(LARGE_BYTES[over], 'x');
    const server = createServer((request, response) =>
      send(request, response, { status: 200, headers: {}, body }, pieceMs),
    );
    close = () => {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    };
    const path = join(folder, 'socket');
    server.listen(over === 'unix' ? { path } : { port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    return over === 'unix' ? { path } : { port: (server.address() as AddressInfo).port };
  }

  /** Resolves with the bytes that arrived, and the error that ended the connection, if any. */
  async function read(address: NetConnectOpts, restMs: number): Promise<{ bytes: number; error: string | undefined }> {
    const socket = connect(address);
    sockets.push(socket);
    let bytes = 0;
    let error: string | undefined;
    socket.on('error', (thrown: NodeJS.ErrnoException) => {
      error = thrown.code;
    });
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      socket.pause();
      setTimeout(() => socket.resume(), restMs);
    });
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    return { bytes, error };
  }

  it('is disconnected even if it reads each piece in time, unless it reads four in that time', async () => {
    expect((await read(await serve('unix'), 0.3 * pieceMs)).bytes).toBeLessThan(LARGE_BYTES.unix);
  });

  it('gets all of it if it reads steadily', async () => {
    expect((await read(await serve('unix'), 0.05 * pieceMs)).bytes).toBeGreaterThan(LARGE_BYTES.unix);
  });

  it('is disconnected by a reset, so that the system drops its buffer', async () => {
    const { bytes, error } = await read(await serve('tcp'), 0.3 * pieceMs);
    expect(error).toBe('ECONNRESET');
    expect(bytes).toBeLessThan(LARGE_BYTES.tcp);
  });
});

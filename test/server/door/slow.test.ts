/** Clients that take their time: they are cut off, and nobody else waits for them. */
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../../support/graph.ts';
import { postHead } from '../../support/raw-http.ts';

const DIST = new URL('../../../graphiql/dist/', import.meta.url);
const PATIENCE = { headMs: 400, requestMs: 600, pieceMs: 400, lookMs: 50 };
const MANY = 100;
/** The largest file that the server has. */
const [LARGEST = ''] = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).toSorted(
  (one, other) => statSync(new URL(other, DIST)).size - statSync(new URL(one, DIST)).size,
);
/** One after another on a connection: more than the system keeps of what nobody reads. */
const ANSWERS = 16;

let graph: Graph;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await graph.close();
});

async function open(): Promise<{ socket: Socket; closed: Promise<string> }> {
  const socket = connect(Number(new URL(graph.url).port), '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  await once(socket, 'connect');
  return { socket, closed };
}

/** Sends one byte after another for as long as it may. */
function drip(socket: Socket, text: string): void {
  let sent = 0;
  const timer = setInterval(() => socket.write(text[sent++ % text.length] ?? ''), 50);
  socket.once('close', () => clearInterval(timer));
}

async function expectServed(): Promise<void> {
  for (let n = 0; n < 5; n++) expect((await graph.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
}

describe('many slow clients', { timeout: 20_000 }, () => {
  it.each([
    ['who send the head of a request byte by byte', (socket: Socket) => drip(socket, postHead('x: y'))],
    [
      'who send a body byte by byte',
      (socket: Socket) => {
        socket.write(`${postHead('content-type: application/json', 'content-length: 200')}\r\n`);
        drip(socket, '{');
      },
    ],
    ['who begin and say nothing more', (socket: Socket) => socket.write('POST /graphql HTTP/1.1\r\nHost: a\r\n')],
  ])('%s are told so and cut off, and others are served meanwhile', async (_, begin) => {
    graph = await startGraph({ patience: PATIENCE });
    const slow = await Promise.all(Array.from({ length: MANY }, open));
    for (const { socket } of slow) begin(socket);
    await expectServed();
    const told = await Promise.all(slow.map(({ closed }) => closed));
    const words = told.filter((text) => text !== '');
    // A client that is writing when it is cut off may lose what it was told.
    expect(words.length).toBeGreaterThan(0);
    for (const text of words) {
      expect(text).toMatch(/^HTTP\/1\.1 408 /);
      expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toEqual({
        errors: [{ message: 'The request took too long to arrive.', extensions: { code: 'BAD_REQUEST' } }],
      });
    }
    await expectServed();
  });

  it('who say nothing are cut off without a word', async () => {
    graph = await startGraph({ patience: PATIENCE });
    const slow = await Promise.all(Array.from({ length: MANY }, open));
    await expectServed();
    for (const { closed } of slow) expect(await closed).toBe('');
    expect(graph.log.join()).not.toContain('"status":408');
  });

  it('who do not read what they asked for are cut off, and others are served meanwhile', async () => {
    graph = await startGraph({ patience: PATIENCE });
    const request = `GET /graphiql/${LARGEST} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const slow = await Promise.all(Array.from({ length: 20 }, open));
    for (const { socket } of slow) {
      socket.pause();
      socket.write(request.repeat(ANSWERS));
    }
    await expectServed();
    await expect.poll(graph.connections, { timeout: 15_000, interval: 100 }).toBe(0);
    for (const { socket } of slow) socket.resume();
    for (const { closed } of slow) expect((await closed).split('HTTP/1.1 200 OK').length).toBeLessThan(ANSWERS);
  });
});

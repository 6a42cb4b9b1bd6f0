/**
 * Measures what hundreds of slow clients do to the others. A third of them sends the head of a request byte by byte, a third its
 * body, and a third does not read the answer. Ends with code 1 unless every other request is answered and each slow client is
 * disconnected 10 to 15 seconds after it began.
 */
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { Agent, request as ask } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { readBenchArguments } from '../scripts/benches.ts';
import { startMain } from '../test/support/process.ts';

const { slow: SLOW } = readBenchArguments(import.meta.url, {
  slow: { type: 'number', default: 400, least: 3, about: 'how many slow clients' },
});
const SERVED = 20;
const BEFORE_MS = 5_000;
const DURING_MS = 16_000;
const CUT_MS = { earliest: 10_000, latest: 15_000 };
const DIST = new URL('../graphiql/dist/assets/', import.meta.url);
const [LARGEST = ''] = readdirSync(DIST).toSorted(
  (one, other) => statSync(new URL(other, DIST)).size - statSync(new URL(one, DIST)).size,
);
const HEAD = 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
/** Many on one connection: more than the system buffers for a client that does not read. */
const READS = `GET /graphiql/assets/${LARGEST} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(12);
const BODY = JSON.stringify({ query: '{ bookings(first: 3) { nodes { uid } } }' });

const main = startMain({ LOG_LEVEL: 'silent' });
const { port } = new URL(await main.ready());

/** Milliseconds from the first byte of the connection to its end. */
async function slow(kind: number): Promise<number> {
  const socket: Socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  const sinceMs = performance.now();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const text = kind === 0 ? HEAD : '{'.repeat(1000);
  if (kind === 1) socket.write(`${HEAD}Content-Length: 1000\r\n\r\n`);
  if (kind === 2) socket.pause().write(READS);
  else socket.resume();
  let sent = 0;
  const timer = setInterval(() => {
    // A client that does not read sees the end of the connection only when it writes.
    if (kind === 2) socket.write('\r\n');
    else socket.write(text[sent++ % text.length] ?? '');
  }, 500);
  await closed;
  clearInterval(timer);
  return performance.now() - sinceMs;
}

async function serve(ms: number): Promise<{ tookMs: number[]; failed: number }> {
  const untilMs = performance.now() + ms;
  const tookMs: number[] = [];
  let failed = 0;
  const client = async (): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (performance.now() < untilMs) {
      const sinceMs = performance.now();
      const isAnswered = await post(agent).catch(() => false);
      tookMs.push(performance.now() - sinceMs);
      if (!isAnswered) failed++;
      await wait(20);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: SERVED }, client));
  return { tookMs: tookMs.sort((a, b) => a - b), failed };
}

async function post(agent: Agent): Promise<boolean> {
  const headers = { 'content-type': 'application/json', 'content-length': BODY.length };
  const asking = ask({ port, path: '/graphql', method: 'POST', agent, headers });
  asking.end(BODY);
  const [answer] = await once(asking, 'response');
  return Buffer.concat(await answer.toArray()).includes('"data":{"bookings"') && answer.statusCode === 200;
}

const at = (sorted: readonly number[], share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
const tell = (title: string, { tookMs, failed }: { tookMs: number[]; failed: number }): void => {
  const [p50, p99] = [at(tookMs, 0.5), at(tookMs, 0.99)].map((ms) => ms.toFixed(1));
  process.stdout.write(`${title}: ${tookMs.length} requests, ${failed} failed, p50 ${p50} ms, p99 ${p99} ms\n`);
};

const before = await serve(BEFORE_MS);
tell('alone', before);
const slowOnes = Array.from({ length: SLOW }, (_, index) => slow(index % 3));
const during = await serve(DURING_MS);
tell(`beside ${SLOW} slow clients`, during);
const cutMs = (await Promise.all(slowOnes)).sort((a, b) => a - b);
const seconds = [cutMs[0] ?? 0, cutMs.at(-1) ?? 0].map((ms) => (ms / 1000).toFixed(1));
process.stdout.write(`slow clients were disconnected after ${seconds.join(' to ')} s\n`);
await main.end();
const isCut = (cutMs[0] ?? 0) >= CUT_MS.earliest - 500 && (cutMs.at(-1) ?? Number.POSITIVE_INFINITY) <= CUT_MS.latest;
process.exitCode = before.failed + during.failed === 0 && isCut ? 0 : 1;

/**
 * Counts the requests that clients lose while the server restarts under load. The clients keep their connections and send request
 * after request, while the server is stopped and started again on the same port. A request is lost where a connection was open
 * and no answer of 200 came. Ends with code 1 where one is lost.
 */
import { Agent, request as ask } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { readBenchArguments } from '../scripts/benches.ts';
import { listen } from '../src/server/http/listen.ts';
import { type Main, startMain } from '../test/support/process.ts';

const values = readBenchArguments(import.meta.url, {
  restarts: { type: 'number', default: 20, about: 'how many restarts' },
  clients: { type: 'number', default: 50, about: 'how many clients' },
  seconds: { type: 'number', default: 1, about: 'how long the server runs before each restart' },
});
const BODY = JSON.stringify({ query: '{ bookings(first: 3) { nodes { uid } } }' });
const HEADERS = { 'content-type': 'application/json', 'content-length': BODY.length };

const counts = { answered: 0, notAccepted: 0, lost: {} as Record<string, number> };

function post(port: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const asking = ask({ port, path: '/graphql', method: 'POST', agent, headers: HEADERS }, async (response) => {
      const chunks = await response.toArray().catch(() => []);
      const isAnswer = response.statusCode === 200 && Buffer.concat(chunks).includes('"data":{"bookings"');
      resolve(isAnswer ? 'answered' : `status ${response.statusCode}`);
    });
    asking.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
    asking.end(BODY);
  });
}

async function client(port: string, over: AbortSignal): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (!over.aborted) {
    const outcome = await post(port, agent);
    if (outcome === 'answered') counts.answered++;
    else if (outcome === 'ECONNREFUSED') {
      counts.notAccepted++;
      await wait(20);
    } else counts.lost[outcome] = (counts.lost[outcome] ?? 0) + 1;
    await wait(5);
  }
  agent.destroy();
}

async function freePort(): Promise<string> {
  const listening = await listen('127.0.0.1', 0);
  const { port } = new URL(listening.url);
  await listening.close();
  return port;
}

async function start(port: string): Promise<Main> {
  const main = startMain({ PORT: port, LOG_LEVEL: 'silent' });
  await main.ready();
  return main;
}

const port = await freePort();
const over = new AbortController();
let main = await start(port);
const clients = Array.from({ length: values.clients }, () => client(port, over.signal));
for (let restart = 0; restart < values.restarts; restart++) {
  await wait(values.seconds * 1000);
  main.child.kill('SIGTERM');
  const [code] = await main.exited;
  if (code !== 0) throw new Error(`the server ended with ${code}: ${main.output.stderr}`);
  main = await start(port);
}
over.abort();
await Promise.all(clients);
await main.end();
const lost = Object.values(counts.lost).reduce((sum, count) => sum + count, 0);
process.stdout.write(
  `${values.restarts} restarts, ${clients.length} clients: ${counts.answered} answered, ${lost} lost ${JSON.stringify(counts.lost)}, ` +
    `${counts.notAccepted} connections not accepted\n`,
);
process.exitCode = lost === 0 ? 0 : 1;

/**
 * Restarts under load: clients that keep their connections ask again and again while the server is told to stop and
 * started anew on the same port. Run: `node bench/restarts.ts [--restarts 20] [--clients 50] [--seconds 1]`. A request is
 * lost where a connection was had and no answer of 200 came; a client that is not let in knocks again. What it promises is
 * that none is lost.
 */
import { Agent, request as ask } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { listen } from '../src/server/http/listen.ts';
import { type Main, startMain } from '../test/support/process.ts';

const { values } = parseArgs({
  options: {
    restarts: { type: 'string', default: '20' },
    clients: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '1' },
  },
});
const RESTARTS = Number(values.restarts);
const BODY = JSON.stringify({ query: '{ bookings(first: 3) { nodes { uid } } }' });
const HEADERS = { 'content-type': 'application/json', 'content-length': BODY.length };

const told = { answered: 0, knocked: 0, lost: {} as Record<string, number> };

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
    const became = await post(port, agent);
    if (became === 'answered') told.answered++;
    else if (became === 'ECONNREFUSED') {
      told.knocked++;
      await wait(20);
    } else told.lost[became] = (told.lost[became] ?? 0) + 1;
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
const clients = Array.from({ length: Number(values.clients) }, () => client(port, over.signal));
for (let restart = 0; restart < RESTARTS; restart++) {
  await wait(Number(values.seconds) * 1000);
  main.child.kill('SIGTERM');
  const [code] = await main.exited;
  if (code !== 0) throw new Error(`it ended with ${code}: ${main.output.stderr}`);
  main = await start(port);
}
over.abort();
await Promise.all(clients);
await main.end();
const lost = Object.values(told.lost).reduce((sum, count) => sum + count, 0);
process.stdout.write(
  `${RESTARTS} restarts, ${clients.length} clients: ${told.answered} answered, ${lost} lost ${JSON.stringify(told.lost)}, ` +
    `${told.knocked} times not let in\n`,
);
process.exitCode = lost === 0 ? 0 : 1;

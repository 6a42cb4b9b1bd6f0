/**
 * Measures a server to which more requests arrive than it can answer: at 1, 2, 5 and 10 times its knee, whether or not earlier
 * ones were answered. The knee is what a few clients get that wait for their answers. Prints the answers a second, how long
 * answers, rejections and `/healthz` take, and what nine normal callers get beside a tenth at ten times the knee. Ends with
 * code 1 where the answers at the highest load are less than 90 % of the most, 1 % of the rejections take longer than 50 ms,
 * `/healthz` takes longer than 100 ms, or a normal caller is rejected.
 */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { readBenchArguments } from '../scripts/benches.ts';
import { type Child, startChild } from './compare/child.ts';
import { moveTo, planCores } from './compare/cores.ts';
import { type RunningServer, SERVERS, startServer } from './compare/servers.ts';
import type { Report } from './compare/upstream.ts';
import { bodyOf, WORKS } from './compare/works.ts';
import { openConnection } from './overload/connection.ts';
import type { Load, Result, Task } from './overload/load.ts';

const names = WORKS.map(({ name }) => name);
const values = readBenchArguments(import.meta.url, {
  seconds: { type: 'number', default: 10, about: 'how long each load lasts' },
  work: { type: 'choice', of: names, default: 'TeamDashboard', about: 'the request' },
  cache: {
    type: 'choice',
    of: ['on', 'off'],
    default: 'off',
    about: 'whether the server keeps answers: it sends kept ones faster than they can be asked for',
  },
  'delay-ms': { type: 'number', default: 0, about: 'how long the upstream takes for an answer' },
});
const TIMES = [1, 2, 5, 10];
/** Clients that wait for their answers, to find the knee. */
const CLIENTS = 16;
const MOST_MS = { refusal: 50, health: 100 };
const LEAST_SHARE = 0.9;
const NORMAL = 9;
/** Of the knee, by all normal callers together. */
const NORMAL_SHARE = 0.3;
const HEALTH_EVERY_MS = 20;
const TOKENS = Array.from({ length: NORMAL + 1 }, (_, index) => `tg_caller${index}`);
const HEALTH = Buffer.from('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');

const cores = planCores();
if (cores) moveTo(cores.client);
const upstream = startChild({ script: new URL('compare/upstream.ts', import.meta.url), core: cores?.upstream });
const client = startChild({ script: new URL('overload/load.ts', import.meta.url), core: cores?.client });
const work = WORKS.find(({ name }) => name === values.work);
const ours = SERVERS.find(({ name }) => name === (values.cache === 'on' ? 'ours-cached' : 'ours'));
if (!work || !ours) throw new Error('there is no such work or server');
const body = bodyOf(work);
const { settings } = await upstream.next<Report>();
const server = await startServer(
  {
    ...ours,
    env: {
      ...ours.env,
      LOG_LEVEL: 'warn',
      CALLER_REQUESTS_PER_MINUTE: 'unlimited',
      AUTH_TOKENS: TOKENS.map((token, index) => `caller${index}:${sha256(token)}`).join(','),
    },
  },
  { settings, core: cores?.server, connections: 1 },
);
const passed = await measure(server, upstream, client);
await Promise.all([server, upstream, client].map((process) => process.end()));
process.exitCode = passed ? 0 : 1;

async function measure(server: RunningServer, upstream: Child, client: Child): Promise<boolean> {
  const { port } = server;
  const { seconds } = values;
  const run = (loads: readonly Load[], forSeconds = seconds): Promise<readonly Result[]> =>
    client.ask({ port, seconds: forSeconds, loads } satisfies Task);
  const token = TOKENS[0] ?? '';
  const closed: Load = { token, body, clients: CLIENTS };
  await run([{ ...closed, clients: 1 }], 1);
  await upstream.ask({ isRecording: false, isVarying: false, delayMs: values['delay-ms'] });
  await run([closed], seconds / 2);
  const [found] = await run([closed]);
  const knee = (found?.answered.count ?? 0) / seconds;
  console.log(
    `${work?.name}, CACHE=${values.cache}: the knee is at ${knee.toFixed(0)} requests a second (${CLIENTS} clients).`,
  );

  const rows: Record<string, Row> = {};
  for (const times of TIMES) {
    const cpuUs = await server.cpuUs();
    const { result, healthMs } = await besideHealth(port, () => run([{ token, body, rate: times * knee }]));
    rows[`${times} x`] = rowOf(result[0], healthMs, (await server.cpuUs()) - cpuUs);
    await wait(1_000);
  }
  const normal = TOKENS.slice(1).map((each): Load => ({ token: each, body, rate: (knee * NORMAL_SHARE) / NORMAL }));
  const [alone] = await run(normal.slice(0, 1));
  const [greedy, ...beside] = await run([{ token, body, rate: 10 * knee }, ...normal]);
  print(rows);
  const harmed = beside.filter(({ sent, answered }) => answered.count < sent).length;
  console.log(
    `A caller at 10 x, of which ${greedy?.answered.count} of ${greedy?.sent} requests were answered, beside ${NORMAL} normal ones: ${harmed} of them missed an answer;`,
    `p99 ${Math.max(...beside.map(({ answered }) => answered.p99)).toFixed(0)} ms, alone ${alone?.answered.p99.toFixed(0)} ms.`,
  );
  const all = Object.values(rows);
  const least = LEAST_SHARE * Math.max(...all.map(({ goodput }) => goodput));
  return (
    harmed === 0 &&
    (all.at(-1)?.goodput ?? 0) >= least &&
    all.every(
      ({ refusedMs, healthMs, failed }) => refusedMs.p99 <= MOST_MS.refusal && healthMs <= MOST_MS.health && !failed,
    )
  );
}

interface Row {
  readonly sent: number;
  /** Answers a second. */
  readonly goodput: number;
  /** Answers in a second of CPU time, which other processes of the machine do not shorten. */
  readonly perCpuSecond: number;
  readonly answeredMs: Result['answered'];
  readonly refusedMs: Result['refused'];
  readonly healthMs: number;
  readonly failed: string;
}

function rowOf(result: Result | undefined, healthMs: number, cpuUs: number): Row {
  if (!result) throw new Error('the client sent no result');
  const { sent, answered, refused, failed } = result;
  const failures = Object.entries(failed).map(([status, count]) => `${count} x ${status}`);
  return {
    sent: sent / values.seconds,
    goodput: answered.count / values.seconds,
    perCpuSecond: (answered.count * 1e6) / cpuUs,
    answeredMs: answered,
    refusedMs: refused,
    healthMs,
    failed: failures.join(),
  };
}

function print(rows: Readonly<Record<string, Row>>): void {
  const times = ({ p50, p99, most }: Result['answered']): string =>
    [p50, p99, most].map((value) => value.toFixed(0)).join(' / ');
  console.table(
    Object.fromEntries(
      Object.entries(rows).map(([name, { sent, goodput, perCpuSecond, answeredMs, refusedMs, healthMs, failed }]) => [
        name,
        {
          'sent/s': Math.round(sent),
          'answered/s': Math.round(goodput),
          'in a CPU s': Math.round(perCpuSecond),
          'answered, ms: p50 / p99 / most': times(answeredMs),
          'refused, ms: p50 / p99 / most': times(refusedMs),
          '/healthz, longest': `${healthMs.toFixed(0)} ms`,
          failed,
        },
      ]),
    ),
  );
}

/** Asks `/healthz` again and again meanwhile, on a connection of its own. */
async function besideHealth<Outcome>(port: number, run: () => Promise<Outcome>) {
  const connection = openConnection(port);
  let isOver = false;
  let healthMs = 0;
  const asking = (async () => {
    for (; !isOver; await wait(HEALTH_EVERY_MS)) {
      const { ms, status } = await connection.send(HEALTH);
      healthMs = Math.max(healthMs, status === 200 ? ms : Number.POSITIVE_INFINITY);
    }
  })();
  const result = await run();
  isOver = true;
  await asking;
  connection.close();
  return { result, healthMs };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

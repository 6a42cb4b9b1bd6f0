/**
 * Measures several real processes on the same credentials under overload, with a real Redis. The vendors reject every call beyond
 * their limits. Needs redis-server. Ends with code 1 where a vendor rejects a call.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Agent } from 'undici';
import { startSandbox } from '../sandbox/index.ts';
import { readBenchArguments } from '../scripts/benches.ts';
import { startMain } from '../test/support/process.ts';
import { startRedis } from '../test/support/redis.ts';
import { startStrictGate } from '../test/support/strict-gate.ts';

/** What the default settings allow. */
const LIMITS = {
  calcom: { perMinute: 110, perSecond: 10 },
  alo: { perMinute: 60, perSecond: 10 },
  saleshandy: { perMinute: 60, perSecond: 10 },
};
const VENDORS = ['calcom', 'alo', 'saleshandy'] as const;
/** Apart, so that warm requests do not wait for connections that cold ones use for seconds. */
const CONNECTIONS = { warm: 64, cold: 512 };
const STEP_MS = 5;

interface Load {
  readonly urls: readonly string[];
  readonly seconds: number;
  readonly rate: number;
  /** The share of requests that no request before was equal to. */
  readonly cold: number;
}

interface Report {
  readonly requests: number;
  readonly answered: number;
  readonly wrong: number;
  /** Requests without an answer, by `warm` or `cold` and the error code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly warmMs: readonly number[];
  readonly coldMs: readonly number[];
}

const FIELDS = [
  (range: string) => `bookings(first: 1, filter: { range: ${range} }) { nodes { uid } }`,
  (range: string) => `periods(first: 1, range: ${range}) { nodes { sourceId } }`,
  (range: string) => `teamStats(range: ${range}) { prospect(first: 1) { nodes { added } } }`,
];
const RANGE_END = '2026-03-18T00:00:00Z';
const MARCH = Date.UTC(2026, 2, 1);
const queryOf = (field: number, fromMs: number): string => {
  const range = `{ from: "${new Date(fromMs).toISOString()}", to: "${RANGE_END}" }`;
  return `{ ${FIELDS[field % FIELDS.length]?.(range)} }`;
};
const WARM = Array.from({ length: 6 }, (_, n) => queryOf(n, MARCH + Math.floor(n / FIELDS.length) * 86_400_000));

/** Sends requests at a fixed rate, whether or not earlier ones were answered. */
async function load({ urls, seconds, rate, cold }: Load): Promise<Report> {
  const agents = {
    warm: new Agent({ connections: CONNECTIONS.warm }),
    cold: new Agent({ connections: CONNECTIONS.cold }),
  };
  const first = new Map<string, string>();
  const refused: Record<string, number> = {};
  const times = { warm: [] as number[], cold: [] as number[] };
  let answered = 0;
  let wrong = 0;

  async function ask(kind: 'warm' | 'cold', url: string, query: string): Promise<void> {
    const startMs = performance.now();
    const codes = await send(agents[kind], url, query).catch((error: Error) => [error.message]);
    times[kind].push(performance.now() - startMs);
    if (codes.length === 0) answered++;
    for (const code of codes) refused[`${kind} ${code}`] = (refused[`${kind} ${code}`] ?? 0) + 1;
  }

  async function send(agent: Agent, url: string, query: string): Promise<string[]> {
    const { origin, pathname } = new URL(url);
    const { body } = await agent.request({
      origin,
      path: pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const text = await body.text();
    const { errors } = JSON.parse(text) as { errors?: readonly { extensions: { code: string } }[] };
    if (errors) return errors.map(({ extensions }) => extensions.code);
    if (first.has(query) && first.get(query) !== text) wrong++;
    if (WARM.includes(query)) first.set(query, text);
    return [];
  }

  const startMs = performance.now();
  const asking: Promise<void>[] = [];
  while (performance.now() - startMs < seconds * 1_000) {
    const due = ((performance.now() - startMs) / 1_000) * rate;
    while (asking.length < due) {
      const n = asking.length;
      const url = urls[n % urls.length] ?? '';
      const isCold = Math.floor(n * cold) !== Math.floor((n - 1) * cold);
      asking.push(
        isCold
          ? ask('cold', url, queryOf(Math.floor(n * cold), MARCH + n * 1_000))
          : ask('warm', url, WARM[Math.floor(n / urls.length) % WARM.length] ?? ''),
      );
    }
    await wait(STEP_MS);
  }
  await Promise.all(asking);
  await Promise.all([agents.warm.close(), agents.cold.close()]);
  return { requests: asking.length, answered, wrong, refused, warmMs: times.warm, coldMs: times.cold };
}

const inMs = (values: readonly number[], share: number): string => {
  const sorted = values.toSorted((a, b) => a - b);
  return `${(sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1)} ms`;
};

async function measure(): Promise<void> {
  const { processes, seconds, rate, cold, ...values } = readBenchArguments(import.meta.url, {
    processes: { type: 'number', default: 4, least: 1, about: 'how many servers' },
    seconds: { type: 'number', default: 75, about: 'how long the load lasts' },
    redis: { type: 'choice', of: ['on', 'off', 'killed'], default: 'on', about: 'killed: after half of the time' },
    rate: { type: 'number', default: 1000, about: 'requests a second' },
    cold: {
      type: 'number',
      default: 0.1,
      about: 'the share of requests that no request before was equal to, from 0 to 1',
    },
  });
  const sandbox = await startSandbox();
  const gates = await Promise.all(VENDORS.map((name) => startStrictGate(sandbox[name].url, LIMITS[name])));
  const redis = values.redis === 'off' ? undefined : await startRedis();
  const servers = Array.from({ length: processes }, () =>
    startMain({
      ...sandbox.settings,
      ...Object.fromEntries(VENDORS.map((name, index) => [`${name.toUpperCase()}_API_URL`, gates[index]?.url ?? ''])),
      ...(redis ? { REDIS_URL: redis.url } : { PROCESSES: String(processes) }),
    }),
  );
  try {
    const urls = await Promise.all(servers.map((server) => server.ready()));
    const task: Load = { urls, seconds, rate, cold };
    const worker = new Worker(new URL(import.meta.url), { workerData: task });
    const reported = new Promise<Report>((resolve, reject) => worker.once('message', resolve).once('error', reject));
    if (values.redis === 'killed') {
      await wait((seconds * 1_000) / 2);
      await redis?.kill();
    }
    const { requests, answered, wrong, refused, warmMs, coldMs } = await reported;
    console.log(`${processes} processes, Redis ${values.redis}, ${seconds} s:`);
    console.log(
      `${requests} requests, ${answered} answered, ${wrong} of them differ from an equal request's answer. No answer:`,
      refused,
    );
    const seen = await Promise.all(gates.map((gate) => gate.seen()));
    console.table(Object.fromEntries(VENDORS.map((name, index) => [name, seen[index]])));
    console.table({
      warm: { p50: inMs(warmMs, 0.5), p99: inMs(warmMs, 0.99) },
      cold: { p50: inMs(coldMs, 0.5), p99: inMs(coldMs, 0.99) },
    });
    for (const { output } of servers) process.stderr.write(output.stderr);
    if (seen.some(({ refused }) => refused > 0)) process.exitCode = 1;
  } finally {
    await Promise.all(servers.map((server) => server.end()));
    await Promise.all([...gates.map((gate) => gate.close()), redis?.close(), sandbox.close()]);
  }
}

if (isMainThread) await measure();
else parentPort?.postMessage(await load(workerData as Load));

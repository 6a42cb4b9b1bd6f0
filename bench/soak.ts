/**
 * Looks for leaks in a whole server under mixed load with faults. The load is the ten queries for changing weeks and pages, with
 * and without a trace, in ever new texts, from ever new callers, some of whom disconnect early. The faults are errors, resets,
 * delays, throttling and bodies that are no JSON. Prints the heap after a full collection and the number of open handles twelve
 * times. Ends with code 1 where the heap of the last third is more than 5 % above that of the second.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Agent, request } from 'undici';
import type { Fault, Vendor } from '../sandbox/index.ts';
import { readBenchArguments } from '../scripts/benches.ts';
import { startGraph } from '../test/support/graph.ts';

const { minutes } = readBenchArguments(import.meta.url, {
  minutes: { type: 'number', default: 10, about: 'how long the load lasts' },
});
const DURATION_MS = minutes * 60_000;
const CLIENTS = 8;
const WEEK_MS = 7 * 24 * 60 * 60_000;
const MEASUREMENTS = 12;

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

const FAULTS: readonly Fault[] = [
  { status: 500, times: 3 },
  { status: 503, times: 3 },
  { reset: 'before', times: 3 },
  { reset: 'mid-body', times: 3 },
  { delayMs: 1500, times: 3 },
  { status: 429, headers: { 'retry-after': '2' }, times: 1 },
  { body: '<html>', times: 2 },
  { body: '{"status":"success","data":[{}]}', times: 2 },
];

const folder = new URL('../examples/', import.meta.url);
const queries = readdirSync(folder)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => readFileSync(new URL(file, folder), 'utf8'));

const graph = await startGraph({
  settings: {
    CACHE: 'on',
    CALCOM_PER_MINUTE: '6000',
    ALO_PER_MINUTE: '6000',
    SALESHANDY_PER_MINUTE: '6000',
    // The test helper would keep its lines.
    LOG_LEVEL: 'silent',
  },
});
const { calcom, alo, saleshandy } = graph.sandbox;
const vendors: readonly Vendor[] = [calcom, alo, saleshandy];
const agent = new Agent({ connections: CLIENTS * 2 });
const until = performance.now() + DURATION_MS;
const outcomes = new Map<string, number>();
let asked = 0;

const variablesOf = (number: number): object => {
  const from = graph.sandbox.now.getTime() - (number % 26) * WEEK_MS;
  const range = { from: new Date(from).toISOString(), to: new Date(from + WEEK_MS).toISOString() };
  const id = Buffer.from('Period:305').toString('base64url');
  return {
    range,
    filter: { range },
    email: 'bob@example.com',
    id,
    ids: [id],
    timeZone: 'UTC',
    every: 'WEEK',
    first: 20,
  };
};

async function ask(number: number): Promise<string> {
  const query = `# ${number % 997}\n${queries[number % queries.length]}`;
  const leave = new AbortController();
  if (number % 17 === 0) setTimeout(() => leave.abort(), 5);
  try {
    const { statusCode, body } = await request(graph.url, {
      method: 'POST',
      dispatcher: agent,
      signal: leave.signal,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer caller-${number}`,
        ...(number % 5 === 0 ? { 'teamgraph-trace': 'on' } : {}),
      },
      body: JSON.stringify({ query, variables: variablesOf(number) }),
    });
    const answer = (await body.json()) as { errors?: { extensions: { code: string } }[] };
    return answer.errors?.[0]?.extensions.code ?? String(statusCode);
  } catch {
    return 'left';
  }
}

async function client(): Promise<void> {
  while (performance.now() < until) {
    const outcome = await ask(asked++);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    await wait(10);
  }
}

async function misbehave(): Promise<void> {
  for (let number = 0; performance.now() < until; number++) {
    vendors[number % vendors.length]?.inject({ ...FAULTS[number % FAULTS.length] });
    // The sandbox's list of its calls is not memory of the server.
    for (const vendor of vendors) vendor.calls.length = 0;
    await wait(2000);
  }
}

function measure(): number {
  for (const vendor of vendors) vendor.calls.length = 0;
  collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

const heaps: number[] = [];
const load = Promise.all([misbehave(), ...Array.from({ length: CLIENTS }, client)]);
for (let number = 1; number <= MEASUREMENTS; number++) {
  await wait(DURATION_MS / MEASUREMENTS);
  heaps.push(measure());
  const handles = process.getActiveResourcesInfo().length;
  process.stdout.write(
    `${number}/${MEASUREMENTS}: ${heaps.at(-1)?.toFixed(1)} MB, ${handles} handles, ${asked} asked\n`,
  );
}
await load;
await agent.close();
await graph.close();

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
const [second, last] = [heaps.slice(4, 8), heaps.slice(8)].map(median);
const growth = (last ?? 0) / (second ?? 1) - 1;
process.stdout.write(`${JSON.stringify(Object.fromEntries(outcomes))}\n`);
process.stdout.write(`internal errors: ${graph.internalErrors.length}\n`);
process.stdout.write(`growth from the second to the last third: ${(growth * 100).toFixed(1)} %\n`);
process.exitCode = growth > 0.05 || graph.internalErrors.length > 0 ? 1 : 0;

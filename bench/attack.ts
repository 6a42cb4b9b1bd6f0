/**
 * Measures how long a quiet caller waits beside the heaviest queries that the limits allow. One caller sends such queries and
 * odd requests as fast as it can, beside a quiet caller that sends a small query twenty times a second. The sandbox (the large
 * one) runs in a process of its own. Prints the latencies of the quiet caller alone and beside the attack, and the longest delay
 * of the server's event loop. Ends with code 1 where a request of the quiet caller failed, or the server ended.
 */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { readBenchArguments } from '../scripts/benches.ts';
import { HEAVY_QUERIES, type HeavyQuery } from '../test/support/attacks/heavy-queries.ts';
import { mutatedBody } from '../test/support/attacks/mutated-bodies.ts';
import { generatedQuery } from '../test/support/attacks/random-queries.ts';
import { NO_RATE_LIMITS } from '../test/support/graph.ts';
import { diceOf } from '../test/support/people/dice.ts';
import { startMain } from '../test/support/process.ts';
import { longestDelayMs as longestDelayMsOf } from './scale/delays.ts';
import { startSandboxProcess } from './scale/sandbox-process.ts';

const values = readBenchArguments(import.meta.url, {
  minutes: { type: 'number', default: 10, about: 'how long the attack lasts' },
  connections: { type: 'number', default: 4, about: 'how many requests the attacker has in progress' },
  seed: { type: 'number', default: 1, about: 'chooses the attacks' },
  each: {
    type: 'flag',
    about: 'instead sends each heavy query by itself, and prints its time and the delay it causes',
  },
  only: { type: 'text', value: 'TEXT', about: 'with --each, only the queries with this in their name' },
});
const ATTACK_MS = values.minutes * 60_000;
const ALONE_MS = Math.min(15_000, ATTACK_MS);
const QUIET_GAP_MS = 50;
const QUIET = JSON.stringify({ query: '{ sources { name } }' });
const TOKENS = { quiet: 'tg_quiet', greedy: 'tg_greedy', metrics: 'tg_metrics' } as const;
type Caller = keyof typeof TOKENS;

const vendors = await startSandboxProcess({ SANDBOX_SIZE: 'large' });
const main = startMain({
  ...vendors.settings,
  ...NO_RATE_LIMITS,
  LOG_LEVEL: 'silent',
  CALLER_REQUESTS_PER_MINUTE: 'unlimited',
  AUTH_TOKENS: Object.entries(TOKENS)
    .map(([name, token]) => `${name}:${createHash('sha256').update(token).digest('hex')}`)
    .join(','),
});
const url = await main.ready();
main.child.stderr?.pipe(process.stderr);
void main.exited.then((how) => say(`the server ended: ${how}`));
const agent = new Agent({ connections: 64 });

interface Outcome {
  readonly ms: number;
  readonly status: number;
  readonly bytes: number;
  readonly codes: readonly string[];
}

async function post(caller: Caller, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const sinceMs = performance.now();
  const answer = await request(url, {
    method: 'POST',
    dispatcher: agent,
    headers: { ...headers, 'content-type': 'application/json', authorization: `Bearer ${TOKENS[caller]}` },
    body,
  });
  const text = await answer.body.text();
  const codes = caller === 'quiet' || values.each ? codesIn(text) : [];
  return { ms: performance.now() - sinceMs, status: answer.statusCode, bytes: text.length, codes };
}

const codesIn = (text: string): string[] => {
  const { errors = [] } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
  return [...new Set(errors.map(({ extensions }) => extensions.code))];
};

const heavy = ({ query, variables, isTraced }: HeavyQuery): Promise<Outcome> =>
  post('greedy', JSON.stringify({ query, variables }), isTraced ? { 'teamgraph-trace': 'on' } : {});

/** The longest delay of the server's event loop since the previous call, in milliseconds. */
const longestDelayMs = (): Promise<number> => longestDelayMsOf(url, { authorization: `Bearer ${TOKENS.metrics}` });

const at = (sorted: readonly number[], share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
const say = (line: string): unknown => process.stdout.write(`${line}\n`);
const ms = (number: number): string => `${number.toFixed(1)} ms`;

/** Sends the quiet caller's requests, one after another, until `untilMs`. */
async function quiet(untilMs: number): Promise<{ tookMs: number[]; failed: number }> {
  const tookMs: number[] = [];
  let failed = 0;
  while (performance.now() < untilMs) {
    const { ms: took, status, codes } = await post('quiet', QUIET);
    tookMs.push(took);
    if (status !== 200 || codes.length > 0) failed++;
    await wait(QUIET_GAP_MS);
  }
  return { tookMs: tookMs.sort((a, b) => a - b), failed };
}

const statuses = new Map<number | string, number>();

async function attacker(number: number, untilMs: number): Promise<void> {
  const dice = diceOf(values.seed * 1000 + number);
  const queries = Object.values(HEAVY_QUERIES);
  const own = { authorization: `Bearer ${TOKENS.greedy}` };
  for (let seed = Math.floor(dice.roll() * 1e6); performance.now() < untilMs; seed++) {
    try {
      const status = dice.chance(0.6) ? (await heavy(dice.among(queries))).status : await odd(seed, own);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    } catch (error) {
      const code = String((error as NodeJS.ErrnoException).code);
      statuses.set(code, (statuses.get(code) ?? 0) + 1);
    }
  }
}

async function odd(seed: number, own: Record<string, string>): Promise<number> {
  const { method, path, headers, body } = (seed % 2 ? mutatedBody : generatedQuery)(seed, own);
  const answer = await request(new URL(path, url), { method: method as 'POST', dispatcher: agent, headers, body });
  await answer.body.dump();
  return answer.statusCode;
}

async function each(): Promise<boolean> {
  for (const [name, query] of Object.entries(HEAVY_QUERIES).filter(([name]) => name.includes(values.only ?? ''))) {
    const cold = await heavy(query);
    await longestDelayMs();
    const outcomes: Outcome[] = [];
    for (let time = 0; time < 5; time++) outcomes.push(await heavy(query));
    const times = outcomes.map((outcome) => outcome.ms).sort((a, b) => a - b);
    const { status, bytes, codes } = outcomes[0] ?? cold;
    say(
      `${name}: ${status} ${codes.join()} ${(bytes / 1e6).toFixed(2)} MB, cold ${ms(cold.ms)}, then ${ms(at(times, 0.5))}, longest delay ${ms(await longestDelayMs())}`,
    );
  }
  return true;
}

async function attack(): Promise<boolean> {
  for (const query of Object.values(HEAVY_QUERIES)) await heavy(query);
  const alone = await quiet(performance.now() + ALONE_MS);
  say(`alone: ${alone.tookMs.length} requests, p50 ${ms(at(alone.tookMs, 0.5))}, p99 ${ms(at(alone.tookMs, 0.99))}`);
  await longestDelayMs();
  const untilMs = performance.now() + ATTACK_MS;
  const attackers = Array.from({ length: values.connections }, (_, number) => attacker(number, untilMs));
  const delays: number[] = [];
  const look = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      await wait(5_000);
      delays.push(await longestDelayMs());
    }
  };
  const [beside] = await Promise.all([quiet(untilMs), look(), ...attackers]);
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => ms(at(beside.tookMs, share)));
  say(
    `beside the attack: ${beside.tookMs.length} requests, ${beside.failed} failed, p50 ${p50}, p99 ${p99}, longest ${most}`,
  );
  const sorted = delays.toSorted((a, b) => a - b);
  say(`delay of the event loop, the longest in each 5 s: median ${ms(at(sorted, 0.5))}, longest ${ms(at(sorted, 1))}`);
  say(`attacks by status: ${JSON.stringify(Object.fromEntries(statuses))}`);
  const isUp = main.child.exitCode === null;
  return alone.failed + beside.failed === 0 && isUp;
}

const passed = await (values.each ? each() : attack());
await agent.close();
await main.end();
await vendors.end();
process.exitCode = passed ? 0 : 1;

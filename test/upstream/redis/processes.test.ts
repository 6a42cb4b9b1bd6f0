/** Real processes, a real Redis, and vendors that reject each call above the limits of the settings. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { type GraphAnswer, startServer } from '../../support/graph.ts';
import { type Main, startMain } from '../../support/process.ts';
import { describeWithRedis } from '../../support/redis/with-redis.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { type GateLimits, startStrictGate } from '../../support/strict-gate.ts';

/** Few enough calls a minute that the test reaches them in its time. */
const PER_MINUTE = { calcom: 30, alo: 20, saleshandy: 24 };
const PER_SECOND = 10;
/**
 * The vendors allow exactly that in a minute, but two more in a second: on a machine where everything waits for the processor
 * a call may leave, or be seen, some hundred milliseconds after it was counted, and so come closer to the next.
 */
const PER_SECOND_SEEN = PER_SECOND + 2;
const VENDORS = ['calcom', 'alo', 'saleshandy'] as const;
const PROCESSES = 2;
const STEPS = 30;
const STEP_MS = 200;

const WEEK = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const WARM = [
  `{ bookings(first: 3, filter: { range: ${WEEK} }) { nodes { uid } } }`,
  '{ users(first: 3) { nodes { name email } } }',
  '{ periods(first: 2) { nodes { sourceId name } } }',
  `{ teamStats(range: ${WEEK}) { prospect(first: 2) { nodes { added } } } }`,
];
/** A query whose answer is not cached. */
const coldQuery = (n: number): string => {
  const range = `{ from: "${new Date(Date.UTC(2026, 2, 1) + n).toISOString()}", to: "2026-03-18T00:00:00Z" }`;
  return n % 2 === 0
    ? `{ bookings(first: 1, filter: { range: ${range} }) { nodes { uid } } }`
    : `{ teamStats(range: ${range}) { prospect(first: 1) { nodes { added } } } }`;
};
/** The codes that a client may get that requests more than the vendors allow. */
const REFUSALS = ['SOURCE_THROTTLED', 'SOURCE_OVERLOADED', 'SOURCE_TIMEOUT'];

let sandbox: Sandbox;
let right: GraphAnswer[];

async function ask(url: string, query: string): Promise<GraphAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as GraphAnswer;
}

/** The settings of a vendor behind a gate. */
const gateSettings = (name: (typeof VENDORS)[number], url: string): [string, string][] => [
  [`${name.toUpperCase()}_API_URL`, url],
  [`${name.toUpperCase()}_PER_MINUTE`, String(PER_MINUTE[name])],
  [`${name.toUpperCase()}_PER_SECOND`, String(PER_SECOND)],
];
const limitsOf = (name: (typeof VENDORS)[number]): GateLimits => ({
  perMinute: PER_MINUTE[name],
  perSecond: PER_SECOND_SEEN,
});

interface Play {
  /** Whether they share a Redis; else PROCESSES is set. */
  readonly withRedis: boolean;
  /** A URL at which there is no Redis, while PROCESSES is not set. */
  readonly lostUrl?: (redis: TestRedis) => string;
  /** What happens to it, after so many milliseconds. */
  readonly events?: readonly (readonly [atMs: number, happen: (redis: TestRedis) => unknown])[];
}

/** Queries all processes for what is cached, and for much more of what is not than the vendors allow. */
async function play({ withRedis, lostUrl, events = [] }: Play) {
  const redis = await startRedis();
  const gates = await Promise.all(VENDORS.map((name) => startStrictGate(sandbox[name].url, limitsOf(name))));
  const settings = {
    ...sandbox.settings,
    ...Object.fromEntries(VENDORS.flatMap((name, index) => gateSettings(name, gates[index]?.url ?? ''))),
    ...(withRedis ? { REDIS_URL: lostUrl?.(redis) ?? redis.url } : { PROCESSES: String(PROCESSES) }),
  };
  const mains: Main[] = Array.from({ length: PROCESSES }, () => startMain(settings));
  const urls = await Promise.all(mains.map((main) => main.ready()));
  const warm: GraphAnswer[][] = WARM.map(() => []);
  const cold: GraphAnswer[] = [];

  // Each process caches the frequent queries before the overload begins.
  for (const url of urls) {
    for (const query of WARM) expect((await ask(url, query)).errors).toBeUndefined();
  }
  const startMs = performance.now();
  const due = [...events];
  const asking = new Set<Promise<unknown>>();
  for (let n = 0; n < STEPS; n++) {
    if (performance.now() - startMs > (due[0]?.[0] ?? Number.POSITIVE_INFINITY)) await due.shift()?.[1](redis);
    for (const url of urls) {
      const queries = [...WARM, coldQuery(2 * n), coldQuery(2 * n + 1)];
      for (const [index, query] of queries.entries()) {
        const asked = ask(url, query).then((answer) => (warm[index] ?? cold).push(answer));
        asking.add(asked);
        asked.finally(() => asking.delete(asked));
      }
    }
    await wait(STEP_MS);
  }
  await Promise.all(asking);
  const seen = await Promise.all(gates.map((gate) => gate.seen()));
  await Promise.all(mains.map((main) => main.end()));
  await Promise.all([...gates.map((gate) => gate.close()), redis.close()]);
  return { warm, cold, seen, stderr: mains.map((main) => main.output.stderr) };
}

describeWithRedis('real processes on the same credentials', () => {
  beforeAll(async () => {
    sandbox = await startSandbox();
    const server = await startServer(sandbox.settings);
    right = await Promise.all(WARM.map((query) => server.ask(query)));
    await server.close();
  });
  afterAll(() => sandbox.close());

  describe.concurrent('that receive more requests than the vendors allow', { timeout: 90_000 }, () => {
    it.for([
      ['count together in Redis', { withRedis: true }],
      [
        'lose Redis, and have an empty one later',
        {
          withRedis: true,
          events: [
            [2_000, (redis: TestRedis) => redis.kill()],
            [3_500, (redis: TestRedis) => redis.restart()],
          ],
        },
      ],
      ['keep to their shares without Redis', { withRedis: false }],
      ['keep to their shares if the port of Redis is wrong', { withRedis: true, lostUrl: () => 'redis://127.0.0.1:1' }],
    ] satisfies [string, Play][] as [string, Play][])(
      '%s: not one call is one too many',
      async ([_, how], { expect }) => {
        const { warm, cold, seen, stderr } = await play(how);
        expect(seen.map(({ refused }) => refused)).toEqual([0, 0, 0]);
        for (const [index, answers] of warm.entries()) {
          expect(answers).toHaveLength(STEPS * PROCESSES);
          for (const answer of answers) expect(answer).toEqual(right[index]);
        }
        const codes = cold.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code));
        expect(codes.filter((code) => !REFUSALS.includes(code))).toEqual([]);
        expect(codes.length).toBeGreaterThan(0);
        expect(cold.some(({ errors }) => errors === undefined)).toBe(true);
        expect(stderr).toEqual(Array(PROCESSES).fill(''));
      },
    );
  });
});

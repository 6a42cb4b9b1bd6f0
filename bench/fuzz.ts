/**
 * Counts bad answers to mutated bodies and generated queries. Half of them go to a server in production with tokens, half to one
 * with default settings. Ends with code 1 where an answer is a 5xx, is no JSON, has no error code or shows internals, where
 * an internal error occurs, or where memory grows by half. To repeat an offence, give its seed with `--bodies 2 --queries 0`, or the
 * other way round.
 */
import { createHash } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readBenchArguments } from '../scripts/benches.ts';
import type { Attack } from '../test/support/attacks/attack.ts';
import { fuzz } from '../test/support/attacks/fuzz.ts';
import { mutatedBody } from '../test/support/attacks/mutated-bodies.ts';
import { generatedQuery } from '../test/support/attacks/random-queries.ts';
import { startGraph } from '../test/support/graph.ts';

const { bodies, queries, seed } = readBenchArguments(import.meta.url, {
  bodies: { type: 'number', default: 50_000, about: 'how many mutated bodies' },
  queries: { type: 'number', default: 20_000, about: 'how many generated queries' },
  seed: { type: 'number', default: 1, about: 'makes the first attack; each further one has the next' },
});
const PARALLEL = 8;
/** The share of the attacks after which memory is measured first: by then the caches are nearly full. */
const WARM = 0.5;
const GROWTH = 1.5;
const SMALL_BYTES = 64 * 1024 * 1024;

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;
function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

const TOKEN = 'tg_fuzz';
const MODES = {
  production: {
    settings: {
      NODE_ENV: 'production',
      AUTH_TOKENS: `fuzz:${createHash('sha256').update(TOKEN).digest('hex')}`,
      CALLER_REQUESTS_PER_MINUTE: 'unlimited',
    },
    own: { authorization: `Bearer ${TOKEN}` },
  },
  defaults: { settings: {}, own: {} },
} as const;

const ATTACKS: readonly [what: string, count: number, make: (seed: number, own: Record<string, string>) => Attack][] = [
  ['mutated bodies', bodies, mutatedBody],
  ['generated queries', queries, generatedQuery],
];

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`;
const told = (counts: ReadonlyMap<unknown, number>): string =>
  [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ');

/** Sends the attacks from one share of them to another, each from 0 to 1. Resolves with whether all went well. */
async function run(mode: keyof typeof MODES, [begin, end]: readonly [number, number]): Promise<boolean> {
  const { settings, own } = MODES[mode];
  const graph = await startGraph({ settings: { ...settings, CACHE: 'on', LOG_LEVEL: 'silent' } });
  const { CALCOM_API_KEY, ALO_API_KEY, SALESHANDY_API_KEY } = graph.sandbox.settings;
  const vendors = [graph.sandbox.calcom, graph.sandbox.alo, graph.sandbox.saleshandy];
  const secrets = [CALCOM_API_KEY, ALO_API_KEY, SALESHANDY_API_KEY, TOKEN, ...vendors.map(({ url }) => url)].map(
    String,
  );
  let isGood = true;
  for (const [what, all, make] of ATTACKS) {
    const first = seed + Math.round(all * begin);
    const count = Math.round(all * end) - Math.round(all * begin);
    if (count === 0) continue;
    const delays = monitorEventLoopDelay({ resolution: 5 });
    let warmBytes = 0;
    const sinceMs = performance.now();
    delays.enable();
    const { offences, statuses, codes, withData, slowest } = await fuzz({
      graph,
      attack: (step) => make(step, own),
      seed: first,
      count,
      parallel: PARALLEL,
      secrets,
      onStep: (done) => {
        // The sandbox's list of its calls is not memory of the server.
        for (const { calls } of vendors) (calls as unknown[]).length = 0;
        if (done === Math.ceil(count * WARM)) warmBytes = heapBytes();
      },
    });
    delays.disable();
    const seconds = (performance.now() - sinceMs) / 1000;
    const endBytes = heapBytes();
    const health = await fetch(new URL('/healthz', graph.url));
    const hasGrown = endBytes > Math.max(SMALL_BYTES, warmBytes) * GROWTH;
    isGood &&= offences.length === 0 && graph.internalErrors.length === 0 && health.status === 200 && !hasGrown;
    console.log(`${mode}: ${count} ${what} from seed ${first} in ${seconds.toFixed(1)} s`);
    console.log(`  statuses: ${told(statuses)}; with data: ${withData}`);
    console.log(`  codes: ${told(codes)}`);
    console.log(
      `  event loop p99 ${(delays.percentile(99) / 1e6).toFixed(0)} ms, slowest answer ${slowest.ms.toFixed(0)} ms (seed ${slowest.seed})`,
    );
    console.log(
      `  heap ${megabytes(warmBytes)} -> ${megabytes(endBytes)}, internal errors: ${graph.internalErrors.length}`,
    );
    for (const { seed: own, problem, attack } of offences) {
      console.log(`  OFFENCE of seed ${own}: ${problem}\n    ${attack.method} ${attack.path.slice(0, 500)}`);
      console.log(`    ${JSON.stringify(attack.headers)}\n    ${attack.body.toString('utf8').slice(0, 1000)}`);
    }
    for (const error of graph.internalErrors.slice(0, 3)) console.log(error);
  }
  await graph.close();
  return isGood;
}

const outcomes = [await run('production', [0, 0.5]), await run('defaults', [0.5, 1])];
process.exitCode = outcomes.every(Boolean) ? 0 : 1;

/**
 * Checks the plans of random valid queries: the calls that arrive at the sandbox are within the minimum and the maximum of each
 * endpoint, and a plan makes none. Caches are warm, stale and cold. Ends with code 1 where a plan is wrong.
 */
import { readBenchArguments } from '../scripts/benches.ts';
import { checkPlans, PLAN_WORLDS } from '../test/support/plan/check.ts';

const { queries, seed, world } = readBenchArguments(import.meta.url, {
  queries: { type: 'number', default: 5_000, about: 'how many queries, all worlds together' },
  seed: { type: 'number', default: 1, about: 'makes the queries' },
  world: {
    type: 'choice',
    of: ['all', ...PLAN_WORLDS.map(({ name }) => name)],
    default: 'all',
    about: 'this one alone',
  },
});

/** Violations of one world that are printed. */
const MAX_PRINTED = 5;

const worlds = PLAN_WORLDS.filter(({ name }) => world === 'all' || name === world);
let wrong = 0;
for (const [index, one] of worlds.entries()) {
  const count = Math.floor(queries / worlds.length) + (index < queries % worlds.length ? 1 : 0);
  const sinceMs = performance.now();
  const { checked, rejected, exact, calling, violations } = await checkPlans(one, { count, seed });
  wrong += violations.length;
  const seconds = ((performance.now() - sinceMs) / 1000).toFixed(0);
  console.log(
    `${one.name}: ${checked} queries, ${calling} with calls, ${exact} plans exact; ${violations.length} wrong (${seconds} s; ${rejected} more queries were rejected)`,
  );
  for (const violation of violations.slice(0, MAX_PRINTED)) console.log(`  WRONG: ${violation}`);
}
process.exitCode = wrong === 0 ? 0 : 1;

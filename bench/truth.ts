/**
 * Checks that no random vendor makes the graph present a part as the whole. The vendors shorten, repeat and shuffle pages,
 * hide fields, ignore filters and report wrong totals. The graph is queried for all lists over real sockets: a list that
 * says `complete: true` must be the truth, and any other a part of it. Ends with code 1 where one is not.
 */
import { readBenchArguments } from '../scripts/benches.ts';
import { KINDS } from '../test/support/truth/index.ts';
import { type Kind, type Outcome, sumOf } from '../test/support/truth/kind.ts';

const values = readBenchArguments(import.meta.url, {
  worlds: { type: 'number', default: 50_000, about: 'how many worlds, all kinds together' },
  seed: { type: 'number', default: 1, about: 'the seed of the first world of each kind' },
  kind: { type: 'choice', of: ['all', ...KINDS.map(({ name }) => name)], default: 'all', about: 'this kind alone' },
});

/** Violations of one kind that are printed. */
const MAX_PRINTED = 10;

async function run(kind: Kind, worlds: number, first: number): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  const sinceMs = performance.now();
  let printed = 0;
  for (let seed = first; seed < first + worlds; seed++) {
    const outcome = await kind.run(seed);
    outcomes.push(outcome);
    for (const violation of outcome.violations) {
      if (++printed <= MAX_PRINTED)
        console.log(`  VIOLATION: ${violation}\n    --kind '${kind.name}' --seed ${seed} --worlds 1`);
    }
  }
  await kind.close();
  const sum = sumOf(outcomes);
  const lists = sum.complete + sum.cut + sum.failed;
  console.log(
    `${kind.name}: ${worlds} worlds, ${lists} lists: ${sum.complete} complete, ${sum.cut} not complete, ${sum.failed} errors; ${sum.violations.length} violations (${((performance.now() - sinceMs) / 1000).toFixed(0)} s)`,
  );
  return sum;
}

const kinds = KINDS.filter(({ name }) => values.kind === 'all' || name === values.kind);
const sums: Outcome[] = [];
for (const [index, kind] of kinds.entries()) {
  const share = Math.floor(values.worlds / kinds.length) + (index < values.worlds % kinds.length ? 1 : 0);
  sums.push(await run(kind, share, values.seed));
}
const { complete, cut, failed, violations } = sumOf(sums);
console.log(
  `all: ${values.worlds} worlds, ${complete + cut + failed} lists: ${complete} complete, ${cut} not complete, ${failed} errors; ${violations.length} violations`,
);
process.exitCode = violations.length === 0 ? 0 : 1;

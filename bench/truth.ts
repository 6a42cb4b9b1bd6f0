/**
 * `npm run bench:truth -- [--worlds 50000] [--seed 1] [--kind NAME] [--help]`: random vendors that shorten, repeat and
 * shuffle pages, hide fields, ignore filters and send wrong totals. A list with `complete: true` must have all rows, and any
 * other only true ones. Exits with code 1 if a list violates this.
 */
import { parseArgs } from 'node:util';
import { KINDS } from '../test/support/truth/index.ts';
import { type Kind, type Outcome, sumOf } from '../test/support/truth/kind.ts';

const USAGE = `npm run bench:truth -- [options]
  --worlds N   how many worlds, all kinds together (default 50000)
  --seed N     the seed of the first world of each kind (default 1)
  --kind NAME  only this kind: ${KINDS.map(({ name }) => name).join(', ')}
  --help       this text`;

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
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

const kinds = KINDS.filter(({ name }) => values.kind === undefined || name === values.kind);
const [worlds, seed] = [Number(values.worlds), Number(values.seed)];
if (values.help) console.log(USAGE);
else if (kinds.length === 0 || !Number.isSafeInteger(worlds) || !Number.isSafeInteger(seed) || worlds < 1) {
  console.error(USAGE);
  process.exitCode = 1;
} else {
  const sums: Outcome[] = [];
  for (const [index, kind] of kinds.entries()) {
    const share = Math.floor(worlds / kinds.length) + (index < worlds % kinds.length ? 1 : 0);
    sums.push(await run(kind, share, seed));
  }
  const { complete, cut, failed, violations } = sumOf(sums);
  console.log(
    `all: ${worlds} worlds, ${complete + cut + failed} lists: ${complete} complete, ${cut} not complete, ${failed} errors; ${violations.length} violations`,
  );
  process.exitCode = violations.length === 0 ? 0 : 1;
}

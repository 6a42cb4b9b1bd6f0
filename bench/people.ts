/**
 * Counts right and wrong links on generated organizations whose truth is known, and measures how long linking takes as an
 * organization grows. It promises nothing.
 */
import { readBenchArguments } from '../scripts/benches.ts';
import { linkPeople } from '../src/people/link.ts';
import { createMatcher } from '../src/people/match.ts';
import { inOneGo } from '../src/time/pieces.ts';
import { HAZARDS, type Organization, organizationOf } from '../test/support/people/organization.ts';
import { type Share, scoreOf } from '../test/support/people/score.ts';

const SIZES = [500, 1_000, 2_000, 4_000, 8_000, 16_000];
const RUNS = 9;
const SEED = 1;
const SCORED_SIZE = 2_000;
const SCORED_SEEDS = [1, 2, 3, 4, 5];

readBenchArguments(import.meta.url, {});
measureTime();
measureQuality();
measureHazards();

/** Links an organization and matches its names. Returns the milliseconds that each took. */
function pass({ records, file, people }: Organization): { readonly link: number; readonly match: number } {
  const options = { file, isWhole: true };
  const start = performance.now();
  const linked = inOneGo(linkPeople(records, options));
  const middle = performance.now();
  const match = inOneGo(createMatcher(linked.people, options));
  for (const { aloNames } of people) for (const { name } of aloNames) match(name);
  return { link: middle - start, match: performance.now() - middle };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The sizes take turns, so that a busy moment of the machine slows all of them. */
function measureTime(): void {
  const organizations = SIZES.map((size) => organizationOf({ size, seed: SEED }));
  const taken = organizations.map((): { link: number; match: number }[] => []);
  for (const organization of organizations) pass(organization);
  for (let run = 0; run < RUNS; run++) {
    for (const [at, organization] of organizations.entries()) taken[at]?.push(pass(organization));
  }
  const rows = organizations.map((organization, at) => {
    const runs = taken[at] ?? [];
    const whole = runs.map(({ link, match }) => link + match);
    const size = organization.people.length;
    return {
      people: size,
      records: organization.records.length,
      names: organization.people.flatMap(({ aloNames }) => aloNames).length,
      'median ms': median(whole).toFixed(1),
      'min-max ms': `${Math.min(...whole).toFixed(1)}-${Math.max(...whole).toFixed(1)}`,
      'link ms': median(runs.map(({ link }) => link)).toFixed(1),
      'match ms': median(runs.map(({ match }) => match)).toFixed(1),
      perNLogN: median(whole) / (size * Math.log2(size)),
    };
  });
  const smallest = rows[0]?.perNLogN ?? Number.NaN;
  console.log(`One pass over an organization, ${RUNS} runs of each size:`);
  console.table(rows.map(({ perNLogN, ...row }) => ({ ...row, 'per n log n': (perNLogN / smallest).toFixed(2) })));
}

function sum(shares: readonly Share[]): Share {
  const add = (field: keyof Share): number => shares.reduce((total, share) => total + share[field], 0);
  return { of: add('of'), right: add('right'), offered: add('offered') };
}

const inPercent = (part: number, whole: number): string =>
  whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
const rowOf = (share: Share) => ({
  of: share.of,
  right: share.right,
  share: inPercent(share.right, share.of),
  'offered instead': inPercent(share.offered, share.of - share.right),
});

function measureQuality(): void {
  const scores = SCORED_SEEDS.map((seed) => scoreOf(organizationOf({ size: SCORED_SIZE, seed })));
  const [first] = scores;
  if (!first) return;
  console.log(
    `\nRight links in ${scores.length} organizations of ${SCORED_SIZE} people, pairs of records by the best evidence:`,
  );
  const evidence = Object.keys(first.records) as (keyof typeof first.records)[];
  console.table(
    Object.fromEntries(evidence.map((key) => [key, rowOf(sum(scores.map(({ records }) => records[key])))])),
  );
  console.log('Names in ALO that identify one person, by spelling; and all other names:');
  const spellings = Object.keys(first.names) as (keyof typeof first.names)[];
  console.table({
    ...Object.fromEntries(spellings.map((key) => [key, rowOf(sum(scores.map(({ names }) => names[key])))])),
    others: rowOf(sum(scores.map(({ others }) => others))),
  });

  console.log('Correct links by rule:');
  const all = scores.flatMap(({ rules }) => [...rules]);
  const total = all.reduce((count, [, more]) => count + more, 0);
  const rules = [...new Set(all.map(([rule]) => rule))].sort();
  console.table(
    Object.fromEntries(
      rules.map((rule) => {
        const links = all.filter(([one]) => one === rule).reduce((count, [, more]) => count + more, 0);
        return [rule, { links, share: inPercent(links, total) }];
      }),
    ),
  );
  console.log(`Wrong links: ${scores.flatMap(({ wrong }) => wrong).length}`);
}

/** Counts wrong links between people whom no rule can tell apart. */
function measureHazards(): void {
  const organizations = SCORED_SEEDS.map((seed) => organizationOf({ size: SCORED_SIZE, seed, hazards: true }));
  const wrong = organizations.flatMap((organization) => scoreOf(organization).wrong);
  const people = organizations.flatMap((organization) => organization.people);
  console.log('\nWith pairs of people on purpose whom no rule can tell apart:');
  console.table(
    Object.fromEntries(
      HAZARDS.map((hazard) => {
        const pairs = people.filter(({ kind }) => kind === hazard).length / 2;
        const names = wrong.filter((complaint) => complaint.startsWith(`name ${hazard} `)).length;
        const records = wrong.filter((complaint) => complaint === `records ${hazard}`).length;
        return [hazard, { pairs, 'wrong names': names, 'wrong records': records }];
      }),
    ),
  );
}

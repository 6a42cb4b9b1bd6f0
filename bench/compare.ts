/**
 * Compares the CPU time of one request with that of other servers. Each answers the same requests from the same recorded vendors:
 * a bare `node:http` server, a join written by hand, Apollo Server, Yoga and Mercurius. Answers are compared before anything is
 * measured. The first run installs the peers. Ends with code 1 where an answer is wrong.
 */
import { loadavg } from 'node:os';
import { readBenchArguments } from '../scripts/benches.ts';
import { CONDITIONS } from './compare/conditions.ts';
import { measureFirst, renderFirst } from './compare/first-answers.ts';
import { measure, type Plan } from './compare/measure.ts';
import { describeRun, writePage } from './compare/page.ts';
import { installPeers } from './compare/peers.ts';
import { BASELINES, SERVERS } from './compare/servers.ts';
import { renderTables, tablesOf } from './compare/table.ts';
import { WORKS } from './compare/works.ts';

const values = readBenchArguments(import.meta.url, {
  rounds: { type: 'number', default: 5, least: 1, about: 'how often each server is measured in each condition' },
  ms: { type: 'number', default: 500, least: 1, about: 'how long each measurement lasts' },
  'warm-up-ms': { type: 'number', default: 1500, about: 'how long each server is warmed up for each work' },
  concurrency: { type: 'number', default: 8, least: 1, about: 'how many requests wait for their answer at a time' },
  servers: { type: 'text', value: 'NAME,...', about: `some servers alone: ${namesOf(SERVERS)}` },
  starts: {
    type: 'number',
    default: 5,
    least: 1,
    about: 'how often teamgraph is started for the first answer of a work',
  },
  works: { type: 'text', value: 'NAME,...', about: `some works alone: ${namesOf(WORKS)}` },
  write: { type: 'flag', about: 'writes the tables into docs/performance.md' },
});
const plan: Plan = {
  servers: pick('servers', SERVERS, values.servers, Object.values(BASELINES)),
  works: pick('works', WORKS, values.works),
  conditions: CONDITIONS,
  rounds: values.rounds,
  batchMs: values.ms,
  warmUpMs: values['warm-up-ms'],
  concurrency: values.concurrency,
  isPinned: true,
};
const startedAt = new Date();
const [load = 0] = loadavg();
const progress = (step: string): unknown => process.stderr.write(`${step} ...\n`);

if (plan.servers.some(({ needsPeers }) => needsPeers)) installPeers(progress);
const { samples, isPinned } = await measure(plan, progress);
const ours = SERVERS.find(({ name }) => name === 'ours');
if (!ours) throw new Error('there is no server named ours');
const first = await measureFirst(
  {
    server: ours,
    works: plan.works,
    starts: values.starts,
    answers: 20,
    warmUpMs: plan.warmUpMs,
    idleMs: 3_000,
    isPinned: plan.isPinned,
  },
  progress,
);
const facts = describeRun({ name: 'compare', startedAt, load, isPinned, rounds: plan.rounds });
const text = `${facts}\n\n${renderTables(plan, tablesOf(plan, samples))}\n${renderFirst(first, plan.works)}`;
process.stdout.write(text);
if (values.write) writePage('npm run bench -- compare --write', text);

function namesOf(all: readonly { readonly name: string }[]): string {
  return all.map(({ name }) => name).join(', ');
}

/** Those whose names are wanted, and those that always belong to them. Ends the process with code 1 for an unknown name. */
function pick<One extends { readonly name: string }>(
  option: string,
  all: readonly One[],
  wanted: string | undefined,
  always: readonly string[] = [],
): readonly One[] {
  if (wanted === undefined) return all;
  const names = wanted.split(',');
  const unknown = names.find((name) => all.every((one) => one.name !== name));
  if (unknown === undefined) return all.filter(({ name }) => [...names, ...always].includes(name));
  process.stderr.write(
    `npm run bench -- compare: --${option}: expected ${namesOf(all)}, not ${JSON.stringify(unknown)}; --help shows what it takes\n`,
  );
  process.exit(1);
}

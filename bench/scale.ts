/**
 * Measures how the CPU time of a request and the memory grow with the number of people, bookings, periods and actions, on
 * sandboxes of those sizes, and how long the heaviest queries within the limits hold the event loop on the large sandbox. Each
 * work asks for much the same, whatever the size.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { readBenchArguments } from '../scripts/benches.ts';
import { describeRun, writePage } from './compare/page.ts';
import { measureDelays } from './scale/delays.ts';
import { FULL_PLAN, measureScale } from './scale/measure.ts';
import { drawScale, renderDelays, renderScale } from './scale/report.ts';

const values = readBenchArguments(import.meta.url, {
  rounds: { type: 'number', default: 5, least: 1, about: 'how often each work is measured at each size' },
  ms: { type: 'number', default: 500, least: 1, about: 'how long each measurement lasts' },
  times: { type: 'number', default: 5, least: 1, about: 'how often each heavy query is sent' },
  only: { type: 'text', value: 'NAME', about: 'one dimension alone: people, bookings, periods, actions, or none' },
  write: { type: 'flag', about: 'writes the tables into docs/performance.md, and the plot beside it' },
});
const PLOT = new URL('../docs/performance-scale.svg', import.meta.url);
const startedAt = new Date();
const [load = 0] = loadavg();
const progress = (step: string): unknown => process.stderr.write(`${step} ...\n`);

const { only } = values;
const dimensions = FULL_PLAN.dimensions.filter(({ name }) => only === undefined || name === only);
const plan = { ...FULL_PLAN, dimensions, rounds: values.rounds, batchMs: values.ms };
const measured = await measureScale(plan, progress);
const delays = await measureDelays(values.times, progress);
const facts = describeRun({ name: 'scale', startedAt, load, isPinned: plan.isPinned, rounds: plan.rounds });
const text = `${facts}

![CPU time of a request against the size of the data](performance-scale.svg)

Each cell: CPU ms of an uncached request · of a repeated one · size of the answer. Memory is that of the server with a cache.

${renderScale(measured)}
${renderDelays(delays)}`;
process.stdout.write(text);
if (values.write) {
  writePage('npm run bench -- scale --write', text);
  writeFileSync(PLOT, drawScale(measured));
}

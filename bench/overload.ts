/**
 * Hours of a thousand requests a second, in simulated time, before a vendor that refuses what is too much. Half ask for what
 * was asked for before. With several processes, they cannot share anything for the second third of the time. Run:
 * `node bench/overload.ts [--hours 4] [--processes 4] [--seed 1]`. It measures; it fails where the vendor had to refuse.
 */
import { parseArgs } from 'node:util';
import { simulateOverload } from '../test/support/simulation/overload.ts';
import { LIMITS } from '../test/support/simulation/world.ts';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '4' },
    processes: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
  },
});
const [hours, processes, seed] = [values.hours, values.processes, values.seed].map(Number);
if (!hours || !processes || !seed) throw new Error('--hours, --processes and --seed are numbers above 0');

const minutes = (hours * 60) / 3;
const startedAtMs = performance.now();
const report = await simulateOverload({
  processes,
  seed,
  phases: [true, false, true].map((isShared) => ({ minutes, isShared })),
  warmShare: 0.5,
});

const inPercent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
console.log(`${hours} h simulated, ${processes} processes, seed ${seed}, limits ${JSON.stringify(LIMITS)}:`);
console.table({
  requests: report.requests,
  answered: `${report.answered} (${inPercent(report.answered, report.requests)})`,
  ...Object.fromEntries(Object.entries(report.refused).map(([code, count]) => [`refused, ${code}`, count])),
  'calls sent': report.sent,
  'of those that all the time allows': inPercent(report.sent, hours * 60 * LIMITS.perMinute),
  'calls that were too many (429)': report.tooMany,
  'most calls in a minute': report.worstMinute,
  'most calls in a second': report.worstSecond,
  'longest wait for an answer or error, ms': Math.round(report.longestMs),
  'wall time, s': Math.round((performance.now() - startedAtMs) / 1_000),
});
if (report.tooMany > 0) process.exitCode = 1;

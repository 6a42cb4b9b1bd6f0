/**
 * Simulates hours of 1,000 requests a second against a vendor that rejects calls beyond its limit. Half of the requests repeat
 * earlier ones. Several processes cannot share anything for the second third of the time. Ends with code 1 where the vendor
 * rejects a call.
 */
import { readBenchArguments } from '../scripts/benches.ts';
import { simulateOverload } from '../test/support/simulation/overload.ts';
import { LIMITS } from '../test/support/simulation/world.ts';

const { hours, processes, seed } = readBenchArguments(import.meta.url, {
  hours: { type: 'number', default: 4, least: 0.05, about: 'how much time is simulated' },
  processes: { type: 'number', default: 4, least: 1, about: 'how many servers are simulated' },
  seed: { type: 'number', default: 1, least: 1, about: 'chooses the requests' },
});

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
  ...Object.fromEntries(Object.entries(report.refused).map(([code, count]) => [`failed, ${code}`, count])),
  'calls sent': report.sent,
  'of the calls that the limit allows': inPercent(report.sent, hours * 60 * LIMITS.perMinute),
  'calls beyond the limit (429)': report.tooMany,
  'most calls in a minute': report.worstMinute,
  'most calls in a second': report.worstSecond,
  'longest wait for an answer or error, ms': Math.round(report.longestMs),
  'wall time, s': Math.round((performance.now() - startedAtMs) / 1_000),
});
if (report.tooMany > 0) process.exitCode = 1;

/** Simulates more requests than a vendor allows calls, and reports the outcomes. */
import { deadlineIn } from '../../../src/time/deadline.ts';
import { MINUTE_MS, SECOND_MS } from '../../../src/upstream/rate-limit/sliding-window.ts';
import { mostWithin } from '../upstream/arrivals.ts';
import { createSimulatedTier } from './shared-tier.ts';
import type { VendorOptions } from './vendor.ts';
import { askFor, createWorld, REQUEST_MS } from './world.ts';

export interface Overload extends Pick<VendorOptions, 'window' | 'saysWhatIsLeft'> {
  readonly processes: number;
  /** One after another: their length, and whether the processes can share anything meanwhile. */
  readonly phases: readonly { readonly minutes: number; readonly isShared: boolean }[];
  /** The share of requests that read a known key; each other one reads a new key. */
  readonly warmShare: number;
  readonly seed?: number;
}

export interface OverloadReport {
  readonly requests: number;
  readonly answered: number;
  /** The number of errors, by code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly sent: number;
  /** The calls that the vendor rejected with 429. */
  readonly tooMany: number;
  /** The most calls that arrived within any minute, and any second. */
  readonly worstMinute: number;
  readonly worstSecond: number;
  /** The longest time of a request. */
  readonly longestMs: number;
}

const STEP_MS = 10;
const REQUESTS_PER_STEP = 10;
const WARM_KEYS = 40;
const CALLERS = 50;

export async function simulateOverload(overload: Overload): Promise<OverloadReport> {
  const { processes, phases, warmShare, ...vendorOptions } = overload;
  const world = createWorld(vendorOptions);
  const { clock, random, vendor } = world;
  const tier = createSimulatedTier({ clock, processes, random });
  const upstreams = Array.from({ length: processes }, () => world.start({ shared: processes > 1 ? tier : undefined }));
  const refused: Record<string, number> = {};
  let [requests, answered, longestMs] = [0, 0, 0];
  const among = (count: number): number => Math.floor(random() * count);

  /** The requests of one step. */
  async function step(): Promise<void> {
    const ended = new AbortController();
    const sinceMs = clock.nowMs();
    const deadline = deadlineIn(REQUEST_MS, clock, ended.signal);
    const asking = Array.from({ length: REQUESTS_PER_STEP }, async () => {
      const upstream = upstreams[among(processes)];
      if (!upstream) return;
      const key = random() < warmShare ? `warm/${among(WARM_KEYS)}` : `cold/${requests}`;
      requests++;
      const { code } = await askFor(upstream, key, `caller ${among(CALLERS)}`, deadline);
      longestMs = Math.max(longestMs, clock.nowMs() - sinceMs);
      if (code === undefined) answered++;
      else refused[code] = (refused[code] ?? 0) + 1;
    });
    await Promise.all(asking);
    ended.abort();
  }

  const { stackTraceLimit } = Error;
  // So many are rejected that stack traces would take a third of the time.
  Error.stackTraceLimit = 0;
  for (const { minutes, isShared } of phases) {
    tier.isOn = isShared;
    for (let ms = 0; ms < minutes * MINUTE_MS; ms += STEP_MS) {
      void step();
      await clock.advance(STEP_MS);
    }
  }
  await clock.advance(2 * REQUEST_MS);
  await world.close();
  Error.stackTraceLimit = stackTraceLimit;
  const arrivals = vendor.calls.map(({ arrivedAtMs }) => arrivedAtMs).filter(Number.isFinite);
  return {
    requests,
    answered,
    refused,
    sent: vendor.calls.length,
    tooMany: vendor.refused,
    worstMinute: mostWithin(MINUTE_MS, arrivals),
    worstSecond: mostWithin(SECOND_MS, arrivals),
    longestMs,
  };
}

/** Simulated processes of this server before a simulated vendor, and somebody who asks them. */
import { z } from 'zod';
import { SourceError } from '../../../src/errors.ts';
import { type CallRecord, callsOf, createProvenance, recordCalls } from '../../../src/provenance.ts';
import { type Deadline, deadlineIn } from '../../../src/time/deadline.ts';
import type { Endpoint } from '../../../src/upstream/endpoint.ts';
import type { RateLimits } from '../../../src/upstream/rate-limit/sliding-window.ts';
import { createUpstream, readOnce, type Upstream } from '../../../src/upstream/read.ts';
import type { SharedTier } from '../../../src/upstream/redis/shared-tier.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';
import { diceOf } from '../people/dice.ts';
import { createVendor, type Vendor, type VendorOptions } from './vendor.ts';

/** What the vendor answers: to whom, and when. */
const thing = z.object({ path: z.string(), credential: z.string(), servedAtMs: z.number() });
type Thing = z.output<typeof thing>;

const thingEndpoint: Endpoint<{ readonly key: string }, Thing> = {
  source: 'CALCOM',
  name: 'things',
  method: 'GET',
  request: ({ key }) => ({ path: `/${key}` }),
  wire: thing,
  rowsIn: () => 1,
};

/** How long somebody waits for an answer, and how long what nobody waits for may take. */
export const REQUEST_MS = 8_000;
const BACKGROUND_MS = 30_000;

export const LIMITS: RateLimits = { perMinute: 120, perSecond: 10 };
export const NO_LIMIT: RateLimits = { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };

/** What became of a read: what came, or the code of the failure, and what was told of it. */
export interface Outcome {
  readonly thing?: Thing;
  readonly code?: string;
  readonly told?: CallRecord;
}

export interface World {
  readonly clock: FakeClock;
  readonly random: () => number;
  readonly vendor: Vendor;
  /** Starts one more process. */
  start(settings?: { readonly credential?: string; readonly shared?: SharedTier }): Upstream;
  /** Asks a process for a key, and says what came and what was told of it. */
  read(upstream: Upstream, key: string, caller?: string): Promise<Outcome>;
  close(): Promise<void>;
}

interface WorldOptions extends Partial<Omit<VendorOptions, 'clock' | 'random'>> {
  readonly seed?: number;
}

export function createWorld({ seed = 1, limits = LIMITS, ...options }: WorldOptions = {}): World {
  const clock = createFakeClock();
  const { roll: random } = diceOf(seed);
  const vendor = createVendor({ clock, random, limits, ...options });
  const started: Upstream[] = [];
  return {
    clock,
    random,
    vendor,
    start: ({ credential = 'maya', shared } = {}) => {
      const upstream = createUpstream(
        { source: 'CALCOM', apiUrl: 'https://vendor.example', headers: { authorization: credential }, account: '' },
        { clock, random, limits, shared, send: vendor.send, backgroundMs: BACKGROUND_MS, isCaching: true },
      );
      started.push(upstream);
      return upstream;
    },
    read: async (upstream, key, caller = 'somebody') => {
      const ended = new AbortController();
      const deadline = deadlineIn(REQUEST_MS, clock, ended.signal);
      const trail = createProvenance();
      const ask = () => askFor(upstream, key, caller, deadline);
      const outcome = await recordCalls(trail, ask).finally(() => ended.abort());
      const [told] = callsOf(trail);
      return { ...outcome, told };
    },
    close: async () => {
      await Promise.all(started.map((upstream) => upstream.close()));
    },
  };
}

/** Asks within a deadline that others may have too. */
export async function askFor(
  upstream: Upstream,
  key: string,
  caller: string,
  deadline: Deadline,
): Promise<Pick<Outcome, 'thing' | 'code'>> {
  try {
    const requester = { caller, isBackground: false, deadline };
    return { thing: await readOnce(upstream.readFor(requester))(thingEndpoint, { key }) };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { code: error.code };
  }
}

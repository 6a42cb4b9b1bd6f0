/** Simulated processes of this server in front of a simulated vendor, and their readers. */

import { z } from 'zod';
import { SourceError } from '../../../src/errors.ts';
import { type CallRecord, callsOf, createProvenance, recordCalls } from '../../../src/provenance.ts';
import { type Deadline, deadlineIn } from '../../../src/time/deadline.ts';
import { createScheduler } from '../../../src/time/slices.ts';
import type { Endpoint } from '../../../src/upstream/endpoint.ts';
import type { RateLimits } from '../../../src/upstream/rate-limit/sliding-window.ts';
import { createUpstream, readOnce, type Upstream } from '../../../src/upstream/read.ts';
import type { SharedTier } from '../../../src/upstream/redis/shared-tier.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';
import { diceOf } from '../people/dice.ts';
import { createVendor, type Vendor, type VendorOptions } from './vendor.ts';

/** The vendor's answer: for which credential, and when. */
const thing = z.object({ path: z.string(), credential: z.string(), servedAtMs: z.number() });
type Thing = z.output<typeof thing>;

const thingEndpoint: Endpoint<{ readonly key: string }, Thing> = {
  source: 'CALCOM',
  name: 'things',
  method: 'GET',
  laws: { key: 'FILTER' },
  request: ({ key }) => ({ path: `/${key}` }),
  wire: thing,
  rowsIn: () => 1,
};

/** The time of a request, and that of background work. */
export const REQUEST_MS = 8_000;
const BACKGROUND_MS = 30_000;

export const LIMITS: RateLimits = { perMinute: 120, perSecond: 10 };
export const NO_LIMIT: RateLimits = { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };

/** The outcome of a read: the answer, or the code of the failure, and its record. */
export interface Outcome {
  readonly thing?: Thing;
  readonly code?: string;
  readonly record?: CallRecord;
}

export interface World {
  readonly clock: FakeClock;
  readonly random: () => number;
  readonly vendor: Vendor;
  /** Starts one more process. */
  start(settings?: { readonly credential?: string; readonly shared?: SharedTier }): Upstream;
  /** Reads a key from a process. */
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
        {
          clock,
          random,
          scheduler: createScheduler(),
          limits,
          shared,
          send: vendor.send,
          backgroundMs: BACKGROUND_MS,
          isCaching: true,
        },
      );
      started.push(upstream);
      return upstream;
    },
    read: async (upstream, key, caller = 'caller') => {
      const ended = new AbortController();
      const deadline = deadlineIn(REQUEST_MS, clock, ended.signal);
      const provenance = createProvenance();
      const ask = () => askFor(upstream, key, caller, deadline);
      const outcome = await recordCalls(provenance, ask).finally(() => ended.abort());
      const [record] = callsOf(provenance);
      return { ...outcome, record };
    },
    close: async () => {
      await Promise.all(started.map((upstream) => upstream.close()));
    },
  };
}

/** Reads within a deadline that several reads may share. */
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

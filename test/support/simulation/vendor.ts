/** A vendor in simulated time: it counts arrivals, rejects what is too much, and can be out of order. */
import { type Source, SourceError } from '../../../src/errors.ts';
import type { Clock } from '../../../src/time/clock.ts';
import { deadlineIn } from '../../../src/time/deadline.ts';
import { MINUTE_MS, type RateLimits, SECOND_MS } from '../../../src/upstream/rate-limit/sliding-window.ts';
import type { UpstreamOptions } from '../../../src/upstream/read.ts';

type Send = NonNullable<UpstreamOptions['send']>;
type Answer = Awaited<ReturnType<Send>>;

/** Out of order: no connection, no answer, or these answers; HALF: each call is a 503 by chance. */
export type Outage = 'REFUSED' | 'HANG' | '500' | 'HALF';

export interface VendorOptions {
  readonly clock: Clock;
  /** Gives numbers from 0 to below 1. */
  readonly random: () => number;
  readonly limits: RateLimits;
  /** SLIDING: no stretch of a minute or second may hold too many; FIXED: no minute or second of the vendor's clock. */
  readonly window?: 'SLIDING' | 'FIXED';
  /** Whether answers say what is left. */
  readonly saysWhatIsLeft?: boolean;
}

/** A call as it was sent; `arrivedAtMs` is NaN until it has arrived. */
interface VendorCall {
  readonly path: string;
  readonly sentAtMs: number;
  arrivedAtMs: number;
}

export interface Vendor {
  readonly send: Send;
  outage: Outage | undefined;
  /** The credential that it refuses. */
  refuses: string | undefined;
  /** Every call that was sent. */
  readonly calls: VendorCall[];
  /** How many calls it rejected with 429. */
  refused: number;
}

/** The longest way of a call, the longest work of the vendor, and the timeout of a call. */
const LONGEST_WAY_MS = 250;
const LONGEST_WORK_MS = 400;
const ATTEMPT_MS = 4_000;

export function createVendor(options: VendorOptions): Vendor {
  const { clock, random, saysWhatIsLeft = false } = options;
  const log = createLog(options);
  const pass = (ms: number): Promise<void> => clock.sleep(ms, NEVER);

  /** Serves a call, also if no reader waits for it any more. */
  async function serve(call: VendorCall, source: Source, credential: string): Promise<Answer> {
    await pass(random() * LONGEST_WAY_MS);
    if (vendor.outage === 'REFUSED') throw new SourceError(source, 'UNAVAILABLE');
    call.arrivedAtMs = clock.nowMs();
    const isTooMany = log.isFull();
    const headers = log.add();
    if (isTooMany) vendor.refused++;
    if (vendor.outage === 'HANG') return new Promise(() => {});
    await pass(random() * LONGEST_WORK_MS);
    if (isTooMany) return { status: 429, headers: { 'retry-after': '60' }, text: '{}' };
    if (vendor.outage === '500') return { status: 500, headers: {}, text: '{}' };
    if (vendor.outage === 'HALF' && random() < 0.5) return { status: 503, headers: {}, text: '{}' };
    if (credential === vendor.refuses) return { status: 401, headers: {}, text: '{}' };
    const body = { path: call.path, credential, servedAtMs: clock.nowMs() };
    return { status: 200, headers: saysWhatIsLeft ? headers : {}, text: JSON.stringify(body) };
  }

  const vendor: Vendor = {
    outage: undefined,
    refuses: undefined,
    calls: [],
    refused: 0,
    send: async (source, _, { url, headers }, deadline) => {
      const call: VendorCall = { path: new URL(url).pathname, sentAtMs: clock.nowMs(), arrivedAtMs: Number.NaN };
      vendor.calls.push(call);
      const ended = new AbortController();
      const { signal } = deadlineIn(ATTEMPT_MS, clock, ended.signal);
      const cut = Promise.withResolvers<never>();
      const giveUp = (): void => cut.reject(new SourceError(source, 'TIMEOUT'));
      for (const one of [signal, deadline]) one.addEventListener('abort', giveUp, { once: true });
      if (deadline.aborted) giveUp();
      try {
        return await Promise.race([serve(call, source, headers.authorization ?? ''), cut.promise]);
      } finally {
        deadline.removeEventListener('abort', giveUp);
        ended.abort();
      }
    },
  };
  return vendor;
}

interface Log {
  /** Whether one more call would be too many. */
  isFull(): boolean;
  /** Counts an arrival, also one too many, and returns the headers about what is left. */
  add(): Record<string, string>;
}

function createLog({ clock, random, limits, window = 'SLIDING' }: VendorOptions): Log {
  const phaseMs = random() * MINUTE_MS;
  const windows = [
    { most: limits.perMinute, ms: MINUTE_MS },
    { most: limits.perSecond, ms: SECOND_MS },
  ];
  let arrivals: number[] = [];
  /** The start of the present window; a sliding one includes both ends. */
  const beginOf = (ms: number): number =>
    window === 'SLIDING' ? clock.nowMs() - ms : Math.floor((clock.nowMs() + phaseMs) / ms) * ms - phaseMs;
  const countIn = (ms: number): number => arrivals.filter((atMs) => atMs >= beginOf(ms)).length;
  return {
    isFull: () => windows.some(({ most, ms }) => countIn(ms) >= most),
    add: () => {
      arrivals = [...arrivals.filter((atMs) => atMs >= clock.nowMs() - MINUTE_MS), clock.nowMs()];
      const oldest = arrivals.find((atMs) => atMs >= beginOf(MINUTE_MS)) ?? clock.nowMs();
      const endsMs = window === 'SLIDING' ? oldest + MINUTE_MS : beginOf(MINUTE_MS) + MINUTE_MS;
      return {
        'x-ratelimit-limit-default': String(limits.perMinute),
        'x-ratelimit-remaining-default': String(Math.max(0, limits.perMinute - countIn(MINUTE_MS))),
        'x-ratelimit-reset-default': String(Math.ceil((endsMs - clock.nowMs()) / 1_000)),
      };
    },
  };
}

const NEVER = new AbortController().signal;

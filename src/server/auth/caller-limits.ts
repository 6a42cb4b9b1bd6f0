/**
 * How much one caller may ask: requests, and the calls to the sources that these cause, in any 60 seconds. Each process
 * counts by itself. Whoever is refused is not counted, so that asking in vain does not keep anybody out.
 */
import { LRUCache } from 'lru-cache';
import type { CallerLimits as Limits } from '../../config.ts';
import type { Clock } from '../../upstream/clock.ts';

export interface CallerLimits {
  /** Counts a request, to be called when it comes in. */
  request: Admit;
  /** Counts a call to a source, to be called just before it would be sent. */
  calls: Admit;
}

/** Undefined where the caller may go on, and is counted; else in how many milliseconds they may. */
type Admit = (callerName: string) => number | undefined;

/** Counted one by one; whoever asked longest ago is forgotten first. Each takes some 300 bytes. */
const MOST_CALLERS = 10_000;
const BUCKET_MS = 1_000;
/** A minute, and the second that is just passing: so no 60 seconds ever hold more than is allowed. */
const BUCKETS = 61;

export const createCallerLimits = ({ requestsPerMinute, callsPerMinute }: Limits, clock: Clock): CallerLimits => ({
  request: createLimit(requestsPerMinute, clock),
  calls: createLimit(callsPerMinute, clock),
});

function createLimit(perMinute: number, clock: Clock): Admit {
  if (perMinute === Number.POSITIVE_INFINITY) return () => undefined;
  const minutes = new LRUCache<string, Minute>({ max: MOST_CALLERS });
  return (callerName) => {
    const minute = minutes.get(callerName) ?? createMinute(clock);
    minutes.set(callerName, minute);
    if (minute.count() >= perMinute) return minute.untilLessMs();
    minute.add();
    return undefined;
  };
}

interface Minute {
  add(): void;
  count(): number;
  /** In how many milliseconds there will be less, if nothing is added. */
  untilLessMs(): number;
}

/** What happened in the last minute, by the second: as large for many as for few. */
function createMinute(clock: Clock): Minute {
  const buckets = new Uint32Array(BUCKETS);
  const present = (): number => Math.floor(clock.nowMs() / BUCKET_MS);
  let latest = present();
  let sum = 0;

  const indexOf = (second: number): number => (second + BUCKETS) % BUCKETS;
  const countOf = (second: number): number => buckets[indexOf(second)] ?? 0;
  /** Empties the buckets of the seconds that have begun since; they held what is older than a minute. */
  function turn(): void {
    const now = present();
    for (let second = Math.max(latest + 1, now - BUCKETS + 1); second <= now; second++) {
      sum -= countOf(second);
      buckets[indexOf(second)] = 0;
    }
    latest = now;
  }

  return {
    add: () => {
      turn();
      buckets[indexOf(latest)] = countOf(latest) + 1;
      sum++;
    },
    count: () => {
      turn();
      return sum;
    },
    untilLessMs: () => {
      turn();
      let oldest = latest - BUCKETS + 1;
      while (oldest < latest && countOf(oldest) === 0) oldest++;
      return Math.ceil((oldest + BUCKETS) * BUCKET_MS - clock.nowMs());
    },
  };
}

/**
 * How much one caller may ask: requests, and the calls to the sources that these cause, in any 60 seconds. Each process
 * counts by itself. Whoever is refused is not counted, so that asking in vain does not keep anybody out.
 */
import { LRUCache } from 'lru-cache';
import type { CallerLimits } from '../../config/config.ts';
import type { Clock } from '../../time/clock.ts';
import { createRollingCount, type RollingCount } from '../../time/rolling-count.ts';

export interface CallerRateLimits {
  /** Counts a request, to be called when it comes in. */
  request: Admit;
  /** Counts a call to a source, to be called just before it would be sent. */
  calls: Admit;
}

/** Undefined where the caller may go on, and is counted; else in how many milliseconds they may. */
type Admit = (callerName: string) => number | undefined;

/** Counted one by one; whoever asked longest ago is forgotten first. Each takes a number a second at most. */
const MOST_CALLERS = 10_000;
/** A minute, and the second that is just passing: so no 60 seconds ever hold more than is allowed. */
const WINDOW_MS = 61_000;

export const createCallerRateLimits = (
  { requestsPerMinute, callsPerMinute }: CallerLimits,
  clock: Clock,
): CallerRateLimits => ({
  request: createLimit(requestsPerMinute, clock),
  calls: createLimit(callsPerMinute, clock),
});

function createLimit(perMinute: number, clock: Clock): Admit {
  if (perMinute === Number.POSITIVE_INFINITY) return () => undefined;
  const minutes = new LRUCache<string, RollingCount>({ max: MOST_CALLERS });
  return (callerName) => {
    const minute = minutes.get(callerName) ?? createRollingCount(WINDOW_MS, clock);
    minutes.set(callerName, minute);
    if (minute.count() >= perMinute) return minute.untilLessMs();
    minute.add();
    return undefined;
  };
}

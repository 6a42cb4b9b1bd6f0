/**
 * The rate limits of one caller: requests, and the calls to sources that they cause, in any 60 seconds. Each process counts
 * by itself. A rejected request is not counted, so that a client that keeps trying is let in as soon as there is room.
 */
import { LRUCache } from 'lru-cache';
import type { CallerLimits } from '../../config/config.ts';
import type { Clock } from '../../time/clock.ts';
import { createRollingCount, type RollingCount } from '../../time/rolling-count.ts';

export interface CallerRateLimits {
  /** Counts a request as it arrives. */
  request: Count;
  /** Counts a call to a source just before it is sent. */
  calls: Count;
}

/** Counts one event of a caller and returns undefined; over the limit it returns the milliseconds to wait and counts nothing. */
type Count = (caller: string) => number | undefined;

/** The caller whose last event is oldest is forgotten first. */
const MAX_CALLERS = 10_000;
/** A minute and the current second: the count has a resolution of a second, and no 60 seconds may exceed the limit. */
const WINDOW_MS = 61_000;

/** `Infinity` is no limit. */
export const createCallerRateLimits = (
  { requestsPerMinute, callsPerMinute }: CallerLimits,
  clock: Clock,
): CallerRateLimits => ({
  request: createLimit(requestsPerMinute, clock),
  calls: createLimit(callsPerMinute, clock),
});

function createLimit(perMinute: number, clock: Clock): Count {
  if (perMinute === Number.POSITIVE_INFINITY) return () => undefined;
  const counts = new LRUCache<string, RollingCount>({ max: MAX_CALLERS });
  return (caller) => {
    const count = counts.get(caller) ?? createRollingCount(WINDOW_MS, clock);
    counts.set(caller, count);
    if (count.count() >= perMinute) return count.untilLessMs();
    count.add();
    return undefined;
  };
}

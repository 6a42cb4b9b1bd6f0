/** Which failures deserve a second attempt, how long to wait before it, and how many the retry budget allows. */
import type { SourceError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import { createRollingCount } from '../../time/rolling-count.ts';

/** The most attempts of one call. */
export const MAX_ATTEMPTS = 2;
const WINDOW_MS = 60_000;
/** The second attempts that a minute allows: this share of its calls, and at least a few. */
const RETRY_SHARE = 0.1;
const MIN_RETRIES = 3;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;

/**
 * The pause before a second attempt, in milliseconds; undefined if none is worth it. A broken connection, a 502 or a 503
 * may pass in a moment, a 429 when its Retry-After has passed; a 500 or a bad body would come again. `random` returns
 * numbers from 0 to 1.
 */
export function pauseBefore({ facts, context }: SourceError, random: () => number): number | undefined {
  if (facts.retry === 'WHEN_ANNOUNCED') return context.retryAfterMs;
  const isPassing = context.status === undefined || context.status === 502 || context.status === 503;
  if (facts.retry === undefined || !isPassing) return undefined;
  return SHORTEST_PAUSE_MS + random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
}

export interface RetryBudget {
  /** Counts a call. */
  count(): void;
  /** Whether one more second attempt may be sent; if so it is counted. */
  take(): boolean;
}

/** The retry budget of one source. */
export function createRetryBudget(clock: Clock): RetryBudget {
  const calls = createRollingCount(WINDOW_MS, clock);
  const retries = createRollingCount(WINDOW_MS, clock);
  return {
    count: calls.add,
    take: () => {
      if (retries.count() + 1 > Math.max(MIN_RETRIES, calls.count() * RETRY_SHARE)) return false;
      retries.add();
      return true;
    },
  };
}

/** Which failures are worth a second attempt, how long to wait before it, and how many there may be. */
import type { SourceError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import { createRollingCount } from '../../time/rolling-count.ts';

/** How often one read may be sent. */
export const MOST_ATTEMPTS = 2;
const WINDOW_MS = 60_000;
/** How many second attempts a source is sent within a minute: this share of its reads, and at least a few. */
const SHARE = 0.1;
const FEWEST = 3;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;

/**
 * How long to wait before a second attempt, in milliseconds; undefined where a second attempt is not worth it. A broken
 * connection, a 502 and a 503 may pass in a moment, a 429 when the source says so; a 500 or a bad body would come again.
 * `random` gives numbers from 0 to 1.
 */
export function pauseBefore({ facts, context }: SourceError, random: () => number): number | undefined {
  if (facts.retry === 'WHEN_ANNOUNCED') return context.retryAfterMs;
  const isPassing = context.status === undefined || context.status === 502 || context.status === 503;
  if (facts.retry === undefined || !isPassing) return undefined;
  return SHORTEST_PAUSE_MS + random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
}

export interface RetryBudget {
  /** Counts a read. */
  count(): void;
  /** Whether one more second attempt may be sent; if so it is counted. */
  take(): boolean;
}

export function createRetryBudget(clock: Clock): RetryBudget {
  const reads = createRollingCount(WINDOW_MS, clock);
  const retries = createRollingCount(WINDOW_MS, clock);
  return {
    count: reads.add,
    take: () => {
      if (retries.count() + 1 > Math.max(FEWEST, reads.count() * SHARE)) return false;
      retries.add();
      return true;
    },
  };
}

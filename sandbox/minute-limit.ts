/**
 * Counts the calls of one credential in windows of a minute. Says when there are too many; the vendor says what it answers
 * then.
 */
import { performance } from 'node:perf_hooks';
import { MINUTE_MS } from './time.ts';

export interface Standing {
  blocked: boolean;
  remaining: number;
  /** Until the window or the block ends. */
  resetMs: number;
}

/** The call after the last allowed one blocks the credential for a whole minute. Without a limit no call is blocked. */
export function createMinuteLimit(perMinute: number | undefined): () => Standing {
  let endsAt = Number.NEGATIVE_INFINITY;
  let taken = 0;
  let blocked = false;
  return () => {
    if (perMinute === undefined) return { blocked: false, remaining: Number.POSITIVE_INFINITY, resetMs: MINUTE_MS };
    const now = performance.now();
    if (now >= endsAt) {
      endsAt = now + MINUTE_MS;
      taken = 0;
      blocked = false;
    }
    taken += 1;
    if (taken > perMinute && !blocked) {
      blocked = true;
      endsAt = now + MINUTE_MS;
    }
    return { blocked, remaining: Math.max(0, perMinute - taken), resetMs: endsAt - now };
  };
}

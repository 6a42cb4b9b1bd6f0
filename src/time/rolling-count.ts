/** Counts events, or amounts, of the last so many seconds. Counts by the second, so its memory is bounded. */
import type { Clock } from './clock.ts';

const BUCKET_MS = 1000;

export interface RollingCount {
  /** Adds `amount`, by default 1. */
  add(amount?: number): void;
  count(): number;
  /** In how many milliseconds the count falls if nothing is added; 0 if it is empty. */
  untilLessMs(): number;
  clear(): void;
}

/** `windowMs` is a multiple of a second. */
export function createRollingCount(windowMs: number, clock: Clock): RollingCount {
  const buckets = new Map<number, number>();
  const bucketNow = (): number => Math.floor(clock.nowMs() / BUCKET_MS);
  const dropOld = (): void => {
    const oldest = bucketNow() - windowMs / BUCKET_MS;
    // The oldest bucket stands first.
    for (const bucket of buckets.keys()) {
      if (bucket > oldest) break;
      buckets.delete(bucket);
    }
  };
  return {
    add: (amount = 1) => {
      dropOld();
      buckets.set(bucketNow(), (buckets.get(bucketNow()) ?? 0) + amount);
    },
    count: () => {
      dropOld();
      return [...buckets.values()].reduce((sum, count) => sum + count, 0);
    },
    untilLessMs: () => {
      dropOld();
      const [oldest] = buckets.keys();
      return oldest === undefined ? 0 : Math.ceil(oldest * BUCKET_MS + windowMs - clock.nowMs());
    },
    clear: () => buckets.clear(),
  };
}

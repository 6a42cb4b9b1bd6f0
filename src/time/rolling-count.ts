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
  /** Oldest first. */
  const buckets = new Map<number, number>();
  let total = 0;
  const bucketNow = (): number => Math.floor(clock.nowMs() / BUCKET_MS);
  const dropOld = (): void => {
    const oldest = bucketNow() - windowMs / BUCKET_MS;
    for (const [bucket, amount] of buckets) {
      if (bucket > oldest) break;
      buckets.delete(bucket);
      total -= amount;
    }
  };
  return {
    add: (amount = 1) => {
      dropOld();
      buckets.set(bucketNow(), (buckets.get(bucketNow()) ?? 0) + amount);
      total += amount;
    },
    count: () => {
      dropOld();
      return total;
    },
    untilLessMs: () => {
      dropOld();
      const [oldest] = buckets.keys();
      return oldest === undefined ? 0 : Math.ceil(oldest * BUCKET_MS + windowMs - clock.nowMs());
    },
    clear: () => {
      buckets.clear();
      total = 0;
    },
  };
}

/** What is under way for one request, at whatever source: for those who wait until nothing is. */
import { setImmediate } from 'node:timers/promises';
import type { Slices } from '../time/slices.ts';

export interface Activity {
  /** The same function; what it promises is under way until it is there. */
  watch<Args extends readonly unknown[], Content>(
    ask: (...args: Args) => Promise<Content>,
  ): (...args: Args) => Promise<Content>;
  /** Resolves when nothing is under way any more, and nothing more has come of what was. */
  ended(): Promise<void>;
}

/** `slices` are those of the request: work that waits for its slice may ask for more. */
export function createActivity(slices: Pick<Slices, 'isWaiting'>): Activity {
  const underWay = new Set<Promise<unknown>>();
  return {
    watch:
      (ask) =>
      (...args) => {
        const asking = ask(...args);
        const end = (): unknown => underWay.delete(asking);
        underWay.add(asking);
        asking.then(end, end);
        return asking;
      },
    ended: async () => {
      do {
        await Promise.allSettled(underWay);
        // Whoever waited for it may ask for more.
        await setImmediate();
      } while (underWay.size > 0 || slices.isWaiting());
    },
  };
}

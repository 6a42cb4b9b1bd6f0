/** The work in progress for one request, in all sources. */
import { setImmediate } from 'node:timers/promises';
import type { Slices } from '../time/slices.ts';

/** The promises of one request that have not settled. */
export interface Activity {
  /** The same function; each promise that it returns is in progress until it settles. */
  track<Args extends readonly unknown[], Content>(
    start: (...args: Args) => Promise<Content>,
  ): (...args: Args) => Promise<Content>;
  /** Resolves when nothing is in progress and what has ended started nothing new. */
  ended(): Promise<void>;
}

/** `slices` are those of the request: work that waits for a slice may start more work. */
export function createActivity(slices: Pick<Slices, 'isWaiting'>): Activity {
  const inProgress = new Set<Promise<unknown>>();
  let settling: Promise<void> | undefined;

  /** Waits for what is in progress, and one turn. Those who ask meanwhile share the wait: a query may have thousands. */
  function settled(): Promise<void> {
    settling ??= (async () => {
      await Promise.allSettled(inProgress);
      // A later question needs a whole turn of its own.
      settling = undefined;
      // Code that awaited these promises may start more work.
      await setImmediate();
    })();
    return settling;
  }

  return {
    track:
      (start) =>
      (...args) => {
        const started = start(...args);
        const end = (): unknown => inProgress.delete(started);
        inProgress.add(started);
        started.then(end, end);
        return started;
      },
    ended: async () => {
      do {
        await settled();
      } while (inProgress.size > 0 || slices.isWaiting());
    },
  };
}

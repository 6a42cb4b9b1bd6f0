/**
 * Cooperative scheduling of CPU work. A request counts the steps of its work; when its slice is used up it continues in a
 * later turn of the event loop. One slice runs per turn, callers in turn, so that input and output of other requests are
 * handled between any two slices.
 */
import { createFairQueue } from './fair-queue.ts';

/** What an object of the answer costs: its fields are resolved and written. */
const STEPS_PER_OBJECT = 10;
/** What a row costs that is looked at and perhaps left out. */
const STEPS_PER_ROW = 1;
/** Steps of one slice: a few milliseconds of work. */
const SLICE_STEPS = 3_000;
/** Steps that a new request takes at once while others wait for their slice: enough for a small query. */
const FIRST_STEPS_BESIDE_OTHERS = 300;

/** The steps of one request. */
export interface Slices {
  /**
   * Counts objects before they are made. Undefined where they fit into the present slice; else resolves when they may be
   * made. More of them than a slice holds get a slice of their own.
   */
  spendObjects(objects: number): Promise<void> | undefined;
  /** The same for rows before they are looked at. */
  spendRows(rows: number): Promise<void> | undefined;
  /** Whether some of the request's work waits for a slice. */
  isWaiting(): boolean;
}

export interface Scheduler {
  slicesFor(caller: string): Slices;
}

interface Waiter {
  readonly steps: number;
  resolve(): void;
}

/** `defer` runs a function in a later turn of the event loop. */
export function createScheduler(defer: (run: () => void) => unknown = setImmediate): Scheduler {
  const queue = createFairQueue<{ readonly caller: string; readonly isBackground: false; resume(): void }>();
  let isDeferred = false;

  function runOne(): void {
    isDeferred = false;
    queue.take()?.resume();
    deferNext();
  }

  function deferNext(): void {
    if (isDeferred || queue.size() === 0) return;
    isDeferred = true;
    defer(runOne);
  }

  return {
    slicesFor: (caller) => {
      let left = queue.size() === 0 ? SLICE_STEPS : FIRST_STEPS_BESIDE_OTHERS;
      const waiters: Waiter[] = [];

      function enqueue(): void {
        queue.add({ caller, isBackground: false, resume });
        deferNext();
      }

      function resume(): void {
        left = SLICE_STEPS;
        do {
          const waiter = waiters.shift();
          left -= waiter?.steps ?? 0;
          waiter?.resolve();
        } while (waiters[0] && waiters[0].steps <= left);
        if (waiters.length > 0) enqueue();
      }

      const spend = (steps: number): Promise<void> | undefined => {
        if (waiters.length === 0 && steps <= left) {
          left -= steps;
          return undefined;
        }
        return new Promise((resolve) => {
          waiters.push({ steps, resolve });
          if (waiters.length === 1) enqueue();
        });
      };

      return {
        spendObjects: (objects) => spend(objects * STEPS_PER_OBJECT),
        spendRows: (rows) => spend(rows * STEPS_PER_ROW),
        isWaiting: () => waiters.length > 0,
      };
    },
  };
}

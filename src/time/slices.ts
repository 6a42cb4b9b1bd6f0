/**
 * Cooperative scheduling of CPU work. A request counts the steps of its work; when its slice is used up it continues in a
 * later turn of the event loop. One slice runs per turn, round robin by caller, so the event loop handles the input and
 * output of other requests between any two slices.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createFairQueue } from './fair-queue.ts';
import { inOneGo, type Pieces } from './pieces.ts';

/** The cost of an object of the answer, with a few of its fields. */
const STEPS_PER_OBJECT = 10;
/** The cost of a row that is examined and perhaps left out. */
const STEPS_PER_ROW = 1;
/** Steps of one slice: a few milliseconds of work. */
const SLICE_STEPS = 3_000;
/** Steps that a new request takes at once while others wait for a slice: enough for a small query. */
const FIRST_STEPS_BESIDE_OTHERS = 300;
/** The largest piece of a list. */
const OBJECTS_AT_ONCE = 50;
const STEPS_AT_ONCE = 1_000;

/** How many objects of a list are made in one piece, if the fields of each take `fieldSteps`. */
export const objectsAtOnce = (fieldSteps: number): number =>
  Math.max(1, Math.min(OBJECTS_AT_ONCE, Math.floor(STEPS_AT_ONCE / (STEPS_PER_OBJECT + fieldSteps))));

/** How long work in pieces runs in one turn of the event loop. */
const SLICE_MS = 5;

/** The steps of one request. */
export interface Slices {
  /**
   * Counts objects before they are made. Returns undefined if they fit into the present slice; else resolves when they may
   * be made. More objects than a slice holds get a slice of their own. `fieldSteps` is the cost of the fields of each.
   */
  spendObjects(objects: number, fieldSteps?: number): Promise<void> | undefined;
  /** The same for rows before they are examined. */
  spendRows(rows: number): Promise<void> | undefined;
  /**
   * Does work in pieces: at once if it takes no longer than a slice, the rest in later turns. Counts no steps; it measures
   * the time of the pieces.
   */
  work<Result>(pieces: Pieces<Result>): Result | Promise<Result>;
  /** Whether work of the request waits for a slice. */
  isWaiting(): boolean;
}

export interface Scheduler {
  /** The slices of one request of `caller`. */
  slicesFor(caller: string): Slices;
}

interface Waiter {
  readonly steps: number;
  resolve(): void;
}

/** `defer` runs a function in a later turn of the event loop; `nowMs` measures work. */
export function createScheduler(
  defer: (run: () => void) => unknown = setImmediate,
  nowMs: () => number = () => performance.now(),
): Scheduler {
  const queue = createFairQueue<{ readonly caller: string; readonly isBackground: false; resume(): void }>();
  let isDeferred = false;
  /** How long `work` has run at once in this turn: answers that arrive together share a slice. */
  let atOnceMs = 0;

  return {
    slicesFor: (caller) => {
      let left = queue.size() === 0 ? SLICE_STEPS : FIRST_STEPS_BESIDE_OTHERS;
      const waiters: Waiter[] = [];

      return {
        spendObjects: (objects, fieldSteps = 0) => spend(objects * (STEPS_PER_OBJECT + fieldSteps)),
        spendRows: (rows) => spend(rows * STEPS_PER_ROW),
        work: (pieces) => {
          const piece = takeAtOnce(pieces);
          return piece.done ? piece.value : workLater(pieces);
        },
        isWaiting: () => waiters.length > 0,
      };

      function spend(steps: number): Promise<void> | undefined {
        if (waiters.length === 0 && steps <= left) {
          left -= steps;
          return undefined;
        }
        return new Promise((resolve) => {
          waiters.push({ steps, resolve });
          if (waiters.length === 1) enqueue();
        });
      }

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

      async function workLater<Result>(pieces: Pieces<Result>): Promise<Result> {
        for (;;) {
          // More than a slice, so that it always waits for the next one.
          await spend(SLICE_STEPS + 1);
          const piece = take(pieces, SLICE_MS);
          if (piece.done) return piece.value;
        }
      }
    },
  };

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

  /** Does pieces until there are no more, or `ms` milliseconds have passed. */
  function take<Result>(pieces: Pieces<Result>, ms: number): IteratorResult<void, Result> {
    const untilMs = nowMs() + ms;
    for (;;) {
      const piece = pieces.next();
      if (piece.done || nowMs() >= untilMs) return piece;
    }
  }

  function takeAtOnce<Result>(pieces: Pieces<Result>): IteratorResult<void, Result> {
    if (atOnceMs >= SLICE_MS) return { done: false, value: undefined };
    const sinceMs = nowMs();
    try {
      return take(pieces, SLICE_MS - atOnceMs);
    } finally {
      if (atOnceMs === 0) {
        defer(() => {
          atOnceMs = 0;
        });
      }
      atOnceMs += nowMs() - sinceMs;
    }
  }
}

const currentSlices = new AsyncLocalStorage<Slices>();

/** Runs `read`, within which `sliced` uses these slices. */
export const inSlicesOf = <Answer>(slices: Slices, read: () => Answer): Answer => currentSlices.run(slices, read);

/** Does work in the slices of the current read, for wire schemas, which receive only a value; without a read, at once. */
export function sliced<Result>(pieces: Pieces<Result>): Result | Promise<Result> {
  const slices = currentSlices.getStore();
  return slices ? slices.work(pieces) : inOneGo(pieces);
}

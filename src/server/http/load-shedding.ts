/**
 * Load shedding. When more requests arrive than this process can answer, a queue stands, and requests beyond its room are
 * rejected at once, before anything of them is read: those that are admitted are answered as fast as before. Requests start
 * round robin by caller, and for a few milliseconds in a turn of the event loop, so that probes and rejections never wait.
 */
import { createFairQueue } from '../../time/fair-queue.ts';

/** How long requests are started in one turn of the event loop. */
const STARTING_MS = 10;
/** Requests that start within this time of each other may be in the same turn. */
const GAP_MS = 1;
/** In a shorter turn the event loop had next to nothing to do. */
const IDLE_TURN_MS = 0.5;
/** With so many requests in progress, a further one starts only when the event loop is idle: they wait for a source. */
const MAX_IN_PROGRESS = 16;
/** A burst may wait in the queue. */
const MAX_BURST = 2_000;
/** When the queue has not been empty for this time, more requests arrive than are answered: the server is overloaded. */
const STANDING_MS = 250;
/** While it is overloaded, as many requests may wait as start within this time. */
const MAX_WAIT_MS = 1_000;
/** The most that may wait meanwhile, more than a usual pool of connections has, and the fewest. */
const MAX_WAITING = 100;
const MIN_WAITING = 16;
/** A caller with less than its share may go beyond a limit, unless there are so many times as many callers. */
const ROOM_FOR_SHARES = 4;
/** A turn counts for at most this time, so that neither a garbage collection nor a suspended process looks like overload. */
const MAX_TURN_MS = 25;

/** A response, as far as its end is concerned. */
interface Ending {
  readonly closed: boolean;
  once(event: 'close', listener: () => void): unknown;
  off(event: 'close', listener: () => void): unknown;
}

export interface LoadShedding {
  /**
   * Calls `start` now or in a later turn, unless the client has left by then. Returns false, and never calls it, where the
   * request is to be rejected. `caller` tells callers apart before they are authenticated.
   */
  admit(caller: string, response: Ending, start: () => void): boolean;
}

interface Waiter {
  readonly caller: string;
  readonly isBackground: false;
  start(): void;
}

/** `defer` runs a function in a later turn of the event loop. */
export function createLoadShedding(
  nowMs: () => number,
  defer: (run: () => void) => unknown = setImmediate,
): LoadShedding {
  const queue = createFairQueue<Waiter>();
  const waiting = createCounts();
  const inProgress = createCounts();
  /** When requests began to start one right after the other, and when the last one had started. */
  let startingSinceMs = Number.NEGATIVE_INFINITY;
  let startedAtMs = Number.NEGATIVE_INFINITY;
  let isDeferred = false;
  /** When the last turn ended, in which requests could start. */
  let turnEndedAtMs = 0;
  /** For how long the queue has not been empty, and when that was last added up. */
  let standingMs = 0;
  let addedUpAtMs = 0;
  /** How many requests have started lately while others waited, and in what time. */
  let started = 0;
  let startedInMs = 0;

  return {
    admit: (caller, response, start) => {
      const atMs = nowMs();
      if (atMs - startedAtMs > GAP_MS) startingSinceMs = atMs;
      if (queue.size() === 0 && hasTime(atMs) && inProgress.hasRoom(MAX_IN_PROGRESS, caller)) {
        begin(caller, response, start);
      } else if (waiting.hasRoom(room(), caller)) {
        wait(caller, response, start);
      } else return false;
      return true;
    },
  };

  function begin(caller: string, response: Ending, start: () => void): void {
    if (response.closed) return;
    inProgress.add(caller);
    response.once('close', () => inProgress.remove(caller));
    start();
    startedAtMs = nowMs();
  }

  function wait(caller: string, response: Ending, start: () => void): void {
    const leave = (): void => {
      queue.remove(waiter);
      waiting.remove(caller);
    };
    const waiter: Waiter = {
      caller,
      isBackground: false,
      start: () => {
        response.off('close', leave);
        waiting.remove(caller);
        begin(caller, response, start);
      },
    };
    response.once('close', leave);
    queue.add(waiter);
    waiting.add(caller);
    if (isDeferred) return;
    addedUpAtMs = nowMs();
    deferTurn();
  }

  function deferTurn(): void {
    isDeferred = true;
    turnEndedAtMs = nowMs();
    defer(runTurn);
  }

  function runTurn(): void {
    isDeferred = false;
    startingSinceMs = nowMs();
    addUp(Math.min(startingSinceMs - addedUpAtMs, MAX_TURN_MS));
    addedUpAtMs = startingSinceMs;
    let isIdle = startingSinceMs - turnEndedAtMs < IDLE_TURN_MS;
    while (hasTime(nowMs())) {
      const waiter = queue.take((caller) => isIdle || inProgress.hasRoom(MAX_IN_PROGRESS, caller));
      if (!waiter) break;
      waiter.start();
      started++;
      // One more may be enough for the event loop.
      isIdle = false;
    }
    if (queue.size() > 0) deferTurn();
    else standingMs = 0;
  }

  function addUp(turnMs: number): void {
    standingMs += turnMs;
    startedInMs += turnMs;
    if (startedInMs < STANDING_MS) return;
    started /= 2;
    startedInMs /= 2;
  }

  function room(): number {
    if (standingMs < STANDING_MS) return MAX_BURST;
    return Math.min(MAX_WAITING, Math.max(MIN_WAITING, (started / startedInMs) * MAX_WAIT_MS));
  }

  function hasTime(atMs: number): boolean {
    return atMs - startingSinceMs < STARTING_MS;
  }
}

/** The number of requests of each caller that has any. */
interface Counts {
  add(caller: string): void;
  remove(caller: string): void;
  /** Whether a caller may have one more: up to the limit for all, and beyond it as long as it has less than its share. */
  hasRoom(limit: number, caller: string): boolean;
}

function createCounts(): Counts {
  const counts = new Map<string, number>();
  let total = 0;
  const of = (caller: string): number => counts.get(caller) ?? 0;
  return {
    add: (caller) => {
      counts.set(caller, of(caller) + 1);
      total++;
    },
    remove: (caller) => {
      const left = of(caller) - 1;
      if (left > 0) counts.set(caller, left);
      else counts.delete(caller);
      total--;
    },
    hasRoom: (limit, caller) => {
      if (total < limit) return true;
      const share = Math.max(1, limit / Math.max(1, counts.size));
      return of(caller) < share && counts.size < ROOM_FOR_SHARES * limit;
    },
  };
}

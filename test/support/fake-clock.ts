/** Time that passes only as a test lets it pass. */
import { type Clock, sleepBy } from '../../src/time/clock.ts';

export interface FakeClock extends Clock {
  /** Lets so many milliseconds pass; sleeps that end meanwhile end in order, and what waits for them runs. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock alone, by so many milliseconds. */
  jumpEpoch(ms: number): void;
}

const EPOCH_MS = Date.parse('2026-03-18T12:00:00Z');
/** How often what was begun is let go on before time does. */
const SETTLE_TURNS = 3;

interface Sleeper {
  readonly atMs: number;
  wake(): void;
  isAwake: boolean;
}

export function createFakeClock(): FakeClock {
  let nowMs = 0;
  let epochAheadMs = EPOCH_MS;
  /** Who is woken next stands last. */
  const sleepers: Sleeper[] = [];

  function add(sleeper: Sleeper): void {
    let low = 0;
    let high = sleepers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sleepers[middle]?.atMs ?? 0) > sleeper.atMs) low = middle + 1;
      else high = middle;
    }
    sleepers.splice(low, 0, sleeper);
  }

  /** Wakes all who are woken at the same instant, if there is one until then. */
  function wakeNext(untilMs: number): boolean {
    while (sleepers.at(-1)?.isAwake) sleepers.pop();
    const atMs = sleepers.at(-1)?.atMs ?? Number.POSITIVE_INFINITY;
    if (atMs > untilMs) return false;
    nowMs = Math.max(nowMs, atMs);
    while (sleepers.at(-1)?.atMs === atMs) sleepers.pop()?.wake();
    return true;
  }

  function after(ms: number, run: () => void): () => void {
    const sleeper: Sleeper = {
      atMs: nowMs + Math.max(0, ms),
      isAwake: false,
      wake: () => {
        if (sleeper.isAwake) return;
        sleeper.isAwake = true;
        run();
      },
    };
    add(sleeper);
    return () => {
      sleeper.isAwake = true;
    };
  }

  return {
    nowMs: () => nowMs,
    epochMs: () => epochAheadMs + nowMs,
    after,
    sleep: (ms, signal) => sleepBy(after, ms, signal),
    advance: async (ms) => {
      const untilMs = nowMs + ms;
      await settle();
      while (wakeNext(untilMs)) await settle();
      nowMs = untilMs;
    },
    jumpEpoch: (ms) => {
      epochAheadMs += ms;
    },
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < SETTLE_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}

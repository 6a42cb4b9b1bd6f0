/** The time limits of one exchange: the first that is reached ends it. */
import type { Clock } from './clock.ts';
import { timeIsUp } from './deadline.ts';

export interface TimeLimits {
  /** Aborted, with the error that was set, when a limit is reached. */
  readonly signal: AbortSignal;
  /** Whether this process stood still while one of them ran. */
  stoodStill(): boolean;
  /** Sets one more limit. The function lifts it. */
  set(ms: number, error: Error): () => void;
  /** Lifts them all; none is reached any more. */
  lift(): void;
}

export function createTimeLimits(clock: Clock): TimeLimits {
  const reached = new AbortController();
  const running = new Set<AbortController>();
  let stoodStill = false;
  const noteStill = (): void => {
    stoodStill = true;
  };
  return {
    signal: reached.signal,
    stoodStill: () => stoodStill,
    set: (ms, error) => {
      const lifted = new AbortController();
      running.add(lifted);
      timeIsUp(ms, clock, lifted.signal, noteStill).then(
        () => reached.abort(error),
        () => {},
      );
      return () => {
        running.delete(lifted);
        lifted.abort();
      };
    },
    lift: () => {
      for (const lifted of running) lifted.abort();
      running.clear();
    },
  };
}

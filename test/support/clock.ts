/** Clocks for tests. */
import { type Clock, systemClock } from '../../src/time/clock.ts';

export interface JumpingClock extends Clock {
  /** Lets so many milliseconds pass at once, for everything that is kept; who sleeps is not woken. */
  jump(ms: number): void;
}

/** The real time, and as much more as a test lets pass. */
export function createJumpingClock(): JumpingClock {
  let aheadMs = 0;
  return {
    nowMs: () => systemClock.nowMs() + aheadMs,
    epochMs: () => systemClock.epochMs() + aheadMs,
    after: systemClock.after,
    sleep: systemClock.sleep,
    jump: (ms) => {
      aheadMs += ms;
    },
  };
}

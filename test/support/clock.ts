/** Clocks for tests. */
import { type Clock, systemClock } from '../../src/time/clock.ts';

export interface JumpingClock extends Clock {
  /** Lets so many milliseconds pass at once, for everything that is kept; who sleeps is not woken. */
  jump(ms: number): void;
}

/** Time that stands still, except as a test lets it jump. Who sleeps is woken in real time. */
export function createStandingClock(): JumpingClock {
  let ms = Date.parse('2026-03-18T12:00:00Z');
  return {
    nowMs: () => ms,
    epochMs: () => ms,
    after: systemClock.after,
    sleep: systemClock.sleep,
    jump: (by) => {
      ms += by;
    },
  };
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

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

/** The real time, and as much more as a test lets pass. With `isStill` no other time passes. */
export function createJumpingClock({ isStill = false } = {}): JumpingClock {
  let aheadMs = 0;
  const started = { nowMs: systemClock.nowMs(), epochMs: systemClock.epochMs() };
  const { nowMs, epochMs } = isStill ? { nowMs: () => started.nowMs, epochMs: () => started.epochMs } : systemClock;
  return {
    nowMs: () => nowMs() + aheadMs,
    epochMs: () => epochMs() + aheadMs,
    after: systemClock.after,
    sleep: systemClock.sleep,
    jump: (ms) => {
      aheadMs += ms;
    },
  };
}

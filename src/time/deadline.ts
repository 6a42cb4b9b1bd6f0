/** Until when somebody waits: an instant to plan by, and a signal that cuts what is still under way. */
import type { Clock } from './clock.ts';

export interface Deadline {
  /** On the clock that never jumps. Put off where this process stood still meanwhile. */
  readonly atMs: number;
  /** Aborted at that instant, or earlier if nobody waits any more. */
  readonly signal: AbortSignal;
}

/** A timer that fires so much later than it was set for: this process was stopped or busy, and heard of nothing. */
export const LATE_MS = 250;

/** Why a signal was aborted: the time ran out, as against somebody who left. */
class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  /** Whether this process stood still meanwhile. */
  readonly wasLate: boolean;

  constructor(wasLate: boolean) {
    super('the deadline has passed');
    this.wasLate = wasLate;
  }
}

/**
 * Resolves when so many milliseconds have passed. Time in which this process stood still does not count, up to as much
 * again: `putOff` is told until when it lasts then. What has arrived by the end is read before. Rejects with the reason of
 * `gone`.
 */
export async function timeIsUp(
  ms: number,
  clock: Clock,
  gone: AbortSignal,
  putOff: (untilMs: number) => void = () => {},
): Promise<void> {
  let backMs = ms;
  let untilMs = clock.nowMs() + ms;
  await clock.sleep(ms, gone);
  for (let lateMs = clock.nowMs() - untilMs; lateMs > LATE_MS && backMs > 0; lateMs = clock.nowMs() - untilMs) {
    const moreMs = Math.min(lateMs, backMs);
    backMs -= moreMs;
    untilMs = clock.nowMs() + moreMs;
    putOff(untilMs);
    await clock.sleep(moreMs, gone);
  }
  // Timers fire before sockets are read: this one lets them be read in between.
  await clock.sleep(0, gone);
}

/** `gone` is aborted when nobody waits any more, and has to be in the end: until then the deadline is kept. */
export function deadlineIn(ms: number, clock: Clock, gone: AbortSignal): Deadline {
  const over = new AbortController();
  let atMs = clock.nowMs() + ms;
  let wasLate = false;
  const putOff = (untilMs: number): void => {
    atMs = untilMs;
    wasLate = true;
  };
  timeIsUp(ms, clock, gone, putOff).then(
    () => over.abort(new DeadlineError(wasLate)),
    (reason: unknown) => over.abort(reason),
  );
  return {
    get atMs() {
      return atMs;
    },
    signal: over.signal,
  };
}

/** Does something that nobody leaves, within so many milliseconds. */
export async function within<Answer>(
  ms: number,
  clock: Clock,
  run: (deadline: Deadline) => Promise<Answer>,
): Promise<Answer> {
  const ended = new AbortController();
  try {
    return await run(deadlineIn(ms, clock, ended.signal));
  } finally {
    ended.abort();
  }
}

/** Whether somebody stopped waiting, with the reason of their signal: the time ran out, or they left. */
export const isOver = (reason: unknown): boolean => reason instanceof DeadlineError || isAbort(reason);

/**
 * Whether a signal was aborted by somebody who left, or while this process stood still: that says nothing about whom they
 * waited for.
 */
export const isGivenUp = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && !(reason instanceof DeadlineError && !reason.wasLate);

const isAbort = (reason: unknown): boolean => reason instanceof Error && reason.name === 'AbortError';

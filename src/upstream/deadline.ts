/** Until when somebody waits: an instant to plan by, and a signal that cuts what is still under way. */
import type { Clock } from './clock.ts';

export interface Deadline {
  /** On the clock that never jumps. */
  readonly atMs: number;
  /** Aborted at that instant, or earlier if nobody waits any more. */
  readonly signal: AbortSignal;
}

/** Why a signal was aborted: the time ran out, as against somebody who left. */
class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** `gone` is aborted when nobody waits any more, and has to be in the end: until then the deadline is kept. */
export function deadlineIn(ms: number, clock: Clock, gone: AbortSignal): Deadline {
  const over = new AbortController();
  clock.sleep(ms, gone).then(
    () => over.abort(new DeadlineError('the deadline has passed')),
    (reason: unknown) => over.abort(reason),
  );
  return { atMs: clock.nowMs() + ms, signal: over.signal };
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

/** Whether a signal was aborted by somebody who left, which says nothing about whom they waited for. */
export const isGivenUp = ({ aborted, reason }: AbortSignal): boolean => aborted && !(reason instanceof DeadlineError);

const isAbort = (reason: unknown): boolean => reason instanceof Error && reason.name === 'AbortError';

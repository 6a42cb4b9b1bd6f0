/** Deadlines and timeouts. Time in which this process was suspended or busy does not count against a source. */
import { type Clock, sleepBy } from './clock.ts';

export interface Deadline {
  /** The moment on the monotonic clock. It is postponed when this process was suspended meanwhile. */
  readonly atMs: number;
  /** Aborted at that moment, or earlier if the caller has left. */
  readonly signal: AbortSignal;
}

/** A timer that fires this much too late shows that the process was suspended or busy, and received nothing meanwhile. */
export const LATE_MS = 250;

/** The reason of a signal that was aborted by its deadline, as opposed to a caller that left. */
class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  /** Whether this process was suspended meanwhile. */
  readonly wasPostponed: boolean;

  constructor(wasPostponed: boolean) {
    super('the deadline has passed');
    this.wasPostponed = wasPostponed;
  }
}

/** The reason of a signal that is aborted because its work has ended. One for all: an error costs its stack trace. */
const ENDED = new DOMException('The work has ended', 'AbortError');

/** Runs `run` with a deadline in `ms` milliseconds; no caller can leave earlier. */
export async function within<Answer>(
  ms: number,
  clock: Clock,
  run: (deadline: Deadline) => Promise<Answer>,
): Promise<Answer> {
  const ended = new AbortController();
  try {
    return await run(deadlineIn(ms, clock, ended.signal));
  } finally {
    ended.abort(ENDED);
  }
}

/**
 * A deadline in `ms` milliseconds. Abort `cancelled` when the caller leaves and in any case at the end of the work: until then the
 * deadline holds a timer.
 */
export function deadlineIn(ms: number, clock: Clock, cancelled: AbortSignal): Deadline {
  const over = new AbortController();
  const deadline = { atMs: clock.nowMs() + ms, signal: over.signal };
  let wasPostponed = false;
  const timeout = startTimeout(ms, clock, {
    passed: () => {
      cancelled.removeEventListener('abort', cancel);
      over.abort(new DeadlineError(wasPostponed));
    },
    postponed: (untilMs) => {
      deadline.atMs = untilMs;
      wasPostponed = true;
    },
  });
  function cancel(): void {
    timeout.cancel();
    over.abort(cancelled.reason);
  }
  if (cancelled.aborted) cancel();
  else cancelled.addEventListener('abort', cancel, { once: true });
  return deadline;
}

/** Resolves after `ms` milliseconds, as a timeout passes. Rejects with the reason of `cancelled`. */
export const elapse = (ms: number, clock: Clock, cancelled: AbortSignal): Promise<void> =>
  sleepBy((afterMs, passed) => startTimeout(afterMs, clock, { passed }).cancel, ms, cancelled);

export interface Timeout {
  /** Begins the time anew. */
  restart(): void;
  cancel(): void;
}

interface TimeoutEvents {
  passed(): void;
  /** Called when time in which this process was suspended is added; receives the new end. */
  postponed?(untilMs: number): void;
}

/**
 * Calls `passed` after `ms` milliseconds. Time in which this process was suspended is added, up to `ms` once more. Sockets are
 * read once more before `passed` is called, so what has arrived by then is not lost.
 */
function startTimeout(ms: number, clock: Clock, { passed, postponed }: TimeoutEvents): Timeout {
  let allowanceMs = ms;
  let untilMs = clock.nowMs() + ms;
  /** A restart costs no timer: the one that runs goes on for the rest when it fires. */
  let restartedMs: number | undefined;
  let cancel = clock.after(ms, fire);

  return {
    restart: () => {
      restartedMs = clock.nowMs();
    },
    cancel: () => cancel(),
  };

  function fire(): void {
    if (restartedMs !== undefined) {
      untilMs = restartedMs + ms;
      allowanceMs = ms;
      restartedMs = undefined;
    }
    const lateMs = clock.nowMs() - untilMs;
    if (lateMs < 0) cancel = clock.after(-lateMs, fire);
    else if (lateMs > LATE_MS && allowanceMs > 0) postpone(Math.min(lateMs, allowanceMs));
    // The event loop runs timers before it reads sockets; this timer lets it read them in between.
    else cancel = clock.after(0, () => (restartedMs === undefined ? passed() : fire()));
  }

  function postpone(moreMs: number): void {
    allowanceMs -= moreMs;
    untilMs = clock.nowMs() + moreMs;
    cancel = clock.after(moreMs, fire);
    postponed?.(untilMs);
  }
}

/** Whether the reason of an aborted signal is a deadline or a caller that left, and not a bug. */
export const isOver = (reason: unknown): boolean => reason instanceof DeadlineError || isAbort(reason);

/** Whether a signal was aborted by a caller that left, or while this process was suspended: that says nothing about a source. */
export const isAbandoned = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && !(reason instanceof DeadlineError && !reason.wasPostponed);

const isAbort = (reason: unknown): boolean => reason instanceof Error && reason.name === 'AbortError';

/** Settles like the first of `promises`, or rejects with the signal's reason if it aborts before. */
export async function raceAbort<Answer>(promises: readonly Promise<Answer>[], signal: AbortSignal): Promise<Answer> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([...promises, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Several timeouts of one HTTP exchange; the first to pass ends it. */
export interface Timeouts {
  /** The error of the first timeout that has passed. */
  error(): Error | undefined;
  /** Calls `end` when a timeout passes. */
  whenPassed(end: () => void): void;
  /** Whether this process was suspended while a timeout ran. */
  wasSuspended(): boolean;
  /** Starts a timeout. `makeError` is called if it passes. */
  start(ms: number, makeError: () => Error): Timeout;
  /** Cancels all timeouts. */
  clear(): void;
}

/** No timeout runs at first. */
export function createTimeouts(clock: Clock): Timeouts {
  const running: Timeout[] = [];
  let end = (): void => {};
  let firstError: Error | undefined;
  let wasSuspended = false;
  const postponed = (): void => {
    wasSuspended = true;
  };
  return {
    error: () => firstError,
    whenPassed: (run) => {
      end = run;
    },
    wasSuspended: () => wasSuspended,
    start: (ms, makeError) => {
      const passed = (): void => {
        firstError ??= makeError();
        end();
      };
      const timeout = startTimeout(ms, clock, { passed, postponed });
      running.push(timeout);
      return timeout;
    },
    clear: () => {
      for (const timeout of running) timeout.cancel();
    },
  };
}

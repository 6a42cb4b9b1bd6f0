/** Deadlines and timeouts. Time in which this process was suspended or busy does not count against a source. */
import type { Clock } from './clock.ts';

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
    ended.abort();
  }
}

/**
 * A deadline in `ms` milliseconds. Abort `cancelled` when the caller leaves and in any case at the end of the work: until then the
 * deadline holds a timer.
 */
export function deadlineIn(ms: number, clock: Clock, cancelled: AbortSignal): Deadline {
  const over = new AbortController();
  let atMs = clock.nowMs() + ms;
  let wasPostponed = false;
  const postponed = (untilMs: number): void => {
    atMs = untilMs;
    wasPostponed = true;
  };
  elapse(ms, clock, cancelled, postponed).then(
    () => over.abort(new DeadlineError(wasPostponed)),
    (reason: unknown) => over.abort(reason),
  );
  return {
    get atMs() {
      return atMs;
    },
    signal: over.signal,
  };
}

/**
 * Resolves after `ms` milliseconds. Time in which this process was suspended is added, up to `ms` once more; `postponed`
 * receives the new end. Sockets are read once more before it resolves, so what has arrived by then is not lost. Rejects
 * with the reason of `cancelled`.
 */
export async function elapse(
  ms: number,
  clock: Clock,
  cancelled: AbortSignal,
  postponed: (untilMs: number) => void = () => {},
): Promise<void> {
  let allowanceMs = ms;
  let untilMs = clock.nowMs() + ms;
  await clock.sleep(ms, cancelled);
  for (let lateMs = clock.nowMs() - untilMs; lateMs > LATE_MS && allowanceMs > 0; lateMs = clock.nowMs() - untilMs) {
    const moreMs = Math.min(lateMs, allowanceMs);
    allowanceMs -= moreMs;
    untilMs = clock.nowMs() + moreMs;
    postponed(untilMs);
    await clock.sleep(moreMs, cancelled);
  }
  // The event loop runs timers before it reads sockets; this timer lets it read them in between.
  await clock.sleep(0, cancelled);
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
  /** Aborted, with the error of the timeout, when one passes. */
  readonly signal: AbortSignal;
  /** Whether this process was suspended while a timeout ran. */
  wasSuspended(): boolean;
  /** Starts a timeout. The returned function cancels it. */
  start(ms: number, error: Error): () => void;
  /** Cancels all timeouts. */
  clear(): void;
}

/** No timeout runs at first. */
export function createTimeouts(clock: Clock): Timeouts {
  const passed = new AbortController();
  const running = new Set<AbortController>();
  let wasSuspended = false;
  const postponed = (): void => {
    wasSuspended = true;
  };
  return {
    signal: passed.signal,
    wasSuspended: () => wasSuspended,
    start: (ms, error) => {
      const cancelled = new AbortController();
      running.add(cancelled);
      elapse(ms, clock, cancelled.signal, postponed).then(
        () => passed.abort(error),
        () => {},
      );
      return () => {
        running.delete(cancelled);
        cancelled.abort();
      };
    },
    clear: () => {
      for (const cancelled of running) cancelled.abort();
      running.clear();
    },
  };
}

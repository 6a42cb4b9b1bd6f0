/** The injected clock: elapsed time, wall-clock time, timers and sleep. */

export interface Clock {
  /** Milliseconds on a monotonic clock with an arbitrary origin. Timeouts, ages and rate limits are measured by it. */
  nowMs(): number;
  /** Milliseconds since the epoch. May jump; for display, and for the dates that vendors send. */
  epochMs(): number;
  /** Calls `run` after `ms` milliseconds, in a later turn if that is 0 or less. The returned function cancels that. */
  after(ms: number, run: () => void): () => void;
  /** Resolves after `ms` milliseconds, in a later turn if that is 0 or less. Rejects with the signal's reason on abort. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  epochMs: () => Date.now(),
  after,
  sleep: (ms, signal) => sleepBy(after, ms, signal),
};

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, Math.max(0, ms));
  return () => clearTimeout(timer);
}

/** `sleep` by the timers of a clock. */
export const sleepBy = (startTimer: Clock['after'], ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = startTimer(ms, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });

/** The injected clock: elapsed time, wall-clock time and sleep. */

export interface Clock {
  /** Milliseconds on a monotonic clock with an arbitrary origin. Timeouts, ages and rate limits are measured by it. */
  nowMs(): number;
  /** Milliseconds since the epoch. May jump; for display, and for the dates that vendors send. */
  epochMs(): number;
  /** Resolves after `ms` milliseconds, in a later turn if that is 0 or less. Rejects with the signal's reason on abort. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  epochMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const abort = (): void => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(
        () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
        Math.max(0, ms),
      );
      signal.addEventListener('abort', abort, { once: true });
    }),
};

/** Time, as it is injected: what has passed, what time it is, and waiting. */

export interface Clock {
  /** Milliseconds since some instant of the past. Never jumps: waits and ages are counted by it. */
  nowMs(): number;
  /** Milliseconds since the epoch. May jump; for showing, and for what vendors say in dates. */
  epochMs(): number;
  /** Resolves after so many milliseconds, at once where they have passed already. Rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  epochMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const giveUp = (): void => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(
        () => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        },
        Math.max(0, ms),
      );
      signal.addEventListener('abort', giveUp, { once: true });
    }),
};

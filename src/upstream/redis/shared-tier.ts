/** What all processes with the same credential share: cached answers, and a count of calls. */
import type { RateLimits } from '../rate-limit/sliding-window.ts';

/** Never rejects: a value that cannot be read is absent, one that cannot be written is lost. */
export interface SharedStore {
  /** Undefined for a name that is absent. */
  get(names: readonly string[]): Promise<readonly (Buffer | undefined)[]>;
  set(name: string, value: Buffer, ttlMs: number): void;
  drop(name: string): void;
}

export interface SharedWindow {
  /**
   * Counts one more call of all processes together. 0 if it may go, else after how many milliseconds to try again. ALONE
   * while the count cannot be reached; then each process keeps to its share. Never rejects.
   */
  take(): Promise<number | 'ALONE'>;
  /**
   * The limits of this process while it is alone, and how many calls of others to count as just sent, given how many it
   * sent itself in the last minute.
   */
  share(own: number): { readonly limits: RateLimits; readonly others: number };
  /** How many calls of other processes the last minute holds, as of the last answer. */
  others(): number;
}

export interface SharedTier {
  readonly store: SharedStore;
  /** The count under this name. */
  windowOf(name: string, limits: RateLimits): SharedWindow;
}

/** What all processes with the same credential share: copies of answers, and a count of calls. Who keeps it is not decided here. */
import type { PaceLimits } from '../rate-limit/sliding-window.ts';

/** Never rejects: what cannot be had is not there, and what cannot be kept is not kept. */
export interface SharedStore {
  /** Undefined for what is not there. */
  get(names: readonly string[]): Promise<readonly (Buffer | undefined)[]>;
  set(name: string, value: Buffer, ttlMs: number): void;
  drop(name: string): void;
}

export interface SharedWindow {
  /**
   * Counts one more call of all processes together: 0 where it may go, else after how many milliseconds to ask again.
   * ALONE while nobody can be asked; then each process keeps to its share. Never rejects.
   */
  take(): Promise<number | 'ALONE'>;
  /**
   * What this process may send while it is alone: its share of the limits, and how many calls of others to count as sent
   * just now, given how many it sent itself in the last minute.
   */
  share(own: number): { readonly limits: PaceLimits; readonly others: number };
  /** How many calls of other processes stand in the last minute, as far as this one was told. */
  others(): number;
}

export interface SharedTier {
  readonly store: SharedStore;
  /** The count under this name. */
  windowOf(name: string, limits: PaceLimits): SharedWindow;
}

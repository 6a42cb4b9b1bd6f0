/** What a vendor said is left of its own window, and when the next calls may go by that: few are spread. Pure but for the clock. */
import type { Clock } from '../../time/clock.ts';
import type { Quota } from '../http/rate-limit-headers.ts';

export interface ToldQuota {
  /** Counts a call that goes now. The function takes what the answer to it says; false where that changes nothing. */
  sent(): (quota: Quota) => boolean;
  /** When the next call but so many may go, given when the one before goes. */
  nextMs(n: number, beforeMs: number): number;
}

/** When the vendor says that so few are left, they are sent apart from each other. */
const SCARCE = 10;
const SCARCE_GAP_MS = 1_000;
/** How long "none left" is believed where the vendor does not say until when, and at the longest. */
const UNTOLD_RESET_MS = 30_000;
const LONGEST_RESET_MS = 5 * 60_000;

/** What the vendor said in its answer to the latest call of those it answered. */
interface Told {
  readonly remaining: number;
  readonly resetMs: number;
  /** The how-manieth call it was. */
  readonly number: number;
}

export function createToldQuota(clock: Clock): ToldQuota {
  let told: Told | undefined;
  let sent = 0;

  return {
    sent: () => {
      const number = ++sent;
      return ({ remaining, resetAtMs }) => {
        // Answers overtake each other: the one to the latest call knows best.
        if (remaining === undefined || (told && told.number > number)) return false;
        const untilMs = resetAtMs === undefined ? UNTOLD_RESET_MS : resetAtMs - clock.epochMs();
        told = { remaining, number, resetMs: clock.nowMs() + Math.min(Math.max(0, untilMs), LONGEST_RESET_MS) };
        return true;
      };
    },
    nextMs: (n, beforeMs) => {
      if (!told) return beforeMs;
      const remaining = told.remaining - (sent + n - told.number);
      if (remaining > SCARCE) return beforeMs;
      if (remaining <= 0) return told.resetMs;
      return beforeMs + Math.min(SCARCE_GAP_MS, Math.max(0, told.resetMs - beforeMs) / (remaining + 1));
    },
  };
}

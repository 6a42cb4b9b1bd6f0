/** The quota that a vendor reports in its answers, and when the next calls may go by it. Pure but for the clock. */
import type { Clock } from '../../time/clock.ts';
import type { Quota } from '../http/rate-limit-headers.ts';

export interface VendorQuota {
  /** Counts a call that goes now. The returned function takes the quota of its answer; false if that changes nothing. */
  sent(): (quota: Quota) => boolean;
  /** When the call at this position, from 0, may go; `beforeMs` is the time of the call before it. */
  nextMs(position: number, beforeMs: number): number;
  /** How many calls the vendor still allows, as far as it has reported; `Infinity` where it has not. */
  left(): number;
}

/** With so few calls left, calls are spread over the rest of the vendor's window. */
const SCARCE = 10;
const SCARCE_GAP_MS = 1_000;
/** How long "none left" holds if the vendor does not report the reset, and at the longest. */
const DEFAULT_RESET_MS = 30_000;
const LONGEST_RESET_MS = 5 * 60_000;

/** The quota in the answer to the latest of the calls that have been answered. */
interface Reported {
  readonly remaining: number;
  readonly resetMs: number;
  /** The number of that call. */
  readonly call: number;
}

/** No quota is known at first. */
export function createVendorQuota(clock: Clock): VendorQuota {
  let reported: Reported | undefined;
  let sent = 0;

  return {
    sent: () => {
      const call = ++sent;
      return ({ remaining, resetAtMs }) => {
        // Answers overtake each other: the answer to the latest call is the most recent.
        if (remaining === undefined || (reported && reported.call > call)) return false;
        const untilMs = resetAtMs === undefined ? DEFAULT_RESET_MS : resetAtMs - clock.epochMs();
        reported = { remaining, call, resetMs: clock.nowMs() + Math.min(Math.max(0, untilMs), LONGEST_RESET_MS) };
        return true;
      };
    },
    nextMs: (position, beforeMs) => {
      if (!reported) return beforeMs;
      const remaining = reported.remaining - (sent + position - reported.call);
      if (remaining > SCARCE) return beforeMs;
      if (remaining <= 0) return reported.resetMs;
      return beforeMs + Math.min(SCARCE_GAP_MS, Math.max(0, reported.resetMs - beforeMs) / (remaining + 1));
    },
    left: () =>
      reported && reported.resetMs > clock.nowMs()
        ? reported.remaining - (sent - reported.call)
        : Number.POSITIVE_INFINITY,
  };
}

/**
 * The calls of this process counted together with those of other processes that have the same credential. While they cannot
 * be counted together, the process keeps to its share of the limits.
 */
import type { Clock } from '../../time/clock.ts';
import type { SharedWindow } from '../redis/shared-tier.ts';
import type { RateLimits, SlidingWindow } from './sliding-window.ts';

export interface SharedCount {
  /** Counts one more call. False if it may not go now; then look again at which calls wait. */
  add(): Promise<boolean>;
  /** Until when all processes together have used up the limits. */
  usedUpUntilMs(): number;
  /**
   * How many calls of a minute belong to this process, if it reserves `reserved` for callers: what the others leave, who are
   * assumed to reserve as many each, and at least its share.
   */
  ownMinute(reserved: number): number;
  /** The calls of a minute that this process may always send. */
  share(): number;
  /** How many more calls the limit per minute allows now, as far as this process knows. */
  left(): number;
  /** How many calls of the last minute other processes have sent, as far as this process knows. */
  others(): number;
  /** How many of the calls that are left are the share of the other processes: this one keeps none of them for its requests. */
  leftToOthers(): number;
}

/** `window` holds the calls of this process, and receives other limits while it cannot reach the others. */
export function createSharedCount(
  limits: RateLimits,
  window: SlidingWindow,
  clock: Clock,
  shared: SharedWindow | undefined,
): SharedCount {
  if (!shared) {
    return {
      add: async () => true,
      usedUpUntilMs: () => 0,
      ownMinute: () => limits.perMinute,
      share: () => limits.perMinute,
      left: window.left,
      others: () => 0,
      leftToOthers: () => 0,
    };
  }
  let usedUpUntilMs = 0;
  let isAlone = false;
  const others = (): number => (isAlone ? 0 : shared.others());
  const left = (): number => Math.max(0, window.left() - others());
  const share = (): number => shared.share(0).limits.perMinute;

  return {
    add: async () => {
      const waitMs = await shared.take();
      if (waitMs === 'ALONE') {
        if (isAlone) return true;
        isAlone = true;
        const { limits: alone, others: unseen } = shared.share(window.recent());
        window.setLimits(alone, unseen);
        return false;
      }
      if (isAlone) window.setLimits(limits, 0);
      isAlone = false;
      if (waitMs > 0) usedUpUntilMs = clock.nowMs() + waitMs;
      return waitMs === 0;
    },
    usedUpUntilMs: () => usedUpUntilMs,
    ownMinute: (reserved) => {
      const otherProcesses = Math.round(limits.perMinute / share()) - 1;
      return isAlone ? share() : Math.max(share(), limits.perMinute - shared.others() - otherProcesses * reserved);
    },
    share,
    left,
    others,
    leftToOthers: () => {
      if (isAlone || limits.perMinute === Number.POSITIVE_INFINITY) return 0;
      return left() - Math.floor((left() * share()) / limits.perMinute);
    },
  };
}

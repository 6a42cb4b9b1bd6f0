/**
 * Counts the calls of one process together with those of the others that have the same credential and, where they cannot be
 * counted together, has the process keep to its share. Where there are no others everything is this process's.
 */
import type { Clock } from '../../time/clock.ts';
import type { SharedWindow } from '../redis/shared-tier.ts';
import type { PaceLimits, Window } from './sliding-window.ts';

export interface CommonCount {
  /** Counts one more call. False where it may not go now, and who waits is to be looked at again. */
  add(): Promise<boolean>;
  /** Until when all processes together have used up what there is. */
  usedUpUntilMs(): number;
  /**
   * How many calls of a minute are this process's, given how many it keeps for somebody: what the others leave, who keep as
   * many each as far as can be known, and at least its share.
   */
  ownMinute(kept: number): number;
  /** How many more calls may go now as far as the minute is concerned, and as far as is known. */
  left(): number;
}

/** `window` is what this process sent; it is given other limits while the process is alone. */
export function createCommonCount(
  limits: PaceLimits,
  window: Window,
  clock: Clock,
  shared: SharedWindow | undefined,
): CommonCount {
  if (!shared) {
    return {
      add: async () => true,
      usedUpUntilMs: () => 0,
      ownMinute: () => limits.perMinute,
      left: window.left,
    };
  }
  let usedUpUntilMs = 0;
  let isAlone = false;

  function keepToShare({ share }: SharedWindow): void {
    isAlone = true;
    const { limits: part, others } = share(window.recent());
    window.limit(part, others);
  }

  return {
    add: async () => {
      const waitMs = await shared.take();
      if (waitMs === 'ALONE') {
        if (isAlone) return true;
        keepToShare(shared);
        return false;
      }
      if (isAlone) window.limit(limits, 0);
      isAlone = false;
      if (waitMs > 0) usedUpUntilMs = clock.nowMs() + waitMs;
      return waitMs === 0;
    },
    usedUpUntilMs: () => usedUpUntilMs,
    ownMinute: (kept) => {
      const share = shared.share(0).limits.perMinute;
      const otherProcesses = Math.round(limits.perMinute / share) - 1;
      return isAlone ? share : Math.max(share, limits.perMinute - shared.others() - otherProcesses * kept);
    },
    left: () => (isAlone ? window.left() : Math.max(0, window.left() - shared.others())),
  };
}

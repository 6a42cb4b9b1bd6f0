/**
 * The calls that were let through lately, and when the next ones may recordCalls so that neither any minute nor any second
 * holds too many. Pure but for the clock.
 */
import type { Clock } from '../../time/clock.ts';

/** How many calls may be let through in any minute and in any second; `Infinity` for no limit. */
export interface PaceLimits {
  readonly perMinute: number;
  readonly perSecond: number;
}

/** What one of several processes may send, so that all together keep the limits; at least one call. */
export const shareOf = ({ perMinute, perSecond }: PaceLimits, processes: number): PaceLimits => ({
  perMinute: Math.max(1, Math.floor(perMinute / processes)),
  perSecond: Math.max(1, Math.floor(perSecond / processes)),
});

export const MINUTE_MS = 60_000;
export const SECOND_MS = 1_000;
/**
 * When a call has arrived at the latest, unless it is answered earlier: a vendor counts arrivals, and one that was held up
 * on its way would else come closer to the next than they were sent.
 */
export const ARRIVAL_MS = 250;

interface Slot {
  arrivedMs: number;
}

export interface Window {
  /**
   * When the next so many calls may go, one after another, none before `earliest` says: that of the how-manieth of them,
   * from 0, given when the one before goes.
   */
  next(count: number, earliest: (n: number, beforeMs: number | undefined) => number): number[];
  /** Counts a call that goes now. The function says that it has arrived. */
  enter(): () => void;
  /** Sets other limits from now on, none above the first, and counts calls that others may have sent just now. */
  limit(limits: PaceLimits, others: number): void;
  /** How many calls stand in the last minute. */
  recent(): number;
  /** How many more may go now as far as the minute is concerned. */
  left(): number;
}

export function createWindow(initial: PaceLimits, clock: Clock): Window {
  let limits = initial;
  /** By arrival. */
  const slots: Slot[] = [];
  const most = Math.max(...Object.values(initial).filter(Number.isFinite), 0);
  const add = (count: number): void => {
    const arrivedMs = clock.nowMs() + ARRIVAL_MS;
    slots.push(...Array.from({ length: count }, () => ({ arrivedMs })));
    if (slots.length > most) slots.splice(0, slots.length - most);
  };
  const moveTo = (slot: Slot, arrivedMs: number): void => {
    let index = slots.lastIndexOf(slot);
    if (index === -1) return;
    slot.arrivedMs = arrivedMs;
    for (let before = slots[index - 1]; before && before.arrivedMs > arrivedMs; before = slots[index - 1]) {
      slots[index] = before;
      slots[--index] = slot;
    }
  };

  const recent = (): number => slots.filter(({ arrivedMs }) => arrivedMs > clock.nowMs() - MINUTE_MS - 1).length;

  return {
    next: (count, earliest) => {
      const planned: number[] = [];
      const nthLast = (n: number): number =>
        (n <= planned.length ? planned.at(-n) : slots.at(planned.length - n)?.arrivedMs) ?? Number.NEGATIVE_INFINITY;
      while (planned.length < count) {
        const beforeMs = planned.at(-1);
        planned.push(
          Math.max(
            beforeMs ?? clock.nowMs(),
            earliest(planned.length, beforeMs),
            nthLast(limits.perMinute) + MINUTE_MS + 1,
            nthLast(limits.perSecond) + SECOND_MS + 1,
          ),
        );
      }
      return planned;
    },
    enter: () => {
      add(1);
      const slot = slots.at(-1);
      return () => slot && moveTo(slot, Math.min(slot.arrivedMs, clock.nowMs()));
    },
    limit: (changed, others) => {
      limits = changed;
      add(others);
    },
    recent,
    left: () => Math.max(0, limits.perMinute - recent()),
  };
}

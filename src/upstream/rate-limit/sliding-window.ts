/** A sliding window log: the calls of the last minute, and when the next calls may go. Pure but for the clock. */
import type { Clock } from '../../time/clock.ts';

/** The most calls in any minute and in any second; `Infinity` for no limit. */
export interface RateLimits {
  readonly perMinute: number;
  readonly perSecond: number;
}

/** The limits of one of several processes, so that all together keep `limits`; at least one call each. */
export const shareOf = ({ perMinute, perSecond }: RateLimits, processes: number): RateLimits => ({
  perMinute: Math.max(1, Math.floor(perMinute / processes)),
  perSecond: Math.max(1, Math.floor(perSecond / processes)),
});

export const MINUTE_MS = 60_000;
export const SECOND_MS = 1_000;
/**
 * A call counts as arriving so long after it was sent, unless it is answered earlier. A vendor counts arrivals, and a call
 * that is delayed on its way arrives closer to the next one than they were sent.
 */
export const ARRIVAL_MS = 250;

interface Slot {
  arrivedMs: number;
}

export interface SlidingWindow {
  /**
   * When the next `count` calls may go, one after another. None goes before `earliest`, which receives the position of a
   * call, from 0, and the time of the call before it. `kept` is how many calls of the minute are kept for others;
   * `Infinity` is the time of a call that finds no room beside them.
   */
  next(
    count: number,
    earliest: (position: number, beforeMs: number | undefined) => number,
    kept?: (position: number) => number,
  ): number[];
  /** When the minute has room for this many more calls; `Infinity` for more than a minute allows. */
  roomMs(count: number): number;
  /** Counts a call that goes now. Call the returned function when it has arrived. */
  add(): () => void;
  /** Changes the limits, to at most the first ones, and counts `others` calls that other processes may just have sent. */
  setLimits(limits: RateLimits, others: number): void;
  /** The number of calls in the last minute. */
  recent(): number;
  /** How many more calls the limit per minute allows now. */
  left(): number;
  /** When the last minute will be empty, if no further call is sent; `-Infinity` if no call was. */
  emptyMs(): number;
}

/** An empty window. */
export function createSlidingWindow(initial: RateLimits, clock: Clock): SlidingWindow {
  let limits = initial;
  /** Sorted by arrival. */
  const slots: Slot[] = [];
  const most = Math.max(...Object.values(initial).filter(Number.isFinite), 0);

  return {
    next: (count, earliest, kept = () => 0) => {
      const planned: number[] = [];
      const nthLast = (n: number): number => {
        if (n <= 0) return Number.POSITIVE_INFINITY;
        const arrivedMs = n <= planned.length ? planned.at(-n) : slots.at(planned.length - n)?.arrivedMs;
        return arrivedMs ?? Number.NEGATIVE_INFINITY;
      };
      while (planned.length < count) {
        const beforeMs = planned.at(-1);
        planned.push(
          Math.max(
            beforeMs ?? clock.nowMs(),
            earliest(planned.length, beforeMs),
            nthLast(limits.perMinute - kept(planned.length)) + MINUTE_MS + 1,
            nthLast(limits.perSecond) + SECOND_MS + 1,
          ),
        );
      }
      return planned;
    },
    roomMs: (count) => {
      const before = limits.perMinute - count + 1;
      if (before <= 0) return Number.POSITIVE_INFINITY;
      return (slots.at(-before)?.arrivedMs ?? Number.NEGATIVE_INFINITY) + MINUTE_MS + 1;
    },
    add: () => {
      addSlots(1);
      const slot = slots.at(-1);
      return () => slot && moveTo(slot, Math.min(slot.arrivedMs, clock.nowMs()));
    },
    setLimits: (changed, others) => {
      limits = changed;
      addSlots(others);
    },
    recent,
    left: () => Math.max(0, limits.perMinute - recent()),
    emptyMs: () => (slots.at(-1)?.arrivedMs ?? Number.NEGATIVE_INFINITY) + MINUTE_MS + 1,
  };

  function recent(): number {
    return slots.filter(({ arrivedMs }) => arrivedMs > clock.nowMs() - MINUTE_MS - 1).length;
  }

  function addSlots(count: number): void {
    const arrivedMs = clock.nowMs() + ARRIVAL_MS;
    slots.push(...Array.from({ length: count }, () => ({ arrivedMs })));
    if (slots.length > most) slots.splice(0, slots.length - most);
  }

  function moveTo(slot: Slot, arrivedMs: number): void {
    let index = slots.lastIndexOf(slot);
    if (index === -1) return;
    slot.arrivedMs = arrivedMs;
    for (let before = slots[index - 1]; before && before.arrivedMs > arrivedMs; before = slots[index - 1]) {
      slots[index] = before;
      slots[--index] = slot;
    }
  }
}

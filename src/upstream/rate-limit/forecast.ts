/** When the calls and reservations that wait may go, and which of them would go too late. Reads the clock, and sends nothing. */
import { type Source, SourceError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import type { Deadline } from '../../time/deadline.ts';
import type { FairQueue, QueueItem } from '../../time/fair-queue.ts';
import type { FairShare, Shares } from './fair-share.ts';
import type { Reservations } from './reservations.ts';
import type { SharedCount } from './shared-count.ts';
import { MINUTE_MS, type SlidingWindow } from './sliding-window.ts';

/** A call, or a reservation. */
export interface Waiting extends QueueItem {
  readonly deadline: Deadline;
  /** The time that must be left for the answer. */
  readonly answerMs: number;
  /** The calls of the minute that it takes. */
  readonly calls: number;
  /** A call that has a reserved place in the minute. */
  readonly isReserved: boolean;
  /** A reservation waits for its place in the minute, and not for a permit. */
  readonly isReservation: boolean;
  reject(error: SourceError): void;
}

export interface ForecastParts<Item extends Waiting> {
  readonly source: Source;
  readonly clock: Clock;
  readonly queue: FairQueue<Item>;
  readonly window: SlidingWindow;
  readonly sharedCount: SharedCount;
  readonly fairShare: FairShare;
  readonly reservations: Reservations;
  /** When the permit at this position may be granted, as far as neither window nor shares matter. */
  notBeforeMs(position: number, beforeMs: number | undefined): number;
}

/** One that waits, and when it may go. */
interface Next<Item> {
  readonly waiting: Item;
  readonly atMs: number;
}

export interface Forecast<Item extends Waiting> {
  /** When a call that is about to be made may go, if nothing waits. */
  callMs(caller: string, isReserved: boolean): number;
  /** When a permit may be granted that takes a reserved place, or none. */
  permitMs(): number;
  /** The first that may go now, else the one that may go first; undefined if nothing waits. */
  next(): Next<Item> | undefined;
  /** The first call that may go now, by whatever is left in the minute if none is within its share. */
  nextCall(): Item | undefined;
  /** Rejects those that would go too late as things stand, or are too many. Returns when the first of the others may go. */
  rejectLate(): number;
  /** The most calls that a caller may have in a minute if it wants `further` more, while others want theirs. */
  most(caller: string, further: number): number;
}

const MAX_WAITING = 1_000;
/**
 * How long before its calls are free a refused request is told to retry, so that it waits for them: a request that comes
 * when they are free finds them taken by those that wait.
 */
const EARLIER_MS = 1_000;

export function createForecast<Item extends Waiting>(parts: ForecastParts<Item>): Forecast<Item> {
  const { source, clock, queue, window, sharedCount, fairShare, reservations } = parts;

  return {
    callMs: (caller, isReserved) => {
      if (isReserved) return permitMs(0);
      return shares(caller).readyMs(caller, reservations.keptFor(caller), permitMs(reservations.kept()));
    },
    permitMs: () => permitMs(0),
    next: () => {
      let first: Next<Item> | undefined;
      for (const one of nextOfEach()) {
        if (one.atMs <= clock.nowMs()) return one;
        if (!first || one.atMs < first.atMs) first = one;
      }
      return first;
    },
    nextCall: () => {
      for (const { waiting, atMs } of nextOfEach()) {
        if (!waiting.isReservation && atMs <= clock.nowMs()) return waiting;
      }
      const calls = [...queue.lanes()].flatMap(([, items]) => items.filter(({ isReservation }) => !isReservation));
      return calls.find(({ isReserved }) => isReserved) ?? calls[0];
    },
    rejectLate,
    most: (caller, further) => shares(caller, further).most(caller),
  };

  /** In the order of service: of each caller the first call with a reserved place, and the first of the others. */
  function* nextOfEach(): Generator<Next<Item>> {
    const { readyMs } = shares();
    const requested = requestedPlaces();
    let kept = reservations.kept() + [...requested.values()].reduce((sum, count) => sum + count, 0);
    for (const [caller, items] of queue.lanes()) {
      const withPlace = requested.has(caller) ? items.find(({ isReserved }) => isReserved) : undefined;
      if (withPlace) yield { waiting: withPlace, atMs: permitMs(0) };
      const waiting = items.find(({ isReserved }) => !isReserved);
      if (!waiting) continue;
      const fromMs = waiting.isReservation ? roomMs(kept + waiting.calls) : permitMs(kept);
      const before = reservations.keptFor(caller) + (requested.get(caller) ?? 0) + waiting.calls - 1;
      const atMs = readyMs(caller, before, fromMs);
      // Those behind a reservation leave the room that it waits for, unless it is its share that holds it back.
      if (waiting.isReservation && atMs <= fromMs) kept += waiting.calls;
      yield { waiting, atMs };
    }
  }

  /** The number of calls of each caller that have a reserved place and wait for their permit. */
  function requestedPlaces(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [caller, items] of queue.lanes()) {
      const count = items.reduce((sum, { isReserved }) => sum + Number(isReserved), 0);
      if (count > 0) counts.set(caller, (counts.get(caller) ?? 0) + count);
    }
    return counts;
  }

  /** `caller` wants `further` more calls. */
  function shares(caller?: string, further = 1): Shares {
    const wanted = new Map<string, number>();
    const add = (one: string, calls: number): unknown => wanted.set(one, (wanted.get(one) ?? 0) + calls);
    for (const [one, items] of queue.lanes()) for (const { calls } of items) add(one, calls);
    for (const one of reservations.callers()) add(one, reservations.keptFor(one));
    if (caller !== undefined) add(caller, further);
    return fairShare.shares(sharedCount.ownMinute, wanted);
  }

  /** When the next permit may be granted, if `kept` calls of the minute are kept for others. */
  function permitMs(kept: number): number {
    return permitTimes(1, () => kept)[0] ?? 0;
  }

  /** When the next `count` permits may be granted, one after another, whichever callers they are for. */
  function permitTimes(count: number, kept: (position: number) => number): number[] {
    const times = window.next(count, parts.notBeforeMs, (position) => withOthers(kept(position)));
    return times.map((atMs) => (atMs === Number.POSITIVE_INFINITY ? atLatestMs() : atMs));
  }

  /** When the minute has room for this many calls, and for the share of other processes in what is left. */
  function roomMs(calls: number): number {
    const atMs = window.roomMs(withOthers(calls) + sharedCount.leftToOthers());
    return atMs === Number.POSITIVE_INFINITY ? atLatestMs() : Math.max(atMs, clock.nowMs());
  }

  /** The window holds only the calls of this process. */
  function withOthers(kept: number): number {
    return kept === 0 ? 0 : kept + sharedCount.others();
  }

  /** When all calls have left the minute that are in it, or have a reserved place in it. */
  function atLatestMs(): number {
    return Math.max(clock.nowMs(), reservations.untilMs()) + MINUTE_MS + 1;
  }

  function rejectLate(): number {
    let [withPlace, places] = [0, 0];
    for (const [, items] of queue.lanes()) {
      for (const { isReserved, calls } of items) {
        withPlace += Number(isReserved);
        places += calls;
      }
    }
    const kept = reservations.kept();
    const times = permitTimes(places, (position) => (position < withPlace ? 0 : kept));
    const { readyMs } = shares();
    const held = new Set<Item>();
    const staying = new Map<string, number>();
    let position = 0;
    let firstMs = Number.POSITIVE_INFINITY;
    const fromMs = ({ calls, isReservation }: Item): number => {
      const atMs = times[position + calls - 1] ?? 0;
      return isReservation ? Math.max(atMs, roomMs(kept + position + calls)) : atMs;
    };
    const timeOf = (waiting: Item): number => {
      const { caller, calls, isReserved } = waiting;
      if (isReserved) return fromMs(waiting);
      const before = reservations.keptFor(caller) + (staying.get(caller) ?? 0) + calls - 1;
      return readyMs(caller, before, fromMs(waiting));
    };
    const stays = (waiting: Item, atMs: number): boolean => {
      const { caller, calls, deadline, answerMs } = waiting;
      const isLate = atMs > clock.nowMs() && atMs > deadline.atMs - answerMs;
      if (isLate || position >= MAX_WAITING) {
        const waitMs = deadline.atMs - answerMs - clock.nowMs();
        const earlierMs = waiting.isReservation ? Math.max(0, Math.min(EARLIER_MS, waitMs)) : 0;
        const retryAfterMs = Math.max(0, Math.ceil(atMs - earlierMs - clock.nowMs()));
        waiting.reject(new SourceError(source, isLate ? 'THROTTLED' : 'OVERLOADED', { retryAfterMs }));
        return false;
      }
      position += calls;
      firstMs = Math.min(firstMs, atMs);
      staying.set(caller, (staying.get(caller) ?? 0) + calls);
      return true;
    };
    if (withPlace > 0) queue.retain((waiting) => !waiting.isReserved || stays(waiting, timeOf(waiting)));
    queue.retain((waiting) => {
      if (waiting.isReserved) return true;
      const atMs = timeOf(waiting);
      if (atMs <= fromMs(waiting)) return stays(waiting, atMs);
      held.add(waiting);
      return true;
    });
    // Calls held back by their share come after all others.
    if (held.size > 0) queue.retain((waiting) => !held.has(waiting) || stays(waiting, timeOf(waiting)));
    return firstMs;
  }
}

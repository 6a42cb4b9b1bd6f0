/**
 * The rate limiter of one credential: keeps its calls within the vendor's limits per minute and per second, and within the
 * quota that the vendor reports. Rejects at once a call that could not go early enough to be answered before its deadline.
 * Callers are served round robin, a caller above its fair share waits for others, and background work goes last.
 */
import { type Source, SourceError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import { type Deadline, LATE_MS } from '../../time/deadline.ts';
import { createFairQueue, EVERY_CALLER, type QueueItem } from '../../time/fair-queue.ts';
import type { Quota } from '../http/rate-limit-headers.ts';
import type { SharedWindow } from '../redis/shared-tier.ts';
import { createFairShare } from './fair-share.ts';
import { createForecast, type Waiting } from './forecast.ts';
import { type CertainCalls, createReservations, type Reservation, type Reserved } from './reservations.ts';
import { createSharedCount } from './shared-count.ts';
import { createSlidingWindow, MINUTE_MS, type RateLimits, SECOND_MS } from './sliding-window.ts';
import { createVendorQuota } from './vendor-quota.ts';

/** The caller that a call is counted for, and until when it waits. */
export interface Requester extends QueueItem {
  readonly deadline: Deadline;
  /** What its request has reserved of each source; undefined if that is nothing. */
  readonly reservations?: ReadonlyMap<Source, Reservation>;
}

/** The permission to send one attempt now. */
export interface Permit {
  /** Call it when the attempt is answered. Without an answer it may still be on its way. */
  arrived(): void;
  /** Takes the quota that the vendor reports in its answer. */
  learn(quota: Quota): void;
}

/** This server's own limit per minute. What the vendor reports or rejects does not change it. */
export interface MinuteUsage {
  /** The most calls in any minute, of all processes together; `Infinity` for no limit. */
  readonly limit: number;
  /** How many more calls this process could send now, as far as it knows; `Infinity` for no limit. */
  readonly left: number;
}

/** What a request asks for before it starts. */
interface Request extends CertainCalls {
  /**
   * Whether a part of the calls gets the request further, because their answers are kept for the next time. Then one that
   * needs more than a minute allows takes what is left; else it is refused without a time to retry.
   */
  readonly isPartUseful: boolean;
}

export interface RateLimiter {
  /**
   * Resolves when an attempt may be sent. Rejects with a `SourceError`: THROTTLED, with the time to wait, if the permit
   * would come too late; OVERLOADED if too many calls wait. Rejects with the reason of the requester's signal on abort.
   */
  acquire(requester: Requester): Promise<Permit>;
  /**
   * Reserves places in the minute for the calls that a request certainly needs, for all of them at once. The reservation waits
   * in the queue like a call; it is refused at once if the calls could not go before the deadline.
   */
  reserve(requester: Requester, request: Request): Reservation;
  /** Whether calls wait, are reserved, or may soon be too few: then a request has to reserve what it needs. */
  isTight(): boolean;
  /** Rejects all calls that wait now, with this error. */
  rejectAll(error: SourceError): void;
  /** Grants no permit for so long, after a 429. */
  pause(ms: number): void;
  /** How much longer no permit is granted after a 429, in milliseconds. */
  pausedMs(): number;
  /** The number of calls that wait for a permit. */
  waiting(): number;
  minute(): MinuteUsage;
  /**
   * When a whole minute of calls could be sent again, if none were sent until then, in milliseconds since the epoch. Undefined
   * if none is used, or calls are unlimited.
   */
  fullAtMs(): number | undefined;
}

/** With fewer calls left in the minute, requests reserve what they need. */
const TIGHT = 50;
/**
 * The time that must be left for the answer when a call that had to wait is sent: so long, but at most this share of its
 * whole time. Under overload nearly every call is sent as late as possible, and would be sent in vain without it.
 */
const ANSWER_MS = 2_000;
const ANSWER_SHARE = 1 / 4;

interface Item extends Waiting {
  /** Undefined for a reservation. */
  readonly grant?: (permit: Permit) => void;
  /** Undefined for a call. */
  readonly admit?: () => void;
}

/** `shared` counts the calls of other processes with the same credential; undefined if there are none. */
export function createRateLimiter(
  source: Source,
  limits: RateLimits,
  clock: Clock,
  shared?: SharedWindow,
): RateLimiter {
  const window = createSlidingWindow(limits, clock);
  const sharedCount = createSharedCount(limits, window, clock, shared);
  const quota = createVendorQuota(clock);
  const fairShare = createFairShare(limits.perMinute, clock);
  const queue = createFairQueue<Item>();
  const reservations = createReservations(clock.nowMs);
  let pausedUntilMs = 0;
  let lastSentMs = Number.NEGATIVE_INFINITY;
  const forecast = createForecast({
    ...{ source, clock, queue, window, sharedCount, fairShare, reservations },
    notBeforeMs: (position, beforeMs = lastSentMs) =>
      Math.max(pausedUntilMs, sharedCount.usedUpUntilMs(), quota.nextMs(position, beforeMs)),
  });
  const { rejectLate } = forecast;
  let isPumping = false;
  /** Until when the pump sleeps, and what wakes it earlier. */
  let asleepUntilMs = Number.NEGATIVE_INFINITY;
  let wake = (): void => {};

  return {
    acquire: (requester) => {
      const reserved = requester.reservations?.get(source) as Reserved | undefined;
      return reserved ? acquireReserved(requester, reserved) : acquire(requester, isForAllReserved(requester));
    },
    reserve,
    isTight: () =>
      queue.size() > 0 ||
      pausedUntilMs > clock.nowMs() ||
      reservations.kept() > 0 ||
      Math.min(sharedCount.left(), quota.left()) < TIGHT,
    rejectAll: (error) => {
      queue.retain((waiting) => {
        waiting.reject(error);
        return false;
      });
      wake();
    },
    pause: (ms) => {
      pausedUntilMs = Math.max(pausedUntilMs, clock.nowMs() + ms);
      rejectLate();
    },
    pausedMs: () => Math.max(0, pausedUntilMs - clock.nowMs()),
    waiting: () => queue.size(),
    minute: () => ({ limit: limits.perMinute, left: sharedCount.left() }),
    fullAtMs: () => {
      const inMs = Math.max(window.emptyMs() - clock.nowMs(), sharedCount.others() > 0 ? MINUTE_MS : 0);
      return inMs > 0 && limits.perMinute !== Number.POSITIVE_INFINITY ? clock.epochMs() + inMs : undefined;
    },
  };

  /** `isReserved`: the call has a reserved place in the minute. */
  function acquire(requester: Requester, isReserved: boolean): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const { signal } = requester.deadline;
      if (signal.aborted) return reject(signal.reason);
      const permit = permitAtOnce(requester.caller, isReserved);
      if (permit) return resolve(permit);
      const unlisten = (): void => signal.removeEventListener('abort', abort);
      const waiting: Item = {
        ...requester,
        ...{ answerMs: answerMsOf(requester), calls: 1, isReserved, isReservation: false },
        grant: (permit) => {
          unlisten();
          resolve(permit);
        },
        reject: (error) => {
          unlisten();
          reject(error);
        },
      };
      const abort = (): void => {
        queue.remove(waiting);
        unlisten();
        reject(signal.reason);
        wake();
      };
      signal.addEventListener('abort', abort, { once: true });
      add(waiting);
    });
  }

  async function acquireReserved(requester: Requester, reserved: Reserved): Promise<Permit> {
    await reserved.decided;
    const refusal = reserved.refusal();
    if (refusal) throw refusal;
    const isReserved = reserved.state === 'ADMITTED' && reserved.own > 0;
    if (isReserved) reserved.own--;
    return acquire(requester, isReserved);
  }

  /** Takes the place of a call for all callers out of the reservations. */
  function isForAllReserved({ caller, isBackground }: Requester): boolean {
    return caller === EVERY_CALLER && !isBackground && reservations.takeForAll();
  }

  function reserve(requester: Requester, { isPartUseful, ...request }: Request): Reservation {
    const { caller, deadline } = requester;
    const answerMs = answerMsOf(requester);
    const waitMs = Math.max(0, deadline.atMs - answerMs - clock.nowMs());
    const inTime = limits.perSecond * (1 + Math.floor(waitMs / (SECOND_MS + 1)));
    const all = request.own + request.forAll;
    const isTooMuch = all > Math.min(sharedCount.share(), inTime);
    const most = forecast.most(caller, request.own);
    const forAll = Math.min(request.forAll, most);
    const calls = { own: Math.min(request.own, most - forAll), forAll };
    const reserved = reservations.add(caller, calls, deadline.atMs, {
      shrunk: () => wake(),
      ended: () => {
        queue.remove(waiting);
        deadline.signal.removeEventListener('abort', reserved.giveBack);
        wake();
      },
    });
    const waiting: Item = {
      ...requester,
      answerMs,
      get calls() {
        return reservations.further(reserved);
      },
      ...{ isReserved: false, isReservation: true },
      admit: reserved.admit,
      reject: (error) => {
        fairShare.refused(caller, calls.own, error.context.retryAfterMs ?? 0);
        reserved.refuse(error);
      },
    };
    if (all > limits.perMinute && !isPartUseful) reserved.refuse(new SourceError(source, 'OVER_RATE_LIMIT'));
    else if (isTooMuch || deadline.signal.aborted) reserved.giveBack();
    else {
      deadline.signal.addEventListener('abort', reserved.giveBack, { once: true });
      add(waiting);
    }
    return reserved;
  }

  function add(waiting: Item): void {
    queue.add(waiting);
    // The calls that the pump sleeps for may be held back by their share, and this one not.
    if (rejectLate() < asleepUntilMs) wake();
    void pump();
  }

  /** A permit for a call that need not wait, as the pump would grant it; undefined if the call has to wait. */
  function permitAtOnce(caller: string, isReserved: boolean): Permit | undefined {
    fairShare.requested(caller);
    if (shared || queue.size() > 0) return undefined;
    return forecast.callMs(caller, isReserved) <= clock.nowMs() ? permitFor(caller) : undefined;
  }

  /** Grants permits, and admits reservations, while any wait. One pump runs at a time. */
  async function pump(): Promise<void> {
    if (isPumping) return;
    isPumping = true;
    for (let next = forecast.next(); next; next = forecast.next()) {
      const { waiting, atMs } = next;
      if (atMs > clock.nowMs()) {
        await sleepUntil(atMs);
        rejectLate();
      } else if (waiting.admit) {
        queue.serve(waiting);
        waiting.admit();
      } else if (shared && !(await sharedCount.add())) {
        rejectLate();
      } else if (forecast.permitMs() <= clock.nowMs()) {
        // A 429 may have come while the shared count was reached.
        grantNext();
      }
    }
    isPumping = false;
  }

  async function sleepUntil(untilMs: number): Promise<void> {
    asleepUntilMs = untilMs;
    const woken = Promise.withResolvers<void>();
    wake = woken.resolve;
    const cancel = clock.after(untilMs - clock.nowMs(), woken.resolve);
    await woken.promise;
    cancel();
    // If this process was suspended, the deadlines of the waiting calls are just being postponed.
    if (clock.nowMs() - untilMs > LATE_MS) await new Promise<void>((resolve) => clock.after(0, resolve));
    asleepUntilMs = Number.NEGATIVE_INFINITY;
  }

  /** What the shared count has counted is used, even if no waiting caller is within its share any more. */
  function grantNext(): void {
    const next = forecast.nextCall();
    if (!next) return;
    queue.serve(next);
    next.grant?.(permitFor(next.caller));
  }

  function permitFor(caller: string): Permit {
    lastSentMs = clock.nowMs();
    fairShare.sent(caller);
    const learn = quota.sent();
    const arrived = window.add();
    return {
      arrived: () => {
        arrived();
        wake();
      },
      learn: (reported) => {
        if (!learn(reported)) return;
        rejectLate();
        wake();
      },
    };
  }

  function answerMsOf({ deadline }: Requester): number {
    return Math.min(ANSWER_MS, ANSWER_SHARE * (deadline.atMs - clock.nowMs()));
  }
}

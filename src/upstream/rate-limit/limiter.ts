/**
 * The rate limiter of one credential: keeps its calls within the vendor's limits per minute and per second, and within the
 * quota that the vendor reports. Rejects at once a call that could not go early enough to be answered before its deadline.
 * Callers are served round robin, a caller above its fair share waits for others, and background work goes last.
 */
import { type Source, SourceError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import { type Deadline, LATE_MS } from '../../time/deadline.ts';
import { createFairQueue, type QueueItem } from '../../time/fair-queue.ts';
import type { Quota } from '../http/rate-limit-headers.ts';
import type { SharedWindow } from '../redis/shared-tier.ts';
import { createFairShare, type Shares } from './fair-share.ts';
import { createSharedCount } from './shared-count.ts';
import { createSlidingWindow, type RateLimits } from './sliding-window.ts';
import { createVendorQuota } from './vendor-quota.ts';

/** The caller that a call is counted for, and until when it waits. */
export interface Requester extends QueueItem {
  readonly deadline: Deadline;
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

export interface RateLimiter {
  /**
   * Resolves when an attempt may be sent. Rejects with a `SourceError`: THROTTLED, with the time to wait, if the permit
   * would come too late; OVERLOADED if too many calls wait. Rejects with the reason of the requester's signal on abort.
   */
  acquire(requester: Requester): Promise<Permit>;
  /** Rejects all calls that wait now, with this error. */
  rejectAll(error: Error): void;
  /** Grants no permit for so long, after a 429. */
  pause(ms: number): void;
  /** How much longer no permit is granted after a 429, in milliseconds. */
  pausedMs(): number;
  /** The number of calls that wait for a permit. */
  waiting(): number;
  minute(): MinuteUsage;
}

const MAX_WAITING = 1_000;
/**
 * The time that must be left for the answer when a call that had to wait is sent: so long, but at most this share of its
 * whole time. Under overload nearly every call is sent as late as possible, and would be sent in vain without it.
 */
const ANSWER_MS = 2_000;
const ANSWER_SHARE = 1 / 4;

interface Waiting extends Requester {
  /** The time that must be left for the answer. */
  readonly answerMs: number;
  grant(permit: Permit): void;
  reject(error: unknown): void;
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
  const queue = createFairQueue<Waiting>();
  let pausedUntilMs = 0;
  let lastSentMs = Number.NEGATIVE_INFINITY;
  let isPumping = false;
  /** Until when the pump sleeps, and what wakes it earlier. */
  let asleepUntilMs = Number.NEGATIVE_INFINITY;
  let wake = (): void => {};

  return {
    acquire: (requester) =>
      new Promise((resolve, reject) => {
        const { signal } = requester.deadline;
        if (signal.aborted) return reject(signal.reason);
        const permit = permitAtOnce(requester.caller);
        if (permit) return resolve(permit);
        const unlisten = (): void => signal.removeEventListener('abort', abort);
        const waiting: Waiting = {
          ...requester,
          answerMs: Math.min(ANSWER_MS, ANSWER_SHARE * (requester.deadline.atMs - clock.nowMs())),
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
          waiting.reject(signal.reason);
          wake();
        };
        signal.addEventListener('abort', abort, { once: true });
        queue.add(waiting);
        // The calls that the pump sleeps for may be held back by their share, and this one not.
        if (rejectLate() < asleepUntilMs) wake();
        void pump();
      }),
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
  };

  /** A permit for a call that need not wait, as the pump would grant it; undefined if the call has to wait. */
  function permitAtOnce(caller: string): Permit | undefined {
    fairShare.requested(caller);
    if (shared || queue.size() > 0) return undefined;
    const { readyMs } = fairShare.shares(sharedCount.ownMinute, new Map([[caller, 1]]));
    const atMs = readyMs(caller, 0, permitMs());
    return atMs <= clock.nowMs() ? permitFor(caller) : undefined;
  }

  /** Grants permits while calls wait. One pump runs at a time. */
  async function pump(): Promise<void> {
    if (isPumping) return;
    isPumping = true;
    while (queue.size() > 0) {
      const untilMs = nextMs();
      if (untilMs > clock.nowMs()) {
        await sleepUntil(untilMs);
        rejectLate();
      } else if (shared && !(await sharedCount.add())) {
        rejectLate();
      } else if (permitMs() <= clock.nowMs()) {
        // A 429 may have come while the shared count was reached.
        grantNext();
      }
    }
    isPumping = false;
  }

  /** When the first of the waiting calls may go. */
  function nextMs(): number {
    const { readyMs } = shares();
    const fromMs = permitMs();
    return Math.min(...[...queue.waiting().keys()].map((caller) => readyMs(caller, 0, fromMs)));
  }

  function shares(): Shares {
    return fairShare.shares(sharedCount.ownMinute, queue.waiting());
  }

  function permitMs(): number {
    return permitTimes(1)[0] ?? 0;
  }

  /** When the next `count` permits may be granted, one after another, whichever callers they are for. */
  function permitTimes(count: number): number[] {
    return window.next(count, (position, beforeMs = lastSentMs) =>
      Math.max(pausedUntilMs, sharedCount.usedUpUntilMs(), quota.nextMs(position, beforeMs)),
    );
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

  function grantNext(): void {
    const nowMs = clock.nowMs();
    const { readyMs } = shares();
    // What the shared count has counted is used, even if no waiting caller is within its share any more.
    const next = queue.take((caller) => readyMs(caller, 0, nowMs) <= nowMs) ?? queue.take();
    next?.grant(permitFor(next.caller));
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

  /** Rejects the calls that would go too late as things stand, or are too many. Returns when the first of the others may go. */
  function rejectLate(): number {
    const times = permitTimes(queue.size());
    const { readyMs } = shares();
    const held = new Set<Waiting>();
    const staying = new Map<string, number>();
    let position = 0;
    let firstMs = Number.POSITIVE_INFINITY;
    const timeOf = ({ caller }: Waiting): number => readyMs(caller, staying.get(caller) ?? 0, times[position] ?? 0);
    const stays = (waiting: Waiting, atMs: number): boolean => {
      const isLate = atMs > clock.nowMs() && atMs > waiting.deadline.atMs - waiting.answerMs;
      if (isLate || position >= MAX_WAITING) {
        const retryAfterMs = Math.max(0, Math.ceil(atMs - clock.nowMs()));
        waiting.reject(new SourceError(source, isLate ? 'THROTTLED' : 'OVERLOADED', { retryAfterMs }));
        return false;
      }
      position++;
      firstMs = Math.min(firstMs, atMs);
      staying.set(waiting.caller, (staying.get(waiting.caller) ?? 0) + 1);
      return true;
    };
    queue.retain((waiting) => {
      const atMs = timeOf(waiting);
      if (atMs <= (times[position] ?? 0)) return stays(waiting, atMs);
      held.add(waiting);
      return true;
    });
    // Calls held back by their share come after all others.
    if (held.size > 0) queue.retain((waiting) => !held.has(waiting) || stays(waiting, timeOf(waiting)));
    return firstMs;
  }
}

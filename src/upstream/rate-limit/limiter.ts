/**
 * Keeps the calls of one credential within what its vendor allows: per minute, per second, and what the vendor itself
 * says is left. Whoever cannot be let through in time for an answer before their deadline is refused at once. Authentication take
 * turns, who had more than their share of the minute waits for what is kept for others, and what somebody waits for goes
 * before what is done in the background.
 */
import { type Source, SourceError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import { type Deadline, LATE_MS } from '../../time/deadline.ts';
import { createFairQueue, type Place } from '../../time/fair-queue.ts';
import type { Quota } from '../http/rate-limit-headers.ts';
import type { SharedWindow } from '../redis/shared-tier.ts';
import { createFairShare, type Shares } from './fair-share.ts';
import { createCommonCount } from './shared-count.ts';
import { createWindow, type PaceLimits } from './sliding-window.ts';
import { createToldQuota } from './vendor-quota.ts';

/** Who asks for a turn, and until when they wait. */
export interface Requester extends Place {
  readonly deadline: Deadline;
}

/** A call that may be sent now. */
export interface Turn {
  /** It has arrived: to be called when it is answered. What was cut off or given up may still be on its way. */
  arrived(): void;
  /** What the vendor says, in its answer, is left of its own window. */
  learn(quota: Quota): void;
}

/** The minute as its limit has it: what a vendor says or refuses is not counted in. */
export interface Minute {
  /** How many calls may go in any minute, of all processes together; `Infinity` for no limit. */
  readonly limit: number;
  /** How many more this process could send now, as far as it knows; `Infinity` for no limit. */
  readonly left: number;
}

export interface Pace {
  /**
   * Resolves when a call may be sent. Rejects with a `SourceError`: THROTTLED, with how long to wait, where the turn
   * would not come in time; OVERLOADED where too many wait. Rejects with the signal's reason where nobody waits
   * any more.
   */
  turn(requester: Requester): Promise<Turn>;
  /** Refuses all who wait, with this error. Whoever comes later may wait again. */
  refuseAll(error: Error): void;
  /** Lets nothing through for so long: the vendor said "too many". */
  park(ms: number): void;
  /** How long, in milliseconds, nothing will be let through because the vendor said so. */
  parkedMs(): number;
  /** How many wait for a turn. */
  waiting(): number;
  minute(): Minute;
}

const MOST_WAITING = 1_000;
/**
 * What is left of an requester's time when a call goes that had to wait: so long, but no more than this share of all they had.
 * Where more ask than may, nearly every call goes as late as it can, and without time for an answer goes in vain.
 */
const ANSWER_MS = 2_000;
const ANSWER_SHARE = 1 / 4;

interface Waiting extends Requester {
  /** What is to be left of the time for the answer. */
  readonly answerMs: number;
  letThrough(turn: Turn): void;
  refuse(error: unknown): void;
}

/** `shared` is what other processes with the same credential are counted in; undefined where there are none. */
export function createPace(source: Source, limits: PaceLimits, clock: Clock, shared?: SharedWindow): Pace {
  const window = createWindow(limits, clock);
  const common = createCommonCount(limits, window, clock, shared);
  const quota = createToldQuota(clock);
  const fairShare = createFairShare(limits.perMinute, clock);
  const queue = createFairQueue<Waiting>();
  let parkedUntilMs = 0;
  let lastSentMs = Number.NEGATIVE_INFINITY;
  let isPumping = false;
  /** Until when the pump sleeps, and what wakes it before. */
  let asleepUntilMs = Number.NEGATIVE_INFINITY;
  let wake = new AbortController();

  /** When the next so many calls may go out, one after another, whosever they are. */
  const turns = (count: number): number[] =>
    window.next(count, (n, beforeMs = lastSentMs) =>
      Math.max(parkedUntilMs, common.usedUpUntilMs(), quota.nextMs(n, beforeMs)),
    );
  const shares = (): Shares => fairShare.shares(common.ownMinute, queue.waiting());
  const turnMs = (): number => turns(1)[0] ?? 0;

  /** When the first of those who wait may go. */
  function nextMs(): number {
    const { readyMs } = shares();
    const fromMs = turnMs();
    return Math.min(...[...queue.waiting().keys()].map((caller) => readyMs(caller, 0, fromMs)));
  }

  async function pump(): Promise<void> {
    if (isPumping) return;
    isPumping = true;
    while (queue.size() > 0) {
      const untilMs = nextMs();
      if (untilMs > clock.nowMs()) {
        await sleepUntil(untilMs);
        refuseTheLate();
      } else if (shared && !(await common.add())) {
        refuseTheLate();
      } else if (turnMs() <= clock.nowMs()) {
        // Not so where the source said "too many" while the others were asked.
        letNextThrough();
      }
    }
    isPumping = false;
  }

  async function sleepUntil(untilMs: number): Promise<void> {
    wake = new AbortController();
    asleepUntilMs = untilMs;
    await clock.sleep(untilMs - clock.nowMs(), wake.signal).catch(() => {});
    // Where this process stood still, the deadlines of those who wait are just being put off.
    if (clock.nowMs() - untilMs > LATE_MS) await clock.sleep(0, wake.signal).catch(() => {});
    asleepUntilMs = Number.NEGATIVE_INFINITY;
  }

  function letNextThrough(): void {
    const nowMs = clock.nowMs();
    const { readyMs } = shares();
    // What the others have counted already is not given up, also where nobody may have it any more.
    const next = queue.take((caller) => readyMs(caller, 0, nowMs) <= nowMs) ?? queue.take();
    next?.letThrough(enter(next.caller));
  }

  function enter(caller: string): Turn {
    lastSentMs = clock.nowMs();
    fairShare.sent(caller);
    const learn = quota.sent();
    const arrived = window.enter();
    return {
      arrived: () => {
        arrived();
        wake.abort();
      },
      learn: (told) => {
        if (!learn(told)) return;
        refuseTheLate();
        wake.abort();
      },
    };
  }

  /** Whoever would come too late as things stand now, or is one too many, is told at once. Says when the first may go. */
  function refuseTheLate(): number {
    const times = turns(queue.size());
    const { readyMs } = shares();
    const held = new Set<Waiting>();
    const staying = new Map<string, number>();
    let place = 0;
    let firstMs = Number.POSITIVE_INFINITY;
    const turnOf = ({ caller }: Waiting): number => readyMs(caller, staying.get(caller) ?? 0, times[place] ?? 0);
    const stays = (one: Waiting, atMs: number): boolean => {
      const isLate = atMs > clock.nowMs() && atMs > one.deadline.atMs - one.answerMs;
      if (isLate || place >= MOST_WAITING) {
        const retryAfterMs = Math.max(0, Math.ceil(atMs - clock.nowMs()));
        one.refuse(new SourceError(source, isLate ? 'THROTTLED' : 'OVERLOADED', { retryAfterMs }));
        return false;
      }
      place++;
      firstMs = Math.min(firstMs, atMs);
      staying.set(one.caller, (staying.get(one.caller) ?? 0) + 1);
      return true;
    };
    queue.sift((one) => {
      const atMs = turnOf(one);
      if (atMs <= (times[place] ?? 0)) return stays(one, atMs);
      held.add(one);
      return true;
    });
    // Who is held back has a turn after those who are not.
    if (held.size > 0) queue.sift((one) => !held.has(one) || stays(one, turnOf(one)));
    return firstMs;
  }

  return {
    turn: (requester) =>
      new Promise((resolve, reject) => {
        const { signal } = requester.deadline;
        if (signal.aborted) return reject(signal.reason);
        const leave = (): void => signal.removeEventListener('abort', giveUp);
        const waiting: Waiting = {
          ...requester,
          answerMs: Math.min(ANSWER_MS, ANSWER_SHARE * (requester.deadline.atMs - clock.nowMs())),
          letThrough: (turn) => {
            leave();
            resolve(turn);
          },
          refuse: (error) => {
            leave();
            reject(error);
          },
        };
        const giveUp = (): void => {
          queue.remove(waiting);
          waiting.refuse(signal.reason);
          wake.abort();
        };
        signal.addEventListener('abort', giveUp, { once: true });
        fairShare.asked(requester.caller);
        queue.add(waiting);
        // Those for whom the pump sleeps may be held back, and this one not.
        if (refuseTheLate() < asleepUntilMs) wake.abort();
        void pump();
      }),
    refuseAll: (error) => {
      queue.sift((one) => {
        one.refuse(error);
        return false;
      });
      wake.abort();
    },
    park: (ms) => {
      parkedUntilMs = Math.max(parkedUntilMs, clock.nowMs() + ms);
      refuseTheLate();
    },
    parkedMs: () => Math.max(0, parkedUntilMs - clock.nowMs()),
    waiting: () => queue.size(),
    minute: () => ({ limit: limits.perMinute, left: common.left() }),
  };
}

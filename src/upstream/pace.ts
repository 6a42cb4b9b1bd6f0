/**
 * Keeps the calls of one credential within what its vendor allows: per minute, per second, and what the vendor itself
 * says is left. Whoever cannot be let through in time for an answer before their deadline is refused at once. Callers take
 * turns, and what somebody waits for goes before what is done in the background.
 */
import { type Source, SourceError } from '../errors.ts';
import type { Clock } from './clock.ts';
import type { Deadline } from './deadline.ts';
import { createFairQueue, type Place } from './fair-queue.ts';
import type { Quota } from './retry-after.ts';
import type { SharedWindow } from './shared-tier.ts';
import { createWindow, type PaceLimits } from './window.ts';

/** Who asks for a turn, and until when they wait. */
export interface Asker extends Place {
  readonly deadline: Deadline;
}

/** A call that may be sent now. */
export interface Turn {
  /** It has arrived: to be called when it is answered. What was cut off or given up may still be on its way. */
  arrived(): void;
  /** What the vendor says, in its answer, is left of its own window. */
  learn(quota: Quota): void;
}

export interface Pace {
  /**
   * Resolves when a call may be sent. Rejects with a `SourceError`: THROTTLED, with how long to wait, where the turn
   * would not come in time; OVERLOADED where too many wait. Rejects with the signal's reason where nobody waits
   * any more.
   */
  turn(asker: Asker): Promise<Turn>;
  /** Lets nothing through for so long: the vendor said "too many". */
  park(ms: number): void;
  /** How long, in milliseconds, nothing will be let through because the vendor said so. */
  parkedMs(): number;
  /** How many wait for a turn. */
  waiting(): number;
}

const MOST_WAITING = 1_000;
/**
 * What is left of an asker's time when a call goes that had to wait: so long, but no more than this share of all they had.
 * Where more ask than may, nearly every call goes as late as it can, and without time for an answer goes in vain.
 */
const ANSWER_MS = 2_000;
const ANSWER_SHARE = 1 / 4;
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

interface Waiting extends Asker {
  /** What is to be left of the time for the answer. */
  readonly answerMs: number;
  letThrough(turn: Turn): void;
  refuse(error: unknown): void;
}

/** `shared` is what other processes with the same credential are counted in; undefined where there are none. */
export function createPace(source: Source, limits: PaceLimits, clock: Clock, shared?: SharedWindow): Pace {
  const window = createWindow(limits, clock);
  const queue = createFairQueue<Waiting>();
  let parkedUntilMs = 0;
  /** Until when all processes together have used up what there is. */
  let sharedUntilMs = 0;
  let told: Told | undefined;
  let sent = 0;
  let lastSentMs = Number.NEGATIVE_INFINITY;
  let isAlone = false;
  let wake = new AbortController();
  let isPumping = false;

  /** When the next so many calls may go out, one after another. */
  const turns = (count: number): number[] =>
    window.next(count, (n, beforeMs = lastSentMs) => Math.max(parkedUntilMs, sharedUntilMs, afterTold(n, beforeMs)));
  const waitMs = (): number => (turns(1)[0] ?? 0) - clock.nowMs();

  /** When the next call but so many may go as far as the vendor told, given when the one before goes. */
  function afterTold(n: number, beforeMs: number): number {
    if (!told) return beforeMs;
    const remaining = told.remaining - (sent + n - told.number);
    if (remaining > SCARCE) return beforeMs;
    if (remaining <= 0) return told.resetMs;
    return beforeMs + Math.min(SCARCE_GAP_MS, Math.max(0, told.resetMs - beforeMs) / (remaining + 1));
  }

  async function pump(): Promise<void> {
    if (isPumping) return;
    isPumping = true;
    while (queue.size() > 0) {
      const leftMs = waitMs();
      if (leftMs > 0) {
        wake = new AbortController();
        await clock.sleep(leftMs, wake.signal).catch(() => {});
        refuseTheLate();
      } else if (shared && !(await isCountedIn(shared))) {
        refuseTheLate();
      } else if (waitMs() <= 0) {
        // Not so where the source said "too many" while the others were asked.
        queue.take()?.letThrough(enter());
      }
    }
    isPumping = false;
  }

  function enter(): Turn {
    const number = ++sent;
    lastSentMs = clock.nowMs();
    const arrived = window.enter();
    return {
      arrived: () => {
        arrived();
        wake.abort();
      },
      learn: (quota) => learn(quota, number),
    };
  }

  /** Answers overtake each other: the one to the latest call knows best. */
  function learn({ remaining, resetAtMs }: Quota, number: number): void {
    if (remaining === undefined || (told && told.number > number)) return;
    const untilMs = resetAtMs === undefined ? UNTOLD_RESET_MS : resetAtMs - clock.epochMs();
    told = { remaining, number, resetMs: clock.nowMs() + Math.min(Math.max(0, untilMs), LONGEST_RESET_MS) };
    refuseTheLate();
    wake.abort();
  }

  /** Whether the next call may go as far as the other processes are concerned. */
  async function isCountedIn(others: SharedWindow): Promise<boolean> {
    const leftMs = await others.take();
    if (leftMs === 'ALONE') {
      if (isAlone) return true;
      isAlone = true;
      const share = others.share(window.recent());
      window.limit(share.limits, share.others);
      return false;
    }
    if (isAlone) window.limit(limits, 0);
    isAlone = false;
    if (leftMs === 0) return true;
    sharedUntilMs = clock.nowMs() + leftMs;
    return false;
  }

  /** Whoever would come too late as things stand now, or is one too many, is told at once. */
  function refuseTheLate(): void {
    const times = turns(queue.size());
    queue.sift((one, place) => {
      const turnMs = times[place] ?? 0;
      const isLate = turnMs > clock.nowMs() && turnMs > one.deadline.atMs - one.answerMs;
      if (!isLate && place < MOST_WAITING) return true;
      const retryAfterMs = Math.max(0, Math.ceil(turnMs - clock.nowMs()));
      one.refuse(new SourceError(source, isLate ? 'THROTTLED' : 'OVERLOADED', { retryAfterMs }));
      return false;
    });
  }

  return {
    turn: (asker) =>
      new Promise((resolve, reject) => {
        const { signal } = asker.deadline;
        if (signal.aborted) return reject(signal.reason);
        const leave = (): void => signal.removeEventListener('abort', giveUp);
        const waiting: Waiting = {
          ...asker,
          answerMs: Math.min(ANSWER_MS, ANSWER_SHARE * (asker.deadline.atMs - clock.nowMs())),
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
        queue.add(waiting);
        refuseTheLate();
        void pump();
      }),
    park: (ms) => {
      parkedUntilMs = Math.max(parkedUntilMs, clock.nowMs() + ms);
      refuseTheLate();
    },
    parkedMs: () => Math.max(0, parkedUntilMs - clock.nowMs()),
    waiting: () => queue.size(),
  };
}

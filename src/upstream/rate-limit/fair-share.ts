/**
 * Who may send one more call where a minute does not hold all that is wanted. Whoever wants less than an equal share gets
 * all of it, and the others equal shares of the rest. What a caller who keeps coming is expected to want is kept for them
 * until they come; where nothing is kept for anybody else, nobody is held back. Pure but for the clock.
 */
import type { Clock } from '../../time/clock.ts';
import { FOR_ALL } from '../../time/fair-queue.ts';
import { MINUTE_MS } from './sliding-window.ts';

/** For how long it is remembered what a caller asked for and got. */
const REMEMBERED_MS = 2 * MINUTE_MS;
/**
 * What a caller asks for within so long is one visit, as one request needs several calls: only who comes again is expected
 * to go on.
 */
const VISIT_MS = 10_000;

export interface FairShare {
  /** Remembers that a call is asked for, whatever becomes of it. Of who got none yet nothing is remembered. */
  asked(caller: string): void;
  /** Remembers a call that goes now. */
  sent(caller: string): void;
  /**
   * The shares of a minute, as of now. `ownMinute` says how many calls of it are this process's, given how many are kept;
   * `waiting` is how many calls of each caller wait.
   */
  shares(ownMinute: (kept: number) => number, waiting: ReadonlyMap<string, number>): Shares;
}

export interface Shares {
  /**
   * From when on, and not before `fromMs`, the caller may send one more call, given how many of theirs go before it; as
   * far as can be told, for others come and go.
   */
  readyMs(caller: string, before: number, fromMs: number): number;
}

interface Caller {
  readonly cameMs: number;
  /** When calls were asked for, and when they were sent: of the last two minutes, in order. */
  readonly askedMs: number[];
  readonly sentMs: number[];
}

/** What a caller wants of a minute. */
interface Wish {
  readonly caller: string;
  readonly sentMs: readonly number[];
  readonly waiting: number;
  /** How many calls a minute they are expected to send; 0 for who is gone, or came once. */
  readonly expected: number;
}

/** `perMinute` is the limit of all processes together; nothing is remembered or kept where it is `Infinity`. */
export function createFairShare(perMinute: number, clock: Clock): FairShare {
  if (!Number.isFinite(perMinute)) return UNLIMITED;
  /** Who asks for more wants more than there is. */
  const most = (perMinute * REMEMBERED_MS) / MINUTE_MS;
  /** No more of them than calls were sent lately. */
  const callers = new Map<string, Caller>();

  /** Adds the present to times, and forgets what is long ago. */
  function note(times: number[]): void {
    const nowMs = clock.nowMs();
    times.push(nowMs);
    while (times.length > most || (times[0] ?? nowMs) < nowMs - REMEMBERED_MS) times.shift();
  }

  return {
    asked: (caller) => {
      const known = callers.get(caller);
      if (known) note(known.askedMs);
    },
    sent: (caller) => {
      const nowMs = clock.nowMs();
      for (const [name, { sentMs }] of callers) {
        if ((sentMs.at(-1) ?? 0) < nowMs - REMEMBERED_MS) callers.delete(name);
      }
      const known = callers.get(caller) ?? { cameMs: nowMs, askedMs: [], sentMs: [] };
      note(known.sentMs);
      callers.set(caller, known);
    },
    shares: (ownMinute, waiting) => {
      const nowMs = clock.nowMs();
      const wishes = [...new Set([...callers.keys(), ...waiting.keys()])].map((caller): Wish => {
        const known = callers.get(caller);
        const wish = { caller, sentMs: known?.sentMs ?? [], waiting: waiting.get(caller) ?? 0 };
        return { ...wish, expected: known && caller !== FOR_ALL ? expectedOf(known, nowMs) : 0 };
      });
      const kept = wishes.map(({ expected, sentMs }) => Math.max(0, expected - usedAt(sentMs, nowMs)));
      return sharesOf(ownMinute(kept.reduce((sum, one) => sum + one, 0)), wishes, nowMs);
    },
  };
}

const UNLIMITED: FairShare = {
  asked: () => {},
  sent: () => {},
  shares: () => ({ readyMs: (_, __, fromMs) => fromMs }),
};

/** How many calls a minute hold if the caller goes on as in the last two minutes, or as since their first visit. */
function expectedOf({ cameMs, askedMs }: Caller, nowMs: number): number {
  if (countFrom(askedMs, nowMs - MINUTE_MS) === 0) return 0;
  const sinceMs = Math.max(cameMs + VISIT_MS, nowMs - REMEMBERED_MS);
  return Math.ceil((countFrom(askedMs, sinceMs) * MINUTE_MS) / Math.max(nowMs - sinceMs, VISIT_MS));
}

function sharesOf(perMinute: number, wishes: readonly Wish[], nowMs: number): Shares {
  const forAll = wishes.find(({ caller }) => caller === FOR_ALL);
  const others = wishes.filter((wish) => wish !== forAll);
  const wishOf = new Map(others.map((wish) => [wish.caller, wish]));
  const regulars = others.filter(({ expected }) => expected > 0);
  const levels = new Map<number, number>();
  let leavingMs: readonly number[] | undefined;
  const wantedAt = ({ sentMs, waiting, expected }: Wish, atMs: number): number =>
    Math.max(usedAt(sentMs, atMs) + waiting, expected);

  /** What those have who want more than they get, in the minute that ends then. */
  function levelAt(atMs: number): number {
    const known = levels.get(atMs);
    if (known !== undefined) return known;
    const room = perMinute - (forAll ? wantedAt(forAll, atMs) : 0);
    const wanted = others.map((wish) => wantedAt(wish, atMs));
    const level = levelOf(room, wanted);
    levels.set(atMs, level);
    return level;
  }

  function mayGo({ caller, sentMs }: Wish, before: number, atMs: number): boolean {
    const isKept = regulars.some((one) => one.caller !== caller && one.expected > usedAt(one.sentMs, atMs));
    return !isKept || usedAt(sentMs, atMs) + before < levelAt(atMs);
  }

  /** When calls leave the last minute, in order. */
  const leaving = (): readonly number[] => {
    leavingMs ??= wishes
      .flatMap(({ sentMs }) => sentMs.slice(sentMs.length - usedAt(sentMs, nowMs)))
      .map((atMs) => atMs + MINUTE_MS + 1)
      .sort((a, b) => a - b);
    return leavingMs;
  };

  return {
    readyMs: (caller, before, fromMs) => {
      const wish = wishOf.get(caller);
      if (!wish || regulars.length === 0 || mayGo(wish, before, fromMs)) return fromMs;
      const readyMs = leaving()[firstWhere(leaving(), (atMs) => atMs > fromMs && mayGo(wish, before, atMs))];
      // Else those that go before it have to leave.
      return readyMs ?? Math.max(fromMs, nowMs + MINUTE_MS);
    },
  };
}

/** The share of those who want more than there is for them: what those leave who want less, in equal parts. */
function levelOf(room: number, wanted: readonly number[]): number {
  let level = room / wanted.length;
  for (;;) {
    let [left, greedy] = [room, 0];
    for (const one of wanted) {
      if (one > level) greedy++;
      else left -= one;
    }
    if (greedy === 0) return Number.POSITIVE_INFINITY;
    if (left / greedy <= level) return level;
    level = left / greedy;
  }
}

/** How many calls stand in the minute that ends then. */
const usedAt = (sentMs: readonly number[], atMs: number): number => countFrom(sentMs, atMs - MINUTE_MS);

const countFrom = (sentMs: readonly number[], fromMs: number): number =>
  sentMs.length - firstWhere(sentMs, (atMs) => atMs >= fromMs);

/** The index of the first for which it holds, given that it holds for all after it; the length where there is none. */
function firstWhere(sorted: readonly number[], holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

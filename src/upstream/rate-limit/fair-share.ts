/**
 * Max-min fair shares of a minute. A caller that wants less than an equal share gets all that it wants, and the others equal
 * shares of the rest. What a regular caller is expected to want is reserved for it; while nothing is reserved for another
 * caller, no caller is held back. Pure but for the clock.
 */
import type { Clock } from '../../time/clock.ts';
import { EVERY_CALLER } from '../../time/fair-queue.ts';
import { MINUTE_MS } from './sliding-window.ts';

/** How long the calls that a caller requested and sent are remembered. */
const REMEMBERED_MS = 2 * MINUTE_MS;
/**
 * Calls of one caller within so long are one visit, since one request needs several calls. Only a caller that comes again is
 * expected to go on.
 */
const VISIT_MS = 10_000;
/** How late a refused caller may retry, and the largest share of a minute that is kept for such callers. */
const RETURN_MS = 5_000;
const REFUSED_SHARE = 1 / 2;

export interface FairShare {
  /** Remembers that a call is requested, whatever its outcome. Ignores a caller that has not sent one lately. */
  requested(caller: string): void;
  /**
   * Remembers that a caller without a call in the last minute was refused some, and told when to retry: until then they are
   * expected, and so reserved for it within its share.
   */
  refused(caller: string, calls: number, retryAfterMs: number): void;
  /** Remembers a call that goes now. */
  sent(caller: string): void;
  /**
   * The shares of a minute, as of now. `ownMinute` returns how many calls of it belong to this process, given how many are
   * reserved; `waiting` is how many calls of each caller wait.
   */
  shares(ownMinute: (reserved: number) => number, waiting: ReadonlyMap<string, number>): Shares;
}

export interface Shares {
  /**
   * When, at `fromMs` or later, the caller may send one more call after `before` others of its own. A forecast: other
   * callers come and go.
   */
  readyMs(caller: string, before: number, fromMs: number): number;
  /** The most calls that the caller may have in a minute while others want theirs; at least one. */
  most(caller: string): number;
}

interface Known {
  readonly cameMs: number;
  /** When calls were requested and sent in the last two minutes, in order. */
  readonly requestedMs: number[];
  readonly sentMs: number[];
  /** The calls that it was refused, and until when it is expected to come for them. */
  refused?: { readonly calls: number; readonly untilMs: number };
}

/** What a caller wants of a minute. */
interface Demand {
  readonly caller: string;
  readonly sentMs: readonly number[];
  readonly waiting: number;
  /** How many calls a minute it is expected to send; 0 for a caller that is gone, or came once. */
  readonly expected: number;
}

/** `perMinute` is the limit of all processes together; with `Infinity` nothing is remembered or reserved. */
export function createFairShare(perMinute: number, clock: Clock): FairShare {
  if (!Number.isFinite(perMinute)) return UNLIMITED;
  /** A caller that requests more wants more than there is. */
  const most = (perMinute * REMEMBERED_MS) / MINUTE_MS;
  /** No more of them than calls that were sent lately, and refused calls that are expected. */
  const callers = new Map<string, Known>();

  return {
    requested: (caller) => {
      const known = callers.get(caller);
      if (known) note(known.requestedMs);
    },
    refused: (caller, calls, retryAfterMs) => {
      const nowMs = clock.nowMs();
      forgetOld(nowMs);
      if (usedAt(callers.get(caller)?.sentMs ?? [], nowMs) > 0) return;
      let room = REFUSED_SHARE * perMinute;
      for (const [name, { refused }] of callers) if (name !== caller) room -= refusedAt(refused, nowMs);
      if (calls <= room) remembered(caller, nowMs).refused = { calls, untilMs: nowMs + retryAfterMs + RETURN_MS };
    },
    sent: (caller) => {
      const nowMs = clock.nowMs();
      forgetOld(nowMs);
      note(remembered(caller, nowMs).sentMs);
    },
    shares: (ownMinute, waiting) => {
      const nowMs = clock.nowMs();
      const demands = [...new Set([...callers.keys(), ...waiting.keys()])].map((caller): Demand => {
        const known = callers.get(caller);
        const expected = known && caller !== EVERY_CALLER ? expectedOf(known, nowMs) : 0;
        return { caller, sentMs: known?.sentMs ?? [], waiting: waiting.get(caller) ?? 0, expected };
      });
      const reserved = demands.map(({ expected, sentMs }) => Math.max(0, expected - usedAt(sentMs, nowMs)));
      return sharesOf(ownMinute(reserved.reduce((sum, one) => sum + one, 0)), demands, nowMs);
    },
  };

  function remembered(caller: string, nowMs: number): Known {
    const known = callers.get(caller) ?? { cameMs: nowMs, requestedMs: [], sentMs: [] };
    callers.set(caller, known);
    return known;
  }

  function forgetOld(nowMs: number): void {
    for (const [caller, { sentMs, refused }] of callers) {
      if ((sentMs.at(-1) ?? 0) < nowMs - REMEMBERED_MS && refusedAt(refused, nowMs) === 0) callers.delete(caller);
    }
  }

  /** Adds the present to `times`, and removes what is too old. */
  function note(times: number[]): void {
    const nowMs = clock.nowMs();
    times.push(nowMs);
    while (times.length > most || (times[0] ?? nowMs) < nowMs - REMEMBERED_MS) times.shift();
  }
}

const UNLIMITED: FairShare = {
  requested: () => {},
  refused: () => {},
  sent: () => {},
  shares: () => ({ readyMs: (_, __, fromMs) => fromMs, most: () => Number.POSITIVE_INFINITY }),
};

/**
 * The calls of a minute if the caller goes on as in the last two minutes, or as since its first visit; at least those that it
 * was refused and is expected to come for.
 */
function expectedOf({ cameMs, requestedMs, refused }: Known, nowMs: number): number {
  const owed = refusedAt(refused, nowMs);
  if (countFrom(requestedMs, nowMs - MINUTE_MS) === 0) return owed;
  const sinceMs = Math.max(cameMs + VISIT_MS, nowMs - REMEMBERED_MS);
  const usual = Math.ceil((countFrom(requestedMs, sinceMs) * MINUTE_MS) / Math.max(nowMs - sinceMs, VISIT_MS));
  return Math.max(usual, owed);
}

const refusedAt = (refused: Known['refused'], nowMs: number): number =>
  refused && nowMs < refused.untilMs ? refused.calls : 0;

function sharesOf(perMinute: number, demands: readonly Demand[], nowMs: number): Shares {
  const forAll = demands.find(({ caller }) => caller === EVERY_CALLER);
  const others = demands.filter((demand) => demand !== forAll);
  const demandOf = new Map(others.map((demand) => [demand.caller, demand]));
  const regulars = others.filter(({ expected }) => expected > 0);
  const levels = new Map<number, number>();
  let leavingMs: readonly number[] | undefined;
  return {
    readyMs: (caller, before, fromMs) => {
      const demand = demandOf.get(caller);
      if (!demand || regulars.length === 0 || mayGo(demand, before, fromMs)) return fromMs;
      const readyMs = leaving()[firstWhere(leaving(), (atMs) => atMs > fromMs && mayGo(demand, before, atMs))];
      // Else the calls before it must leave the minute.
      return readyMs ?? Math.max(fromMs, nowMs + MINUTE_MS);
    },
    most: (caller) =>
      regulars.some((one) => one.caller !== caller) ? Math.max(1, Math.ceil(levelAt(nowMs))) : Number.POSITIVE_INFINITY,
  };

  /** The share of the callers that want more than they get, in the minute that ends at `atMs`. */
  function levelAt(atMs: number): number {
    const known = levels.get(atMs);
    if (known !== undefined) return known;
    const room = perMinute - (forAll ? wantedAt(forAll, atMs) : 0);
    const wanted = others.map((demand) => wantedAt(demand, atMs));
    const level = levelOf(room, wanted);
    levels.set(atMs, level);
    return level;
  }

  function mayGo({ caller, sentMs }: Demand, before: number, atMs: number): boolean {
    const isReserved = regulars.some((one) => one.caller !== caller && one.expected > usedAt(one.sentMs, atMs));
    return !isReserved || usedAt(sentMs, atMs) + before < levelAt(atMs);
  }

  /** When calls leave the last minute, in order. */
  function leaving(): readonly number[] {
    leavingMs ??= demands
      .flatMap(({ sentMs }) => sentMs.slice(sentMs.length - usedAt(sentMs, nowMs)))
      .map((atMs) => atMs + MINUTE_MS + 1)
      .sort((a, b) => a - b);
    return leavingMs;
  }
}

/** The level of max-min fairness: what the callers below it leave of `room`, divided equally among those above it. */
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

const wantedAt = ({ sentMs, waiting, expected }: Demand, atMs: number): number =>
  Math.max(usedAt(sentMs, atMs) + waiting, expected);

/** The number of calls in the minute that ends at `atMs`. */
const usedAt = (sentMs: readonly number[], atMs: number): number => countFrom(sentMs, atMs - MINUTE_MS);

const countFrom = (sentMs: readonly number[], fromMs: number): number =>
  sentMs.length - firstWhere(sentMs, (atMs) => atMs >= fromMs);

/** The index of the first value for which `holds` is true, given that it is true for all later ones; else the length. */
function firstWhere(sorted: readonly number[], holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

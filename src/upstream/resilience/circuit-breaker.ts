/**
 * Spares a source that keeps failing, and us the wait: open after too many failures, it lets one probe through at a time. One
 * request that the source cannot answer is no outage: however often it fails it counts once, until another one fails. Nor is
 * what came of many requests sent at once: those that are not answered, while others sent as early were, did not fail in a row.
 */
import type { Clock } from '../../time/clock.ts';
import { createRollingCount } from '../../time/rolling-count.ts';

const WINDOW_MS = 10_000;
/** Open when half or more of at least so many reads failed within the window, */
const LEAST_READS = 10;
/** or when so many failed one after another. */
const IN_A_ROW = 5;
/** A source that answered nothing at all for so long is down, also where one request alone was tried. */
const SILENT_MS = 60_000;
const FIRST_OPEN_MS = 5_000;
const LONGEST_OPEN_MS = 60_000;

export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** A request that failed, maybe by what it asked. */
export interface FailedRequest {
  /** Equal for equal requests. */
  readonly request: string;
  /** Whether the source answered it, with a status that says so, or not at all. */
  readonly wasAnswered: boolean;
  readonly sentAtMs: number;
}

/** A read that was let through. In the end one of `succeeded`, `failed` and `withdrew` is to be called. */
export interface Passage {
  /** Whether it is to find out if the source is well again. */
  readonly isProbe: boolean;
  /** Whether the breaker has opened since, so that it had better not be sent. */
  isOver(): boolean;
  succeeded(): void;
  /** Without a request: it failed whatever was asked, for there was no connection, or it broke. */
  failed(request?: FailedRequest): void;
  /** It told nothing about the source. */
  withdrew(): void;
}

export interface Breaker {
  /** 0 where a read would be let through; else how long, in milliseconds, none will. */
  waitMs(): number;
  /** Undefined where none is let through. */
  admit(): Passage | undefined;
  /** Resolves when the probe that is out has ended; undefined where none is out. */
  probed(): Promise<void> | undefined;
  state(): BreakerState;
}

/** `opened` is called whenever it opens: whoever was let through before, and was not sent yet, had better not be. */
export function createBreaker(clock: Clock, opened: () => void = () => {}): Breaker {
  const reads = createRollingCount(WINDOW_MS, clock);
  const failures = createRollingCount(WINDOW_MS, clock);
  let inARow = 0;
  /** What failed last, unless something went well since. */
  let failedLast: string | undefined;
  /** When each request failed first within the window. */
  const failedAtMs = new Map<string, number>();
  let succeededAtMs = Number.NEGATIVE_INFINITY;
  let openForMs = 0;
  let openUntilMs = 0;
  let probe: PromiseWithResolvers<void> | undefined;
  /** Counts how often it opened and closed: what was let through before says nothing about now. */
  let era = 0;

  const endProbe = (): void => {
    probe?.resolve();
    probe = undefined;
  };
  const begin = (forMs: number): void => {
    era++;
    openForMs = forMs;
    openUntilMs = clock.nowMs() + forMs;
    reads.clear();
    failures.clear();
    failedAtMs.clear();
    failedLast = undefined;
    inARow = 0;
    endProbe();
  };
  const open = (): void => {
    begin(openForMs === 0 ? FIRST_OPEN_MS : Math.min(openForMs * 2, LONGEST_OPEN_MS));
    opened();
  };
  const close = (): void => {
    begin(0);
    succeededAtMs = clock.nowMs();
  };
  /** Whether a request failed already within the window; it is noted otherwise. */
  const isRepeated = (request: string): boolean => {
    for (const [earlier, atMs] of failedAtMs) {
      if (atMs > clock.nowMs() - WINDOW_MS) break;
      failedAtMs.delete(earlier);
    }
    if (failedAtMs.has(request)) return true;
    failedAtMs.set(request, clock.nowMs());
    return false;
  };
  const isSilent = (): boolean => clock.nowMs() - succeededAtMs > SILENT_MS;
  const noteFailure = (failed?: FailedRequest): void => {
    const isOutage = failed === undefined || (!failed.wasAnswered && isSilent());
    const isOvertaken = failed !== undefined && !failed.wasAnswered && failed.sentAtMs < succeededAtMs;
    if (!isOvertaken && (isOutage || failed.request !== failedLast)) inARow++;
    if (isOutage || !isRepeated(failed.request)) {
      reads.add();
      failures.add();
    }
    failedLast = failed?.request;
    if (inARow >= IN_A_ROW || (reads.count() >= LEAST_READS && failures.count() * 2 >= reads.count())) open();
  };
  const noteSuccess = (): void => {
    reads.add();
    succeededAtMs = clock.nowMs();
    failedLast = undefined;
    inARow = 0;
  };
  const waitMs = (): number => {
    if (openForMs === 0) return 0;
    // While a probe is out nobody knows; it ends within seconds.
    return Math.max(0, openUntilMs - clock.nowMs()) || (probe ? FIRST_OPEN_MS : 0);
  };

  return {
    waitMs,
    admit: () => {
      if (waitMs() > 0) return undefined;
      const isProbe = openForMs > 0;
      if (isProbe) probe = Promise.withResolvers();
      const born = era;
      const isOver = (): boolean => born !== era;
      const unlessOver =
        <Told extends unknown[]>(note: (...told: Told) => void) =>
        (...told: Told): void => {
          if (!isOver()) note(...told);
        };
      return {
        isProbe,
        isOver,
        succeeded: unlessOver(isProbe ? close : noteSuccess),
        failed: unlessOver(isProbe ? open : noteFailure),
        withdrew: unlessOver(isProbe ? endProbe : () => {}),
      };
    },
    probed: () => probe?.promise,
    state: () => (openForMs === 0 ? 'CLOSED' : openUntilMs > clock.nowMs() ? 'OPEN' : 'HALF_OPEN'),
  };
}

/**
 * A circuit breaker: opens after too many failures, then lets one probe through at a time. A request that the source always
 * fails is not an outage: however often it fails, it counts once until another request fails. Nor do failures count as
 * consecutive if the source has answered a request that was sent later.
 */
import type { Clock } from '../../time/clock.ts';
import { createRollingCount } from '../../time/rolling-count.ts';

const WINDOW_MS = 10_000;
/** Opens when half or more of at least so many calls within the window failed, */
const MIN_CALLS = 10;
/** or when so many calls in a row failed. */
const MAX_CONSECUTIVE_FAILURES = 5;
/** A source without a success for so long is down, even if only one request was tried. */
const SILENT_MS = 60_000;
const FIRST_OPEN_MS = 5_000;
const LONGEST_OPEN_MS = 60_000;

export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** A failed request that may itself be the cause. */
export interface FailedRequest {
  /** Equal for equal requests. */
  readonly request: string;
  /** Whether the source answered, with a status of failure. */
  readonly wasAnswered: boolean;
  readonly sentAtMs: number;
}

/** A call that the breaker lets through. Call one of `succeeded`, `failed` and `inconclusive` at its end. */
export interface AllowedCall {
  /** Whether its outcome decides if the breaker closes. */
  readonly isProbe: boolean;
  /** Whether the breaker has opened or closed since. Such a call should not be sent, and its outcome is ignored. */
  isOutdated(): boolean;
  succeeded(): void;
  /** Without `request` the failure has nothing to do with it: there was no connection, or it broke. */
  failed(request?: FailedRequest): void;
  /** The outcome says nothing about the source. */
  inconclusive(): void;
}

export interface CircuitBreaker {
  /** 0 if a call would be let through; else how long none will be, in milliseconds. */
  waitMs(): number;
  /** Undefined if the call is not let through. */
  allow(): AllowedCall | undefined;
  /** Resolves when the probe in progress ends; undefined if there is none. */
  probe(): Promise<void> | undefined;
  state(): BreakerState;
}

/** Closed at first. `opened` is called each time it opens: calls that wait for a permit should not be sent any more. */
export function createCircuitBreaker(clock: Clock, opened: () => void = () => {}): CircuitBreaker {
  const calls = createRollingCount(WINDOW_MS, clock);
  const failures = createRollingCount(WINDOW_MS, clock);
  let inARow = 0;
  /** The request that failed last; undefined after a success. */
  let failedLast: string | undefined;
  /** When each request first failed within the window. */
  const failedAtMs = new Map<string, number>();
  let succeededAtMs = Number.NEGATIVE_INFINITY;
  let openForMs = 0;
  let openUntilMs = 0;
  let probe: PromiseWithResolvers<void> | undefined;
  /** The number of times it opened or closed: the outcome of a call from before says nothing about now. */
  let era = 0;

  return {
    waitMs,
    allow: () => {
      if (waitMs() > 0) return undefined;
      const isProbe = openForMs > 0;
      if (isProbe) probe = Promise.withResolvers();
      const allowedIn = era;
      const isOutdated = (): boolean => allowedIn !== era;
      const unlessOutdated =
        <Args extends unknown[]>(note: (...args: Args) => void) =>
        (...args: Args): void => {
          if (!isOutdated()) note(...args);
        };
      return {
        isProbe,
        isOutdated,
        succeeded: unlessOutdated(isProbe ? close : noteSuccess),
        failed: unlessOutdated(isProbe ? open : noteFailure),
        inconclusive: unlessOutdated(isProbe ? endProbe : () => {}),
      };
    },
    probe: () => probe?.promise,
    state: () => (openForMs === 0 ? 'CLOSED' : openUntilMs > clock.nowMs() ? 'OPEN' : 'HALF_OPEN'),
  };

  function waitMs(): number {
    if (openForMs === 0) return 0;
    // The outcome of a probe is not known yet; it comes within seconds.
    return Math.max(0, openUntilMs - clock.nowMs()) || (probe ? FIRST_OPEN_MS : 0);
  }

  function noteSuccess(): void {
    calls.add();
    succeededAtMs = clock.nowMs();
    failedLast = undefined;
    inARow = 0;
  }

  function noteFailure(failed?: FailedRequest): void {
    const isSilent = clock.nowMs() - succeededAtMs > SILENT_MS;
    const isOutage = failed === undefined || (!failed.wasAnswered && isSilent);
    const isOvertaken = failed !== undefined && !failed.wasAnswered && failed.sentAtMs < succeededAtMs;
    if (!isOvertaken && (isOutage || failed.request !== failedLast)) inARow++;
    if (isOutage || !isRepeated(failed.request)) {
      calls.add();
      failures.add();
    }
    failedLast = failed?.request;
    if (inARow >= MAX_CONSECUTIVE_FAILURES || (calls.count() >= MIN_CALLS && failures.count() * 2 >= calls.count()))
      open();
  }

  /** Whether a request has failed before within the window. If not, notes it. */
  function isRepeated(request: string): boolean {
    for (const [earlier, atMs] of failedAtMs) {
      if (atMs > clock.nowMs() - WINDOW_MS) break;
      failedAtMs.delete(earlier);
    }
    if (failedAtMs.has(request)) return true;
    failedAtMs.set(request, clock.nowMs());
    return false;
  }

  function open(): void {
    startEra(openForMs === 0 ? FIRST_OPEN_MS : Math.min(openForMs * 2, LONGEST_OPEN_MS));
    opened();
  }

  function close(): void {
    startEra(0);
    succeededAtMs = clock.nowMs();
  }

  /** Forgets all counts; 0 for closed. */
  function startEra(forMs: number): void {
    era++;
    openForMs = forMs;
    openUntilMs = clock.nowMs() + forMs;
    calls.clear();
    failures.clear();
    failedAtMs.clear();
    failedLast = undefined;
    inARow = 0;
    endProbe();
  }

  function endProbe(): void {
    probe?.resolve();
    probe = undefined;
  }
}

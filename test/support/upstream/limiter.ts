/** A rate limiter under a clock that the test moves, and calls that record their outcome. */
import { SourceError } from '../../../src/errors.ts';
import { deadlineIn } from '../../../src/time/deadline.ts';
import { createRateLimiter, type Permit } from '../../../src/upstream/rate-limit/limiter.ts';
import type { RateLimits } from '../../../src/upstream/rate-limit/sliding-window.ts';
import type { SharedWindow } from '../../../src/upstream/redis/shared-tier.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';

/** A call that requested a permit. */
export interface Asked {
  readonly caller: string;
  readonly askedAtMs: number;
  readonly deadlineMs: number;
  /** WAITING, SENT, the reason of the rejection, or the name of the error of the signal. */
  outcome: string;
  /** When the outcome was known. */
  atMs: number;
  retryAfterMs?: number;
  permit?: Permit;
  /** Stops waiting. */
  leave(): void;
}

interface Asking {
  /** How long it can wait for its permit. Its deadline is later, by the time that a limiter leaves for the answer. */
  readonly ms?: number;
  readonly isBackground?: boolean;
  /** When it arrives after it was sent; by default at once. */
  readonly answeredAfterMs?: number;
}

export interface TestLimiter {
  readonly clock: FakeClock;
  readonly limiter: ReturnType<typeof createRateLimiter>;
  ask(caller: string, asking?: Asking): Asked;
  /** `ask` for `count` calls at once. */
  askTimes(count: number, caller: string, asking?: Asking): Asked[];
}

const NO_LIMIT = { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };

export function startLimiter(
  limits: Partial<RateLimits>,
  shared?: SharedWindow,
  clock = createFakeClock(),
): TestLimiter {
  const limiter = createRateLimiter('CALCOM', { ...NO_LIMIT, ...limits }, clock, shared);

  function ask(caller: string, { ms = 8_000, isBackground = false, answeredAfterMs = 0 }: Asking = {}): Asked {
    const left = new AbortController();
    const inAllMs = Math.min(ms + 2_000, ms * (4 / 3));
    const deadline = deadlineIn(inAllMs, clock, left.signal);
    const askedAtMs = clock.nowMs();
    const asked: Asked = {
      caller,
      askedAtMs,
      deadlineMs: askedAtMs + inAllMs,
      outcome: 'WAITING',
      atMs: Number.NaN,
      leave: () => left.abort(),
    };
    limiter.acquire({ caller, isBackground, deadline }).then(
      async (permit) => {
        Object.assign(asked, { outcome: 'SENT', atMs: clock.nowMs(), permit });
        if (answeredAfterMs > 0) await clock.sleep(answeredAfterMs, NEVER);
        permit.arrived();
      },
      (error: Error) => {
        const isRejected = error instanceof SourceError;
        asked.outcome = isRejected ? error.reason : error.name;
        asked.retryAfterMs = isRejected ? error.context.retryAfterMs : undefined;
        asked.atMs = clock.nowMs();
      },
    );
    return asked;
  }

  return {
    clock,
    limiter,
    ask,
    askTimes: (count, caller, asking) => Array.from({ length: count }, () => ask(caller, asking)),
  };
}

/** The number of calls by outcome. */
export function outcomesOf(asked: readonly Asked[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of asked) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** When each call was sent, in milliseconds; NaN for one that was not. */
export const sentAt = (asked: readonly Asked[]): number[] =>
  asked.map(({ outcome, atMs }) => (outcome === 'SENT' ? atMs : Number.NaN));

const NEVER = new AbortController().signal;

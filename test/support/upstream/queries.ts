/** Queries in front of a rate limiter: they reserve the calls that they certainly make, and then make them one after another. */
import { SourceError } from '../../../src/errors.ts';
import { deadlineIn } from '../../../src/time/deadline.ts';
import type { Requester } from '../../../src/upstream/rate-limit/limiter.ts';
import type { Reservation } from '../../../src/upstream/rate-limit/reservations.ts';
import type { TestLimiter } from './limiter.ts';

export interface QueryOptions {
  /** The calls that it certainly makes, and reserves. */
  readonly own: number;
  /** The calls of directories that it reserves. */
  readonly forAll?: number;
  /** The calls that it makes; by default those that it has reserved. */
  readonly makes?: number;
  /** How long each call takes. */
  readonly callMs?: number;
  readonly ms?: number;
  readonly isPartUseful?: boolean;
}

/** A query that was started. */
export interface Query {
  readonly caller: string;
  readonly startedAtMs: number;
  /** RUNNING, ANSWERED, LEFT, or the reason of the failure that ended it. */
  outcome: string;
  /** When each call was sent. */
  readonly sentMs: number[];
  retryAfterMs?: number;
  readonly requester: Requester;
  /** The client goes away. */
  leave(): void;
}

export function startQuery({ clock, limiter }: TestLimiter, caller: string, options: QueryOptions): Query {
  const { own, forAll = 0, makes = own, callMs = 50, ms = 8_000, isPartUseful = true } = options;
  const left = new AbortController();
  const reservations = new Map<'CALCOM', Reservation>();
  const requester = { caller, isBackground: false, deadline: deadlineIn(ms, clock, left.signal), reservations };
  const reservation = limiter.reserve(requester, { own, forAll, isPartUseful });
  reservations.set('CALCOM', reservation);
  const query: Query = {
    ...{ caller, requester, startedAtMs: clock.nowMs(), outcome: 'RUNNING', sentMs: [] },
    leave: () => left.abort(),
  };

  async function run(): Promise<void> {
    for (let call = 0; call < makes; call++) {
      const permit = await limiter.acquire(requester);
      query.sentMs.push(clock.nowMs());
      await clock.sleep(callMs, requester.deadline.signal).finally(permit.arrived);
    }
  }
  run()
    .then(
      () => {
        query.outcome = 'ANSWERED';
      },
      (error: unknown) => {
        query.outcome = error instanceof SourceError ? error.reason : 'LEFT';
        query.retryAfterMs = error instanceof SourceError ? error.context.retryAfterMs : undefined;
      },
    )
    .finally(() => {
      reservation.giveBack();
      left.abort();
    });
  return query;
}

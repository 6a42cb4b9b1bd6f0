/**
 * Calls one source: circuit breaker, rate limiter, attempts, bytes, JSON, wire schema, in this order. Does not decide what
 * is cached of the answers.
 */
import { type Source, SourceError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import { type Deadline, elapse, isAbandoned } from '../time/deadline.ts';
import type { Scheduler, Slices } from '../time/slices.ts';
import type { Progress } from './cache/single-flight.ts';
import { type PreparedRead, parseModel } from './endpoint.ts';
import { interpret, type VendorProtocol } from './http/answer.ts';
import { type Answer, attempt } from './http/attempt.ts';
import { openConnections } from './http/connections.ts';
import { readQuota } from './http/rate-limit-headers.ts';
import { createLastBodies, type Parsed } from './last-bodies.ts';
import { createRateLimiter, type Permit, type RateLimiter, type Requester } from './rate-limit/limiter.ts';
import type { RateLimits } from './rate-limit/sliding-window.ts';
import type { SharedWindow } from './redis/shared-tier.ts';
import { type AllowedCall, createCircuitBreaker, type FailedRequest } from './resilience/circuit-breaker.ts';
import { createRetryBudget, MAX_ATTEMPTS, pauseBefore } from './resilience/retry.ts';
import { driftIn } from './stats/drift.ts';
import { createLedger, type Health, type Ledger } from './stats/health.ts';

/** How long a call waits for the outcome of the breaker's probe. */
const PROBE_WAIT_MS = 500;
/**
 * A timeout counts as a failure of the source only after so long, or this share of a request's time if that is less, and
 * only if the source has answered no later request meanwhile.
 */
const LEAST_TIMEOUT_MS = 1_000;
const LEAST_TIMEOUT_SHARE = 1 / 4;

/** An attempt that is about to be sent. */
export interface CallStart {
  readonly source: Source;
  readonly endpoint: string;
  readonly method: 'GET' | 'POST';
  /** Counted from 1 within a call. */
  readonly attempt: number;
}

/** The observer of one attempt. */
export interface CallObserver {
  /** Sent with the attempt. */
  readonly headers: Readonly<Record<string, string>>;
  /** `code` and `detail` are those of the failure. An attempt that was abandoned before its answer has neither code nor status. */
  ended(outcome: {
    readonly ms: number;
    readonly status?: number;
    readonly code?: string;
    readonly detail?: string;
  }): void;
}

export interface CallOptions {
  readonly clock: Clock;
  /** Returns numbers from 0 to 1. */
  readonly random: () => number;
  readonly limits: RateLimits;
  /** The time of a request, and so of a read that no request waits for. */
  readonly backgroundMs: number;
  /** Counts the calls of all processes with this credential; undefined if there is one process. */
  readonly sharedWindow?: SharedWindow;
  /** Whether a body that the source sends again is parsed again. */
  readonly isParsingEqualBodies?: boolean;
  /** Divides the parsing of answers into slices. */
  readonly scheduler: Scheduler;
  /** Sends one request; by default over the network. */
  readonly send?: typeof attempt;
  /** Counts one more attempt of a caller. Returns undefined if it may be sent, else in how many milliseconds it may. */
  countAttempt?(caller: string): number | undefined;
  /** Called just before each attempt is sent. */
  observe?(call: CallStart): CallObserver;
}

/** A model, and the text it was parsed from: null for an answer that there is no such thing. */
interface Fetched<Model> {
  readonly model: Model;
  readonly text: string | null;
}

export interface Calls {
  /** Throws a `SourceError`, or the reason of the requester's signal if it left. Counts in `progress` what it costs. */
  make<Model>(prepared: PreparedRead<Model>, requester: Requester, progress: Progress): Promise<Fetched<Model>>;
  /** The code with which a call would now be rejected without being sent; undefined if it would be sent. */
  refusal(): string | undefined;
  /** The code of the last failure while the breaker is not closed; undefined otherwise. */
  outage(): string | undefined;
  readonly ledger: Ledger;
  readonly rateLimiter: RateLimiter;
  health(): Health;
  close(): void;
}

/** One call in progress. */
interface Call<Model> {
  readonly prepared: PreparedRead<Model>;
  readonly requester: Requester;
  readonly progress: Progress;
  readonly allowed: AllowedCall;
}

/** The calls to one source with one credential. */
export function createCalls(protocol: VendorProtocol, options: CallOptions): Calls {
  const { source } = protocol;
  const { clock, random, send = attempt } = options;
  const leastTimeoutMs = Math.min(LEAST_TIMEOUT_MS, LEAST_TIMEOUT_SHARE * options.backgroundMs);
  const connections = openConnections(clock);
  const breaker = createCircuitBreaker(clock, () => limiter.rejectAll(overloaded()));
  const budget = createRetryBudget(clock);
  const limiter = createRateLimiter(source, options.limits, clock, options.sharedWindow);
  const ledger = createLedger(clock.epochMs);
  const lastBodies = createLastBodies(clock);
  let succeededAtMs = Number.NEGATIVE_INFINITY;

  return {
    make: async (prepared, requester, progress) => {
      const refusal = requester.reservations?.get(source)?.refusal();
      if (refusal) throw refusal;
      budget.count();
      const allowed = await allow(requester.deadline);
      try {
        const fetched = await attempts({ prepared, requester, progress, allowed });
        allowed.succeeded();
        return fetched;
      } catch (error) {
        reportFailure({ prepared, requester, progress, allowed }, error);
        throw error;
      }
    },
    refusal: () => {
      if (limiter.pausedMs() > 0) return new SourceError(source, 'THROTTLED').code;
      return breaker.waitMs() > 0 ? new SourceError(source, 'OVERLOADED').code : undefined;
    },
    outage: () => (breaker.state() === 'CLOSED' ? undefined : ledger.read().lastFailure?.error.code),
    ledger,
    rateLimiter: limiter,
    health: () => ({
      ...ledger.read(),
      breaker: breaker.state(),
      parkedMs: limiter.pausedMs(),
      atMs: clock.epochMs(),
      waiting: limiter.waiting(),
      minute: limiter.minute(),
    }),
    close: connections.close,
  };

  /** The breaker's decision. If its probe is in progress, waits a moment for the outcome. */
  async function allow({ signal }: Deadline): Promise<AllowedCall> {
    const probe = breaker.probe();
    if (probe) {
      const ended = new AbortController();
      await Promise.race([probe, elapse(PROBE_WAIT_MS, clock, ended.signal).catch(() => {})]);
      ended.abort();
    }
    signal.throwIfAborted();
    const allowed = breaker.allow();
    if (!allowed) throw overloaded();
    return allowed;
  }

  function overloaded(): SourceError {
    return new SourceError(source, 'OVERLOADED', { retryAfterMs: Math.ceil(breaker.waitMs()) });
  }

  /** Sends attempts until one has an answer, or a failure that a further one would not change. */
  async function attempts<Model>(call: Call<Model>): Promise<Fetched<Model>> {
    const { requester, progress, allowed } = call;
    const { deadline } = requester;
    let failure: SourceError | undefined;
    for (;;) {
      const retryAfterMs = options.countAttempt?.(requester.caller);
      if (retryAfterMs !== undefined) throw failure ?? new SourceError(source, 'CALLER_THROTTLED', { retryAfterMs });
      const permit = await acquirePermit(call).catch((error: unknown) => {
        throw failure ?? error;
      });
      progress.attempts++;
      progress.sentAtMs = clock.nowMs();
      try {
        return await sendAttempt(call, permit);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        failure = error;
      }
      const pauseMs = pauseBefore(failure, random);
      const isTimeEnough = pauseMs !== undefined && clock.nowMs() + pauseMs < deadline.atMs;
      // The breaker's probe is a single attempt.
      const isLast = progress.attempts >= MAX_ATTEMPTS || allowed.isProbe;
      if (!isTimeEnough || isLast || !budget.take()) throw failure;
      // A 429 has paused the rate limiter: this call waits for its Retry-After in `acquirePermit`, like all others.
      if (failure.reason === 'THROTTLED') progress.throttled.reject(failure);
      else await clock.sleep(pauseMs, deadline.signal);
    }
  }

  async function acquirePermit({ requester, progress, allowed }: Call<unknown>): Promise<Permit> {
    const startedAtMs = clock.nowMs();
    const permit = await limiter.acquire(requester).finally(() => {
      progress.waitMs += clock.nowMs() - startedAtMs;
    });
    // A call that no reader waits for is not sent, and says nothing about the source.
    requester.deadline.signal.throwIfAborted();
    if (allowed.isOutdated()) throw overloaded();
    return permit;
  }

  /** Sends one attempt; the limiter, the ledger and the observer learn its outcome. */
  async function sendAttempt<Model>(
    { prepared, requester: { caller, deadline }, progress }: Call<Model>,
    permit: Permit,
  ): Promise<Fetched<Model>> {
    const startedAtMs = clock.nowMs();
    const { name, method } = prepared;
    const observer = options.observe?.({ source, endpoint: name, method, attempt: progress.attempts });
    let answer: Answer | undefined;
    let outcome: SourceError | 'SUCCEEDED' | 'ABANDONED' = 'ABANDONED';
    try {
      const last = options.isParsingEqualBodies ? undefined : lastBodies.find(prepared.key);
      const exchange = { ...exchangeOf(protocol, prepared, observer?.headers), lastBody: last?.body };
      answer = await send(source, connections, exchange, deadline.signal, clock);
      permit.arrived();
      learnQuota(answer, permit);
      const { status, body, text } = answer;
      const isKnown = last && last.body === body && last.status === status;
      const parsed = isKnown ? last : await parse(prepared, answer, options.scheduler.slicesFor(caller));
      if (parsed && body) lastBodies.put(caller, prepared.key, isKnown ? last : { ...parsed, body, status });
      if (isKnown) ledger.drifted(prepared.name, last.drifts);
      succeededAtMs = clock.nowMs();
      outcome = 'SUCCEEDED';
      return parsed ? { model: parsed.model as Model, text } : { model: prepared.missing as Model, text: null };
    } catch (error) {
      // An answer counts even if its client has left; without one, an attempt that was abandoned says nothing.
      if (error instanceof SourceError && !error.context.isOurs && (answer || !isAbandoned(deadline.signal))) {
        outcome = error;
        if (error.reason === 'THROTTLED') limiter.pause(error.context.retryAfterMs ?? 0);
      }
      throw error;
    } finally {
      ledger.callEnded(prepared, outcome);
      const { code, detail } = outcome instanceof SourceError ? { code: outcome.code, ...outcome.context } : {};
      observer?.ended({ ms: clock.nowMs() - startedAtMs, status: answer?.status, code, detail });
    }
  }

  function learnQuota({ headers }: Answer, permit: Permit): void {
    const quota = readQuota(headers, clock.epochMs());
    if (!quota) return;
    ledger.quota(quota);
    permit.learn(quota);
  }

  /** Undefined for an answer that there is no such thing. */
  async function parse(prepared: PreparedRead<unknown>, answer: Answer, slices: Slices): Promise<Parsed | undefined> {
    const json = await interpret(protocol, answer, clock.epochMs(), prepared, slices);
    if (json === undefined) return undefined;
    const parsed = await parseModel(prepared, json, slices);
    const drifts = driftIn(prepared.wire, json, parsed);
    ledger.drifted(prepared.name, drifts);
    if (parsed.success) return { model: parsed.data, drifts };
    throw new SourceError(source, 'CONTRACT', {
      detail: `${prepared.name}: unexpected shape at ${drifts[0]?.field ?? '(body)'}`,
    });
  }

  /** Reports to the breaker what the failure of a call says about the source: nothing, that it fails, or that it answers. */
  function reportFailure({ prepared, requester, progress, allowed }: Call<unknown>, error: unknown): void {
    const { signal } = requester.deadline;
    const { attempts, sentAtMs } = progress;
    const isTooSoon = signal.aborted && (clock.nowMs() - sentAtMs < leastTimeoutMs || sentAtMs < succeededAtMs);
    const isOfSource = error instanceof SourceError && attempts > 0 && !isAbandoned(signal) && !isTooSoon;
    if (!isOfSource || error.context.isOurs) allowed.inconclusive();
    else if (error.facts.opensBreaker) allowed.failed(failedRequest(error, prepared.key, sentAtMs));
    else allowed.succeeded();
  }
}

const exchangeOf = (
  { apiUrl, headers }: VendorProtocol,
  prepared: PreparedRead<unknown>,
  observerHeaders: Readonly<Record<string, string>> = {},
) => ({
  method: prepared.method,
  url: `${apiUrl}${prepared.path}`,
  headers: {
    ...observerHeaders,
    ...headers,
    ...prepared.headers,
    ...(prepared.body === undefined ? {} : { 'content-type': 'application/json' }),
  },
  body: prepared.body,
  isInOnePiece: prepared.isInOnePiece,
});

/** The request that may have caused a failure; undefined if there was no connection, or it broke. */
const failedRequest = (
  { reason, context: { status } }: SourceError,
  request: string,
  sentAtMs: number,
): FailedRequest | undefined =>
  reason === 'TIMEOUT' || status !== undefined ? { request, sentAtMs, wasAnswered: status !== undefined } : undefined;

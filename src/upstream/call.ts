/**
 * Calls one source: breaker, pace, attempts, bytes, JSON, wire schema, in this order. Keeps count of what it met; what is
 * kept of the answers is not decided here.
 */
import { type Source, SourceError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import { type Deadline, isGivenUp, timeIsUp } from '../time/deadline.ts';
import type { Scheduler } from '../time/slices.ts';
import type { Effort } from './cache/single-flight.ts';
import { canonicalKey, type Endpoint, modelIn, type Parameters } from './endpoint.ts';
import { understand, type VendorProtocol } from './http/answer.ts';
import { attempt } from './http/attempt.ts';
import { openConnections } from './http/connections.ts';
import { readQuota } from './http/rate-limit-headers.ts';
import { createPace, type Requester, type Turn } from './rate-limit/limiter.ts';
import type { PaceLimits } from './rate-limit/sliding-window.ts';
import type { SharedWindow } from './redis/shared-tier.ts';
import { createBreaker, type FailedRequest, type Passage } from './resilience/circuit-breaker.ts';
import { createRetryBudget, MOST_ATTEMPTS, pauseBefore } from './resilience/retry.ts';
import { driftIn } from './stats/drift.ts';
import { createHealthRecord, type Health, type HealthRecord } from './stats/health.ts';

/** How long a read waits for what a probe is about to find out. */
const PROBE_PATIENCE_MS = 500;
/**
 * A source that did not answer within so long, or a quarter of what a request may take where that is less, has failed. Who
 * had less time before their deadline learnt nothing of it, nor who was overtaken by others that were answered.
 */
const FAIR_MS = 1_000;
const FAIR_SHARE = 1 / 4;

/** A call that is about to be sent, for whoever watches. */
export interface CallHead {
  readonly source: Source;
  readonly endpoint: string;
  readonly method: 'GET' | 'POST';
  /** Of the same read, from 1. */
  readonly attempt: number;
}

export interface WatchedCall {
  /** To be sent along. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * `code` and `detail` are those of the failure; neither a code nor a status has a call that was given up before it was
   * answered.
   */
  ended(outcome: {
    readonly ms: number;
    readonly status?: number;
    readonly code?: string;
    readonly detail?: string;
  }): void;
}

export interface CallerOptions {
  readonly clock: Clock;
  /** Gives numbers from 0 to 1. */
  readonly random: () => number;
  readonly limits: PaceLimits;
  /** What a request may take in all, and so a read that no request waits for. */
  readonly backgroundMs: number;
  /** What all processes with this credential are counted in; undefined where there is one process. */
  readonly sharedWindow?: SharedWindow;
  /** Cuts the reading of answers into slices. */
  readonly scheduler: Scheduler;
  /** Sends one request; the default sends it over the network. */
  readonly send?: typeof attempt;
  /** Counts one more call of a caller: undefined where it may go, else in how many milliseconds it may. */
  admit?(caller: string): number | undefined;
  watch?(call: CallHead): WatchedCall;
}

/** What goes along with a call, and what is known of its answer. */
interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  status?: number;
}

/** What came back, and the text it was made of: null for an answer that there is no such thing. */
interface Fetched<Model> {
  readonly model: Model;
  readonly text: string | null;
}

export interface Caller {
  /** Throws a `SourceError`, or the reason of the signal where nobody waits any more. */
  fetch<Asked extends Parameters, Model>(
    endpoint: Endpoint<Asked, Model>,
    asked: Asked,
    requester: Requester,
    effort: Effort,
  ): Promise<Fetched<Model>>;
  /** The code of the error that a call would meet now without being sent; undefined where it would be sent. */
  refusal(): string | undefined;
  /** The code of the last failure, while the source is being tried out after an outage; undefined while it is well. */
  trouble(): string | undefined;
  readonly record: HealthRecord;
  health(): Health;
  close(): void;
}

export function createCaller(protocol: VendorProtocol, options: CallerOptions): Caller {
  const { source } = protocol;
  const { clock, random, send = attempt } = options;
  const fairMs = Math.min(FAIR_MS, FAIR_SHARE * options.backgroundMs);
  const connections = openConnections();
  let succeededAtMs = Number.NEGATIVE_INFINITY;
  const breaker = createBreaker(clock, () => pace.refuseAll(overloaded()));
  const budget = createRetryBudget(clock);
  const pace = createPace(source, options.limits, clock, options.sharedWindow);
  const record = createHealthRecord(clock.epochMs);

  const overloaded = (): SourceError =>
    new SourceError(source, 'OVERLOADED', { retryAfterMs: Math.ceil(breaker.waitMs()) });

  /** Waits for something, but not long. */
  async function soon(event: Promise<void>): Promise<void> {
    const patience = new AbortController();
    await Promise.race([event, timeIsUp(PROBE_PATIENCE_MS, clock, patience.signal).catch(() => {})]);
    patience.abort();
  }

  /** Lets a read through, or not. What a probe is about to find out is waited for, a little. */
  async function admit({ signal }: Deadline): Promise<Passage> {
    const probed = breaker.probed();
    if (probed) await soon(probed);
    signal.throwIfAborted();
    const passage = breaker.admit();
    if (!passage) throw overloaded();
    return passage;
  }

  /** Waits until a call may be sent. */
  async function takeTurn(requester: Requester, passage: Passage, effort: Effort): Promise<Turn> {
    const sinceMs = clock.nowMs();
    const turn = await pace.turn(requester).finally(() => {
      effort.waitMs += clock.nowMs() - sinceMs;
    });
    // What nobody waits for any more is not sent, and says nothing about the source.
    requester.deadline.signal.throwIfAborted();
    if (passage.isOver()) throw overloaded();
    return turn;
  }

  async function exchange<Asked extends Parameters, Model>(
    endpoint: Endpoint<Asked, Model>,
    asked: Asked,
    turn: Turn,
    { deadline: { signal }, caller }: Requester,
    sent: Sent,
  ): Promise<Fetched<Model>> {
    const { path, body } = endpoint.request(asked);
    const answer = await send(
      source,
      connections,
      {
        method: endpoint.method,
        url: `${protocol.apiUrl}${path}`,
        headers: {
          ...sent.headers,
          ...protocol.headers,
          ...endpoint.headers,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        body: body && JSON.stringify(body),
        isInOnePiece: endpoint.isInOnePiece,
      },
      signal,
      clock,
    );
    turn.arrived();
    sent.status = answer.status;
    const quota = readQuota(answer.headers, clock.epochMs());
    if (quota) {
      record.quota(quota);
      turn.learn(quota);
    }
    const slices = options.scheduler.slicesFor(caller);
    const json = await understand(protocol, answer, clock.epochMs(), endpoint, slices);
    if (json === undefined) return { model: endpoint.missing as Model, text: null };
    const model = await modelIn(endpoint, json, slices);
    const drifts = driftIn(endpoint.wire, json, model);
    record.drifted(endpoint.name, drifts);
    if (model.success) return { model: model.data, text: answer.text };
    throw new SourceError(source, 'CONTRACT', {
      detail: `${endpoint.name}: unexpected shape at ${drifts[0]?.field ?? '(body)'}`,
    });
  }

  /** One call, and what it tells of the source. */
  async function call<Asked extends Parameters, Model>(
    endpoint: Endpoint<Asked, Model>,
    asked: Asked,
    turn: Turn,
    requester: Requester,
    attempt: number,
  ): Promise<Fetched<Model>> {
    const sinceMs = clock.nowMs();
    const { name, method } = endpoint;
    const watched = options.watch?.({ source, endpoint: name, method, attempt });
    const sent: Sent = { headers: watched?.headers ?? {} };
    let failure: SourceError | undefined;
    try {
      const fetched = await exchange(endpoint, asked, turn, requester, sent);
      succeededAtMs = clock.nowMs();
      record.success(endpoint);
      return fetched;
    } catch (error) {
      // What was given up tells nothing, but what was answered is believed, also where nobody waits for it any more.
      if (
        !(error instanceof SourceError) ||
        error.context.isOurs ||
        (isGivenUp(requester.deadline.signal) && sent.status === undefined)
      ) {
        throw error;
      }
      failure = error;
      if (error.reason === 'THROTTLED') pace.park(error.context.retryAfterMs ?? 0);
      record.failure(error, endpoint);
      throw error;
    } finally {
      const code = failure?.code;
      record.callEnded(name, code);
      watched?.ended({ ms: clock.nowMs() - sinceMs, status: sent.status, code, detail: failure?.context.detail });
    }
  }

  /** Calls until there is an answer, or a failure that stays. */
  async function attempts<Asked extends Parameters, Model>(
    endpoint: Endpoint<Asked, Model>,
    asked: Asked,
    requester: Requester,
    passage: Passage,
    effort: Effort,
  ): Promise<Fetched<Model>> {
    const { deadline } = requester;
    let failure: SourceError | undefined;
    for (;;) {
      const retryAfterMs = options.admit?.(requester.caller);
      if (retryAfterMs !== undefined) throw failure ?? new SourceError(source, 'CALLER_THROTTLED', { retryAfterMs });
      const turn = await takeTurn(requester, passage, effort).catch((error: unknown) => {
        throw failure ?? error;
      });
      effort.attempts++;
      effort.sentAtMs = clock.nowMs();
      try {
        return await call(endpoint, asked, turn, requester, effort.attempts);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        failure = error;
      }
      const pauseMs = pauseBefore(failure, random);
      const isTimeEnough = pauseMs !== undefined && clock.nowMs() + pauseMs < deadline.atMs;
      // A probe is one call.
      const isLast = effort.attempts >= MOST_ATTEMPTS || passage.isProbe;
      if (!isTimeEnough || isLast || !budget.take()) throw failure;
      if (failure.reason === 'THROTTLED') effort.pause(failure);
      else await clock.sleep(pauseMs, deadline.signal);
    }
  }

  return {
    fetch: async (endpoint, asked, requester, effort) => {
      budget.count();
      const passage = await admit(requester.deadline);
      try {
        const fetched = await attempts(endpoint, asked, requester, passage, effort);
        passage.succeeded();
        return fetched;
      } catch (error) {
        const { signal } = requester.deadline;
        const { sentAtMs } = effort;
        const isTooSoon = signal.aborted && (clock.nowMs() - sentAtMs < fairMs || sentAtMs < succeededAtMs);
        const isOfSource = error instanceof SourceError && effort.attempts > 0 && !isGivenUp(signal) && !isTooSoon;
        if (!isOfSource || error.context.isOurs) passage.withdrew();
        else if (error.facts.opensBreaker) {
          passage.failed(failureOf(error, canonicalKey(endpoint, asked), sentAtMs));
        } else passage.succeeded();
        throw error;
      }
    },
    refusal: () => {
      if (pace.parkedMs() > 0) return new SourceError(source, 'THROTTLED').code;
      return breaker.waitMs() > 0 ? new SourceError(source, 'OVERLOADED').code : undefined;
    },
    trouble: () => (breaker.state() === 'CLOSED' ? undefined : record.read().lastFailure?.error.code),
    record,
    health: () => ({
      ...record.read(),
      breaker: breaker.state(),
      parkedMs: pace.parkedMs(),
      atMs: clock.epochMs(),
      waiting: pace.waiting(),
      minute: pace.minute(),
    }),
    close: connections.close,
  };
}

/** What the request may have to do with a failure; undefined where there was no connection, or it broke. */
const failureOf = ({ reason, context }: SourceError, request: string, sentAtMs: number): FailedRequest | undefined =>
  reason === 'TIMEOUT' || context.status !== undefined
    ? { request, sentAtMs, wasAnswered: context.status !== undefined }
    : undefined;

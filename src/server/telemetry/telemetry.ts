/**
 * Watches requests and the calls they cause: each is written down once, and log, metrics and traces are told from that
 * same record. Which call belongs to which request is known from where it was started.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphqlTelemetry } from '../../graphql/operation-telemetry.ts';
import type { Clock } from '../../time/clock.ts';
import type { CallHead, WatchedCall } from '../../upstream/call.ts';
import {
  type AuthFailure,
  type Code,
  codeOf,
  isProbe,
  type Kind,
  kindOf,
  methodOf,
  operationOf,
  pathOf,
  reasonOf,
  requestIdOf,
} from './labels.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { createFailureTeller } from './source-failures.ts';
import type { RequestSpan, Tracing } from './tracing.ts';

export interface Telemetry extends GraphqlTelemetry {
  /**
   * Runs `answer` and notes the request when its response is over. The answer tells the id in `x-request-id`. Does nothing
   * for a client that has left before anybody looked.
   */
  request(request: IncomingMessage, response: ServerResponse, answer: () => void): void;
  /** Who asks, by a name that is fit for a log. */
  caller(name: string): void;
  /** Nobody knows who asks. Why is for the operator alone: the client is told of the refusal, which follows. */
  unauthenticated(reason: AuthFailure): void;
  /** The door, or whoever stands before it, turns a request away. */
  rejected(refusal: { readonly status: number; readonly code: string }): void;
  /** To be told of each call just before it is sent. */
  call(call: CallHead): WatchedCall;
}

export interface TelemetryOptions {
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'door' | 'sent'>;
  readonly tracing: Tracing;
  readonly clock: Pick<Clock, 'nowMs'>;
  newId?(): string;
}

/** What is known of a request while it lasts. */
interface Watched {
  readonly requestId: string;
  readonly span: RequestSpan | undefined;
  readonly codes: Set<Code>;
  caller?: string;
  reason?: AuthFailure;
  kind: Kind;
  operation?: string;
  calls: number;
}

export function createTelemetry({ log, metrics, tracing, clock, newId = randomUUID }: TelemetryOptions): Telemetry {
  const current = new AsyncLocalStorage<Watched>();
  const tellFailure = createFailureTeller(clock, log.sourceFailed);

  /** Notes the codes of errors that a client is shown. */
  function noteCodes(codes: readonly Code[]): void {
    const watched = current.getStore();
    for (const code of codes) {
      metrics.door.error(code);
      watched?.codes.add(code);
    }
  }

  return {
    request: (request, response, answer) => {
      if (response.closed) return;
      const sinceMs = clock.nowMs();
      const path = pathOf(request.url?.split('?', 1)[0] ?? '');
      const method = methodOf(request.method);
      const requestId = requestIdOf(textOf(request.headers['x-request-id']), newId);
      const { traceparent } = request.headers;
      const span = isProbe(path)
        ? undefined
        : tracing.request({ requestId, method, path, traceparent: textOf(traceparent) });
      const watched: Watched = { requestId, span, codes: new Set(), kind: 'none', calls: 0 };
      response.setHeader('x-request-id', requestId);
      metrics.door.began(path);
      response.once('close', () => {
        const { caller, reason, kind, operation, calls } = watched;
        const status = response.writableFinished ? response.statusCode : undefined;
        const ms = clock.nowMs() - sinceMs;
        const codes = [...watched.codes];
        metrics.door.ended(path, status, ms);
        span?.ended({ kind, operation, status, codes });
        log.request({ requestId, caller, method, path, kind, operation, status, ms, calls, codes, reason });
      });
      current.run(watched, answer);
    },
    caller: (name) => {
      const watched = current.getStore();
      if (watched) watched.caller = name;
    },
    unauthenticated: (reason) => {
      metrics.door.unauthenticated(reason);
      const watched = current.getStore();
      if (watched) watched.reason = reason;
    },
    rejected: ({ status, code }) => {
      const word = codeOf(code);
      noteCodes([word]);
      metrics.door.refused(reasonOf(status, word));
    },
    answered: ({ kind, operation, codes, isRefused, isTooMuch = false }) => {
      const words = codes.map(codeOf);
      noteCodes(words);
      if (isRefused) metrics.door.refused(reasonOf(undefined, words[0] ?? 'OTHER', isTooMuch));
      const watched = current.getStore();
      if (!watched) return;
      watched.kind = kindOf(kind);
      watched.operation = operationOf(operation);
    },
    call: (call) => {
      const watched = current.getStore();
      if (watched) watched.calls++;
      const span = tracing.call(call, watched?.span);
      return {
        headers: span.headers,
        ended: ({ ms, status, code: text, detail }) => {
          const code = text === undefined ? undefined : codeOf(text);
          const { source, endpoint, attempt } = call;
          metrics.sent({ source, endpoint, ms });
          span.ended({ status, code });
          log.call({ requestId: watched?.requestId, source, endpoint, attempt, ms, status, code });
          if (code !== undefined && detail !== undefined) tellFailure({ source, code, detail });
        },
      };
    },
    sourceFailed: ({ source, code, context: { detail } }) => {
      if (detail !== undefined) tellFailure({ source, code: codeOf(code), detail });
    },
    internalError: (thrown) => {
      const requestId = current.getStore()?.requestId ?? newId();
      log.internalError(thrown, requestId);
      return requestId;
    },
  };
}

/** A header that came once; one that came more than once says nothing. */
const textOf = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : undefined;

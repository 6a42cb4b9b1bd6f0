/**
 * Records requests and the calls they cause. Each is recorded once, and log, metrics and traces get that record. An
 * AsyncLocalStorage says to which request a call belongs.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphqlTelemetry } from '../../graphql/operation-telemetry.ts';
import type { Clock } from '../../time/clock.ts';
import type { CallObserver, CallStart } from '../../upstream/call.ts';
import {
  type AuthFailure,
  type Code,
  codeOf,
  isProbe,
  methodOf,
  type OperationType,
  operationOf,
  operationTypeOf,
  pathOf,
  reasonOf,
  requestIdOf,
} from './labels.ts';
import { createFailureLog, createOverloadLog, type Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { RequestSpan, Tracing } from './tracing.ts';

export interface Telemetry extends GraphqlTelemetry {
  /**
   * Runs `answer` and records the request when its response is finished. `answer` has to send the request id as
   * `x-request-id`. Does nothing if the client has left already.
   */
  request(
    request: IncomingMessage,
    response: ServerResponse,
    answer: (requestId: string) => void,
    arrivedAtMs?: number,
  ): void;
  /** Counts a request that is rejected because the server is overloaded. The response gets the request id. */
  shed(request: IncomingMessage, response: ServerResponse): void;
  /** The caller of the current request, by a name that may be logged. */
  caller(name: string): void;
  /** Authentication of the current request failed. Only the operator sees the reason; `rejected` follows. */
  unauthenticated(reason: AuthFailure): void;
  /** The HTTP server rejects a request. */
  rejected(error: { readonly status: number; readonly code: string }): void;
  /** An attempt of a call to a source begins. */
  call(call: CallStart): CallObserver;
}

export interface TelemetryOptions {
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'http' | 'callEnded'>;
  readonly tracing: Tracing;
  readonly clock: Pick<Clock, 'nowMs'>;
  newId?(): string;
}

/** What is known of a request in progress. */
interface RequestRecord {
  readonly requestId: string;
  readonly span: RequestSpan | undefined;
  readonly codes: Set<Code>;
  caller?: string;
  reason?: AuthFailure;
  kind: OperationType;
  operation?: string;
  calls: number;
}

/** One for each process. */
export function createTelemetry({ log, metrics, tracing, clock, newId = randomUUID }: TelemetryOptions): Telemetry {
  const current = new AsyncLocalStorage<RequestRecord>();
  const logFailure = createFailureLog(clock, log);
  const logShed = createOverloadLog(clock, log);

  return {
    request: (request, response, answer, arrivedAtMs = clock.nowMs()) => {
      if (response.closed) return;
      const path = pathOf(targetPath(request));
      const method = methodOf(request.method);
      const requestId = requestIdOf(singleHeader(request.headers['x-request-id']), newId);
      const traceparent = singleHeader(request.headers.traceparent);
      const span = isProbe(path) ? undefined : tracing.request({ requestId, method, path, traceparent });
      const record: RequestRecord = { requestId, span, codes: new Set(), kind: 'none', calls: 0 };
      metrics.http.started(path);
      response.once('close', () => {
        const { caller, reason, kind, operation, calls } = record;
        const status = response.writableFinished ? response.statusCode : undefined;
        const ms = clock.nowMs() - arrivedAtMs;
        const codes = [...record.codes];
        metrics.http.ended(path, status, ms);
        span?.ended({ kind, operation, status, codes });
        log.request({ requestId, caller, method, path, kind, operation, status, ms, calls, codes, reason });
      });
      current.run(record, answer, requestId);
    },
    shed: (request, response) => {
      response.setHeader('x-request-id', requestIdOf(singleHeader(request.headers['x-request-id']), newId));
      metrics.http.shed(pathOf(targetPath(request)));
      logShed();
    },
    caller: (name) => {
      const record = current.getStore();
      if (record) record.caller = name;
    },
    unauthenticated: (reason) => {
      metrics.http.unauthenticated(reason);
      const record = current.getStore();
      if (record) record.reason = reason;
    },
    rejected: ({ status, code: text }) => {
      const code = codeOf(text);
      recordErrors([code]);
      metrics.http.rejected(reasonOf(status, code));
    },
    answered: ({ kind, operation, codes: texts, isRejected, isBeyondLimit = false }) => {
      const codes = texts.map(codeOf);
      recordErrors(codes);
      if (isRejected) metrics.http.rejected(reasonOf(undefined, codes[0] ?? 'OTHER', isBeyondLimit));
      const record = current.getStore();
      if (!record) return;
      record.kind = operationTypeOf(kind);
      record.operation = operationOf(operation);
    },
    call: (call) => {
      const record = current.getStore();
      if (record) record.calls++;
      const span = tracing.call(call, record?.span);
      return {
        headers: span.headers,
        ended: ({ ms, status, code: text, detail }) => {
          const code = text === undefined ? undefined : codeOf(text);
          const { source, endpoint, attempt } = call;
          metrics.callEnded({ source, endpoint, ms });
          span.ended({ status, code });
          log.call({ requestId: record?.requestId, source, endpoint, attempt, ms, status, code });
          if (code !== undefined && detail !== undefined) logFailure({ source, code, detail });
        },
      };
    },
    sourceFailed: ({ source, code, context: { detail } }) => {
      if (detail !== undefined) logFailure({ source, code: codeOf(code), detail });
    },
    internalError: (thrown) => {
      const requestId = current.getStore()?.requestId ?? newId();
      log.internalError(thrown, requestId);
      return requestId;
    },
  };

  /** Records the errors that the client gets. */
  function recordErrors(codes: readonly Code[]): void {
    const record = current.getStore();
    for (const code of codes) {
      metrics.http.error(code);
      record?.codes.add(code);
    }
  }
}

function targetPath({ url = '' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** The value of a header that occurs once; undefined for one that is repeated. */
const singleHeader = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : undefined;

/**
 * Traces for OpenTelemetry: a span a request, and one a call to a source, told to the source as well. Its packages are
 * loaded where somebody wants traces, and only there. Spans hold words of ours: no path, no query, no body, no key.
 */
import type { Attributes, Span, Tracer } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { CallHead } from '../../upstream/call.ts';
import type { Code, Kind, Method, PathWord } from './labels.ts';
import { readTraceparent, traceparentOf } from './traceparent.ts';

interface TracedHead {
  readonly requestId: string;
  readonly method: Method;
  readonly path: PathWord;
  /** The header as it came. */
  readonly traceparent: string | undefined;
}

interface TracedAnswer {
  readonly kind: Kind;
  readonly operation?: string;
  /** Undefined where the client left before it was answered. */
  readonly status?: number;
  readonly codes: readonly Code[];
}

interface TracedOutcome {
  readonly status?: number;
  readonly code?: Code;
}

export interface RequestSpan {
  /** Undefined where nothing is traced. */
  readonly span?: Span;
  ended(answer: TracedAnswer): void;
}

interface CallSpan {
  /** For the call, so that the source can tell its own spans to be part of ours. */
  readonly headers: Readonly<Record<string, string>>;
  ended(outcome: TracedOutcome): void;
}

export interface Tracing {
  request(head: TracedHead): RequestSpan;
  /** `request` is undefined where no request caused the call. */
  call(call: CallHead, request: RequestSpan | undefined): CallSpan;
  /** Sends what is not sent yet, but not for longer than it may take. */
  close(): Promise<void>;
}

const NO_HEADERS = {};
const UNTRACED = { headers: NO_HEADERS, ended: () => {} };

/** What stands in for tracing where there is none: makes nothing and keeps nothing. */
export const NO_TRACING: Tracing = { request: () => UNTRACED, call: () => UNTRACED, close: async () => {} };

export interface TracingOptions {
  /** Told, once, when spans could not be sent. */
  warn(message: string): void;
  /** What sending may take, and stopping, in milliseconds; two seconds if not given. */
  readonly patienceMs?: number;
}

/**
 * Sends spans to `endpoint` by OTLP over HTTP, below the path `/v1/traces`; traces nothing where it is undefined, or where
 * the packages of OpenTelemetry are not there. That spans cannot be sent is told once and disturbs nobody. What else
 * OpenTelemetry reads of the environment holds: headers for the collector, the sampler, the name of the service.
 */
export async function openTracing(endpoint: string | undefined, options: TracingOptions): Promise<Tracing> {
  if (endpoint === undefined) return NO_TRACING;
  try {
    return await startTracing(endpoint, options);
  } catch {
    options.warn('OTEL_EXPORTER_OTLP_ENDPOINT: OpenTelemetry cannot be loaded; nothing is traced');
    return NO_TRACING;
  }
}

async function startTracing(endpoint: string, { warn, patienceMs = 2000 }: TracingOptions): Promise<Tracing> {
  const [api, sdk, { OTLPTraceExporter }, { detectResources, envDetector, resourceFromAttributes }] = await Promise.all(
    [
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ],
  );
  const otlp = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: patienceMs });
  const exporter = warnOnce(otlp, () => warn('OTEL_EXPORTER_OTLP_ENDPOINT: traces could not be sent; told only once'));
  const named = resourceFromAttributes({ 'service.name': 'teamgraph' });
  const provider = new sdk.BasicTracerProvider({
    resource: named.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter, { exportTimeoutMillis: 2 * patienceMs })],
  });
  return {
    ...createSpans(api, provider.getTracer('teamgraph')),
    close: () => inTime(provider.shutdown(), patienceMs),
  };
}

/** The same exporter; its first failure is told. */
function warnOnce(exporter: SpanExporter, warn: () => void): SpanExporter {
  let hasFailed = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error && !hasFailed) warn();
        hasFailed ||= result.error !== undefined;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

/** Attributes have the names of https://opentelemetry.io/docs/specs/semconv/ where it has one. */
function createSpans(api: typeof import('@opentelemetry/api'), tracer: Tracer): Omit<Tracing, 'close'> {
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api;
  const fail = (span: Span, type: string): void => {
    span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR });
  };
  return {
    request: ({ requestId, method, path, traceparent }) => {
      const caller = readTraceparent(traceparent);
      const attributes: Attributes = {
        'http.request.method': method,
        'teamgraph.path': path,
        'teamgraph.request_id': requestId,
      };
      const above = caller ? trace.setSpanContext(ROOT_CONTEXT, { ...caller, isRemote: true }) : ROOT_CONTEXT;
      const span = tracer.startSpan(`${method} ${path}`, { kind: SpanKind.SERVER, attributes }, above);
      return {
        span,
        ended: ({ kind, operation, status, codes }) => {
          if (kind !== 'none') span.setAttribute('graphql.operation.type', kind);
          if (operation !== undefined) span.setAttribute('graphql.operation.name', operation);
          if (codes.length > 0) span.setAttribute('teamgraph.codes', [...codes]);
          if (status === undefined) fail(span, 'closed');
          else span.setAttribute('http.response.status_code', status);
          if (status !== undefined && status >= 500) fail(span, String(status));
          span.end();
        },
      };
    },
    call: ({ source, endpoint, method, attempt }, request) => {
      const attributes: Attributes = {
        'http.request.method': method,
        'peer.service': source,
        'teamgraph.endpoint': endpoint,
      };
      if (attempt > 1) attributes['http.request.resend_count'] = attempt - 1;
      const above = request?.span ? trace.setSpan(ROOT_CONTEXT, request.span) : ROOT_CONTEXT;
      const span = tracer.startSpan(`${source} ${endpoint}`, { kind: SpanKind.CLIENT, attributes }, above);
      return {
        headers: { traceparent: traceparentOf(span.spanContext()) },
        ended: ({ status, code }) => {
          if (status !== undefined) span.setAttribute('http.response.status_code', status);
          if (code !== undefined) fail(span, code);
          else if (status === undefined) fail(span, 'cancelled');
          span.end();
        },
      };
    },
  };
}

/** Waits, but not for ever, and for a failure no differently than for anything else. */
async function inTime(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const late = setTimeout(resolve, ms);
  await Promise.race([work.catch(() => {}), promise]);
  clearTimeout(late);
}

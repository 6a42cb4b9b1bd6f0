/**
 * Traces with OpenTelemetry: a span for each request, and one for each attempt of a call, which the source gets as
 * `traceparent`. The packages are loaded only if an endpoint is set. Spans hold no path, query, body or key.
 */
import type { Attributes, Span, TextMapPropagator, Tracer } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { CallStart } from '../../upstream/call.ts';
import type { Code, Method, OperationType, Path } from './labels.ts';

interface RequestStart {
  readonly requestId: string;
  readonly method: Method;
  readonly path: Path;
  /** The header as it came: https://www.w3.org/TR/trace-context/#traceparent-header */
  readonly traceparent: string | undefined;
}

interface RequestEnd {
  readonly kind: OperationType;
  readonly operation?: string;
  /** Undefined if the client left before it had the answer. */
  readonly status?: number;
  readonly codes: readonly Code[];
}

interface CallEnd {
  readonly status?: number;
  readonly code?: Code;
}

export interface RequestSpan {
  /** Undefined without tracing. */
  readonly span?: Span;
  ended(end: RequestEnd): void;
}

interface CallSpan {
  /** Headers for the call, so that the spans of the source join this trace. */
  readonly headers: Readonly<Record<string, string>>;
  ended(end: CallEnd): void;
}

export interface Tracing {
  request(start: RequestStart): RequestSpan;
  /** `request` is undefined for a call that no request caused. */
  call(call: CallStart, request: RequestSpan | undefined): CallSpan;
  /** Sends the remaining spans, within the timeout. */
  close(): Promise<void>;
}

const UNTRACED = { headers: {}, ended: () => {} };

/** Tracing without an endpoint: creates and sends nothing. */
export const NO_TRACING: Tracing = { request: () => UNTRACED, call: () => UNTRACED, close: async () => {} };

export interface TracingOptions {
  /** Called the first time that spans could not be sent. */
  warn(message: string): void;
  /** The time limit of sending, and of stopping, in milliseconds; two seconds by default. */
  readonly timeoutMs?: number;
}

/**
 * Sends spans by OTLP over HTTP to the path `/v1/traces` below `endpoint`. Traces nothing if it is undefined, or if the
 * packages of OpenTelemetry are missing. OpenTelemetry itself reads further settings from the environment: the headers for
 * the collector, the sampler, and the name of the service.
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

async function startTracing(endpoint: string, { warn, timeoutMs = 2000 }: TracingOptions): Promise<Tracing> {
  const [api, { W3CTraceContextPropagator }, sdk, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const otlp = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: timeoutMs });
  const exporter = warnOnce(otlp, () =>
    warn('OTEL_EXPORTER_OTLP_ENDPOINT: traces could not be sent; further failures are not logged'),
  );
  const service = resources.resourceFromAttributes({ 'service.name': 'teamgraph' });
  const provider = new sdk.BasicTracerProvider({
    resource: service.merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter, { exportTimeoutMillis: 2 * timeoutMs })],
  });
  return {
    ...createSpans(api, provider.getTracer('teamgraph'), new W3CTraceContextPropagator()),
    close: () => settledWithin(provider.shutdown(), timeoutMs),
  };
}

/** The same exporter, which calls `warn` at its first failure. */
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

/** Attributes follow the semantic conventions where these have one: https://opentelemetry.io/docs/specs/semconv/ */
function createSpans(
  api: typeof import('@opentelemetry/api'),
  tracer: Tracer,
  propagator: TextMapPropagator,
): Omit<Tracing, 'close'> {
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api;
  const fail = (span: Span, type: string): void => {
    span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR });
  };
  return {
    request: ({ requestId, method, path, traceparent }) => {
      const attributes: Attributes = {
        'http.request.method': method,
        'teamgraph.path': path,
        'teamgraph.request_id': requestId,
      };
      const parent = propagator.extract(ROOT_CONTEXT, { traceparent }, api.defaultTextMapGetter);
      const span = tracer.startSpan(`${method} ${path}`, { kind: SpanKind.SERVER, attributes }, parent);
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
      const parent = request?.span ? trace.setSpan(ROOT_CONTEXT, request.span) : ROOT_CONTEXT;
      const span = tracer.startSpan(`${source} ${endpoint}`, { kind: SpanKind.CLIENT, attributes }, parent);
      const headers: Record<string, string> = {};
      propagator.inject(trace.setSpan(ROOT_CONTEXT, span), headers, api.defaultTextMapSetter);
      return {
        headers,
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

/** Resolves when the work has succeeded or failed, or after `ms`. */
async function settledWithin(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work.catch(() => {}), promise]);
  clearTimeout(timer);
}

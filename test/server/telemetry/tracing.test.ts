import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Telemetry } from '../../../src/server/telemetry/telemetry.ts';
import { NO_TRACING, openTracing, type Tracing } from '../../../src/server/telemetry/tracing.ts';
import { jsonAnswer, startFakeVendor } from '../../support/fake-vendor.ts';
import { startMain } from '../../support/process.ts';
import { eventOf, startTelemetryServer } from '../../support/telemetry.ts';

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((close) => close()));
});

interface ToldSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** The number in OTLP. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
}
const SERVER = 2;
const CLIENT = 3;

/** Collects what is sent; with another status it rejects it. */
async function startCollector(status = 200) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(`${request.url} ${Buffer.concat(await request.toArray()).toString()}`);
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

interface OtlpSpan extends Omit<ToldSpan, 'attributes' | 'isError'> {
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code?: number };
}
interface Otlp {
  readonly resourceSpans: readonly {
    readonly resource: unknown;
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const spansIn = (bodies: readonly string[]): ToldSpan[] =>
  bodies
    .map((body) => JSON.parse(body.slice(body.indexOf(' '))) as Otlp)
    .flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)))
    .map(({ traceId, spanId, parentSpanId, name, kind, attributes, status }) => ({
      traceId,
      spanId,
      parentSpanId,
      name,
      kind,
      attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
      isError: status.code === 2,
    }));

/** A vendor that records each `traceparent`. */
async function startVendor() {
  const received: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers.traceparent as string | undefined);
    response.writeHead(request.url === '/gone' ? 503 : 200).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    received,
    /** Reports the start and the end of a call, as `src/upstream/call.ts` does. */
    call: async (telemetry: Telemetry, endpoint: string, attempt = 1): Promise<void> => {
      const observed = telemetry.call({ source: 'ALO', endpoint, method: 'GET', attempt });
      const { status } = await fetch(`${url}/${endpoint}`, { headers: { connection: 'close', ...observed.headers } });
      observed.ended({ ms: 1, status, code: status === 200 ? undefined : 'SOURCE_UNAVAILABLE' });
    },
  };
}

async function start(answer: (telemetry: Telemetry) => Promise<void>, tracing: Tracing) {
  const server = await startTelemetryServer(
    async (telemetry, _, response) => {
      await answer(telemetry);
      response.end('{}');
    },
    { tracing },
  );
  running.push(server.close);
  return server;
}

describe('a trace', () => {
  it('has a span for the request and child spans for its calls, which the vendor gets', async () => {
    const [collector, vendor] = await Promise.all([startCollector(), startVendor()]);
    const tracing = await openTracing(collector.url, { warn: () => {} });
    const { ask, logged } = await start(async (telemetry) => {
      await Promise.all([vendor.call(telemetry, 'periods'), vendor.call(telemetry, 'gone')]);
      await vendor.call(telemetry, 'gone', 2);
      telemetry.answered({ kind: 'query', operation: 'OneUser', codes: ['SOURCE_UNAVAILABLE'], isRejected: false });
    }, tracing);
    await ask('/graphql?query=canary', { authorization: 'canary', 'x-request-id': 'mine-1' });
    await logged('request');
    await tracing.close();

    expect(collector.bodies.every((body) => body.startsWith('/v1/traces '))).toBe(true);
    const spans = spansIn(collector.bodies);
    const [request] = spans.filter(({ kind }) => kind === SERVER);
    expect(request).toMatchObject({ name: 'GET graphql', isError: false });
    expect(request?.parentSpanId).toBeUndefined();
    expect(request?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'teamgraph.path': 'graphql',
      'teamgraph.request_id': 'mine-1',
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'OneUser',
      'teamgraph.codes': { values: [{ stringValue: 'SOURCE_UNAVAILABLE' }] },
    });
    const calls = spans.filter(({ kind }) => kind === CLIENT);
    expect(spans).toHaveLength(1 + 3);
    expect(calls.map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual(
      calls.map(() => [request?.traceId, request?.spanId]),
    );
    expect(calls.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`).sort()).toEqual(
      [...vendor.received].sort(),
    );
    expect(calls.map(({ name, isError }) => `${name} ${isError}`).sort()).toEqual([
      'ALO gone true',
      'ALO gone true',
      'ALO periods false',
    ]);
    const again = calls.find(({ attributes }) => attributes['http.request.resend_count']);
    expect(again?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.request.resend_count': 1,
      'http.response.status_code': 503,
      'peer.service': 'ALO',
      'teamgraph.endpoint': 'gone',
      'error.type': 'SOURCE_UNAVAILABLE',
    });
    expect(collector.bodies.join()).toContain('"teamgraph"');
    expect(collector.bodies.join()).not.toContain('canary');
  });

  it('keeps concurrent requests apart', async () => {
    const [collector, vendor] = await Promise.all([startCollector(), startVendor()]);
    const tracing = await openTracing(collector.url, { warn: () => {} });
    const { ask, lines } = await start(async (telemetry) => {
      await new Promise((resolve) => setImmediate(resolve));
      await vendor.call(telemetry, 'periods');
    }, tracing);
    await Promise.all(Array.from({ length: 8 }, () => ask('/graphql')));
    await expect.poll(() => lines.filter((line) => line.includes('"request"')).length).toBe(8);
    await tracing.close();
    const spans = spansIn(collector.bodies);
    const requests = new Map(spans.filter(({ kind }) => kind === SERVER).map((span) => [span.spanId, span.traceId]));
    const parents = spans.filter(({ kind }) => kind === CLIENT).map(({ parentSpanId = '' }) => parentSpanId);
    expect([requests.size, new Set(requests.values()).size, new Set(parents).size]).toEqual([8, 8, 8]);
    expect(parents.every((parent) => requests.has(parent))).toBe(true);
  });

  it('continues that of the client', async () => {
    const [collector, vendor] = await Promise.all([startCollector(), startVendor()]);
    const tracing = await openTracing(collector.url, { warn: () => {} });
    const { ask, logged } = await start((telemetry) => vendor.call(telemetry, 'periods'), tracing);
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await ask('/graphql', { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    await logged('request');
    await tracing.close();
    const spans = spansIn(collector.bodies);
    expect(spans.map((span) => span.traceId)).toEqual([traceId, traceId]);
    expect(spans.find(({ kind }) => kind === SERVER)?.parentSpanId).toBe('00f067aa0ba902b7');
    expect(vendor.received).toEqual([expect.stringMatching(`^00-${traceId}-[0-9a-f]{16}-01$`)]);
  });

  const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
  const PARENT = '00f067aa0ba902b7';

  async function spanOf(traceparent: string | undefined): Promise<ToldSpan | undefined> {
    const collector = await startCollector();
    const tracing = await openTracing(collector.url, { warn: () => {} });
    const { ask, logged } = await start(async () => {}, tracing);
    await ask('/graphql', traceparent === undefined ? {} : { traceparent });
    await logged('request');
    await tracing.close();
    return spansIn(collector.bodies)[0];
  }

  it.each([`00-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-ff`, `01-${TRACE}-${PARENT}-01-more`])(
    'joins the trace of the traceparent %s',
    async (traceparent) => {
      expect(await spanOf(traceparent)).toMatchObject({ traceId: TRACE, parentSpanId: PARENT });
    },
  );

  it.each([
    undefined,
    '',
    'canary',
    `ff-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01-more`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${PARENT}`,
    `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
  ])('ignores the invalid traceparent %s', async (traceparent) => {
    const span = await spanOf(traceparent);
    expect(span?.parentSpanId).toBeUndefined();
    expect(span?.traceId).toMatch(/^[\da-f]{32}$/);
    expect(span?.traceId).not.toBe(TRACE);
  });

  it('that the client does not sample is not sampled here, and the vendor learns it', async () => {
    const [collector, vendor] = await Promise.all([startCollector(), startVendor()]);
    const tracing = await openTracing(collector.url, { warn: () => {} });
    const { ask, logged } = await start((telemetry) => vendor.call(telemetry, 'periods'), tracing);
    await ask('/graphql', { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00' });
    await logged('request');
    await tracing.close();
    expect(collector.bodies).toEqual([]);
    expect(vendor.received).toEqual([expect.stringMatching(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-00$/)]);
  });

  it('has no probes', async () => {
    const collector = await startCollector();
    const tracing = await openTracing(collector.url, { warn: () => {} });
    const { ask, logged } = await start(async () => {}, tracing);
    await Promise.all(['/healthz', '/readyz', '/metrics'].map((path) => ask(path)));
    await logged('request');
    await tracing.close();
    expect(collector.bodies).toEqual([]);
  });

  it('has a root span for a call without a request, which is cancelled if the call was aborted', async () => {
    const collector = await startCollector();
    const tracing = await openTracing(collector.url, { warn: () => {} });
    const { telemetry } = await start(async () => {}, tracing);
    telemetry.call({ source: 'ALO', endpoint: 'periods', method: 'GET', attempt: 1 }).ended({ ms: 1 });
    await tracing.close();
    const [span, ...others] = spansIn(collector.bodies);
    expect([span?.kind, span?.parentSpanId, span?.attributes['error.type'], others]).toEqual([
      CLIENT,
      undefined,
      'cancelled',
      [],
    ]);
  });
});

describe('a query', () => {
  it('is one span with a child for each call that arrived at a vendor', async () => {
    const collector = await startCollector();
    const key = 'alo_live_canary_5f1c';
    const vendor = await startFakeVendor((socket, _, number) => {
      // The first attempt fails and is repeated.
      if (number === 1) socket.destroy();
      else socket.write(jsonAnswer('{"status":"success","periods":[]}'));
    });
    running.push(vendor.close);
    const main = startMain({
      TEAMGRAPH_SANDBOX: 'off',
      ALO_API_URL: vendor.url,
      ALO_API_KEY: key,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      LOG_LEVEL: 'debug',
    });
    running.push(main.end);
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const response = await fetch(await main.ready(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        connection: 'close',
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
        'x-request-id': 'mine-1',
        'x-canary': 'canary',
      },
      body: '{"query":"query Mine { canary: periods { totalCount } }","extensions":{"canary":1}}',
    });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    main.child.kill('SIGINT');
    expect(await main.exited).toEqual([0, null]);

    const spans = spansIn(collector.bodies);
    const [request, ...otherRequests] = spans.filter(({ kind }) => kind === SERVER);
    const calls = spans.filter(({ kind }) => kind === CLIENT);
    expect(otherRequests).toEqual([]);
    expect([request?.traceId, request?.parentSpanId]).toEqual([traceId, '00f067aa0ba902b7']);
    expect(request?.attributes).toMatchObject({ 'graphql.operation.name': 'Mine', 'teamgraph.request_id': 'mine-1' });
    expect(calls.map(({ name, parentSpanId, isError }) => [name, parentSpanId, isError])).toEqual([
      ['ALO periods', request?.spanId, true],
      ['ALO periods', request?.spanId, false],
    ]);
    const heard = vendor.arrivals.map((head) => /^traceparent: (.*)$/im.exec(head)?.[1]?.trim());
    expect(heard).toEqual(calls.map(({ spanId }) => `00-${traceId}-${spanId}-01`));
    // The same calls, in the log.
    const lines = main.output.stdout.split('\n').filter((line) => line.startsWith('{'));
    const events = lines.map(eventOf).filter(({ event }) => event === 'call' || event === 'request');
    expect(events).toMatchObject([
      { event: 'call', requestId: 'mine-1', attempt: 1, code: 'SOURCE_UNAVAILABLE' },
      { event: 'call', requestId: 'mine-1', attempt: 2, status: 200 },
      { event: 'request', requestId: 'mine-1', operation: 'Mine', calls: 2, status: 200 },
    ]);
    expect(collector.bodies.join() + main.output.stdout + main.output.stderr).not.toMatch(/canary/);
    expect(main.output.stderr).toBe('');
  });
});

describe('a collector', () => {
  it.each([
    ['is down', async () => 'http://127.0.0.1:1'],
    ['rejects everything', async () => (await startCollector(400)).url],
    ['has an invalid URL', async () => 'http://127.0.0.1:1/ /'],
  ])('that %s fails no request, and causes one warning without its address', async (_, urlOf) => {
    const url = await urlOf();
    const warnings: string[] = [];
    const tracing = await openTracing(url, { warn: (message) => warnings.push(message), timeoutMs: 100 });
    const { ask, lines } = await start(async (telemetry) => {
      // More than one batch.
      for (let count = 0; count < 200; count++) {
        telemetry.call({ source: 'ALO', endpoint: 'periods', method: 'GET', attempt: 1 }).ended({ ms: 1, status: 200 });
      }
    }, tracing);
    const statuses = await Promise.all(Array.from({ length: 4 }, async () => (await ask('/graphql')).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await expect.poll(() => lines.filter((line) => line.includes('"request"')).length).toBe(4);
    await tracing.close();
    await expect.poll(() => warnings).toEqual([expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT: /)]);
    expect(warnings.join()).not.toContain('127.0.0.1');
  });

  it('that never answers does not delay the stop of the server', async () => {
    const server = createServer(() => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    running.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const tracing = await openTracing(url, { warn: () => {}, timeoutMs: 50 });
    tracing.request({ requestId: 'r', method: 'GET', path: 'graphql', traceparent: undefined }).ended({
      kind: 'none',
      status: 200,
      codes: [],
    });
    await expect(tracing.close()).resolves.toBeUndefined();
  });
});

describe('tracing without an endpoint', () => {
  const TRACING = fileURLToPath(new URL('../../../src/server/telemetry/tracing.ts', import.meta.url));
  const APP = fileURLToPath(new URL('../../../src/app.ts', import.meta.url));
  const NODE = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
  /** How many files of OpenTelemetry the whole app loads when it opens tracing, without the API, which prom-client imports. */
  const loadedWith = (endpoint: string | undefined): number => {
    const script = `
      import { registerHooks } from 'node:module';
      let loaded = 0;
      registerHooks({ load: (url, context, next) => { if (/@opentelemetry\\/(?!api\\/)/.test(url)) loaded++; return next(url, context); } });
      await import(${JSON.stringify(APP)});
      const { openTracing } = await import(${JSON.stringify(TRACING)});
      await openTracing(${JSON.stringify(endpoint)}, { warn: console.error });
      console.log(loaded);`;
    const { stdout, stderr } = spawnSync(NODE, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return Number(stdout);
  };

  it('loads nothing of OpenTelemetry', () => {
    expect(loadedWith(undefined)).toBe(0);
    expect(loadedWith('http://127.0.0.1:1')).toBeGreaterThan(4);
  });

  it('is what is left, with a warning, if the packages are missing', () => {
    const script = `
      import { registerHooks } from 'node:module';
      registerHooks({
        resolve: (name, context, next) => {
          if (name.startsWith('@opentelemetry')) throw new Error('canary');
          return next(name, context);
        },
      });
      const { NO_TRACING, openTracing } = await import(${JSON.stringify(TRACING)});
      const tracing = await openTracing('http://127.0.0.1:1', { warn: console.log });
      console.log(tracing === NO_TRACING);`;
    const { stdout, stderr } = spawnSync(NODE, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT: OpenTelemetry cannot be loaded; nothing is traced\ntrue\n',
      '',
    ]);
  });

  it('adds no header to calls', async () => {
    expect(await openTracing(undefined, { warn: () => {} })).toBe(NO_TRACING);
    const vendor = await startVendor();
    const { ask } = await start((telemetry) => vendor.call(telemetry, 'periods'), NO_TRACING);
    await ask('/graphql', { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' });
    expect(vendor.received).toEqual([undefined]);
  });
});

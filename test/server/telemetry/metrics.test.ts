import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Source, SourceError } from '../../../src/errors.ts';
import {
  AUTH_FAILURES,
  CODES,
  codeOf,
  PATHS,
  pathOf,
  REJECTION_REASONS,
  STATUS_CLASSES,
} from '../../../src/server/telemetry/labels.ts';
import { createMetrics } from '../../../src/server/telemetry/metrics.ts';
import type { Health } from '../../../src/sources/index.ts';
import { startTelemetryServer, type TelemetryServer } from '../../support/telemetry.ts';

const running: TelemetryServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ close }) => close()));
});
const start = async (answer: Parameters<typeof startTelemetryServer>[0]): Promise<TelemetryServer> => {
  const server = await startTelemetryServer(answer);
  running.push(server);
  return server;
};

/** Answers with the status in the path. */
const startEcho = (): Promise<TelemetryServer> =>
  start((_, { url = '' }, response) => {
    response.statusCode = Number(/\d{3}/.exec(url)?.[0] ?? 200);
    response.end();
  });

const NO_SOURCES = { sources: { health: () => null } };
const UNLIMITED = { limit: Number.POSITIVE_INFINITY, left: Number.POSITIVE_INFINITY };
const HEALTH: Health = { breaker: 'CLOSED', parkedMs: 0, atMs: 0, waiting: 0, minute: UNLIMITED, endpoints: [] };
/** What Prometheus reads if ALO has this health and no other source is configured. */
async function textOf(health: Partial<Health>): Promise<string[]> {
  const sources = { health: (source: Source) => (source === 'ALO' ? { ...HEALTH, ...health } : null) };
  return (await createMetrics().text({ sources })).split('\n');
}
const named = (lines: readonly string[], name: string): string[] => lines.filter((line) => line.startsWith(name));

describe('a request', () => {
  it('is counted by its path and its status, with values of the fixed lists', async () => {
    const { ask, counted } = await startEcho();
    const paths = ['/graphql', '/graphql?status=400', '/readyz?503', '/metrics', '/graphiql/assets/304', '/secret-404'];
    for (const path of paths) await ask(path);
    await expect
      .poll(async () => (await counted('teamgraph_http_requests_total')).sort())
      .toEqual([
        'teamgraph_http_requests_total{path="graphql",status="2xx"} 1',
        'teamgraph_http_requests_total{path="graphql",status="4xx"} 1',
        'teamgraph_http_requests_total{path="health",status="5xx"} 1',
        'teamgraph_http_requests_total{path="metrics",status="2xx"} 1',
        'teamgraph_http_requests_total{path="other",status="4xx"} 1',
        'teamgraph_http_requests_total{path="page",status="3xx"} 1',
      ]);
    expect(await counted('teamgraph_http_request_seconds_count')).toContain(
      'teamgraph_http_request_seconds_count{path="graphql"} 2',
    );
  });

  it('is in flight until it has its answer or its client leaves', async () => {
    const reached = Promise.withResolvers<void>();
    const { url, counted } = await start(() => reached.resolve());
    const leaving = new AbortController();
    const pending = fetch(`${url}/graphql`, { signal: leaving.signal }).catch(() => {});
    await reached.promise;
    const inFlight = () => counted('teamgraph_http_requests_in_flight');
    expect(await inFlight()).toEqual(['teamgraph_http_requests_in_flight{path="graphql"} 1']);
    leaving.abort();
    await pending;
    await expect.poll(inFlight).toEqual([]);
    expect(await counted('teamgraph_http_requests_total')).toEqual([
      'teamgraph_http_requests_total{path="graphql",status="closed"} 1',
    ]);
  });

  it.each([
    [{ status: 401, code: 'UNAUTHENTICATED' }, 'unauthenticated'],
    [{ status: 429, code: 'RATE_LIMITED' }, 'rate_limited'],
    [{ status: 413, code: 'BAD_REQUEST' }, 'too_large'],
    [{ status: 415, code: 'BAD_REQUEST' }, 'bad_request'],
    [{ status: 403, code: 'FORBIDDEN' }, 'cross_site'],
    [{ status: 404, code: 'BAD_REQUEST' }, 'not_found'],
    [{ status: 503, code: 'AUTH_UNAVAILABLE' }, 'auth_unavailable'],
    [{ status: 503, code: 'UNAVAILABLE' }, 'unavailable'],
    [{ status: 500, code: 'INTERNAL_SERVER_ERROR' }, 'internal'],
    [{ status: 418, code: 'teapot of canary@private.example' }, 'other'],
  ])('that the HTTP server rejects with %o is counted as %s', async (refusal, reason) => {
    const { ask, counted } = await start((telemetry, _, response) => {
      telemetry.rejected(refusal);
      response.end();
    });
    await ask('/graphql');
    expect(await counted('teamgraph_http_rejected_requests_total')).toEqual([
      `teamgraph_http_rejected_requests_total{reason="${reason}"} 1`,
    ]);
    expect(await counted('teamgraph_errors_total')).toEqual([
      `teamgraph_errors_total{code="${codeOf(refusal.code)}"} 1`,
    ]);
  });

  it.each([
    ['COST_EXCEEDED', 'cost'],
    ['GRAPHQL_VALIDATION_FAILED', 'bad_graphql'],
    ['BAD_USER_INPUT', 'bad_variables'],
    ['PERSISTED_QUERY_NOT_FOUND', 'unknown_document'],
    ['QUERY_NOT_IN_SAFELIST', 'untrusted_document'],
  ])('that the engine rejects with %s is counted as %s, and one with data is not', async (code, reason) => {
    const { ask, counted } = await start((telemetry, { url }, response) => {
      telemetry.answered({ codes: [code, code], isRejected: url === '/graphql?refused' });
      response.end();
    });
    await ask('/graphql');
    expect(await counted('teamgraph_http_rejected_requests_total')).toEqual([]);
    await ask('/graphql?refused');
    expect(await counted('teamgraph_http_rejected_requests_total')).toEqual([
      `teamgraph_http_rejected_requests_total{reason="${reason}"} 1`,
    ]);
    expect(await counted('teamgraph_errors_total')).toEqual([`teamgraph_errors_total{code="${code}"} 4`]);
  });

  it('over a query limit is counted apart from an invalid one', async () => {
    const { ask, counted } = await start((telemetry, _, response) => {
      telemetry.answered({ codes: ['GRAPHQL_VALIDATION_FAILED'], isRejected: true, isBeyondLimit: true });
      telemetry.answered({ codes: ['COST_EXCEEDED'], isRejected: true, isBeyondLimit: true });
      response.end();
    });
    await ask('/graphql');
    expect(await counted('teamgraph_http_rejected_requests_total')).toEqual([
      'teamgraph_http_rejected_requests_total{reason="cost"} 1',
      'teamgraph_http_rejected_requests_total{reason="limit"} 1',
    ]);
  });

  it('adds no label value of its own, whatever it contains', async () => {
    const { ask, metrics } = await start((telemetry, { url = '' }, response) => {
      telemetry.caller(url);
      telemetry.answered({ kind: url, operation: url, codes: [url, 7, null, { url }], isRejected: true });
      response.end();
    });
    for (const path of ['/canary', '/graphql/canary', '/webhooks/canary', '/graphiql/canary?canary', '/%22canary']) {
      await ask(path, { 'x-request-id': 'canary', traceparent: 'canary' });
    }
    const lines = (await metrics.text(NO_SOURCES)).split('\n');
    const series = lines.filter((line) => line.startsWith('teamgraph_'));
    expect(series.join()).not.toContain('canary');
    const values = series.flatMap((line) => [...line.matchAll(/(path|status|reason|code)="([^"]*)"/g)]);
    const words: readonly string[] = [...PATHS, ...STATUS_CLASSES, ...AUTH_FAILURES, ...REJECTION_REASONS, ...CODES];
    expect(values.map(([, , value = '']) => value).filter((value) => !words.includes(value))).toEqual([]);
  });
});

describe('a label value', () => {
  it('exists for every code in the docs', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const codes = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code = '']) => code);
    expect(codes).toContain('SOURCE_CONTRACT');
    expect(codes.filter((code) => codeOf(code) === 'OTHER')).toEqual([]);
  });

  it('exists for every failure of a source', () => {
    const reasons = [
      'UNAVAILABLE',
      'TIMEOUT',
      'THROTTLED',
      'OVERLOADED',
      'UNAUTHORIZED',
      'REFUSED',
      'CONTRACT',
      'TRUNCATED',
    ] as const;
    for (const reason of reasons) {
      const { code } = new SourceError('ALO', reason);
      expect(codeOf(code)).toBe(code);
    }
  });

  it.each([
    ['/graphql', 'graphql'],
    ['/graphqlx', 'other'],
    ['/readyz', 'health'],
    ['/graphiql/assets/a.js', 'page'],
    ['/webhooks/calcom', 'webhooks'],
    ['//', 'other'],
  ])('for the path %s is %s', (path, label) => {
    expect(pathOf(path)).toBe(label);
  });
});

describe('a source', () => {
  it('that is not configured has no series', async () => {
    expect(named(await textOf({}), 'teamgraph_upstream').join()).not.toMatch(/CALCOM|SALESHANDY/);
  });

  it('has the calls left in its minute if it has a limit', async () => {
    const lines = await textOf({ minute: { limit: 60, left: 12 } });
    expect(named(lines, 'teamgraph_upstream_minute')).toEqual([
      'teamgraph_upstream_minute_limit{source="ALO"} 60',
      'teamgraph_upstream_minute_left{source="ALO"} 12',
    ]);
    expect(named(await textOf({ minute: UNLIMITED }), 'teamgraph_upstream_minute')).toEqual([]);
  });

  it('is failing with a code while its last call failed', async () => {
    const lastFailure = { error: new SourceError('ALO', 'UNAUTHORIZED'), atMs: 0 };
    expect(named(await textOf({ lastFailure, lastCallWentWell: false }), 'teamgraph_upstream_failing')).toEqual([
      'teamgraph_upstream_failing{source="ALO",code="SOURCE_UNAUTHORIZED"} 1',
    ]);
    expect(named(await textOf({ lastFailure, lastCallWentWell: true }), 'teamgraph_upstream_failing')).toEqual([]);
  });

  it('has the totals of the ledger at each scrape, and counts nothing twice', async () => {
    const endpoints = [
      {
        endpoint: 'periods',
        reads: { MISS: 2, FRESH: 1, STALE: 0, SHARED: 0 },
        sent: 3,
        failures: { SOURCE_TIMEOUT: 1, 'canary@private.example': 1 },
        drifts: [
          { kind: 'UNKNOWN' as const, field: 'canary_key', answers: 2 },
          { kind: 'UNKNOWN' as const, field: 'canary_too', answers: 1 },
        ],
      },
    ];
    const metrics = createMetrics();
    const health = (source: Source) => (source === 'ALO' ? { ...HEALTH, endpoints } : null);
    await metrics.text({ sources: { health } });
    const lines = (await metrics.text({ sources: { health } })).split('\n');
    expect(named(lines, 'teamgraph_upstream').filter((line) => line.includes('endpoint='))).toEqual([
      'teamgraph_upstream_reads_total{source="ALO",endpoint="periods",cache="MISS"} 2',
      'teamgraph_upstream_reads_total{source="ALO",endpoint="periods",cache="FRESH"} 1',
      'teamgraph_upstream_reads_total{source="ALO",endpoint="periods",cache="STALE"} 0',
      'teamgraph_upstream_reads_total{source="ALO",endpoint="periods",cache="SHARED"} 0',
      'teamgraph_upstream_calls_total{source="ALO",endpoint="periods"} 3',
      'teamgraph_upstream_failures_total{source="ALO",endpoint="periods",code="SOURCE_TIMEOUT"} 1',
      'teamgraph_upstream_failures_total{source="ALO",endpoint="periods",code="OTHER"} 1',
      'teamgraph_upstream_drift_total{source="ALO",endpoint="periods",kind="UNKNOWN"} 3',
    ]);
    expect(
      named(await metrics.text(NO_SOURCES).then((text) => text.split('\n')), 'teamgraph_upstream_breaker'),
    ).toEqual([]);
  });
});

describe('the process', () => {
  it('has its memory, its processor time and the lag of its event loop', async () => {
    const text = await createMetrics().text(NO_SOURCES);
    for (const name of [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });

  it('has 1 for an invalid people file, and 0 without one', async () => {
    const { text } = createMetrics();
    const broken = async (isGood?: boolean) => {
      const file = { health: () => ({ isGood: isGood === true, readAtMs: 0, lastFailureAtMs: undefined }) };
      return named(
        (await text({ ...NO_SOURCES, peopleFile: isGood === undefined ? undefined : file })).split('\n'),
        'teamgraph_people_file',
      );
    };
    expect(await broken(false)).toEqual(['teamgraph_people_file_broken 1']);
    expect(await broken(true)).toEqual(['teamgraph_people_file_broken 0']);
    expect(await broken()).toEqual(['teamgraph_people_file_broken 0']);
  });
});

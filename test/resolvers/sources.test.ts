/** What `sources`, /readyz and /metrics report of a source after calls of every outcome. */
import { afterEach, describe, expect, it } from 'vitest';
import { createJumpingClock } from '../support/clock.ts';
import { startGraph } from '../support/graph.ts';

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((close) => close()));
});

async function start(settings = {}) {
  const clock = createJumpingClock();
  const graph = await startGraph({ settings: { CACHE: 'on', ...settings }, clock });
  running.push(graph.close);
  const text = async (path: string): Promise<string> => {
    const response = await fetch(new URL(path, graph.url), { headers: { connection: 'close' } });
    return response.text();
  };
  return { ...graph, clock, text };
}
type Started = Awaited<ReturnType<typeof start>>;

const PERIODS = '{ periods(first: 1) { nodes { id } } }';
const STATUS = /* GraphQL */ `
  {
    sources {
      name
      state
      breaker
      parkedUntil
      waiting
      callsPerMinute
      callsLeft
      lastError { code }
      endpoints { name sent failed fresh stale shared missed hitRate drifts { field kind answers } }
    }
  }
`;

async function aloOf({ ask }: Started) {
  const { data, errors } = await ask(STATUS);
  expect(errors).toBeUndefined();
  return data.sources.find(({ name }: { name: string }) => name === 'ALO');
}

describe('reads of an endpoint', () => {
  it('are counted by their result in the cache, and calls as well', async () => {
    const graph = await start();
    expect((await aloOf(graph)).endpoints).toEqual([]);
    await graph.ask(PERIODS);
    await graph.ask(PERIODS);
    await graph.ask(PERIODS);
    graph.clock.jump(120_000);
    await graph.ask(PERIODS);
    await expect.poll(async () => (await aloOf(graph)).endpoints[0].sent).toBe(2);
    expect((await aloOf(graph)).endpoints).toEqual([
      { name: 'periods', sent: 2, failed: 0, fresh: 2, stale: 1, shared: 0, missed: 1, hitRate: 0.75, drifts: [] },
    ]);
    expect(graph.sandbox.alo.calls).toHaveLength(2);
  });

  it('have the same counts in the metrics', async () => {
    const graph = await start();
    await graph.ask(PERIODS);
    await graph.ask(PERIODS);
    const metrics = await graph.text('/metrics');
    const again = await graph.text('/metrics');
    for (const text of [metrics, again]) {
      expect(text).toContain('teamgraph_upstream_reads_total{source="ALO",endpoint="periods",cache="MISS"} 1\n');
      expect(text).toContain('teamgraph_upstream_reads_total{source="ALO",endpoint="periods",cache="FRESH"} 1\n');
      expect(text).toContain('teamgraph_upstream_calls_total{source="ALO",endpoint="periods"} 1\n');
      expect(text).toContain('teamgraph_upstream_call_seconds_count{source="ALO",endpoint="periods"} 1\n');
      expect(text).toContain('teamgraph_upstream_breaker{source="ALO"} 0\n');
    }
  });
});

describe('a source', () => {
  it('that keeps failing is DOWN with its circuit breaker open, and UP after it recovers', async () => {
    const graph = await start();
    const remove = graph.sandbox.alo.inject({ status: 500 });
    for (let period = 1; period <= 5; period++) {
      await graph.ask(`{ node(id: "${Buffer.from(`Action:${period}/1`).toString('base64url')}") { id } }`);
    }
    expect(await aloOf(graph)).toMatchObject({
      state: 'DOWN',
      breaker: 'OPEN',
      lastError: { code: 'SOURCE_UNAVAILABLE' },
      endpoints: [{ sent: 5, failed: 5, missed: 5 }],
    });
    const { errors } = await graph.ask(PERIODS);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'SOURCE_OVERLOADED', teamgraph: { source: 'ALO', retryAfterMs: expect.any(Number) } },
    ]);
    expect(graph.sandbox.alo.calls).toHaveLength(5);
    expect(await graph.text('/metrics')).toContain(
      'teamgraph_upstream_failures_total{source="ALO",endpoint="period-actions",code="SOURCE_UNAVAILABLE"} 5\n',
    );
    remove();
    graph.clock.jump(6_000);
    expect((await aloOf(graph)).breaker).toBe('HALF_OPEN');
    expect((await graph.ask(PERIODS)).errors).toBeUndefined();
    expect(await aloOf(graph)).toMatchObject({ state: 'UP', breaker: 'CLOSED' });
  });

  it('that is called too often is THROTTLED for as long as it announced', async () => {
    const graph = await start();
    const remove = graph.sandbox.alo.inject({ status: 429, headers: { 'retry-after': '60' } });
    await graph.ask(PERIODS);
    remove();
    const parked = await aloOf(graph);
    expect(parked).toMatchObject({ state: 'THROTTLED', breaker: 'CLOSED', lastError: { code: 'SOURCE_THROTTLED' } });
    expect(Date.parse(parked.parkedUntil)).toBeGreaterThan(graph.clock.epochMs());
    expect(JSON.parse(await graph.text('/readyz')).sources.ALO).toMatchObject({ state: 'THROTTLED', ok: false });
    await graph.ask(PERIODS);
    expect(graph.sandbox.alo.calls).toHaveLength(1);
    graph.clock.jump(60_000);
    expect((await graph.ask(PERIODS)).errors).toBeUndefined();
    expect(await aloOf(graph)).toMatchObject({ state: 'UP', parkedUntil: null });
  });

  it('whose answers drift is reported field by field, and still answers', async () => {
    const graph = await start();
    const transform = (json: unknown): unknown => {
      const { periods, ...rest } = json as { periods: { id: number }[] };
      return { ...rest, periods: periods.map((period) => ({ ...period, id: String(period.id), colour: 'red' })) };
    };
    graph.sandbox.alo.inject({ match: '/periods', transform });
    expect((await graph.ask(PERIODS)).errors).toBeUndefined();
    expect((await aloOf(graph)).endpoints[0].drifts).toEqual([
      { field: 'periods[].id', kind: 'WIDENED', answers: 1 },
      { field: 'periods[].colour', kind: 'UNKNOWN', answers: 1 },
    ]);
    expect(await graph.text('/metrics')).toContain(
      'teamgraph_upstream_drift_total{source="ALO",endpoint="periods",kind="UNKNOWN"} 1\n',
    );
  });

  it('that is not configured has no circuit breaker and no queue', async () => {
    const graph = await start({ ALO_API_URL: undefined, ALO_API_KEY: undefined });
    expect(await aloOf(graph)).toEqual({
      name: 'ALO',
      state: 'NOT_CONFIGURED',
      breaker: null,
      parkedUntil: null,
      waiting: null,
      callsPerMinute: null,
      callsLeft: null,
      lastError: null,
      endpoints: [],
    });
    expect(JSON.parse(await graph.text('/readyz')).sources.ALO).toBeNull();
  });
});

describe('the calls per minute of a source', () => {
  it('show how many are allowed and left, and are all left again after the minute', async () => {
    const graph = await start({ ALO_PER_MINUTE: '7' });
    expect(await aloOf(graph)).toMatchObject({ callsPerMinute: 7, callsLeft: 7 });
    await graph.ask(PERIODS);
    expect(await aloOf(graph)).toMatchObject({ callsPerMinute: 7, callsLeft: 6 });
    // From the cache.
    await graph.ask(PERIODS);
    expect((await aloOf(graph)).callsLeft).toBe(6);
    graph.clock.jump(61_000);
    expect((await aloOf(graph)).callsLeft).toBe(7);
  });

  it('are null if they are unlimited', async () => {
    const graph = await start({ ALO_PER_MINUTE: 'unlimited' });
    await graph.ask(PERIODS);
    expect(await aloOf(graph)).toMatchObject({ state: 'UP', callsPerMinute: null, callsLeft: null });
  });
});

describe('a canonical sandbox', () => {
  it('shows no drift', async () => {
    const graph = await start();
    await graph.ask(
      '{ users { totalCount } bookings { totalCount } periods(first: 1) { nodes { actions { totalCount } } } }',
    );
    const { data } = await graph.ask(STATUS);
    const drifts = data.sources.flatMap(({ endpoints }: { endpoints: { drifts: unknown[] }[] }) =>
      endpoints.flatMap((endpoint) => endpoint.drifts),
    );
    expect(data.sources[0].endpoints.length).toBeGreaterThan(2);
    expect(drifts).toEqual([]);
  });
});

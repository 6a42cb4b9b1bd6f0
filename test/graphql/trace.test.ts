/** The trace that the header `teamgraph-trace: on` adds to an answer. */
import { afterEach, describe, expect, it } from 'vitest';
import { createTrace } from '../../src/graphql/trace.ts';
import { type CallRecord, recordCall } from '../../src/provenance.ts';
import { createJumpingClock } from '../support/clock.ts';
import { type GraphAnswer, startGraph, type TracedCall } from '../support/graph.ts';

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((close) => close()));
});

async function start(settings = {}) {
  const clock = createJumpingClock();
  const graph = await startGraph({ settings: { CACHE: 'on', ...settings }, clock });
  running.push(graph.close);
  return { ...graph, clock };
}

const STALE: CallRecord = {
  source: 'ALO',
  endpoint: 'periods',
  startedAtMs: 0,
  waitMs: 0,
  ms: 0,
  attempts: 0,
  cache: 'STALE',
  ageMs: 1,
  freshUntilMs: 0,
  staleBecause: 'REVALIDATING',
  rows: 1,
};
const MINUTE_MS = 60_000;
const RANGE = 'range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const DASHBOARD = /* GraphQL */ `
  {
    periods(${RANGE}, first: 2) { nodes { name actions(first: 2) { nodes { number assignees { user { name } } } } } }
    bookings(filter: { ${RANGE} }, first: 1) { nodes { uid } }
    teamStats(${RANGE}) { prospect(first: 1) { nodes { added } } }
  }
`;

const traceOf = ({ extensions }: GraphAnswer) => extensions?.teamgraph ?? { calls: [], stale: [] };
const summaries = (calls: readonly TracedCall[]) => calls.map(({ endpoint, cache }) => `${endpoint} ${cache}`).sort();

describe('an answer', () => {
  it('has no trace without the header', async () => {
    const { ask, url } = await start();
    expect(Object.keys(await ask('{ periods { totalCount } }'))).toEqual(['data']);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'teamgraph-trace': 'off', connection: 'close' },
      body: '{"query":"{ periods { totalCount } }"}',
    });
    expect(Object.keys(Object(await response.json()))).toEqual(['data']);
  });

  it('lists each call once, with the fields of the contract', async () => {
    const { trace, sandbox } = await start();
    const { calls, stale } = traceOf(await trace(DASHBOARD));
    const arrived = [...sandbox.calcom.calls, ...sandbox.alo.calls, ...sandbox.saleshandy.calls];
    expect(calls.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(arrived.length);
    expect(summaries(calls)).toEqual([
      'organization-users MISS',
      'organization-users MISS',
      'period-actions MISS',
      'period-actions MISS',
      'periods MISS',
      'team-bookings MISS',
      'team-event-types MISS',
      'team-member-list MISS',
      'team-memberships MISS',
      'team-memberships MISS',
      'team-stats-prospect MISS',
    ]);
    for (const call of calls) {
      expect(Object.keys(call)).toEqual([
        'source',
        'endpoint',
        'startMs',
        'waitMs',
        'ms',
        'attempts',
        'cache',
        'ageMs',
        'rows',
      ]);
      expect(call).toMatchObject({ attempts: 1, ageMs: 0, rows: expect.any(Number) });
      expect([call.startMs, call.waitMs, call.ms].every((ms) => Number.isInteger(ms) && ms >= 0)).toBe(true);
    }
    expect(stale).toEqual([]);
  });

  it('from the cache lists ages, and makes no call', async () => {
    const { trace, clock, sandbox } = await start();
    await trace(DASHBOARD);
    const before = sandbox.alo.calls.length;
    clock.jump(30_000);
    const { calls, stale } = traceOf(await trace(DASHBOARD));
    expect(calls.map(({ cache, attempts }) => [cache, attempts])).toEqual(calls.map(() => ['FRESH', 0]));
    expect(calls.every(({ ageMs }) => ageMs >= 30_000 && ageMs < MINUTE_MS)).toBe(true);
    expect([stale, sandbox.alo.calls.length]).toEqual([[], before]);
  });

  it('that several requests wait for is shared in all but one of them', async () => {
    const { trace, sandbox } = await start();
    sandbox.alo.inject({ match: '/periods', delayMs: 300, times: 1 });
    const answers = await Promise.all([1, 2, 3].map(() => trace('{ periods { totalCount } }')));
    const calls = answers.flatMap((answer) => traceOf(answer).calls);
    expect(summaries(calls)).toEqual(['periods MISS', 'periods SHARED', 'periods SHARED']);
    expect(calls.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(1);
    expect(sandbox.alo.calls).toHaveLength(1);
  });

  it('lists a failed call with its code', async () => {
    const { trace, sandbox } = await start();
    sandbox.alo.inject({ match: '/periods', status: 500 });
    const { calls } = traceOf(await trace('{ periods { totalCount } }'));
    expect(calls).toMatchObject([
      { endpoint: 'periods', attempts: 1, cache: 'MISS', rows: null, code: 'SOURCE_UNAVAILABLE' },
    ]);
  });
});

describe('the state of the sources', () => {
  const statesIn = ({ extensions }: GraphAnswer): unknown => Object(extensions?.teamgraph).sources;

  it('lists each configured source with the calls left in this minute, its pause and its circuit breaker', async () => {
    const { trace, sandbox } = await start({
      CALCOM_PER_MINUTE: '110',
      ALO_PER_MINUTE: '60',
      SALESHANDY_API_KEY: undefined,
      SALESHANDY_API_URL: undefined,
    });
    expect(statesIn(await trace('{ periods { totalCount } }'))).toEqual([
      { source: 'CALCOM', limit: 110, left: 110, parkedMs: 0, breaker: 'CLOSED' },
      { source: 'ALO', limit: 60, left: 59, parkedMs: 0, breaker: 'CLOSED' },
    ]);
    sandbox.alo.inject({ status: 429, headers: { 'retry-after': '30' } });
    const [, parked] = statesIn(
      await trace(`{ periods(${RANGE}, first: 1) { nodes { actions { totalCount } } } }`),
    ) as object[];
    expect(parked).toMatchObject({ source: 'ALO', left: 58 });
    expect(Object(parked).parkedMs).toBeGreaterThan(20_000);
  });

  it('has null where there is no limit', async () => {
    const { trace } = await start();
    expect(statesIn(await trace('{ periods { totalCount } }'))).toContainEqual({
      source: 'ALO',
      limit: null,
      left: null,
      parkedMs: 0,
      breaker: 'CLOSED',
    });
  });

  it('comes with the duration of the query', async () => {
    const { trace, sandbox } = await start();
    sandbox.alo.inject({ match: '/periods', delayMs: 50 });
    const answer = await trace('{ periods { totalCount } }');
    const [call] = traceOf(answer).calls;
    expect(Object(answer.extensions?.teamgraph).ms).toBeGreaterThanOrEqual((call?.startMs ?? 0) + (call?.ms ?? 0) - 1);
    expect(call?.ms).toBeGreaterThan(40);
  });
});

describe('the list of stale fields', () => {
  it('has each stale field with source, age and reason, and no other field', async () => {
    const { trace, clock, sandbox } = await start();
    const fresh = await trace(DASHBOARD);
    // The cache keeps directories longer than other answers.
    clock.jump(6 * MINUTE_MS);
    await sandbox.alo.kill();
    const answer = await trace(DASHBOARD);
    expect([answer.data, answer.errors]).toEqual([fresh.data, undefined]);
    const { stale } = traceOf(answer);
    expect(stale.map(({ path, source, reason }) => [path, source, reason])).toEqual([
      [['periods'], 'ALO', 'SOURCE_UNAVAILABLE'],
      [['periods', 'nodes', 0, 'actions'], 'ALO', 'SOURCE_UNAVAILABLE'],
      [['periods', 'nodes', 1, 'actions'], 'ALO', 'SOURCE_UNAVAILABLE'],
    ]);
    for (const { ageMs } of stale) expect(ageMs).toBeGreaterThanOrEqual(6 * MINUTE_MS);
  });

  it('gives REVALIDATING as the reason, and the next answer is fresh', async () => {
    const { trace, clock, sandbox } = await start();
    await trace('{ periods { totalCount } }');
    clock.jump(2 * MINUTE_MS);
    const { stale } = traceOf(await trace('{ periods { totalCount } }'));
    expect(stale).toMatchObject([{ path: ['periods'], source: 'ALO', reason: 'REVALIDATING' }]);
    await expect.poll(() => sandbox.alo.calls.length).toBe(2);
    await expect.poll(async () => traceOf(await trace('{ periods { totalCount } }')).stale).toEqual([]);
    expect(sandbox.alo.calls).toHaveLength(2);
  });

  it('has every field that uses a stale call, though it was made once', async () => {
    const { trace, clock, sandbox } = await start();
    const query = `{ a: periods { totalCount } b: periods(${RANGE}) { totalCount } bookings(first: 1) { totalCount } }`;
    await trace(query);
    clock.jump(6 * MINUTE_MS);
    await sandbox.alo.kill();
    const { stale } = traceOf(await trace(query));
    expect(stale.map(({ path }) => path)).toEqual([['a'], ['b']]);
  });

  it('has fields whose value, or failure, is there at once', async () => {
    const trace = createTrace({ nowMs: () => 0 }, { configured: new Set(), health: () => null });
    const answerFor = (key: string, resolve: () => unknown) =>
      trace.field({ prev: undefined, key, typename: 'Query' }, resolve);
    answerFor('read', () => recordCall(STALE) && 1);
    answerFor('constant', () => 1);
    const fail = () => {
      recordCall(STALE);
      throw new Error('expected');
    };
    expect(() => answerFor('failed', fail)).toThrow('expected');
    const { stale } = await trace.report({ spendRows: () => undefined });
    expect(stale).toMatchObject([{ path: ['read'] }, { path: ['failed'] }]);
  });

  it('has people from a stale directory', async () => {
    const { trace, clock, sandbox } = await start();
    const fresh = await trace('{ users(first: 3) { nodes { name } } periods { totalCount } }');
    await sandbox.calcom.kill();
    clock.jump(20 * MINUTE_MS);
    const answer = await trace('{ users(first: 3) { nodes { name } } periods { totalCount } }');
    expect([answer.data, answer.errors]).toEqual([fresh.data, undefined]);
    const { stale } = traceOf(answer);
    expect(stale).toEqual([
      { path: ['users'], source: 'CALCOM', ageMs: expect.any(Number), reason: 'SOURCE_UNAVAILABLE' },
    ]);
    expect(stale[0]?.ageMs).toBeGreaterThanOrEqual(20 * MINUTE_MS);
  });

  it('has one entry for each source of a field', async () => {
    const { trace, clock, sandbox } = await start();
    await trace('{ users(first: 3) { nodes { name } } }');
    await Promise.all([sandbox.calcom.kill(), sandbox.saleshandy.kill()]);
    clock.jump(20 * MINUTE_MS);
    const { stale } = traceOf(await trace('{ users(first: 3) { nodes { name } } }'));
    expect(stale.map(({ path, source }) => [path, source])).toEqual([
      [['users'], 'CALCOM'],
      [['users'], 'SALESHANDY'],
    ]);
  });
});

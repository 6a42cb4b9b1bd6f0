/** The header `teamgraph-plan`, and the plans of some queries. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlannedCalls } from '../../../src/graphql/plan/index.ts';
import { createJumpingClock } from '../../support/clock.ts';
import { type Graph, startGraph } from '../../support/graph.ts';
import { countUntilQuiet } from '../../support/plan/calls.ts';

const RANGE = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const TOKENS = { all: 'tg_all', attendees: 'tg_attendees' };
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph({
    settings: {
      CACHE: 'on',
      AUTH_TOKENS: `all:${hashOf(TOKENS.all)},attendees:${hashOf(TOKENS.attendees)}:attendees`,
    },
  });
});
afterAll(() => graph.close());

interface Asked {
  readonly query: string;
  readonly variables?: object;
}

async function post(asked: Asked, headers: Readonly<Record<string, string>> = {}, url = graph.url) {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${TOKENS.all}`,
      ...headers,
    },
    body: JSON.stringify(asked),
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

const ONLY = { 'teamgraph-plan': 'only' };
const ON = { 'teamgraph-plan': 'on' };

/** A server with nothing cached, and what it plans for a query. */
async function planCold(query: string, variables: object = {}): Promise<Record<string, PlannedCalls>> {
  const cold = await startGraph({ settings: { CACHE: 'on' } });
  const { body } = await post({ query, variables }, ONLY, cold.url);
  await cold.close();
  return byEndpoint(body.extensions.teamgraph.plan);
}

const byEndpoint = (plan: readonly PlannedCalls[]): Record<string, PlannedCalls> =>
  Object.fromEntries(plan.map((row) => [row.endpoint, row]));

describe('teamgraph-plan: only', () => {
  it('answers the plan and its price without a call', async () => {
    const quiet = countUntilQuiet(graph.sandbox);
    const query = `{ memberStats(range: ${RANGE}, timeZone: "UTC") { mostBookings { value } } bookings(first: 1) { nodes { uid } } }`;
    const { status, body } = await post({ query }, ONLY);
    expect(status).toBe(200);
    expect([...(await quiet()).keys()]).toEqual([]);
    expect(Object.keys(body)).toEqual(['data', 'extensions']);
    expect(body.data).toBeNull();
    expect(Object.keys(body.extensions.teamgraph)).toEqual(['plan', 'price']);
    const { plan, price } = body.extensions.teamgraph;
    const sumOf = (bound: 'min' | 'max') => plan.reduce((sum: number, row: PlannedCalls) => sum + row[bound], 0);
    expect(price).toEqual({ min: sumOf('min'), max: sumOf('max') });
    expect(byEndpoint(plan)['booking-member-stats']).toEqual({
      ...{ source: 'CALCOM', endpoint: 'booking-member-stats', min: 1, max: 1, cached: 0 },
      ...{ fields: ['memberStats'], bound: null },
    });
    expect(byEndpoint(plan)['team-bookings']).toMatchObject({ min: 1, max: 1, cached: 0, fields: ['bookings'] });
  });

  it('works over GET, and as application/json', async () => {
    const response = await fetch(`${graph.url}?query=${encodeURIComponent('{ users { nodes { name } } }')}`, {
      headers: { ...ONLY, authorization: `Bearer ${TOKENS.all}`, 'apollo-require-preflight': '1' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ data: null, extensions: { teamgraph: { price: {} } } });
  });

  it('rejects what the query itself would be rejected for', async () => {
    const rejected: readonly [Asked, Readonly<Record<string, string>>, number][] = [
      [{ query: '{ nothing }' }, {}, 400],
      [{ query: '{ users' }, {}, 400],
      [{ query: 'query ($first: Int!) { users(first: $first) { totalCount } }', variables: { first: 'x' } }, {}, 400],
      [{ query: '{ users { totalCount } }' }, { authorization: 'Bearer nobody' }, 401],
    ];
    for (const [asked, headers, status] of rejected) {
      const planned = await post(asked, { ...headers, ...ONLY });
      const answered = await post(asked, headers);
      expect([planned.status, answered.status]).toEqual([status, status]);
      expect(planned.body.errors).toEqual(answered.body.errors);
      expect(planned.body.extensions).toBeUndefined();
    }
  });

  it('answers an operation that the schema does not have as without the header, and plans nothing of its fields', async () => {
    // GraphQL does not validate them.
    const query = 'mutation ($id: Boolean) { bookings { totalCount } node(id: $id) { id } users(first: {}) { nodes } }';
    const asked = { query, variables: { id: true } };
    const [plain, only, both] = [await post(asked), await post(asked, ONLY), await post(asked, ON)];
    expect(plain.body.errors).toHaveLength(1);
    for (const { status, body } of [only, both]) {
      expect([status, body.data, body.errors]).toEqual([plain.status, plain.body.data, plain.body.errors]);
      expect(body.extensions.teamgraph).toEqual({ plan: [], price: { min: 0, max: 0 } });
    }
  });

  it('plans no call for a field that the caller may not see, nor for a bad argument', async () => {
    const scope = { authorization: `Bearer ${TOKENS.attendees}` };
    const forbidden = await post(
      { query: '{ memberStats(timeZone: "UTC") { mostBookings { value } } }' },
      { ...ONLY, ...scope },
    );
    expect(forbidden.body.extensions.teamgraph).toEqual({ plan: [], price: { min: 0, max: 0 } });
    const bad = await post(
      { query: '{ users(first: 1000) { totalCount } bookings(after: "x") { totalCount } }' },
      ONLY,
    );
    expect(bad.body.extensions.teamgraph).toEqual({ plan: [], price: { min: 0, max: 0 } });
  });

  it('plans nothing that is skipped', async () => {
    const query =
      'query ($with: Boolean!) { memberStats(timeZone: "UTC") @include(if: $with) { mostBookings { value } } }';
    const prices = [];
    for (const variables of [{ with: true }, { with: false }, { with: true }]) {
      prices.push((await post({ query, variables }, ONLY)).body.extensions.teamgraph.price.max);
    }
    expect(prices).toEqual([1, 0, 1]);
  });
});

describe('teamgraph-plan: on', () => {
  it('adds the plan to the answer, beside the trace', async () => {
    const query = '{ users(first: 2) { nodes { name } } }';
    const plain = await post({ query });
    const planned = await post({ query }, ON);
    const traced = await post({ query }, { ...ON, 'teamgraph-trace': 'on' });
    expect(planned.body.data).toEqual(plain.body.data);
    expect(Object.keys(planned.body.extensions.teamgraph)).toEqual(['plan', 'price']);
    expect(Object.keys(traced.body.extensions.teamgraph).sort()).toEqual([
      'calls',
      'ms',
      'plan',
      'price',
      'sources',
      'stale',
    ]);
  });

  it('tells what was so before the answer was made', async () => {
    const query = '{ periods { nodes { name } } }';
    const [first, second] = [await post({ query }, ON), await post({ query }, ON)];
    expect(byEndpoint(first.body.extensions.teamgraph.plan).periods).toMatchObject({ min: 1, cached: 0 });
    expect(byEndpoint(second.body.extensions.teamgraph.plan).periods).toMatchObject({ min: 0, max: 0, cached: 1 });
  });
});

describe('an answer with a plan', () => {
  it('is not the answer of a request without one', async () => {
    const query = '{ period(id: "305") { name } }';
    const plain = await post({ query });
    for (const mode of [ONLY, ON, ONLY]) {
      const { body, headers } = await post({ query }, mode);
      expect(body.extensions.teamgraph.plan).toBeDefined();
      expect(headers.get('vary')).toContain('teamgraph-plan');
      const again = await post({ query });
      expect(again.body).toEqual(plain.body);
      expect(again.headers.get('vary')).toContain('teamgraph-plan');
    }
  });

  it('needs a value that the header has', async () => {
    for (const value of ['off', 'ONLY', 'true', 'on, only']) {
      const { body } = await post({ query: '{ __typename }' }, { 'teamgraph-plan': value });
      expect(body).toEqual({ data: { __typename: 'Query' } });
    }
  });
});

describe('a plan', () => {
  it('names the fields of the response that cause calls, through aliases and fragments', async () => {
    const query = `{ all: users(first: 3) { nodes { ...Work } } } fragment Work on User { mine: bookings(range: ${RANGE}) { totalCount } }`;
    expect((await planCold(query))['team-bookings']?.fields).toContain('all.nodes.mine');
  });

  it('is short, however long the names are that the client gives', async () => {
    const lists = Array.from({ length: 9 }, (_, first) => `b${first}: bookings(first: ${first + 1}) { totalCount }`);
    const query = `{ ${'a'.repeat(200_000)}: users(first: 1) { nodes { email ${lists.join(' ')} } } }`;
    for (const mode of [ONLY, ON]) {
      const { plan } = (await post({ query }, mode)).body.extensions.teamgraph;
      expect(JSON.stringify(plan).length).toBeLessThan(20_000);
      expect(byEndpoint(plan)['team-bookings']?.fields[0]).toMatch(/^a+…$/);
    }
  });

  it('counts a list that two fields share once', async () => {
    const one = await planCold('{ bookings(first: 5) { nodes { uid } } }');
    const two = await planCold('{ a: bookings(first: 5) { nodes { uid } } b: bookings(first: 3) { nodes { title } } }');
    expect(two['team-bookings']).toEqual({ ...one['team-bookings'], fields: ['a', 'b'] });
  });

  it('counts for each of as many objects as there may be, and says so', async () => {
    const { 'period-actions': actions } = await planCold('{ periods(first: 3) { nodes { actions { totalCount } } } }');
    expect(actions).toMatchObject({ min: 0, max: 60, fields: ['periods.nodes.actions'] });
    expect(actions?.bound).toMatch(/at most 3 periods/);
  });

  it('counts for the objects that are known', async () => {
    const query = `{ periods(range: ${RANGE}, first: 3) { nodes { sourceId actions { totalCount } } } }`;
    const { data } = (await post({ query: `{ periods(range: ${RANGE}, first: 3) { nodes { sourceId } } }` })).body;
    const { plan } = (await post({ query }, ONLY)).body.extensions.teamgraph;
    const { min, bound } = byEndpoint(plan)['period-actions'] ?? {};
    expect(min).toBe(data.periods.nodes.length);
    expect(bound).toBe(`${min} times: as many calls as the list has pages, up to 20`);
  });

  it('knows where a page starts that a cursor gives', async () => {
    const page =
      'query ($after: String) { bookings(first: 100, after: $after) { pageInfo { endCursor } nodes { uid } } }';
    let after: string | undefined;
    for (let number = 0; number < 3; number++) {
      const asked = { query: page, variables: { after } };
      const quiet = countUntilQuiet(graph.sandbox);
      const { body } = await post(asked, ON);
      const { min, max } = byEndpoint(body.extensions.teamgraph.plan)['team-bookings'] ?? { min: 0, max: 0 };
      const made = (await quiet()).get('CALCOM team-bookings') ?? 0;
      expect(made).toBeGreaterThanOrEqual(min);
      expect(made).toBeLessThanOrEqual(max);
      after = body.data.bookings.pageInfo.endCursor;
    }
  });

  it.each([
    ['users(first: 3) { nodes { list: bookings(first: 2, after: $after) { ...Page } } }'],
    ['user(by: { id: "VXNlcjpjYWxjb206MTA0Mg" }) { list: bookings(first: 2, after: $after) { ...Page } }'],
    ['periods(first: 8) { nodes { list: bookings(first: 2, after: $after) { ...Page } } }'],
    ['periods(first: 8) { nodes { list: actions(first: 1, after: $after) { pageInfo { endCursor } } } }'],
    ['periods(last: 8) { nodes { list: actions(last: 1, before: $after) { pageInfo { endCursor } } } }'],
    ['users(last: 3) { nodes { list: bookings(first: 2, after: $after) { ...Page } } }'],
  ])('bounds the second page of a list of one of many objects, warm and cold: %s', async (selection) => {
    const fragment = selection.includes('...Page')
      ? 'fragment Page on BookingConnection { pageInfo { endCursor } }'
      : '';
    const query = `query ($after: String) { ${selection} } ${fragment}`;
    const { data } = (await post({ query })).body;
    const [after] = JSON.stringify(data).match(/(?<="endCursor":")[^"]+/) ?? [];
    expect(after).toBeDefined();
    const clock = createJumpingClock();
    const other = await startGraph({ clock, settings: { CACHE: 'on' } });
    for (const passesMs of [0, 0, 3 * 60 * 60_000]) {
      clock.jump(passesMs);
      const quiet = countUntilQuiet(other.sandbox);
      const { plan } = (await post({ query, variables: { after } }, ON, other.url)).body.extensions.teamgraph;
      const made = await quiet();
      for (const { source, endpoint, min, max } of plan as readonly PlannedCalls[]) {
        const calls = made.get(`${source} ${endpoint}`) ?? 0;
        expect(calls, `${endpoint}, planned ${min} to ${max}`).toBeGreaterThanOrEqual(min);
        expect(calls, `${endpoint}, planned ${min} to ${max}`).toBeLessThanOrEqual(max);
      }
      const planned = new Set(plan.map(({ source, endpoint }: PlannedCalls) => `${source} ${endpoint}`));
      expect([...made.keys()].filter((endpoint) => !planned.has(endpoint))).toEqual([]);
    }
    await other.close();
  });

  it('has no source that is not configured', async () => {
    const alone = await startGraph({ settings: { ALO_API_URL: '', ALO_API_KEY: '' } });
    const { body } = await post(
      { query: '{ periods { totalCount } period(id: "305") { actions { totalCount } } }' },
      ONLY,
      alone.url,
    );
    expect(body.extensions.teamgraph).toEqual({ plan: [], price: { min: 0, max: 0 } });
    await alone.close();
  });
});

describe('the maximum of a plan', () => {
  it('is no more than the rate limit allows while the request lasts', async () => {
    const query = `{ users(first: 100) { nodes { actions(range: ${RANGE}) { totalCount } } } }`;
    const plansWith = async (settings: Record<string, string>) => {
      const cold = await startGraph({ settings: { CACHE: 'on', ...settings } });
      const { body } = await post({ query }, ONLY, cold.url);
      const { body: withCosts } = await post(
        { query: query.replace('{', '{ rateLimit { source cost }') },
        ON,
        cold.url,
      );
      await cold.close();
      return { ...body.extensions.teamgraph, costs: withCosts.data.rateLimit };
    };
    const limited = await plansWith({ ALO_PER_MINUTE: '60' });
    expect(byEndpoint(limited.plan)['period-actions']).toMatchObject({
      max: 60,
      bound: expect.stringContaining('at most 60, which the rate limit allows while the request lasts'),
    });
    const unlimited = await plansWith({ ALO_PER_MINUTE: 'unlimited' });
    expect(byEndpoint(unlimited.plan)['period-actions']?.max).toBeGreaterThan(60);
    // The periods and their actions share the limit of ALO.
    expect(limited.price.max).toBeLessThan(unlimited.price.max);
    expect(limited.costs.find(({ source }: { source: string }) => source === 'ALO')).toEqual({
      source: 'ALO',
      cost: 60,
    });
    const ofOthers = limited.plan.filter(({ source }: PlannedCalls) => source !== 'ALO');
    expect(limited.price.max).toBe(60 + ofOthers.reduce((sum: number, { max }: PlannedCalls) => sum + max, 0));
  });
});

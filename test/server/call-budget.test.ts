/** The budget of upstream calls over HTTP: what a query may need, what it reserves, and what is left. */
import { afterEach, describe, expect, it } from 'vitest';
import { createJumpingClock } from '../support/clock.ts';
import { type Graph, type GraphAnswer, startGraph } from '../support/graph.ts';

const running: Graph[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((graph) => graph.close()));
});

async function start(settings: Readonly<Record<string, string>> = {}) {
  const clock = createJumpingClock();
  const graph = await startGraph({ settings, clock });
  running.push(graph);
  const { calcom, alo, saleshandy } = graph.sandbox;
  const post = async (query: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(graph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, ...((await response.json()) as GraphAnswer) };
  };
  return {
    ...graph,
    clock,
    post,
    /** The calls that the vendors got. */
    calls: () => ({ calcom: calcom.calls.length, alo: alo.calls.length, saleshandy: saleshandy.calls.length }),
    priceOf: async (query: string) => {
      const { extensions } = await post(query, { 'teamgraph-plan': 'only' });
      return Object(extensions?.teamgraph).price as { readonly min: number; readonly max: number };
    },
  };
}

const NO_CALLS = { calcom: 0, alo: 0, saleshandy: 0 };
/** A list of bookings for each day of March from `first` to `last`: one call for each, and one for the event types. */
const lists = (first: number, last: number): string =>
  Array.from({ length: last - first + 1 }, (_, index) => {
    const [day, next] = [first + index, first + index + 1].map((number) => String(number).padStart(2, '0'));
    const created = `{ from: "2026-03-${day}T00:00:00Z", to: "2026-03-${next}T00:00:00Z" }`;
    return `d${first + index}: bookings(first: 5, filter: { created: ${created} }) { nodes { uid } }`;
  }).join(' ');
const codesIn = ({ errors = [] }: GraphAnswer): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { extensions } of errors) counts[extensions.code] = (counts[extensions.code] ?? 0) + 1;
  return counts;
};
const retryAfterMsIn = ({ errors = [] }: GraphAnswer): number =>
  Math.max(...errors.map(({ extensions }) => Object(extensions.teamgraph).retryAfterMs));

describe('a query that may need more calls than CALLER_CALLS_PER_QUERY', () => {
  const MANY = `{ ${lists(1, 3)} periods { totalCount } }`;

  it('is refused before the first call, with both figures and the field that costs most', async () => {
    const { post, priceOf, calls } = await start({ CALLER_CALLS_PER_QUERY: '23' });
    expect(await priceOf(MANY)).toEqual({ min: 5, max: 24 });
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const { status, data, errors } = await post(MANY, { accept });
      expect([status, data]).toEqual([400, undefined]);
      expect(errors).toEqual([
        {
          message:
            'The query may need 24 calls to the sources, 20 of them for "periods"; the limit is 23. Request less.',
          extensions: { code: 'COST_EXCEEDED', teamgraph: { calls: 24, limit: 23, field: 'periods' } },
        },
      ]);
    }
    expect(calls()).toEqual(NO_CALLS);
  });

  it('is answered if it needs no more than the limit', async () => {
    const { post } = await start({ CALLER_CALLS_PER_QUERY: '24' });
    expect(await post(MANY)).toMatchObject({ status: 200, data: { periods: { totalCount: 10 } } });
  });

  it('has its plan all the same', async () => {
    const { post, calls } = await start({ CALLER_CALLS_PER_QUERY: '1' });
    expect(await post(MANY, { 'teamgraph-plan': 'only' })).toMatchObject({
      status: 200,
      data: null,
      extensions: { teamgraph: { price: { max: 24 } } },
    });
    expect(await post(MANY, { 'teamgraph-plan': 'on' })).toMatchObject({ status: 400 });
    expect(calls()).toEqual(NO_CALLS);
  });

  it('is answered once enough of it is cached', async () => {
    const { post, calls } = await start({ CALLER_CALLS_PER_QUERY: '4', CACHE: 'on' });
    expect(await post(`{ ${lists(1, 6)} }`)).toMatchObject({ status: 400 });
    expect(await post(`{ ${lists(1, 3)} }`)).toMatchObject({ status: 200 });
    expect(await post(`{ ${lists(1, 6)} }`)).toMatchObject({ status: 200 });
    expect(calls().calcom).toBe(7);
  });
});

describe('a query whose certain calls do not fit into the minute', () => {
  const EIGHT = `{ ${lists(1, 8)} periods { totalCount } }`;

  it('makes none of them, says when they fit, and is answered then', async () => {
    const { post, calls, clock } = await start({ CALCOM_PER_MINUTE: '12', CACHE: 'on' });
    await post(`{ ${lists(11, 15)} }`);
    expect(calls().calcom).toBe(6);
    const refused = await post(EIGHT);
    expect(codesIn(refused)).toEqual({ SOURCE_THROTTLED: 8 });
    expect(refused.data).toMatchObject({ d1: null, d8: null, periods: { totalCount: 10 } });
    expect(calls()).toMatchObject({ calcom: 6, alo: 1 });
    clock.jump(retryAfterMsIn(refused));
    expect((await post(EIGHT)).errors).toBeUndefined();
    expect(calls().calcom).toBe(14);
  });

  it('answers the fields that need no call', async () => {
    const { post, calls } = await start({ CALCOM_PER_MINUTE: '12', CACHE: 'on' });
    await post(`{ ${lists(1, 5)} }`);
    const answer = await post(`{ ${lists(1, 12)} }`);
    expect(codesIn(answer)).toEqual({ SOURCE_THROTTLED: 7 });
    expect(Object.values(answer.data).filter(Boolean)).toHaveLength(5);
    expect(calls().calcom).toBe(6);
  });

  it('starts no directory either', async () => {
    const { post, calls } = await start({ CALCOM_PER_MINUTE: '8', CACHE: 'off' });
    expect(codesIn(await post(EIGHT))).toEqual({ SOURCE_THROTTLED: 8 });
    expect(calls()).toMatchObject({ calcom: 0, alo: 1 });
  });

  it('can be answered in a minute that has just enough calls', async () => {
    const { post, calls } = await start({ CALCOM_PER_MINUTE: '9', CACHE: 'off' });
    expect((await post(EIGHT)).errors).toBeUndefined();
    expect(calls().calcom).toBe(9);
  });

  it('gets further each time if it needs more than a whole minute, and answers are kept', async () => {
    const { post, calls, clock } = await start({ CALCOM_PER_MINUTE: '6', CACHE: 'on' });
    const first = await post(EIGHT);
    expect([codesIn(first), calls().calcom]).toEqual([{ SOURCE_THROTTLED: 3 }, 6]);
    clock.jump(retryAfterMsIn(first));
    expect((await post(EIGHT)).errors).toBeUndefined();
  });

  it('shares the minute with equal ones as a whole: one is answered, and the others make no call', async () => {
    const { post, calls } = await start({ CALCOM_PER_MINUTE: '11', CACHE: 'off' });
    await post('{ bookings(first: 5) { nodes { uid } } }');
    const answers = await Promise.all([1, 9, 17].map((day) => post(`{ ${lists(day, day + 7)} }`)));
    expect(answers.map(({ errors = [] }) => errors.length).sort()).toEqual([0, 8, 8]);
    expect(calls().calcom).toBe(2 + 8);
  });

  it('is answered without a call of its own where others make the same calls at that moment', async () => {
    const { post, calls } = await start({ CALCOM_PER_MINUTE: '9', CACHE: 'on' });
    const traced = { 'teamgraph-trace': 'on' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(EIGHT, traced)));
    expect(answers.map(codesIn)).toEqual(answers.map(() => ({})));
    expect(calls()).toMatchObject({ calcom: 9, alo: 1 });
  });

  it('is not refused where calls are unlimited', async () => {
    const { post } = await start({ CALCOM_PER_MINUTE: 'unlimited', CACHE: 'on' });
    expect((await post(`{ ${lists(1, 20)} }`)).errors).toBeUndefined();
  });
});

describe('the rate limits in the graph', () => {
  const RATE_LIMIT = 'rateLimit { source cost remaining resetAt }';

  it('tell what the query may cost, what is left, and when all is left again', async () => {
    const { post, clock } = await start({ CALCOM_PER_MINUTE: '110', ALO_PER_MINUTE: '60', CACHE: 'on' });
    const query = `{ ${lists(1, 3)} periods { totalCount } ${RATE_LIMIT} }`;
    expect((await post(query)).data.rateLimit).toEqual([
      { source: 'CALCOM', cost: 4, remaining: 110, resetAt: null },
      { source: 'ALO', cost: 20, remaining: 60, resetAt: null },
      { source: 'SALESHANDY', cost: 0, remaining: null, resetAt: null },
    ]);
    const { data } = await post(`{ ${RATE_LIMIT} ${lists(1, 4)} }`);
    expect(data.rateLimit).toEqual([
      { source: 'CALCOM', cost: 1, remaining: 106, resetAt: expect.any(String) },
      { source: 'ALO', cost: 0, remaining: 59, resetAt: expect.any(String) },
      { source: 'SALESHANDY', cost: 0, remaining: null, resetAt: null },
    ]);
    const inMs = Date.parse(data.rateLimit[0].resetAt) - clock.epochMs();
    expect(inMs).toBeGreaterThan(50_000);
    clock.jump(inMs + 20);
    // At most the call of the second query is still in the minute.
    expect((await post(`{ ${RATE_LIMIT} }`)).data.rateLimit[0].remaining).toBeGreaterThanOrEqual(109);
    clock.jump(61_000);
    expect((await post(`{ ${RATE_LIMIT} }`)).data.rateLimit[0]).toMatchObject({ remaining: 110, resetAt: null });
  });

  it('tell the cost of a query wherever in it they are selected', async () => {
    const { post } = await start({ CACHE: 'off' });
    const query = `query { ...All ${lists(1, 2)} } fragment All on Query { limits: ${RATE_LIMIT} }`;
    expect((await post(query)).data.limits[0]).toMatchObject({ source: 'CALCOM', cost: 3 });
  });

  it('list the configured sources alone', async () => {
    const { post } = await start({ ALO_API_URL: '', ALO_API_KEY: '' });
    const { data } = await post(`{ ${RATE_LIMIT} }`);
    expect(data.rateLimit.map(({ source }: { source: string }) => source)).toEqual(['CALCOM', 'SALESHANDY']);
  });
});

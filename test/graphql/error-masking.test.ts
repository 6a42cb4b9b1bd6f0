/** What a client sees of an error. */
import { GraphQLError } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { BadInputError, SourceError } from '../../src/errors.ts';
import type { Sources } from '../../src/sources/index.ts';
import { type GraphAnswer, startServer } from '../support/graph.ts';

type Loaders = ReturnType<Sources['loadersFor']>;

const KEY = 'cal_live_canary_5f1c';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((close) => close()));
});

const notCalled = (): never => {
  throw new Error('this test does not call it');
};

/** A server whose sources fail with the given error. */
async function serverOver(loadersFor: () => Loaders) {
  const sources: Sources = {
    configured: new Set(['CALCOM', 'ALO', 'SALESHANDY']),
    loadersFor,
    mostCalls: () => Number.POSITIVE_INFINITY,
    plannersFor: () => ({ calcom: () => undefined, alo: () => undefined, saleshandy: () => undefined }),
    health: () => ({
      breaker: 'CLOSED',
      parkedMs: 0,
      atMs: 0,
      waiting: 0,
      minute: { limit: 60, left: 60 },
      endpoints: [],
    }),
    isTight: () => false,
    reserve: () => new Map(),
    rateLimit: () => null,
    close: async () => {},
  };
  const server = await startServer({ TEAMGRAPH_SANDBOX: 'off' }, { sources });
  running.push(server.close);
  const ask = async (query: string): Promise<{ status: number; text: string; body: GraphAnswer }> => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text) as GraphAnswer };
  };
  const loggedIds = () =>
    server.log
      .map((line) => JSON.parse(line))
      .flatMap(({ event, requestId }) => (event === 'internalError' ? [{ requestId }] : []));
  return { ask, logged: server.internalErrors, loggedIds };
}

const failingWith = (error: unknown) =>
  serverOver(() => ({
    ended: notCalled,
    calcom: () => undefined,
    alo: () => ({
      periods: () => Promise.reject(error),
      periodsAround: notCalled,
      period: notCalled,
      actions: notCalled,
      action: notCalled,
      namesRead: notCalled,
    }),
    saleshandy: () => undefined,
  }));

const PERIODS = '{ periods { nodes { id } } }';

describe('an unexpected error', () => {
  it.each([
    ['an Error', new Error(`no such key ${KEY}`)],
    ['a TypeError', new TypeError(`cannot read ${KEY}`)],
    ['an Error with a cause', new Error('outer', { cause: new Error(KEY) })],
    ['a GraphQLError', new GraphQLError(`bad ${KEY}`)],
    [
      'a GraphQLError with a code of the caller',
      new GraphQLError(`bad ${KEY}`, { extensions: { code: 'BAD_USER_INPUT', key: KEY } }),
    ],
    ['an Error with a code', Object.assign(new Error(KEY), { code: 'BAD_USER_INPUT', extensions: { key: KEY } })],
    ['a string', `thrown ${KEY}`],
    ['an object', { key: KEY }],
    ['undefined', undefined],
  ])('(%s) becomes "Internal error." with an id, under which the log has it', async (_, error) => {
    const { ask, loggedIds } = await failingWith(error);
    const { status, text, body } = await ask(PERIODS);
    expect(status).toBe(200);
    expect(text).not.toContain(KEY);
    expect(body.data).toEqual({ periods: null });
    expect(body.errors).toEqual([
      {
        message: 'Internal error.',
        path: ['periods'],
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'INTERNAL_SERVER_ERROR', teamgraph: { requestId: expect.stringMatching(UUID) } },
      },
    ]);
    expect(loggedIds()).toEqual([body.errors?.[0]?.extensions.teamgraph]);
  });

  it('is masked also before the query is parsed', async () => {
    const { ask, logged } = await serverOver(() => {
      throw new Error(`no context for ${KEY}`);
    });
    const { status, text, body } = await ask(PERIODS);
    expect(status).toBe(500);
    expect(text).not.toContain(KEY);
    expect(text).not.toMatch(/context|stack|\.ts/i);
    expect(body.errors?.[0]).toMatchObject({
      message: 'Internal error.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', teamgraph: { requestId: expect.stringMatching(UUID) } },
    });
    expect(logged).toHaveLength(1);
  });
});

describe('the error of a source', () => {
  it('shows its code, its source and when to retry, and nothing else', async () => {
    const error = new SourceError('ALO', 'THROTTLED', { retryAfterMs: 1200, status: 429, detail: KEY });
    const { ask, logged } = await failingWith(error);
    const { status, body } = await ask(PERIODS);
    expect([status, body.data]).toEqual([200, { periods: null }]);
    expect(body.errors).toEqual([
      {
        message: 'ALO was called too often.',
        path: ['periods'],
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'SOURCE_THROTTLED', teamgraph: { source: 'ALO', retryAfterMs: 1200 } },
      },
    ]);
    expect(logged).toEqual([]);
  });

  it('shows no time to retry where none is known', async () => {
    const { ask } = await failingWith(new SourceError('ALO', 'UNAVAILABLE', { status: 503, detail: KEY }));
    const { body } = await ask(PERIODS);
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'SOURCE_UNAVAILABLE', teamgraph: { source: 'ALO' } });
  });

  it('is listed once for each field that it makes null, with its path', async () => {
    const { ask } = await failingWith(new SourceError('ALO', 'TIMEOUT'));
    const { body } = await ask('{ a: periods { nodes { id } } b: periods { nodes { id } } __typename }');
    expect(body.data).toEqual({ a: null, b: null, __typename: 'Query' });
    expect(body.errors?.map(({ path }) => path)).toEqual([['a'], ['b']]);
  });
});

describe('the error of a caller', () => {
  it('shows the message that names the argument, and its code', async () => {
    const { ask, logged } = await failingWith(new BadInputError('range', 'expected something else.'));
    const { body } = await ask(PERIODS);
    expect(body.errors).toEqual([
      {
        message: 'Argument "range": expected something else.',
        path: ['periods'],
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(logged).toEqual([]);
  });

  it.each([
    ['that does not parse', '{', 'GRAPHQL_PARSE_FAILED'],
    ['that selects an unknown field', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['without a required variable', 'query ($id: ID!) { node(id: $id) { id } }', 'BAD_USER_INPUT'],
    [
      'of several operations without a name',
      'query A { __typename } query B { __typename }',
      'OPERATION_RESOLUTION_FAILURE',
    ],
  ])('(a query %s) shows what is wrong, without a stack', async (_, query, code) => {
    const { ask, logged } = await failingWith(undefined);
    const { text, body } = await ask(query);
    expect(body.errors?.map(({ extensions }) => extensions)).toEqual([{ code }]);
    expect(text).not.toMatch(/stacktrace|node_modules|\.ts:/);
    expect(logged).toEqual([]);
  });
});

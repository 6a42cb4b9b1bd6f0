/** The requests of the GraphiQL page, without the page: one token for all tabs, and a plain sentence for each failure. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillIn } from '../../graphiql/src/examples/examples.ts';
import { createFetcher } from '../../graphiql/src/fetcher.ts';
import { sortSchema } from '../../graphiql/src/sort-schema.ts';
import { createTokenMemory } from '../../graphiql/src/token-memory.ts';
import { type Graph, startGraph } from '../support/graph.ts';

const SESAME = 'Bearer SESAME';
const REQUEST = { query: '{ __typename }' };

describe('the fetcher of the page', () => {
  let graph: Graph;
  beforeAll(async () => {
    const hash = createHash('sha256').update('SESAME').digest('hex');
    graph = await startGraph({ settings: { AUTH_TOKENS: `page:${hash}` } });
  });
  afterAll(() => graph.close());

  function open(url = graph.url) {
    const memory = createTokenMemory();
    const fetcher = createFetcher({ url, memory });
    const ask = async (headers?: object): Promise<unknown> => {
      const answer: { data?: unknown; errors?: { extensions: { code: string } }[] } = await fetcher(
        REQUEST,
        headers && { headers: { connection: 'close', ...headers } },
      );
      return answer.errors?.[0]?.extensions.code ?? answer.data;
    };
    return { memory, fetcher, ask };
  }
  const DATA = { __typename: 'Query' };

  it('sends an accepted token with each request that has none of its own', async () => {
    const { ask, memory } = open();
    expect(await ask()).toBe('UNAUTHENTICATED');
    expect(await ask({ AUTHORIZATION: SESAME })).toEqual(DATA);
    expect(memory.read().accepted).toBe(SESAME);
    expect([await ask(), await ask({})]).toEqual([DATA, DATA]);
  });

  it('keeps the accepted token where another is rejected, and does not replace the token of a tab', async () => {
    const { ask, memory } = open();
    await ask({ Authorization: SESAME });
    expect(await ask({ authorization: 'Bearer WRONG' })).toBe('UNAUTHENTICATED');
    expect(memory.read()).toEqual({ accepted: SESAME, isRejected: true });
    expect(await ask()).toEqual(DATA);
  });

  it('distinguishes a rejected token from none', async () => {
    const { ask, memory } = open();
    await ask();
    expect(memory.read()).toEqual({ accepted: undefined, isRejected: false });
    await ask({ Authorization: 'Bearer WRONG' });
    expect(memory.read()).toEqual({ accepted: undefined, isRejected: true });
    await ask();
    expect(memory.read().isRejected).toBe(false);
  });

  it('forgets a token that has expired', async () => {
    const { ask, memory } = open();
    memory.note('Bearer EXPIRED', 200);
    expect(await ask()).toBe('UNAUTHENTICATED');
    expect(memory.read()).toEqual({ accepted: undefined, isRejected: true });
  });

  it('accepts no token because of another status than success', () => {
    const { memory } = open();
    for (const status of [401, 429, 500, 503]) memory.note('Bearer ANY', status);
    expect(memory.read().accepted).toBeUndefined();
  });

  it('says in a sentence that no server answers, that the server is no GraphQL server, or that a header is invalid', async () => {
    const other = createServer((_, response) => response.writeHead(502).end('<html>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/graphql`;
    const { ask, fetcher } = open(url);
    expect(JSON.stringify(await fetcher(REQUEST))).toContain('The answer is not from a GraphQL server (status 502).');
    expect(await ask({ authorization: 'Bearer „quoted“' })).toBe('BAD_HEADERS');
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
    const answer = JSON.stringify(await fetcher(REQUEST));
    expect(answer).toContain('The server did not answer');
    expect(answer).not.toMatch(/stack|fetch failed/);
  });
});

describe('the variables of a ready tab', () => {
  const json = (value: object): string => JSON.stringify(value, null, 2);
  const given = json({ email: '', range: 'LAST WEEK', ids: [] });
  const known = json({ email: 'bob@example.com', range: 'A WEEK IN MARCH', ids: ['Uw'] });

  it('are filled in where they are unchanged', () => {
    expect(fillIn(given, given, known)).toBe(known);
  });

  it('stay where the reader has edited them', () => {
    expect(fillIn(json({ email: 'eve@example.com', range: 'TODAY', ids: ['QQ'] }), given, known)).toBeUndefined();
    expect(fillIn(json({ email: '', range: 'TODAY', first: 3 }), given, known)).toBe(
      json({ email: 'bob@example.com', range: 'TODAY', first: 3 }),
    );
    expect(fillIn('{ "email": ', given, known)).toBeUndefined();
    expect(fillIn('', given, known)).toBeUndefined();
  });

  it('stay where no other values are known', () => {
    expect(fillIn(known, known, known)).toBeUndefined();
  });
});

describe('the schema that the page shows', () => {
  it('is sorted by name, but for arguments and values of enums, which have an order', () => {
    const named = (...names: string[]) => names.map((name) => ({ name }));
    const field = { name: 'b', args: named('first', 'after') };
    const types = [
      { name: 'B', enumValues: named('LOW', 'HIGH') },
      { name: 'A', fields: [field, { name: 'a', args: [] }] },
    ];
    expect(sortSchema({ data: { __schema: { queryType: { name: 'A' }, types } } }).data.__schema).toEqual({
      queryType: { name: 'A' },
      types: [
        { name: 'A', fields: [{ name: 'a', args: [] }, field] },
        { name: 'B', enumValues: named('LOW', 'HIGH') },
      ],
    });
  });

  it.each([{}, { data: null }, { data: { __schema: {} } }, { data: { __schema: { types: [{ kind: 'ENUM' }] } } }])(
    'is left as it is where it is not whole: %j',
    (answer: { data?: Record<string, unknown> | null }) => {
      expect(sortSchema(answer)).toBe(answer);
    },
  );
});

/**
 * What public scanners look for (the checks of graphql-cop by their names, and fingerprints of engines and consoles): a server
 * in production gives none of them a finding, with a valid token and without. Guessing names is in limits/hidden-names.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, type GraphAnswer, startGraph } from '../../support/graph.ts';
import { repeat, upstreamCalls } from '../../support/refused-query.ts';

const TOKEN = 'tg_scanner';
let graph: Graph;
beforeAll(async () => {
  const sha256 = createHash('sha256').update(TOKEN).digest('hex');
  graph = await startGraph({ settings: { NODE_ENV: 'production', AUTH_TOKENS: `scanner:${sha256}` } });
});
afterAll(() => graph.close());

const CALLERS: readonly [string, Record<string, string>][] = [
  ['with a valid token', { authorization: `Bearer ${TOKEN}` }],
  ['without a token', {}],
];
const JSON_TYPE = { 'content-type': 'application/json' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

interface Told {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly answer: GraphAnswer;
}

async function tell(path: string, init: RequestInit): Promise<Told> {
  const response = await fetch(new URL(path, graph.url), init);
  const text = await response.text();
  return { status: response.status, text, headers: response.headers, answer: JSON.parse(text) as GraphAnswer };
}

describe.each(CALLERS)('a scanner %s', (_, caller) => {
  const post = (body: unknown, headers: Record<string, string> = JSON_TYPE) =>
    tell('/graphql', {
      method: 'POST',
      headers: { ...headers, ...caller },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const ask = (query: string) => post({ query });

  /** Nothing was executed, and nobody was asked. */
  async function expectNothing(asking: Promise<Told>): Promise<Told> {
    const before = await upstreamCalls(graph);
    const told = await asking;
    expect(told.answer.data ?? null).toBeNull();
    expect(told.answer.errors?.length).toBeGreaterThan(0);
    expect(told.answer.errors?.length).toBeLessThanOrEqual(5);
    expect(told.text).not.toMatch(/did you mean|stacktrace|"exception"|node_modules|\n\s*at /i);
    expect(await upstreamCalls(graph)).toBe(before);
    return told;
  }

  it.each([
    ['Alias Overloading', { query: `{ ${repeat(101, (index) => `a${index}: __typename`)} }` }],
    ['Alias Overloading of a real field', { query: `{ ${repeat(101, (index) => `a${index}: sources { name }`)} }` }],
    ['Array-based Query Batching', Array.from({ length: 10 }, () => ({ query: '{ __typename }' }))],
    ['Array-based Query Batching of one', [{ query: '{ __typename }' }]],
    ['Directive Overloading', { query: `{ __typename ${'@aa'.repeat(10)} }` }],
    ['Directive Overloading by known ones', { query: `{ __typename ${'@include(if: true) '.repeat(11)} }` }],
    ['Field Duplication', { query: `{ ${'__typename '.repeat(500)} }` }],
    ['Introspection', { query: '{ __schema { types { name } } }' }],
    ['Introspection of one type', { query: '{ __type(name: "Query") { fields { name } } }' }],
    [
      'Introspection-based Circular Query',
      { query: '{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }' },
    ],
    ['Field Suggestions', { query: '{ __schema { directive } }' }],
    ['Field Suggestions near a name', { query: '{ booking { id } sorces { name } usrs { nodes { id } } }' }],
    ['Unhandled Errors', { query: 'qwerty { abc }' }],
    [
      'Unhandled Errors of variables',
      { query: 'query ($a: Int!) { users(first: $a) { nodes { id } } }', variables: [] },
    ],
    ['Mutations', { query: 'mutation { __typename }' }],
    ['Subscriptions', { query: 'subscription { __typename }' }],
    ['Circular fragments', { query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' }],
  ])('finds nothing by %s', async (__, body) => {
    await expectNothing(post(body));
  });

  it('finds no names in what it is told', async () => {
    const { text } = await expectNothing(ask('{ bookngs { nods } usr(by: {}) { nam } }'));
    expect(text).not.toMatch(/\b(bookings|nodes|users?|name|Query|UserBy)\b/);
  });

  it.each([
    ['GET Method Query Support', '/graphql?query=%7B__typename%7D', {}],
    ['GET based mutation', '/graphql?query=mutation%7B__typename%7D', {}],
    ['GET with a form’s content type', '/graphql?query=%7B__typename%7D', FORM],
    ['GET with an empty permission', '/graphql?query=%7B__typename%7D', { 'apollo-require-preflight': '' }],
  ])('finds no way past a browser’s permission by %s (CSRF)', async (__, path, headers) => {
    const { status } = await expectNothing(tell(path, { headers: { ...headers, ...caller } }));
    expect([400, 401, 405]).toContain(status);
  });

  it.each([['a mutation by GET, even with permission', { 'apollo-require-preflight': '1' }]])(
    'finds no way to change anything by %s',
    async (__, headers) => {
      const path = '/graphql?query=mutation%7B__typename%7D';
      expect([401, 405]).toContain((await expectNothing(tell(path, { headers: { ...headers, ...caller } }))).status);
    },
  );

  it.each([
    ['POST based url-encoded query', 'query=%7B__typename%7D', FORM],
    ['text', '{"query":"{ __typename }"}', { 'content-type': 'text/plain' }],
    ['text that says it is JSON', '{"query":"{ __typename }"}', { 'content-type': 'text/plain; application/json' }],
    [
      'the parts of an upload',
      '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{__typename}"}\r\n--x--',
      { 'content-type': 'multipart/form-data; boundary=x', 'apollo-require-preflight': '1' },
    ],
  ])('finds no way to ask by %s (CSRF)', async (__, body, headers) => {
    expect([401, 415]).toContain((await expectNothing(post(body, headers))).status);
  });

  it('finds no trace mode: an answer holds what was asked for, and says nothing of its making', async () => {
    const { answer, headers } = await post({ query: '{ __typename }', extensions: { tracing: true, debug: true } });
    expect(Object.keys(answer)).toEqual(['authorization' in caller ? 'data' : 'errors']);
    for (const name of ['x-powered-by', 'server', 'apollo-trace', 'x-debug']) expect(headers.get(name)).toBeNull();
  });

  it.each([
    '/',
    '/graphiql',
    '/playground',
    '/altair',
    '/console',
    '/voyager',
    '/graphql/console',
    '/graphiql/tabs.json',
  ])('finds no console at %s', async (path) => {
    const { status, headers } = await tell(path, { headers: { accept: 'text/html', ...caller } });
    expect([status, headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
  });

  it('finds no console where GraphQL is asked', async () => {
    const { status, text } = await tell('/graphql', { headers: { accept: 'text/html', ...caller } });
    expect([400, 401, 406]).toContain(status);
    expect(text).not.toMatch(/graphiql|playground|apollo studio|<html/i);
  });
});

it('has something to find: the same questions have answers where they may be asked', async () => {
  const open = await startGraph();
  expect((await open.ask('{ __schema { queryType { name } } }')).data).toEqual({
    __schema: { queryType: { name: 'Query' } },
  });
  expect(JSON.stringify((await open.ask('{ bookngs { nodes { id } } }')).errors)).toMatch(
    /Did you mean \\"bookings\\"/,
  );
  const page = await fetch(open.url, { headers: { accept: 'text/html' } });
  expect(await page.text()).toMatch(/<html/);
  await open.close();
});

/**
 * The checks of public scanners (those of graphql-cop by name, and fingerprints of engines and consoles): they find nothing in
 * a production server, with a valid token and without. limits/hidden-names tests guessing names.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, type GraphAnswer, startGraph } from '../../support/graph.ts';
import { repeat, upstreamCalls } from '../../support/rejected-query.ts';

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

/** What a browser adds to a request of another page. Without it a GET has no page to protect a caller from. */
const CROSS_SITE = { 'sec-fetch-site': 'cross-site' };

interface Received {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly answer: GraphAnswer;
}

async function send(path: string, init: RequestInit): Promise<Received> {
  const response = await fetch(new URL(path, graph.url), init);
  const text = await response.text();
  return { status: response.status, text, headers: response.headers, answer: JSON.parse(text) as GraphAnswer };
}

describe.each(CALLERS)('a scanner %s', (_, caller) => {
  const post = (body: unknown, headers: Record<string, string> = JSON_TYPE) =>
    send('/graphql', {
      method: 'POST',
      headers: { ...headers, ...caller },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const ask = (query: string) => post({ query });

  /** Nothing was executed, and no source was called. */
  async function expectNothing(sending: Promise<Received>): Promise<Received> {
    const before = await upstreamCalls(graph);
    const received = await sending;
    expect(received.answer.data ?? null).toBeNull();
    expect(received.answer.errors?.length).toBeGreaterThan(0);
    expect(received.answer.errors?.length).toBeLessThanOrEqual(5);
    expect(received.text).not.toMatch(/did you mean|stacktrace|"exception"|node_modules|\n\s*at /i);
    expect(await upstreamCalls(graph)).toBe(before);
    return received;
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

  it('finds no names of the schema in messages', async () => {
    const { text } = await expectNothing(ask('{ bookngs { nods } usr(by: {}) { nam } }'));
    expect(text).not.toMatch(/\b(bookings|nodes|users?|name|Query|UserBy)\b/);
  });

  it.each([
    ['GET Method Query Support, from a page', '/graphql?query=%7B__typename%7D', CROSS_SITE],
    ['GET based mutation', '/graphql?query=mutation%7B__typename%7D', {}],
    ['GET based mutation, from a page', '/graphql?query=mutation%7B__typename%7D', CROSS_SITE],
    ['GET with a form’s content type', '/graphql?query=%7B__typename%7D', FORM],
    [
      'GET with a preflight header, from a page',
      '/graphql?query=%7B__typename%7D',
      { ...CROSS_SITE, 'apollo-require-preflight': '1' },
    ],
  ])('finds no CSRF by %s', async (__, path, headers) => {
    const { status } = await expectNothing(send(path, { headers: { ...headers, ...caller } }));
    expect([401, 403, 405, 415]).toContain(status);
  });

  it.each([['a mutation by GET with a preflight header', { 'apollo-require-preflight': '1' }]])(
    'finds no way to change anything by %s',
    async (__, headers) => {
      const path = '/graphql?query=mutation%7B__typename%7D';
      expect([401, 405]).toContain((await expectNothing(send(path, { headers: { ...headers, ...caller } }))).status);
    },
  );

  it.each([
    ['POST based url-encoded query', 'query=%7B__typename%7D', FORM],
    ['text', '{"query":"{ __typename }"}', { 'content-type': 'text/plain' }],
    [
      'text with a second type of JSON',
      '{"query":"{ __typename }"}',
      { 'content-type': 'text/plain; application/json' },
    ],
    [
      'a multipart upload',
      '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{__typename}"}\r\n--x--',
      { 'content-type': 'multipart/form-data; boundary=x', 'apollo-require-preflight': '1' },
    ],
  ])('finds no CSRF by POST with %s', async (__, body, headers) => {
    expect([401, 415]).toContain((await expectNothing(post(body, headers))).status);
  });

  it('finds no trace mode: an answer has only its data', async () => {
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
    const { status, headers } = await send(path, { headers: { accept: 'text/html', ...caller } });
    expect([status, headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
  });

  it('finds no console at the GraphQL endpoint', async () => {
    const { status, text } = await send('/graphql', { headers: { accept: 'text/html', ...caller } });
    expect([400, 401, 406]).toContain(status);
    expect(text).not.toMatch(/graphiql|playground|apollo studio|<html/i);
  });
});

it('the same checks find something in a development server', async () => {
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

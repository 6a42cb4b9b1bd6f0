import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, type GraphAnswer, startGraph } from '../../support/graph.ts';

let graph: Graph;
let origin: string;
beforeAll(async () => {
  graph = await startGraph();
  origin = new URL(graph.url).origin;
});
afterAll(() => graph.close());

const GRAPHQL_JSON = 'application/graphql-response+json';
const JSON_TYPE = { 'content-type': 'application/json' };
const QUERY = JSON.stringify({ query: '{ __typename }' });

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: GraphAnswer;
}

async function send(url: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as GraphAnswer };
}

const post = (body: RequestInit['body'], headers: Record<string, string> = JSON_TYPE) =>
  send(graph.url, { method: 'POST', body, headers });

function expectRejection({ status, headers, body }: Answered, expected: number): void {
  expect(status).toBe(expected);
  expect(headers.get('content-type')).toMatch(/json/);
  expect(body.errors).toHaveLength(1);
  expect(body.errors?.[0]).toEqual({
    message: expect.stringMatching(/^[A-Z]/),
    extensions: { code: expect.stringMatching(/^[A-Z_]+$/) },
  });
}

describe('a body that is not a GraphQL request', () => {
  it.each([
    ['malformed JSON', '{"query": ', 400],
    ['nothing', '', 400],
    ['null', 'null', 400],
    ['a text', '"{ __typename }"', 400],
    ['an empty batch', '[]', 400],
    ['a batch', `[${QUERY},${QUERY}]`, 400],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00]), 400],
    ['100,000 opening brackets', '['.repeat(100_000), 400],
  ] as const)('because it is %s is rejected', async (_, body, status) => {
    expectRejection(await post(body), status);
  });

  it.each([
    ['in gzip', gzipSync(QUERY), { ...JSON_TYPE, 'content-encoding': 'gzip' }],
    ['announced as gzip by mistake', Buffer.from(QUERY), { ...JSON_TYPE, 'content-encoding': 'gzip' }],
    ['in UTF-16', Buffer.from(QUERY, 'utf16le'), { 'content-type': 'application/json; charset=utf-16le' }],
    ['in an unknown charset', QUERY, { 'content-type': 'application/json; charset=klingon' }],
    ['as text', QUERY, { 'content-type': 'text/plain' }],
    ['as a form', 'query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['in parts', '--x--', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['as a type that begins like the right one', QUERY, { 'content-type': 'application/jsonx' }],
    ['without a content type', Buffer.from(QUERY), {}],
  ] as const)('%s has an unsupported media type', async (_, body, headers) => {
    expectRejection(await post(body, headers), 415);
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'as %s is read',
    async (type) => {
      expect((await post(QUERY, { 'content-type': type })).body.data).toEqual({ __typename: 'Query' });
    },
  );
});

describe('the size of a body', () => {
  const sized = (bytes: number) => {
    const frame = JSON.stringify({ query: '{ __typename }', padding: '' });
    return frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`);
  };

  it('is at most 256 KB', async () => {
    expect((await post(sized(256 * 1024))).body.data).toEqual({ __typename: 'Query' });
  });

  it.each([
    ['a byte', 256 * 1024 + 1],
    ['a megabyte', 1024 * 1024],
    ['thirty megabytes', 30 * 1024 * 1024],
  ])('over the limit by %s is rejected, and the client reads the rejection', async (_, bytes) => {
    const body = sized(bytes);
    for (let time = 0; time < 5; time++) expectRejection(await post(body), 413);
  });

  it('over the limit is rejected without a Content-Length, too', async () => {
    const text = new TextEncoder().encode(sized(1024 * 1024));
    for (let time = 0; time < 5; time++) {
      const body = new ReadableStream({
        start(controller) {
          for (let at = 0; at < text.length; at += 65_536) controller.enqueue(text.slice(at, at + 65_536));
          controller.close();
        },
      });
      const init = { method: 'POST', headers: JSON_TYPE, body, duplex: 'half' } as const;
      expectRejection(await send(graph.url, init), 413);
    }
  });
});

describe('the method of a request', () => {
  it.each([{}, { 'apollo-require-preflight': '1' }])('can be GET with the headers %j', async (headers) => {
    const { status, body } = await send(`${graph.url}?query={__typename}`, { headers });
    expect([status, body.data]).toEqual([200, { __typename: 'Query' }]);
  });

  it('cannot be GET from a page of another origin', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const { status, body } = await send(`${graph.url}?query={__typename}`, { headers });
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('cannot be GET for a mutation', async () => {
    const headers = { 'apollo-require-preflight': '1' };
    const answer = await send(`${graph.url}?query=mutation{__typename}`, { headers });
    expectRejection(answer, 405);
    expect(answer.headers.get('allow')).toContain('POST');
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('cannot be %s', async (method) => {
    const answer = await send(graph.url, { method, body: QUERY, headers: JSON_TYPE });
    expectRejection(answer, 405);
    expect(answer.headers.get('allow')).toBe('GET, POST');
  });
});

describe('an operation that the schema lacks', () => {
  it.each(['mutation', 'subscription'])('(a %s) is an error of the caller and not of the server', async (kind) => {
    const before = graph.internalErrors.length;
    const { body } = await post(JSON.stringify({ query: `${kind} { __typename }` }));
    expect(body.errors?.[0]?.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
    expect(graph.internalErrors).toHaveLength(before);
  });
});

describe('a request error', () => {
  const unknownField = JSON.stringify({ query: '{ nothingLikeThat }' });

  it('is 200 for application/json and 400 for application/graphql-response+json', async () => {
    const asJson = await post(unknownField, { ...JSON_TYPE, accept: 'application/json' });
    const asGraphql = await post(unknownField, { ...JSON_TYPE, accept: GRAPHQL_JSON });
    expect([asJson.status, asGraphql.status]).toEqual([200, 400]);
    expect(asGraphql.headers.get('content-type')).toContain(GRAPHQL_JSON);
    expect(asGraphql.body.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('the status of a request error', () => {
  it.each([
    ['application/json, application/graphql-response+json', 'application/json', 200],
    ['application/json, application/graphql-response+json;q=0.5', 'application/json', 200],
    ['application/graphql-response+json;q=0, application/json', 'application/json', 200],
    ['Application/GraphQL-Response+JSON', GRAPHQL_JSON, 400],
    ['application/graphql-response+json, application/json;q=0.9', GRAPHQL_JSON, 400],
    ['text/plain', 'application/json', 406],
  ])('follows the media type that Accept "%s" gets', async (accept, type, status) => {
    const answer = await post(JSON.stringify({ query: '{ nothingLikeThat }' }), { ...JSON_TYPE, accept });
    expect([answer.headers.get('content-type')?.split(';')[0], answer.status]).toEqual([type, status]);
  });
});

describe('other paths', () => {
  it('(/) redirect a browser to GraphiQL', async () => {
    const response = await fetch(`${origin}/`, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/graphql']);
  });

  it.each([
    '/',
    '/graphq',
    '/graphql/',
    '/graphiql/../../package.json',
    '/webhooks/calcom',
    '/.env',
    '//',
    '//graphql',
  ])('(%s) are a 404 in JSON', async (path) => {
    expectRejection(await send(`${origin}${path}`), 404);
  });

  it('are a 404 for POST, too', async () => {
    expectRejection(await send(`${origin}/healthz`, { method: 'POST' }), 404);
  });
});

describe('every answer', () => {
  it.each([
    ['data', '/graphql?query={__typename}'],
    ['a rejection', '/graphql'],
    ['no such path', '/nothing'],
    ['health', '/healthz'],
    ['readiness', '/readyz'],
  ])('(%s) forbids sniffing and shared caching, and does not name the software', async (_, path) => {
    const { headers } = await send(`${origin}${path}`, { headers: { 'apollo-require-preflight': '1' } });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toMatch(/no-store|private/);
    expect([headers.get('x-powered-by'), headers.get('server')]).toEqual([null, null]);
  });
});

describe('a persisted query', () => {
  const query = '{ sources { name } }';
  const persisted = (text: string) => ({
    persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(text).digest('hex') },
  });
  const get = (parameters: Record<string, string>) =>
    send(`${graph.url}?${new URLSearchParams(parameters)}`, { headers: { 'apollo-require-preflight': '1' } });

  it('is requested, sent once with its hash, and then known by POST and GET', async () => {
    const extensions = persisted(query);
    const unknown = await post(JSON.stringify({ extensions }));
    const sent = await post(JSON.stringify({ query, extensions }));
    const known = await post(JSON.stringify({ extensions }));
    const gotten = await get({ extensions: JSON.stringify(extensions) });
    expect(unknown.body.errors?.[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    for (const { status, body } of [sent, known, gotten]) {
      expect([status, body.data?.sources]).toEqual([200, expect.arrayContaining([{ name: 'ALO' }])]);
    }
  });

  it('can be sent by GET', async () => {
    const other = '{ sources { configured } }';
    const sent = await get({ query: other, extensions: JSON.stringify(persisted(other)) });
    const known = await post(JSON.stringify({ extensions: persisted(other) }));
    expect([sent.status, known.body.errors]).toEqual([200, undefined]);
  });

  it('whose hash does not match is rejected as an error of the caller, by POST and GET, and not stored', async () => {
    const before = graph.internalErrors.length;
    const extensions = persisted('{ something { else } }');
    const posted = await post(JSON.stringify({ query, extensions }));
    const gotten = await get({ query, extensions: JSON.stringify(extensions) });
    const later = await post(JSON.stringify({ extensions }));
    for (const answer of [posted, gotten]) {
      expect(answer.status).toBe(400);
      expect(answer.body.errors?.[0]?.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
      expect(answer.body.errors?.[0]?.message).not.toBe('Internal error.');
    }
    expect(later.body.errors?.[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(graph.internalErrors).toHaveLength(before);
  });
});

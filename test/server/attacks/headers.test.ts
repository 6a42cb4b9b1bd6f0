/** The security headers of every answer, from GraphQL, from the HTTP server and from Node's HTTP parser (B24). */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../../src/server/http/listen.ts';
import { type Graph, startGraph } from '../../support/graph.ts';
import { type RawAnswer, sendRaw } from '../../support/raw-http.ts';

const TOKEN = 'tg_headers';
const ORIGIN = 'https://app.example';
const TOKEN_LINE = `Authorization: Bearer ${TOKEN}`;
const JSON_LINE = 'Content-Type: application/json';

let graph: Graph;
beforeAll(async () => {
  const sha256 = createHash('sha256').update(TOKEN).digest('hex');
  graph = await startGraph({ settings: { AUTH_TOKENS: `headers:${sha256}`, CORS_ORIGINS: ORIGIN } });
});
afterAll(() => graph.close());

/** A request as bytes. */
function written(line: string, headers: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${body.length}`];
  return [line, 'Host: x', 'Connection: close', ...headers, ...length, '', body].join('\r\n');
}

const post = (body: string, ...headers: string[]) =>
  written('POST /graphql HTTP/1.1', [TOKEN_LINE, JSON_LINE, ...headers], body);
const get = (path: string, ...headers: string[]) => written(`GET ${path} HTTP/1.1`, headers);
const PREFLIGHT = 'apollo-require-preflight: 1';

const KINDS: readonly (readonly [what: string, status: number, bytes: string])[] = [
  ['data', 200, post('{"query":"{ sources { name } }"}')],
  ['data by GET', 200, get('/graphql?query={__typename}', TOKEN_LINE, PREFLIGHT)],
  [
    'an answer that has not changed',
    304,
    get('/graphql?query={__typename}', TOKEN_LINE, PREFLIGHT, 'If-None-Match: *'),
  ],
  ['an invalid query', 200, post('{"query":"{ nothing }"}')],
  [
    'an invalid query, for application/graphql-response+json',
    400,
    post('{"query":"{"}', 'Accept: application/graphql-response+json'),
  ],
  ['a query beyond a limit', 400, post(JSON.stringify({ query: `{ ${'__typename @a '.repeat(11)} }` }))],
  ['an unknown hash', 200, post('{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}')],
  ['a body that is not JSON', 400, post('{')],
  ['a GET without a query', 400, get('/graphql', TOKEN_LINE)],
  ['a cross-site GET', 403, get('/graphql?query={__typename}', TOKEN_LINE, 'Sec-Fetch-Site: cross-site')],
  ['no token', 401, get('/graphql?query={__typename}', PREFLIGHT)],
  ['metrics without a token', 401, get('/metrics')],
  ['an unknown path', 404, get('/nothing')],
  ['a method that is not allowed', 405, written('DELETE /graphql HTTP/1.1', [TOKEN_LINE])],
  ['a media type that is not supported', 406, post('{"query":"{ __typename }"}', 'Accept: image/png')],
  ['a body too large', 413, written('POST /graphql HTTP/1.1', [TOKEN_LINE, JSON_LINE, 'Content-Length: 999999'])],
  [
    'a content type other than JSON',
    415,
    written('POST /graphql HTTP/1.1', [TOKEN_LINE, 'Content-Type: text/plain'], '{}'),
  ],
  ['an unknown expectation', 417, post('{}', 'Expect: wonders')],
  ['too many headers', 431, get('/graphql', ...Array.from({ length: 150 }, (_, index) => `x-${index}: 1`))],
  ['a head too large', 431, get('/graphql', `x-long: ${'x'.repeat(20_000)}`)],
  ['bytes that are not HTTP', 400, 'BREW / HTTP/1.1\r\n\r\n'],
  ['a preflight of an allowed origin', 204, written('OPTIONS /graphql HTTP/1.1', [`Origin: ${ORIGIN}`])],
  ['a preflight of another origin', 405, written('OPTIONS /graphql HTTP/1.1', ['Origin: https://evil.example'])],
  ['the schema', 200, get('/schema.graphql', TOKEN_LINE)],
  ['the schema without a token', 401, get('/schema.graphql')],
  ['health', 200, get('/healthz')],
  ['readiness', 200, get('/readyz')],
  ['metrics', 200, get('/metrics', TOKEN_LINE)],
];

function headersOf({ head }: RawAnswer): Map<string, string> {
  const lines = head.split('\r\n').slice(1);
  return new Map(lines.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.replace(/^[^:]*:\s*/, '')]));
}

function expectSafe(headers: ReadonlyMap<string, string>): void {
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toMatch(/^(no-store|private)\b/);
  expect(headers.get('vary')?.split(', ')).toEqual(expect.arrayContaining(['Authorization', 'Origin']));
  for (const name of ['x-powered-by', 'server', 'set-cookie']) expect(headers.get(name)).toBeUndefined();
  const allowed = headers.get('access-control-allow-origin');
  expect([undefined, ORIGIN]).toContain(allowed);
}

describe('an answer', () => {
  it.each(KINDS)('(%s) is %i, forbids sniffing, and is cached for no other caller', async (_, status, bytes) => {
    const answer = await sendRaw(graph.url, bytes);
    expect(answer.status).toBe(status);
    const headers = headersOf(answer);
    expectSafe(headers);
    if (status >= 400) {
      expect(headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
      expect(JSON.parse(answer.body).errors[0].extensions.code).toMatch(/^[A-Z_]+$/);
    }
    if (status === 204 || status === 304) expect([answer.body, headers.get('content-length')]).toEqual(['', undefined]);
  });

  it.each(KINDS)('(%s) allows no other origin', async (_, __, bytes) => {
    const answer = await sendRaw(graph.url, bytes.replace('\r\n', '\r\nOrigin: https://evil.example\r\n'));
    expect(headersOf(answer).get('access-control-allow-origin')).toBeUndefined();
  });

  it('of the page and its files forbids sniffing, and has a content security policy', async () => {
    for (const path of ['/graphql', '/graphiql/index.html']) {
      const { headers } = await fetch(new URL(path, graph.url), { headers: { accept: 'text/html' } });
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/default-src 'self'/);
      expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
    }
  });

  it.each(['/healthz', '/readyz'])('of %s has the same headers while the server starts', async (path) => {
    const listening = await listen('127.0.0.1', 0);
    expectSafe(headersOf(await sendRaw(listening.url, get(path))));
    await listening.close();
  });
});

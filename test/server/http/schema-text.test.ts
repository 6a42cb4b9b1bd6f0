/** The schema as text, for those who may read it by introspection. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildClientSchema,
  buildSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../../support/graph.ts';
import { sendRaw } from '../../support/raw-http.ts';

const TOKEN = 'tg_schema';
const AUTH_TOKENS = `tool:${createHash('sha256').update(TOKEN).digest('hex')}`;
const NONE: Record<string, string> = {};
const BEARER = { authorization: `Bearer ${TOKEN}` };
const LISTED = 'https://app.example.com';

let folder: string;
let manifest: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'teamgraph-schema-'));
  manifest = join(folder, 'manifest.json');
  writeFileSync(manifest, JSON.stringify({ names: 'query Names { __typename }' }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of running.splice(0)) await close();
});

async function start(settings: Readonly<Record<string, string>> = {}) {
  const server = await startServer(settings);
  running.push(server.close);
  const url = new URL('/schema.graphql', server.url).href;
  return {
    ...server,
    schemaUrl: url,
    read: (headers: Record<string, string> = {}, method = 'GET') => fetch(url, { method, headers }),
    introspect: async (headers: Record<string, string> = {}) => {
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: '{ __schema { queryType { name } } }' }),
      });
      return (await response.json()) as { data?: unknown };
    },
  };
}

describe('GET /schema.graphql', () => {
  it('is the schema that introspection shows, as text in UTF-8', async () => {
    const { read, ask } = await start();
    const response = await read();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    const options = { specifiedByUrl: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true };
    const { data } = await ask(getIntrospectionQuery(options));
    const printed = (of: GraphQLSchema) => printSchema(lexicographicSortSchema(of));
    expect(printed(buildSchema(await response.text()))).toBe(printed(buildClientSchema(data)));
  });

  it('has the descriptions, and the directives that introspection does not show', async () => {
    const text = await (await (await start()).read()).text();
    expect(text).toContain('"""');
    expect(text).toMatch(/@requiresScopes\(scopes: \[\["performance"\]\]\)/);
    expect(text).toMatch(/^directive @oneOf on INPUT_OBJECT$/m);
  });

  it('is kept by a client, which validates it, and is compressed', async () => {
    const { read } = await start();
    const first = await read({ 'accept-encoding': 'identity' });
    const etag = first.headers.get('etag') ?? '';
    expect([first.headers.get('cache-control'), etag]).toEqual(['private, no-cache', expect.stringMatching(/^W\/"/)]);
    expect(first.headers.get('x-content-type-options')).toBe('nosniff');
    const same = await read({ 'if-none-match': etag });
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', etag]);
    const other = await read({ 'if-none-match': '"other"' });
    expect(other.status).toBe(200);
    const encoded = await read({ 'accept-encoding': 'br' });
    expect([encoded.headers.get('content-encoding'), encoded.headers.get('etag')]).toEqual(['br', etag]);
    expect(await encoded.text()).toBe(await first.text());
  });

  it('has the same headers by HEAD, without a body', async () => {
    const { read, schemaUrl } = await start();
    const plain = { 'accept-encoding': 'identity' };
    const [got, head] = [await read(plain), await read(plain, 'HEAD')];
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control', 'vary']) {
      expect([name, head.headers.get(name)]).toEqual([name, got.headers.get(name)]);
    }
    expect(Number(head.headers.get('content-length'))).toBe((await got.arrayBuffer()).byteLength);
    const { head: raw, body } = await sendRaw(
      schemaUrl,
      'HEAD /schema.graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    );
    expect([/^HTTP\/1.1 200/.test(raw), body]).toEqual([true, '']);
    const same = await read({ 'if-none-match': got.headers.get('etag') ?? '' }, 'HEAD');
    expect(same.status).toBe(304);
  });

  it.each(['POST', 'PUT', 'DELETE'])('has no method %s', async (method) => {
    const { read } = await start();
    expect((await read({}, method)).status).toBe(404);
  });
});

describe('who may read it', () => {
  const ON = { AUTH_TOKENS, NODE_ENV: 'production', TEAMGRAPH_SANDBOX: 'on', INTROSPECTION: 'on' };

  it('are callers with a token of any scope, where callers have one', async () => {
    for (const settings of [{ AUTH_TOKENS }, { AUTH_TOKENS: `${AUTH_TOKENS}:none` }, ON]) {
      const { read, introspect } = await start(settings);
      expect((await introspect(BEARER)).data).toEqual({ __schema: { queryType: { name: 'Query' } } });
      expect((await read(BEARER)).status).toBe(200);
      for (const headers of [NONE, { authorization: 'Bearer wrong' }]) {
        const { status, headers: received } = await read(headers);
        expect([status, received.get('www-authenticate')]).toEqual([401, 'Bearer']);
      }
    }
  });

  it('is limited like every request of a caller', async () => {
    const { read } = await start({ AUTH_TOKENS, CALLER_REQUESTS_PER_MINUTE: '2' });
    const statuses = [];
    for (let time = 0; time < 3; time++) statuses.push((await read(BEARER)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it.each([
    ['in production', (): Record<string, string> => ({ NODE_ENV: 'production', TEAMGRAPH_SANDBOX: 'on' })],
    ['where introspection is off', () => ({ INTROSPECTION: 'off' })],
    [
      'where only trusted documents are answered',
      () => ({ TRUSTED_DOCUMENTS: manifest, TRUSTED_DOCUMENTS_ONLY: 'on' }),
    ],
  ])('is nobody %s: the path is unknown, with a token and without', async (_, settingsOf) => {
    for (const auth of [NONE, { AUTH_TOKENS }]) {
      const { read, introspect, url } = await start({ ...auth, ...settingsOf() });
      expect((await introspect(BEARER)).data ?? null).toBeNull();
      const unknown = await (await fetch(new URL('/nothing', url))).text();
      for (const headers of [NONE, BEARER]) {
        const response = await read(headers);
        expect([response.status, await response.text()]).toEqual([404, unknown]);
      }
      expect((await read({ origin: LISTED }, 'OPTIONS')).status).toBe(404);
    }
  });

  it('are pages of listed origins, and no other page', async () => {
    const { read } = await start({ AUTH_TOKENS, CORS_ORIGINS: LISTED });
    const preflight = await read(
      { origin: LISTED, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
      'OPTIONS',
    );
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, LISTED]);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    const site = { 'sec-fetch-site': 'cross-site', ...BEARER };
    const listed = await read({ ...site, origin: LISTED });
    expect([listed.status, listed.headers.get('access-control-allow-origin')]).toEqual([200, LISTED]);
    for (const method of ['GET', 'HEAD']) {
      expect((await read(site, method)).status).toBe(403);
      expect((await read({ ...site, origin: 'https://evil.example' }, method)).status).toBe(403);
    }
    expect((await read({ origin: 'https://evil.example' }, 'OPTIONS')).status).toBe(405);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../../support/graph.ts';

const ALLOWED = 'https://app.example.com';
const OTHERS = [
  'https://evil.example',
  'https://app.example.com.evil.example',
  'http://app.example.com',
  'https://app.example.com:444',
  'https://sub.app.example.com',
  'null',
];

const WILDCARDS = ['https://*.preview.example.com', 'http://*.localhost:5173', 'https://*.example.org:8443'];
const APP_SHELLS = ['capacitor://localhost', 'ionic://localhost', 'app://bundle'];

let graph: Graph;
beforeAll(async () => {
  const origins = [ALLOWED, 'http://localhost:5173', ...WILDCARDS, ...APP_SHELLS];
  graph = await startGraph({ settings: { CORS_ORIGINS: origins.join(', ') } });
});
afterAll(() => graph.close());

const corsHeaders = ({ headers }: Response) => [...headers].filter(([name]) => name.startsWith('access-control-'));
const preflight = (origin: string, requested = 'content-type') =>
  fetch(graph.url, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': requested },
  });
const post = (origin: string, query = '{ __typename }') =>
  fetch(graph.url, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });

describe('a page of a listed origin', () => {
  it.each([ALLOWED, 'http://localhost:5173'])('(%s) passes the preflight', async (origin) => {
    const response = await preflight(origin);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST');
    const allowed = response.headers.get('access-control-allow-headers') ?? '';
    for (const header of ['authorization', 'content-type', 'apollo-require-preflight', 'teamgraph-trace']) {
      expect(allowed.split(', ')).toContain(header);
    }
    expect(response.headers.get('vary')).toContain('Origin');
  });

  it('reads answers, and rejections, too', async () => {
    for (const query of ['{ __typename }', '{ nothingLikeThat }', 'no query']) {
      const response = await post(ALLOWED, query);
      expect(response.headers.get('access-control-allow-origin')).toBe(ALLOWED);
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });
});

describe('a preflight', () => {
  const allowedFor = async (requested: string): Promise<readonly string[]> =>
    (await preflight(ALLOWED, requested)).headers.get('access-control-allow-headers')?.split(', ') ?? [];

  it.each([
    'x-app-version',
    'X-Request-Source',
    'sentry-trace',
    'baggage',
    'x-datadog-parent-id',
    'idempotency-key',
    'x-graphql-event-stream-header!',
    'authorization',
    'cache-control',
    'teamgraph-plan',
  ])('allows the header %s', async (name) => {
    expect(await allowedFor(name)).toContain(name.toLowerCase());
    expect(await allowedFor(`content-type,${name} , accept`)).toEqual(
      expect.arrayContaining(['content-type', 'accept', name.toLowerCase()]),
    );
  });

  it.each([
    'cookie',
    'Cookie2',
    'set-cookie',
    'proxy-authorization',
    'x-authorization',
    'x-api-key',
    'apikey',
    'x-auth-token',
    'x-csrf-token',
    'x-client-secret',
    '*',
    'a b',
    '"quoted"',
  ])('does not allow the header %s, which carries a credential or is no name', async (name) => {
    expect(await allowedFor(`x-one, ${name}, x-two`)).not.toContain(name.toLowerCase());
    expect(await allowedFor(`x-one, ${name}, x-two`)).toEqual(expect.arrayContaining(['x-one', 'x-two']));
  });

  it('names each header once, and says that its answer depends on the origin and on what was asked for', async () => {
    const names = await allowedFor('x-one, content-type, X-One,, authorization');
    expect(names).toEqual([...new Set(names)]);
    const { headers } = await preflight(ALLOWED, 'x-one');
    const vary = headers.get('vary')?.split(', ') ?? [];
    expect(vary).toEqual(expect.arrayContaining(['Origin', 'Access-Control-Request-Headers']));
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('without headers or with 15 KB of them is answered', async () => {
    const bare = await fetch(graph.url, { method: 'OPTIONS', headers: { origin: ALLOWED } });
    expect(bare.headers.get('access-control-allow-headers')).toContain('authorization');
    const many = Array.from({ length: 1_500 }, (_, index) => `x-${String(index).padStart(6, '0')}`);
    expect(await allowedFor(many.join(','))).toEqual(expect.arrayContaining(many));
  });
});

describe('an origin with a *', () => {
  it.each([
    'https://pr-7.preview.example.com',
    'https://a.preview.example.com',
    'https://xn--bcher-kva.preview.example.com',
    'https://my_app.preview.example.com',
    'http://shop.localhost:5173',
    'https://x.example.org:8443',
  ])('allows %s', async (origin) => {
    expect((await preflight(origin)).status).toBe(204);
    const response = await post(origin);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  });

  it.each([
    'https://preview.example.com',
    'https://.preview.example.com',
    'https://a.b.preview.example.com',
    'http://a.preview.example.com',
    'https://a.preview.example.com:444',
    'https://a.preview.example.com.evil.example',
    'https://a.previewXexample.com',
    'https://evilpreview.example.com',
    'https://evil.example/.preview.example.com',
    'https://evil.example#.preview.example.com',
    'https://evil.example:1.preview.example.com',
    'https://me@x.preview.example.com',
    'https://*.preview.example.com',
    'https://x.example.org',
    'http://shop.localhost',
  ])('does not allow %s', async (origin) => {
    expect((await preflight(origin)).status).toBe(405);
    expect(corsHeaders(await post(origin))).toEqual([]);
  });
});

describe('an app shell', () => {
  it.each(APP_SHELLS)('(%s) reads answers', async (origin) => {
    expect((await preflight(origin)).status).toBe(204);
    const response = await post(origin);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  });

  it.each(['capacitor://other', 'capacitor://localhost:1', 'app://localhost', 'https://localhost'])(
    'is not %s',
    async (origin) => {
      expect((await preflight(origin)).status).toBe(405);
      expect(corsHeaders(await post(origin))).toEqual([]);
    },
  );
});

describe('a page of another origin', () => {
  it.each(OTHERS)('(%s) fails the preflight', async (origin) => {
    const response = await preflight(origin);
    expect(response.status).toBe(405);
    expect(corsHeaders(response)).toEqual([]);
  });

  it.each(OTHERS)('(%s) reads nothing', async (origin) => {
    const response = await post(origin);
    expect(response.status).toBe(403);
    expect(corsHeaders(response)).toEqual([]);
    expect(response.headers.get('vary')).toContain('Origin');
  });
});

describe('a server without CORS_ORIGINS', () => {
  it('rejects every preflight', async () => {
    const closed = await startGraph();
    const response = await fetch(closed.url, { method: 'OPTIONS', headers: { origin: ALLOWED } });
    expect([response.status, corsHeaders(response)]).toEqual([405, []]);
    await closed.close();
  });
});

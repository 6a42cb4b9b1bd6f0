/** Cross-site requests, told by Fetch Metadata and `Origin`. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, type GraphAnswer, startGraph } from '../../support/graph.ts';
import { sendRaw } from '../../support/raw-http.ts';
import { upstreamCalls } from '../../support/rejected-query.ts';

const LISTED = 'https://app.example.com';
const EVIL = 'https://evil.example';
const TOKEN = 'tg_cross_site';
const CORS_ORIGINS = `${LISTED}, https://*.preview.example.com, capacitor://localhost`;
const JSON_LINE = 'Content-Type: application/json';
const BROWSER_ACCEPT = 'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';
const QUERY = '{ periods(first: 1) { totalCount } }';
const SEARCH = `?query=${encodeURIComponent(QUERY)}`;

let graph: Graph;
let closed: Graph;
beforeAll(async () => {
  graph = await startGraph({ settings: { CORS_ORIGINS } });
  const sha256 = createHash('sha256').update(TOKEN).digest('hex');
  closed = await startGraph({ settings: { CORS_ORIGINS, AUTH_TOKENS: `page:${sha256}`, NODE_ENV: 'production' } });
});
afterAll(async () => {
  await graph.close();
  await closed.close();
});

interface Received {
  readonly status: number;
  readonly head: string;
  readonly text: string;
  readonly calls: number;
}

/** Sends bytes, because `fetch` would add headers of its own, and counts the calls to the vendors. */
async function send(to: Graph, line: string, headers: readonly string[] = [], body = ''): Promise<Received> {
  const before = await upstreamCalls(to);
  const host = headers.some((header) => header.startsWith('Host:')) ? [] : ['Host: 127.0.0.1:4000'];
  const length = body === '' ? [] : [`Content-Length: ${body.length}`];
  const head = [`${line} HTTP/1.1`, 'Connection: close', ...host, ...headers, ...length];
  const answer = await sendRaw(to.url, [...head, '', body].join('\r\n'));
  return { ...answer, text: answer.body, calls: (await upstreamCalls(to)) - before };
}

const get = (...headers: string[]) => send(graph, `GET /graphql${SEARCH}`, headers);
const post = (...headers: string[]) =>
  send(graph, 'POST /graphql', [JSON_LINE, ...headers], JSON.stringify({ query: QUERY }));
const answerOf = ({ text }: Received) => JSON.parse(text) as GraphAnswer;

function expectForbidden({ status, text, calls, head }: Received): void {
  expect([status, calls]).toEqual([403, 0]);
  expect(JSON.parse(text)).toEqual({
    errors: [{ message: expect.stringContaining('CORS_ORIGINS'), extensions: { code: 'FORBIDDEN' } }],
  });
  expect(head).toMatch(/content-type: application\/json/i);
  expect(head).toMatch(/cache-control: no-store/i);
}

function expectAnswered(received: Received): void {
  expect(received.status).toBe(200);
  expect(answerOf(received)).toEqual({ data: { periods: { totalCount: expect.any(Number) } } });
}

const FOREIGN: readonly (readonly [what: string, headers: readonly string[]])[] = [
  ['an image or a script', ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: image']],
  ['a fetch', [`Origin: ${EVIL}`, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: cors']],
  ['a page of the same site', ['Origin: http://127.0.0.1:5173', 'Sec-Fetch-Site: same-site']],
  ['a page of the same site, without Origin', ['Sec-Fetch-Site: same-site', 'Sec-Fetch-Mode: no-cors']],
  ['a sandboxed frame', ['Origin: null', 'Sec-Fetch-Site: cross-site']],
  ['an old browser', [`Origin: ${EVIL}`]],
  ['a sandboxed frame in an old browser', ['Origin: null']],
  ['an origin on another port, in an old browser', ['Origin: http://127.0.0.1:5173']],
  ['an origin that begins like this one', ['Origin: http://127.0.0.1:4000.evil.example']],
  ['an origin that is no URL', ['Origin: evil']],
  ['a host without a scheme', ['Origin: 127.0.0.1:4000']],
  ['two origins', [`Origin: ${LISTED}`, `Origin: ${EVIL}`]],
  ['two sites', ['Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site']],
  ['a site that is not in the specification', ['Sec-Fetch-Site: elsewhere']],
  ['one label too many', ['Origin: https://a.b.preview.example.com', 'Sec-Fetch-Site: cross-site']],
  [
    'the headers that Apollo asked for',
    [`Origin: ${EVIL}`, 'Sec-Fetch-Site: cross-site', 'apollo-require-preflight: 1'],
  ],
];

const WELCOME: readonly (readonly [what: string, headers: readonly string[]])[] = [
  ['a client that is no browser', []],
  ['the address bar', ['Sec-Fetch-Site: none', 'Sec-Fetch-Mode: navigate']],
  ['its own page', ['Sec-Fetch-Site: same-origin', 'Sec-Fetch-Mode: cors']],
  [
    'its own page behind a proxy that names another host',
    ['Origin: https://graph.example.com', 'Sec-Fetch-Site: same-origin'],
  ],
  ['its own page in an old browser', ['Origin: http://127.0.0.1:4000']],
  ['its own page behind a proxy that ends TLS', ['Host: graph:443', 'Origin: https://graph']],
  ['its own page on the default port', ['Host: graph:80', 'Origin: http://graph']],
  [
    'its own page behind two proxies',
    ['Origin: https://graph.example.com', 'X-Forwarded-Host: graph.example.com, inner'],
  ],
  ['a page of a listed origin', [`Origin: ${LISTED}`, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: cors']],
  ['a page of a listed origin on the same site', [`Origin: ${LISTED}`, 'Sec-Fetch-Site: same-site']],
  ['a page of a listed origin in an old browser', [`Origin: ${LISTED}`]],
  ['a page of a wildcard', ['Origin: https://pr-7.preview.example.com', 'Sec-Fetch-Site: cross-site']],
  ['an app shell', ['Origin: capacitor://localhost', 'Sec-Fetch-Site: cross-site']],
];

describe('a request that a browser sends for a page of another origin', () => {
  it.each(FOREIGN)('(%s) is forbidden by GET and makes no call', async (_, headers) => {
    expectForbidden(await get(...headers));
  });

  it.each(FOREIGN)('(%s) is forbidden by POST and makes no call', async (_, headers) => {
    expectForbidden(await post(...headers));
  });

  it.each([
    ['text', 'Content-Type: text/plain'],
    ['text with JSON behind', 'Content-Type: text/plain; application/json'],
    ['a form', 'Content-Type: application/x-www-form-urlencoded'],
    ['an upload', 'Content-Type: multipart/form-data; boundary=x'],
    ['no content type', 'x-none: 1'],
  ])('is forbidden as %s, and without an origin has the wrong media type', async (_, type) => {
    const body = JSON.stringify({ query: QUERY });
    const foreign = [`Origin: ${EVIL}`, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors'];
    expectForbidden(await send(graph, 'POST /graphql', [type, ...foreign], body));
    expectForbidden(await send(graph, 'POST /graphql', [type, 'Origin: null'], body));
    for (const headers of [[], ['Sec-Fetch-Site: same-origin'], [`Origin: ${LISTED}`, 'Sec-Fetch-Site: cross-site']]) {
      const { status, calls } = await send(graph, 'POST /graphql', [type, ...headers], body);
      expect([status, calls]).toEqual([415, 0]);
    }
  });

  it('is forbidden for every other form of a GET', async () => {
    const hash = createHash('sha256').update(QUERY).digest('hex');
    const extensions = encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } }));
    const site = 'Sec-Fetch-Site: cross-site';
    for (const search of ['', '?documentId=x', `?extensions=${extensions}`, '?query=mutation%7B__typename%7D']) {
      expectForbidden(await send(graph, `GET /graphql${search}`, [site]));
    }
    const { status, calls } = await send(graph, `HEAD /graphql${SEARCH}`, [site]);
    expect([status, calls]).toEqual([403, 0]);
  });

  it('is forbidden although its answer is kept', async () => {
    const cached = await startGraph({ settings: { CACHE: 'on' } });
    const ask = (...headers: string[]) => send(cached, `GET /graphql${SEARCH}`, headers);
    expectAnswered(await ask());
    expectForbidden(await ask('Sec-Fetch-Site: cross-site'));
    expect(await ask('Sec-Fetch-Site: same-origin')).toMatchObject({ status: 200, calls: 0 });
    await cached.close();
  });

  it('is forbidden before its token is looked at', async () => {
    const site = 'Sec-Fetch-Site: cross-site';
    for (const token of [[], [`Authorization: Bearer ${TOKEN}`], ['Authorization: Bearer wrong']]) {
      expectForbidden(await send(closed, `GET /graphql${SEARCH}`, [site, ...token]));
      expectForbidden(await send(closed, 'GET /metrics', [site, ...token]));
    }
    const token = `Authorization: Bearer ${TOKEN}`;
    const listed = await send(closed, `GET /graphql${SEARCH}`, [site, `Origin: ${LISTED}`, token]);
    expectAnswered(listed);
    expect(listed.head).toContain(`access-control-allow-origin: ${LISTED}`);
  });

  it('is forbidden for what else has data, and not for probes', async () => {
    const site = 'Sec-Fetch-Site: cross-site';
    for (const path of ['/metrics', '/graphiql/tabs.json']) {
      expectForbidden(await send(graph, `GET ${path}`, [site]));
      expectForbidden(await send(graph, `GET ${path}`, [`Origin: ${EVIL}`]));
      expect((await send(graph, `GET ${path}`, ['Sec-Fetch-Site: same-origin'])).status).toBe(200);
    }
    for (const path of ['/healthz', '/readyz']) expect((await send(graph, `GET ${path}`, [site])).status).toBe(200);
    expect((await send(graph, 'GET /nothing', [site])).status).toBe(404);
  });

  it('is counted by its reason', async () => {
    await get('Sec-Fetch-Site: cross-site');
    const { text } = await send(graph, 'GET /metrics');
    expect(text).toMatch(/^teamgraph_http_rejected_requests_total\{reason="cross_site"\} [1-9]/m);
  });

  it('at an address of its own (DNS rebinding) is misdirected, whatever it says', async () => {
    const host = 'Host: evil.example:4000';
    const headers = [
      [],
      ['Sec-Fetch-Site: same-origin', 'Origin: http://evil.example:4000'],
      ['X-Forwarded-Host: graph'],
    ];
    for (const more of headers) expect((await get(host, ...more)).status).toBe(421);
  });
});

describe('a request that may be answered', () => {
  it.each(WELCOME)('(%s) is, by GET', async (_, headers) => {
    expectAnswered(await get(...headers));
  });

  it.each(WELCOME)('(%s) is, by POST', async (_, headers) => {
    expectAnswered(await post(...headers));
  });

  it('by GET as urql sends it is, from a page on a listed origin and from a program', async () => {
    const accept =
      'Accept: application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed';
    const page = [`Origin: ${LISTED}`, 'Sec-Fetch-Site: same-site', 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Dest: empty'];
    for (const headers of [page, []]) expectAnswered(await get(accept, ...headers));
  });

  it('says that its answer depends on where it came from', async () => {
    for (const { head } of [await get(), await get('Sec-Fetch-Site: cross-site')]) {
      expect(/^vary: (.*)$/im.exec(head)?.[1]?.trim().split(', ')).toEqual(
        expect.arrayContaining(['Origin', 'Sec-Fetch-Site', 'Authorization', 'Accept']),
      );
    }
  });
});

describe('a navigation', () => {
  const NAVIGATION = ['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document', BROWSER_ACCEPT];

  it.each(['cross-site', 'same-site', 'same-origin', 'none'])(
    'from %s gets the page, and runs no query',
    async (site) => {
      for (const search of ['', SEARCH, `${SEARCH}&variables=%7B%7D&operationName=A`, '?query=', '?documentId=x']) {
        const { status, head, text, calls } = await send(graph, `GET /graphql${search}`, [
          `Sec-Fetch-Site: ${site}`,
          ...NAVIGATION,
        ]);
        expect([status, calls]).toEqual([200, 0]);
        expect(head).toMatch(/content-type: text\/html/i);
        expect(text).toMatch(/<html/);
      }
    },
  );

  it('from an old browser gets the page, too', async () => {
    for (const headers of [[BROWSER_ACCEPT], ['Accept: text/html']]) {
      const { head, calls } = await get(...headers);
      expect([/content-type: text\/html/i.test(head), calls]).toEqual([true, 0]);
    }
  });

  it('by a form is forbidden', async () => {
    const headers = ['Sec-Fetch-Site: cross-site', `Origin: ${EVIL}`, 'Content-Type: text/plain', ...NAVIGATION];
    expectForbidden(await send(graph, 'POST /graphql', headers, JSON.stringify({ query: QUERY })));
  });

  it('from another origin is forbidden where the page is not served', async () => {
    expectForbidden(await send(closed, `GET /graphql${SEARCH}`, ['Sec-Fetch-Site: cross-site', ...NAVIGATION]));
    expectForbidden(await send(closed, 'GET /graphql', ['Sec-Fetch-Site: cross-site', ...NAVIGATION]));
  });

  it.each(['Accept: application/json', 'Accept: application/json, text/html;q=0.5', 'Accept: text/html;q=0, */*'])(
    'is not what a client sends that prefers JSON (%s)',
    async (accept) => {
      expectAnswered(await get(accept));
    },
  );
});

/** Authentication and scopes over HTTP. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, type GraphAnswer, startGraph } from '../../support/graph.ts';

const TOKENS = { all: 'tg_all', none: 'tg_plain', attendees: 'tg_attendees', performance: 'tg_performance' };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const AUTH_TOKENS = [
  `all:${sha256(TOKENS.all)}`,
  `attendees:${sha256(TOKENS.attendees).toUpperCase()}:attendees`,
  `performance:${sha256(TOKENS.performance)}:performance`,
].join(', ');
const WEEK = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const BOTH = `{
  bookings(first: 1) { nodes { uid attendees { name email } } }
  memberStats(range: ${WEEK}, timeZone: "UTC") { mostBookings { value } }
}`;

let graph: Graph;
let origin: string;
beforeAll(async () => {
  graph = await startGraph({ settings: { AUTH_TOKENS } });
  origin = new URL(graph.url).origin;
});
afterAll(() => graph.close());

const calls = (): number =>
  [graph.sandbox.calcom, graph.sandbox.alo, graph.sandbox.saleshandy].flatMap((v) => v.calls).length;

async function post(
  authorization: string | undefined,
  body: string,
): Promise<{ response: Response; answer: GraphAnswer }> {
  const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) };
  const response = await fetch(graph.url, { method: 'POST', headers, body });
  return { response, answer: (await response.json()) as GraphAnswer };
}
const ask = (token: string, query: string) => post(`Bearer ${token}`, JSON.stringify({ query }));

describe('a request without a valid token', () => {
  it.each([
    ['none', undefined],
    ['an empty one', 'Bearer '],
    ['a wrong one', 'Bearer tg_wrong'],
    ['part of one', 'Bearer tg_al'],
    ['one and more', 'Bearer tg_all2'],
    ['another scheme', `Basic ${TOKENS.all}`],
    ['two of them', `Bearer ${TOKENS.all}, Bearer ${TOKENS.all}`],
    ['the hash of one', `Bearer ${sha256(TOKENS.all)}`],
  ])('(%s) gets a 401 before its query is parsed', async (_, authorization) => {
    const before = calls();
    for (const body of [JSON.stringify({ query: '{ users { nodes { id } } }' }), '{ no JSON', 'x'.repeat(300_000)]) {
      const { response, answer } = await post(authorization, body);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(answer.errors).toEqual([
        {
          message: 'Expected a valid token in the header Authorization: Bearer TOKEN.',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ]);
    }
    expect(calls()).toBe(before);
  });

  it('gets a 401 for GET and for /metrics, too', async () => {
    const headers = { 'apollo-require-preflight': '1' };
    expect((await fetch(`${graph.url}?query={__typename}`, { headers })).status).toBe(401);
    expect((await fetch(`${origin}/metrics`)).status).toBe(401);
    expect((await fetch(`${origin}/metrics`, { headers: { authorization: 'bearer tg_all' } })).status).toBe(200);
  });

  it('gets health, readiness and GraphiQL, whose tabs hold no person', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await fetch(`${origin}${path}`)).status).toBe(200);
    const page = await fetch(graph.url, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const tabs = await (await fetch(`${origin}/graphiql/tabs.json`)).text();
    expect(tabs).not.toMatch(/@example/);
  });
});

describe('a request with a token', () => {
  it('sees everything if the settings give the token no scopes', async () => {
    const { response, answer } = await ask(TOKENS.all, BOTH);
    expect(response.status).toBe(200);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.bookings.nodes[0].attendees[0].email).toMatch(/@/);
    expect(answer.data.memberStats.mostBookings.length).toBeGreaterThan(0);
  });

  it.each([
    ['attendees', 'memberStats', ['memberStats']],
    ['performance', 'email', ['bookings', 'nodes', 0, 'attendees', 0, 'email']],
  ] as const)('of the scope %s gets null and FORBIDDEN for what needs the other scope', async (scope, _, path) => {
    const { response, answer } = await ask(TOKENS[scope], BOTH);
    expect(response.status).toBe(200);
    expect(answer.errors?.[0]).toMatchObject({ path, extensions: { code: 'FORBIDDEN' } });
    const shown = path.reduce((value, key) => value?.[key], answer.data);
    expect(shown).toBeNull();
    expect(answer.data.bookings.nodes[0].uid).toEqual(expect.any(String));
  });

  it('causes no call for what is forbidden', async () => {
    await ask(TOKENS.attendees, '{ __typename }');
    const before = calls();
    const { answer } = await ask(TOKENS.attendees, `{ teamStats(range: ${WEEK}) { prospect { nodes { added } } } }`);
    expect(answer).toMatchObject({ data: { teamStats: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(calls()).toBe(before);
  });

  it('gets nothing from the cache that its scopes forbid', async () => {
    const cached = await startGraph({ settings: { AUTH_TOKENS, CACHE: 'on' } });
    const query = '{ bookings(first: 1) { nodes { attendees { email } } } }';
    const asWhom = async (token: string) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const response = await fetch(cached.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
      return (await response.json()) as GraphAnswer;
    };
    expect((await asWhom(TOKENS.all)).data.bookings.nodes[0].attendees[0].email).toMatch(/@/);
    expect((await asWhom(TOKENS.performance)).data.bookings.nodes[0].attendees[0].email).toBeNull();
    expect((await asWhom(TOKENS.all)).data.bookings.nodes[0].attendees[0].email).toMatch(/@/);
    await cached.close();
  });

  it('is logged with the reason of a failed authentication, which the client does not learn', async () => {
    const { answer } = await ask('tg_wrong', '{ __typename }');
    expect(JSON.stringify(answer)).not.toContain('unknown_token');
    await expect.poll(() => graph.log.join()).toContain('"reason":"unknown_token"');
  });

  it('is logged with its caller and never with its token', () => {
    expect(graph.log.join()).toContain('"caller":"token:attendees"');
    for (const token of Object.values(TOKENS)) {
      expect(graph.log.join()).not.toContain(token);
      expect(graph.log.join()).not.toContain(sha256(token));
    }
  });
});

describe('a caller over its rate limit', () => {
  it('gets a 429 with Retry-After, and other callers are answered', async () => {
    const limited = await startGraph({ settings: { AUTH_TOKENS, CALLER_REQUESTS_PER_MINUTE: '3' } });
    const status = async (token: string) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ query: '{ __typename }' });
      const response = await fetch(limited.url, { method: 'POST', headers, body });
      return {
        status: response.status,
        retryAfter: Number(response.headers.get('retry-after')),
        body: await response.json(),
      };
    };
    for (let n = 0; n < 3; n++) expect((await status(TOKENS.all)).status).toBe(200);
    const refused = await status(TOKENS.all);
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect(refused.retryAfter).toBeGreaterThan(0);
    expect(refused.retryAfter).toBeLessThanOrEqual(61);
    expect((await status(TOKENS.performance)).status).toBe(200);
    await limited.close();
  });

  it('of calls gets an error at the field before a call is sent, and other callers are answered', async () => {
    const limited = await startGraph({ settings: { AUTH_TOKENS, CALLER_CALLS_PER_MINUTE: '2' } });
    const booking = async (token: string, uid: string) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const query = `{ bookings(first: 1, filter: { bookingUid: "${uid}" }) { nodes { uid } } }`;
      const response = await fetch(limited.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
      return (await response.json()) as GraphAnswer;
    };
    for (const uid of ['a1', 'a2']) expect((await booking(TOKENS.all, uid)).errors).toBeUndefined();
    const before = limited.sandbox.calcom.calls.length;
    const refused = await booking(TOKENS.all, 'a3');
    expect(refused).toMatchObject({
      data: { bookings: null },
      errors: [{ extensions: { code: 'SOURCE_THROTTLED', teamgraph: { source: 'CALCOM' } } }],
    });
    expect(limited.sandbox.calcom.calls).toHaveLength(before);
    expect((await booking(TOKENS.performance, 'a4')).errors).toBeUndefined();
    await limited.close();
  });
});

describe('the server', () => {
  it('may listen beyond loopback with authentication', async () => {
    const open = await startGraph({ settings: { HOST: '0.0.0.0', AUTH_TOKENS } });
    expect((await open.ask('{ __typename }')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    await open.close();
  });
});

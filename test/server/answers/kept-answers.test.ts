/** Whole answers are kept, and sent again while all that they were made of is current and fresh. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Environment } from '../../../src/config/config.ts';
import { lookupsOf, post, send } from '../../support/answers.ts';
import { createJumpingClock, type JumpingClock } from '../../support/clock.ts';
import { startServer } from '../../support/graph.ts';
import {
  actionRow,
  BROKEN,
  bookingPage,
  bookingRow,
  listed,
  memberRow,
  periodRow,
  type Script,
  startScripted,
  UNAUTHORIZED,
} from '../../support/scripted-vendors.ts';
import { eventOf } from '../../support/telemetry.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

async function start(script: Script, settings: Environment = {}, clock: JumpingClock = createJumpingClock()) {
  const vendors = await startScripted(['CALCOM', 'ALO'], script);
  undo.push(vendors.close);
  const server = await startServer({ ...vendors.settings, CACHE: 'on', ...settings }, { clock });
  undo.push(server.close);
  return { ...server, clock, calls: vendors.calls };
}

/** ALO with periods whose name a test changes, or whose answer it replaces. */
function namedPeriods() {
  const state: { name: string; answer?: unknown } = { name: 'Early' };
  const script: Script = {
    periods: () => state.answer ?? { periods: [periodRow(1, { name: state.name })] },
  };
  return { state, script };
}

const PERIODS = 'query Periods { periods { nodes { name } } }';
const BOOKINGS = '{ bookings { nodes { uid title attendees { email } } } }';
const nameIn = (text: string): string => JSON.parse(text).data.periods.nodes[0].name;
const SOON = { timeout: 10_000, interval: 20 };

describe('an answer', () => {
  it('is sent again without a call and without running the query, byte for byte', async () => {
    const { url, calls } = await start(namedPeriods().script);
    const first = await post(url, PERIODS);
    const made = calls.length;
    const again = await post(url, PERIODS);
    expect(again).toMatchObject({ status: 200, text: first.text });
    expect([...again.headers.keys()]).toEqual([...first.headers.keys()]);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(calls.length).toBe(made);
    expect(await lookupsOf(url)).toEqual({ hit: 1, shared: 0, miss: 1 });
  });

  it('is the same for equal requests that are written in another way', async () => {
    const { url } = await start(namedPeriods().script);
    const query = 'query ($a: Int, $b: String) { periods(first: $a, after: $b) { nodes { name } } }';
    for (const body of [
      `{"query":${JSON.stringify(query)},"variables":{"a":1,"b":null}}`,
      `{ "variables": { "b": null, "a": 1 }, "operationName": null, "extensions": {}, "query": ${JSON.stringify(query)} }`,
    ]) {
      expect((await send(url, { method: 'POST', body })).status).toBe(200);
    }
    const search = new URLSearchParams({ query, variables: '{"b":null,"a":1}' });
    expect((await send(`${url}?${search}`, { headers: { 'apollo-require-preflight': '1' } })).status).toBe(200);
    expect(await lookupsOf(url)).toEqual({ hit: 2, shared: 0, miss: 1 });
  });

  it('is another one for other variables, another operation, or another media type', async () => {
    const { url } = await start({ periods: () => ({ periods: [periodRow(1), periodRow(2)] }) });
    const query = 'query A($n: Int) { periods(first: $n) { nodes { name } } } query B { periods { nodes { id } } }';
    const ask = (operationName: string, variables: object, accept = 'application/json') =>
      send(url, { method: 'POST', body: JSON.stringify({ query, operationName, variables }), headers: { accept } });
    const answers = [
      await ask('A', { n: 1 }),
      await ask('A', { n: 2 }),
      await ask('A', {}),
      await ask('B', {}),
      await ask('A', { n: 1 }, 'application/graphql-response+json'),
    ];
    expect(new Set(answers.slice(0, 4).map(({ text }) => text)).size).toBe(3);
    expect(answers[4]?.headers.get('content-type')).toMatch(/^application\/graphql-response\+json/);
    expect(await lookupsOf(url)).toEqual({ hit: 0, shared: 0, miss: 5 });
  });

  it('is not kept beyond the time for which its data is fresh, and changes when the source has sent something else', async () => {
    const { state, script } = namedPeriods();
    const { url, clock } = await start(script);
    await post(url, PERIODS);
    state.name = 'Late';
    clock.jump(59_000);
    expect(nameIn((await post(url, PERIODS)).text)).toBe('Early');
    clock.jump(1_000);
    await vi.waitFor(async () => expect(nameIn((await post(url, PERIODS)).text)).toBe('Late'), SOON);
  });

  it('that shares one read with another query changes when that query has read something else', async () => {
    const { state, script } = namedPeriods();
    const { url, clock } = await start({ ...script, actions: () => ({ actions: [actionRow(1)] }) });
    const both = '{ periods { nodes { name } } bookings { nodes { uid } } }';
    await post(url, PERIODS);
    clock.jump(30_000);
    expect(nameIn((await post(url, both)).text)).toBe('Early');
    clock.jump(30_000);
    state.name = 'Late';
    await vi.waitFor(async () => expect(nameIn((await post(url, PERIODS)).text)).toBe('Late'), SOON);
    expect(nameIn((await post(url, both)).text)).toBe('Late');
  });

  it('of directories alone is kept until they are loaded again', async () => {
    const script = { members: listed(memberRow(1, { name: 'Ann' })) };
    const { url, clock } = await start({ members: (query) => script.members(query) });
    const users = '{ users { nodes { name } } }';
    expect((await post(url, users)).text).toContain('Ann');
    clock.jump(61_000);
    await post(url, users);
    script.members = listed(memberRow(1, { name: 'Bea' }));
    clock.jump(8 * 60_000);
    expect((await post(url, users)).text).toContain('Ann');
    expect(await lookupsOf(url)).toEqual({ hit: 2, shared: 0, miss: 1 });
    clock.jump(60_000);
    await vi.waitFor(async () => expect((await post(url, users)).text).toContain('Bea'), SOON);
  });

  it('is made again after an edit of the people file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'teamgraph-answers-'));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'people.yaml');
    await writeFile(path, 'people: []\n');
    const { url } = await start({ members: listed(memberRow(7, { name: 'Ann' })) }, { PEOPLE_FILE: path });
    const users = '{ users { nodes { name } } }';
    expect((await post(url, users)).text).toContain('Ann');
    await writeFile(path, 'people:\n  - { name: Ann, same: ["calcom:7"], left: true }\n');
    await vi.waitFor(async () => expect((await post(url, users)).text).not.toContain('Ann'), SOON);
  });

  it('is not shown any more as soon as the source has refused the credential', async () => {
    const { state, script } = namedPeriods();
    const { url } = await start({ ...script, actions: () => UNAUTHORIZED });
    await post(url, PERIODS);
    expect(nameIn((await post(url, PERIODS)).text)).toBe('Early');
    state.answer = UNAUTHORIZED;
    await post(url, '{ periods { nodes { actions { nodes { id } } } } }');
    const { text } = await post(url, PERIODS);
    expect(JSON.parse(text)).toMatchObject({
      data: { periods: null },
      errors: [{ extensions: { code: 'SOURCE_UNAUTHORIZED' } }],
    });
  });

  it('of directories alone is not shown any more, either', async () => {
    const state: { answer?: unknown } = {};
    const { url } = await start({
      members: (query) => state.answer ?? listed(memberRow(1))(query),
      bookings: () => UNAUTHORIZED,
    });
    const users = '{ users { nodes { name } } }';
    for (let time = 0; time < 2; time++) expect((await post(url, users)).text).toContain('Person 1');
    expect((await lookupsOf(url)).hit).toBe(1);
    state.answer = UNAUTHORIZED;
    await post(url, BOOKINGS);
    expect((await post(url, users)).text).not.toContain('Person 1');
  });

  it.each([
    ['the trace', PERIODS, { 'teamgraph-trace': 'on' }],
    ['the state of sources', '{ sources { name state } periods { nodes { name } } }', {}],
    ['what is left of the rate limits', '{ rateLimit { source remaining } periods { nodes { name } } }', {}],
    ['nothing that was read', '{ __typename }', {}],
  ])('with %s is not kept', async (_, query, headers) => {
    const { url } = await start(namedPeriods().script);
    for (let time = 0; time < 3; time++) expect((await post(url, query, headers)).status).toBe(200);
    expect((await lookupsOf(url)).hit).toBe(0);
  });

  it('with an error is not kept', async () => {
    const { state, script } = namedPeriods();
    const { url } = await start(script);
    state.answer = BROKEN;
    const broken = await post(url, PERIODS);
    expect(JSON.parse(broken.text).errors[0].extensions.code).toBe('SOURCE_UNAVAILABLE');
    delete state.answer;
    expect(nameIn((await post(url, PERIODS)).text)).toBe('Early');
    expect((await lookupsOf(url)).hit).toBe(0);
  });

  it('with stale data is not kept', async () => {
    const { state, script } = namedPeriods();
    const { url, clock } = await start(script);
    await post(url, PERIODS);
    state.answer = BROKEN;
    clock.jump(10 * 60_000);
    for (let time = 0; time < 3; time++) expect(nameIn((await post(url, PERIODS)).text)).toBe('Early');
    expect(await lookupsOf(url)).toEqual({ hit: 0, shared: 0, miss: 4 });
    delete state.answer;
    state.name = 'Late';
    clock.jump(60_000);
    await vi.waitFor(async () => expect(nameIn((await post(url, PERIODS)).text)).toBe('Late'), SOON);
  });

  it('is not kept with CACHE=off', async () => {
    const { url, calls } = await start(namedPeriods().script, { CACHE: 'off' });
    await post(url, PERIODS);
    const made = calls.length;
    await post(url, PERIODS);
    expect(calls.length).toBe(2 * made);
    expect(await lookupsOf(url)).toEqual({ hit: 0, shared: 0, miss: 0 });
  });
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a kept answer', () => {
  const bookings = (): object => bookingPage([bookingRow(1)]);

  it('is sent only to callers with the same scopes', async () => {
    const AUTH_TOKENS = `a:${sha256('a')}:attendees,b:${sha256('b')}:none,c:${sha256('c')}:attendees`;
    const { url, calls } = await start({ bookings }, { AUTH_TOKENS });
    const [a, b, c] = [
      await post(url, BOOKINGS, bearer('a')),
      await post(url, BOOKINGS, bearer('b')),
      await post(url, BOOKINGS, bearer('c')),
    ];
    expect(a.text).toContain('ann@example.org');
    expect(b.text).not.toContain('ann@example.org');
    expect(JSON.parse(b.text).errors[0].extensions.code).toBe('FORBIDDEN');
    expect(c.text).toBe(a.text);
    expect((await post(url, BOOKINGS, bearer('d'))).status).toBe(401);
    expect((await post(url, BOOKINGS)).status).toBe(401);
    expect(await lookupsOf(url, bearer('a'))).toEqual({ hit: 1, shared: 0, miss: 2 });
    expect(calls.filter((path) => path.includes('/bookings'))).toHaveLength(1);
  });

  it('counts as a request of its caller, in the rate limit, the log and the metrics', async () => {
    const { url, log, clock } = await start(namedPeriods().script, { CALLER_REQUESTS_PER_MINUTE: '3' });
    for (let time = 0; time < 3; time++) expect((await post(url, PERIODS)).status).toBe(200);
    expect((await post(url, PERIODS)).status).toBe(429);
    clock.jump(62_000);
    const lines = log.map(eventOf).filter(({ event }) => event === 'request');
    const line = { caller: 'address:127.0.0.1', method: 'POST', path: 'graphql', kind: 'query', operation: 'Periods' };
    expect(lines.slice(0, 3)).toEqual(
      [1, 0, 0].map((calls) => expect.objectContaining({ ...line, status: 200, calls })),
    );
    const metrics = await (await fetch(new URL('/metrics', url), { headers: { connection: 'close' } })).text();
    expect(metrics).toMatch(/^teamgraph_http_requests_total\{path="graphql",status="2xx"\} 3$/m);
    expect(metrics).toMatch(/^teamgraph_http_request_seconds_count\{path="graphql"\} 4$/m);
  });

  it('has the headers of every answer, CORS and the request id included', async () => {
    const { url } = await start(namedPeriods().script, { CORS_ORIGINS: 'https://app.example.com' });
    const headers = { origin: 'https://app.example.com', 'x-request-id': 'my-id' };
    const first = await post(url, PERIODS, headers);
    const again = await post(url, PERIODS, headers);
    const seen = ({ headers: received }: typeof first) =>
      Object.fromEntries([...received].filter(([name]) => name !== 'date'));
    expect(seen(again)).toEqual(seen(first));
    expect(seen(again)).toMatchObject({
      'x-request-id': 'my-id',
      'access-control-allow-origin': 'https://app.example.com',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(await lookupsOf(url)).toMatchObject({ hit: 1 });
  });

  it('to GET has the rest of its freshness, and an ETag with which it is not sent again', async () => {
    const { url, clock } = await start(namedPeriods().script);
    const get = (headers: Record<string, string> = {}) =>
      send(`${url}?query=${encodeURIComponent(PERIODS)}`, { headers: { 'apollo-require-preflight': '1', ...headers } });
    const first = await get();
    clock.jump(20_000);
    const again = await get();
    expect(again.text).toBe(first.text);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    const maxAge = Number(/^private, max-age=(\d+)$/.exec(again.headers.get('cache-control') ?? '')?.[1]);
    const left = maxAge - Number(again.headers.get('age'));
    expect(left).toBeGreaterThanOrEqual(38);
    expect(left).toBeLessThanOrEqual(40);
    const same = await get({ 'if-none-match': first.headers.get('etag') ?? '' });
    expect(same).toMatchObject({ status: 304, text: '' });
    const blocked = await get({ 'sec-fetch-site': 'cross-site' });
    expect(blocked.status).toBe(403);
    expect((await send(url, { method: 'HEAD' })).status).toBe(405);
    expect(await lookupsOf(url)).toEqual({ hit: 2, shared: 0, miss: 1 });
  });

  it('is sent in each content encoding', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => periodRow(index + 1));
    const { url } = await start({ periods: () => ({ periods: rows }) });
    const query = '{ periods(first: 50) { nodes { id name start end } } }';
    const plain = await post(url, query, { 'accept-encoding': 'identity' });
    for (const encoding of ['br', 'gzip', 'br', 'gzip']) {
      const { headers, bytes } = await postRaw(url, query, encoding);
      expect(headers['content-encoding']).toBe(encoding);
      expect(headers['content-length']).toBe(String(bytes.length));
      const read = encoding === 'br' ? brotliDecompressSync(bytes) : gunzipSync(bytes);
      expect(read.toString()).toBe(plain.text);
    }
    expect(await lookupsOf(url)).toEqual({ hit: 4, shared: 0, miss: 1 });
  });

  it('is found by the id of its document, and a wrong or unknown id is not', async () => {
    const { url } = await start(namedPeriods().script);
    const byHash = (sha256Hash: string, query?: string) =>
      send(url, {
        method: 'POST',
        body: JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
      });
    expect((await byHash(sha256(PERIODS))).text).toContain('PERSISTED_QUERY_NOT_FOUND');
    const registered = await byHash(sha256(PERIODS), PERIODS);
    expect(registered.status).toBe(200);
    expect((await byHash(sha256(PERIODS))).text).toBe(registered.text);
    expect((await byHash(sha256(PERIODS))).text).toBe(registered.text);
    expect((await byHash(sha256('{ periods }'), PERIODS)).text).toContain('BAD_REQUEST');
    expect((await lookupsOf(url)).hit).toBe(1);
  });

  it('is not found by a request that is not well-formed', async () => {
    const { url } = await start(namedPeriods().script);
    await post(url, PERIODS);
    const query = PERIODS;
    for (const body of [
      { query, variables: [] },
      { query, variables: '{}' },
      { query, operationName: 1 },
      { query, extensions: [] },
      { query, operationName: 'Other' },
    ]) {
      const { text } = await send(url, { method: 'POST', body: JSON.stringify(body) });
      expect(JSON.parse(text).errors).toHaveLength(1);
    }
    const deep = `{"query":${JSON.stringify(query)},"variables":{"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`;
    expect((await send(url, { method: 'POST', body: deep })).status).toBe(200);
    const plain = await send(url, {
      method: 'POST',
      body: JSON.stringify({ query }),
      headers: { 'content-type': 'text/plain' },
    });
    expect(plain.status).toBe(415);
    expect((await lookupsOf(url)).hit).toBe(0);
  });

  it.each(['1e400', '-1e400'])('is not found by a variable that JSON cannot write: %s', async (number) => {
    const { url } = await start(namedPeriods().script);
    const ask = (value: string) =>
      send(url, {
        method: 'POST',
        body: `{"query":"query ($n: Int) { periods(first: $n) { nodes { name } } }","variables":{"n":${value}}}`,
      });
    for (let time = 0; time < 2; time++) {
      expect(nameIn((await ask('null')).text)).toBe('Early');
      expect(JSON.parse((await ask(number)).text).errors[0].extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it.each(['variables=null', 'variables=[]', 'variables=', 'extensions=', 'operationName=', 'query={x}'])(
    'is not found by a URL with %s',
    async (parameter) => {
      const { url } = await start(namedPeriods().script);
      const get = (more = '') =>
        send(`${url}?query=${encodeURIComponent(PERIODS)}${more}`, { headers: { 'apollo-require-preflight': '1' } });
      for (let time = 0; time < 2; time++) {
        expect((await get()).status).toBe(200);
        expect((await get(`&${parameter}`)).status).toBe(400);
      }
    },
  );

  it('to GET is not found by a POST without a body', async () => {
    const { url } = await start(namedPeriods().script);
    const target = `${url}?query=${encodeURIComponent(PERIODS)}`;
    for (let time = 0; time < 2; time++) {
      expect((await send(target, { headers: { 'apollo-require-preflight': '1' } })).status).toBe(200);
      expect((await send(target, { method: 'POST', body: '' })).status).toBe(400);
    }
  });
});

/** The bytes on the wire: no library decodes them. */
function postRaw(url: string, query: string, encoding: string) {
  return new Promise<{ headers: NodeJS.Dict<string | string[]>; bytes: Buffer }>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json', 'accept-encoding': encoding };
    const pending = request(url, { method: 'POST', headers }, async (answer) =>
      resolve({ headers: answer.headers, bytes: Buffer.concat(await answer.toArray()) }),
    );
    pending.on('error', reject).end(JSON.stringify({ query }));
  });
}

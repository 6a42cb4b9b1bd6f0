/** Cache-Control and conditional requests. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createJumpingClock } from '../../support/clock.ts';
import { type Graph, startGraph } from '../../support/graph.ts';

const clock = createJumpingClock();
let graph: Graph;
beforeAll(async () => {
  graph = await startGraph({ settings: { CACHE: 'on' }, clock });
});
afterAll(() => graph.close());

const BOOKINGS = '{ bookings(first: 2) { nodes { uid } } }';
const PREFLIGHT = { 'apollo-require-preflight': '1' };

const get = (query: string, headers: Record<string, string> = {}, url = graph.url) =>
  fetch(`${url}?query=${encodeURIComponent(query)}`, { headers: { ...PREFLIGHT, ...headers } });

/** For how many seconds the answer may still be used: RFC 9111, 4.2. */
const leftOf = ({ headers }: Response): number =>
  Number(/^private, max-age=(\d+)$/.exec(headers.get('cache-control') ?? '')?.[1]) - Number(headers.get('age'));

describe('an answer to GET', () => {
  it('may be cached by its client alone, until its data is stale', async () => {
    expect(leftOf(await get(BOOKINGS))).toBeGreaterThanOrEqual(59);
    clock.jump(20_000);
    const later = leftOf(await get(BOOKINGS));
    expect(later).toBeLessThanOrEqual(40);
    expect(later).toBeGreaterThan(20);
    const both = await get(`${BOOKINGS.slice(0, -1)} periods(first: 1) { nodes { id } } }`);
    expect(leftOf(both)).toBe(later);
  });

  it('with stale data has to be validated each time', async () => {
    await get(BOOKINGS);
    await graph.sandbox.calcom.kill();
    clock.jump(10 * 60_000);
    const old = await get(BOOKINGS);
    expect(await old.json()).toMatchObject({ data: { bookings: { nodes: [{}, {}] } } });
    expect(old.headers.get('cache-control')).toBe('private, no-cache');
    await graph.sandbox.calcom.revive();
  });

  it('is a 304 without a body for a client that has it', async () => {
    const first = await get('{ __typename }');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[\w-]{43}"$/);
    for (const known of [etag, `"other", ${etag}`, '*']) {
      const again = await get('{ __typename }', { 'if-none-match': known });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
      expect(again.headers.get('etag')).toBe(etag);
      expect(again.headers.get('cache-control')).toBe('private, no-cache');
    }
    const other = await get('{ __typename }', { 'if-none-match': '"other"' });
    expect([other.status, await other.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
  });

  it('with an error of the request is not cacheable', async () => {
    const response = await get('{ nothingLikeThat }');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('etag')).toBeNull();
  });

  it.each([
    ['an error of the field', '{ booking(uid: "..") { uid } }'],
    ['how the sources are doing', `{ sources { name state } ${BOOKINGS.slice(1)}`],
  ])('with %s has to be validated each time', async (_, query) => {
    const response = await get(query);
    expect(response.headers.get('cache-control')).toBe('private, no-cache');
    expect(response.headers.get('etag')).not.toBeNull();
  });

  it('with a trace is as cacheable as without, for requests with a trace', async () => {
    clock.jump(60_000);
    // The first answer after the outage is stale and read again.
    const plain = await vi.waitFor(async () => {
      const response = await get(BOOKINGS);
      expect(response.headers.get('cache-control')).toMatch(/max-age/);
      return response;
    });
    const traced = await get(BOOKINGS, { 'teamgraph-trace': 'on' });
    expect(await traced.json()).toHaveProperty('extensions.teamgraph.calls');
    expect(leftOf(traced)).toBeGreaterThan(0);
    expect(leftOf(traced)).toBeLessThanOrEqual(leftOf(plain));
    expect(traced.headers.get('vary')).toContain('teamgraph-trace');
  });
});

describe('an answer to POST', () => {
  it('is not cacheable', async () => {
    const headers = { 'content-type': 'application/json', 'if-none-match': '*' };
    const response = await fetch(graph.url, { method: 'POST', headers, body: JSON.stringify({ query: BOOKINGS }) });
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });
});

describe('a server without a cache', () => {
  it('has every answer validated each time', async () => {
    const uncached = await startGraph();
    const response = await get(BOOKINGS, {}, uncached.url);
    expect(response.headers.get('cache-control')).toBe('private, no-cache');
    await uncached.close();
  });
});

/** Cache-Control and conditional requests. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const maxAgeOf = (response: Response): number =>
  Number(/^private, max-age=(\d+)$/.exec(response.headers.get('cache-control') ?? '')?.[1]);

describe('an answer to GET', () => {
  it('may be cached by its client alone, until its data is stale', async () => {
    expect(maxAgeOf(await get(BOOKINGS))).toBeGreaterThanOrEqual(59);
    clock.jump(20_000);
    const later = maxAgeOf(await get(BOOKINGS));
    expect(later).toBeLessThanOrEqual(40);
    expect(later).toBeGreaterThan(20);
    const both = await get(`${BOOKINGS.slice(0, -1)} periods(first: 1) { nodes { id } } }`);
    expect(maxAgeOf(both)).toBe(later);
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

  it.each([
    ['an error of a source', '{ booking(uid: "..") { uid } }'],
    ['an error of the request', '{ nothingLikeThat }'],
    ['how the sources are doing', `{ sources { source } ${BOOKINGS.slice(1)}`],
  ])('with %s is not cacheable', async (_, query) => {
    const response = await get(query);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('etag')).toBeNull();
  });

  it('with a trace is not cacheable', async () => {
    const response = await get(BOOKINGS, { 'teamgraph-trace': 'on' });
    expect(await response.json()).toHaveProperty('extensions.teamgraph.calls');
    expect(response.headers.get('cache-control')).toBe('no-store');
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

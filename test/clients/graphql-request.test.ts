/** The code of docs/clients/graphql-request.md on a running server. */
import { describe, expect, it } from 'vitest';
import { failureAt } from '../../clients/examples/failures.ts';
import { freshMs, tellingFreshness } from '../../clients/examples/fresh.ts';
import { allMeetings, createClient, MEETING } from '../../clients/examples/graphql-request.ts';
import type { Meeting } from '../../clients/examples/meetings.ts';
import { range, TWO_SOURCES, useGraph } from '../support/clients.ts';
import { startGraph } from '../support/graph.ts';

const graph = useGraph();

describe('graphql-request', () => {
  it('reads all pages of a list, or fails', async () => {
    const client = createClient(graph.url());
    const months = { from: '2026-02-01T00:00:00Z', to: '2026-04-01T00:00:00Z' };
    const meetings = await allMeetings(client, months);
    expect(meetings.length).toBeGreaterThan(100);
    expect(new Set(meetings.map(({ id }) => id)).size).toBe(meetings.length);
    graph.refuse('calcom');
    await expect(allMeetings(client, months)).rejects.toThrow('SOURCE_REFUSED');
  });

  it('reads an object again by its id', async () => {
    const client = createClient(graph.url());
    const [meeting] = await allMeetings(client, range);
    graph.rename(meeting?.title, 'Renamed');
    const { node } = await client.request<{ node: Meeting }>(MEETING, { id: meeting?.id });
    expect(node).toEqual({ ...meeting, title: 'Renamed' });
  });

  it('gives the data beside the errors', async () => {
    graph.refuse('alo');
    const { data, errors } = await createClient(graph.url()).rawRequest<object>(TWO_SOURCES, { range });
    expect(data).toMatchObject({ bookings: { edges: [{ cursor: expect.any(String) }] }, periods: null });
    expect(failureAt(errors, 'periods')).toBe('SOURCE_REFUSED');
    expect(failureAt(errors, 'bookings')).toBeUndefined();
  });
});

describe('an answer to a GET', () => {
  it('tells for how long it is fresh', async () => {
    const cached = await startGraph({ settings: { CACHE: 'on' } });
    const told: number[] = [];
    const client = createClient(cached.url, { fetch: tellingFreshness((ms) => told.push(ms)) });
    await client.request(`{ bookings(first: 1) { nodes { id } } }`);
    await client.request('{ sources { name } }');
    await cached.close();
    expect(told).toEqual([expect.any(Number), 0]);
    expect(told[0]).toBeGreaterThan(0);
  });

  it('is fresh for what is left of its age', () => {
    const fresh = (headers: Record<string, string>) => freshMs(new Response(null, { headers }));
    expect(fresh({ 'cache-control': 'private, max-age=60', age: '12' })).toBe(48_000);
    expect(fresh({ 'cache-control': 'private, max-age=60' })).toBe(60_000);
    expect(fresh({ 'cache-control': 'private, max-age=60', age: '75' })).toBe(0);
    expect(fresh({ 'cache-control': 'no-store' })).toBe(0);
    expect(fresh({})).toBe(0);
  });
});

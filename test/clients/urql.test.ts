/** The code of docs/clients/urql.md on a running server. */
import { Client, fetchExchange, gql } from '@urql/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureAt } from '../../clients/examples/failures.ts';
import type { Meetings } from '../../clients/examples/meetings.ts';
import { createClient, MEETING, MEETINGS } from '../../clients/examples/urql.ts';
import { range, TWO_SOURCES, useGraph } from '../support/clients.ts';

const graph = useGraph();
let client: Client;
beforeEach(() => {
  client = createClient(graph.url());
});
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Keeps the meetings on the screen, and waits for their first answer. */
async function watch() {
  let shown: Meetings | undefined;
  const { unsubscribe } = client.query(MEETINGS, { range }).subscribe(({ data }) => {
    shown = data;
  });
  stops.push(unsubscribe);
  await expect.poll(() => shown).toBeDefined();
  return { shown: () => shown };
}

describe('urql with graphcache', () => {
  it('joins two pages in one list, and keeps it if the next page cannot be read', async () => {
    const { shown } = await watch();
    const first = shown()?.bookings;
    expect(first?.edges).toHaveLength(2);
    await client.query(MEETINGS, { range, after: first?.pageInfo.endCursor });
    const joined = shown()?.bookings;
    expect(joined?.edges).toHaveLength(4);
    expect(joined?.edges.slice(0, 2)).toEqual(first?.edges);
    expect(joined).toMatchObject({ totalCount: 53, complete: true });
    graph.refuse('calcom');
    const { error } = await client.query(MEETINGS, { range, after: joined?.pageInfo.endCursor });
    expect(failureAt(error?.graphQLErrors, 'bookings')).toBe('SOURCE_REFUSED');
    expect(shown()?.bookings?.edges).toEqual(joined?.edges);
  });

  it('reads a list again that could not be read: it keeps no outage', async () => {
    const query = gql(TWO_SOURCES);
    const undo = graph.refuse('alo');
    expect((await client.query(query, { range })).data?.periods).toBeNull();
    undo();
    const { data, error } = await client.query(query, { range });
    expect([data?.periods.nodes.length > 0, error]).toEqual([true, undefined]);
  });

  it('updates the list when one of its objects is read again by its id', async () => {
    const { shown } = await watch();
    const meeting = shown()?.bookings?.edges[0]?.node;
    graph.rename(meeting?.title, 'Renamed');
    await client.query(MEETING, { id: meeting?.id ?? '' });
    expect(shown()?.bookings?.edges[0]?.node).toMatchObject({ id: meeting?.id, title: 'Renamed' });
  });

  it('gives the data beside the errors', async () => {
    graph.refuse('alo');
    const { data, error } = await client.query(gql(TWO_SOURCES), { range });
    expect(data).toMatchObject({ bookings: { edges: [{ cursor: expect.any(String) }] }, periods: null });
    expect(failureAt(error?.graphQLErrors, 'periods')).toBe('SOURCE_REFUSED');
    expect(failureAt(error?.graphQLErrors, 'bookings')).toBeUndefined();
  });

  it('asks with a GET and no header of its own, as its default client does', async () => {
    const asked: { method?: string; headers: string[] }[] = [];
    const plain = new Client({
      url: graph.url(),
      exchanges: [fetchExchange],
      fetch: (input, init) => {
        asked.push({ method: init?.method, headers: [...new Headers(init?.headers).keys()] });
        return fetch(input, init);
      },
    });
    const { data, error } = await plain.query(MEETINGS, { range });
    expect([data?.bookings?.edges.length, error]).toEqual([2, undefined]);
    expect(asked).toEqual([{ method: 'GET', headers: ['accept'] }]);
  });
});

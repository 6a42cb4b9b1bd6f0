/** The code of docs/clients/apollo-client.md on a running server. */
import { gql, type TypedDocumentNode } from '@apollo/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient, errorsOf, MEETING, MEETINGS } from '../../clients/examples/apollo-client.ts';
import { failureAt } from '../../clients/examples/failures.ts';
import type { MeetingsVariables } from '../../clients/examples/meetings.ts';
import { range, TWO_SOURCES, useGraph } from '../support/clients.ts';

const graph = useGraph();
let client: ReturnType<typeof createClient>;
beforeEach(() => {
  client = createClient(graph.url());
});
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Keeps a query on the screen, and waits for its first answer. */
async function watch<Data extends object>(query: TypedDocumentNode<Data, MeetingsVariables>) {
  const variables: MeetingsVariables = { range };
  const watched = client.watchQuery<Data, MeetingsVariables>({ query, variables });
  let shown: Data | undefined;
  const subscription = watched.subscribe(({ data, dataState }) => {
    if (dataState === 'complete') shown = data as Data;
  });
  stops.push(() => subscription.unsubscribe());
  await expect.poll(() => shown).toBeDefined();
  return { watched, shown: () => shown };
}

describe('Apollo Client', () => {
  it('joins two pages in one list', async () => {
    const { watched, shown } = await watch(MEETINGS);
    const first = shown()?.bookings;
    expect(first?.edges).toHaveLength(2);
    await watched.fetchMore({ variables: { after: first?.pageInfo.endCursor } });
    await expect.poll(() => shown()?.bookings?.edges).toHaveLength(4);
    const joined = shown()?.bookings;
    expect(joined?.edges.slice(0, 2)).toEqual(first?.edges);
    expect(joined).toMatchObject({ totalCount: 53, complete: true });
    expect(joined?.pageInfo.endCursor).toBe(joined?.edges[3]?.cursor);
  });

  it('joins pages of nodes as well, and keeps the list if the next page cannot be read', async () => {
    type Nodes = {
      bookings: { nodes: { id: string }[]; pageInfo: { endCursor: string | null } } | null;
    };
    const NODES: TypedDocumentNode<Nodes, MeetingsVariables> = gql`
      query Nodes($range: DateTimeRange!, $after: String) {
        bookings(filter: { range: $range }, first: 2, after: $after) { nodes { id } pageInfo { endCursor } }
      }
    `;
    const { watched, shown } = await watch(NODES);
    await watched.fetchMore({ variables: { after: shown()?.bookings?.pageInfo.endCursor } });
    await expect.poll(() => shown()?.bookings?.nodes).toHaveLength(4);
    const ids = shown()?.bookings?.nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    graph.refuse('calcom');
    const more = watched.fetchMore({ variables: { after: shown()?.bookings?.pageInfo.endCursor }, errorPolicy: 'all' });
    expect(failureAt(errorsOf((await more).error), 'bookings')).toBe('SOURCE_REFUSED');
    expect(shown()?.bookings?.nodes.map(({ id }) => id)).toEqual(ids);
  });

  it('shows null, not an empty list, if the list cannot be read', async () => {
    const { watched, shown } = await watch(MEETINGS);
    graph.refuse('calcom');
    expect(failureAt(errorsOf((await watched.refetch()).error), 'bookings')).toBe('SOURCE_REFUSED');
    await expect.poll(() => shown()?.bookings).toBeNull();
    const again = await createClient(graph.url()).query({ query: MEETINGS, variables: { range } });
    expect(again.data?.bookings).toBeNull();
  });

  it('updates the list when one of its objects is read again by its id', async () => {
    const { shown } = await watch(MEETINGS);
    const meeting = shown()?.bookings?.edges[0]?.node;
    graph.rename(meeting?.title, 'Renamed');
    await client.query({ query: MEETING, variables: { id: meeting?.id ?? '' } });
    const first = () => shown()?.bookings?.edges[0]?.node;
    await expect.poll(first).toMatchObject({ id: meeting?.id, title: 'Renamed' });
  });

  it('gives the data beside the errors', async () => {
    graph.refuse('alo');
    const { data, error } = await client.query({ query: gql(TWO_SOURCES), variables: { range } });
    expect(data).toMatchObject({ bookings: { edges: [{ cursor: expect.any(String) }] }, periods: null });
    expect(failureAt(errorsOf(error), 'periods')).toBe('SOURCE_REFUSED');
    expect(failureAt(errorsOf(error), 'bookings')).toBeUndefined();
  });

  it('merges reports that two queries read in part', async () => {
    const stats = (selection: string) => gql`
      query ($range: DateTimeRange!) { bookingStats(filter: { range: $range }) { ${selection} } }
    `;
    const variables = { range };
    await client.query({ query: stats('total { bookings }'), variables });
    await client.query({ query: stats('complete total { held }'), variables });
    const both = stats('complete total { bookings held }');
    const { data } = await client.query({ query: both, variables, fetchPolicy: 'cache-only' });
    expect(data).toMatchObject({
      bookingStats: { complete: true, total: { bookings: 53, held: expect.any(Number) } },
    });
  });
});

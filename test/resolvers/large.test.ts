/** The large sandbox: 200 people, 100,000 bookings. Calls do not grow with them, and no list is cut silently. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../support/graph.ts';

const WEEK = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const LONG = '{ from: "2025-06-01T00:00:00Z", to: "2026-06-01T00:00:00Z" }';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph({ sandbox: { size: 'large' } });
  await graph.ask('{ users { totalCount } bookings(first: 1) { nodes { uid } } }');
});
beforeEach(() => {
  graph.sandbox.calcom.calls.length = 0;
});
afterAll(() => graph.close());

async function dataOf(query: string, variables: object = {}) {
  const { data, errors } = await graph.ask(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

describe('with 100,000 bookings', () => {
  it('a page costs a call or two, at the start and deep in the list', async () => {
    const query =
      'query ($after: String) { bookings(first: 100, after: $after) { pageInfo { endCursor } nodes { uid } } }';
    const seen = new Set<string>();
    let after: string | null = null;
    for (let page = 0; page < 30; page++) {
      const data: { bookings: { pageInfo: { endCursor: string }; nodes: { uid: string }[] } } = await dataOf(query, {
        after,
      });
      for (const { uid } of data.bookings.nodes) seen.add(uid);
      after = data.bookings.pageInfo.endCursor;
    }
    expect(seen.size).toBe(30 * 100);
    // Two if a window spans two of Cal.com's pages.
    expect(graph.sandbox.calcom.calls.length).toBeLessThanOrEqual(2 * 30);
  });

  it('a list longer than the cap says so and has no total', async () => {
    const data = await dataOf(
      `{ bookings(filter: { range: ${LONG} }, first: 1) { totalCount complete nodes { uid } } }`,
    );
    expect(data.bookings).toMatchObject({ totalCount: null, complete: false });
    expect(data.bookings.nodes).toHaveLength(1);
    expect(graph.sandbox.calcom.calls).toHaveLength(20);
  });

  it('a week is whole even beside a range that reaches the cap before it', async () => {
    const week = `bookings(filter: { range: ${WEEK} }, first: 250) { totalCount complete nodes { uid } }`;
    const alone = await dataOf(`{ ${week} }`);
    const beside = await dataOf(
      `{ long: bookings(filter: { range: ${LONG} }, first: 1) { nodes { uid } } week: ${week} }`,
    );
    expect(beside.week).toEqual(alone.bookings);
    expect(alone.bookings.complete).toBe(true);
  });

  it('the bookings of a hundred users cost as many calls as those of one', async () => {
    const one = `{ users(first: 1) { nodes { bookings(range: ${WEEK}) { totalCount } } } }`;
    await dataOf(one);
    const calls = graph.sandbox.calcom.calls.length;
    graph.sandbox.calcom.calls.length = 0;
    await dataOf(one.replace('first: 1', 'first: 100'));
    expect(graph.sandbox.calcom.calls).toHaveLength(calls);
  });

  it('the routing of a hundred users costs one call, and a user whom the report may lack is an error', async () => {
    const { data, errors } = await graph.ask(
      `{ users(first: 100) { nodes { identities { source } routedTo(range: ${WEEK}, every: WEEK) { total } } } }`,
    );
    expect(graph.sandbox.calcom.calls).toHaveLength(1);
    type Node = { identities: { source: string }[]; routedTo: unknown };
    const isMissing = ({ identities, routedTo }: Node) =>
      routedTo === null && identities.some(({ source }) => source === 'CALCOM');
    expect(errors).toHaveLength(data.users.nodes.filter(isMissing).length);
    expect(new Set(errors?.map(({ message }) => message))).toEqual(
      new Set(['Cal.com has more rows than this server reads.']),
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../support/graph.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

const QUERY = `query ($first: Int, $after: String, $search: String) {
  routedTo(range: { from: "2026-01-01T00:00:00Z", to: "2026-03-18T00:00:00Z" }, every: WEEK, first: $first, after: $after, search: $search) {
    complete totalCount pageInfo { hasNextPage hasPreviousPage endCursor } users { name total }
  }
}`;

describe('the people to whom bookings were routed', () => {
  it('come in pages that together have all of them, for one call', async () => {
    const whole = (await graph.ask(QUERY, { first: 100 })).data.routedTo;
    expect(whole.users.length).toBeGreaterThan(3);
    expect(whole).toMatchObject({ complete: true, totalCount: whole.users.length, pageInfo: { hasNextPage: false } });
    const seen: unknown[] = [];
    for (let after: string | null = null; ; ) {
      const { routedTo }: { routedTo: typeof whole } = (await graph.ask(QUERY, { first: 2, after })).data;
      expect(routedTo.totalCount).toBe(whole.totalCount);
      seen.push(...routedTo.users);
      if (!routedTo.pageInfo.hasNextPage) break;
      after = routedTo.pageInfo.endCursor;
    }
    expect(seen).toEqual(whole.users);
  });

  it('reject a cursor of another search', async () => {
    const { data } = await graph.ask(QUERY, { first: 1 });
    const { errors } = await graph.ask(QUERY, { first: 1, search: 'a', after: data.routedTo.pageInfo.endCursor });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });
});

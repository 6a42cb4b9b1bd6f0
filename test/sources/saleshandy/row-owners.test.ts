/** B11: unnamed rows of Saleshandy. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../../support/graph.ts';

let graph: Graph;
beforeEach(async () => {
  graph = await startGraph();
});
afterEach(() => graph.close());

const WEEK = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const QUERY = `{ users(first: 100) { nodes { name identities { source } prospectStats(range: ${WEEK}) { added } } } }`;
const STATS = '/v1/analytics/team/stats';

interface Listed {
  readonly identities: readonly { readonly source: string }[];
  readonly prospectStats: { readonly added: number } | null;
}

const calls = () => graph.sandbox.saleshandy.calls.filter(({ path }) => path === STATS).length;
const members = () => graph.sandbox.world.saleshandy.members.length;

async function askAll() {
  const { data, errors = [] } = await graph.ask(QUERY);
  const users = (data.users.nodes as Listed[]).filter(({ identities }) =>
    identities.some(({ source }) => source === 'SALESHANDY'),
  );
  return { users, errors };
}

describe('the figures of all users', () => {
  it.each([
    ['one row', 1],
    ['two rows', 2],
  ])('are errors if Saleshandy always sends %s without a name', async (_, count) => {
    const rows = Array.from({ length: count }, (_, index) => ({ prospectAdded: 1_000 + index }));
    graph.sandbox.saleshandy.inject({
      match: STATS,
      body: JSON.stringify({ payload: { data: rows, hasMore: false } }),
    });
    const { users, errors } = await askAll();
    expect(users.map(({ prospectStats }) => prospectStats)).toEqual(Array(members()).fill(null));
    expect(errors).toHaveLength(members());
    expect(new Set(errors.map(({ extensions }) => JSON.stringify(extensions)))).toEqual(
      new Set(['{"code":"SOURCE_CONTRACT","teamgraph":{"source":"SALESHANDY"}}']),
    );
  });

  it('are known if rows are unnamed and Saleshandy sends the requested ones', async () => {
    const named = await askAll();
    graph.sandbox.quirks.add('saleshandy-no-identity-keys');
    const before = calls();
    const unnamed = await askAll();
    expect(unnamed).toEqual(named);
    expect(named.users.filter(({ prospectStats }) => prospectStats !== null).length).toBeGreaterThan(5);
    expect(calls() - before).toBe(1 + members());
  });
});

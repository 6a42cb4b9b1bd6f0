/** Rows that come twice, in another order or not at all. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../support/graph.ts';

let graph: Graph;
beforeEach(async () => {
  graph = await startGraph();
});
afterEach(() => graph.close());

type Row = Record<string, unknown>;

const BOOKINGS = /\/teams\/\d+\/bookings$/;
const STATS = '/v1/analytics/team/stats';
const LIST = '{ bookings(first: 250) { nodes { uid title } } }';
const LEADERS = /* GraphQL */ `
  {
    teamStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) {
      prospect(first: 100) { nodes { name email added user { id } } }
    }
  }
`;

/** Changes the first 20 bookings and sends them as the only ones. */
const page =
  (change: (rows: Row[]) => Row[]) =>
  (json: unknown): unknown => {
    const answer = json as { data: Row[]; pagination: Row };
    const data = change(answer.data.slice(0, 20));
    const pagination = { ...answer.pagination, totalItems: data.length, remainingItems: 0, hasNextPage: false };
    return { ...answer, data, pagination };
  };

async function bookingsWith(change: (rows: Row[]) => Row[]): Promise<{ uid: string; title: string }[]> {
  const remove = graph.sandbox.calcom.inject({ match: BOOKINGS, transform: page(change) });
  const { data } = await graph.ask(LIST);
  remove();
  return data.bookings.nodes;
}

describe('bookings', () => {
  it('are shown once if they come twice (F28)', async () => {
    const once = await bookingsWith((rows) => rows);
    const twice = await bookingsWith((rows) => [...rows, ...rows.slice(3, 9)]);
    expect(twice).toEqual(once);
  });

  it.each([
    ['first', (older: Row, newer: Row) => [older, newer]],
    ['last', (older: Row, newer: Row) => [newer, older]],
  ] as const)(
    'are shown in their last version if they come twice and differ, whether the older one comes %s (F28)',
    async (_, order) => {
      const nodes = await bookingsWith(([row = {}, ...rows]) => [
        ...order(
          { ...row, title: 'older', updatedAt: '2026-01-01T00:00:00.000Z' },
          { ...row, title: 'newer', updatedAt: '2026-01-02T00:00:00.000Z' },
        ),
        ...rows,
      ]);
      expect(nodes[0]?.title).toBe('newer');
      expect(nodes.filter(({ uid }) => uid === nodes[0]?.uid)).toHaveLength(1);
    },
  );

  it('are shown in the requested order if they come in another one (F29)', async () => {
    const plain = await bookingsWith((rows) => rows);
    expect(await bookingsWith((rows) => [...rows].reverse())).toEqual(plain);
  });
});

describe('figures', () => {
  const rowsOf = (json: unknown): Row[] => (json as { payload: { data: Row[] } }).payload.data;
  const withRows = (json: unknown, data: Row[]) => ({ ...(json as object), payload: { data, hasMore: false } });

  async function leadersWith(change: (rows: Row[]) => Row[]) {
    const transform = (json: unknown) => withRows(json, change(rowsOf(json)));
    const remove = graph.sandbox.saleshandy.inject({ match: STATS, transform });
    const { data, errors } = await graph.ask(LEADERS);
    remove();
    expect(errors).toBeUndefined();
    return data.teamStats.prospect.nodes as { name: string; email: string; added: number }[];
  }

  it('belong to the same people if they come in another order (F29)', async () => {
    const plain = await leadersWith((rows) => rows);
    expect(await leadersWith((rows) => [...rows].reverse())).toEqual(plain);
    expect(await leadersWith((rows) => [...rows.slice(4), ...rows.slice(0, 4)])).toEqual(plain);
  });

  it('are shown once if they come twice', async () => {
    const plain = await leadersWith((rows) => rows);
    expect(await leadersWith((rows) => [...rows, ...rows])).toEqual(plain);
  });

  it('of a person are null if their row is missing, and no other person’s figures change (F29)', async () => {
    const plain = await leadersWith((rows) => rows);
    const gone = graph.sandbox.world.saleshandy.members[0];
    const less = await leadersWith((rows) => rows.filter(({ userId }) => userId !== gone?.id));
    expect(less).toEqual(plain.filter(({ email }) => email !== gone?.email));

    const transform = (json: unknown) =>
      withRows(
        json,
        rowsOf(json).filter(({ userId }) => userId !== gone?.id),
      );
    graph.sandbox.saleshandy.inject({ match: STATS, transform });
    const { data, errors } = await graph.ask(
      `query ($id: ID!) { node(id: $id) { ... on User { name prospectStats(range: {
        from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) { added } } } }`,
      { id: Buffer.from(`User:saleshandy:${gone?.id}`).toString('base64url') },
    );
    expect(errors).toBeUndefined();
    expect(data.node).toEqual({ name: expect.any(String), prospectStats: null });
  });

  it('of a person whom Saleshandy was not called for are left out', async () => {
    const plain = await leadersWith((rows) => rows);
    const stranger = { userId: 'stranger1', firstName: 'S', lastName: 'T', email: 's@t.example', prospectAdded: 999 };
    expect(await leadersWith((rows) => [stranger, ...rows])).toEqual(plain);
  });
});

/** Relative ranges over HTTP: by the sandbox's own time, in every argument, and with cursors that stay good. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, startGraph, startServer } from '../support/graph.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

/** The calls that arrived at the vendors. */
const calls = () =>
  [graph.sandbox.calcom, graph.sandbox.alo, graph.sandbox.saleshandy].flatMap((vendor) => vendor.calls);
const forgetCalls = (): void => {
  for (const vendor of [graph.sandbox.calcom, graph.sandbox.alo, graph.sandbox.saleshandy]) vendor.calls.length = 0;
};

async function dataOf(query: string, variables = {}) {
  const { data, errors } = await graph.ask(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

const LAST_WEEK = '{ calendar: { unit: WEEK, offset: -1, timeZone: "UTC" } }';
const LAST_WEEK_INSTANTS = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';

describe('a range', () => {
  it('tells its instants, which may be open', async () => {
    const data = await dataOf(`{
      week: timeRange(range: ${LAST_WEEK}) { from to }
      last: timeRange(range: { last: "P1D" }) { from to }
      next: timeRange(range: { next: "PT12H" }) { from to }
      open: timeRange(range: { from: "2026-03-09T00:00:00Z" }) { from to }
    }`);
    expect(data).toEqual({
      week: { from: '2026-03-09T00:00:00.000Z', to: '2026-03-16T00:00:00.000Z' },
      last: { from: '2026-03-17T12:00:00.000Z', to: '2026-03-18T12:00:00.000Z' },
      next: { from: '2026-03-18T12:00:00.000Z', to: '2026-03-19T00:00:00.000Z' },
      open: { from: '2026-03-09T00:00:00.000Z', to: null },
    });
  });

  it('is taken in the same way by every field', async () => {
    const fields = (range: string) => `{
      bookings(filter: { range: ${range}, created: { last: "P365D" } }, first: 100) { nodes { uid } }
      periods(range: ${range}, first: 100) { nodes { id } }
      actions(filter: { range: ${range} }, first: 100) { nodes { id } }
      memberStats(range: ${range}) { mostBookings { value user { id } } }
      routedTo(range: ${range}, every: DAY) { timeZone users { total } }
      teamStats(range: ${range}) { prospect { nodes { added } } }
      people { unlinkedNames(range: ${range}) { nodes { name } } }
      users(first: 100) { nodes { bookings(range: ${range}) { nodes { uid } } actions(range: ${range}) { nodes { id } } emailStats(range: ${range}) { sent } } }
    }`;
    const relative = await dataOf(fields(LAST_WEEK));
    expect(relative).toEqual(await dataOf(fields(LAST_WEEK_INSTANTS)));
    expect(relative.bookings.nodes.length).toBeGreaterThan(0);
    expect(relative.routedTo.timeZone).toBe('UTC');
  });

  it('without an end or a start has what lies on its side', async () => {
    const { all, before, after } = await dataOf(`{
      all: bookings(first: 250) { totalCount }
      before: bookings(filter: { range: { to: "2026-03-16T00:00:00Z" } }, first: 1) { totalCount complete }
      after: bookings(filter: { range: { from: "2026-03-16T00:00:00Z" } }, first: 1) { totalCount complete }
    }`);
    expect(before).toMatchObject({ complete: true });
    expect(after).toMatchObject({ complete: true });
    expect(before.totalCount + after.totalCount).toBe(all.totalCount);
    expect(before.totalCount).toBeGreaterThan(0);
    expect(after.totalCount).toBeGreaterThan(0);
  });

  it.each([
    ['memberStats(range: { from: "2026-03-09T00:00:00Z" }) { mostBookings { value } }'],
    ['routedTo(range: { to: "2026-03-09T00:00:00Z" }, every: DAY) { complete }'],
    ['teamStats(range: { from: "2026-03-09T00:00:00Z" }) { prospect { totalCount } }'],
    ['bookings(filter: { range: {} }) { totalCount }'],
    ['bookings(filter: { range: { last: "P1D", next: "P1D" } }) { totalCount }'],
    ['bookings(filter: { range: { last: "P1M" } }) { totalCount }'],
    ['timeRange(range: { calendar: { unit: DAY, count: 0, timeZone: "UTC" } }) { from }'],
  ])('that cannot be answered is refused without a call: %s', async (field) => {
    forgetCalls();
    const { errors } = await graph.ask(`{ ${field} }`);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(calls()).toHaveLength(0);
  });

  it('has cursors that stay good when time moves on', async () => {
    let nowMs = Date.parse('2026-03-18T12:00:00Z');
    const server = await startServer(graph.sandbox.settings, { nowMs: () => nowMs });
    const query = `query ($after: String) {
      bookings(filter: { range: { last: "P30D" } }, first: 3, after: $after) { nodes { uid } pageInfo { endCursor } }
      periods(range: { last: "P90D" }, first: 1) { pageInfo { endCursor } }
    }`;
    const first = await server.ask(query);
    nowMs += 3_600_000;
    const second = await server.ask(query, { after: first.data.bookings.pageInfo.endCursor });
    expect(second.errors).toBeUndefined();
    expect(second.data.bookings.nodes).toHaveLength(3);
    expect(second.data.bookings.nodes).not.toContainEqual(first.data.bookings.nodes[0]);
    await server.close();
  });

  it('of the present moves on in kept answers, too', async () => {
    let nowMs = Date.parse('2026-03-18T12:00:30Z');
    const server = await startServer({ ...graph.sandbox.settings, CACHE: 'on' }, { nowMs: () => nowMs });
    const query = '{ timeRange(range: { last: "PT1H" }) { to } users(first: 1) { totalCount } }';
    expect((await server.ask(query)).data.timeRange.to).toBe('2026-03-18T12:00:00.000Z');
    nowMs += 3_600_000;
    expect((await server.ask(query)).data.timeRange.to).toBe('2026-03-18T13:00:00.000Z');
    await server.close();
  });
});

describe('viewer', () => {
  it('has no name and all scopes where no token is required', async () => {
    expect(await dataOf('{ viewer { name scopes } }')).toEqual({
      viewer: { name: null, scopes: ['attendees', 'performance'] },
    });
  });
});

describe('booking', () => {
  it('is found by its uid, and null if there is none', async () => {
    const { bookings } = await dataOf('{ bookings(first: 1) { nodes { uid id } } }');
    const [{ uid, id }] = bookings.nodes;
    const data = await dataOf(
      `{ found: booking(uid: "${uid}") { id } none: booking(uid: "nothing-like-that") { id } }`,
    );
    expect(data).toEqual({ found: { id }, none: null });
  });
});

/** Null means that a value is known not to exist; a value that could not be read, or was cut, is an error. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault, Vendor } from '../../sandbox/index.ts';
import { type Graph, startGraph, startServer } from '../support/graph.ts';

const WEEK = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const BOB = '2dP27N0gZ4';

type Json = Record<string, unknown>;

let graph: Graph;
const faults: (() => void)[] = [];
beforeAll(async () => {
  graph = await startGraph();
});
afterEach(() => {
  for (const remove of faults.splice(0)) remove();
});
afterAll(() => graph.close());

const inject = (vendor: Vendor, fault: Fault): void => {
  faults.push(vendor.inject(fault));
};

/** Changes the rows at `payload.data`. */
const statsRows =
  (change: (rows: Json[]) => Json[], more: Json = {}) =>
  (json: unknown): unknown => {
    const { payload, ...rest } = json as { payload: { data: Json[] } };
    return { ...rest, payload: { ...payload, ...more, data: change(payload.data) } };
  };

const askBob = () =>
  graph.ask(`{ user(by: { email: "bob@example.com" }) { prospectStats(range: ${WEEK}) { added } } }`);

describe('the figures of a person', () => {
  it('are null if Saleshandy has no row for them', async () => {
    const transform = statsRows((rows) => rows.filter(({ userId }) => userId !== BOB));
    inject(graph.sandbox.saleshandy, { match: /stats$/, transform });
    expect(await askBob()).toEqual({ data: { user: { prospectStats: null } } });
  });

  it.each([
    ['their row cannot be read', statsRows((rows) => rows.map((row) => (row.userId === BOB ? { userId: BOB } : row)))],
    ['the report is cut', statsRows((rows) => rows.filter(({ userId }) => userId !== BOB), { hasMore: true })],
  ])('are an error if %s', async (_, transform) => {
    inject(graph.sandbox.saleshandy, { match: /stats$/, transform });
    const { data, errors } = await askBob();
    expect(data).toEqual({ user: { prospectStats: null } });
    expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code])).toEqual([
      ['user.prospectStats', 'SOURCE_CONTRACT'],
    ]);
  });

  it('are complete if Saleshandy sends the total instead of whether more follows', async () => {
    const transform = (json: unknown): unknown => {
      const { payload } = json as { payload: { data: Json[] } };
      return { payload: { data: payload.data, total: payload.data.length } };
    };
    inject(graph.sandbox.saleshandy, { match: /stats$/, transform });
    const { data } = await graph.ask(`{ teamStats(range: ${WEEK}) { prospect { complete totalCount } } }`);
    expect(data.teamStats.prospect).toEqual({ complete: true, totalCount: 10 });
  });
});

describe('an action that says it is of another period', () => {
  it('is not shown under the requested period', async () => {
    const transform = (json: unknown): unknown => {
      const { actions } = json as { actions: Json[] };
      return { actions: actions.map((action, index) => (index === 1 ? { ...action, periodId: 999 } : action)) };
    };
    inject(graph.sandbox.alo, { match: /actions$/, transform });
    const { data, errors } = await graph.ask(
      '{ period(id: "305") { actions(first: 100) { totalCount nodes { number } } } }',
    );
    expect(data.period.actions.totalCount).toBeNull();
    expect(data.period.actions.nodes.map(({ number }: { number: number }) => number)).not.toContain(2);
    expect(errors?.[0]?.extensions).toEqual({ code: 'SOURCE_CONTRACT', teamgraph: { source: 'ALO', row: 1 } });
  });
});

describe('a host that was deleted', () => {
  it('has no name and no e-mail, whatever else Cal.com sends', async () => {
    const uid = graph.sandbox.world.landmarks.rated;
    const transform = (json: unknown): unknown => {
      const { data, ...rest } = json as { data: Json[] };
      const hosts = [{ id: 'unknown', name: 'Ghost', email: 'ghost@example.com', username: 'ghost' }];
      return { ...rest, data: data.map((row) => ({ ...row, hosts })) };
    };
    inject(graph.sandbox.calcom, { match: /bookings$/, transform });
    const { data } = await graph.ask(
      'query ($uid: String) { bookings(filter: { bookingUid: $uid }) { nodes { hosts { name email user { id } } } } }',
      { uid },
    );
    expect(data.bookings.nodes).toEqual([{ hosts: [{ name: null, email: null, user: null }] }]);
  });
});

describe('a name that every object has', () => {
  it('is a status like any other unknown one', async () => {
    const transform = (json: unknown): unknown => {
      const { data, ...rest } = json as { data: Json[] };
      return { ...rest, data: data.map((row) => ({ ...row, status: 'constructor' })) };
    };
    inject(graph.sandbox.calcom, { match: /bookings$/, transform });
    const { data, errors } = await graph.ask('{ bookings(first: 2) { nodes { status } } }');
    expect(errors).toBeUndefined();
    expect(data.bookings.nodes).toEqual([{ status: 'OTHER' }, { status: 'OTHER' }]);
  });
});

describe('a request', () => {
  it('waits for a slow directory no longer than its own deadline', async () => {
    const cold = await startServer({ ...graph.sandbox.settings, REQUEST_DEADLINE_MS: '300' });
    inject(graph.sandbox.calcom, { match: /memberships$/, hang: true });
    const { data, errors } = await cold.ask('{ users { nodes { id } } }');
    await cold.close();
    // A person whom Saleshandy knows may be in Cal.com, and have another id.
    expect(data).toEqual({ users: null });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['users'], 'SOURCE_TIMEOUT']]);
  });

  it('accepts a cursor of the same list if a null argument is left out', async () => {
    const first = await graph.ask('{ bookings(filter: { status: null }, first: 1) { pageInfo { endCursor } } }');
    const { errors } = await graph.ask(
      'query ($after: String) { bookings(filter: {}, first: 1, after: $after) { nodes { uid } } }',
      {
        after: first.data.bookings.pageInfo.endCursor,
      },
    );
    expect(errors).toBeUndefined();
  });
});

/** A row that cannot be read is left out and reported; the rest of its list stays. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault, Vendor } from '../../sandbox/index.ts';
import { type Graph, startGraph } from '../support/graph.ts';
import { OLD_MS, startProbe } from '../support/upstream/endpoint.ts';

let graph: Graph;
beforeEach(async () => {
  graph = await startGraph();
});
afterEach(() => graph.close());

type Row = Record<string, unknown>;
type Json = Record<string, unknown>;

/** Runs a query while a vendor has a fault on one path. Counts the calls to that path. */
async function askWith(vendor: Vendor, match: string | RegExp, fault: Fault, query: string, variables = {}) {
  const arrived = () => vendor.calls.filter(({ path }) => path.search(match) >= 0).length;
  const before = arrived();
  const remove = vendor.inject({ match, ...fault });
  const answer = await graph.ask(query, variables);
  remove();
  return { ...answer, attempts: arrived() - before };
}

const rowError = (source: string, path: (string | number)[], row: number) => ({
  message: expect.stringContaining(String(row)),
  path,
  locations: expect.any(Array),
  extensions: { code: 'SOURCE_CONTRACT', teamgraph: { source, row } },
});

const BOOKINGS = /\/teams\/\d+\/bookings$/;
const MEMBERSHIPS = /\/memberships$/;
const STATS = '/v1/analytics/team/stats';
const WEEK = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';

/** Changes the first 50 bookings and sends them as the only ones. */
const fifty =
  (change: (rows: Row[]) => Row[]) =>
  (json: unknown): Json => {
    const page = json as { data: Row[]; pagination: Row };
    const data = change(page.data.slice(0, 50));
    const pagination = { ...page.pagination, totalItems: data.length, remainingItems: 0, hasNextPage: false };
    return { ...page, data, pagination };
  };

const without =
  (index: number, field: string) =>
  (rows: Row[]): Row[] =>
    rows.map((row, at) => {
      const { [field]: _, ...rest } = row;
      return at === index ? rest : row;
    });

const list =
  (name: string, change: (rows: Row[]) => Row[]) =>
  (json: unknown): Json => ({ ...(json as Json), [name]: change((json as Record<string, Row[]>)[name] ?? []) });

describe('one row of 50 that lacks a required field (F20)', () => {
  it.each(['uid', 'start', 'end', 'status'])('(%s) is left out with an error that names the row', async (field) => {
    const query = '{ bookings(first: 250) { nodes { uid } totalCount complete } }';
    const whole = await askWith(graph.sandbox.calcom, BOOKINGS, { transform: fifty((rows) => rows) }, query);
    expect([whole.errors, whole.data.bookings.nodes.length]).toEqual([undefined, 50]);

    const cut = await askWith(graph.sandbox.calcom, BOOKINGS, { transform: fifty(without(17, field)) }, query);
    expect(cut.data.bookings).toMatchObject({ totalCount: null, complete: false });
    expect(cut.data.bookings.nodes).toHaveLength(49);
    expect(cut.errors).toEqual([rowError('CALCOM', ['bookings'], 17)]);
    expect(cut.attempts).toBe(1);
  });

  it('is left out even if the cache has a stale answer with all rows', async () => {
    const probe = await startProbe();
    const query = '{ periods(first: 50) { nodes { sourceId } totalCount complete } }';
    const whole = await probe.trace(query);
    probe.clock.jump(OLD_MS);
    probe.sandbox.alo.inject({ match: '/periods', transform: list('periods', without(3, 'id')) });
    const cut = await probe.trace(query);
    await probe.close();
    expect(cut.data.periods.nodes).toHaveLength(whole.data.periods.nodes.length - 1);
    expect(cut.errors).toEqual([rowError('ALO', ['periods'], 3)]);
    expect(cut.extensions?.teamgraph.stale).toEqual([]);
  });

  it('is left out alike of periods, actions and reports', async () => {
    const { alo, saleshandy } = graph.sandbox;
    const periods = '{ periods(first: 50) { nodes { sourceId } totalCount complete } }';
    const some = await graph.ask(periods);
    const cut = await askWith(alo, '/periods', { transform: list('periods', without(3, 'id')) }, periods);
    expect(cut.data.periods.nodes).toHaveLength(some.data.periods.nodes.length - 1);
    expect(cut.data.periods).toMatchObject({ totalCount: null, complete: false });
    expect(cut.errors).toEqual([rowError('ALO', ['periods'], 3)]);

    const actions = `{ periods(range: ${WEEK}, first: 1) { nodes { actions(first: 100) { nodes { id } complete } } } }`;
    const all = await graph.ask(actions);
    const less = await askWith(alo, /\/actions$/, { transform: list('actions', without(2, 'actionId')) }, actions);
    const [before, after] = [all, less].map(({ data }) => data.periods.nodes[0].actions);
    expect(after).toMatchObject({ complete: false });
    expect(after.nodes).toHaveLength(before.nodes.length - 1);
    expect(less.errors).toEqual([rowError('ALO', ['periods', 'nodes', 0, 'actions'], 2)]);

    const stats = `{ teamStats(range: ${WEEK}) { prospect(first: 100) { nodes { added } complete } } }`;
    const full = await graph.ask(stats);
    const emptied = (json: unknown): Json => {
      const answer = json as { payload: { data: Row[] } };
      const data = answer.payload.data.map((row, at) => (at === 1 ? { userId: row.userId } : row));
      return { ...answer, payload: { ...answer.payload, data } };
    };
    const part = await askWith(saleshandy, STATS, { transform: emptied }, stats);
    expect(part.data.teamStats.prospect.nodes).toHaveLength(full.data.teamStats.prospect.nodes.length - 1);
    expect(part.errors).toEqual([rowError('SALESHANDY', ['teamStats', 'prospect'], 1)]);
  });

  it('is reported with the list that it is missing from', async () => {
    const spoil = (json: unknown): Json => {
      const answer = json as { data: Record<string, Row[]> };
      const { mostBookings = [], leastBookings = [] } = answer.data;
      const data = { ...answer.data, mostBookings: without(0, 'count')(mostBookings) };
      return { ...answer, data: { ...data, leastBookings: without(0, 'count')(leastBookings) } };
    };
    const query = '{ memberStats(timeZone: "UTC") { mostBookings { value } leastBookings { value } } }';
    const { errors } = await askWith(graph.sandbox.calcom, /members$/, { transform: spoil }, query);
    expect(errors).toEqual([
      rowError('CALCOM', ['memberStats', 'mostBookings'], 0),
      rowError('CALCOM', ['memberStats', 'leastBookings'], 0),
    ]);
  });

  it('is not reported if its list was not selected', async () => {
    const spoil = (json: unknown): Json => {
      const answer = json as { data: Record<string, Row[]> };
      return { ...answer, data: { ...answer.data, leastBookings: [{ userId: 'x' }] } };
    };
    const query = '{ memberStats(timeZone: "UTC") { mostBookings { value } } }';
    const { errors } = await askWith(graph.sandbox.calcom, /members$/, { transform: spoil }, query);
    expect(errors).toBeUndefined();
  });
});

describe('one row of a directory that lacks a required field', () => {
  const USERS = '{ users(first: 100) { nodes { name } totalCount complete } }';

  it('is left out of the Cal.com team with an error that names the row', async () => {
    const { data, errors } = await askWith(
      graph.sandbox.calcom,
      MEMBERSHIPS,
      { transform: list('data', without(2, 'userId')) },
      USERS,
    );
    expect(data.users).toMatchObject({ complete: false, totalCount: null });
    expect(errors).toEqual([rowError('CALCOM', ['users'], 2)]);
  });

  it('is left out of the Saleshandy members with an error that names the row', async () => {
    const teams = (json: unknown): Json => {
      const answer = json as { payload: { members: Row[] }[] };
      const [first, ...others] = answer.payload;
      return { ...answer, payload: [{ ...first, members: without(0, 'id')(first?.members ?? []) }, ...others] };
    };
    const { data, errors } = await askWith(graph.sandbox.saleshandy, /team-member-list$/, { transform: teams }, USERS);
    expect(data.users).toMatchObject({ complete: false, totalCount: null });
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'SOURCE_CONTRACT', teamgraph: { source: 'SALESHANDY', row: expect.any(Number) } },
    ]);
  });

  it('(an event type) hides no bookings without an error', async () => {
    const query = '{ bookings(first: 250) { nodes { uid } totalCount } }';
    const whole = await graph.ask(query);
    await graph.close();
    graph = await startGraph();
    const { data, errors } = await askWith(
      graph.sandbox.calcom,
      /\/event-types$/,
      { transform: list('data', without(0, 'id')) },
      query,
    );
    const shown = { rows: data.bookings?.nodes.length, codes: errors?.map(({ extensions }) => extensions.code) };
    const isReported = shown.codes?.includes('SOURCE_CONTRACT') ?? false;
    expect(isReported || shown.rows === whole.data.bookings.nodes.length, JSON.stringify(shown)).toBe(true);
  });
});

describe('people whose directory is down', () => {
  it('have an error in place of their bookings, and not an empty list', async () => {
    const { data } = await graph.ask('{ users(first: 100) { nodes { id identities { source sourceId } } } }');
    interface Listed {
      readonly identities: readonly { readonly source: string; readonly sourceId: string }[];
    }
    const both = (data.users.nodes as Listed[]).find(({ identities }) => identities.length === 2);
    const member = both?.identities.find(({ source }) => source === 'SALESHANDY')?.sourceId;
    const hostIds = [Buffer.from(`User:saleshandy:${member}`).toString('base64url')];
    const query = 'query ($hostIds: [ID!]) { bookings(filter: { hostIds: $hostIds }) { nodes { uid } } }';
    expect((await graph.ask(query, { hostIds })).data.bookings.nodes).not.toEqual([]);

    for (const down of ['calcom', 'saleshandy'] as const) {
      await graph.close();
      graph = await startGraph();
      const match = down === 'calcom' ? MEMBERSHIPS : /team-member-list$/;
      const answer = await askWith(graph.sandbox[down], match, { status: 500 }, query, { hostIds });
      expect(answer.data).toEqual({ bookings: null });
      expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_UNAVAILABLE']);
    }
  });
});

describe('a team without event types', () => {
  it('shows no bookings of other teams, also while its event types cannot be read', async () => {
    graph.sandbox.quirks.add('calcom-no-event-types');
    const query = '{ bookings(first: 250) { nodes { uid } } }';
    const down = await askWith(graph.sandbox.calcom, /\/event-types$/, { status: 500 }, query);
    expect(down.data.bookings?.nodes ?? []).toEqual([]);
    const up = await graph.ask(query);
    expect(up.data).toEqual({ bookings: { nodes: [] } });
    expect(up.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['bookings'], 'SOURCE_CONTRACT'],
    ]);
  });
});

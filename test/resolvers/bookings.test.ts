import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Graph, startGraph, startServer } from '../support/graph.ts';

const WEEK = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const globalId = (text: string): string => Buffer.from(text).toString('base64url');

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
  await graph.ask('{ users { totalCount } bookings(first: 1) { nodes { uid } } }');
});
beforeEach(() => {
  graph.sandbox.calcom.calls.length = 0;
});
afterEach(() => graph.sandbox.quirks.clear());
afterAll(() => graph.close());

/** The queries of the calls for bookings, in their order. */
const scans = () =>
  graph.sandbox.calcom.calls.filter(({ path }) => path.endsWith('/bookings')).map(({ query }) => query);

async function dataOf(query: string, variables: object = {}) {
  const { data, errors } = await graph.ask(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

describe('bookings of one range', () => {
  it('are scanned once for all users', async () => {
    const data = await dataOf(`{ users(first: 100) { nodes { bookings(range: ${WEEK}, first: 5) { totalCount } } } }`);
    expect(scans()).toHaveLength(1);
    const known = data.users.nodes.filter(({ bookings }: { bookings: unknown }) => bookings !== null);
    expect(known.length).toBeGreaterThan(10);
  });

  it('are scanned once for users at different depths and for the team', async () => {
    await dataOf(`{
      bookings(filter: { range: ${WEEK} }, first: 100) { totalCount nodes { hosts { user { bookings(range: ${WEEK}) { totalCount } } } } }
      user(by: { email: "bob@example.com" }) { bookings(range: ${WEEK}) { totalCount } }
    }`);
    expect(scans()).toHaveLength(1);
  });

  it('are scanned once with those of overlapping or adjacent ranges', async () => {
    await dataOf(`{ periods(range: ${WEEK}, first: 100) { nodes { bookings { totalCount } } } }`);
    expect(scans()).toHaveLength(1);
    expect(scans()[0]?.get('afterStart')).toBe('2026-03-09T00:00:00.000Z');
  });

  it('are scanned with those of a distant range whose page reaches them, but not with those of other conditions', async () => {
    await dataOf(`{
      a: bookings(filter: { range: ${WEEK} }) { nodes { uid } }
      b: bookings(filter: { range: { from: "2026-02-01T00:00:00Z", to: "2026-02-02T00:00:00Z" } }) { nodes { uid } }
      c: bookings(filter: { range: ${WEEK}, status: [CANCELLED] }) { nodes { uid } }
    }`);
    expect(scans()).toHaveLength(2);
  });

  it('are the same alone and beside a longer range that starts much earlier', async () => {
    const query = (range: string) => `bookings(filter: { range: ${range} }, first: 250) { totalCount nodes { uid } }`;
    const alone = await dataOf(`{ ${query(WEEK)} }`);
    const year = '{ from: "2025-06-01T00:00:00Z", to: "2026-06-01T00:00:00Z" }';
    const beside = await dataOf(`{ long: ${query(year)} week: ${query(WEEK)} }`);
    expect(beside.week).toEqual(alone.bookings);
  });

  it('include what straddles its end or starts at its start, but not what straddles its start or starts at its end', async () => {
    const { landmarks } = graph.sandbox.world;
    const before = '{ from: "2026-03-02T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
    const after = '{ from: "2026-03-16T00:00:00Z", to: "2026-03-20T00:00:00Z" }';
    const data = await dataOf(`{
      before: bookings(filter: { range: ${before} }, first: 250) { nodes { uid } }
      after: bookings(filter: { range: ${after} }, first: 250) { nodes { uid } }
    }`);
    const uids = (name: string): string[] => data[name].nodes.map(({ uid }: { uid: string }) => uid);
    expect(uids('before')).toContain(landmarks.straddlesMonday);
    expect(uids('after')).not.toContain(landmarks.straddlesMonday);
    expect(uids('after')).toContain(landmarks.startsAtMonday);
    expect(uids('before')).not.toContain(landmarks.startsAtMonday);
  });
});

describe('a filter that Cal.com ignores', () => {
  it('is detected: bookings that do not match are left out', async () => {
    const query = `query ($filter: BookingFilter) { bookings(filter: $filter, first: 250) { totalCount nodes { uid createdAt } } }`;
    const filter = { created: { from: '2026-03-01T00:00:00Z', to: '2026-03-08T00:00:00Z' } };
    const honest = await dataOf(query, { filter });
    graph.sandbox.quirks.add('calcom-old-server');
    expect(await dataOf(query, { filter })).toEqual(honest);
    expect(honest.bookings.nodes.length).toBeGreaterThan(0);
  });

  it('does not hide a booking selected by its uid', async () => {
    const ids = graph.sandbox.world.landmarks.sameStart.map((uid) => globalId(`Booking:${uid}`));
    graph.sandbox.quirks.add('calcom-old-server');
    const data = await dataOf('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(data.nodes).toEqual(ids.map((id) => ({ id })));
  });

  it('does not let bookings of other teams through', async () => {
    graph.sandbox.quirks.add('calcom-no-event-types');
    const cold = await startServer(graph.sandbox.settings);
    const { data, errors } = await cold.ask('{ bookings(first: 100) { totalCount complete nodes { uid } } }');
    await cold.close();
    expect(data.bookings).toEqual({ totalCount: null, complete: false, nodes: [] });
    expect(errors).toMatchObject([
      {
        message: "Cal.com cannot tell which bookings are the team's: the team has no event types.",
        path: ['bookings'],
        extensions: { code: 'SOURCE_CONTRACT', teamgraph: { source: 'CALCOM' } },
      },
    ]);
  });
});

describe('a host who left', () => {
  const left = globalId('User:calcom:1016');

  it('is a user, with name and e-mail, but not listed', async () => {
    const { landmarks } = graph.sandbox.world;
    const data = await dataOf(
      `query ($uid: String) { bookings(filter: { bookingUid: $uid }) { nodes { hosts { user { id name email } } } } users(first: 100) { nodes { id } } }`,
      { uid: landmarks.hostWhoLeft },
    );
    const { user } = data.bookings.nodes[0].hosts[0];
    expect(user.id).toBe(left);
    expect(data.users.nodes).not.toContainEqual({ id: left });
    expect(await dataOf('query ($id: ID!) { node(id: $id) { id ... on User { name email } } }', { id: left })).toEqual({
      node: user,
    });
    expect(
      await dataOf('query ($by: UserBy!) { user(by: $by) { id name email } }', {
        by: { email: user.email.toUpperCase() },
      }),
    ).toEqual({
      user,
    });
  });

  it('who is in no booking does not exist', async () => {
    expect(await dataOf('query ($id: ID!) { node(id: $id) { id } }', { id: globalId('User:calcom:99999') })).toEqual({
      node: null,
    });
    expect(await dataOf('{ user(by: { email: "nobody@example.com" }) { id } }')).toEqual({ user: null });
  });

  it('who was deleted has no user and no name', async () => {
    const { landmarks } = graph.sandbox.world;
    const data = await dataOf(
      'query ($uid: String) { bookings(filter: { bookingUid: $uid }) { nodes { hosts { name email user { id } } } } }',
      {
        uid: landmarks.deletedOrganizer,
      },
    );
    expect(data.bookings.nodes[0].hosts).toEqual([{ name: null, email: null, user: null }]);
  });
});

describe('hosts and event types', () => {
  const query = `query ($filter: BookingFilter) { bookings(filter: $filter, first: 250) { nodes { eventType { sourceId } hosts { user { id } } } } }`;

  it('may be given by global id or by their number in Cal.com', async () => {
    const [byId, byNumber] = [
      await dataOf(query, {
        filter: { hostIds: [globalId('User:calcom:1042')], eventTypeIds: [globalId('EventType:501')] },
      }),
      await dataOf(query, { filter: { hostIds: ['1042'], eventTypeIds: ['501'] } }),
    ];
    expect(byId).toEqual(byNumber);
    expect(byId.bookings.nodes.length).toBeGreaterThan(0);
    for (const { eventType, hosts } of byId.bookings.nodes) {
      expect(eventType.sourceId).toBe('501');
      expect(hosts).toEqual([{ user: { id: globalId('User:calcom:1042') } }]);
    }
  });

  it('whom Cal.com does not know match no booking', async () => {
    const data = await dataOf(query, { filter: { hostIds: [globalId('User:saleshandy:Qe81LrT0vB')] } });
    expect(data.bookings.nodes).toEqual([]);
  });
});

/** Ids and links stay the same whichever source answers first, is down, may not be read, or sends an unreadable row. */
import { describe, expect, it } from 'vitest';
import { createJumpingClock } from '../support/clock.ts';
import { coldServer, globalId, graph, inject, namesIn, RANGE, type Server, undo } from '../support/who.ts';

describe('an id', () => {
  it('of a weaker record finds the person under the stronger id', async () => {
    const { data } = await graph.ask('query ($id: ID!) { node(id: $id) { ... on User { id name } } }', {
      id: globalId('saleshandy:2dP27N0gZ4'),
    });
    expect(data.node).toEqual({ id: globalId('calcom:1042'), name: 'Bob Lang' });
  });

  const PEOPLE = `query ($range: DateTimeRange!) {
    users(first: 100) { nodes { id email } }
    teamStats(range: $range) { prospect(first: 100) { nodes { email user { id email } } } }
    bookings(first: 250) { nodes { hosts { email user { id email } } } } }`;
  interface Who {
    id: string;
    email: string;
  }
  /** Every id by e-mail, from all fields that return people. */
  async function idsIn(server: Pick<Server, 'ask'>): Promise<Record<string, string>> {
    const { data } = await server.ask(PEOPLE, { range: RANGE });
    const users: (Who | null)[] = [
      ...(data.users?.nodes ?? []),
      ...(data.teamStats?.prospect?.nodes ?? []).map(({ user }: { user: Who | null }) => user),
      ...(data.bookings?.nodes ?? []).flatMap(({ hosts }: { hosts: { user: Who | null }[] }) =>
        hosts.map(({ user }) => user),
      ),
    ];
    const ids = users.filter((user) => user !== null).map(({ id, email }) => [email.toLowerCase(), id] as const);
    const byEmail = Object.fromEntries(ids);
    for (const [email, id] of ids) expect(byEmail[email]).toBe(id);
    return byEmail;
  }

  it.each(['calcom', 'alo', 'saleshandy'] as const)(
    'is the same on a server that starts while %s is dead',
    async (vendor) => {
      const whole = await idsIn(graph);
      await graph.sandbox[vendor].kill();
      undo.push(() => graph.sandbox[vendor].revive());
      for (const [email, id] of Object.entries(await idsIn(await coldServer()))) expect(id, email).toBe(whole[email]);
    },
  );

  it.each(['calcom', 'saleshandy'] as const)(
    'and a link outlive an outage of %s for as long as it lasts',
    async (vendor) => {
      const clock = createJumpingClock();
      const server = await coldServer({}, clock);
      const [ids, names] = [await idsIn(server), await namesIn(server)];
      inject(graph.sandbox[vendor], { match: /memberships$|\/users$|team-member-list$/, status: 503 });
      clock.jump(24 * 60 * 60_000);
      const before = graph.sandbox[vendor].calls.length;
      expect(await idsIn(server)).toEqual(ids);
      expect(await namesIn(server)).toEqual(names);
      expect(graph.sandbox[vendor].calls.length).toBeGreaterThan(before);
    },
  );

  it.each([
    [/memberships$/, 'calcom'],
    [/team-member-list$/, 'saleshandy'],
    [/\/users$/, 'calcom'],
  ] as const)('is the same where %s of %s answers last', async (match, vendor) => {
    const whole = await idsIn(graph);
    inject(graph.sandbox[vendor], { match, delayMs: 150 });
    expect(await idsIn(await coldServer())).toEqual(whole);
  });
});

describe('a row of a directory that can no longer be read', () => {
  it('changes no person: its person stays, links stay, and the list is incomplete', async () => {
    const clock = createJumpingClock();
    const server = await coldServer({}, clock);
    const query = '{ users(first: 100) { complete nodes { id identities { source sourceId rule } } } }';
    const [names, before] = [await namesIn(server), await server.ask(query)];
    const transform = (json: unknown): unknown => {
      const { data, ...rest } = json as { data: object[] };
      return { ...rest, data: data.map((row, index) => (index === 2 ? { userId: 'x' } : row)) };
    };
    inject(graph.sandbox.calcom, { match: /memberships$/, transform });
    clock.jump(24 * 60 * 60_000);
    const { data, errors } = await server.ask(query);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'SOURCE_CONTRACT', teamgraph: { source: 'CALCOM', row: 2 } },
    ]);
    expect(data.users).toEqual({ ...before.data.users, complete: false });
    expect(await namesIn(server)).toEqual(names);
  });
});

describe('a team that may not be listed', () => {
  const HOSTS = '{ users(first: 100) { complete totalCount nodes { id identities { source rule } } } }';

  it('is replaced by the hosts of its bookings, and the answer says so', async () => {
    inject(graph.sandbox.calcom, { match: /memberships$/, status: 403 });
    const { data, errors } = await (await coldServer()).ask(HOSTS);
    expect(data.users).toMatchObject({ complete: false, totalCount: null });
    // The same error stands beside people whom only Saleshandy shows, because Cal.com may know them.
    const unknown = data.users.nodes.flatMap(({ identities }: { identities: unknown[] }, index: number) =>
      identities.length === 1 && JSON.stringify(identities).includes('SALESHANDY')
        ? [['users', 'nodes', index, 'identities']]
        : [],
    );
    expect(errors?.map(({ path }) => path)).toEqual([['users'], ...unknown]);
    expect(errors?.every(({ extensions }) => extensions.code === 'SOURCE_UNAUTHORIZED')).toBe(true);
    const bob = data.users.nodes.find(({ id }: { id: string }) => id === globalId('calcom:1042'));
    expect(bob.identities).toEqual([
      { source: 'CALCOM', rule: 'DIRECTORY' },
      { source: 'SALESHANDY', rule: 'EMAIL' },
    ]);
  });
});

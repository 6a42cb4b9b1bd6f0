/** Who is who, as the graph tells it: names that link and names that do not, the operator's view, and ids that stay. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault, Vendor } from '../../src/sandbox/index.ts';
import { type Graph, startGraph, startServer } from '../support/graph.ts';

const RANGE = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };
const EXAMPLE_FILE = new URL('../../examples/people.yaml', import.meta.url).pathname;
const globalId = (key: string): string => Buffer.from(`User:${key}`).toString('base64url');

let graph: Graph;
const undo: (() => unknown)[] = [];
beforeAll(async () => {
  graph = await startGraph();
});
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});
afterAll(() => graph.close());

const inject = (vendor: Vendor, fault: Fault): void => {
  undo.push(vendor.inject(fault));
};

/** A cold server over the same vendors. */
async function coldServer(settings: Record<string, string> = {}, monotonicMs?: () => number) {
  const server = await startServer(
    { ...graph.sandbox.settings, ...settings },
    () => graph.sandbox.now.getTime(),
    monotonicMs,
  );
  undo.push(server.close);
  return server;
}
type Server = Awaited<ReturnType<typeof coldServer>>;

const md5Of = (text: string): string => createHash('md5').update(text).digest('hex');

/** The path of a people file with this text. */
async function fileOf(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'teamgraph-people-'));
  undo.push(() => rm(folder, { recursive: true }));
  const path = join(folder, 'people.yaml');
  await writeFile(path, text);
  return path;
}

interface Match {
  user: { id: string } | null;
  match: { rule: string | null; reason: string | null; candidates: { id: string }[] };
}

const WHO_DID_IT = `query ($range: DateTimeRange!) { periods(range: $range, first: 100) { nodes { actions(first: 100) { nodes {
  createdBy { ...Who } assignees { ...Who } } } } } }
  fragment Who on Participant { name user { id } match { rule reason candidates { id } } }`;

/** What the graph says of every name in the actions of the week. */
async function namesIn(server: Pick<Server, 'ask'>): Promise<Record<string, Match>> {
  const { data } = await server.ask(WHO_DID_IT, { range: RANGE });
  type Named = Match & { name: string };
  const actions: { createdBy: Named | null; assignees: Named[] }[] = data.periods.nodes.flatMap(
    ({ actions: { nodes } }: { actions: { nodes: unknown[] } }) => nodes,
  );
  const participants = actions.flatMap(({ createdBy, assignees }) => [...(createdBy ? [createdBy] : []), ...assignees]);
  return Object.fromEntries(participants.map(({ name, ...rest }) => [name, rest]));
}

const linked = (key: string, rule: string): Match => ({
  user: { id: globalId(key) },
  match: { rule, reason: null, candidates: [] },
});
const unlinked = (reason: string, ...keys: string[]): Match => ({
  user: null,
  match: { rule: null, reason, candidates: keys.map((key) => ({ id: globalId(key) })) },
});

describe('a name in ALO', () => {
  it('is linked where one person has it, and else says why not and who it may be', async () => {
    const names = await namesIn(graph);
    expect(names['Bob Lang']).toEqual(linked('calcom:1042', 'NAME'));
    expect(names['Jose Alvarez']).toEqual(linked('calcom:1005', 'NAME'));
    expect(names['grace  lindqvist']).toEqual(linked('calcom:1013', 'NAME'));
    expect(names['Tomek Wójcik']).toEqual(linked('calcom:1009', 'NAME'));
    expect(names['Lena Fischer']).toEqual(linked('calcom:1015', 'NAME'));
    expect(names['Alex Kim']).toEqual(unlinked('AMBIGUOUS', 'calcom:1019', 'calcom:7'));
    expect(names['Sofia Marchetti']).toEqual(unlinked('AMBIGUOUS', 'calcom:1011', 'saleshandy:R6nYv0iDb8'));
    expect(names['Daniel Novak']).toEqual(unlinked('AMBIGUOUS', 'calcom:1012', 'saleshandy:Lw2oS7zFq9'));
    expect(names['Robert Lang']).toEqual(unlinked('UNKNOWN', 'calcom:1042'));
    expect(names['Oswald Finch']).toEqual(unlinked('UNKNOWN'));
    expect(names['Victor Hale']).toEqual(unlinked('UNKNOWN'));
  });

  it('is never linked to somebody else than the one who bears it', async () => {
    const owners = new Map(
      graph.sandbox.world.humans.flatMap(({ aloNames, calcomId, saleshandyId }) =>
        aloNames.map((name) => [name, [`calcom:${calcomId}`, `saleshandy:${saleshandyId}`].map(globalId)] as const),
      ),
    );
    for (const [name, { user }] of Object.entries(await namesIn(graph))) {
      if (user) expect(owners.get(name), name).toContain(user.id);
    }
  });

  it.each([
    ['calcom', /memberships$/],
    ['calcom', /\/users$/],
    ['saleshandy', /team-member-list$/],
  ] as const)('is an error, not a link, while %s has never told of %s', async (vendor, match) => {
    inject(graph.sandbox[vendor], { match, status: 500 });
    const { data, errors } = await (await coldServer()).ask(WHO_DID_IT, { range: RANGE });
    const [action] = data.periods.nodes[0].actions.nodes;
    expect(action.createdBy).toMatchObject({ user: null, match: { rule: null, reason: 'UNSEEN' } });
    expect(errors?.length).toBeGreaterThan(20);
    for (const { path, extensions } of errors ?? []) {
      expect(path?.at(-1)).toBe('user');
      expect(extensions).toEqual({ code: 'SOURCE_UNAVAILABLE', teamgraph: { source: vendor.toUpperCase() } });
    }
  });

  it.each([
    ['calcom', /memberships$/],
    ['calcom', /\/users$/],
    ['saleshandy', /team-member-list$/],
  ] as const)('is not linked where %s refuses %s, and says that somebody may be unseen', async (vendor, match) => {
    inject(graph.sandbox[vendor], { match, status: 403 });
    const names = Object.values(await namesIn(await coldServer()));
    expect(names.every(({ user, match: { reason } }) => user === null && reason === 'UNSEEN')).toBe(true);
  });

  it('is not linked where a row of a directory cannot be read: it may be of a namesake', async () => {
    const transform = (json: unknown): unknown => {
      const { data, ...rest } = json as { data: object[] };
      return { ...rest, data: data.map((row, index) => (index === 3 ? { id: 'x' } : row)) };
    };
    inject(graph.sandbox.calcom, { match: /\/users$/, transform });
    const server = await coldServer();
    expect(Object.values(await namesIn(server)).every(({ user }) => user === null)).toBe(true);
    const { data } = await server.ask('{ people { unseen { source directory code } } }');
    expect(data.people.unseen).toEqual([
      { source: 'CALCOM', directory: 'ORGANIZATION_USERS', code: 'SOURCE_CONTRACT' },
    ]);
  });
});

describe('a person', () => {
  const ACTIONS = `query ($id: ID!, $range: DateTimeRange!, $role: ActionRole) { user(by: { id: $id }) {
    identities { source sourceId name rule }
    actions(range: $range, role: $role, first: 100) { totalCount complete nodes { createdBy { name } assignees { name } } } } }`;
  const ofPerson = async (key: string, role: string | null = null, server: Pick<Server, 'ask'> = graph) => {
    const { data, errors } = await server.ask(ACTIONS, { id: globalId(key), range: RANGE, role });
    return { ...data.user, errors };
  };

  it('has the actions under every spelling of theirs, and the spellings as evidence', async () => {
    const { identities, actions, errors } = await ofPerson('calcom:1005');
    expect(errors).toBeUndefined();
    const names = ['Jose Alvarez', 'José Álvarez'];
    expect(identities.slice(2)).toEqual(names.map((name) => ({ source: 'ALO', sourceId: null, name, rule: 'NAME' })));
    expect(actions.totalCount).toBe(actions.nodes.length);
    expect(actions.totalCount).toBeGreaterThan(2);
    for (const { createdBy, assignees } of actions.nodes) {
      expect(
        [createdBy.name, ...assignees.map(({ name }: { name: string }) => name)].some((name) => names.includes(name)),
      ).toBe(true);
    }
  });

  it('has an empty list of actions, not null, where ALO shows none of theirs', async () => {
    expect((await ofPerson('calcom:1008')).actions).toEqual({ totalCount: 0, complete: true, nodes: [] });
  });

  it.each(['calcom:7', 'calcom:1011'])('has null for actions where no name is theirs alone: %s', async (key) => {
    expect((await ofPerson(key)).actions).toBeNull();
  });

  it('has an incomplete list where some actions are under a name that others have too', async () => {
    const { identities, actions } = await ofPerson(
      'calcom:7',
      null,
      await coldServer({
        PEOPLE_FILE: await fileOf(`
people:
  - { name: Alexander Kim, same: ["calcom:7", "alo:Robert Lang"] }
`),
      }),
    );
    expect(identities.map(({ name }: { name: string }) => name)).toContain('Robert Lang');
    expect(actions).toMatchObject({ complete: false, totalCount: null });
    expect(actions.nodes.length).toBeGreaterThan(0);
  });

  it('is shown no figures of a namesake: their e-mail gives them away', async () => {
    inject(graph.sandbox.saleshandy, {
      match: /team-member-list$/,
      transform: (json) => JSON.parse(JSON.stringify(json), (key, value) => (key === 'email' ? undefined : value)),
    });
    const server = await coldServer();
    const { data, errors } = await server.ask(
      `query ($id: ID!, $range: DateTimeRange!) {
        user(by: { id: $id }) { identities { sourceId rule } prospectStats(range: $range) { added } emailStats(range: $range) { sent } }
        teamStats(range: $range) { prospect(first: 100) { nodes { email user { id } } } } }`,
      { id: globalId('calcom:1012'), range: RANGE },
    );
    expect(errors).toBeUndefined();
    expect(data.user).toMatchObject({ prospectStats: null, emailStats: null });
    const row = data.teamStats.prospect.nodes.find(({ email }: { email: string }) => email === 'dnovak@example.org');
    expect(row.user).toBeNull();
  });

  it('has the same spellings as evidence wherever in a request actions are read, and whoever answers first', async () => {
    const query = `query ($range: DateTimeRange!) {
      user(by: { email: "jonas.brandt@example.com" }) { identities { source name } }
      bookings(first: 50) { nodes { hosts { user { email identities { source name } actions(range: $range) { totalCount } } } } } }`;
    const answers: unknown[] = [];
    for (const slow of [/memberships$/, /bookings$/, /periods$/, /actions$/]) {
      const faults = [graph.sandbox.calcom, graph.sandbox.alo].map((vendor) =>
        vendor.inject({ match: slow, delayMs: 120 }),
      );
      const { data, errors } = await (await coldServer()).ask(query, { range: RANGE });
      for (const remove of faults) remove();
      expect(errors).toBeUndefined();
      answers.push(data);
      expect(data.user.identities).toContainEqual({ source: 'ALO', name: 'Jonas Brandt' });
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('whom the people file alone knows by id is told of alike wherever they turn up', async () => {
    const server = await coldServer({ PEOPLE_FILE: EXAMPLE_FILE });
    const who = 'id name email username timeZone identities { source name email }';
    const { data, errors } = await server.ask(
      `query ($id: ID!) { user(by: { id: $id }) { ${who} } byEmail: user(by: { email: "victor.hale@example.com" }) { ${who} }
        bookings(first: 250) { nodes { hosts { email user { ${who} } } } } }`,
      { id: globalId('calcom:1016') },
    );
    expect(errors).toBeUndefined();
    expect(data.user).toMatchObject({ name: 'Victor Hale', email: 'victor.hale@example.com' });
    expect(data.byEmail).toEqual(data.user);
    const hosts = data.bookings.nodes.flatMap(({ hosts: all }: { hosts: { email: string; user: unknown }[] }) => all);
    const victor = hosts.filter(({ email }: { email: string }) => email === 'victor.hale@example.com');
    expect(victor.length).toBeGreaterThan(0);
    for (const { user } of victor) expect(user).toEqual(data.user);
  });

  it('whom only a hash of the e-mail tells is who has that e-mail', async () => {
    const transform = (json: unknown): unknown => {
      const { data, ...rest } = json as { data: { mostBookings: object[] } };
      const user = { id: 999, name: 'N. P.' };
      return {
        ...rest,
        data: {
          ...data,
          mostBookings: [{ userId: 999, user, emailMd5: md5Of('nadia.petrova@example.com'), count: 1 }],
        },
      };
    };
    inject(graph.sandbox.calcom, { match: /members$/, transform });
    const { data } = await graph.ask(
      '{ memberStats(timeZone: "UTC") { mostBookings { user { id identities { source sourceId rule } } } } }',
    );
    expect(data.memberStats.mostBookings).toEqual([
      {
        user: {
          id: globalId('calcom:999'),
          identities: [
            { source: 'CALCOM', sourceId: '999', rule: 'DIRECTORY' },
            { source: 'SALESHANDY', sourceId: 'Qe81LrT0vB', rule: 'EMAIL_HASH' },
          ],
        },
      },
    ]);
  });
});

describe('an e-mail', () => {
  it('that two people have finds neither, and nobody is looked for in the bookings', async () => {
    const transform = (json: unknown): unknown =>
      JSON.parse(JSON.stringify(json).replaceAll('alex.kim.design@example.com', 'alex.kim@example.com'));
    inject(graph.sandbox.calcom, { match: /memberships$|\/users$|bookings$/, transform });
    const server = await coldServer();
    const asked = graph.sandbox.calcom.calls.length;
    const { data, errors } = await server.ask('{ user(by: { email: "alex.kim@example.com" }) { id } }');
    expect([data, errors]).toEqual([{ user: null }, undefined]);
    expect(graph.sandbox.calcom.calls.slice(asked).filter(({ path }) => path.endsWith('bookings'))).toEqual([]);
    const { data: view } = await server.ask('{ people { conflicts { nodes { reason } } } }');
    expect(view.people.conflicts.nodes).toContainEqual({ reason: 'SHARED_EMAIL' });
  });
});

describe('an id', () => {
  it('of a weaker record finds the person, who has the stronger id', async () => {
    const { data } = await graph.ask('query ($id: ID!) { node(id: $id) { ... on User { id name } } }', {
      id: globalId('saleshandy:2dP27N0gZ4'),
    });
    expect(data.node).toEqual({ id: globalId('calcom:1042'), name: 'Bob Lang' });
  });

  const EVERYBODY = `query ($range: DateTimeRange!) {
    users(first: 100) { nodes { id email } }
    teamStats(range: $range) { prospect(first: 100) { nodes { email user { id email } } } }
    bookings(first: 250) { nodes { hosts { email user { id email } } } } }`;
  interface Who {
    id: string;
    email: string;
  }
  /** Every id by e-mail, from wherever the graph shows people. */
  async function idsIn(server: Pick<Server, 'ask'>): Promise<Record<string, string>> {
    const { data } = await server.ask(EVERYBODY, { range: RANGE });
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
      let nowMs = 0;
      const server = await coldServer({}, () => nowMs);
      const [ids, names] = [await idsIn(server), await namesIn(server)];
      inject(graph.sandbox[vendor], { match: /memberships$|\/users$|team-member-list$/, status: 503 });
      nowMs += 24 * 60 * 60_000;
      const asked = graph.sandbox[vendor].calls.length;
      expect(await idsIn(server)).toEqual(ids);
      expect(await namesIn(server)).toEqual(names);
      expect(graph.sandbox[vendor].calls.length).toBeGreaterThan(asked);
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

describe('a row of a directory that cannot be read any more', () => {
  it('changes nobody: who was there stays, links hold, and the list is told to be incomplete', async () => {
    let nowMs = 0;
    const server = await coldServer({}, () => nowMs);
    const query = '{ users(first: 100) { complete nodes { id identities { source sourceId rule } } } }';
    const [names, before] = [await namesIn(server), await server.ask(query)];
    const transform = (json: unknown): unknown => {
      const { data, ...rest } = json as { data: object[] };
      return { ...rest, data: data.map((row, index) => (index === 2 ? { userId: 'x' } : row)) };
    };
    inject(graph.sandbox.calcom, { match: /memberships$/, transform });
    nowMs += 24 * 60 * 60_000;
    const { data, errors } = await server.ask(query);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'SOURCE_CONTRACT', teamgraph: { source: 'CALCOM', row: 2 } },
    ]);
    expect(data.users).toEqual({ ...before.data.users, complete: false });
    expect(await namesIn(server)).toEqual(names);
  });
});

describe('where the team may not be listed', () => {
  const HOSTS = '{ users(first: 100) { complete totalCount nodes { id identities { source rule } } } }';

  it('the hosts of its bookings are listed in its place, and the answer says so', async () => {
    inject(graph.sandbox.calcom, { match: /memberships$/, status: 403 });
    const { data, errors } = await (await coldServer()).ask(HOSTS);
    expect(data.users).toMatchObject({ complete: false, totalCount: null });
    // The same beside the identities of those whom Saleshandy alone shows: Cal.com may know them.
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

describe('the people view', () => {
  const VIEW = `query ($range: DateTimeRange!) { people { total links { rule count } unseen { source }
    conflicts { totalCount pageInfo { hasNextPage } edges { cursor } nodes { reason users { id } } }
    unlinkedNames(range: $range) { totalCount complete pageInfo { hasNextPage } edges { cursor node { name } } nodes { name uses match { reason candidates { id } } } }
    ambiguousNames(range: $range) { totalCount nodes { name uses } } } }`;

  it('counts what links people, and tells what nobody could link', async () => {
    const { data, errors } = await graph.ask(VIEW, { range: RANGE });
    expect(errors).toBeUndefined();
    const { people } = data;
    expect(people.total).toBe(17);
    expect(people.links.filter(({ count }: { count: number }) => count > 0)).toEqual([
      { rule: 'DIRECTORY', count: 17 },
      { rule: 'EMAIL', count: 8 },
    ]);
    expect(people.unseen).toEqual([]);
    expect(people.conflicts).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: false } });
    expect(people.conflicts.nodes).toEqual([
      { reason: 'SAME_NAME', users: ['calcom:1011', 'saleshandy:R6nYv0iDb8'].map((key) => ({ id: globalId(key) })) },
      { reason: 'SAME_NAME', users: ['calcom:1012', 'saleshandy:Lw2oS7zFq9'].map((key) => ({ id: globalId(key) })) },
    ]);
    expect(people.unlinkedNames).toMatchObject({ totalCount: 3, complete: true, pageInfo: { hasNextPage: false } });
    const uses = graph.sandbox.world.alo.periods
      .filter(({ startMs, endMs }) => startMs < Date.parse(RANGE.to) && endMs > Date.parse(RANGE.from))
      .flatMap(({ actions }) => actions.flatMap(({ createdBy, assignees }) => [createdBy, ...assignees]));
    const countOf = (name: string): number => uses.filter((one) => one === name).length;
    expect(
      people.unlinkedNames.nodes.map(({ name, uses: count }: { name: string; uses: number }) => [name, count]),
    ).toEqual(['Oswald Finch', 'Robert Lang', 'Victor Hale'].map((name) => [name, countOf(name)]));
    expect(people.ambiguousNames).toEqual({
      totalCount: 3,
      nodes: ['Alex Kim', 'Sofia Marchetti', 'Daniel Novak'].map((name) => ({ name, uses: countOf(name) })),
    });
  });

  it('is shorter for what the people file decides, and people are linked by it', async () => {
    const server = await coldServer({ PEOPLE_FILE: EXAMPLE_FILE });
    const { data } = await server.ask(VIEW, { range: RANGE });
    expect(data.people.conflicts.totalCount).toBe(0);
    expect(data.people.unlinkedNames.nodes.map(({ name }: { name: string }) => name)).toEqual(['Oswald Finch']);
    const names = await namesIn(server);
    expect(names['Robert Lang']).toEqual(linked('calcom:1042', 'PEOPLE_FILE'));
    expect(names['Bob Lang']).toEqual(linked('calcom:1042', 'PEOPLE_FILE'));
    expect(names['Victor Hale']).toEqual(linked('calcom:1016', 'PEOPLE_FILE'));
    expect(names['Sofia Marchetti']).toEqual(linked('calcom:1011', 'NAME'));
    expect(names['Alex Kim']).toEqual(unlinked('AMBIGUOUS', 'calcom:1019'));
  });

  it('costs one call for the periods and one for each, and none for the rest', async () => {
    const server = await coldServer();
    await server.ask('{ users(first: 1) { totalCount } }');
    const count = () =>
      [graph.sandbox.calcom, graph.sandbox.alo, graph.sandbox.saleshandy].map(({ calls }) => calls.length);
    const before = count();
    await server.ask('{ people { total conflicts { totalCount } } }');
    expect(count()).toEqual(before);
    await server.ask(VIEW, { range: RANGE });
    expect(count().map((calls, index) => calls - (before[index] ?? 0))).toEqual([0, 5, 0]);
  });

  it('shows what of the file no directory has, but for who left', async () => {
    const path = await fileOf(
      'people:\n  - { name: Bob Lang, same: ["calcom:10422", "email:bob@example.com"] }\n  - { name: V, same: ["calcom:1016"], left: true }\n',
    );
    const server = await coldServer({ PEOPLE_FILE: path });
    const { data } = await server.ask('{ people { unmatched { name mark } } }');
    expect(data.people.unmatched).toEqual([{ name: 'Bob Lang', mark: 'calcom:10422' }]);
    const alone = await coldServer({ PEOPLE_FILE: path, SALESHANDY_API_KEY: '', SALESHANDY_API_URL: '' });
    expect((await alone.ask('{ people { unmatched { mark } } }')).data.people.unmatched).toEqual([
      { mark: 'calcom:10422' },
    ]);
    inject(graph.sandbox.calcom, { match: /\/users$/, status: 403 });
    const refused = await coldServer({ PEOPLE_FILE: path });
    expect((await refused.ask('{ people { unmatched { name } } }')).data.people.unmatched).toBeNull();
  });

  it('is an error where nobody can be told, not a view of nobody', async () => {
    await graph.sandbox.calcom.kill();
    undo.push(() => graph.sandbox.calcom.revive());
    const { data, errors } = await (await coldServer()).ask('{ people { total } }');
    expect(data).toEqual({ people: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_UNAVAILABLE']);
  });
});

/** People in the graph: which names link, and what is shown of a person. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  coldServer,
  EXAMPLE_FILE,
  fileOf,
  globalId,
  graph,
  inject,
  linked,
  namesIn,
  RANGE,
  type Server,
  unlinked,
  WHO_DID_IT,
} from '../support/who.ts';

const md5Of = (text: string): string => createHash('md5').update(text).digest('hex');

describe('a name in ALO', () => {
  it('is linked if one person has it, and otherwise says why not and who the candidates are', async () => {
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

  it('is never linked to another person', async () => {
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
  ] as const)('is an error, not a link, while %s has never sent %s', async (vendor, match) => {
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
  ] as const)('is not linked while %s refuses %s, and says that a person may be unseen', async (vendor, match) => {
    inject(graph.sandbox[vendor], { match, status: 403 });
    const names = Object.values(await namesIn(await coldServer()));
    expect(names.every(({ user, match: { reason } }) => user === null && reason === 'UNSEEN')).toBe(true);
  });

  it('is not linked while a row of a directory is unreadable, which may be of a namesake', async () => {
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

  it('has the actions under every spelling of their name, and the spellings as identities', async () => {
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

  it('has an empty list of actions, not null, if ALO shows none of theirs', async () => {
    expect((await ofPerson('calcom:1008')).actions).toEqual({ totalCount: 0, complete: true, nodes: [] });
  });

  it.each(['calcom:7', 'calcom:1011'])('has null for actions if no name links to them: %s', async (key) => {
    expect((await ofPerson(key)).actions).toBeNull();
  });

  it('has an incomplete list if some actions are under a name that others have as well', async () => {
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

  it('has the actions under names in the file although Saleshandy was never reached', async () => {
    inject(graph.sandbox.saleshandy, { match: /./, status: 500 });
    const server = await coldServer({
      PEOPLE_FILE: await fileOf('people: [{ name: Bob Lang, same: ["calcom:1042", "alo:Bob Lang"] }]'),
    });
    const bob = await ofPerson('calcom:1042', null, server);
    expect(bob.actions.nodes.length).toBeGreaterThan(0);
    // It is not known who else may have such a name.
    const jose = await ofPerson('calcom:1005', null, server);
    expect(jose.actions).toBeNull();
    expect(jose.errors).toContainEqual(
      expect.objectContaining({
        path: ['user', 'actions'],
        extensions: { code: 'SOURCE_UNAVAILABLE', teamgraph: { source: 'SALESHANDY' } },
      }),
    );
  });

  it('has no figures of a namesake, whose e-mail differs', async () => {
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

  it('has the same identities wherever in a request actions are read, and whichever source answers first', async () => {
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

  it('whom only the people file knows by id is shown the same everywhere', async () => {
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

  it('of whom only a hash of the e-mail is known is the person with that e-mail', async () => {
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
  it('that two people have finds neither, and bookings are not searched', async () => {
    const transform = (json: unknown): unknown =>
      JSON.parse(JSON.stringify(json).replaceAll('alex.kim.design@example.com', 'alex.kim@example.com'));
    inject(graph.sandbox.calcom, { match: /memberships$|\/users$|bookings$/, transform });
    const server = await coldServer();
    const before = graph.sandbox.calcom.calls.length;
    const { data, errors } = await server.ask('{ user(by: { email: "alex.kim@example.com" }) { id } }');
    expect([data, errors]).toEqual([{ user: null }, undefined]);
    expect(graph.sandbox.calcom.calls.slice(before).filter(({ path }) => path.endsWith('bookings'))).toEqual([]);
    const { data: view } = await server.ask('{ people { conflicts { nodes { reason } } } }');
    expect(view.people.conflicts.nodes).toContainEqual({ reason: 'SHARED_EMAIL' });
  });
});

/** The member list of Saleshandy: when it is complete, and what is a team and not a person. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../../support/graph.ts';

let graph: Graph;
beforeEach(async () => {
  graph = await startGraph();
});
afterEach(() => graph.close());

interface Member {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}
interface Team {
  readonly id: string;
  readonly name: string;
  readonly members: readonly Member[];
}

const WEEK = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const QUERY = `{
  users(first: 100) { complete totalCount nodes { name identities { source sourceId rule } } }
  people { unseen { source directory code } }
  teamStats(range: ${WEEK}) { prospect(first: 1) { complete totalCount } }
  periods(range: ${WEEK}, first: 12) { nodes { actions(first: 80) { nodes { createdBy { user { id } match { rule } } } } } }
}`;

async function ask(answer: (teams: readonly Team[]) => object) {
  graph.sandbox.saleshandy.inject({
    match: /team-member-list$/,
    transform: (json) => answer((json as { payload: Team[] }).payload),
  });
  const { data, errors } = await graph.ask(QUERY);
  const users = data.users.nodes as {
    name: string;
    identities: { source: string; sourceId: string; rule: string }[];
  }[];
  const periods = data.periods.nodes as { actions: { nodes: { createdBy: { match: { rule: string } } | null }[] } }[];
  return {
    errors,
    list: { complete: data.users.complete, totalCount: data.users.totalCount },
    unseen: data.people.unseen,
    report: data.teamStats.prospect,
    names: users.map(({ name }) => name),
    memberIds: users.flatMap(({ identities }) =>
      identities.filter(({ source }) => source === 'SALESHANDY').map(({ sourceId }) => sourceId),
    ),
    linkedByName: periods
      .flatMap(({ actions }) => actions.nodes)
      .filter(({ createdBy }) => createdBy?.match.rule === 'NAME').length,
  };
}

const people = (teams: readonly Team[]): Member[] => [
  ...new Map(teams.flatMap(({ members }) => members).map((member) => [member.id, member])).values(),
];
const ids = (): string[] => graph.sandbox.world.saleshandy.members.map(({ id }) => id).sort();

describe('a member list that may not be complete', () => {
  it.each<[string, (teams: readonly Team[]) => object]>([
    ['says hasMore', (teams) => ({ payload: teams, hasMore: true })],
    ['says hasMore in its payload', (teams) => ({ payload: { data: teams, hasMore: true } })],
    ['says has_more in a meta', (teams) => ({ payload: teams, meta: { has_more: true } })],
    ['says a larger total', (teams) => ({ payload: { data: people(teams), total: 500 } })],
    ['says a larger total as text', (teams) => ({ payload: people(teams), total: '1,500' })],
    ['says a larger total in a meta', (teams) => ({ payload: people(teams), meta: { total: 500 } })],
    [
      'says a larger total in a meta of its payload',
      (teams) => ({ payload: { users: people(teams), meta: { total: 500 } } }),
    ],
    ['says a larger total beside hasMore: false', (teams) => ({ payload: people(teams), hasMore: false, total: 500 })],
    ['says a smaller total', (teams) => ({ payload: people(teams), total: 2 })],
    ['says two totals', (teams) => ({ payload: people(teams), total: people(teams).length, meta: { total: 500 } })],
    ['has a team that says hasMore', ([first, ...others]) => ({ payload: [{ ...first, hasMore: true }, ...others] })],
    [
      'has a team that says a larger total',
      ([first, ...others]) => ({ payload: [{ ...first, total: 77 }, ...others] }),
    ],
  ])('links no person by name: it %s', async (_, answer) => {
    const found = await ask(answer);
    expect(found.errors).toBeUndefined();
    expect(found.list).toEqual({ complete: false, totalCount: null });
    expect(found.report).toEqual({ complete: false, totalCount: null });
    expect(found.unseen).toEqual([{ source: 'SALESHANDY', directory: 'SALESHANDY_MEMBERS', code: 'SOURCE_CONTRACT' }]);
    expect(found.linkedByName).toBe(0);
    expect(found.memberIds.sort()).toEqual(ids());
  });
});

describe('a complete member list', () => {
  it.each<[string, (teams: readonly Team[]) => object]>([
    ['says that it has no more', (teams) => ({ payload: teams, hasMore: false })],
    [
      'says how many people there are',
      (teams) => ({ payload: { data: people(teams), meta: { total: people(teams).length } } }),
    ],
    ['says how many people its teams have', (teams) => ({ payload: teams, total: people(teams).length })],
    ['says how many teams there are', (teams) => ({ payload: { data: teams, total: teams.length } })],
    ...['teamMembers', 'userList', 'crew'].map((key): [string, (teams: readonly Team[]) => object] => [
      `has people under ${key}`,
      (teams) => ({ payload: teams.map(({ id, name, members }) => ({ id, name, [key]: members })) }),
    ]),
    [
      'has people deeper in a team',
      (teams) => ({ payload: teams.map(({ members, ...team }) => ({ ...team, people: { rows: members } })) }),
    ],
    [
      'has teams without people',
      (teams) => ({
        payload: [
          ...teams,
          { id: 'x1', name: 'Ghosts', members: null },
          { id: 'x2', name: 'Void', teamMembers: null },
          { id: 'x3', name: 'None', userList: [] },
        ],
      }),
    ],
    [
      'has people with roles',
      (teams) => ({ payload: people(teams).map((one) => ({ ...one, roles: [{ id: 'r1', name: 'Admin' }] })) }),
    ],
    ['ends in a sum', (teams) => ({ payload: [...people(teams), { name: 'Total', count: 11 }] })],
    [
      'has an e-mail in only one of two teams',
      (teams) => ({
        payload: [...teams, { id: 't9', name: 'All', members: people(teams).map(({ email: _, ...rest }) => rest) }],
      }),
    ],
  ])('has its members and no other people: it %s', async (_, answer) => {
    const found = await ask(answer);
    expect(found.errors).toBeUndefined();
    expect(found.memberIds.sort()).toEqual(ids());
    expect(found.names).not.toEqual(expect.arrayContaining(['Ghosts']));
    expect(found.list).toEqual({ complete: true, totalCount: found.names.length });
    expect(found.unseen).toEqual([]);
    expect(found.linkedByName).toBeGreaterThan(0);
  });
});

describe('a member list with an unreadable part', () => {
  it.each<[string, (teams: readonly Team[]) => object]>([
    ['a team shows no people', (teams) => ({ payload: [...teams, { id: 'x1', name: 'Ghosts' }] })],
    ['a team has ids alone', (teams) => ({ payload: [...teams, { id: 'x1', name: 'Ghosts', members: ['a', 'b'] }] })],
    [
      'a member is two people',
      (teams) => ({
        payload: [...teams, { id: 'x1', name: 'X', members: [{ ...people(teams)[0], email: 'Other@example.com' }] }],
      }),
    ],
  ])('is not complete: %s', async (_, answer) => {
    const found = await ask(answer);
    expect(found.list).toEqual({ complete: false, totalCount: null });
    expect(found.unseen).toHaveLength(1);
    expect(found.names).not.toEqual(expect.arrayContaining(['Ghosts']));
    expect(found.linkedByName).toBe(0);
  });
});

describe('a member who is missing in an incomplete list', () => {
  const global = (key: string): string => Buffer.from(`User:${key}`).toString('base64url');
  const unknown = (...path: string[]) =>
    expect.objectContaining({ path, extensions: { code: 'SOURCE_CONTRACT', teamgraph: { source: 'SALESHANDY' } } });

  it('is an error where the figures, the member or the e-mail are selected', async () => {
    const email = 'bob@example.com';
    graph.sandbox.saleshandy.inject({
      match: /team-member-list$/,
      transform: (json) => {
        const all = people((json as { payload: Team[] }).payload);
        return { payload: all.filter((one) => one.email.toLowerCase() !== email), hasMore: true };
      },
    });
    const { data, errors } = await graph.ask(`{
      bob: user(by: { email: "${email}" }) { email prospectStats(range: ${WEEK}) { added } emailStats(range: ${WEEK}) { sent } }
      member: user(by: { id: "${global('saleshandy:elsewhere')}" }) { id }
      missing: user(by: { email: "elsewhere@example.com" }) { id } }`);
    expect(data).toEqual({ bob: { email, prospectStats: null, emailStats: null }, member: null, missing: null });
    expect(errors).toHaveLength(4);
    expect(errors).toEqual(
      expect.arrayContaining([
        unknown('bob', 'prospectStats'),
        unknown('bob', 'emailStats'),
        unknown('member'),
        unknown('missing'),
      ]),
    );
  });
});

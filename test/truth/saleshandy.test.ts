/** A part of a list of Saleshandy is never complete, in whatever form it says that there is more; and no team is a person. */
import { describe, expect, it } from 'vitest';
import { askScripted } from '../support/scripted-vendors.ts';

const person = (id: string, name: string) => ({ id, name, email: `${name.slice(0, 3).toLowerCase()}@example.com` });
const GRACE = person('g1', 'Grace Hopper');
const BOB = person('g2', 'Bob Lang');
const BOTH = ['Bob Lang', 'Grace Hopper'];

const members = async (payload: unknown) => {
  const query = '{ users { complete nodes { name } } people { unseen { directory } } }';
  const { data } = await askScripted(['SALESHANDY'], { saleshandyMembers: () => ({ payload }) }, query);
  const names = data.users.nodes.map(({ name }: { name: string }) => name);
  return { names, complete: data.users.complete, isSeen: data.people.unseen.length === 0 };
};

/** Page info for more than two rows. */
const MORE: readonly [string, object][] = [
  ['totalCount', { totalCount: 5 }],
  ['total_count in a pagination', { pagination: { total_count: '5' } }],
  ['total_records in a meta', { meta: { total_records: 5 } }],
  ['hasNextPage', { pageInfo: { hasNextPage: true } }],
  ['hasMore as a text', { hasMore: 'true' }],
  ['total_pages', { page: 1, total_pages: 3 }],
];

describe('the members of Saleshandy', () => {
  it.each([...MORE, ['nextPage', { nextPage: 2 }], ['memberCount', { memberCount: 3 }]])(
    'are not complete if %s says that there are more',
    async (_, end) => {
      expect(await members({ items: [GRACE, BOB], ...end })).toEqual({ names: BOTH, complete: false, isSeen: false });
    },
  );

  it('are complete if the page info agrees', async () => {
    const end = { totalCount: 2, totalPages: 1, hasNextPage: false, nextPage: null };
    expect(await members({ items: [GRACE, BOB], ...end })).toEqual({ names: BOTH, complete: true, isSeen: true });
  });

  const team = (people: object) => [{ id: 't1', name: 'Sales', ...people }];
  it.each<[string, unknown, readonly string[]]>([
    ['people by their ids', team({ members: { g1: GRACE, g2: BOB } }), BOTH],
    ['people by their ids, under any key', team({ staff: { a: GRACE, b: BOB } }), BOTH],
    ['an e-mail of its own', team({ email: 'sales@example.com', agents: [GRACE, BOB] }), BOTH],
    ['an e-mail of its own and no people', team({ email: 'sales@example.com', members: null }), []],
  ])('are the people of a team, and not the team, if it has %s', async (_, payload, names) => {
    expect(await members(payload)).toEqual({ names, complete: true, isSeen: true });
  });

  it.each<[string, object]>([
    ['mailboxes', { emailAccounts: [{ id: 'm1', email: 'grace@mail.example' }] }],
    ['teams', { teams: [{ id: 't1', name: 'Sales' }] }],
    ['integrations', { integrations: { crm: { id: 'c1' } } }],
  ])('are people even if they have %s', async (_, more) => {
    expect(await members([{ ...GRACE, ...more }, BOB])).toEqual({ names: BOTH, complete: true, isSeen: true });
  });
});

describe('a report of Saleshandy', () => {
  const row = (userId: unknown, added: number) => ({ userId, prospectAdded: added });
  const report = async (rows: readonly object[], end: object = {}) => {
    const range = 'range: { from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" }';
    const script = {
      saleshandyMembers: () => ({ payload: [GRACE, BOB] }),
      saleshandyStats: ({ page }: { page: number }) => ({ payload: { data: page === 1 ? rows : [], ...end } }),
    };
    const query = `{ teamStats(${range}) { prospect { totalCount complete nodes { added user { name } } } } }`;
    return (await askScripted(['SALESHANDY'], script, query)).data.teamStats.prospect;
  };
  const TWO = [
    { added: 4, user: { name: 'Grace Hopper' } },
    { added: 3, user: { name: 'Bob Lang' } },
  ];

  it.each(MORE)('is not complete if %s says that there are more rows', async (_, end) => {
    const part = await report([row('g1', 4), row('g2', 3)], end);
    expect(part).toEqual({ totalCount: null, complete: false, nodes: TWO });
  });

  it('is not complete if it has a row of a person outside the directory', async () => {
    const part = await report([row('g1', 4), row('g2', 3), row('x9', 2)], { hasMore: false });
    expect(part).toEqual({ totalCount: null, complete: false, nodes: TWO });
  });

  it.each([
    { name: 'TOTAL:' },
    { name: '— Grand total —' },
    { name: 'All members' },
    { userId: 'total', name: 'Total' },
  ])('leaves out a row of a sum: %j', async (named) => {
    const rows = [{ ...named, prospectAdded: 7 }, row('g1', 4), row('g2', 3)];
    expect(await report(rows, { hasMore: false })).toEqual({ totalCount: 2, complete: true, nodes: TWO });
  });
});

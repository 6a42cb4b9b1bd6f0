/** A part of Cal.com's directories is never told as the whole, and links nobody by name. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askScripted, listed, memberRow, type Script } from '../support/scripted-vendors.ts';
import { people, type Seen, see as seeAt } from './calcom-members.ts';
import { type CalcomVendor, type Faults, type Member, startCalcomVendor } from './calcom-vendor.ts';

let vendor: CalcomVendor;
beforeAll(async () => {
  vendor = await startCalcomVendor({ nowMs: 0, rows: [], types: [{ id: 1, slug: 'a' }], members: [], faults: {} });
});
afterAll(() => vendor.close());

const see = (members: readonly Member[], faults: Faults = {}): Promise<Seen> => seeAt(vendor, members, faults);

describe('the members of the team', () => {
  it('are all there where a server lowers its pages and says nothing', async () => {
    expect(await see(people(130), { cap: 100 })).toMatchObject({ total: 130, complete: true, unseen: [] });
  });

  it('have ended when a further page is empty', async () => {
    vendor.calls.length = 0;
    await see(people(20));
    const asked = vendor.calls.filter((path) => path.includes('/memberships')).map((path) => path.split('skip=')[1]);
    expect(asked).toEqual(['0', '20']);
  });

  it('are not complete, and unseen, where skip has no effect', async () => {
    expect(await see(people(40), { ignore: 'skip' })).toMatchObject({
      total: null,
      complete: false,
      unseen: ['TEAM_MEMBERS'],
    });
  });

  it('do not list those who were invited and have not accepted', async () => {
    const members = [...people(2), { userId: 9, name: 'Invited', accepted: false }];
    expect(await see(members)).toMatchObject({ total: 2, complete: true, names: ['Person 0', 'Person 1'] });
  });
});

describe('somebody who comes twice in one answer', () => {
  const QUERY = '{ users(first: 100) { totalCount complete nodes { name } } people { unseen { directory } } }';
  const bob = { id: 2, name: 'Bob Lang', email: 'bob@example.com' };

  it.each<[string, Script, string]>([
    ['a member with another name', { members: listed(memberRow(1), memberRow(1, { name: 'Else' })) }, 'TEAM_MEMBERS'],
    ['a member and invited', { members: listed(memberRow(1), memberRow(1, {}, { accepted: false })) }, 'TEAM_MEMBERS'],
    ['a user with another e-mail', { users: listed(bob, { ...bob, email: 'rob@example.com' }) }, 'ORGANIZATION_USERS'],
  ])('otherwise is a contradiction, which is told: %s', async (_, script, directory) => {
    const { data, errors } = await askScripted(['CALCOM'], script, QUERY);
    expect(data.users).toMatchObject({ totalCount: null, complete: false });
    expect(data.people.unseen).toEqual([{ directory }]);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'SOURCE_CONTRACT', teamgraph: { row: 1 } });
  });

  it('alike is there once, and nothing is wrong', async () => {
    const { data } = await askScripted(['CALCOM'], { members: listed(memberRow(1), memberRow(1)) }, QUERY);
    expect(data).toEqual({
      users: { totalCount: 1, complete: true, nodes: [{ name: 'Person 1' }] },
      people: { unseen: [] },
    });
  });
});

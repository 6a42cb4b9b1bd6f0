/** A part of Cal.com's directories is never told as the whole, and links nobody by name. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

/** A part of Cal.com's directories is never told as the whole, and links nobody by name. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../support/graph.ts';
import { type CalcomVendor, type Faults, type Member, startCalcomVendor } from '../support/truth/calcom-vendor.ts';

let vendor: CalcomVendor;
beforeAll(async () => {
  vendor = await startCalcomVendor({ nowMs: 0, rows: [], types: [{ id: 1, slug: 'a' }], members: [], faults: {} });
});
afterAll(() => vendor.close());

const people = (count: number): Member[] =>
  Array.from({ length: count }, (_, index) => ({
    userId: 1 + index,
    name: index === 3 || index === 118 ? 'Sam Reed' : `Person ${index}`,
  }));

interface Seen {
  readonly total: number | null;
  readonly complete: boolean;
  readonly names: string[];
  readonly unseen: string[];
}

/** What a server that starts now says of its people. */
async function see(members: readonly Member[], faults: Faults = {}): Promise<Seen> {
  vendor.world = { ...vendor.world, members, faults };
  const server = await startServer(vendor.settings);
  const { data } = await server.ask(
    '{ users(first: 100) { totalCount complete nodes { name } } people { unseen { directory } } }',
  );
  await server.close();
  return {
    total: data.users.totalCount,
    complete: data.users.complete,
    names: data.users.nodes.map(({ name }: { name: string }) => name),
    unseen: data.people.unseen.map(({ directory }: { directory: string }) => directory),
  };
}

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

  it('say that they are complete only where they are, whatever the server does', async () => {
    const faults: fc.Arbitrary<Faults> = fc.oneof(
      fc.constant({}),
      fc.record({ cap: fc.integer({ min: 1, max: 100 }) }),
      fc.constant({ ignore: 'skip' as const }),
      fc.record({ cap: fc.integer({ min: 1, max: 100 }), ignore: fc.constant('skip' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 130 }), faults, async (count, fault) => {
        const { total, complete, unseen } = await see(people(count), fault);
        expect([complete ? total : null, complete]).toEqual([complete ? count : null, unseen.length === 0]);
      }),
      { numRuns: 60 },
    );
  });
});

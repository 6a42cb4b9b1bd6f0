/** A part of a directory of Cal.com is never complete, and links no person by name. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askScripted,
  bookingPage,
  bookingRow,
  listed,
  memberRow,
  REFUSED,
  type Script,
} from '../support/scripted-vendors.ts';
import { type AnsweredPeople, people, readPeople } from '../support/truth/calcom-members.ts';
import { type CalcomVendor, type Faults, type Member, startCalcomVendor } from '../support/truth/calcom-vendor.ts';

let vendor: CalcomVendor;
beforeAll(async () => {
  vendor = await startCalcomVendor({ nowMs: 0, rows: [], types: [{ id: 1, slug: 'a' }], members: [], faults: {} });
});
afterAll(() => vendor.close());

const answer = (members: readonly Member[], faults: Faults = {}): Promise<AnsweredPeople> =>
  readPeople(vendor, members, faults);

describe('the members of the team', () => {
  it('are complete if a server sends fewer rows than requested', async () => {
    expect(await answer(people(130), { cap: 100 })).toMatchObject({ total: 130, complete: true, unseen: [] });
  });

  it('are read until a page is empty', async () => {
    vendor.calls.length = 0;
    await answer(people(20));
    const skips = vendor.calls.filter((path) => path.includes('/memberships')).map((path) => path.split('skip=')[1]);
    expect(skips).toEqual(['0', '20']);
  });

  it('are not complete, and unseen, if skip has no effect', async () => {
    expect(await answer(people(40), { ignore: 'skip' })).toMatchObject({
      total: null,
      complete: false,
      unseen: ['TEAM_MEMBERS'],
    });
  });

  it('do not include people who have not accepted their invitation', async () => {
    const members = [...people(2), { userId: 9, name: 'Invited', accepted: false }];
    expect(await answer(members)).toMatchObject({ total: 2, complete: true, names: ['Person 0', 'Person 1'] });
  });
});

describe('a person with two rows in one answer', () => {
  const QUERY = '{ users(first: 100) { totalCount complete nodes { name } } people { unseen { directory } } }';
  const bob = { id: 2, name: 'Bob Lang', email: 'bob@example.com' };

  it.each<[string, Script, string]>([
    ['a member with another name', { members: listed(memberRow(1), memberRow(1, { name: 'Else' })) }, 'TEAM_MEMBERS'],
    [
      'a member who is also invited',
      { members: listed(memberRow(1), memberRow(1, {}, { accepted: false })) },
      'TEAM_MEMBERS',
    ],
    ['a user with another e-mail', { users: listed(bob, { ...bob, email: 'rob@example.com' }) }, 'ORGANIZATION_USERS'],
  ])('makes the directory incomplete, with an error, if they differ: %s', async (_, script, directory) => {
    const { data, errors } = await askScripted(['CALCOM'], script, QUERY);
    expect(data.users).toMatchObject({ totalCount: null, complete: false });
    expect(data.people.unseen).toEqual([{ directory }]);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'SOURCE_CONTRACT', teamgraph: { row: 1 } });
  });

  it('is listed once, without an error, if they are equal', async () => {
    const { data } = await askScripted(['CALCOM'], { members: listed(memberRow(1), memberRow(1)) }, QUERY);
    expect(data).toEqual({
      users: { totalCount: 1, complete: true, nodes: [{ name: 'Person 1' }] },
      people: { unseen: [] },
    });
  });
});

describe('a directory that is too large to be read in one answer', () => {
  const pad = 'x'.repeat(30_000);
  const paged = (rows: readonly object[], most: number) => (query: URLSearchParams) => {
    const skip = Number(query.get('skip'));
    return { status: 'success', data: rows.slice(skip, skip + Math.min(most, Number(query.get('take')))) };
  };
  const rows = (count: number) => Array.from({ length: count }, (_, index) => memberRow(1 + index, { bio: pad }));

  it('is read in smaller pages: members', async () => {
    const script = { members: paged(rows(260), 250) };
    const { data } = await askScripted(['CALCOM'], script, '{ users { totalCount complete } }');
    expect(data.users).toEqual({ totalCount: 260, complete: true });
  });

  it('is read in smaller pages: users of the organization', async () => {
    const users = Array.from({ length: 300 }, (_, index) => ({ id: 10 + index, name: `P ${index}`, bio: pad }));
    const script = { users: paged(users, 1000) };
    const { data } = await askScripted(['CALCOM'], script, '{ people { total unseen { directory } } }');
    expect(data.people).toEqual({ total: 301, unseen: [] });
  });

  it('is read in smaller pages: the bookings whose hosts stand in for the members', async () => {
    const bookings = Array.from({ length: 200 }, (_, index) => bookingRow(1, { uid: `u${index}`, metadata: { pad } }));
    const script: Script = {
      members: () => REFUSED,
      bookings: (query) => {
        const page = bookings.slice(Number(query.get('skip')), Number(query.get('skip')) + Number(query.get('take')));
        const isLast = Number(query.get('skip')) + page.length === bookings.length;
        return bookingPage(page, { totalItems: bookings.length, hasNextPage: !isLast, totalPages: undefined });
      },
    };
    const { data } = await askScripted(['CALCOM'], script, '{ users { nodes { name } } }');
    expect(data.users.nodes).toEqual([{ name: 'Grace Hopper' }]);
  });

  it('is read if it has no pages: event types with all their hosts', async () => {
    const hosts = Array.from({ length: 200 }, (_, userId) => ({ userId, isFixed: false, note: 'x'.repeat(170) }));
    const types = Array.from({ length: 160 }, (_, index) => ({ id: 7 + index, slug: `type-${index}`, hosts }));
    const script = { types: listed(...types), bookings: () => bookingPage([bookingRow(1)]) };
    const query = '{ bookings(filter: { eventTypeIds: ["7"] }) { totalCount complete } }';
    const { data } = await askScripted(['CALCOM'], script, query);
    expect(data.bookings).toEqual({ totalCount: 1, complete: true });
  });
});

it('a booking is found by id if its page is too large at first', async () => {
  const id = Buffer.from('Booking:u2').toString('base64url');
  const rows = [1, 2, 3].map((number) => bookingRow(number, { metadata: { pad: 'x'.repeat(2_000_000) } }));
  const script: Script = {
    bookings: (query) => {
      const [skip, take] = [Number(query.get('skip')), Number(query.get('take'))];
      const hasNextPage = skip + Math.min(take, 2) < rows.length;
      const page = rows.slice(skip, take < 50 ? skip + 2 : undefined);
      return bookingPage(page, { totalItems: rows.length, hasNextPage: take < 50 && hasNextPage });
    },
  };
  const { data } = await askScripted(['CALCOM'], script, `{ node(id: "${id}") { id } }`);
  expect(data.node).toEqual({ id });
});

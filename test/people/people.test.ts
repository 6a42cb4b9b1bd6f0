/** The people of a request, with each roster whole, partly read, refused or missing: ids and links must not depend on it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { plainNameKey } from '../../src/people/names.ts';
import type { People } from '../../src/people/people.ts';
import { EMPTY_PEOPLE_FILE } from '../../src/people/people-file.ts';
import type { User } from '../../src/people/user.ts';
import { shuffled } from '../support/people/arbitraries.ts';
import {
  BAD_DAYS,
  type BadDay,
  badDays,
  calcomPerson,
  FILE,
  member,
  ROWS,
  TRUTH,
  wholeRosters,
} from '../support/people/rosters.ts';
import { fileOf, gather, joinedFrom, keyOf } from '../support/people/support.ts';

const SHOWN = [...new Map([...ROWS.organization, ...ROWS.team].map((person) => [person.userId, person])).values()];
const NAMES = [
  'Ann Lee',
  'Ann L.',
  'Bob Lang',
  'Alex Kim',
  'Dora Diaz',
  'Dori',
  'Eva Ek',
  'Finn Fox',
  'Gus Gray',
  'Zoe',
];

const whole = gather(wholeRosters(ROWS), FILE);
const on = (day: BadDay, rows = ROWS): People => gather(BAD_DAYS[day](rows), FILE);
const whose = (user: User): string[] => [
  ...new Set(user.identities.flatMap((one) => (one.sourceId === null ? [] : (TRUTH.get(keyOf(one)) ?? '?')))),
];
const offered = (people: People): User[] => [
  ...people.users,
  ...SHOWN.map(people.ofCalcom),
  ...NAMES.flatMap((name) => people.matchName(name).user ?? []),
];

describe('on a good day', () => {
  it('people are linked by file, e-mail and name, and not by a name that two people have', () => {
    expect(whole.users.map(joinedFrom)).toEqual([
      'calcom:1 + saleshandy:a EMAIL',
      'calcom:2 + saleshandy:b NAME',
      'calcom:3',
      'calcom:4 + saleshandy:d PEOPLE_FILE',
      'calcom:5',
      'calcom:6 + saleshandy:e EMAIL',
      'calcom:9 PEOPLE_FILE',
      'saleshandy:c',
      'saleshandy:f',
    ]);
    expect(whole).toMatchObject({ complete: true, failures: [], unseen: [], hasStableIds: true, isConfigured: true });
    expect(whole.outage).toBeUndefined();
  });

  it('the people whom the team or Saleshandy lists are listed by name', () => {
    expect(whole.listed.map(({ key }) => key)).toEqual([
      'calcom:3',
      'saleshandy:c',
      'calcom:1',
      'calcom:2',
      'calcom:4',
      'calcom:6',
      'saleshandy:f',
    ]);
  });

  it('a member of the team also has the data of the organization’s user', () => {
    expect(whole.byKey('calcom:2')?.username).toBe('bob');
    const [team, organization] = [[calcomPerson(1, null)], [calcomPerson(1, 'Ann Lee', 'ann@example.com')]];
    const { users } = gather(wholeRosters({ team, organization, members: [] }), EMPTY_PEOPLE_FILE);
    expect(users).toMatchObject([{ name: 'Ann Lee', email: 'ann@example.com', isListed: true }]);
  });

  it('people are found by their records and their e-mails, and by nothing else', () => {
    for (const key of TRUTH.keys()) expect(whole.byKey(key)?.identities.map(keyOf)).toContain(key);
    expect(whole.byEmail(' Dora.Diaz@example.org')?.key).toBe('calcom:4');
    expect(whole.byEmail('nobody@example.com')).toBeUndefined();
    expect(['calcom:77', 'saleshandy:1', 'calcom:a', ''].map(whole.byKey)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('people are searched by name, username and e-mail, ignoring case and diacritics', () => {
    const found = (text: string): string[] => whole.search(text).map(({ key }) => key);
    expect(['DÍAZ', 'bob', 'eva@', 'kim', 'gus', ''].map((text) => found(text).length)).toEqual([1, 1, 1, 2, 0, 7]);
  });

  it('a name that others have as well belongs to a person, and links to none', () => {
    const [ann, alex, dora] = ['calcom:1', 'calcom:3', 'calcom:4'].flatMap((key) => whole.byKey(key) ?? []);
    if (!ann || !alex || !dora) throw new Error('they are in the rosters');
    expect([ann, alex, dora].map(whole.hasLinkedName)).toEqual([true, false, true]);
    expect([
      whole.hasNameIn(alex, new Set([plainNameKey('ALEX  KIM')])),
      whole.hasNameIn(ann, new Set([plainNameKey('Ann L.')])),
      whole.hasNameIn(ann, new Set([plainNameKey('Ann')])),
    ]).toEqual([true, true, false]);
    expect(on('Saleshandy is down').hasLinkedName(ann)).toBe(false);
  });

  it('a source knows whom its roster shows, not whom only the file says it knows', () => {
    const down = on('Saleshandy is down');
    const knows = (people: People, key: string): boolean[] => {
      const user = people.byKey(key);
      return user ? [people.isKnownTo('CALCOM', user), people.isKnownTo('SALESHANDY', user)] : [];
    };
    expect(['calcom:1', 'calcom:4', 'calcom:9', 'saleshandy:f'].map((key) => knows(whole, key))).toEqual([
      [true, true],
      [true, true],
      [false, false],
      [false, true],
    ]);
    expect(['calcom:1', 'calcom:4'].map((key) => knows(down, key))).toEqual([
      [true, false],
      [true, false],
    ]);
    expect([whole, down].map((people) => people.failureOf('SALESHANDY')?.reason)).toEqual([undefined, 'UNAVAILABLE']);
    expect(down.failureOf('CALCOM')).toBeUndefined();
  });

  it('of two people with one e-mail, the one in Cal.com is found by it, and of two in Cal.com none', () => {
    const shared = 'desk@example.com';
    const rows = { team: [calcomPerson(1, 'Ann', shared)], organization: [], members: [member('a', 'Cy', shared)] };
    const apart = fileOf('apart:', '  - ["calcom:1", "saleshandy:a"]');
    expect(gather(wholeRosters(rows), apart).byEmail(shared)?.key).toBe('calcom:1');
    const more = { ...rows, organization: [calcomPerson(2, 'Bo', shared)] };
    expect(gather(wholeRosters(more), apart).byEmail(shared)).toBeNull();
  });

  it('identifiers in the file that no directory has are reported, except of people who left', () => {
    const file = fileOf(
      'people:',
      '  - {name: Ann, same: ["calcom:1", "saleshandy:zz", "email:ANN@example.com", "email:a@example.org", "alo:A"]}',
      '  - {name: Gus, same: ["calcom:9"], left: true}',
    );
    expect(gather(wholeRosters(ROWS), file).unmatched).toEqual([
      { name: 'Ann', mark: 'saleshandy:zz' },
      { name: 'Ann', mark: 'email:a@example.org' },
    ]);
    for (const day of badDays) expect(gather(BAD_DAYS[day](ROWS), file).unmatched).toBeNull();
  });

  it('a record finds the person who has it, not one of that name', () => {
    const file = fileOf(
      'people:',
      '  - {name: Ida Ito, same: ["saleshandy:a", "alo:Ida Ito"]}',
      'apart:',
      '  - ["email:ida@example.com", "alo:Ida Ito"]',
    );
    const rows = {
      team: [calcomPerson(1, 'Ida Ito', 'ito@example.com')],
      organization: [],
      members: [member('a', null, 'ida@example.com')],
    };
    expect(gather(wholeRosters(rows), file).byKey('saleshandy:a')?.key).toBe('saleshandy:a');
  });

  it('nothing depends on the order of the rows', () => {
    const orders = fc.record({
      team: shuffled(ROWS.team),
      organization: shuffled(ROWS.organization),
      members: shuffled(ROWS.members),
    });
    fc.assert(
      fc.property(orders, fc.constantFrom(...badDays), (rows, day) => {
        expect(gather(wholeRosters(rows), FILE).users).toEqual(whole.users);
        expect(gather(wholeRosters(rows), FILE).listed).toEqual(whole.listed);
        // On the other days the order decides who is missing.
        if (!/^a |hosts/.test(day)) expect(on(day, rows).users).toEqual(on(day).users);
      }),
    );
  });
});

describe('when', () => {
  it.each(badDays)('%s, no person is mistaken for another', (day) => {
    for (const user of offered(on(day))) expect(whose(user)).toHaveLength(1);
    for (const name of NAMES) {
      const { user } = on(day).matchName(name);
      if (user) expect(whose(user)).toEqual(whose(whole.matchName(name).user ?? user));
    }
  });

  it.each(badDays)('%s, names link only by the file', (day) => {
    const people = on(day);
    expect(people.users.flatMap(({ identities }) => identities.filter(({ rule }) => rule === 'NAME'))).toEqual([]);
    expect(NAMES.flatMap((name) => people.matchName(name).rule ?? []).filter((rule) => rule !== 'PEOPLE_FILE')).toEqual(
      [],
    );
    expect(people.unseen.length).toBeGreaterThan(0);
  });

  it.each(badDays)('%s, a person whom Cal.com shows has the same key as on a good day', (day) => {
    const keys = SHOWN.map((person) => on(day).ofCalcom(person).key);
    expect(keys).toEqual(SHOWN.map((person) => whole.ofCalcom(person).key));
  });

  it.each(badDays.filter((day) => day.includes('Saleshandy')))(
    '%s, people of Cal.com are all there, under their keys',
    (day) => {
      const keys = (people: People): string[] =>
        people.users.map(({ key }) => key).filter((key) => key.startsWith('calcom'));
      expect(keys(on(day))).toEqual(keys(whole));
    },
  );

  it.each(['Cal.com is down', 'Cal.com refuses'] as const)(
    '%s, only people whom it shows elsewhere are found',
    (day) => {
      const people = on(day);
      expect(people).toMatchObject({ hasStableIds: false, users: [], listed: [], conflicts: [] });
      expect([...TRUTH.keys()].map(people.byKey).filter(Boolean)).toEqual([]);
      expect(people.byEmail('finn@example.com')).toBeUndefined();
      expect(people.search('finn')).toEqual([]);
      expect(NAMES.map((name) => people.matchName(name).reason)).toEqual(NAMES.map(() => 'UNSEEN'));
      expect(people.ofCalcom(calcomPerson(77, 'Finn Fox', 'finn@example.com'))).toMatchObject({
        key: 'calcom:77',
        isListed: false,
      });
    },
  );

  it.each([
    ['Saleshandy is down', ['SALESHANDY UNAVAILABLE'], ['SALESHANDY_MEMBERS'], false, 'UNAVAILABLE'],
    ['Saleshandy refuses', ['SALESHANDY UNAUTHORIZED'], ['SALESHANDY_MEMBERS'], false, undefined],
    ['a row of Saleshandy is unreadable', [], ['SALESHANDY_MEMBERS'], false, undefined],
    ['Cal.com is down', ['CALCOM TIMEOUT'], ['TEAM_MEMBERS', 'ORGANIZATION_USERS'], false, 'TIMEOUT'],
    ['Cal.com refuses', ['CALCOM UNAUTHORIZED'], ['TEAM_MEMBERS', 'ORGANIZATION_USERS'], false, undefined],
    ['Cal.com refuses its members and shows hosts', ['CALCOM REFUSED'], ['TEAM_MEMBERS'], false, undefined],
    ['Cal.com refuses its organization', [], ['ORGANIZATION_USERS'], true, undefined],
    ['a member of Cal.com is unreadable', [], ['TEAM_MEMBERS'], false, undefined],
    ['a user of Cal.com is unreadable', [], ['ORGANIZATION_USERS'], false, undefined],
  ] as const)('%s, failures are %j, unseen %j, complete %s, outage %s', (day, failures, unseen, complete, outage) => {
    const people = on(day);
    expect(people.failures.map(({ source, reason }) => `${source} ${reason}`)).toEqual(failures);
    expect(people.unseen.map(({ directory }) => directory)).toEqual(unseen);
    expect(people.complete).toBe(complete);
    expect(people.outage?.reason).toBe(outage);
    expect(people.unread.flatMap(({ unreadable }) => unreadable)).toEqual(day.startsWith('a ') ? [0] : []);
    expect(people.isConfigured).toBe(true);
  });

  it('a row that was read before is unreadable, names still link, and the row is reported as unread', () => {
    const { calcom, saleshandy } = wholeRosters(ROWS);
    const people = gather(
      { calcom, saleshandy: { ...saleshandy, value: { ...saleshandy.value, unreadable: [3] } } },
      FILE,
    );
    expect(people.users).toEqual(whole.users);
    expect(people).toMatchObject({ complete: false, failures: [], unseen: [], outage: undefined });
    expect(people.unread.flatMap(({ unreadable }) => unreadable)).toEqual([3]);
  });

  it('a source is not configured, the others are enough', () => {
    const { calcom, saleshandy } = wholeRosters(ROWS);
    const team = gather({ calcom, saleshandy: null }, EMPTY_PEOPLE_FILE);
    expect(team.users.map(joinedFrom)).toEqual([1, 2, 3, 4, 5, 6].map((id) => `calcom:${id}`));
    expect(team.matchName('Ann Lee').user?.key).toBe('calcom:1');
    const members = gather({ calcom: null, saleshandy }, EMPTY_PEOPLE_FILE);
    expect(members.users.map(joinedFrom)).toEqual([...'abcdef'].map((id) => `saleshandy:${id}`));
    expect(
      [team, members].map(({ complete, hasStableIds, isConfigured }) => complete && hasStableIds && isConfigured),
    ).toEqual([true, true]);
    expect(gather({ calcom: null, saleshandy: null }, EMPTY_PEOPLE_FILE)).toMatchObject({
      users: [],
      isConfigured: false,
    });
  });

  it('a roster fails because of a bug, the error is thrown', () => {
    const reading = { status: 'rejected', reason: new TypeError('ours') } as const;
    expect(() => gather({ calcom: reading, saleshandy: null }, EMPTY_PEOPLE_FILE)).toThrow(TypeError);
    const theirs = { status: 'rejected', reason: new SourceError('CALCOM', 'CONTRACT') } as const;
    expect(gather({ calcom: theirs, saleshandy: null }, EMPTY_PEOPLE_FILE).outage?.reason).toBe('CONTRACT');
  });
});

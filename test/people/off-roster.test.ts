/** Hosts whom Cal.com shows and its roster does not have: which records join them, and which key they get. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { People } from '../../src/people/people.ts';
import { shuffled } from '../support/people/arbitraries.ts';
import { BAD_DAYS, badDays, calcomPerson, member, type Rows, wholeRosters } from '../support/people/rosters.ts';
import { fileOf, gather, joinedFrom, md5 } from '../support/people/support.ts';

const ROWS: Rows = {
  team: [calcomPerson(1, 'Ann Lee', 'ann@example.com'), calcomPerson(2, 'Bob Lang')],
  organization: [],
  members: [
    member('a', 'Ann Lee', 'ann@example.com'),
    member('b', 'Bob Lang', 'bob@example.com'),
    member('g', 'Gus Gray', 'gus@example.com'),
    member('h', 'Hal Hill'),
  ],
};
const FILE = fileOf('people:', '  - {name: Hal Hill, same: ["email:hal@example.com", "saleshandy:h"]}');
const peopleWith = (...lines: readonly string[]): People => gather(wholeRosters(ROWS), fileOf(...lines));

describe('a host who is not in Cal.com’s roster', () => {
  it('is a person of their own, and not listed', () => {
    expect(peopleWith().ofCalcom(calcomPerson(9, 'Zoe', 'zoe@example.com'))).toMatchObject({
      key: 'calcom:9',
      name: 'Zoe',
      isListed: false,
    });
  });

  it.each([
    ['an equal e-mail', calcomPerson(9, 'Gustav', 'GUS@example.com'), 'EMAIL'],
    ['its hash', calcomPerson(9, 'Gustav', null, { emailMd5: md5('gus@example.com') }), 'EMAIL_HASH'],
  ])('is joined with a record of Saleshandy by %s, under the id that Cal.com shows', (_, host, rule) => {
    const people = peopleWith();
    expect(people.ofCalcom(host).key).toBe('calcom:9');
    expect(joinedFrom(people.ofCalcom(host))).toBe(`calcom:9 + saleshandy:g ${rule}`);
  });

  it('has the same id whatever Cal.com sends of them, and whatever other source can be read', () => {
    const shown = [null, 'gus@example.com', 'hal@example.com'].map((email) => calcomPerson(9, 'Gus Gray', email));
    const outages = [wholeRosters, ...badDays.map((day) => BAD_DAYS[day])];
    const keys = outages.flatMap((rosters) => shown.map((host) => gather(rosters(ROWS), FILE).ofCalcom(host).key));
    expect(new Set(keys)).toEqual(new Set(['calcom:9']));
  });

  it('is not joined by name alone', () => {
    expect(joinedFrom(peopleWith().ofCalcom(calcomPerson(9, 'Hal Hill')))).toBe('calcom:9');
    expect(joinedFrom(peopleWith().ofCalcom(calcomPerson(9, 'Gus Gray')))).toBe('calcom:9');
  });

  it('is not joined with a member of Cal.com who has the same e-mail, nor with a record linked to one', () => {
    expect(joinedFrom(peopleWith().ofCalcom(calcomPerson(9, 'Ann Lee', 'ann@example.com')))).toBe('calcom:9');
    expect(joinedFrom(peopleWith().ofCalcom(calcomPerson(9, 'Bob', 'bob@example.com')))).toBe('calcom:9');
  });

  it('is joined as the people file says, under the key that the file gives', () => {
    const people = peopleWith('people:', '  - {name: Hal Hill, same: ["calcom:9", "saleshandy:h", "alo:Hally"]}');
    const host = people.ofCalcom(calcomPerson(9, 'Harold', 'harold@example.com'));
    expect(host).toMatchObject({ key: 'calcom:9', name: 'Hal Hill', email: 'harold@example.com' });
    expect(joinedFrom(host)).toBe('calcom:9 + saleshandy:h PEOPLE_FILE');
    expect(host.identities.map(({ name }) => name)).toEqual(['Harold', 'Hal Hill', 'Hally']);
    expect(['calcom:9', 'saleshandy:h'].map((key) => people.byKey(key)?.key)).toEqual(['calcom:9', 'calcom:9']);
    expect(people.matchName('Hally').user?.key).toBe('calcom:9');
  });

  it('is joined as the people file says by their e-mail', () => {
    const people = peopleWith('people:', '  - {name: Hal Hill, same: ["email:hal@example.com", "saleshandy:h"]}');
    const host = people.ofCalcom(calcomPerson(9, 'Harold', 'HAL@example.com'));
    expect(joinedFrom(host)).toBe('calcom:9 + saleshandy:h PEOPLE_FILE');
    expect(host).toMatchObject({ key: 'calcom:9', name: 'Harold' });
  });

  it('is not joined if the people file keeps them apart', () => {
    const people = peopleWith('apart:', '  - ["calcom:9", "saleshandy:g"]');
    expect(joinedFrom(people.ofCalcom(calcomPerson(9, 'Gus Gray', 'gus@example.com')))).toBe('calcom:9');
  });

  it('who left has the key of the file, and is not listed', () => {
    const people = peopleWith('people:', '  - {name: Vic Hale, same: ["calcom:9"], left: true}');
    const host = people.ofCalcom(calcomPerson(9, 'Victor Hale', 'vic@example.com'));
    expect(host).toMatchObject({ key: 'calcom:9', isListed: false, name: 'Vic Hale' });
    expect(people.byKey('calcom:9')).toMatchObject({ key: 'calcom:9', isListed: false });
  });

  it('has the same name under one id, wherever they are shown', () => {
    const people = peopleWith('people:', '  - {name: Gustav Gray, same: ["calcom:9", "saleshandy:g"]}');
    expect(people.ofCalcom(calcomPerson(9, 'G. Gray')).name).toBe(people.byKey('calcom:9')?.name);
  });

  it('gets no record that the file gives another person', () => {
    const people = peopleWith('people:', '  - {name: Gus Gray, same: ["saleshandy:g", "alo:Gus"]}');
    expect(joinedFrom(people.ofCalcom(calcomPerson(9, 'Gus Gray', 'gus@example.com')))).toBe('calcom:9');
  });

  it('gets no record if two of Saleshandy have the e-mail', () => {
    const members = [...ROWS.members, member('i', 'Gus Gray', 'gus@example.com')];
    const people = gather(wholeRosters({ ...ROWS, members }), fileOf());
    expect(joinedFrom(people.ofCalcom(calcomPerson(9, 'Gus Gray', 'gus@example.com')))).toBe('calcom:9');
  });

  it('does not depend on which hosts were linked before', () => {
    const hosts = [
      calcomPerson(1, 'Ann Lee', 'ann@example.com'),
      calcomPerson(9, 'Gus', 'gus@example.com'),
      calcomPerson(10, 'Hal Hill'),
      calcomPerson(11, 'Zoe', 'zoe@example.com'),
    ];
    const alone = new Map(hosts.map((host) => [host, peopleWith().ofCalcom(host)]));
    fc.assert(
      fc.property(shuffled([...hosts, ...hosts]), (order) => {
        const people = peopleWith();
        for (const host of order) expect(people.ofCalcom(host)).toEqual(alone.get(host));
      }),
    );
  });
});

describe('a host who is in a roster', () => {
  it('is that person, whatever Cal.com shows elsewhere', () => {
    const people = peopleWith();
    const shown = calcomPerson(1, 'Someone Else', 'gus@example.com', { emailMd5: md5('bob@example.com') });
    expect(people.ofCalcom(shown)).toBe(people.byKey('calcom:1'));
  });
});

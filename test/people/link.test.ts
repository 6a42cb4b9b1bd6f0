import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkPeople, type PersonRecord } from '../../src/people/link.ts';

const record = (
  source: 'CALCOM' | 'SALESHANDY',
  sourceId: string,
  email: string | null,
  name: string | null = null,
): PersonRecord => ({
  source,
  sourceId,
  name,
  email,
  username: null,
  avatarUrl: null,
  timeZone: null,
  isListed: true,
});

const identitiesOf = (records: readonly PersonRecord[]): string[][] =>
  linkPeople(records).map(({ identities }) => identities.map(({ sourceId, rule }) => `${sourceId} ${rule}`));

const records = fc.uniqueArray(
  fc.record({
    source: fc.constantFrom('CALCOM' as const, 'SALESHANDY' as const),
    id: fc.integer({ min: 1, max: 20 }),
    email: fc.option(fc.constantFrom('a@x.io', 'A@X.io ', 'b@x.io', 'c@x.io')),
  }),
  { selector: ({ source, id }) => `${source}${id}`, maxLength: 20 },
);

describe('people', () => {
  it('are one where two sources have the same e-mail, in whatever case', () => {
    expect(
      identitiesOf([record('SALESHANDY', 's', ' Ada@Example.com'), record('CALCOM', '1', 'ada@example.com')]),
    ).toEqual([['1 DIRECTORY', 's EMAIL']]);
  });

  it('stay apart where e-mails differ by a tag or a dot', () => {
    expect(
      linkPeople([record('CALCOM', '1', 'ada+x@example.com'), record('SALESHANDY', 's', 'ada@example.com')]),
    ).toHaveLength(2);
    expect(
      linkPeople([record('CALCOM', '1', 'a.da@example.com'), record('SALESHANDY', 's', 'ada@example.com')]),
    ).toHaveLength(2);
  });

  it('of one name stay apart', () => {
    expect(
      linkPeople([record('CALCOM', '1', null, 'Alex Kim'), record('SALESHANDY', 's', null, 'Alex Kim')]),
    ).toHaveLength(2);
  });

  it('stay apart where an e-mail stands twice in one source: nobody knows whose it is', () => {
    const shared = [
      record('CALCOM', '1', 'desk@example.com'),
      record('CALCOM', '2', 'desk@example.com'),
      record('SALESHANDY', 's', 'desk@example.com'),
    ];
    expect(identitiesOf(shared)).toEqual([['1 DIRECTORY'], ['2 DIRECTORY'], ['s DIRECTORY']]);
  });

  it('have the name, else the username, else the e-mail for a name', () => {
    const nameless = { ...record('CALCOM', '1', 'ada@example.com'), username: 'ada' };
    expect(linkPeople([nameless])[0]?.name).toBe('ada');
    expect(linkPeople([nameless, record('SALESHANDY', 's', 'ada@example.com', 'Ada Lovelace')])[0]?.name).toBe(
      'Ada Lovelace',
    );
    expect(linkPeople([record('CALCOM', '1', 'ada@example.com')])[0]?.name).toBe('ada@example.com');
  });

  it('come out the same in whatever order they were seen', () => {
    fc.assert(
      fc.property(records, fc.func(fc.nat()), (items, rank) => {
        const all = items.map(({ source, id, email }) => record(source, String(id), email));
        const shuffled = [...all].sort((a, b) => rank(a.sourceId, a.source) - rank(b.sourceId, b.source));
        expect(linkPeople(shuffled)).toEqual(linkPeople(all));
      }),
    );
  });

  it('have each record once, never two of one source, and only equal e-mails', () => {
    fc.assert(
      fc.property(records, (items) => {
        const all = items.map(({ source, id, email }) => record(source, String(id), email));
        const users = linkPeople(all);
        expect(users.flatMap(({ identities }) => identities)).toHaveLength(all.length);
        for (const { identities } of users) {
          expect(new Set(identities.map(({ source }) => source)).size).toBe(identities.length);
          if (identities.length > 1) {
            expect(new Set(identities.map(({ email }) => email?.trim().toLowerCase())).size).toBe(1);
          }
        }
      }),
    );
  });
});

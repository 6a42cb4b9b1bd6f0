/** Properties of links for generated records and people files, compared with a naive oracle. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailKey, identifierKey } from '../../src/people/identifiers.ts';
import type { LinkedPeople, Person } from '../../src/people/link.ts';
import { EMPTY_PEOPLE_FILE, type PeopleFile } from '../../src/people/people-file.ts';
import type { PersonRecord, User } from '../../src/people/user.ts';
import { peopleFiles, recordLists, shuffled } from '../support/people/arbitraries.ts';
import { complaintAbout, expectedLinks } from '../support/people/oracle.ts';
import { joinedFrom, keyOf, link, links, named, usersOf } from '../support/people/support.ts';

const RUNS = { numRuns: 1500 };
const worlds = fc.record({ records: recordLists, file: peopleFiles, isWhole: fc.boolean() });

/** The keys of the records of each user who has more than one, one user a line. */
const keysOf = (users: readonly User[]): string[] =>
  users
    .map(({ identities }) => identities.filter(({ sourceId }) => sourceId !== null).map(keyOf))
    .filter((keys) => keys.length > 1)
    .map((keys) => keys.join(' '));
const pairs = (records: readonly PersonRecord[], file: PeopleFile = EMPTY_PEOPLE_FILE, isWhole = true): string[] =>
  keysOf(usersOf(link(records, { file, isWhole })));

const marksOfRecord = (key: string, known: PersonRecord | undefined): string[] =>
  known?.email ? [key, emailKey(known.email)] : [key];

/** The order of a person's names does not matter, nor that of people without a user. */
function unordered({ people, conflicts }: LinkedPeople): unknown {
  const sorted = people.map((person) => ({ ...person, names: [...person.names].sort() }));
  const [users, others] = [true, false].map((isUser) => sorted.filter(({ user }) => (user !== null) === isUser));
  const inWords = ({ names, identifiers }: Person): string => [...names, ...[...identifiers].sort()].join();
  return { users, others: others?.map(inWords).sort(), conflicts };
}

describe('links', () => {
  it('do not depend on the order of records, nor on that of the file’s entries', () => {
    const reordered = worlds.chain(({ records, file, isWhole }) =>
      fc.record({
        world: fc.constant({ records, file, isWhole }),
        records: shuffled(records),
        file: fc.record({ people: shuffled(file.people), apart: shuffled(file.apart) }),
      }),
    );
    fc.assert(
      fc.property(reordered, ({ world, records, file }) => {
        const { isWhole } = world;
        expect(unordered(link(records, { file, isWhole }))).toEqual(unordered(link(world.records, world)));
      }),
      RUNS,
    );
  });

  it('do not change if records come twice', () => {
    fc.assert(
      fc.property(worlds, fc.nat(6), ({ records, file, isWhole }, count) => {
        const twice = [...records, ...structuredClone(records.slice(0, count))];
        expect(link(twice, { file, isWhole })).toEqual(link(records, { file, isWhole }));
      }),
      RUNS,
    );
  });

  it('put each record into one user, and no two of one source into the same', () => {
    fc.assert(
      fc.property(worlds, ({ records, file, isWhole }) => {
        const users = usersOf(link(records, { file, isWhole }));
        const known = users.map(({ identities }) => identities.filter(({ sourceId }) => sourceId !== null));
        const claimed = file.people.flatMap(({ identifiers }) =>
          identifiers.filter(({ kind }) => kind === 'record').map(identifierKey),
        );
        expect(known.flat().map(keyOf).sort()).toEqual([...new Set([...records.map(keyOf), ...claimed])].sort());
        for (const identities of known) {
          expect(new Set(identities.map(({ source }) => source)).size).toBe(identities.length);
        }
        expect(users.map(({ key }) => key)).toEqual(known.map(([strongest]) => strongest && keyOf(strongest)));
      }),
      RUNS,
    );
  });

  it('give a person no record key but their own', () => {
    fc.assert(
      fc.property(worlds, ({ records, file, isWhole }) => {
        for (const { user, identifiers } of link(records, { file, isWhole }).people) {
          const known = [...identifiers].filter((identifier) => /^(calcom|saleshandy):/.test(identifier));
          if (user) expect(user.identities.map(keyOf)).toEqual(expect.arrayContaining(known));
        }
      }),
      RUNS,
    );
  });

  it('all have the evidence that they need', () => {
    fc.assert(
      fc.property(worlds, ({ records, file, isWhole }) => {
        const linked = link(records, { file, isWhole });
        const complaints = linked.people.map((person) => complaintAbout(person, records, linked, { file, isWhole }));
        expect(complaints.filter((complaint) => complaint !== null)).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('are exactly those of the oracle if there is no file', () => {
    fc.assert(
      fc.property(recordLists, fc.boolean(), (records, isWhole) => {
        expect(links(records, { isWhole }).sort()).toEqual(expectedLinks(records, isWhole));
      }),
      { numRuns: 5_000 },
    );
  });

  it('do not change if a person is added who shares nothing with anyone', () => {
    const stranger = fc.constantFrom(
      named('calcom:77', 'Zoe Zimmer', 'zoe@example.org'),
      named('saleshandy:zz', 'Zoe Zimmer'),
    );
    fc.assert(
      fc.property(worlds, stranger, ({ records, file, isWhole }, other) => {
        const before = link(records, { file, isWhole });
        const after = link([...records, other], { file, isWhole });
        expect(usersOf(after).filter(({ key }) => key !== keyOf(other))).toEqual(usersOf(before));
        expect(after.conflicts).toEqual(before.conflicts);
      }),
      RUNS,
    );
  });

  it('by name end if a namesake is added', () => {
    fc.assert(
      fc.property(recordLists, (records) => {
        const byKey = new Map(records.map((record) => [keyOf(record), record]));
        for (const { identities } of usersOf(link(records))) {
          const [one, other] = identities.map((identity) => byKey.get(keyOf(identity)));
          if (identities[1]?.rule !== 'NAME' || !one?.name || !other?.name) continue;
          const homonyms = [one.name, other.name].map((name, at) =>
            named(`calcom:${70 + at}`, name, `h${at}@example.org`),
          );
          expect(pairs([...records, ...homonyms])).not.toContain(`${keyOf(one)} ${keyOf(other)}`);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('never join what the file keeps apart, whatever the other evidence', () => {
    const kept = worlds.filter(({ file }) => file.apart.length > 0);
    fc.assert(
      fc.property(kept, ({ records, file, isWhole }) => {
        const byKey = new Map(records.map((record) => [keyOf(record), record]));
        for (const { user, identifiers } of link(records, { file, isWhole }).people) {
          for (const set of file.apart) {
            const met = set.filter((identifier) => identifiers.has(identifier));
            const isOfOneRecord = user?.identities.some((identity) => {
              const own = marksOfRecord(keyOf(identity), byKey.get(keyOf(identity)));
              return met.every((identifier) => own.includes(identifier));
            });
            expect(met.length < 2 || isOfOneRecord).toBe(true);
          }
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('by stronger evidence stay if weaker evidence is added', () => {
    // An e-mail in the file links as the file's evidence, but only to an e-mail in a record.
    const files = peopleFiles
      .filter(({ people }) => people.every(({ identifiers }) => identifiers.every(({ kind }) => kind !== 'email')))
      .map(({ people }): PeopleFile => ({ people, apart: [] }));
    fc.assert(
      fc.property(recordLists, files, (records, file) => {
        const nameless = records.map((record) => ({ ...record, name: null }));
        const hashless = nameless.map((record) => ({ ...record, emailMd5: null }));
        const bare = hashless.map((record) => ({ ...record, email: null }));
        const found = [bare, hashless, nameless].map((known) => pairs(known, file, false));
        found.push(pairs(records, file));
        for (const [at, weaker] of found.entries()) expect(weaker).toEqual(expect.arrayContaining(found[at - 1] ?? []));
      }),
      RUNS,
    );
  });

  it('do not come from names while a directory is unseen', () => {
    fc.assert(
      fc.property(recordLists, peopleFiles, (records, file) => {
        const some = links(records, { file, isWhole: false });
        expect(some.join()).not.toContain('NAME');
        const strong = usersOf(link(records, { file })).filter(({ identities }) =>
          identities.every(({ rule }) => rule !== 'NAME'),
        );
        expect(pairs(records, file, false)).toEqual(keysOf(strong));
      }),
      RUNS,
    );
  });

  it('by e-mail do not depend on names', () => {
    fc.assert(
      fc.property(recordLists, fc.boolean(), (records, isWhole) => {
        const strong = (known: readonly PersonRecord[]): string[] =>
          usersOf(link(known, { isWhole }))
            .filter(({ identities }) => identities.some(({ rule }) => rule === 'EMAIL' || rule === 'EMAIL_HASH'))
            .map(joinedFrom);
        expect(strong(records)).toEqual(strong(records.map((record) => ({ ...record, name: null }))));
      }),
      RUNS,
    );
  });
});

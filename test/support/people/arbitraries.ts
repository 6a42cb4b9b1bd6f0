/** Generated records and people files, from so few names, e-mails and hashes that they often collide. */
import fc from 'fast-check';
import { type Identifier, identifierKey } from '../../../src/people/identifiers.ts';
import type { FilePerson, PeopleFile } from '../../../src/people/people-file.ts';
import type { PersonRecord } from '../../../src/people/user.ts';
import { md5, record } from './support.ts';

const NAMES = [
  'José Álvarez',
  'Jose Alvarez',
  'JOSÉ  ÁLVAREZ',
  'Jose\u0301 A\u0301lvarez',
  'Josè Alvarez',
  'Ann Lee',
  'ann  LEE',
  'Bo Li',
];
const EMAILS = ['a@x.io', 'A@X.io', 'b@x.io', 'B@x.io', ' c@x.io', 'd@x.io'];
const HASHES = ['a@x.io', 'A@X.io', 'b@x.io', 'B@x.io', 'c@x.io'].map(md5);
/** The last two are in no generated record, only in files. */
const KEYS = ['calcom:1', 'calcom:2', 'calcom:3', 'calcom:4', 'saleshandy:a', 'saleshandy:b', 'saleshandy:c'];
const KEYS_OF_FILE = [...KEYS, 'calcom:9', 'saleshandy:z'];

const sometimes = <Thing>(things: fc.Arbitrary<Thing>): fc.Arbitrary<Thing | null> => fc.option(things, { freq: 2 });

const details = fc.record({
  name: fc.option(fc.constantFrom(...NAMES), { freq: 6 }),
  email: sometimes(fc.constantFrom(...EMAILS)),
  emailMd5: sometimes(fc.constantFrom(...HASHES)),
  isListed: fc.boolean(),
});

/** Records with distinct ids. */
export const recordLists: fc.Arbitrary<PersonRecord[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), details), { selector: ([key]) => key, maxLength: KEYS.length })
  .map((pairs) => pairs.map(([key, known]) => record(key, known)));

const toIdentifier = (key: string): Identifier => {
  const { source, sourceId } = record(key);
  return { kind: 'record', source, sourceId };
};
const identifiers: fc.Arbitrary<Identifier> = fc.oneof(
  fc.constantFrom(...KEYS_OF_FILE).map(toIdentifier),
  fc.constantFrom(...EMAILS).map((email): Identifier => ({ kind: 'email', email })),
  fc.constantFrom(...NAMES).map((name): Identifier => ({ kind: 'name', name })),
);

/** Removes what a parsed file cannot contain: an identifier of two people, or two records of one source for one person. */
function consistent(drafts: readonly FilePerson[]): FilePerson[] {
  const taken = new Set<string>();
  return drafts.map((draft) => {
    const own = draft.identifiers.filter((identifier) => {
      const keys = [
        identifierKey(identifier),
        ...(identifier.kind === 'record' ? [`${identifier.source} of ${drafts.indexOf(draft)}`] : []),
      ];
      const isFree = keys.every((key) => !taken.has(key));
      if (isFree) for (const key of keys) taken.add(key);
      return isFree;
    });
    return { ...draft, identifiers: own };
  });
}

function withoutContradiction(people: readonly FilePerson[], sets: readonly (readonly Identifier[])[]): string[][] {
  const ownerOf = (key: string): unknown =>
    people.find(({ identifiers }) => identifiers.some((identifier) => identifierKey(identifier) === key)) ?? key;
  return sets
    .map((set) => [...new Set(set.map(identifierKey))])
    .filter((keys) => keys.length > 1 && new Set(keys.map(ownerOf)).size === keys.length);
}

/** Files that `parsePeopleFile` would accept. */
export const peopleFiles: fc.Arbitrary<PeopleFile> = fc
  .record({
    drafts: fc.array(
      fc.record({
        name: fc.constantFrom(...NAMES, 'Cy Young', 'Di Wu'),
        identifiers: fc.array(identifiers, { minLength: 1, maxLength: 3 }),
        left: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    sets: fc.array(fc.array(identifiers, { minLength: 2, maxLength: 3 }), { maxLength: 2 }),
  })
  .map(({ drafts, sets }) => {
    const people = consistent(drafts);
    return { people, apart: withoutContradiction(people, sets) };
  });

/** The same things in another order. */
export const shuffled = <Thing>(things: readonly Thing[]): fc.Arbitrary<Thing[]> =>
  fc.shuffledSubarray([...things], { minLength: things.length, maxLength: things.length });

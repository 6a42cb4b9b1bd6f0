/**
 * The oracle of links: compares all people with all others. Says whether each link has the evidence that it needs and, without
 * a people file, which links there must be. Shares only the folding of single names and e-mails with the code under test.
 */

import { emailKey, identifierKey } from '../../../src/people/identifiers.ts';
import type { LinkedPeople, Person } from '../../../src/people/link.ts';
import { agreeOnDiacritics, nameKey, plainNameKey } from '../../../src/people/names.ts';
import type { FilePerson, PeopleFile } from '../../../src/people/people-file.ts';
import type { IdentityRule, PersonRecord } from '../../../src/people/user.ts';
import { foldEmail } from '../../../src/sources/folding.ts';
import { keyOf, md5 } from './support.ts';

type Member = PersonRecord | FilePerson;

const isEntry = (member: Member): member is FilePerson => 'identifiers' in member;
const namesOf = (member: Member): string[] =>
  isEntry(member)
    ? [member.name, ...member.identifiers.flatMap((identifier) => (identifier.kind === 'name' ? identifier.name : []))]
    : [member.name].flatMap((name) => name ?? []);
const identifiersOf = (member: Member): string[] =>
  isEntry(member)
    ? member.identifiers.filter(({ kind }) => kind !== 'name').map(identifierKey)
    : [keyOf(member), ...(member.email === null ? [] : [emailKey(member.email)])];
const hasEmail = (member: Member): boolean =>
  isEntry(member)
    ? member.identifiers.some(({ kind }) => kind === 'email')
    : member.email !== null || member.emailMd5 !== null;
const hashesOf = (member: Member): string[] => {
  if (isEntry(member)) return [];
  return member.email === null ? [member.emailMd5 ?? ''] : [md5(member.email), md5(foldEmail(member.email))];
};

const haveCommon = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((one) => one !== '' && others.includes(one));

/** Evidence that links whatever other people there are: the file, an equal e-mail, or an equal hash. */
function isStrong(one: Member, other: Member): boolean {
  if (haveCommon(identifiersOf(one), identifiersOf(other))) return true;
  if (isEntry(one) || isEntry(other)) return false;
  return (one.email === null || other.email === null) && haveCommon(hashesOf(one), hashesOf(other));
}

/** Whether both have a name that none of the others has, with or without its diacritics. */
function haveUniqueName(one: Member, other: Member, others: readonly Person[]): boolean {
  return [nameKey, plainNameKey].some((fold) => {
    const taken = others.flatMap(({ names }) => names.map(fold));
    return haveCommon(
      namesOf(one).map(fold),
      namesOf(other)
        .map(fold)
        .filter((name) => !taken.includes(name)),
    );
  });
}

/** The sets of members that evidence connects. */
function connected(members: readonly Member[], isOne: (one: Member, other: Member) => boolean): Member[][] {
  let sets: Member[][] = [];
  for (const member of members) {
    const touched = sets.filter((set) => set.some((other) => isOne(member, other)));
    sets = [...sets.filter((set) => !touched.includes(set)), [...touched.flat(), member]];
  }
  return sets;
}

/** The file entries that a person may contain, as far as can be seen from outside: an entry may claim more than it gets. */
function entryOf(
  person: Person,
  own: readonly PersonRecord[],
  others: readonly Person[],
  file: PeopleFile,
): FilePerson[] {
  const ofRecords = own.flatMap(namesOf);
  const names = [...person.names].filter(
    (name) => !ofRecords.includes(name) || !ofRecords.splice(ofRecords.indexOf(name), 1),
  );
  const isKnown = (identifier: string): boolean =>
    [person, ...others].some(({ identifiers }) => identifiers.has(identifier));
  const fitting = file.people.filter(
    (entry) =>
      namesOf(entry).sort().join() === names.sort().join() && entry.identifiers.map(identifierKey).every(isKnown),
  );
  const claimants = fitting.filter((entry) => own.some((record) => haveCommon(identifiersOf(entry), [keyOf(record)])));
  return claimants.length > 0 ? claimants : fitting;
}

/** What is wrong with a person's links, as a text; null if nothing is. */
export function complaintAbout(
  person: Person,
  records: readonly PersonRecord[],
  { people }: LinkedPeople,
  { file, isWhole }: { readonly file: PeopleFile; readonly isWhole: boolean },
): string | null {
  const keys = (person.user?.identities ?? []).map(keyOf);
  const own = records.filter((record) => keys.includes(keyOf(record)));
  if (own.length < 2) return null;
  const others = people.filter((other) => other !== person);
  const entries = entryOf(person, own, others, file);
  const sides = connected([...own, ...entries], isStrong);
  const sideOf = (record: PersonRecord): Member[] => sides.find((side) => side.includes(record)) ?? [];
  const [first, ...rest] = own.map(sideOf);
  if (rest.every((side) => side === first)) return null;
  if (!isWhole) return 'linked by name while a directory is unseen';
  const isOne = (one: Member, other: Member): boolean => isStrong(one, other) || haveUniqueName(one, other, others);
  const whole = connected(sides.flat(), isOne).find((set) => own.every((record) => set.includes(record)));
  if (!whole) return 'linked without evidence';
  const joined = own.map(sideOf);
  if (joined.filter((side) => side.some(hasEmail)).length > 1) return 'linked by name against two e-mails';
  if (joined.filter((side) => side.some(isEntry)).length > 1) return 'two of the file linked by name';
  if (joined.flat().some((member) => isEntry(member) && member.left)) return 'linked by name though they left';
  return null;
}

/** The links that there must be without a people file, in the format of `joinedFrom`, and all other records alone. */
export function expectedLinks(records: readonly PersonRecord[], isWhole: boolean): string[] {
  const links = new Map<PersonRecord, { readonly partner: PersonRecord; readonly rule: IdentityRule }>();
  const clusterOf = (record: PersonRecord): PersonRecord[] => [
    record,
    ...[links.get(record)?.partner].flatMap((partner) => partner ?? []),
  ];
  /** Joins two clusters if no third one shares a key with either. */
  const pair = (rule: IdentityRule, keysOf: (record: PersonRecord) => readonly string[], isFine = mayBePair): void => {
    const holders = (key: string): Set<PersonRecord> =>
      new Set(records.filter((record) => keysOf(record).includes(key)).flatMap(clusterOf));
    const found: PersonRecord[][] = [];
    for (const key of new Set(records.flatMap(keysOf))) {
      const group = [...holders(key)];
      if (key !== '' && group.every((record) => !links.has(record)) && isFine(group)) found.push(group);
    }
    for (const group of found) {
      const isInChain = found.some((other) => other !== group && new Set([...group, ...other]).size === 3);
      const [one, other] = group;
      if (!one || !other || isInChain) continue;
      links.set(one, { partner: other, rule }).set(other, { partner: one, rule });
    }
  };

  pair('EMAIL', ({ email }) => (email === null ? [] : [foldEmail(email)]));
  const sent = records.flatMap(({ email, emailMd5 }) => (email === null ? (emailMd5 ?? []) : []));
  pair('EMAIL_HASH', (record) => hashesOf(record).filter((hash) => sent.includes(hash)));
  if (isWhole) {
    const isFine = (group: readonly PersonRecord[]): boolean => mayBePair(group) && group.filter(hasEmail).length < 2;
    const isSpelledAlike = (group: readonly PersonRecord[]): boolean =>
      agreeOnDiacritics(group.flatMap(namesOf).map(nameKey));
    pair(
      'NAME',
      (record) => namesOf(record).map(plainNameKey),
      (group) => isFine(group) && isSpelledAlike(group),
    );
    // A name without diacritics may belong to any of them.
    const isAccented = (name: string): boolean => nameKey(name) !== plainNameKey(name);
    pair('NAME', (record) => namesOf(record).filter(isAccented).map(nameKey), isFine);
  }
  return records
    .filter((record) => record.source === 'CALCOM' || !links.has(record))
    .map((record) => {
      const link = links.get(record);
      return link ? `${keyOf(record)} + ${keyOf(link.partner)} ${link.rule}` : keyOf(record);
    })
    .sort();
}

const mayBePair = (group: readonly PersonRecord[]): boolean =>
  group.length === 2 && new Set(group.map(({ source }) => source)).size === 2;

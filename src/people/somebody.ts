/**
 * Somebody, while it is not yet settled who: what a person is put together from, and what they are known by. Which of
 * them are one person is not decided here.
 */
import type { Source } from '../errors.ts';
import { mayBeEmail, mayBeName } from '../sources/values.ts';
import { emailMark, type Mark, markKey, recordKey } from './marks.ts';
import { nameKey, plainNameKey } from './names.ts';
import type { FilePerson } from './people-file.ts';
import { aloIdentity, type IdentityRule, type PersonRecord, type User } from './user.ts';

/** The sources that know people by id, the strongest first. */
export const STRENGTH: readonly Source[] = ['CALCOM', 'SALESHANDY'];

/** A record of a source, or an entry of the people file. */
export type Member = PersonRecord | FilePerson;
export type Somebody = readonly Member[];

const isRecord = (member: Member): member is PersonRecord => 'source' in member;
export const recordsOf = (somebody: Somebody): PersonRecord[] => somebody.filter(isRecord);
export const entriesOf = (somebody: Somebody): FilePerson[] =>
  somebody.filter((member): member is FilePerson => !isRecord(member));

export const keyOf = ({ source, sourceId }: PersonRecord): string => recordKey(source, sourceId);

const fileMarks = (somebody: Somebody, kind: Mark['kind']): string[] =>
  entriesOf(somebody).flatMap(({ marks }) => marks.filter((mark) => mark.kind === kind).map(markKey));
const recordEmails = ({ email }: PersonRecord): string[] =>
  email === null || !mayBeEmail(email) ? [] : [emailMark(email)];
/** What a record alone says. */
export const ownMarks = (record: PersonRecord): string[] => [keyOf(record), ...recordEmails(record)];
export const recordMarks = (somebody: Somebody): string[] => [
  ...recordsOf(somebody).map(keyOf),
  ...fileMarks(somebody, 'record'),
];
export const emailMarks = (somebody: Somebody): string[] => [
  ...recordsOf(somebody).flatMap(recordEmails),
  ...fileMarks(somebody, 'email'),
];
/** Everything that the file could mean them by. */
export const marksOf = (somebody: Somebody): string[] => [
  ...recordMarks(somebody),
  ...emailMarks(somebody),
  ...fileMarks(somebody, 'name'),
];

/** Every full name that a source or the file has for them. */
export const namesOf = (somebody: Somebody): string[] =>
  [
    ...recordsOf(somebody).flatMap(({ name }) => name ?? []),
    ...entriesOf(somebody).flatMap(({ name, marks }) => [
      name,
      ...marks.flatMap((mark) => (mark.kind === 'name' ? mark.name : [])),
    ]),
  ].filter(mayBeName);
export const fullNames = (somebody: Somebody): string[] => namesOf(somebody).map(nameKey);
export const plainNames = (somebody: Somebody): string[] => namesOf(somebody).map(plainNameKey);

/** Also one that nobody can have: it is not the one that another record of a person would have. */
export const hasEmail = (somebody: Somebody): boolean =>
  recordsOf(somebody).some(({ email, emailMd5 }) => email !== null || emailMd5 !== null) ||
  entriesOf(somebody).some(({ marks }) => marks.some(({ kind }) => kind === 'email'));
export const hasLeft = (somebody: Somebody): boolean => entriesOf(somebody).some(({ left }) => left);

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byRecordStrength = (a: PersonRecord, b: PersonRecord): number =>
  STRENGTH.indexOf(a.source) - STRENGTH.indexOf(b.source) || compare(a.sourceId, b.sourceId);

/** The strongest record first, entries of the file last. */
export const inOrder = (somebody: Somebody): Somebody => [
  ...recordsOf(somebody).sort(byRecordStrength),
  ...entriesOf(somebody),
];

/** Who has the strongest record comes first, who has none last. */
export function byStrength(a: Somebody, b: Somebody): number {
  const [[left], [right]] = [recordsOf(a).sort(byRecordStrength), recordsOf(b).sort(byRecordStrength)];
  return left && right ? byRecordStrength(left, right) : Number(left === undefined) - Number(right === undefined);
}

/** The user that somebody is, told in order; null for who has no record. `rules` say how records were linked that were. */
export function toUser(somebody: Somebody, rules: ReadonlyMap<Member, IdentityRule>): User | null {
  const records = recordsOf(somebody);
  const [strongest] = records;
  if (!strongest) return null;
  const entries = entriesOf(somebody);
  const [fileEmail] = entries.flatMap(({ marks }) =>
    marks.flatMap((mark) => (mark.kind === 'email' ? mark.email : [])),
  );
  const firstOf = <Field extends 'name' | 'email' | 'username' | 'avatarUrl' | 'timeZone'>(
    field: Field,
  ): string | null => records.map((record) => record[field]).find((value) => value !== null) ?? null;
  const email = firstOf('email') ?? fileEmail ?? null;
  return {
    key: keyOf(strongest),
    name: firstOf('name') ?? entries[0]?.name ?? firstOf('username') ?? email,
    email,
    username: firstOf('username'),
    avatarUrl: firstOf('avatarUrl'),
    timeZone: firstOf('timeZone'),
    isListed: records.some((record) => record.isListed) && !hasLeft(somebody),
    identities: [
      ...records.map((record) => {
        const { source, sourceId, name, email } = record;
        return { source, sourceId, name, email, rule: rules.get(record) ?? ('DIRECTORY' as const) };
      }),
      ...entries
        .flatMap(({ marks }) => marks.filter((mark) => mark.kind === 'name'))
        .map(({ name }) => aloIdentity(name, 'PEOPLE_FILE')),
    ],
  };
}

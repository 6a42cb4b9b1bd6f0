/**
 * A cluster: the records and the entry of the people file that are one person, as far as is known. Reads its identifiers and
 * names, and makes a user of it. Which members form a cluster is decided in link.ts. Pure.
 */
import { createHash } from 'node:crypto';
import type { Source } from '../errors.ts';
import { foldEmail, mayBeEmail, mayBeName } from '../sources/folding.ts';
import { emailKey, type Identifier, identifierKey } from './identifiers.ts';
import { nameKey, plainNameKey } from './names.ts';
import type { FilePerson } from './people-file.ts';
import { aloIdentity, type IdentityRule, type PersonRecord, recordKey, type User } from './user.ts';

/** The sources that know people by id, strongest first. */
export const STRENGTH: readonly Source[] = ['CALCOM', 'SALESHANDY'];

/** A record of a source, or an entry of the people file. */
export type Member = PersonRecord | FilePerson;
export type Cluster = readonly Member[];

/**
 * The user that a cluster is, with the members in the order of `inOrder`. Null for a cluster without a record. `rules` has the
 * evidence that linked each record; a record that is not in it was not linked by any.
 */
export function toUser(cluster: Cluster, rules: ReadonlyMap<Member, IdentityRule>): User | null {
  const records = recordsOf(cluster);
  const [strongest] = records;
  if (!strongest) return null;
  const entries = entriesOf(cluster);
  const [fileEmail] = entries.flatMap(({ identifiers }) =>
    identifiers.flatMap((identifier) => (identifier.kind === 'email' ? identifier.email : [])),
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
    isListed: records.some((record) => record.isListed) && !hasLeft(cluster),
    identities: [
      ...records.map((record) => {
        const { source, sourceId, name, email } = record;
        return { source, sourceId, name, email, rule: rules.get(record) ?? ('DIRECTORY' as const) };
      }),
      ...aloNamesOf(entries).map((name) => aloIdentity(name, 'PEOPLE_FILE')),
    ],
  };
}

const isRecord = (member: Member): member is PersonRecord => 'source' in member;

/** The records in a cluster. */
export const recordsOf = (cluster: Cluster): PersonRecord[] => cluster.filter(isRecord);

/** The entries of the people file in a cluster. */
export const entriesOf = (cluster: Cluster): FilePerson[] =>
  cluster.filter((member): member is FilePerson => !isRecord(member));

/** The `recordKey` of a record. */
export const keyOf = ({ source, sourceId }: PersonRecord): string => recordKey(source, sourceId);

/** The keys of the identifiers that a record itself has: its id, and its e-mail. */
export const recordIdentifiers = (record: PersonRecord): string[] => [keyOf(record), ...emailsOf(record)];

/** The keys of all identifiers by which the people file could mean a cluster. */
export const identifiersOf = (cluster: Cluster): string[] => [
  ...idsOf(cluster),
  ...emailsIn(cluster),
  ...fromFile(cluster, 'name'),
];

/** The keys of the records in a cluster, and of those that the people file gives it. */
export const idsOf = (cluster: Cluster): string[] => [...recordsOf(cluster).map(keyOf), ...fromFile(cluster, 'record')];

/** The keys of the e-mails in a cluster, and of those that the people file gives it. */
export const emailsIn = (cluster: Cluster): string[] => [
  ...recordsOf(cluster).flatMap(emailsOf),
  ...fromFile(cluster, 'email'),
];

const emailsOf = ({ email }: PersonRecord): string[] => (email === null || !mayBeEmail(email) ? [] : [emailKey(email)]);

const fromFile = (cluster: Cluster, kind: Identifier['kind']): string[] =>
  entriesOf(cluster).flatMap(({ identifiers }) =>
    identifiers.filter((identifier) => identifier.kind === kind).map(identifierKey),
  );

/** The MD5 hashes of a record's e-mail, as written and as compared; or the hash that the source sends instead of the e-mail. */
export const emailHashesOf = ({ email, emailMd5 }: PersonRecord): string[] =>
  email ? [email, foldEmail(email)].filter(mayBeEmail).map(md5) : [emailMd5].filter((hash) => hash !== null);

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** All full names that a source or the people file has for a cluster. */
export function namesOf(cluster: Cluster): string[] {
  const entries = entriesOf(cluster);
  const names = recordsOf(cluster).flatMap(({ name }) => name ?? []);
  return [...names, ...entries.map(({ name }) => name), ...aloNamesOf(entries)].filter(mayBeName);
}

const aloNamesOf = (entries: readonly FilePerson[]): string[] =>
  entries.flatMap(({ identifiers }) => identifiers.flatMap((one) => (one.kind === 'name' ? one.name : [])));

/** The `nameKey` of each name of a cluster. */
export const fullNames = (cluster: Cluster): string[] => namesOf(cluster).map(nameKey);

/** The `plainNameKey` of each name of a cluster. */
export const plainNames = (cluster: Cluster): string[] => namesOf(cluster).map(plainNameKey);

/** Whether a cluster has any e-mail or hash, even an impossible one: another record of the person would have the same. */
export const hasEmail = (cluster: Cluster): boolean =>
  recordsOf(cluster).some(({ email, emailMd5 }) => email !== null || emailMd5 !== null) ||
  fromFile(cluster, 'email').length > 0;

/** Whether the people file says that the person left. */
export const hasLeft = (cluster: Cluster): boolean => entriesOf(cluster).some(({ left }) => left);

/** The members of a cluster: the strongest record first, entries of the people file last. */
export const inOrder = (cluster: Cluster): Cluster => [
  ...recordsOf(cluster).sort(byRecordStrength),
  ...entriesOf(cluster),
];

/** Compares clusters by their strongest records; those without any come last. */
export function byStrength(a: Cluster, b: Cluster): number {
  const [[left], [right]] = [recordsOf(a).sort(byRecordStrength), recordsOf(b).sort(byRecordStrength)];
  return left && right ? byRecordStrength(left, right) : Number(left === undefined) - Number(right === undefined);
}

const byRecordStrength = (a: PersonRecord, b: PersonRecord): number =>
  STRENGTH.indexOf(a.source) - STRENGTH.indexOf(b.source) || compare(a.sourceId, b.sourceId);

/** Compares texts by their UTF-16 code units. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

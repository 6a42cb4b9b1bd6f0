/**
 * Who is who: joins the records that the sources have of people into users. In pieces, pure, and independent of the order in which
 * records are given. Evidence is tried from the strongest to the weakest, and nothing weaker undoes what is stronger:
 *
 * 1. the operator's people file,
 * 2. an equal e-mail, trimmed and without regard to case,
 * 3. an equal hash of the e-mail, where a source tells no more of it,
 * 4. an equal full name that no other person has, where at most one side has an e-mail.
 *
 * Two records of one source are two people, and the file may keep people apart: evidence that would join them joins
 * nobody, also where it does so by way of others.
 */
import { createHash } from 'node:crypto';
import { foldEmail, foldText, mayBeEmail } from '../sources/values.ts';
import { filterInPieces, mapInPieces, type Pieces, sortInPieces } from '../time/pieces.ts';
import { groupByKeys, joinClusters } from './clusters.ts';
import { markKey } from './marks.ts';
import { mayFold } from './names.ts';
import type { PeopleFile } from './people-file.ts';
import { bareRecord } from './records.ts';
import {
  byStrength,
  compare,
  emailMarks,
  entriesOf,
  fullNames,
  hasEmail,
  hasLeft,
  inOrder,
  keyOf,
  type Member,
  marksOf,
  namesOf,
  ownMarks,
  plainNames,
  recordMarks,
  recordsOf,
  type Somebody,
  STRENGTH,
  toUser,
} from './somebody.ts';
import type { IdentityRule, PersonRecord, User } from './user.ts';

/** Somebody, and what they are known by. */
export interface Person {
  /** Null for somebody whom the file alone knows, and no source by an id. */
  readonly user: User | null;
  /** Every full name that a source or the file has for them. */
  readonly names: readonly string[];
  /** Their records, e-mails and ALO names, as `markKey` has them. */
  readonly marks: ReadonlySet<string>;
}

/** Why people whom evidence would join are not joined. */
export type ConflictReason = 'SHARED_EMAIL' | 'SAME_NAME' | 'CHAIN';

export interface Conflict {
  readonly reason: ConflictReason;
  /** Two or more, by key. */
  readonly users: readonly User[];
}

export interface LinkedPeople {
  /** By key; those without a user come last. */
  readonly people: readonly Person[];
  /** What an operator should decide. */
  readonly conflicts: readonly Conflict[];
}

export interface LinkOptions {
  readonly file: PeopleFile;
  /**
   * Whether the records are of everybody who could bear the name of another. Where they are not, no name links: who
   * looks alone may not be.
   */
  readonly isWhole: boolean;
}

/** Several who may be one. */
type Group = readonly Somebody[];

/** Joins records into people. Of two records with one id one is taken. */
export function* linkPeople(records: readonly PersonRecord[], { file, isWhole }: LinkOptions): Pieces<LinkedPeople> {
  const known = yield* distinct(records);
  const claimed = recordsOfFileAlone(file, known);
  const rules = new Map<Member, IdentityRule>();
  const disputes: { readonly reason: ConflictReason; readonly group: Group }[] = [];
  let everybody: Group = [...known, ...claimed, ...file.people].map((member) => [member]);

  const isApart = yield* apartBy(file);
  const mayBeOne = (group: Group): boolean => hasOneRecordASource(group) && hasOneEntry(group) && !isApart(group);
  const mayBeOneByName = (group: Group): boolean =>
    mayBeOne(group) && group.filter(hasEmail).length <= 1 && !group.some(hasLeft);

  function* join(rule: IdentityRule, groups: Iterable<Group>, mayJoin = mayBeOne): Pieces<readonly Group[]> {
    const { clusters, joins, refused } = yield* joinClusters(everybody, groups, mayJoin);
    const weaker = joins.flatMap((parts) => parts.toSorted(byStrength).slice(1)).flat();
    for (const member of weaker) if (!rules.has(member)) rules.set(member, rule);
    everybody = clusters;
    return refused;
  }
  const dispute = (reason: ConflictReason, refused: readonly Group[]): void => {
    disputes.push(...refused.filter((group) => !isApart(group)).map((group) => ({ reason, group })));
  };

  const inFile = new Set(file.people.flatMap(({ marks }) => marks.map(markKey)));
  for (const marks of [recordMarks, emailMarks]) {
    const claims = yield* groupByKeys(everybody, (somebody) => marks(somebody).filter((mark) => inFile.has(mark)));
    dispute('CHAIN', yield* join('PEOPLE_FILE', claims.values()));
  }
  dispute('SHARED_EMAIL', yield* join('EMAIL', (yield* groupByKeys(everybody, emailMarks)).values()));
  dispute('CHAIN', yield* join('EMAIL_HASH', yield* hashGroups(everybody)));
  if (isWhole) {
    const alike = [...(yield* groupByKeys(everybody, plainNames))].filter(([, group]) => group.length > 1);
    const names = (yield* mapInPieces(everybody, fullNames)).flat();
    const spellings = yield* groupByKeys(names, (name) => [foldText(name)]);
    const isOneName = (plain: string): boolean => mayFold(spellings.get(plain) ?? []);
    const doubtful = new Map(
      yield* filterInPieces(alike, ([name, group]) => !mayBeOneByName(group) || !isOneName(name)),
    );
    // Then diacritics count. A name without any may be the name with some, and whose is not known.
    const inDoubt = [...new Set([...doubtful.values()].flat())];
    const exact = yield* filterInPieces(
      yield* groupByKeys(inDoubt, fullNames),
      ([name]) => name !== foldText(name) && doubtful.has(foldText(name)),
    );
    const certain = alike.filter(([name]) => !doubtful.has(name));
    const refused = yield* join(
      'NAME',
      [...certain, ...exact].map(([, group]) => group),
      mayBeOneByName,
    );
    dispute('SAME_NAME', [...doubtful.values(), ...refused].filter(mayBeOnesTwoRecords));
  }

  for (const record of claimed) if (!rules.has(record)) rules.set(record, 'PEOPLE_FILE');
  const owned = yield* groupByKeys(everybody, (somebody) => recordsOf(somebody).flatMap(ownMarks));
  const owners = new Map([...owned].map(([mark, group]) => [mark, new Set(group)] as const));
  const people = new Map(
    yield* mapInPieces(everybody, (somebody) => [somebody, toPerson(somebody, rules, owners)] as const),
  );
  const users = new Map([...people].flatMap(([members, { user }]) => members.map((member) => [member, user] as const)));
  return {
    people: yield* sortInPieces([...people.values()], byUser),
    conflicts: toConflicts(disputes.map(({ reason, group }) => ({ reason, users: usersIn(group, users) }))),
  };
}

/** Each id once. Of two the same is taken, whichever came first. */
function* distinct(records: readonly PersonRecord[]): Pieces<PersonRecord[]> {
  const byKey = yield* groupByKeys(records, (record) => [keyOf(record)]);
  return [...byKey.values()].flatMap((same) =>
    same.length === 1 ? same : same.sort((a, b) => compare(contentOf(a), contentOf(b))).slice(0, 1),
  );
}
const contentOf = (record: PersonRecord): string => JSON.stringify(Object.entries(record).sort());

/** The records that the file speaks of and no source shows: those who left, or whose source could not be asked. */
function recordsOfFileAlone({ people }: PeopleFile, known: readonly PersonRecord[]): PersonRecord[] {
  const keys = new Set(known.map(keyOf));
  return people
    .flatMap(({ marks }) => marks)
    .filter((mark) => mark.kind === 'record')
    .filter((mark) => !keys.has(markKey(mark)))
    .map(({ source, sourceId }) => bareRecord(source, sourceId));
}

/** Who has the e-mail of whom a source tells the hash alone. */
function* hashGroups(everybody: Group): Pieces<Iterable<Group>> {
  const told = new Set(everybody.flatMap(recordsOf).flatMap((record) => (record.email ? [] : hashesOf(record))));
  if (told.size === 0) return [];
  const groups = yield* groupByKeys(everybody, (somebody) =>
    recordsOf(somebody)
      .flatMap(hashesOf)
      .filter((hash) => told.has(hash)),
  );
  return groups.values();
}

/** The hashes that a record's e-mail has, as it is written and folded; or the one that is told in its place. */
export const hashesOf = ({ email, emailMd5 }: PersonRecord): string[] =>
  email ? [email, foldEmail(email)].filter(mayBeEmail).map(md5) : [emailMd5].filter((hash) => hash !== null);

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

function hasOneRecordASource(group: Group): boolean {
  const records = group.flatMap(recordsOf);
  return new Set(records.map(({ source }) => source)).size === records.length;
}

/** Two entries of the file are two people: the operator has seen both. */
const hasOneEntry = (group: Group): boolean => group.flatMap(entriesOf).length <= 1;

/** Whether people who look alike may be one person's two records: one source has the one, another the other. */
const mayBeOnesTwoRecords = (group: Group): boolean =>
  STRENGTH.every((source) =>
    group.some((somebody) => {
      const records = recordsOf(somebody);
      return records.length > 0 && records.every((record) => record.source !== source);
    }),
  ) && !group.some(hasLeft);

/** Tells whether the file keeps any two of a group apart. */
function* apartBy({ apart }: PeopleFile): Pieces<(group: Group) => boolean> {
  const setsOf = yield* groupByKeys(apart, (marks) => marks);
  if (setsOf.size === 0) return () => false;
  const known = new Map<Somebody, readonly string[]>();
  /** Looked for once: one who has many marks may be in as many groups. */
  const marksApart = (somebody: Somebody): readonly string[] => {
    const marks = known.get(somebody) ?? marksOf(somebody).filter((mark) => setsOf.has(mark));
    known.set(somebody, marks);
    return marks;
  };
  return (group) => {
    const met = [...new Set(group.flatMap(marksApart))].flatMap((mark) => setsOf.get(mark) ?? []);
    return new Set(met).size < met.length;
  };
}

/** Who has no user comes last. */
const byUser = (a: Person, b: Person): number =>
  a.user && b.user
    ? compare(a.user.key, b.user.key)
    : Number(a.user === null) - Number(b.user === null) || compare([...a.marks].join(), [...b.marks].join());

/** `owners` are who has a record with a mark: what the file claims for somebody else stays theirs. */
function toPerson(
  somebody: Somebody,
  rules: ReadonlyMap<Member, IdentityRule>,
  owners: ReadonlyMap<string, ReadonlySet<Somebody>>,
): Person {
  const isTheirs = (mark: string): boolean => owners.get(mark)?.has(somebody) ?? true;
  const members = inOrder(somebody);
  return {
    user: toUser(members, rules),
    names: namesOf(members),
    marks: new Set(marksOf(members).filter(isTheirs)),
  };
}

const usersIn = (group: Group, users: ReadonlyMap<Member, User | null>): User[] =>
  [...new Set(group.flat().flatMap((member) => users.get(member) ?? []))].sort((a, b) => compare(a.key, b.key));

/** Those of two people or more, each once, the first that was found for them. */
function toConflicts(disputes: readonly Conflict[]): Conflict[] {
  const distinct = new Map<string, Conflict>();
  for (const dispute of disputes) {
    const keys = dispute.users.map(({ key }) => key).join();
    if (dispute.users.length > 1 && !distinct.has(keys)) distinct.set(keys, dispute);
  }
  return [...distinct].sort(([a], [b]) => compare(a, b)).map(([, conflict]) => conflict);
}

/**
 * Entity resolution: joins the records that sources have of people into clusters, and makes each a user. Evidence is applied
 * from the strongest to the weakest, and weaker evidence never undoes stronger:
 *
 * 1. a must-link: an entry (`same`) of the operator's people file,
 * 2. an equal e-mail, trimmed and ignoring case,
 * 3. an equal hash of the e-mail, if a source sends only the hash,
 * 4. an equal full name that no other person has, if at most one side has an e-mail.
 *
 * Cannot-links: two records of one source are two people, and so are identifiers that the file lists under `apart`. Evidence
 * that would join them, directly or through other records, joins nothing. Pure, in pieces; the result does not depend on the
 * order of the records.
 */
import { foldText } from '../sources/folding.ts';
import { filterInPieces, mapInPieces, type Pieces, sortInPieces } from '../time/pieces.ts';
import {
  byStrength,
  type Cluster,
  compare,
  emailHashesOf,
  emailsIn,
  entriesOf,
  fullNames,
  hasEmail,
  hasLeft,
  identifiersOf,
  idsOf,
  inOrder,
  keyOf,
  type Member,
  namesOf,
  plainNames,
  recordIdentifiers,
  recordsOf,
  STRENGTH,
  toUser,
} from './cluster.ts';
import { identifierKey } from './identifiers.ts';
import { groupByKeys, joinClusters } from './join-clusters.ts';
import { agreeOnDiacritics } from './names.ts';
import type { PeopleFile } from './people-file.ts';
import { bareRecord } from './records.ts';
import type { IdentityRule, PersonRecord, User } from './user.ts';

/** A person, and the names and identifiers that they are known by. */
export interface Person {
  /** Null for a person of whom neither a source nor the file has a record. */
  readonly user: User | null;
  /** All full names that a source or the file has for the person. */
  readonly names: readonly string[];
  /** The `identifierKey` of each record, e-mail and ALO name of the person. */
  readonly identifiers: ReadonlySet<string>;
}

/** Why people whom evidence would join are not joined. */
export type ConflictReason = 'SHARED_EMAIL' | 'SAME_NAME' | 'CHAIN';

export interface Conflict {
  readonly reason: ConflictReason;
  /** Two or more, by key. */
  readonly users: readonly User[];
}

export interface LinkedPeople {
  /** By key; people without a user come last. */
  readonly people: readonly Person[];
  /** What the operator should decide. */
  readonly conflicts: readonly Conflict[];
}

export interface LinkOptions {
  readonly file: PeopleFile;
  /**
   * Whether the records include every person who could have the name of another. If not, no name links, because a name that
   * looks unique may not be.
   */
  readonly isWhole: boolean;
}

/** Clusters that may be one person. */
type Group = readonly Cluster[];

/** Joins records into people. Of several records with the same id, one is used, whatever their order. */
export function* linkPeople(records: readonly PersonRecord[], { file, isWhole }: LinkOptions): Pieces<LinkedPeople> {
  const known = yield* distinct(records);
  const claimed = recordsOnlyInFile(file, known);
  const rules = new Map<Member, IdentityRule>();
  const disputes: { readonly reason: ConflictReason; readonly group: Group }[] = [];
  let clusters: Group = [...known, ...claimed, ...file.people].map((member) => [member]);

  const isKeptApart = yield* cannotLink(file);
  const mayJoin = (group: Group): boolean =>
    hasOneRecordPerSource(group) && hasAtMostOneEntry(group) && !isKeptApart(group);
  const mayJoinByName = (group: Group): boolean =>
    mayJoin(group) && group.filter(hasEmail).length <= 1 && !group.some(hasLeft);

  /** Joins the groups that may be joined, and returns the others. */
  function* join(rule: IdentityRule, groups: Iterable<Group>, isAllowed = mayJoin): Pieces<readonly Group[]> {
    const joined = yield* joinClusters(clusters, groups, isAllowed);
    const weaker = joined.joins.flatMap((parts) => parts.toSorted(byStrength).slice(1)).flat();
    for (const member of weaker) if (!rules.has(member)) rules.set(member, rule);
    clusters = joined.clusters;
    return joined.refused;
  }
  const dispute = (reason: ConflictReason, refused: readonly Group[]): void => {
    disputes.push(...refused.filter((group) => !isKeptApart(group)).map((group) => ({ reason, group })));
  };

  const inFile = new Set(file.people.flatMap(({ identifiers }) => identifiers.map(identifierKey)));
  for (const keysOf of [idsOf, emailsIn]) {
    const claims = yield* groupByKeys(clusters, (cluster) => keysOf(cluster).filter((key) => inFile.has(key)));
    dispute('CHAIN', yield* join('PEOPLE_FILE', claims.values()));
  }
  dispute('SHARED_EMAIL', yield* join('EMAIL', (yield* groupByKeys(clusters, emailsIn)).values()));
  dispute('CHAIN', yield* join('EMAIL_HASH', yield* groupsByHash(clusters)));
  if (isWhole) {
    const sameNames = [...(yield* groupByKeys(clusters, plainNames))].filter(([, group]) => group.length > 1);
    const names = (yield* mapInPieces(clusters, fullNames)).flat();
    const spellings = yield* groupByKeys(names, (name) => [foldText(name)]);
    const isOneName = (plain: string): boolean => agreeOnDiacritics(spellings.get(plain) ?? []);
    const doubtful = new Map(
      yield* filterInPieces(sameNames, ([name, group]) => !mayJoinByName(group) || !isOneName(name)),
    );
    // Among these, only equal diacritics link. A name without any may be the name of each of them.
    const inDoubt = [...new Set([...doubtful.values()].flat())];
    const exact = yield* filterInPieces(
      yield* groupByKeys(inDoubt, fullNames),
      ([name]) => name !== foldText(name) && doubtful.has(foldText(name)),
    );
    const certain = sameNames.filter(([name]) => !doubtful.has(name));
    const refused = yield* join(
      'NAME',
      [...certain, ...exact].map(([, group]) => group),
      mayJoinByName,
    );
    dispute('SAME_NAME', [...doubtful.values(), ...refused].filter(mayBeOnePerson));
  }

  for (const record of claimed) if (!rules.has(record)) rules.set(record, 'PEOPLE_FILE');
  const owned = yield* groupByKeys(clusters, (cluster) => recordsOf(cluster).flatMap(recordIdentifiers));
  const owners = new Map([...owned].map(([key, group]) => [key, new Set(group)] as const));
  const people = new Map(
    yield* mapInPieces(clusters, (cluster) => [cluster, toPerson(cluster, rules, owners)] as const),
  );
  const users = new Map([...people].flatMap(([members, { user }]) => members.map((member) => [member, user] as const)));
  return {
    people: yield* sortInPieces([...people.values()], byUser),
    conflicts: toConflicts(disputes.map(({ reason, group }) => ({ reason, users: usersIn(group, users) }))),
  };
}

/** One record for each id. */
function* distinct(records: readonly PersonRecord[]): Pieces<PersonRecord[]> {
  const byKey = yield* groupByKeys(records, (record) => [keyOf(record)]);
  return [...byKey.values()].flatMap((same) =>
    same.length === 1 ? same : same.sort((a, b) => compare(contentOf(a), contentOf(b))).slice(0, 1),
  );
}
const contentOf = (record: PersonRecord): string => JSON.stringify(Object.entries(record).sort());

/** The records that the file names and no source sent: of people who left, or of a source that could not be read. */
function recordsOnlyInFile({ people }: PeopleFile, known: readonly PersonRecord[]): PersonRecord[] {
  const keys = new Set(known.map(keyOf));
  return people
    .flatMap(({ identifiers }) => identifiers)
    .filter((identifier) => identifier.kind === 'record')
    .filter((identifier) => !keys.has(identifierKey(identifier)))
    .map(({ source, sourceId }) => bareRecord(source, sourceId));
}

/** Returns a function that says whether the file keeps any two clusters of a group apart. */
function* cannotLink({ apart }: PeopleFile): Pieces<(group: Group) => boolean> {
  const setsOf = yield* groupByKeys(apart, (keys) => keys);
  if (setsOf.size === 0) return () => false;
  const known = new Map<Cluster, readonly string[]>();
  /** Computed once for each cluster: one with many identifiers may be in as many groups. */
  const keysOf = (cluster: Cluster): readonly string[] => {
    const keys = known.get(cluster) ?? identifiersOf(cluster).filter((key) => setsOf.has(key));
    known.set(cluster, keys);
    return keys;
  };
  return (group) => {
    const sets = [...new Set(group.flatMap(keysOf))].flatMap((key) => setsOf.get(key) ?? []);
    return new Set(sets).size < sets.length;
  };
}

function hasOneRecordPerSource(group: Group): boolean {
  const records = group.flatMap(recordsOf);
  return new Set(records.map(({ source }) => source)).size === records.length;
}

/** Two entries of the file are two people, because the operator knows both. */
const hasAtMostOneEntry = (group: Group): boolean => group.flatMap(entriesOf).length <= 1;

/** Groups clusters by hashes of e-mails, where a source sent only the hash. */
function* groupsByHash(clusters: Group): Pieces<Iterable<Group>> {
  const sent = new Set(clusters.flatMap(recordsOf).flatMap((record) => (record.email ? [] : emailHashesOf(record))));
  if (sent.size === 0) return [];
  const groups = yield* groupByKeys(clusters, (cluster) =>
    recordsOf(cluster)
      .flatMap(emailHashesOf)
      .filter((hash) => sent.has(hash)),
  );
  return groups.values();
}

/**
 * Whether people with one name may be one person: for each source there is a cluster that has records, and none in that source.
 */
const mayBeOnePerson = (group: Group): boolean =>
  STRENGTH.every((source) =>
    group.some((cluster) => {
      const records = recordsOf(cluster);
      return records.length > 0 && records.every((record) => record.source !== source);
    }),
  ) && !group.some(hasLeft);

/** `owners` are the clusters whose records have an identifier: they keep it, even if the file gives it to another person. */
function toPerson(
  cluster: Cluster,
  rules: ReadonlyMap<Member, IdentityRule>,
  owners: ReadonlyMap<string, ReadonlySet<Cluster>>,
): Person {
  const isOwn = (key: string): boolean => owners.get(key)?.has(cluster) ?? true;
  const members = inOrder(cluster);
  return {
    user: toUser(members, rules),
    names: namesOf(members),
    identifiers: new Set(identifiersOf(members).filter(isOwn)),
  };
}

const byUser = (a: Person, b: Person): number =>
  a.user && b.user
    ? compare(a.user.key, b.user.key)
    : Number(a.user === null) - Number(b.user === null) ||
      compare([...a.identifiers].join(), [...b.identifiers].join());

const usersIn = (group: Group, users: ReadonlyMap<Member, User | null>): User[] =>
  [...new Set(group.flat().flatMap((member) => users.get(member) ?? []))].sort((a, b) => compare(a.key, b.key));

/** The disputes between two or more users. Of several between the same users, the first. */
function toConflicts(disputes: readonly Conflict[]): Conflict[] {
  const distinct = new Map<string, Conflict>();
  for (const dispute of disputes) {
    const keys = dispute.users.map(({ key }) => key).join();
    if (dispute.users.length > 1 && !distinct.has(keys)) distinct.set(keys, dispute);
  }
  return [...distinct].sort(([a], [b]) => compare(a, b)).map(([, conflict]) => conflict);
}

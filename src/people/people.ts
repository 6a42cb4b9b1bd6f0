/** The people of one request: links the rosters as far as they could be read, and finds people by what a source shows. */
import type { Source, SourceError } from '../errors.ts';
import { oncePerText } from '../once.ts';
import type { CalcomPerson } from '../sources/calcom/model.ts';
import { foldText, isFoundIn, LONGEST_NAME, mayBeName, searchTextsOf } from '../sources/folding.ts';
import { mapInPieces, type Pieces, sortInPieces } from '../time/pieces.ts';
import { keyOf, recordIdentifiers } from './cluster.ts';
import { emailKey, type Identifier, identifierKey } from './identifiers.ts';
import { groupByKeys } from './join-clusters.ts';
import { type Conflict, type LinkedPeople, linkPeople } from './link.ts';
import { createMatcher, type NameMatch } from './match.ts';
import { plainNameKey } from './names.ts';
import { createOffRosterLinker } from './off-roster.ts';
import type { PeopleFile } from './people-file.ts';
import { calcomRecord, calcomRecords, saleshandyRecord } from './records.ts';
import {
  failuresOf,
  onlyListed,
  type Rosters,
  type UnreadRows,
  type UnseenDirectory,
  unreadRows,
  unseenDirectories,
} from './rosters.ts';
import { type PersonRecord, recordKey, sourceIdOf, type User } from './user.ts';

export interface People {
  /** All people for whom a directory or the file has an id, by key. */
  readonly users: readonly User[];
  /** The people whom `Query.users` lists, by name, then key. */
  readonly listed: readonly User[];
  /** Why rosters are missing: at most one error for each source. */
  readonly failures: readonly SourceError[];
  readonly unread: readonly UnreadRows[];
  /** The directories that prevent names from linking. */
  readonly unseen: readonly UnseenDirectory[];
  /** Why a directory could not be read, if a later read may succeed. */
  readonly outage: SourceError | undefined;
  readonly conflicts: readonly Conflict[];
  /** What the file names in configured sources and no directory lists; null unless every directory was read completely. */
  readonly unmatched: readonly UnmatchedMark[] | null;
  /** Whether every roster was read to its end, and each of its rows. */
  readonly complete: boolean;
  /** Whether any source that has a roster is configured. */
  readonly isConfigured: boolean;
  /**
   * Whether ids are known. They are not while Cal.com's roster could never be read: a person of another source may have an id
   * of Cal.com. Then only people whom Cal.com shows are found (`ofCalcom`).
   */
  readonly hasStableIds: boolean;
  /** The person one of whose records has this key; undefined if no roster and no file has it. */
  byKey(key: string): User | undefined;
  /** The person with this e-mail; null if several people have it, undefined if no roster and no file has it. */
  byEmail(email: string): User | null | undefined;
  /** The person whom Cal.com shows, whether or not a roster has them. */
  ofCalcom(person: CalcomPerson): User;
  /** Links a name that ALO shows. */
  matchName(name: string): NameMatch;
  /** Whether any name of the user would be linked to them. */
  hasLinkedName(user: User): boolean;
  /** Whether the user has one of these names, perhaps with other people. Takes `plainNameKey`s. */
  hasNameIn(user: User, plainNames: ReadonlySet<string>): boolean;
  /** Whether the source itself showed the person. If not, the file may still give their id there. */
  isKnownTo(source: Source, user: User): boolean;
  /** Why a source may know a person whom its roster does not show; undefined if the roster was read completely. */
  failureOf(source: Source): SourceError | undefined;
  /** The listed people whose name, username or e-mail contains a text. */
  search(text: string): readonly User[];
}

export interface UnmatchedMark {
  /** The name of the person in the file. */
  readonly name: string;
  /** The `identifierKey`. */
  readonly mark: string;
}

const NO_PEOPLE: LinkedPeople = { people: [], conflicts: [] };

/** Links the people in the rosters and the file, in pieces. */
export function* gatherPeople(rosters: Rosters, file: PeopleFile): Pieces<People> {
  const { calcom, saleshandy } = rosters;
  const roster = calcom?.status === 'fulfilled' ? calcom.value : null;
  const members = saleshandy?.status === 'fulfilled' ? saleshandy.value : null;
  const others = yield* mapInPieces(members?.rows ?? [], saleshandyRecord);
  const records = [...(roster ? yield* calcomRecords(roster) : []), ...others];
  const unseen = unseenDirectories(rosters);
  const unseenListed = onlyListed(unseen);
  const options = { file, isWhole: unseen.length === 0 };
  const hasStableIds = calcom?.status !== 'rejected';
  const { people, conflicts } = hasStableIds ? yield* linkPeople(records, options) : NO_PEOPLE;

  const users = people.flatMap(({ user }) => user ?? []);
  const namesOf = new Map(people.map(({ user, names }) => [user?.key, names]));
  const byIdentifier = yield* groupByKeys(
    people.filter(({ user }) => user !== null),
    ({ identifiers }) => identifiers,
  );
  const userOf = (key: string): User | undefined => byIdentifier.get(key)?.[0]?.user ?? undefined;
  const shown = new Set(records.map(keyOf));
  const isInRoster = (source: Source, user: User): boolean =>
    shown.has(recordKey(source, sourceIdOf(user, source) ?? ''));
  const isInCalcom = (record: PersonRecord): boolean => {
    const user = userOf(keyOf(record));
    return user !== undefined && isInRoster('CALCOM', user);
  };
  const linkOffRoster = yield* createOffRosterLinker(
    others.filter((record) => !isInCalcom(record)),
    file,
  );

  const listed = yield* byName(users.filter((user) => user.isListed));
  const searchable = yield* mapInPieces(listed, (user) => ({ user, texts: searchTextsOf(user) }));
  const failures = failuresOf(rosters);
  const unread = unreadRows(rosters);
  const match = yield* createMatcher(people, options);
  const matchOnce = oncePerText(match);
  const matchName = (name: string): NameMatch => (mayBeName(name) ? matchOnce(name) : match(name));
  const plainNamesOf = oncePerText((key) => new Set((namesOf.get(key) ?? []).map(plainNameKey)));

  return {
    users,
    listed,
    failures,
    unread,
    unseen,
    outage: unseen.map(({ error }) => error).find(isOutage),
    conflicts,
    unmatched: options.isWhole ? unmatchedIdentifiers(file, records, rosters) : null,
    complete:
      failures.length === 0 && unread.every(({ unreadable }) => unreadable.length === 0) && unseenListed.length === 0,
    hasStableIds,
    isConfigured: calcom !== null || saleshandy !== null,
    byKey: userOf,
    byEmail: (email) => {
      const found = byIdentifier.get(emailKey(email)) ?? [];
      const [only, another] =
        found.length === 1 ? found : found.filter(({ user }) => user && sourceIdOf(user, 'CALCOM'));
      if (found.length === 0) return undefined;
      return another ? null : (only?.user ?? null);
    },
    ofCalcom: (person) => {
      const known = userOf(recordKey('CALCOM', person.userId));
      if (!known) return linkOffRoster(calcomRecord(person));
      // The file knows the person, so their name does not depend on what Cal.com shows.
      return isInRoster('CALCOM', known) ? known : { ...linkOffRoster(calcomRecord(person)), name: known.name };
    },
    matchName,
    hasLinkedName: ({ key }) => (namesOf.get(key) ?? []).some((name) => matchName(name).user?.key === key),
    hasNameIn: ({ key }, plainNames) => [...plainNamesOf(key)].some((own) => plainNames.has(own)),
    isKnownTo: (source, user) => {
      const identity = user.identities.find((one) => one.source === source);
      return identity !== undefined && (identity.rule !== 'PEOPLE_FILE' || isInRoster(source, user));
    },
    failureOf: (source) =>
      failures.find((failure) => failure.source === source) ??
      unseenListed.find((directory) => directory.source === source)?.error,
    search: (text) => {
      const folded = foldText(text);
      return searchable.filter(({ texts }) => isFoundIn(texts, folded)).map(({ user }) => user);
    },
  };
}

/** No outage: a directory that was read in part, or that the source refuses, would be read in the same way again. */
const isOutage = ({ context, reason, facts }: SourceError): boolean =>
  context.row === undefined && reason !== 'TRUNCATED' && !facts.isRefusal;

/** People who left are not expected in a directory, nor is anything expected of a source that is not configured. */
function unmatchedIdentifiers(
  { people }: PeopleFile,
  records: readonly PersonRecord[],
  { calcom, saleshandy }: Rosters,
): UnmatchedMark[] {
  const known = new Set(records.flatMap(recordIdentifiers));
  const isExpected = (identifier: Identifier): boolean => {
    if (identifier.kind === 'name') return false;
    if (identifier.kind === 'email') return calcom !== null && saleshandy !== null;
    return (identifier.source === 'CALCOM' ? calcom : saleshandy) !== null;
  };
  return people
    .filter(({ left }) => !left)
    .flatMap(({ name, identifiers }) =>
      identifiers.filter(isExpected).map((identifier) => ({ name, mark: identifierKey(identifier) })),
    )
    .filter(({ mark }) => !known.has(mark));
}

/** Orders users by name, then key; users without a name come last. */
function* byName(users: readonly User[]): Pieces<User[]> {
  const { compare } = new Intl.Collator('en');
  const named = yield* mapInPieces(users, (user) => ({
    user,
    folded: foldText((user.name ?? '\uffff').slice(0, LONGEST_NAME)),
  }));
  const sorted = yield* sortInPieces(
    named,
    (a, b) => compare(a.folded, b.folded) || (a.user.key < b.user.key ? -1 : 1),
  );
  return sorted.map(({ user }) => user);
}

/** The people of one request: the rosters as far as they could be read, joined, and looked up by what a source shows. */
import type { Source, SourceError } from '../errors.ts';
import type { CalcomPerson } from '../sources/calcom/model.ts';
import { foldText, isFoundIn, LONGEST_NAME, mayBeName, searchTextsOf } from '../sources/values.ts';
import { mapInPieces, type Pieces, sortInPieces } from '../time/pieces.ts';
import { groupByKeys } from './clusters.ts';
import { type Conflict, type LinkedPeople, linkPeople } from './link.ts';
import { emailMark, type Mark, markKey, recordKey } from './marks.ts';
import { createMatcher, type NameMatch } from './match.ts';
import { plainNameKey } from './names.ts';
import type { PeopleFile } from './people-file.ts';
import { calcomRecord, calcomRecords, saleshandyRecord } from './records.ts';
import {
  failuresOf,
  listedAlone,
  type Rosters,
  type UnreadRows,
  type UnseenDirectory,
  unreadRows,
  unseenDirectories,
} from './rosters.ts';
import { keyOf, ownMarks } from './somebody.ts';
import { createStrangers } from './strangers.ts';
import { type PersonRecord, sourceIdOf, type User } from './user.ts';

export interface People {
  /** Everybody that a directory or the file has an id of, by key. */
  readonly users: readonly User[];
  /** Everybody that `users` lists, by name, then key. */
  readonly listed: readonly User[];
  /** Why a roster is missing or not what it should be, for each source of which that is so. */
  readonly failures: readonly SourceError[];
  readonly unread: readonly UnreadRows[];
  /** What keeps names from linking; empty where everybody has been seen who could bear a name. */
  readonly unseen: readonly UnseenDirectory[];
  /** Why a directory could not be asked, if it is to be asked again: its answer may still come. */
  readonly outage: SourceError | undefined;
  /** People whom evidence would join, and who are not joined. */
  readonly conflicts: readonly Conflict[];
  /** What the file has of the sources that are configured, and no directory has; null unless all have been seen whole. */
  readonly unmatched: readonly UnmatchedMark[] | null;
  /** Whether every roster was read to its end, and each row of it. */
  readonly complete: boolean;
  /** Whether any source that has a roster is configured. */
  readonly isConfigured: boolean;
  /**
   * Whether ids can be told. They cannot while Cal.com's roster could never be read: who is known from elsewhere may be
   * somebody of Cal.com, under that id. Then nobody is found here but whom Cal.com shows (`ofCalcom`).
   */
  readonly isSettled: boolean;
  /** The person with this key of one of their records; undefined if no roster and no file has it. */
  byKey(key: string): User | undefined;
  /** The person with this e-mail; null if it is several people's, undefined if no roster and no file has it. */
  byEmail(email: string): User | null | undefined;
  /** The person that Cal.com shows somewhere, in a roster or not. */
  ofCalcom(person: CalcomPerson): User;
  /** Whose name it is that ALO shows. */
  matchName(name: string): NameMatch;
  /** Whether any name would be taken for theirs. */
  hasNameOfTheirOwn(user: User): boolean;
  /** Whether one of these names is theirs, and perhaps of others as well; `plainNames` are as `plainNameKey` has them. */
  hasNameIn(user: User, plainNames: ReadonlySet<string>): boolean;
  /** Whether the source has been seen to know the person. Where it has not, the file may still tell their id there. */
  isKnownTo(source: Source, user: User): boolean;
  /** Why a source may know a person whom its roster does not show; undefined if the roster was seen whole. */
  failureOf(source: Source): SourceError | undefined;
  /** The listed people with a text in their name, username or e-mail. */
  search(text: string): readonly User[];
}

export interface UnmatchedMark {
  /** What the file calls the person. */
  readonly name: string;
  /** As the file may have it, such as `calcom:1042`. */
  readonly mark: string;
}

const NOBODY: LinkedPeople = { people: [], conflicts: [] };

/** The people that the rosters and the file tell of, in pieces. */
export function* gatherPeople(rosters: Rosters, file: PeopleFile): Pieces<People> {
  const { calcom, saleshandy } = rosters;
  const roster = calcom?.status === 'fulfilled' ? calcom.value : null;
  const members = saleshandy?.status === 'fulfilled' ? saleshandy.value : null;
  const others = yield* mapInPieces(members?.rows ?? [], saleshandyRecord);
  const records = [...(roster ? yield* calcomRecords(roster) : []), ...others];
  const unseen = unseenDirectories(rosters);
  const unseenListed = listedAlone(unseen);
  const options = { file, isWhole: unseen.length === 0 };
  const isSettled = calcom?.status !== 'rejected';
  const { people, conflicts } = isSettled ? yield* linkPeople(records, options) : NOBODY;

  const users = people.flatMap(({ user }) => user ?? []);
  const namesOf = new Map(people.map(({ user, names }) => [user?.key, names]));
  const byMark = yield* groupByKeys(
    people.filter(({ user }) => user !== null),
    ({ marks }) => marks,
  );
  const userOf = (key: string): User | undefined => byMark.get(key)?.[0]?.user ?? undefined;
  const shown = new Set(records.map(keyOf));
  const isInRoster = (source: Source, user: User): boolean =>
    shown.has(recordKey(source, sourceIdOf(user, source) ?? ''));
  const isInCalcom = (record: PersonRecord): boolean => {
    const user = userOf(keyOf(record));
    return user !== undefined && isInRoster('CALCOM', user);
  };
  const strangerOf = yield* createStrangers(
    others.filter((record) => !isInCalcom(record)),
    file,
  );

  const listed = yield* byName(users.filter((user) => user.isListed));
  const searchable = yield* mapInPieces(listed, (user) => ({ user, texts: searchTextsOf(user) }));
  const failures = failuresOf(rosters);
  const unread = unreadRows(rosters);
  const match = yield* createMatcher(people, options);
  const matchKnown = memoize(match);
  const matchName = (name: string): NameMatch => (mayBeName(name) ? matchKnown(name) : match(name));
  const plainNamesOf = memoize((key) => new Set((namesOf.get(key) ?? []).map(plainNameKey)));

  return {
    users,
    listed,
    failures,
    unread,
    unseen,
    outage: unseen.map(({ error }) => error).find(isOutage),
    conflicts,
    unmatched: options.isWhole ? unmatchedMarks(file, records, rosters) : null,
    complete:
      failures.length === 0 && unread.every(({ rejected }) => rejected.length === 0) && unseenListed.length === 0,
    isSettled,
    isConfigured: calcom !== null || saleshandy !== null,
    byKey: userOf,
    byEmail: (email) => {
      const found = byMark.get(emailMark(email)) ?? [];
      const [only, another] =
        found.length === 1 ? found : found.filter(({ user }) => user && sourceIdOf(user, 'CALCOM'));
      if (found.length === 0) return undefined;
      return another ? null : (only?.user ?? null);
    },
    ofCalcom: (person) => {
      const known = userOf(recordKey('CALCOM', person.userId));
      if (!known) return strangerOf(calcomRecord(person));
      // The file knows them: they have one name, whether or not Cal.com shows them.
      return isInRoster('CALCOM', known) ? known : { ...strangerOf(calcomRecord(person)), name: known.name };
    },
    matchName,
    hasNameOfTheirOwn: ({ key }) => (namesOf.get(key) ?? []).some((name) => matchName(name).user?.key === key),
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

/** A directory that was read in part, or is refused, will be so again. */
const isOutage = ({ context, reason, facts }: SourceError): boolean =>
  context.row === undefined && reason !== 'TRUNCATED' && !facts.isRefusal;

/** Nobody who left is expected in a directory, and nothing in that of a source that is not configured. */
function unmatchedMarks(
  { people }: PeopleFile,
  records: readonly PersonRecord[],
  { calcom, saleshandy }: Rosters,
): UnmatchedMark[] {
  const known = new Set(records.flatMap(ownMarks));
  const isExpected = (mark: Mark): boolean => {
    if (mark.kind === 'name') return false;
    if (mark.kind === 'email') return calcom !== null && saleshandy !== null;
    return (mark.source === 'CALCOM' ? calcom : saleshandy) !== null;
  };
  return people
    .filter(({ left }) => !left)
    .flatMap(({ name, marks }) => marks.filter(isExpected).map((mark) => ({ name, mark: markKey(mark) })))
    .filter(({ mark }) => !known.has(mark));
}

/** By name, then key; those without a name come last. */
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

function memoize<Answer>(answer: (asked: string) => Answer): (asked: string) => Answer {
  const known = new Map<string, Answer>();
  return (asked) => {
    const kept = known.get(asked) ?? answer(asked);
    known.set(asked, kept);
    return kept;
  };
}

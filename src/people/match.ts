/**
 * Links the names that ALO shows to people. A name links only if the people file says so, or if it equals a full name that no
 * other person has. Weaker evidence makes candidates. Pure.
 */
import { foldText, mayBeName } from '../sources/folding.ts';
import { mapInPieces, type Pieces } from '../time/pieces.ts';
import { aloNameKey } from './identifiers.ts';
import { groupByKeys } from './join-clusters.ts';
import type { LinkOptions, Person } from './link.ts';
import { agreeOnDiacritics, blockingKeys, nameKey, plainNameKey } from './names.ts';
import type { IdentityRule, User } from './user.ts';

/**
 * Why a name is not linked:
 * UNKNOWN: no person has it. AMBIGUOUS: several people have it. KEPT_APART: the file keeps it apart from the person who has it.
 * UNSEEN: a directory that could contain another person with this name has never been read completely.
 */
export type NoMatchReason = 'UNKNOWN' | 'AMBIGUOUS' | 'KEPT_APART' | 'UNSEEN';

export type NameMatch =
  | { readonly user: User; readonly rule: IdentityRule; readonly reason: null; readonly candidates: readonly [] }
  | {
      readonly user: null;
      readonly rule: null;
      readonly reason: NoMatchReason;
      /** Whom the name may belong to, most likely first: those with this name, otherwise those with a similar one. */
      readonly candidates: readonly User[];
    };

/** More would not help an operator to choose. */
const MAX_CANDIDATES = 5;

/** Returns a function that matches one name with `people`. `isWhole` says whether they are all who could have a name. */
export function* createMatcher(
  people: readonly Person[],
  { file, isWhole }: LinkOptions,
): Pieces<(name: string) => NameMatch> {
  const byIdentifier = yield* groupByKeys(people, ({ identifiers }) => identifiers);
  /** The `nameKey`s of each person, by `plainNameKey`. */
  const spellings = new Map(
    yield* mapInPieces(people, (person) => [person, Map.groupBy(person.names.map(nameKey), foldText)] as const),
  );
  const spellingsOf = (person: Person): ReadonlyMap<string, readonly string[]> => spellings.get(person) ?? new Map();
  const byName = yield* groupByKeys(people, (person) => [...spellingsOf(person).values()].flat());
  const byPlainName = yield* groupByKeys(people, (person) => spellingsOf(person).keys());
  const blocks = yield* groupByKeys(
    people.filter(({ user }) => user !== null),
    ({ names }) => names.flatMap(blockingKeys),
  );
  const apartOf = yield* groupByKeys(file.apart, (set) => set.map(foldText));

  function match(name: string): NameMatch {
    const apart = (apartOf.get(foldText(aloNameKey(name))) ?? []).flat();
    const isKeptApart = ({ identifiers }: Person): boolean => apart.some((key) => identifiers.has(key));
    const linked = ({ user }: Person, rule: IdentityRule): NameMatch =>
      user ? { user, rule, reason: null, candidates: [] } : unlinked(isWhole ? 'UNKNOWN' : 'UNSEEN', []);
    const unlinked = (reason: NoMatchReason, found: Iterable<Person>): NameMatch => ({
      user: null,
      rule: null,
      reason,
      candidates: firstUsers(found, isKeptApart),
    });

    const [claimant] = byIdentifier.get(aloNameKey(name)) ?? [];
    if (claimant) return linked(claimant, 'PEOPLE_FILE');
    const found = namesakes(name);
    const [only] = found;
    if (!isWhole) return unlinked('UNSEEN', found);
    if (!only) return unlinked('UNKNOWN', similar(name));
    if (found.length > 1) return unlinked('AMBIGUOUS', found);
    if (!isOneName(name, only)) return unlinked('UNKNOWN', found);
    return isKeptApart(only) ? unlinked('KEPT_APART', []) : linked(only, 'NAME');
  }

  /**
   * The people with this name. Diacritics count if without them several people would have the name. A name without diacritics
   * may be any of theirs.
   */
  function namesakes(name: string): readonly Person[] {
    const alike = byPlainName.get(plainNameKey(name)) ?? [];
    const equal = byName.get(nameKey(name)) ?? [];
    return equal.length === 1 && nameKey(name) !== plainNameKey(name) ? equal : alike;
  }

  const isOneName = (name: string, person: Person): boolean =>
    agreeOnDiacritics([nameKey(name), ...(spellingsOf(person).get(plainNameKey(name)) ?? [])]);

  function* similar(name: string): Generator<Person> {
    for (const key of blockingKeys(name)) yield* blocks.get(key) ?? [];
  }

  return (name) =>
    mayBeName(name) ? match(name) : { user: null, rule: null, reason: isWhole ? 'UNKNOWN' : 'UNSEEN', candidates: [] };
}

function firstUsers(found: Iterable<Person>, isKeptApart: (person: Person) => boolean): User[] {
  const users = new Set<User>();
  for (const person of found) {
    if (users.size === MAX_CANDIDATES) break;
    if (person.user && !isKeptApart(person)) users.add(person.user);
  }
  return [...users];
}

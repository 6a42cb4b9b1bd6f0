/**
 * Whose name it is that ALO shows. A name links to a person only if the people file says so, or if it is equal to a full
 * name that nobody else has; all that is weaker becomes a candidate. Pure.
 */

import { foldText, mayBeName } from '../sources/values.ts';
import { mapInPieces, type Pieces } from '../time/pieces.ts';
import { groupByKeys } from './clusters.ts';
import type { Person } from './link.ts';
import { nameMark } from './marks.ts';
import { likenessKeys, mayFold, nameKey, plainNameKey } from './names.ts';
import type { PeopleFile } from './people-file.ts';
import type { IdentityRule, User } from './user.ts';

/**
 * Why a name is not linked:
 * UNKNOWN: nobody has it. AMBIGUOUS: several people have it. KEPT_APART: the file says that it is not of the one who has it.
 * UNSEEN: a directory that could hold somebody else of that name has never been seen whole.
 */
export type NoMatchReason = 'UNKNOWN' | 'AMBIGUOUS' | 'KEPT_APART' | 'UNSEEN';

export type NameMatch =
  | { readonly user: User; readonly rule: IdentityRule; readonly reason: null; readonly candidates: readonly [] }
  | {
      readonly user: null;
      readonly rule: null;
      readonly reason: NoMatchReason;
      /** Who it may be, the likeliest first: those of that name, else those of one like it. */
      readonly candidates: readonly User[];
    };

/** More would not help an operator to choose. */
const MOST_CANDIDATES = 5;

export interface MatcherOptions {
  readonly file: PeopleFile;
  /** Whether `people` are all who could bear a name. */
  readonly isWhole: boolean;
}

/** Makes a function that matches one name, in pieces. */
export function* createMatcher(
  people: readonly Person[],
  { file, isWhole }: MatcherOptions,
): Pieces<(name: string) => NameMatch> {
  const byMark = yield* groupByKeys(people, ({ marks }) => marks);
  /** Everybody's names as they are compared, by what they are without diacritics. */
  const spellings = new Map(
    yield* mapInPieces(people, (person) => [person, Map.groupBy(person.names.map(nameKey), foldText)] as const),
  );
  const spellingsOf = (person: Person): ReadonlyMap<string, readonly string[]> => spellings.get(person) ?? new Map();
  const byName = yield* groupByKeys(people, (person) => [...spellingsOf(person).values()].flat());
  const byPlainName = yield* groupByKeys(people, (person) => spellingsOf(person).keys());
  const byLikeness = yield* groupByKeys(
    people.filter(({ user }) => user !== null),
    ({ names }) => names.flatMap(likenessKeys),
  );
  const apartOf = yield* groupByKeys(file.apart, (set) => set.map(foldText));

  /**
   * Those of that name. Diacritics count where without them it would be several people's; but a name without any may be
   * the name with some, so that nobody knows whose it is.
   */
  const namesakes = (name: string): readonly Person[] => {
    const alike = byPlainName.get(plainNameKey(name)) ?? [];
    const equal = byName.get(nameKey(name)) ?? [];
    return equal.length === 1 && nameKey(name) !== plainNameKey(name) ? equal : alike;
  };
  const isOneName = (name: string, person: Person): boolean =>
    mayFold([nameKey(name), ...(spellingsOf(person).get(plainNameKey(name)) ?? [])]);
  function* thoseLike(name: string): Generator<Person> {
    for (const key of likenessKeys(name)) yield* byLikeness.get(key) ?? [];
  }

  const match = (name: string): NameMatch => {
    const apart = (apartOf.get(foldText(nameMark(name))) ?? []).flat();
    const isApart = ({ marks }: Person): boolean => apart.some((mark) => marks.has(mark));
    /** The first few whom it may be. */
    const candidates = (found: Iterable<Person>): User[] => {
      const users = new Set<User>();
      for (const person of found) {
        if (users.size === MOST_CANDIDATES) break;
        if (person.user && !isApart(person)) users.add(person.user);
      }
      return [...users];
    };
    const unlinked = (reason: NoMatchReason, found: Iterable<Person>): NameMatch => ({
      user: null,
      rule: null,
      reason,
      candidates: candidates(found),
    });
    const linked = ({ user }: Person, rule: IdentityRule): NameMatch =>
      user ? { user, rule, reason: null, candidates: [] } : unlinked(isWhole ? 'UNKNOWN' : 'UNSEEN', []);

    const [claimant] = byMark.get(nameMark(name)) ?? [];
    if (claimant) return linked(claimant, 'PEOPLE_FILE');
    const found = namesakes(name);
    const [only] = found;
    if (!isWhole) return unlinked('UNSEEN', found);
    if (!only) return unlinked('UNKNOWN', thoseLike(name));
    if (found.length > 1) return unlinked('AMBIGUOUS', found);
    if (!isOneName(name, only)) return unlinked('UNKNOWN', found);
    return isApart(only) ? unlinked('KEPT_APART', []) : linked(only, 'NAME');
  };
  return (name) =>
    mayBeName(name) ? match(name) : { user: null, rule: null, reason: isWhole ? 'UNKNOWN' : 'UNSEEN', candidates: [] };
}

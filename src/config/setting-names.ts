/** Finds misspelled settings among the other variables of the environment. */

/** The prefixes of the settings. */
const PREFIXES = /^(CALCOM|ALO|SALESHANDY|TEAMGRAPH|AUTH|CALLER|TRUSTED)_/;
/** The prefixes that other programs use as well. */
const SHARED_PREFIXES = /^(AUTH|CALLER|TRUSTED)_/;
/** What Kubernetes and Docker set for a service called `calcom`. */
const OF_A_SERVICE = /^[A-Z]+_(SERVICE_(HOST|PORT)|PORT)(_|$)/;
/** A misspelled name differs from a setting by at most so many letters. */
const MAX_DISTANCE = 2;

export interface StrayNames {
  /** Names close to that of a setting, which is `meant`. */
  readonly mistyped: readonly { readonly name: string; readonly meant: string }[];
  /** Other names with a prefix that no other program uses. */
  readonly unknown: readonly string[];
}

/** The names among `names` that look like settings, but are none of the `known` ones. */
export function findStrayNames(names: readonly string[], known: readonly string[]): StrayNames {
  const strays = names
    .filter((name) => !known.includes(name) && PREFIXES.test(name.toUpperCase()) && !OF_A_SERVICE.test(name))
    .map((name) => ({ name, meant: known.find((other) => distance(name.toUpperCase(), other) <= MAX_DISTANCE) }));
  return {
    mistyped: strays.flatMap(({ name, meant }) => (meant === undefined ? [] : [{ name, meant }])),
    unknown: strays.flatMap(({ name, meant }) => (meant === undefined && !SHARED_PREFIXES.test(name) ? [name] : [])),
  };
}

/** The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
function distance(one: string, other: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[at - 1] === other[column - 1];
      const isSwapped = one[at - 1] === other[column - 2] && one[at - 2] === other[column - 1];
      const cost = (from: readonly number[], index: number): number => from[index] ?? Number.POSITIVE_INFINITY;
      next[column] = Math.min(
        cost(row, column) + 1,
        cost(next, column - 1) + 1,
        cost(row, column - 1) + (isSame ? 0 : 1),
        isSwapped ? cost(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
}

/** Tells a setting whose name was mistyped from those of other programs in the same environment. */

/** What the names of our settings begin with. */
const PREFIXES = /^(CALCOM|ALO|SALESHANDY|TEAMGRAPH|AUTH|CALLER|TRUSTED)_/;
/** Of these, those that other programs have names with, too. */
const SHARED_PREFIXES = /^(AUTH|CALLER|TRUSTED)_/;
/** What an orchestrator puts there for a service called `calcom`. */
const OF_A_SERVICE = /^[A-Z]+_(SERVICE_(HOST|PORT)|PORT)(_|$)/;
/** A letter too many, missing, another or in the wrong place, once or twice. */
const MOST_SLIPS = 2;

export interface StrayNames {
  /** Names that are one of ours but for a slip or two, and which is meant. */
  readonly mistyped: readonly { readonly name: string; readonly meant: string }[];
  /** Names that begin as ours do and are none of them. */
  readonly unknown: readonly string[];
}

/** Those of `names` that look like `known` settings and are none. */
export function findStrayNames(names: readonly string[], known: readonly string[]): StrayNames {
  const strays = names
    .filter((name) => !known.includes(name) && PREFIXES.test(name.toUpperCase()) && !OF_A_SERVICE.test(name))
    .map((name) => ({ name, meant: known.find((other) => slipsBetween(name.toUpperCase(), other) <= MOST_SLIPS) }));
  return {
    mistyped: strays.flatMap(({ name, meant }) => (meant === undefined ? [] : [{ name, meant }])),
    unknown: strays.flatMap(({ name, meant }) => (meant === undefined && !SHARED_PREFIXES.test(name) ? [name] : [])),
  };
}

/** How many letters are to be put in, taken out, exchanged or swapped with the next: the optimal string alignment distance. */
function slipsBetween(one: string, other: string): number {
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

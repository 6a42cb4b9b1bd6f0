/**
 * Checks that a partial answer is true: its data equals the truth, and whatever is missing has an error on its path, or is in a
 * list with `complete: false`. A list beside an error is not complete.
 */
import type { GraphError } from '../support/graph.ts';

type Path = readonly (string | number)[];
type Tree = Record<string, unknown>;

/**
 * The paths of an answer that are not true; empty if there are none. `weaker` is the truth of the remaining sources: it may
 * replace a name, which several sources have, but never an id.
 */
export function findLies(
  truth: unknown,
  data: unknown,
  errors: readonly GraphError[] = [],
  weaker?: unknown,
): string[] {
  const lies: string[] = [];
  const say = (path: Path, what: string) => lies.push(`${path.join('.')}: ${what}`);

  // A null in a non-null position also makes its parent null.
  const hasError = (path: Path) => errors.some(({ path: at = [] }) => startsWith(at, path) || startsWith(path, at));

  function walk(expected: unknown, actual: unknown, other: unknown, path: Path, isIncomplete: boolean): void {
    if (Object.is(expected, actual)) return;
    const key = path.at(-1);
    if (actual === null || actual === undefined) {
      if (!hasError(path) && !(isIncomplete && key === 'totalCount'))
        say(path, `${show(expected)} is null without an error`);
    } else if (Array.isArray(expected) && Array.isArray(actual)) {
      walkList(expected, actual, other, path, isIncomplete);
    } else if (isTree(expected) && isTree(actual)) {
      const incomplete = actual.isComplete === false;
      if (actual.isComplete === true && errors.some(({ path: at = [] }) => samePath(at, path))) {
        say(path, 'is said to be complete beside an error');
      }
      if (key === 'pageInfo' && isIncomplete) return;
      for (const name of Object.keys(expected)) {
        walk(expected[name], actual[name], isTree(other) ? other[name] : undefined, [...path, name], incomplete);
      }
    } else if (key !== 'name' || other !== actual) {
      say(path, `${show(expected)} became ${show(actual)}`);
    }
  }

  function walkList(expected: unknown[], actual: unknown[], other: unknown, path: Path, isIncomplete: boolean): void {
    const others = Array.isArray(other) ? other : [];
    if (expected.length === actual.length) {
      for (const [place, one] of expected.entries()) walk(one, actual[place], others[place], [...path, place], false);
      return;
    }
    if (!isIncomplete && !hasError(path)) say(path, `${expected.length} became ${actual.length} without a word`);
    for (const [place, one] of actual.entries()) {
      const twin = expected.find((candidate) => sameThing(candidate, one));
      const weak = others.find((candidate) => sameThing(candidate, one));
      if (twin === undefined) say([...path, place], `${show(one)} is not in the whole list`);
      else walk(twin, one, weak, [...path, place], false);
    }
  }

  walk(truth, data, weaker, [], false);
  return lies;
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, place) => step === path[place]);
}

function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && startsWith(a, b);
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The key of an object: its id, or for an identity its source and id, or in ALO its name. */
function sameThing(a: unknown, b: unknown): boolean {
  if (!isTree(a) || !isTree(b)) return Object.is(a, b);
  if ('id' in a) return a.id === b.id;
  return a.source === b.source && a.sourceId === b.sourceId && (a.source !== 'ALO' || a.name === b.name);
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
}

/** The path of an error without list indexes, and its code: `nodes.*.user SOURCE_TIMEOUT`. */
export function describeError({ path = [], extensions: { code } }: GraphError): string {
  return `${path.map((step) => (typeof step === 'number' ? '*' : step)).join('.')} ${code}`;
}

/** The fields without an error at their path or above it. */
export function unconfessed(fields: readonly string[], errors: readonly GraphError[] = []): string[] {
  const paths = errors.map((error) => describeError(error).split(' ')[0] ?? '');
  return fields.filter((field) => !paths.some((path) => field === path || field.startsWith(`${path}.`)));
}

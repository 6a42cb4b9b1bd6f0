/** Groups rows by one or two dimensions, and tallies each group. Pure. */
import type { Pieces } from '../time/pieces.ts';

/** One value of a dimension. */
export interface GroupKey {
  /** Unique within its dimension. */
  readonly id: string;
  readonly label: string;
  /** Its place in time, for a dimension that is a time. */
  readonly order?: number;
}

export interface Dimension<Row, Key extends GroupKey = GroupKey> {
  /** The groups that a row belongs to, at least one. */
  keysOf(row: Row): readonly Key[];
  readonly isTime: boolean;
  /** The groups that are there even without a row. */
  readonly always?: readonly Key[];
}

/** Adds up the rows of a group. */
export interface Tally<Row, Counts> {
  add(row: Row): void;
  counts(): Counts;
  /** The number of rows, by which groups are ordered. */
  size(): number;
}

export interface Group<Key extends GroupKey, Counts> {
  /** One for each dimension, in their order. */
  readonly keys: readonly Key[];
  readonly label: string;
  readonly counts: Counts;
}

interface Grouped<Key, Row, Counts> {
  readonly id: string;
  readonly keys: readonly Key[];
  readonly tally: Tally<Row, Counts>;
}

/** The text between the labels of two dimensions. */
const BETWEEN = ' · ';

/**
 * The groups of rows by each combination of the dimensions: in the order of time if one of them is a time, then by size, largest
 * first, then by label, then by id. Without dimensions there is no group.
 */
export function* groupRows<Row, Key extends GroupKey, Counts>(
  rows: readonly Row[],
  dimensions: readonly Dimension<Row, Key>[],
  createTally: () => Tally<Row, Counts>,
): Pieces<readonly Group<Key, Counts>[]> {
  if (dimensions.length === 0) return [];
  const groups = new Map<string, Grouped<Key, Row, Counts>>();
  const groupOf = (keys: readonly Key[]): Grouped<Key, Row, Counts> => {
    const id = JSON.stringify(keys.map((key) => key.id));
    const group = groups.get(id) ?? { id, keys, tally: createTally() };
    groups.set(id, group);
    return group;
  };
  for (const row of rows) {
    for (const keys of combinations(dimensions.map((dimension) => dimension.keysOf(row)))) groupOf(keys).tally.add(row);
    yield;
  }
  const met = dimensions.map((_, index) => distinctById([...groups.values()].flatMap(({ keys }) => keys[index] ?? [])));
  if (dimensions.some(({ always }) => always)) {
    for (const keys of combinations(dimensions.map(({ always }, index) => always ?? met[index] ?? []))) {
      groupOf(keys);
      yield;
    }
  }
  const time = dimensions.findIndex(({ isTime }) => isTime);
  const made = [...groups.values()].map((group) => ({
    ...group,
    label: group.keys.map(({ label }) => label).join(BETWEEN),
  }));
  const timeOf = ({ keys }: Grouped<Key, Row, Counts>): number => keys[time]?.order ?? 0;
  made.sort(
    (a, b) =>
      timeOf(a) - timeOf(b) ||
      b.tally.size() - a.tally.size() ||
      compareByCodePoint(a.label, b.label) ||
      compareByCodePoint(a.id, b.id),
  );
  return made.map(({ keys, label, tally }) => ({ keys, label, counts: tally.counts() }));
}

function* combinations<Key>([first, ...rest]: readonly (readonly Key[])[]): Generator<readonly Key[]> {
  if (first === undefined) return yield [];
  for (const key of first) for (const others of combinations(rest)) yield [key, ...others];
}

/** Each group once. */
export const distinctById = <Key extends GroupKey>(keys: readonly Key[]): readonly Key[] => [
  ...new Map(keys.map((key) => [key.id, key])).values(),
];

/** JavaScript compares texts by UTF-16 code unit, which differs beyond the Basic Multilingual Plane. */
export function compareByCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (one !== other) return (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  }
  return left.length - right.length;
}

/** Rows with the same key: equal ones are one row, and rows that differ contradict each other. Knows no vendor. */
import { isDeepStrictEqual } from 'node:util';
import type { Pieces } from '../time/pieces.ts';
import { positionsOf, type Rows } from './rows.ts';

/** A list in which rows with the same key are equal. */
export interface AgreedRows<Row> extends Rows<Row> {
  /** The keys whose rows differ where no time of change shows which row is right. */
  readonly contradicted: ReadonlySet<string>;
}

/**
 * Of rows that have the same key and differ, keeps the one that was changed last, or the first if the times of change are
 * equal or absent. The others join `unreadable`. Equal rows all stay: see `firstOfEach`. Yields after each row.
 */
export function* agreedRows<Row>(
  list: Rows<Row>,
  keyOf: (row: Row) => string,
  changedAt: (row: Row) => Date | null = () => null,
): Pieces<AgreedRows<Row>> {
  if (new Set(list.rows.map(keyOf)).size === list.rows.length) return { ...list, contradicted: new Set() };
  const kept = new Map<string, Row>();
  const contradicted = new Set<string>();
  /** For each row the first row that it is equal to, which may be the row itself. */
  const equals: Row[] = [];
  for (const row of list.rows) {
    const key = keyOf(row);
    const other = kept.get(key);
    const isEqual = other !== undefined && isDeepStrictEqual(row, other);
    equals.push(isEqual ? other : row);
    if (other === undefined) kept.set(key, row);
    else if (!isEqual) {
      const [before, now] = [changedAt(other)?.getTime() ?? 0, changedAt(row)?.getTime() ?? 0];
      if (before === now) contradicted.add(key);
      if (before < now) {
        kept.set(key, row);
        contradicted.delete(key);
      }
    }
    yield;
  }
  const agrees = equals.map((row) => row === kept.get(keyOf(row)));
  if (!agrees.includes(false)) return { ...list, contradicted };
  const differing = positionsOf(list).filter((_, index) => !agrees[index]);
  return {
    rows: list.rows.filter((_, index) => agrees[index]),
    unreadable: [...list.unreadable, ...differing].sort((a, b) => a - b),
    contradicted,
  };
}

/** The first row of each key, in the order of the rows. */
export const firstOfEach = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] => [
  ...firstByKey(rows, keyOf).values(),
];

/** The first row of each key, by key. A row whose key is null is left out. */
export function firstByKey<Row>(rows: readonly Row[], keyOf: (row: Row) => string | null): Map<string, Row> {
  const first = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== null && !first.has(key)) first.set(key, row);
  }
  return first;
}

/** Lists of rows that are parsed one by one, so that a row that cannot be read costs only itself. Knows no vendor. */
import { z } from 'zod';
import type { Pieces } from '../time/pieces.ts';
import { sliced } from '../time/slices.ts';
import { asDeclared, compiled, MISFIT } from '../upstream/schema/compiled.ts';
import { type ListsRead, ROWS, SAMPLE } from '../upstream/schema/marks.ts';

/** The rows of a list that could be read. */
export interface Rows<Row> {
  readonly rows: readonly Row[];
  /** The positions, from 0, of the rows that could not be read. */
  readonly unreadable: readonly number[];
}

/** More than ten times what any documented row has. */
const MAX_KEYS = 1000;
/** More than ten times what any documented list inside a row has. */
const MAX_NESTED_ITEMS = 1000;

/**
 * A schema for a list of at most `max` rows. It leaves out a row that does not fit its schema and adds the position to
 * `unreadable`; a longer list is an issue, and none of its rows is parsed. `read` keeps what the search for drift needs to
 * know of the rows; a caller who gives it looks for drift with another schema than `row`. Parses in slices, so it needs
 * `safeParseAsync` for a long list.
 */
export const rowsOf = <Row>(row: z.ZodType<Row>, max: number, read?: ListsRead) => {
  const lists: ListsRead = read ?? new WeakMap();
  // z.array would copy the list; `lists` is keyed by the list that the vendor sent.
  const list = z
    .custom<readonly unknown[]>(Array.isArray)
    .transform((items, context): Rows<Row> | Promise<Rows<Row>> => {
      if (items.length > max) {
        lists.set(items, { issues: [] });
        context.addIssue({ code: 'custom', message: `more than ${max} rows` });
        return z.NEVER;
      }
      return sliced(readRows(row, items, lists, read === undefined));
    });
  ROWS.set(list, { row, read: lists });
  return list;
};

/** Reads each row with the code of its schema, and with zod itself if it does not fit. */
function* readRows<Row>(
  row: z.ZodType<Row>,
  items: readonly unknown[],
  lists: ListsRead,
  findsOdd: boolean,
): Pieces<Rows<Row>> {
  const rows: Row[] = [];
  const unreadable: number[] = [];
  const issues: z.core.$ZodIssue[] = [];
  const odd: unknown[] = [];
  const [accept, acceptDeclared] = [compiled(row), asDeclared(row)];
  for (const [index, item] of items.entries()) {
    const isLarge = hasManyKeys(item);
    let read = findsOdd && index < SAMPLE && !isLarge ? acceptDeclared(item) : MISFIT;
    if (read === MISFIT) {
      if (index < SAMPLE) odd.push(item);
      if (!isLarge) read = accept(item);
    }
    if (read !== MISFIT) rows.push(read);
    else {
      const parsed = isLarge ? undefined : row.safeParse(item);
      if (parsed?.success) rows.push(parsed.data);
      else {
        unreadable.push(index);
        issues.push(...(parsed?.error.issues ?? [TOO_MANY_KEYS]));
      }
    }
    yield;
  }
  lists.set(items, findsOdd ? { issues, odd } : { issues });
  return { rows, unreadable };
}

const TOO_MANY_KEYS: z.core.$ZodIssue = { code: 'custom', message: `more than ${MAX_KEYS} keys`, path: [] };

/** Whether an object has more keys than any row of a vendor. */
export const hasManyKeys = (item: unknown): boolean =>
  typeof item === 'object' && item !== null && Object.keys(item).length > MAX_KEYS;

/** A schema for a list inside a row. A list of more than 1,000 items is an issue, and none of its items is parsed. */
export const nestedList = <Item extends z.ZodType>(item: Item) =>
  z.custom<z.input<Item>[]>((value) => Array.isArray(value) && value.length <= MAX_NESTED_ITEMS).pipe(z.array(item));

/** The position in the vendor's list of each row that could be read, in the order of `rows`. */
export function positionsOf({ rows, unreadable }: Rows<unknown>): number[] {
  const gaps = new Set(unreadable);
  return Array.from({ length: rows.length + unreadable.length }, (_, index) => index).filter(
    (index) => !gaps.has(index),
  );
}

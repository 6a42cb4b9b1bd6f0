/**
 * How the values that all vendors send are read: ids, texts, instants, lists of rows. What is absent becomes null, what
 * is malformed is refused. Knows no vendor.
 */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Pieces } from '../time/pieces.ts';
import { sliced } from '../time/slices.ts';
import { type ListsRead, ROWS } from '../upstream/stats/drift.ts';

/** A list as far as it could be read. */
export interface Rows<Row> {
  readonly rows: readonly Row[];
  /** The positions, from 0, of the rows that could not be read. */
  readonly rejected: readonly number[];
}

/** A list as far as it could be read, and whether its end was seen. */
export interface Listing<Row> extends Rows<Row> {
  /** Whether it is proven that no row is missing but those that could not be read. */
  readonly isProven: boolean;
}

/** A list that is read again and again. */
export interface Roster<Row> extends Rows<Row> {
  /** Whether its end was seen and every row of it could be read, now or before. */
  readonly wasWhole: boolean;
}

/**
 * A roster as it was read now. Where a row cannot be read, whoever was there before and is missing stays: it is theirs,
 * if there are no more such rows than people missing. Likewise where the end of the list
 * was not seen, but nobody knows who else is missing.
 */
export function nextRoster<Row extends { readonly userId: string }>(
  { rows, rejected, isProven }: Listing<Row>,
  before: Roster<Row> | undefined,
): Roster<Row> {
  const isWhole = rejected.length === 0 && isProven;
  if (isWhole || !before) return { rows, rejected, wasWhole: isWhole };
  const ids = new Set(rows.map(({ userId }) => userId));
  const missing = before.rows.filter(({ userId }) => !ids.has(userId));
  const wasWhole = isProven && before.wasWhole && rejected.length <= missing.length;
  return { rows: [...rows, ...missing], rejected, wasWhole };
}

/** No row that a vendor documents has a tenth of that. */
const MOST_KEYS = 1000;
/** No list inside a row that a vendor documents has a tenth of that. */
const MOST_NESTED = 1000;

/**
 * A list of at most so many rows, read one by one: a row that does not fit the schema is left out and its position is
 * told. What was wrong with it is kept in `read`, for as long as the answer is. A longer list is refused before any row
 * of it is read.
 */
export const rowsOf = <Row>(row: z.ZodType<Row>, most: number, read: ListsRead = new WeakMap()) => {
  // Not z.array, which makes a list of its own: it is by the vendor's that `read` is asked.
  const list = z
    .custom<readonly unknown[]>(Array.isArray)
    .transform((items, context): Rows<Row> | Promise<Rows<Row>> => {
      if (items.length > most) {
        read.set(items, []);
        context.addIssue({ code: 'custom', message: `more than ${most} rows` });
        return z.NEVER;
      }
      return sliced(readRows(row, items, read));
    });
  ROWS.set(list, { row, read });
  return list;
};

function* readRows<Row>(row: z.ZodType<Row>, items: readonly unknown[], read: ListsRead): Pieces<Rows<Row>> {
  const rows: Row[] = [];
  const rejected: number[] = [];
  const issues: z.core.$ZodIssue[][] = [];
  for (const [index, item] of items.entries()) {
    const parsed = hasManyKeys(item) ? undefined : row.safeParse(item);
    if (parsed?.success) rows.push(parsed.data);
    else {
      rejected.push(index);
      issues.push(parsed?.error.issues ?? [TOO_MANY_KEYS]);
    }
    yield;
  }
  read.set(items, issues.flat());
  return { rows, rejected };
}

const TOO_MANY_KEYS: z.core.$ZodIssue = { code: 'custom', message: `more than ${MOST_KEYS} keys`, path: [] };

/** Whether an object has more keys than any row. */
export const hasManyKeys = (item: unknown): boolean =>
  typeof item === 'object' && item !== null && Object.keys(item).length > MOST_KEYS;

/** A list inside a row. One that is longer than any can be is refused before any of it is read, and the row with it. */
export const nestedList = <Item extends z.ZodType>(item: Item) =>
  z.custom<z.input<Item>[]>((value) => Array.isArray(value) && value.length <= MOST_NESTED).pipe(z.array(item));

/** The position of each row that was read. */
export function positionsOf({ rows, rejected }: Rows<unknown>): number[] {
  const gaps = new Set(rejected);
  return Array.from({ length: rows.length + rejected.length }, (_, index) => index).filter((index) => !gaps.has(index));
}

/** A list in which no two rows of one key differ. */
export interface AgreedRows<Row> extends Rows<Row> {
  /** The keys of the rows that differed, where nothing tells which of them is right. */
  readonly contradicted: ReadonlySet<string>;
}

/**
 * Rows of one key that differ contradict each other: the one that was changed last stays, or the first where that is not
 * told, and the others are left out like rows that cannot be read. Rows that are equal stay.
 */
export function* agreedRows<Row>(
  list: Rows<Row>,
  keyOf: (row: Row) => string,
  changedAt: (row: Row) => Date | null = () => null,
): Pieces<AgreedRows<Row>> {
  const kept = new Map<string, Row>();
  const contradicted = new Set<string>();
  /** Each row, or the one that it is equal to. */
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
    rejected: [...list.rejected, ...differing].sort((a, b) => a - b),
    contradicted,
  };
}

/** The first row of each key. */
export function firstOfEach<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  const first = new Map<string, Row>();
  for (const row of rows) if (!first.has(keyOf(row))) first.set(keyOf(row), row);
  return [...first.values()];
}

/** A text; null for what is absent, null or blank. */
export const text = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === null || value.trim() === '' ? null : value));

/** Whether a text is what vendors write where they cannot tell. */
export const isPlaceholder = (value: string): boolean => value.trim() === 'unknown';

/** A vendor's number for a thing, as a string: 64 bits do not fit a JavaScript number, and nobody calculates with it. */
export const numericId = z.union([z.int().nonnegative().transform(String), z.string().regex(/^(0|[1-9]\d{0,18})$/)]);

/** White space in place of a value stands for none. */
const blank = z
  .string()
  .regex(/^\s*$/)
  .transform(() => null);

/** A finite number; one that was kept as it was written, for its many digits, is rounded. */
export const finite = z.union([
  z.number(),
  z
    .object({ rawJSON: z.string() })
    .transform(({ rawJSON }) => Number(rawJSON))
    .pipe(z.number()),
]);

/** A finite number; null for what is absent. */
export const number = z
  .union([finite, blank])
  .nullish()
  .transform((value) => value ?? null);

/** A truth value; null for what is absent. */
export const flag = z
  .union([z.boolean(), blank])
  .nullish()
  .transform((value) => value ?? null);

/** A whole number that fits GraphQL's Int; null for what is absent. */
export const int32 = z
  .union([z.int32(), blank])
  .nullish()
  .transform((value) => value ?? null);

/** The same, where the vendor may write it as a text. */
export const int32OrText = z.union([
  int32,
  z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.int32()),
]);

/** The instants that ISO 8601 writes in four digits of a year, in UTC. */
const FIRST_INSTANT_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_INSTANT_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether an instant can be told to clients and vendors. */
export const isInCalendar = (at: Date): boolean => FIRST_INSTANT_MS <= at.getTime() && at.getTime() <= LAST_INSTANT_MS;

/** The first instant of the calendar, and of Unix time: what systems write for none. */
const isZeroDate = (at: Date): boolean => at.getTime() === FIRST_INSTANT_MS || at.getTime() === 0;

const ISO_INSTANT = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** An instant in ISO 8601 with its zone. */
export const instant = z.string().transform((value, context): Date => {
  const parsed = parseInstant(value);
  if (parsed && !isZeroDate(parsed)) return parsed;
  context.addIssue({ code: 'custom', message: 'not an instant in ISO 8601 with a zone' });
  return z.NEVER;
});

const zeroDate = z.string().transform((value, context): null => {
  const parsed = parseInstant(value);
  if (parsed && isZeroDate(parsed)) return null;
  context.addIssue({ code: 'custom', message: 'not a zero date' });
  return z.NEVER;
});

/** An instant in ISO 8601 with its zone; null for what is absent. */
export const maybeInstant = z
  .union([instant, zeroDate, blank, z.null(), z.undefined().transform(() => null)])
  .optional()
  .transform((value) => value ?? null);

function parseInstant(value: string): Date | undefined {
  const [, year, month, day] = ISO_INSTANT.exec(value) ?? [];
  if (year === undefined || year === '0000') return undefined;
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > lastDay) return undefined;
  const parsed = new Date(value);
  return isInCalendar(parsed) ? parsed : undefined;
}

/** A stretch of time: `from <= t < to`. */
export interface Range {
  readonly from: Date;
  readonly to: Date;
}

/** The last instant of a range for a vendor whose end is inclusive. */
export const lastInstant = (range: Range): Date => new Date(range.to.getTime() - 1);

export const isWithin = (range: Range, at: Date): boolean => range.from <= at && at < range.to;

/** In UTF-16 code units. What is longer is nobody's name: it links and finds nobody, and is never folded. */
export const LONGEST_NAME = 200;
/** The same for an e-mail (RFC 5321, section 4.5.3.1: 64 octets, an @ and 255 octets). */
export const LONGEST_EMAIL = 320;

export const mayBeName = (text: string): boolean => text.length <= LONGEST_NAME;
export const mayBeEmail = (text: string): boolean => text.length <= LONGEST_EMAIL;

/** An e-mail as it is compared: trimmed, without regard to case. Nothing else is folded. */
export const foldEmail = (email: string): string => email.trim().toLowerCase();

/** Whether a text has nothing to fold but case: most have, and folding is slow. */
export const isAscii = (text: string): boolean => /^[ -~]*$/.test(text);

/** A text without regard to case, composed (NFC). Compatibility characters, such as ² or ﬁ, stay what they are. */
export const foldCase = (text: string): string =>
  isAscii(text)
    ? text.toLowerCase()
    : text
        .normalize('NFC')
        // By way of capitals, in which ß and ss are one. They would take ligatures (U+FB00 to U+FB17) apart as well.
        .replace(/[^\uFB00-\uFB17]+/g, (part) => part.toLowerCase().toUpperCase().toLowerCase())
        .replaceAll('ς', 'σ')
        .normalize('NFC');

/** Letters whose stroke is part of them, so that Unicode takes nothing off. */
const STROKED: Readonly<Record<string, string>> = { đ: 'd', ħ: 'h', ł: 'l', ø: 'o', ŧ: 't' };

/** A text without regard to case and diacritics. In other scripts than these a mark makes another letter. */
export const foldText = (text: string): string => (isAscii(text) ? text.toLowerCase() : foldMarks(text));

const foldMarks = (text: string): string =>
  foldCase(text.normalize('NFD').replace(/([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, '$1')).replace(
    /[đħłøŧ]/g,
    (letter) => STROKED[letter] ?? letter,
  );

/** What a person is found by, folded once for all searches. */
export const searchTextsOf = ({
  name,
  username,
  email,
}: Readonly<Record<'name' | 'username' | 'email', string | null>>): readonly string[] =>
  [
    ...[name, username].filter((text) => text !== null && mayBeName(text)),
    ...[email].filter((text) => text !== null && mayBeEmail(text)),
  ].map((text) => foldText(text ?? ''));

/** Whether a text that is searched for, folded, stands in any of them. */
export const isFoundIn = (texts: readonly string[], folded: string): boolean =>
  texts.some((text) => text.includes(folded));

/** How Saleshandy writes keys, names, ids, numbers and the end of a list, in reports and in the directory alike. */
import { oncePerObject } from '../../once.ts';
import { isPlaceholder } from '../scalars.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A key without case and separators: "Meeting Booked", meetingBooked and meeting_booked become the same. */
export function plainKey(key: string): string {
  const known = plainKeys.get(key);
  if (known !== undefined) return known;
  const plain = key.toLowerCase().replace(/[\s_-]/g, '');
  if (plainKeys.size === MAX_PLAIN_KEYS) plainKeys.clear();
  if (key.length <= MAX_KEY_LENGTH) plainKeys.set(key, plain);
  return plain;
}

/** All rows of a report have the same keys. Any longer key is no key of ours. */
const plainKeys = new Map<string, string>();
const MAX_PLAIN_KEYS = 1000;
const MAX_KEY_LENGTH = 40;

/** The values of an object by plain key, made once for each object. */
export const plainEntries = oncePerObject(readPlainEntries);

/** The same for an object that is read once. */
export function readPlainEntries(value: Json): ReadonlyMap<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const key of Object.keys(value)) entries.set(plainKey(key), value[key]);
  return entries;
}

/** A trimmed text; null for a blank one, a placeholder, or a value that is not a text. */
export const trimmedText = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' && !isPlaceholder(value) ? value.trim() : null;

/** An id; null if there is none. Ids are opaque, and their case matters. */
export const idText = (value: unknown): string | null =>
  typeof value === 'number' ? String(value) : trimmedText(value);

/** First and last name, or else the name; null if there is none. */
export function fullName(plain: ReadonlyMap<string, unknown>): string | null {
  const parts = [trimmedText(plain.get('firstname')), trimmedText(plain.get('lastname'))];
  return parts.filter((part) => part !== null).join(' ') || trimmedText(plain.get('name'));
}

const SUM_NAME = /^((grand|team|sub|overall|all) ?)?totals?$|^(summary|sum|overall|average|all( (members|users))?)$/i;

/** Whether a name is what the last line of a table is called, such as "Total". */
export const isSum = (name: string | null): boolean =>
  name !== null && SUM_NAME.test(name.replace(/[^\p{L}]+/gu, ' ').trim());

/** A whole number, or a text that holds one with or without thousands separators: "1234", "1,234", "1 234". Else null. */
export function wholeNumber(value: unknown): number | null {
  const digits = typeof value === 'string' && WHOLE.test(value) ? Number(value.replace(/\D/g, '')) : value;
  return typeof digits === 'number' && Number.isInteger(digits) ? digits : null;
}

const WHOLE = /^\s*(\d+|\d{1,3}([,\u0020\u00a0\u202f])\d{3}(\2\d{3})*)\s*$/;

/** What an answer says about the end of its list. */
export interface ListEnd {
  /** Null if the answer does not say. True if it says both. */
  readonly hasMore: boolean | null;
  /** The numbers of rows that the answer gives for the list. Several contradict each other. */
  readonly totals: readonly number[];
  /** The number of pages; null if the answer does not say. */
  readonly pages: number | null;
}

/** Plain keys of page info, and of the objects that hold it. */
const CONTAINERS = ['meta', 'pagination', 'paging', 'pageinfo'];
const MORE = ['hasmore', 'hasnext', 'hasnextpage'];
const NEXT = ['nextpage', 'nextcursor', 'next'];
const PAGES = ['totalpages', 'pagecount', 'lastpage'];
const TOTAL = /^total(count|records|rows|items|results|members|users)?$|^(member|user)s?count$/;

/** Reads the end of a list from the objects around it, each of which may have page info itself or in a container. */
export function endIn(levels: readonly Json[]): ListEnd {
  const plain = levels.map(plainEntries);
  const containers = plain.flatMap((level) => CONTAINERS.map((key) => level.get(key))).filter(isObject);
  const all = [...plain, ...containers.map(plainEntries)];
  const valuesOf = (keys: readonly string[]): unknown[] => all.flatMap((level) => keys.map((key) => level.get(key)));
  const more = [...valuesOf(MORE).map(truth), ...valuesOf(NEXT).map(isNext)].filter((value) => value !== null);
  const totals = all
    .flatMap((level) => [...level].map(([key, value]) => (TOTAL.test(key) ? wholeNumber(value) : null)))
    .filter((total) => total !== null);
  const pages = valuesOf(PAGES)
    .map(wholeNumber)
    .filter((count) => count !== null);
  return {
    hasMore: more.length === 0 ? null : more.includes(true),
    totals: [...new Set(totals)],
    pages: pages.length === 0 ? null : Math.max(...pages),
  };
}

function truth(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = trimmedText(value)?.toLowerCase();
  return word === 'true' || (word === 'false' ? false : null);
}

/** A value that names the next page says that there is one. Without a value the answer may still have more. */
const isNext = (value: unknown): true | null => (idText(value) === null ? null : true);

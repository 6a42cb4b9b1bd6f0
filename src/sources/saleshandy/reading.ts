/** How Saleshandy writes keys, names, ids and the end of a list: the same in its reports and in its directory. */
import { isPlaceholder } from '../values.ts';

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same for "Meeting Booked", meetingBooked and meeting_booked. */
export function plainKey(key: string): string {
  return key.toLowerCase().replace(/[\s_-]/g, '');
}

const knownEntries = new WeakMap<Json, ReadonlyMap<string, unknown>>();

/** Made once: an object is looked at again and again. */
export function plainEntries(value: Json): ReadonlyMap<string, unknown> {
  const known = knownEntries.get(value);
  if (known) return known;
  const entries = new Map(Object.entries(value).map(([key, item]) => [plainKey(key), item]));
  knownEntries.set(value, entries);
  return entries;
}

/** A text without the blanks around it; null where there is none, or a word that says so. */
export const words = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' && !isPlaceholder(value) ? value.trim() : null;

/** Opaque, and compared letter by letter. */
export const identifier = (value: unknown): string | null => (typeof value === 'number' ? String(value) : words(value));

export function fullName(plain: ReadonlyMap<string, unknown>): string | null {
  const parts = [words(plain.get('firstname')), words(plain.get('lastname'))].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(' ') : words(plain.get('name'));
}

const SUM_NAME = /^((grand|team|sub|overall|all) ?)?totals?$|^(summary|sum|overall|average|all( (members|users))?)$/i;

/** Whether something that is no member is called what the last line of a table is called. */
export const isSum = (name: string | null): boolean =>
  name !== null && SUM_NAME.test(name.replace(/[^\p{L}]+/gu, ' ').trim());

/** A whole number, or a text that is one, in groups of three or not: "1234", "1,234", "1 234". */
export function wholeNumber(value: unknown): number | null {
  const digits = typeof value === 'string' && WHOLE.test(value) ? Number(value.replace(/\D/g, '')) : value;
  return typeof digits === 'number' && Number.isInteger(digits) ? digits : null;
}

const WHOLE = /^\s*(\d+|\d{1,3}([,\u0020\u00a0\u202f])\d{3}(\2\d{3})*)\s*$/;

/** What an answer says of the end of its list. */
export interface End {
  /** Null where it does not say. True where it says both. */
  readonly hasMore: boolean | null;
  /** How many rows it says there are. Several are a contradiction. */
  readonly totals: readonly number[];
  /** How many pages it says there are; null where it does not say. */
  readonly pages: number | null;
}

/** Names, as `plainKey` has them, of what tells of the end of a list, and of what holds them. */
const AROUND = ['meta', 'pagination', 'paging', 'pageinfo'];
const MORE = ['hasmore', 'hasnext', 'hasnextpage'];
const NEXT = ['nextpage', 'nextcursor', 'next'];
const PAGES = ['totalpages', 'pagecount', 'lastpage'];
const TOTAL = /^total(count|records|rows|items|results|members|users)?$|^(member|user)s?count$/;

/** `levels` are the objects around a list. Each may have the words itself, or in a `meta` and the like. */
export function endIn(levels: readonly Json[]): End {
  const plain = levels.map(plainEntries);
  const meta = plain.flatMap((level) => AROUND.map((key) => level.get(key))).filter(isObject);
  const all = [...plain, ...meta.map(plainEntries)];
  const under = (keys: readonly string[]): unknown[] => all.flatMap((level) => keys.map((key) => level.get(key)));
  const more = [...under(MORE).map(truth), ...under(NEXT).map(isNext)].filter((value) => value !== null);
  const totals = all
    .flatMap((level) => [...level].map(([key, value]) => (TOTAL.test(key) ? wholeNumber(value) : null)))
    .filter((total) => total !== null);
  const pages = under(PAGES)
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
  const word = words(value)?.toLowerCase();
  return word === 'true' || (word === 'false' ? false : null);
}

/** What names a next page says that there is one; nothing in its place says nothing. */
const isNext = (value: unknown): true | null => (identifier(value) === null ? null : true);

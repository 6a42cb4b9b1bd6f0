/**
 * Where an answer is not as its schema says, told per field: what is missed, what is new, what came in another form. Walks
 * a schema beside the raw body. Tells the names of fields, never what stands in them; knows no vendor.
 */
import { z } from 'zod';

/** What of an answer is not as its schema says. */
export interface Drift {
  /** Where: `data[].attendees[].phoneNumber`; list positions are left out. Never holds what the vendor sent as a value. */
  readonly field: string;
  /**
   * - MISSED: the schema does not take what stands there
   * - UNKNOWN: the schema does not know the key
   * - WIDENED: taken, but not as declared: by a later option of a union, or dropped by a `.catch`
   */
  readonly kind: 'MISSED' | 'UNKNOWN' | 'WIDENED';
}

/** The lists that were read as rows of one kind, as they came, each with what was wrong with the rows left out. */
export type ListsRead = WeakMap<readonly unknown[], readonly { readonly path: readonly PropertyKey[] }[]>;

type Json = Readonly<Record<string, unknown>>;

interface ListOfRows {
  readonly row: z.ZodType;
  readonly read: ListsRead;
}

interface Keys {
  /** Those that are known and not read. */
  readonly known?: readonly string[];
  /** What makes the keys of the schema of those that come, where a vendor may write them in more than one way. */
  fold?(key: string): string;
}

/** What a schema does not show: that in what it takes, right there or below, a list stands, and of what rows. */
export const ROWS = new WeakMap<z.core.$ZodType, ListOfRows>();
/** What the schema of an object does not show of its keys. */
export const KEYS = z.registry<Keys>();

/** New keys and other forms are looked for in this many elements of a list: what a vendor changes, it changes for all. */
const SAMPLE = 20;
/** Keys of an object, and misses of a list, that are looked at: more than any answer has that means well. */
const ENOUGH = 5000;
/** Levels below which no list of rows is looked for: a vendor may wrap them, but not as deep. */
const MOST_LEVELS = 8;
const MOST_DRIFTS = 50;
/** Any other key may be an e-mail or a name. */
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

/**
 * Each drift once, the missed first. Rows are not read again: what was wrong with them is known since `parsed`, which is
 * what the schema made of this very body.
 */
export function driftIn(
  wire: z.ZodType,
  body: unknown,
  parsed: z.ZodSafeParseResult<unknown> = wire.safeParse(body),
): readonly Drift[] {
  const drifts = [...drift('MISSED', '', parsed.error?.issues ?? []), ...walk(wire, body, '')];
  const distinct = new Map(drifts.map((one) => [`${one.kind} ${one.field}`, one]));
  return [...distinct.values()].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_DRIFTS);
}

const rank = ({ kind }: Drift): number => (kind === 'MISSED' ? 0 : 1);

function walk(schema: z.core.$ZodType, value: unknown, field: string): readonly Drift[] {
  const list = ROWS.get(schema);
  if (list) return walkRows(list, value, field);
  const def = defOf(schema);
  switch (def.type) {
    case 'object':
      return isObject(value) ? walkObject(def.shape, KEYS.get(schema) ?? {}, value, field) : [];
    case 'array':
      return Array.isArray(value)
        ? value.slice(0, SAMPLE).flatMap((item) => walk(def.element, item, below(field, [0])))
        : [];
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      return value === undefined || value === null ? [] : walk(def.innerType, value, field);
    case 'pipe':
      // A check in front of a schema has no fields to look at.
      return walk(defOf(def.in).type === 'custom' ? def.out : def.in, value, field);
    case 'union':
      return walkUnion(def.options, value, field);
    case 'catch': {
      const { error } = z.safeParse(def.innerType, value);
      return error ? drift('WIDENED', field, error.issues) : walk(def.innerType, value, field);
    }
    default:
      return [];
  }
}

/** Only what is there: whether something lacks is for the parse to say. */
function walkObject(
  shape: z.core.$ZodShape,
  { known = [], fold = (key) => key }: Keys,
  value: Json,
  field: string,
): readonly Drift[] {
  return entriesOf(value).flatMap(([key, inner]) => {
    const name = fold(key);
    const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (schema) return walk(schema, inner, below(field, [FIELD_NAME.test(key) ? key : name]));
    return known.includes(name) ? [] : drift('UNKNOWN', below(field, [key]));
  });
}

/** Declared is the first option; a word that stands for something special, such as null, is as good. */
function walkUnion(options: readonly z.core.$ZodType[], value: unknown, field: string): readonly Drift[] {
  const taken = options.find((option) => z.safeParse(option, value).success);
  if (!taken || isWord(taken)) return [];
  const isDeclared = taken === options.find((option) => !isWord(option));
  return [...(isDeclared ? [] : drift('WIDENED', field)), ...walk(taken, value, field)];
}

function isWord(schema: z.core.$ZodType): boolean {
  const def = defOf(schema);
  return def.type === 'pipe' ? isWord(def.in) : ['literal', 'null', 'undefined'].includes(def.type);
}

/** The rows left out are told all, the others looked at are the first. */
function walkRows({ row, read }: ListOfRows, value: unknown, field: string): readonly Drift[] {
  const lists = listsRead(read, value, field);
  const items = lists.flatMap(({ list, at }) => list.slice(0, SAMPLE).map((item) => ({ item, at })));
  return [
    ...lists.flatMap(({ list, at }) => drift('MISSED', at, read.get(list) ?? [])),
    ...items.slice(0, SAMPLE).flatMap(({ item, at }) => walk(row, item, at)),
  ];
}

interface ListRead {
  readonly list: readonly unknown[];
  /** The field of its rows. */
  readonly at: string;
}

/** Looks at the first objects and lists, as many as are enough. */
function listsRead(read: ListsRead, body: unknown, field: string): readonly ListRead[] {
  const found: ListRead[] = [];
  let looked = 0;
  const look = (value: unknown, at: string, levels: number): void => {
    if (typeof value !== 'object' || value === null || levels === 0 || ++looked > ENOUGH) return;
    if (!Array.isArray(value)) {
      for (const [key, inner] of entriesOf(value as Json)) {
        if (typeof inner === 'object') look(inner, below(at, [key]), levels - 1);
      }
    } else if (read.has(value)) found.push({ list: value, at: below(at, [0]) });
    else for (const item of value.slice(0, ENOUGH)) look(item, below(at, [0]), levels - 1);
  };
  look(body, field, MOST_LEVELS);
  return found;
}

/** One for each place below the field; the field itself where no places are given. */
const drift = (
  kind: Drift['kind'],
  field: string,
  places: readonly { readonly path: readonly PropertyKey[] }[] = [{ path: [] }],
): readonly Drift[] => places.slice(0, ENOUGH).map(({ path }) => ({ kind, field: below(field, path) || '(body)' }));

const below = (field: string, path: readonly PropertyKey[]): string =>
  path.reduce<string>((at, key) => {
    if (typeof key === 'number') return `${at}[]`;
    const name = FIELD_NAME.test(String(key)) ? String(key) : '(other)';
    return at === '' ? name : `${at}.${name}`;
  }, field);

const defOf = (schema: z.core.$ZodType) => (schema as z.core.$ZodTypes)._zod.def;

const entriesOf = (value: Json): readonly (readonly [string, unknown])[] =>
  Object.keys(value)
    .slice(0, ENOUGH)
    .map((key) => [key, value[key]]);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Drift: the fields of an answer that differ from its wire schema, because they are rejected, new, or in another form. Walks
 * the schema beside the raw body. Reports names of fields, never their values; knows no vendor.
 *
 * Walks zod's own schemas, not their JSON Schema: a `.catch`, a transform and the `ROWS` of a list have no counterpart there,
 * and whether an option of a union accepts a value is for zod to say. Rows that are exactly as declared are not walked.
 */
import { z } from 'zod';
import { asDeclared, MISFIT } from '../schema/compiled.ts';
import {
  defOf,
  isLiteral,
  KEYS,
  type Keys,
  type ListOfRows,
  type ListRead,
  type ListsRead,
  ROWS,
  SAMPLE,
} from '../schema/marks.ts';

export { KEYS, ROWS } from '../schema/marks.ts';

/** A field that differs from its schema. */
export interface Drift {
  /** Its path without list positions: `data[].attendees[].phoneNumber`. Never holds a value. */
  readonly field: string;
  /**
   * - MISSED: the schema rejects the value
   * - UNKNOWN: the schema does not know the key
   * - WIDENED: accepted, but not as declared: by a later option of a union, or replaced by a `.catch`
   */
  readonly kind: 'MISSED' | 'UNKNOWN' | 'WIDENED';
}

type Json = Readonly<Record<string, unknown>>;

/** The most keys of an object, and issues of a list, that are examined: more than any regular answer has. */
const ENOUGH = 5000;
/** The deepest level at which a list of rows is searched. */
const MAX_LEVELS = 8;
const MAX_DRIFTS = 50;
/** Any other key may be an e-mail or a person's name. */
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

/**
 * Each drift of `body` once, MISSED first; at most 50. `parsed` is the result of `wire` for this very body: the issues of
 * rows are known from it, and rows are not parsed again.
 */
export function driftIn(
  wire: z.ZodType,
  body: unknown,
  parsed: z.ZodSafeParseResult<unknown> = wire.safeParse(body),
): readonly Drift[] {
  const drifts = [...drift('MISSED', '', parsed.error?.issues ?? []), ...walk(wire, body, '')];
  if (drifts.length === 0) return drifts;
  const distinct = new Map(drifts.map((one) => [`${one.kind} ${one.field}`, one]));
  return [...distinct.values()].sort((a, b) => rank(a) - rank(b)).slice(0, MAX_DRIFTS);
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
      // A check in front of a schema has no fields.
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

/** Walks the keys that exist; the parse reports those that are absent. */
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

/** The first option is the declared one; literals, such as null, count as declared. */
function walkUnion(options: readonly z.core.$ZodType[], value: unknown, field: string): readonly Drift[] {
  const taken = options.find((option) => z.safeParse(option, value).success);
  if (!taken || isLiteral(taken)) return [];
  const isDeclared = taken === options.find((option) => !isLiteral(option));
  return [...(isDeclared ? [] : drift('WIDENED', field)), ...walk(taken, value, field)];
}

/** Reports all rows that were left out, and walks those of the first that are not exactly as declared. */
function walkRows({ row, read }: ListOfRows, value: unknown, field: string): readonly Drift[] {
  const lists = listsRead(read, value, field);
  const items = lists.flatMap(({ list, known, at }) =>
    (known.odd ?? list.slice(0, SAMPLE)).map((item) => ({ item, at })),
  );
  return [
    ...lists.flatMap(({ known, at }) => drift('MISSED', at, known.issues)),
    ...items.slice(0, SAMPLE).flatMap(({ item, at }) => (asDeclared(row)(item) === MISFIT ? walk(row, item, at) : [])),
  ];
}

interface ListFound {
  readonly list: readonly unknown[];
  readonly known: ListRead;
  /** The path of its rows. */
  readonly at: string;
}

/** The lists of rows in a body; searches a bounded number of objects and lists. */
function listsRead(read: ListsRead, body: unknown, field: string): readonly ListFound[] {
  const found: ListFound[] = [];
  let examined = 0;
  const search = (value: unknown, at: string, levels: number): void => {
    if (typeof value !== 'object' || value === null || levels === 0 || ++examined > ENOUGH) return;
    if (!Array.isArray(value)) {
      for (const [key, inner] of entriesOf(value as Json)) {
        if (typeof inner === 'object') search(inner, below(at, [key]), levels - 1);
      }
      return;
    }
    const known = read.get(value);
    if (known) found.push({ list: value, known, at: below(at, [0]) });
    else for (const item of value.slice(0, ENOUGH)) search(item, below(at, [0]), levels - 1);
  };
  search(body, field, MAX_LEVELS);
  return found;
}

/** One drift for each path below the field; without paths, one for the field itself. */
const drift = (
  kind: Drift['kind'],
  field: string,
  paths: readonly { readonly path: readonly PropertyKey[] }[] = [{ path: [] }],
): readonly Drift[] => paths.slice(0, ENOUGH).map(({ path }) => ({ kind, field: below(field, path) || '(body)' }));

const below = (field: string, path: readonly PropertyKey[]): string =>
  path.reduce<string>((at, key) => {
    if (typeof key === 'number') return `${at}[]`;
    const name = FIELD_NAME.test(String(key)) ? String(key) : '(other)';
    return at === '' ? name : `${at}.${name}`;
  }, field);

const entriesOf = (value: Json): readonly (readonly [string, unknown])[] =>
  Object.keys(value)
    .slice(0, ENOUGH)
    .map((key) => [key, value[key]]);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What wire schemas say beside their types: the keys of objects, and which values are lists of rows. */
import { z } from 'zod';

export interface Keys {
  /** Keys that are known and not read. */
  readonly known?: readonly string[];
  /** Maps a key to the schema's key, if a vendor writes it in more than one way. Such a schema parses nothing. */
  fold?(key: string): string;
}

/** What the schema of an object does not show about its keys. */
export const KEYS = z.registry<Keys>();

/** How many elements of a list are searched for drift: a vendor that changes a field changes it in all of them. */
export const SAMPLE = 20;

/** What is known of the rows of a list that was read. */
export interface ListRead {
  /** The issues of the rows left out. */
  readonly issues: readonly { readonly path: readonly PropertyKey[] }[];
  /** Of the first `SAMPLE` rows those that are not exactly as declared; absent if that is not known. */
  readonly odd?: readonly unknown[];
}

/** The raw lists that were read as rows of one kind. */
export type ListsRead = WeakMap<readonly unknown[], ListRead>;

export interface ListOfRows {
  readonly row: z.ZodType;
  readonly read: ListsRead;
}

/** Marks a schema whose value is, or holds, a list of rows that were read one by one. */
export const ROWS = new WeakMap<z.core.$ZodType, ListOfRows>();

/** The definition of a schema, by its type. */
export const defOf = (schema: z.core.$ZodType) => (schema as z.core.$ZodTypes)._zod.def;

/** Whether a schema is for one value, such as null. */
export function isLiteral(schema: z.core.$ZodType): boolean {
  const def = defOf(schema);
  return def.type === 'pipe' ? isLiteral(def.in) : ['literal', 'null', 'undefined'].includes(def.type);
}

/** Whether a schema has this type and no checks. */
export function isPlain(schema: z.core.$ZodType, type: string): boolean {
  const def = defOf(schema);
  return def.type === type && !('coerce' in def && def.coerce) && checksOf(schema).length === 0;
}

/** The checks of a schema, which may be a check itself. */
export const checksOf = (schema: z.core.$ZodType): readonly z.core.$ZodCheck[] => [
  ...(schema._zod.traits.has('$ZodCheck') ? [schema as unknown as z.core.$ZodCheck] : []),
  ...(defOf(schema).checks ?? []),
];

/** Whether an object keeps its other keys as they are, or leaves them out, and has no default values. */
export const isUsual = ({ shape, catchall }: z.core.$ZodObjectDef): boolean =>
  (!catchall || isPlain(catchall, 'unknown')) &&
  Object.getOwnPropertySymbols(shape).length === 0 &&
  Object.entries(shape).every(([key, { _zod }]) => key !== '__proto__' && _zod.optin !== 'defaulted');

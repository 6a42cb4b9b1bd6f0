/** Where the values of an action's custom fields stand, and how they are read. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { parseJson } from '../../upstream/json.ts';

const MOST_FIELDS = 1000;
/** Characters of a container in JSON text. */
const LONGEST_TEXT = 250_000;

export interface FieldsRead {
  readonly values: ReadonlyMap<string, unknown>;
  /** False where there may be more fields than could be read. */
  readonly isWhole: boolean;
}

const NONE: FieldsRead = { values: new Map(), isWhole: true };
const UNREAD: FieldsRead = { values: new Map(), isWhole: false };

const record = z.record(z.string(), z.unknown()).transform(
  (fields): FieldsRead => ({
    values: new Map(Object.entries(fields)),
    isWhole: true,
  }),
);

const item = z.looseObject({ value: z.unknown() });
const list = z.array(z.unknown()).max(MOST_FIELDS).transform(fieldsIn);

/** A container in JSON text. A blank text is none. */
const jsonText = z
  .string()
  .max(LONGEST_TEXT, { abort: true })
  .transform((text, context): FieldsRead => {
    if (text.trim() === '') return NONE;
    const parsed = z.union([record, list]).safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: 'no form fields' });
    return z.NEVER;
  });

// UNDOCUMENTED: an object, a list or a text. Sandbox: alo-nested-form-fields, alo-form-fields-list, alo-form-fields-text
export const fieldsWire = z
  .union([record, list, jsonText])
  .nullish()
  .transform((fields) => fields ?? NONE)
  .catch(UNREAD);

const NAMES = ['name', 'key', 'label'] as const;

/** A field may be known by a name, a key and a label: what is a name of one is no label of another. */
function fieldsIn(items: readonly unknown[]): FieldsRead {
  const fields = items.flatMap((one) => item.safeParse(one).data ?? []);
  const values = new Map<string, unknown>();
  let isWhole = items.every((_, index) => NAMES.some((kind) => typeof fields[index]?.[kind] === 'string'));
  for (const kind of NAMES) {
    const named = fields.filter((field) => typeof field[kind] === 'string' && !values.has(field[kind]));
    for (const [name, some] of Map.groupBy(named, (field) => String(field[kind]))) {
      const [value = null, ...others] = some.map((field) => field.value ?? null);
      // Two values of one field contradict each other: neither is believed.
      if (others.every((other) => isDeepStrictEqual(other, value))) values.set(name, value);
      else isWhole = false;
    }
  }
  return { values, isWhole };
}

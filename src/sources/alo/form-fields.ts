/** The containers in which an action may hold the values of its custom form fields. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { parseJson } from '../../upstream/json.ts';

const MAX_FIELDS = 1000;
/** In characters, of a container that is JSON text. */
const MAX_TEXT_LENGTH = 250_000;

/** The values that a container holds, by the name of the field. */
export interface FormFields {
  readonly values: ReadonlyMap<string, unknown>;
  /** False if there may be fields that could not be read. */
  readonly isWhole: boolean;
}

const NONE: FormFields = { values: new Map(), isWhole: true };
const UNREADABLE: FormFields = { values: new Map(), isWhole: false };

const record = z.record(z.string(), z.unknown()).transform(
  (fields): FormFields => ({
    values: new Map(Object.entries(fields)),
    isWhole: true,
  }),
);

const item = z.looseObject({ value: z.unknown() });
const list = z.array(z.unknown()).max(MAX_FIELDS).transform(fieldsIn);

/** A container as JSON text. Blank text holds no fields. */
const jsonText = z
  .string()
  .max(MAX_TEXT_LENGTH, { abort: true })
  .transform((text, context): FormFields => {
    if (text.trim() === '') return NONE;
    const parsed = z.union([record, list]).safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: 'no form fields' });
    return z.NEVER;
  });

/**
 * A container of form fields; an absent one holds none. UNDOCUMENTED: an object, a list or a text.
 * Sandbox: alo-nested-form-fields, alo-form-fields-list, alo-form-fields-text
 */
export const formFieldsWire = z
  .union([record, list, jsonText])
  .nullish()
  .transform((fields) => fields ?? NONE)
  .catch(UNREADABLE);

const NAME_KEYS = ['name', 'key', 'label'] as const;

/** A list item may have a name, a key and a label. The name of one item takes precedence over the label of another. */
function fieldsIn(items: readonly unknown[]): FormFields {
  const fields = items.flatMap((one) => item.safeParse(one).data ?? []);
  const values = new Map<string, unknown>();
  let isWhole = items.every((_, index) => NAME_KEYS.some((key) => typeof fields[index]?.[key] === 'string'));
  for (const key of NAME_KEYS) {
    const named = fields.filter((field) => typeof field[key] === 'string' && !values.has(field[key]));
    for (const [name, some] of Map.groupBy(named, (field) => String(field[key]))) {
      const [value = null, ...others] = some.map((field) => field.value ?? null);
      // Two values of one field contradict each other, so neither is used.
      if (others.every((other) => isDeepStrictEqual(other, value))) values.set(name, value);
      else isWhole = false;
    }
  }
  return { values, isWhole };
}

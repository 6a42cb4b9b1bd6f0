/** Texts, ids, numbers and truth values as vendors send them: an absent value becomes null. Knows no vendor. */
import { z } from 'zod';

/** Whether a text has nothing but white space. */
const isBlank = (value: string): boolean => !startsVisibly(value) && value.trim() === '';

/** Whether the first character is one of ASCII that is no white space, as in nearly all texts: far cheaper than `trim`. */
function startsVisibly(value: string): boolean {
  const first = value.charCodeAt(0);
  return first > 0x20 && first < 0x7f;
}

/** A text; null if it is absent, null or blank. */
export const text = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === null || isBlank(value) ? null : value));

/** Whether a text is the word that vendors write for an unknown value. */
export const isPlaceholder = (value: string): boolean => value.trim() === 'unknown';

/** A vendor's numeric id, as a string: 64 bits do not fit a JavaScript number. */
export const numericId = z.union([z.int().nonnegative().transform(String), z.string().regex(/^(0|[1-9]\d{0,18})$/)]);

/** White space in the place of a value means that there is none. */
const blank = z
  .string()
  .regex(/^\s*$/)
  .transform(() => null);

/** A finite number. One with too many digits for JavaScript, which `parseJson` keeps as raw JSON, is rounded. */
export const finite = z.union([
  z.number(),
  z
    .object({ rawJSON: z.string() })
    .transform(({ rawJSON }) => Number(rawJSON))
    .pipe(z.number()),
]);

/** The value; null if it is absent, null or blank. */
export const maybe = <Value extends z.ZodType>(value: Value) =>
  z
    .union([value, blank])
    .nullish()
    .transform((read) => read ?? null);

/** Any JSON; null if it is absent. */
export const json = z
  .unknown()
  .optional()
  .transform((value) => value ?? null);

/** A finite number; null if it is absent. */
export const number = maybe(finite);

/** A truth value; null if it is absent. */
export const flag = maybe(z.boolean());

/** A whole number that fits GraphQL's Int; null if it is absent. */
export const int32 = maybe(z.int32());

/** The same for a vendor that may write the number as a text. */
export const int32OrText = z.union([
  int32,
  z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.int32()),
]);

/** The value; undefined where the vendor sent a value that cannot be read, which counts as drift. */
export const readable = <Value>(value: z.ZodType<Value>) =>
  value.transform((read): Value | undefined => read).catch(undefined);

/** Keys of requests by their content. Knows no vendor. */

const texts = new WeakMap<object, string>();

/** The JSON of an object that never changes, made once: the fields of a thousand objects make the same request. */
export function jsonOf(value: object): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}

/** How names are compared: when two are equal, and when they are merely similar. Pure. */
import { foldCase, foldText } from '../sources/folding.ts';

/** The key by which full names are compared: composed Unicode, ignoring case and the width of spaces. */
export const nameKey = (name: string): string => foldCase(name).trim().replace(/\s+/gu, ' ');

/** The same key, ignoring diacritics as well. */
export const plainNameKey = (name: string): string => foldText(nameKey(name));

/**
 * Whether names that are equal without diacritics may be spellings of one name: some leave diacritics out, but no two have
 * different ones on the same letter. Takes the `nameKey` of each.
 */
export function agreeOnDiacritics(keys: readonly string[]): boolean {
  const [first = [], ...others] = [...new Set(keys)].map(lettersOf);
  return first.every((letter, at) => {
    const letters = [letter, ...others.map((name) => name[at] ?? '')];
    return new Set(letters.filter((one) => one !== foldText(one))).size <= 1;
  });
}

/** The letters of a key, each with its diacritics. */
const lettersOf = (key: string): string[] =>
  (key.normalize('NFD').match(/\P{M}\p{M}*/gu) ?? []).map((letter) => letter.normalize('NFC'));

/**
 * The blocking keys of a name, most specific first: names that share one may belong to one person. They suggest candidates
 * and never link.
 */
export function blockingKeys(name: string): readonly string[] {
  // Compatibility forms, such as full-width letters or ², are similar although they are not equal.
  const words = plainNameKey(name.normalize('NFKC')).match(/[\p{L}\p{N}]+/gu) ?? [];
  const [first = ''] = words;
  const last = words.at(-1) ?? '';
  return words.length < 2 ? [last] : [[...words].sort().join(' '), `${first[0]} ${last}`, last];
}

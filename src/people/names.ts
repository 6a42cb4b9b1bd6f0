/** How names are compared: what counts as equal, and what merely looks alike. Pure. */
import { foldCase, foldText } from '../sources/values.ts';

/** A name as it is compared: Unicode-normalised, without regard to case and to how words are spaced. */
export const nameKey = (name: string): string => foldCase(name).trim().replace(/\s+/gu, ' ');

/** The same without diacritics. */
export const plainNameKey = (name: string): string => foldText(nameKey(name));

/**
 * Whether names that are equal without diacritics may be one name, in which some were left out: no letter has one in this
 * and another in that. `keys` are the names as they are compared.
 */
export function mayFold(keys: readonly string[]): boolean {
  const [first = [], ...others] = [...new Set(keys)].map(lettersOf);
  return first.every((letter, at) => {
    const letters = [letter, ...others.map((name) => name[at] ?? '')];
    return new Set(letters.filter((one) => one !== foldText(one))).size <= 1;
  });
}

/** Each letter with its marks. */
const lettersOf = (key: string): string[] =>
  (key.normalize('NFD').match(/\P{M}\p{M}*/gu) ?? []).map((letter) => letter.normalize('NFC'));

/** What names that may be one person's have in common, the most telling first. It suggests; it never links. */
export function likenessKeys(name: string): readonly string[] {
  // Letters in other forms, such as full-width ones or ², are alike, though they are not equal.
  const words = plainNameKey(name.normalize('NFKC')).match(/[\p{L}\p{N}]+/gu) ?? [];
  const [first = ''] = words;
  const last = words.at(-1) ?? '';
  return words.length < 2 ? [last] : [[...words].sort().join(' '), `${first[0]} ${last}`, last];
}

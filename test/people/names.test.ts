/** How names are compared: what is equal ignoring case and diacritics, and what only looks equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreeOnDiacritics, nameKey, plainNameKey } from '../../src/people/names.ts';
import { foldText } from '../../src/sources/folding.ts';

/** Letters, combining marks and symbols that are folded, or look as if they were. */
const SIGNS = [
  ...'aAbÅåéÉßẞſıIiİøØłŁđĐħŧσςΣάΑιᾳйИиוּ2²①ⅡⅱﬁﬀﬆＢｂªº™㎏김ᄀ각ㄱ가がガｶ王 ',
  ...['\u0301', '\u0316', '\u0308', '\u0307', '\u0345', '\u3099', '\u00a0', '\u3000', '\u212b', '\u212a', '\ud83d'],
];
const texts = fc.array(fc.constantFrom(...SIGNS), { maxLength: 12 }).map((signs) => signs.join(''));

describe('a name, ignoring case and spaces', () => {
  it('is equal however it is composed, spaced and capitalized', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const key = nameKey(text);
        expect(nameKey(text.normalize('NFD'))).toBe(key);
        expect(nameKey(text.normalize('NFC'))).toBe(key);
        expect(nameKey(` ${text.replaceAll(' ', ' \t\u00a0')}  `)).toBe(key);
        expect(nameKey(key)).toBe(key);
      }),
      { numRuns: 5_000 },
    );
    const letters = fc.array(fc.constantFrom(...'aébßøłđσςάйıi김王2 '), { maxLength: 12 });
    fc.assert(
      fc.property(letters, (some) => {
        expect(nameKey(some.join('').toUpperCase())).toBe(nameKey(some.join('')));
      }),
    );
  });
});

describe('a text, ignoring case and diacritics', () => {
  it('does not change if it is folded again, and is composed', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const folded = foldText(text);
        expect(foldText(folded)).toBe(folded);
        expect(folded.normalize('NFC')).toBe(folded);
        expect(foldText(text.normalize('NFD'))).toBe(folded);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['é', 'e'],
    ['Ạ̊', 'a'],
    ['e\u0301\u0316\u0308', 'e'],
    ['ŁØĐĦŦ', 'lodht'],
    ['ά', 'α'],
    ['Σας', 'σασ'],
    ['Weiß', 'weiss'],
    ['IŞIK İ ı', 'isik i i'],
    ['\u212b\u212a', 'ak'],
  ])('"%s" is "%s"', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it.each([
    ['superscripts', 'Lang²', 'Lang2'],
    ['circled digits', 'Lang①', 'Lang1'],
    ['Roman numerals', 'LangⅡ', 'LangII'],
    ['ligatures', 'Soﬁa', 'Sofia'],
    ['ligatures of three letters', 'Oﬃce', 'Office'],
    ['full-width letters', 'Ｌang', 'Lang'],
    ['mathematical letters', '𝐋ang', 'Lang'],
    ['ordinals', 'Mª', 'Ma'],
    ['half-width kana', 'ﾀﾅｶ', 'タナカ'],
    ['square unit signs', '㎏', 'kg'],
    ['compatibility Jamo', 'ㄱ', 'ᄀ'],
    ['another syllable', '기', '김'],
    ['another Cyrillic letter', 'й', 'и'],
    ['another kana', 'が', 'か'],
  ])('keeps %s: "%s" is not "%s"', (_, one, other) => {
    for (const fold of [nameKey, plainNameKey, foldText]) expect(fold(one)).not.toBe(fold(other));
    expect(foldText(other)).not.toContain(foldText(one));
  });
});

describe('names that are equal without diacritics', () => {
  it.each([
    ['José', 'Jose', true],
    ['José', 'Josè', false],
    ['Σας', 'ΣΑΣ', true],
    ['김민준', '김민준', true],
    ['Ødegård', 'Odegard', true],
  ])('"%s" and "%s" may be one name: %s', (one, other, isOne) => {
    expect(plainNameKey(one)).toBe(plainNameKey(other));
    expect(agreeOnDiacritics([one, other].map(nameKey))).toBe(isOne);
  });

  it('may differ in a final sigma, a syllable or a letter of another script', () => {
    for (const name of ['Νικος', '김민준', 'Андрей', 'がく']) expect(nameKey(name)).toBe(plainNameKey(name));
  });
});

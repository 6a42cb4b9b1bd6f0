/**
 * Searches a text for any of many phrases, however they are written. Takes linear time in the text, whatever the phrases are:
 * nothing backtracks. Pure.
 */
import { isAscii } from '../sources/folding.ts';

/** Only the beginning of a longer phrase is compared. Bounds the cost of one position in a text. */
const LONGEST = 64;

export interface Phrases {
  /** Adds a phrase, unless it is too short. */
  add(phrase: string): void;
  /** Whether any phrase occurs in a text. */
  occurIn(text: string): boolean;
}

/** A set of phrases of at least `least` characters, as `fold`, `lettersOf` or `digitsOf` returns them. */
export function createPhrases(least: number): Phrases {
  const phrases = new Set<string>();
  const lengths = new Map<string, Set<number>>();
  /** A filter by the hash of a phrase's first two characters, which skips most positions at once. */
  const starts = new Uint8Array(1024);
  return {
    add: (whole) => {
      if (whole.length < least) return;
      const phrase = whole.slice(0, LONGEST);
      const beginning = phrase.slice(0, least);
      phrases.add(phrase);
      starts[startAt(phrase, 0)] = 1;
      lengths.set(beginning, (lengths.get(beginning) ?? new Set()).add(phrase.length));
    },
    occurIn: (text) => {
      if (phrases.size === 0) return false;
      for (let at = 0; at + least <= text.length; at += 1) {
        if (starts[startAt(text, at)] === 0) continue;
        for (const length of lengths.get(text.slice(at, at + least)) ?? []) {
          if (phrases.has(text.slice(at, at + length))) return true;
        }
      }
      return false;
    },
  };
}

const startAt = (text: string, at: number): number => (text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) & 1023;

/** A text ignoring case, white space and Unicode compatibility forms, with digits of all scripts as ASCII. */
export function fold(text: string): string {
  const spaced = text.replace(/\s+/g, ' ').trim();
  return isAscii(spaced) ? spaced.toLowerCase() : foldUnicode(spaced);
}

/** The letters, digits and symbols of a folded text. */
export const lettersOf = (folded: string): string =>
  isAscii(folded) ? folded.replace(/[^a-z0-9]+/g, '') : folded.replace(/[^\p{L}\p{M}\p{N}\p{So}]+/gu, '');

/** The digits of a folded text. */
export const digitsOf = (folded: string): string => folded.replace(/[^0-9]+/g, '');

/** Breaks runs of combining marks, which normalization sorts in quadratic time (UAX #15, Stream-Safe Text Format). */
const JOINER = '\u034f';

function foldUnicode(text: string): string {
  const composed = text.replace(/\p{M}{30}/gu, `$&${JOINER}`).normalize('NFKC');
  // Upper case first, in which ß and SS are equal. Final sigma is the same letter as sigma.
  const folded = composed.replaceAll(JOINER, '').toUpperCase().toLowerCase().replaceAll('ς', 'σ');
  return folded
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/\s+/g, ' ')
    .trim();
}

/** The digits of a script are contiguous and start with zero (Unicode Standard, section 4.6). */
function asciiDigit(digit: string): string {
  const at = digit.codePointAt(0) ?? 0;
  let zero = at;
  while (at - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(at - zero);
}

/** The ways to read a text: as it is, with the escapes of URLs and HTML decoded, and without HTML tags. */
export function readingsOf(text: string): readonly string[] {
  if (!/[%&<]/.test(text)) return [text];
  const plain = text.replace(/(?:%[0-9a-f]{2})+/gi, unescapeBytes).replace(ENTITY, unescapeEntity);
  return [...new Set([text, plain, plain.replace(/<[^<>]*>/g, '')])];
}

const unescapeBytes = (bytes: string): string => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString();

const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp|commat));/gi;
const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['commat', '@'],
]);

function unescapeEntity(entity: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED.get(name.toLowerCase()) ?? entity;
  const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return point <= 0x10ffff ? String.fromCodePoint(point) : entity;
}

/**
 * Parses JSON of vendors: bounded in depth and size, with every digit of its numbers, and in pieces, except for the engine's
 * own `JSON.parse`.
 */
import { randomBytes } from 'node:crypto';
import { inOneGo, type Pieces } from '../time/pieces.ts';

/** Not in TypeScript's library yet: https://tc39.es/proposal-json-parse-with-source/ */
declare global {
  interface JSON {
    rawJSON(text: string): object;
    isRawJSON(value: unknown): boolean;
  }
}

/** The deepest nesting, far more than any vendor documents. */
const MAX_LEVELS = 64;
/**
 * The most objects and lists in a body, and the most values. The largest bodies known, 250 bookings of 40 seats or 160 event
 * types of 200 hosts, hold a third of that.
 */
const MAX_CONTAINERS = 100_000;
const MAX_VALUES = 500_000;
/** The most keys of one object. */
const MAX_KEYS = 5_000;
/** The most keys in a body beyond the first hundred of each object: the engine takes several times as long for them. */
const FAST_KEYS = 100;
const MAX_SLOW_KEYS = 100_000;
/** Characters, and values, examined in one piece. */
const PIECE_CHARACTERS = 65_536;
const PIECE_VALUES = 1_000;

/** A text of so many characters is parsed before its bounds are examined: the engine takes some milliseconds at most. */
const PARSED_FIRST = 524_288;

/**
 * The value; undefined for a text that is not JSON, or is above the bounds. What a repeated key replaces does not count in a
 * text of less than half a megabyte.
 */
export const parseJson = (text: string): unknown => inOneGo(readJson(text));

/** `parseJson` in pieces. */
export function* readJson(text: string): Pieces<unknown> {
  if (text.length > PARSED_FIRST || maybeHasLongNumber(text)) return yield* readCarefully(text);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  yield;
  return isOrdinary(body, text) ? body : yield* readCarefully(text);
}

/** Examines the bounds first, and each number. */
function* readCarefully(text: string): Pieces<unknown> {
  const inexact = yield* findInexact(text);
  if (!inexact) return undefined;
  yield;
  try {
    const body: unknown = JSON.parse(text);
    if (inexact.length === 0) return body;
  } catch {
    return undefined;
  }
  yield;
  const marked = yield* markNumbers(text, inexact);
  yield;
  const body: unknown = JSON.parse(marked);
  yield;
  return yield* unmarked(body);
}

/**
 * Whether a value that was parsed is within the bounds, and far from those of keys, and no number was rounded to infinity or
 * to zero.
 */
function isOrdinary(body: unknown, text: string): boolean {
  const seen = { containers: 0, hasZero: false };
  return isOrdinaryValue(body, 0, seen) && !(seen.hasZero && maybeHasSmallNumber(text));
}

interface Seen {
  containers: number;
  hasZero: boolean;
}

/** `depth` is the number of containers around the value. Makes no list of the values of an object, which is most of the work. */
function isOrdinaryValue(value: unknown, depth: number, seen: Seen): boolean {
  if (typeof value === 'number') {
    if (value === 0) seen.hasZero = true;
    return Number.isFinite(value);
  }
  if (typeof value !== 'object' || value === null) return true;
  if (depth === MAX_LEVELS || ++seen.containers > MAX_CONTAINERS) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      if (!isOrdinaryValue(value[index], depth + 1, seen)) return false;
    }
    return true;
  }
  let keys = 0;
  for (const key in value) {
    if (++keys > FAST_KEYS || !isOrdinaryValue(value[key as keyof typeof value], depth + 1, seen)) return false;
  }
  return true;
}

/** Whether a number may be so small that it was rounded to zero. Hexadecimal ids have such digits, too. */
function maybeHasSmallNumber(text: string): boolean {
  for (const { index } of text.matchAll(SMALL)) {
    let start = index;
    while (isDigitOrPoint(text.charCodeAt(start - 1))) start--;
    if (BEFORE_NUMBER.test(text.slice(Math.max(0, start - 2), start))) return true;
  }
  return false;
}

/** The last digit before the exponent of such a number, and its exponent. */
const SMALL = /[\d.][eE]-\d{3}/g;
/** The last two characters before the digits of a number. */
const BEFORE_NUMBER = /(^|[:,[\s])-?$/;

/** Whether a number may have more digits than a JavaScript number keeps. Looks only at each sixteenth character. */
function maybeHasLongNumber(text: string): boolean {
  const most = KEPT_DIGITS + 1;
  for (let index = most - 1; index < text.length; index += most) {
    if (!isDigitOrPoint(text.charCodeAt(index))) continue;
    let start = index;
    while (isDigitOrPoint(text.charCodeAt(start - 1))) start--;
    while (isDigitOrPoint(text.charCodeAt(index + 1))) index++;
    // A letter or quote in front of it shows that it stands in a string.
    if (index - start >= KEPT_DIGITS && BEFORE_DIGITS.test(text.charAt(start - 1))) return true;
  }
  return false;
}

const isDigitOrPoint = (code: number): boolean => (code >= 0x30 && code <= 0x39) || code === 0x2e;
/** What may stand in front of the digits of a number; nothing at the start of the text. */
const BEFORE_DIGITS = /^[:,[\s+\-eE]?$/;

/** The position of a number in a text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The numbers that a JavaScript number would round. Undefined above the bounds: deep nesting parses, but overflows the stack
 * of code that walks it later; very many values take long to build, and longer to examine.
 */
function* findInexact(text: string): Pieces<readonly Span[] | undefined> {
  const inexact: Span[] = [];
  let depth = 0;
  let containers = 0;
  let values = 0;
  let slowKeys = 0;
  let pieceEnd = PIECE_CHARACTERS;
  /** The number of keys so far of each open object, by depth; a list has none. */
  const keys = new Int32Array(MAX_LEVELS + 1);
  for (let index = 0; index < text.length; index++) {
    if (index >= pieceEnd) {
      yield;
      pieceEnd = index + PIECE_CHARACTERS;
    }
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      let end = quoteAfter(text, index);
      while (isEscaped(text, end)) {
        if (end >= pieceEnd) {
          yield;
          pieceEnd = end + PIECE_CHARACTERS;
        }
        end = quoteAfter(text, end);
      }
      index = end;
    } else if (code === 0x2c) {
      if (++values > MAX_VALUES) return undefined;
    } else if (code === 0x3a) {
      const count = (keys[depth] ?? 0) + 1;
      keys[depth] = count;
      if (count > FAST_KEYS) slowKeys++;
      if (count > MAX_KEYS || slowKeys > MAX_SLOW_KEYS) return undefined;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_LEVELS || ++containers > MAX_CONTAINERS) return undefined;
      keys[depth] = 0;
    } else if (code === 0x7d || code === 0x5d) depth--;
    else if (isOfNumber(code)) {
      const start = index;
      while (isOfNumber(text.charCodeAt(index + 1))) index++;
      const end = index + 1;
      if (end - start > 3 && isInexact(text.slice(start, end))) inexact.push({ start, end });
    }
  }
  return inexact;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The position of the next quote, or the end of the text. */
function quoteAfter(text: string, index: number): number {
  const next = text.indexOf('"', index + 1);
  return next === -1 ? text.length : next;
}

function isEscaped(text: string, index: number): boolean {
  if (index === text.length) return false;
  let first = index;
  while (text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (index - first) % 2 === 1;
}

/** Digits, signs, the point, and e. */
const isOfNumber = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e || code === 0x45 || code === 0x65;

/** The digits that a JavaScript number always keeps; very large and very small numbers may keep none. */
const KEPT_DIGITS = 15;
const MAYBE_INEXACT = /[\d.]{16}|\d[eE][+-]?\d{2}/;

function isInexact(number: string): boolean {
  if (!MAYBE_INEXACT.test(number)) return false;
  const value = Number(number);
  if (String(value) === number) return false;
  const digits = number
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '');
  const isLost = value === 0 && digits !== '';
  return !Number.isFinite(value) || isLost || digits.length > KEPT_DIGITS;
}

/** The prefix of a text that stands for a number. No vendor can know it. */
const MARK = randomBytes(12).toString('base64url');

function* markNumbers(text: string, spans: readonly Span[]): Pieces<string> {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of spans) {
    parts.push(text.slice(from, start), `"${MARK}${text.slice(start, end)}"`);
    from = end;
    yield;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/** Replaces each marked number by its raw JSON, so that it is sent on as it was written. */
function* unmarked(body: unknown): Pieces<unknown> {
  const whole = [body];
  const holders: object[] = [whole];
  let examined = 0;
  for (let holder = holders.pop(); holder; holder = holders.pop()) {
    for (const [key, value] of Array.isArray(holder)
      ? holder.entries()
      : Object.entries<unknown>(holder as Record<string, unknown>)) {
      if (++examined % PIECE_VALUES === 0) yield;
      if (typeof value === 'object' && value !== null) holders.push(value);
      else if (typeof value === 'string' && value.startsWith(MARK)) {
        // Not by assignment: a key may be __proto__.
        Object.defineProperty(holder, key, { value: JSON.rawJSON(value.slice(MARK.length)) });
      }
    }
  }
  return whole[0];
}

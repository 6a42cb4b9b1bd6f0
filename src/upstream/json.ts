/**
 * JSON as vendors send it: refused where it is more than any of them sends, and with every digit of its numbers. Read in
 * pieces, but for what the engine parses in one.
 */
import { randomBytes } from 'node:crypto';
import { inOneGo, type Pieces } from '../time/pieces.ts';

/** ECMAScript 2025, of which TypeScript does not know yet: https://tc39.es/proposal-json-parse-with-source/ */
declare global {
  interface JSON {
    rawJSON(text: string): object;
    isRawJSON(value: unknown): boolean;
  }
}

/** How deep a body may be nested, far deeper than anything a vendor documents. */
const MOST_LEVELS = 64;
/**
 * How many objects and lists a body may hold, and how many values in all. The largest that vendors are known to send, 250
 * bookings of 40 seats or 160 event types of 200 hosts, hold a third of that.
 */
const MOST_CONTAINERS = 100_000;
const MOST_VALUES = 500_000;
/** How many keys one object may have. */
const MOST_KEYS = 5_000;
/** How many a body may hold beyond the first hundred of each object: the engine takes several times as long for them. */
const FAST_KEYS = 100;
const MOST_SLOW_KEYS = 100_000;
/** Characters, and values, that are looked at in one piece. */
const PIECE_CHARACTERS = 65_536;
const PIECE_VALUES = 1_000;

/** Undefined for what is not JSON, or more of it than any vendor sends. */
export const parseJson = (text: string): unknown => inOneGo(readJson(text));

/** The same in pieces. */
export function* readJson(text: string): Pieces<unknown> {
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

/** Where a number stands in a text. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * The numbers that a JavaScript number cannot keep. Undefined for too much: what is nested without end parses, but
 * overflows the stack of whoever walks it later; what holds very many values takes long to build, and longer to look at.
 */
function* findInexact(text: string): Pieces<readonly Place[] | undefined> {
  const inexact: Place[] = [];
  let depth = 0;
  let containers = 0;
  let values = 0;
  let slowKeys = 0;
  let pieceEnd = PIECE_CHARACTERS;
  /** How many keys were met so far of the objects that are open, by depth; a list has none. */
  const keys = new Int32Array(MOST_LEVELS + 1);
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
      if (++values > MOST_VALUES) return undefined;
    } else if (code === 0x3a) {
      const count = (keys[depth] ?? 0) + 1;
      keys[depth] = count;
      if (count > FAST_KEYS) slowKeys++;
      if (count > MOST_KEYS || slowKeys > MOST_SLOW_KEYS) return undefined;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > MOST_LEVELS || ++containers > MOST_CONTAINERS) return undefined;
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

/** The end of the text where there is none. */
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

/** What JavaScript numbers keep of any number: more digits may be rounded, and so may what is very large or small. */
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
  return !Number.isFinite(value) || value === 0 || digits.length > KEPT_DIGITS;
}

/** Begins a text that stands for a number. No vendor can know it. */
const MARK = randomBytes(12).toString('base64url');

function* markNumbers(text: string, places: readonly Place[]): Pieces<string> {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of places) {
    parts.push(text.slice(from, start), `"${MARK}${text.slice(start, end)}"`);
    from = end;
    yield;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/** A number that a JavaScript number cannot keep stands as it was written, so that it can be sent on as it is. */
function* unmarked(body: unknown): Pieces<unknown> {
  const whole = [body];
  const holders: object[] = [whole];
  let looked = 0;
  for (let holder = holders.pop(); holder; holder = holders.pop()) {
    for (const [key, value] of Array.isArray(holder)
      ? holder.entries()
      : Object.entries<unknown>(holder as Record<string, unknown>)) {
      if (++looked % PIECE_VALUES === 0) yield;
      if (typeof value === 'object' && value !== null) holders.push(value);
      else if (typeof value === 'string' && value.startsWith(MARK)) {
        // Not by assignment: a key may be __proto__.
        Object.defineProperty(holder, key, { value: JSON.rawJSON(value.slice(MARK.length)) });
      }
    }
  }
  return whole[0];
}

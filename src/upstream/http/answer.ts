/** What an answer means: its status, or what a vendor says in place of it, and its JSON. */
import { type Source, SourceError, type SourceFailureReason } from '../../errors.ts';
import type { Answer } from './attempt.ts';
import { retryAfterMs } from './rate-limit-headers.ts';

/** ECMAScript 2025, of which TypeScript does not know yet: https://tc39.es/proposal-json-parse-with-source/ */
declare global {
  interface JSON {
    rawJSON(text: string): object;
  }
}

/** How one vendor is spoken to. */
export interface VendorProtocol {
  readonly source: Source;
  readonly apiUrl: string;
  /** Sent with every call; holds the credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** What, beside URL and credential, tells apart what two servers of this project may see; empty if nothing does. */
  readonly account: string;
  /** A refusal in the vendor's own form is an object with one of these keys; undefined: any body may be one. */
  readonly errorKeys?: readonly string[];
  /** What an answer means where the vendor says it by other means than the HTTP status; undefined: the status speaks. */
  explain?(status: number, body: unknown): SourceFailureReason | undefined;
}

/**
 * The JSON body of an answer that went well; undefined for one that says, in the vendor's own form, that there is no such
 * thing. Throws a `SourceError` that says what the answer means otherwise.
 */
export function understand(protocol: VendorProtocol, answer: Answer, epochMs: number, mayBeMissing: boolean): unknown {
  const { source } = protocol;
  const { status } = answer;
  const body = parseJson(answer.text);
  const reason = protocol.explain?.(status, body) ?? explainRefusal(protocol, answer, body) ?? explainStatus(status);
  if (reason === 'REFUSED' && status === 404 && mayBeMissing) return undefined;
  if (reason === 'THROTTLED') {
    throw new SourceError(source, reason, { status, retryAfterMs: retryAfterMs(answer.headers, epochMs) });
  }
  if (reason) throw new SourceError(source, reason, { status });
  if (body === undefined) throw new SourceError(source, 'CONTRACT', { status, detail: 'body is not JSON' });
  return body;
}

/**
 * A page of whatever stands before the vendor is no refusal of the vendor's. A 401 alone may come without a body, or with one
 * that cannot be read: it is about the credential and nothing else.
 */
function explainRefusal(
  { errorKeys }: VendorProtocol,
  { status, text }: Answer,
  body: unknown,
): SourceFailureReason | undefined {
  if (errorKeys === undefined || ![401, 403, 404].includes(status) || (status === 401 && text === '')) return undefined;
  return errorKeys.some((key) => Object(body)[key]) ? undefined : 'UNAVAILABLE';
}

/** A whole answer is a 200 or, to a POST, a 201: any other 2xx is a part, a promise, or of somebody in between. */
function explainStatus(status: number): SourceFailureReason | undefined {
  if (status === 200 || status === 201) return undefined;
  if (status < 400) return 'CONTRACT';
  if (status === 401 || status === 403) return 'UNAUTHORIZED';
  if (status === 408 || status === 504) return 'TIMEOUT';
  if (status === 429) return 'THROTTLED';
  return status < 500 ? 'REFUSED' : 'UNAVAILABLE';
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

/** Undefined for what is not JSON, or more of it than any vendor sends. */
export function parseJson(text: string): unknown {
  if (isOverfull(text)) return undefined;
  try {
    return MAYBE_INEXACT.test(text) ? parseWithSource(text, keepDigits) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** What JavaScript numbers keep of any number: more digits may be rounded, and so may what is very large or small. */
const KEPT_DIGITS = 15;
/** Whether a text may hold such a number; it may as well be part of a string. */
const MAYBE_INEXACT = /[\d.]{16}|\d[eE][+-]?\d{2}/;

/** A number that a JavaScript number cannot keep stands as it was written, so that it can be sent on as it is. */
function keepDigits(_: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value;
  const digits = source
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '');
  return Number.isFinite(value) && value !== 0 && digits.length <= KEPT_DIGITS ? value : JSON.rawJSON(source);
}

/**
 * What is nested without end parses, but overflows the stack of whoever walks it later; what holds very many values takes
 * long to build, and longer to look at.
 */
function isOverfull(text: string): boolean {
  let depth = 0;
  let containers = 0;
  let values = 0;
  /** How many keys were met so far of the objects that are open, by depth; a list has none. */
  const keys = new Int32Array(MOST_LEVELS + 1);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === 0x2c) {
      if (++values > MOST_VALUES) return true;
    } else if (code === 0x3a) {
      const count = (keys[depth] ?? 0) + 1;
      keys[depth] = count;
      if (count > MOST_KEYS) return true;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > MOST_LEVELS || ++containers > MOST_CONTAINERS) return true;
      keys[depth] = 0;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Where the string that begins here ends; the end of the text where it does not. */
function endOfString(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
    let first = end;
    while (text.charCodeAt(first - 1) === BACKSLASH) first--;
    if ((end - first) % 2 === 0) return end;
  }
}

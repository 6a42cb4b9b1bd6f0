/** What the value of one setting may look like, and what becomes of it. Which settings there are is in config.ts. */
import { isIPv4 } from 'node:net';
import { z } from 'zod';

/** What a caller may be allowed beside what every caller may see. */
export const SCOPES = ['attendees', 'performance'] as const;
export type Scope = (typeof SCOPES)[number];
/** Stands in place of scopes for a token that has none. */
export const NO_SCOPES = 'none';
export const TOKEN_NAME = /^\w[\w.-]{0,63}$/;

/** A token as it stands in the settings: not itself, but its hash. */
export interface StaticToken {
  readonly name: string;
  /** Of the token, in lower-case hex. */
  readonly sha256: string;
  readonly scopes: ReadonlySet<Scope>;
}

export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const url = z
  .url({ protocol: /^https?$/, error: 'expected an http(s) URL' })
  .transform((text) => text.replace(/\/+$/, ''));

export const isLoopback = (host: string): boolean =>
  ['localhost', '::1'].includes(host) || (isIPv4(host) && host.startsWith('127.'));

/** Names that lead nowhere but to the same network: of one word, or below what is kept for such use. */
const isInside = (host: string): boolean => /^[a-z\d_-]+$/.test(host) || /\.(internal|svc|local)$/.test(host);

const hasCredentials = (text: string): boolean => new URL(text).username !== '' || new URL(text).password !== '';
const isPlainAbroad = (text: string): boolean => {
  const { protocol, hostname } = new URL(text);
  return protocol === 'http:' && !isLoopback(hostname.replace(/^\[(.*)\]$/, '$1')) && !isInside(hostname);
};

/** The first of these things that is wrong with the text, if any. */
const faultless =
  (faults: readonly (readonly [isFaulty: (text: string) => boolean, problem: string])[]) =>
  (text: string, context: z.RefinementCtx): void => {
    const fault = faults.find(([isFaulty]) => isFaulty(text));
    if (fault) context.addIssue(fault[1]);
  };

/** The base of a vendor's API, or of its pages: paths and queries are added to it. */
export const baseUrl = url.superRefine(
  faultless([
    [hasCredentials, 'expected a URL without user name and password: the key has a setting of its own'],
    [(text) => /[?#]/.test(text), 'expected a URL without query and fragment, such as https://api.example.com'],
  ]),
);

/** Who answers in place of whoever is meant says which keys are good: so the way there is encrypted, or short. */
export const keysUrl = z.url({ protocol: /^https?$/, error: 'expected an http(s) URL' }).superRefine(
  faultless([
    [
      isPlainAbroad,
      'expected https: plain http only to this machine, or to a name without dots or in .internal, .svc or .local',
    ],
    [hasCredentials, 'expected a URL without user name and password: the keys are public'],
  ]),
);

/** The base below which traces are sent to `/v1/traces`. */
export const collectorUrl = url.superRefine(
  faultless([
    [hasCredentials, 'expected a URL without user name and password: those go into OTEL_EXPORTER_OTLP_HEADERS'],
    [
      (text) => /\/v1\/traces$/.test(text),
      'expected the base alone, such as http://collector:4318: /v1/traces is added',
    ],
    [(text) => /[?#]/.test(text), 'expected a URL that ends before ? and #, such as http://collector:4318'],
  ]),
);

export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error: `expected a whole number from ${least} to ${most}` })
    .transform(Number)
    .refine((number) => number >= least && number <= most, {
      error: `expected a whole number from ${least} to ${most}`,
    });

/** How much may happen in a stretch of time. */
export const pace = z
  .string()
  .regex(/^([1-9]\d{0,5}|unlimited)$/, { error: 'expected a whole number from 1 to 999999, or unlimited' })
  .transform((text) => (text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text)));

export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `expected one of ${words.join(', ')}` });

export const vendorNumber = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, { error: 'expected a number as Cal.com gives it, such as 1024' });

/** A header value: anything else would fail at the first call instead of here. */
export const key = z.string().regex(/^[\x21-\x7e]+$/, { error: 'expected visible ASCII characters without spaces' });

/** Several values, separated by commas. */
export const list = <Item>(item: z.ZodType<Item, string>) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item).min(1, { error: 'expected at least one value' }));

const ORIGIN = 'expected origins such as https://app.example.com';
const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

export const origin = z.string().superRefine(
  faultless([
    [(text) => text.includes('*'), `${ORIGIN}, each by its whole name: no * stands for others`],
    [(text) => /^https?:..*\/$/.test(text) && isOrigin(text.slice(0, -1)), `${ORIGIN}, without the slash at the end`],
    [(text) => !/^https?:/.test(text) || !isOrigin(text), ORIGIN],
  ]),
);

const isScope = (word: string): word is Scope => (SCOPES as readonly string[]).includes(word);

/** The scopes that a token is granted; undefined where a word is none. All where nothing is said. */
function scopesOf(granted: string | undefined): ReadonlySet<Scope> | undefined {
  if (granted === undefined) return new Set(SCOPES);
  if (granted === NO_SCOPES) return new Set();
  const words = granted.split('+');
  return words.every(isScope) ? new Set(words) : undefined;
}

const staticToken = z.string().transform((text, context): StaticToken => {
  const [name = '', sha256 = '', granted, ...rest] = text.split(':');
  // Neither quotes it: somebody may have set the token itself.
  if (!TOKEN_NAME.test(name) || !/^[\da-f]{64}$/i.test(sha256)) {
    context.addIssue(`expected name:sha256-in-hex, and perhaps :${SCOPES.join('+')} or :${NO_SCOPES}`);
    return z.NEVER;
  }
  const scopes = rest.length === 0 ? scopesOf(granted) : undefined;
  if (!scopes) {
    context.addIssue(
      `expected as scopes, after the hash, ${SCOPES.join(' or ')}, or both with + between; or ${NO_SCOPES}`,
    );
    return z.NEVER;
  }
  return { name, sha256: sha256.toLowerCase(), scopes };
});

/** The first two of them, by position and name, of which this is the same. */
function twins(tokens: readonly StaticToken[], of: (token: StaticToken) => string): string | undefined {
  const second = tokens.findIndex((token, index) => tokens.findIndex((other) => of(other) === of(token)) < index);
  const token = tokens[second];
  if (!token) return undefined;
  const first = tokens.findIndex((other) => of(other) === of(token));
  return [first, second].map((index) => `value ${index + 1}${named(tokens[index]?.name ?? '')}`).join(' and ');
}

/** What is as long as a token may be one. */
const named = (name: string): string => (name.length > 32 ? '' : ` (${name})`);

export const staticTokens = list(staticToken).superRefine((tokens, context) => {
  const namesakes = twins(tokens, ({ name }) => name);
  if (namesakes) context.addIssue(`expected a name of its own for each token, unlike ${namesakes}`);
  const alike = twins(tokens, ({ sha256 }) => sha256);
  if (alike) context.addIssue(`expected a token of its own for each name, unlike ${alike}`);
});

/** Parsers of single values, except URLs (urls.ts). config.ts lists the settings. */
import { z } from 'zod';

/** What a token may allow beyond what every caller may see. */
export const SCOPES = ['attendees', 'performance'] as const;
export type Scope = (typeof SCOPES)[number];
/** Stands for an empty list of scopes. */
export const NO_SCOPES = 'none';
export const TOKEN_NAME = /^\w[\w.-]{0,63}$/;

/** A token in the settings, which have its hash and not the token itself. */
export interface StaticToken {
  readonly name: string;
  /** Of the token, in lower-case hex. */
  readonly sha256: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** A setting that may be missing; an empty one counts as missing. */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** A whole number within bounds, both included. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error: `expected a whole number from ${min} to ${max}` })
    .transform(Number)
    .refine((number) => number >= min && number <= max, {
      error: `expected a whole number from ${min} to ${max}`,
    });

/** The number of events in a stretch of time; `Infinity` for `unlimited`. */
export const rateLimit = z
  .string()
  .regex(/^([1-9]\d{0,5}|unlimited)$/, { error: 'expected a whole number from 1 to 999999, or unlimited' })
  .transform((text) => (text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text)));

/** One of a fixed list of texts. */
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `expected one of ${values.join(', ')}` });

const NOW_OR_INSTANT = { error: 'expected now, or an ISO 8601 instant with its offset, such as 2026-03-18T12:00:00Z' };

/** `now`, or an instant with its offset, with or without seconds. */
export const nowOrInstant = z.union(
  [z.literal('now'), z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })],
  NOW_OR_INSTANT,
);

/** The number of an organization or a team, as text. */
export const vendorNumber = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, { error: 'expected a number as Cal.com gives it, such as 1024' });

/** A secret that is sent as a header. Any other character would fail at the first call instead of here. */
export const key = z.string().regex(/^[\x21-\x7e]+$/, { error: 'expected visible ASCII characters without spaces' });

/** At least one value, separated by commas. */
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

const staticToken = z.string().transform((text, context): StaticToken => {
  const [name = '', sha256 = '', granted, ...rest] = text.split(':');
  // The messages do not quote the text, which may be the token itself by mistake.
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

/** The scopes of a token: all if none are given. Undefined if one is unknown. */
function scopesOf(granted: string | undefined): ReadonlySet<Scope> | undefined {
  if (granted === undefined) return new Set(SCOPES);
  if (granted === NO_SCOPES) return new Set();
  const scopes = granted.split('+');
  return scopes.every(isScope) ? new Set(scopes) : undefined;
}

const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text);

/** Tokens whose names and hashes all differ. */
export const staticTokens = list(staticToken).superRefine((tokens, context) => {
  const sameName = twins(tokens, ({ name }) => name);
  if (sameName) context.addIssue(`expected a name of its own for each token, unlike ${sameName}`);
  const sameToken = twins(tokens, ({ sha256 }) => sha256);
  if (sameToken) context.addIssue(`expected a token of its own for each name, unlike ${sameToken}`);
});

/** The first two tokens that have the same `of`, by position and name. */
function twins(tokens: readonly StaticToken[], of: (token: StaticToken) => string): string | undefined {
  const second = tokens.findIndex((token, index) => tokens.findIndex((other) => of(other) === of(token)) < index);
  const token = tokens[second];
  if (!token) return undefined;
  const first = tokens.findIndex((other) => of(other) === of(token));
  return [first, second].map((index) => `value ${index + 1}${named(tokens[index]?.name ?? '')}`).join(' and ');
}

/** A long name is not quoted, because it may be a token by mistake. */
const named = (name: string): string => (name.length > 32 ? '' : ` (${name})`);

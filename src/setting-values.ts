/** What the value of one setting may look like, and what becomes of it. Which settings there are is in config.ts. */
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

export const url = z
  .url({ protocol: /^https?$/, error: 'expected an http(s) URL' })
  .transform((text) => text.replace(/\/+$/, ''));

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

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

export const origin = z.string().refine((text) => /^https?:[^*]+$/.test(text) && isOrigin(text), {
  error: 'expected origins such as https://app.example.com',
});

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
  const scopes = scopesOf(granted);
  if (!TOKEN_NAME.test(name) || !/^[\da-f]{64}$/i.test(sha256) || !scopes || rest.length > 0) {
    // Never quotes it: somebody may have set the token itself.
    context.addIssue(`expected name:sha256-in-hex, and perhaps :${SCOPES.join('+')} or :${NO_SCOPES}`);
    return z.NEVER;
  }
  return { name, sha256: sha256.toLowerCase(), scopes };
});

const areDistinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

export const staticTokens = list(staticToken)
  .refine((tokens) => areDistinct(tokens.map(({ name }) => name)), {
    error: 'expected a name of its own for each token',
  })
  .refine((tokens) => areDistinct(tokens.map(({ sha256 }) => sha256)), {
    error: 'expected a token of its own for each name',
  });

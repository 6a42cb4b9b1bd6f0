/**
 * Values of ALO that are not as documented. One of another kind is null, counts as drift, and costs no row. Where it
 * matters whether a value is absent or cannot be read, `readable` tells the two apart.
 */
import { z } from 'zod';
import { maybeInstant } from '../values.ts';

/** The same value; undefined where something stands there that cannot be read. */
export const readable = <Value>(value: z.ZodType<Value>) =>
  value.transform((read): Value | undefined => read).catch(undefined);

/** A blank text and the year 0 or 1 stand for no time. */
const noTime = z
  .string()
  .regex(/^\s*$|^000[01]-/)
  .transform(() => null);

/** An instant; null for what is absent, for a blank text, and for a zero date such as the first of January of the year 1. */
export const time = z
  .union([maybeInstant, noTime])
  .transform((at): Date | null => (at !== null && at.getTime() > 0 ? at : null));

/** A count, which may come as a text; null for what is absent. */
const count = z
  .union([
    z.int().nonnegative(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .nullish()
  .transform((value) => value ?? null);

/** What a page of a list says of the whole list: null what it does not say, undefined what cannot be read. */
export interface Told {
  readonly page: number | null | undefined;
  readonly pages: number | null | undefined;
  /** How many rows there are on a full page, */
  readonly perPage: number | null | undefined;
  /** on this page, */
  readonly rows: number | null | undefined;
  /** and how many on all pages. */
  readonly total: number | null | undefined;
  /** Whether more pages recordCalls. */
  readonly more: boolean | null | undefined;
}

// UNDOCUMENTED: the page speaks of pagination and shows none; its siblings send these. Sandbox: alo-paging, alo-text-totals
const told = readable(count).optional();
const truth = z
  .union([
    z.boolean(),
    z
      .string()
      .regex(/^(true|false)$/i)
      .transform((word) => word.toLowerCase() === 'true'),
  ])
  .nullish()
  .transform((value) => value ?? null);
const toldMore = readable(truth).optional();
const words = {
  page: told,
  per_page: told,
  perPage: told,
  total_pages: told,
  totalPages: told,
  response_count: told,
  responseCount: told,
  total_count: told,
  totalCount: told,
  total: told,
  has_more: toldMore,
  hasMore: toldMore,
};
/** The same words may stand in an object of their own. */
const inner = z.object(words).nullish().catch(null);
export const tellings = { ...words, meta: inner, pagination: inner };

type Words = { readonly [Name in keyof typeof words]?: z.output<(typeof words)[Name]> };
type Tellings = Words & { readonly meta?: Words | null; readonly pagination?: Words | null };

export function toldBy(answer: Tellings): Told {
  const places: readonly Words[] = [answer, answer.meta ?? {}, answer.pagination ?? {}];
  const one = <Name extends keyof Words>(...names: readonly Name[]): Words[Name] | null => {
    const values = places.flatMap((place) =>
      names.filter((name) => Object.hasOwn(place, name)).map((name) => place[name]),
    );
    if (values.includes(undefined)) return undefined;
    return values.find((value) => value !== null) ?? null;
  };
  return {
    page: one('page'),
    perPage: one('per_page', 'perPage'),
    pages: one('total_pages', 'totalPages'),
    rows: one('response_count', 'responseCount'),
    total: one('total_count', 'totalCount', 'total'),
    more: one('has_more', 'hasMore'),
  };
}

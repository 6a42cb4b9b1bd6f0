/** What a page of ALO's lists says about the whole list, wherever on the page and in whatever form. */
import { z } from 'zod';
import { readable } from '../scalars.ts';

/** A value is null if the page does not state it, undefined if it cannot be read. */
export interface PageInfo {
  /** The number of this page, from 1. */
  readonly page: number | null | undefined;
  /** How many pages the list has. */
  readonly pages: number | null | undefined;
  /** How many rows a full page has. */
  readonly perPage: number | null | undefined;
  /** How many rows this page has. */
  readonly rows: number | null | undefined;
  /** How many rows the list has. */
  readonly total: number | null | undefined;
  readonly hasMore: boolean | null | undefined;
}

const countText = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
const flagText = z
  .string()
  .regex(/^(true|false)$/i)
  .transform((word) => word.toLowerCase() === 'true');
const orNull = <Value extends z.ZodType>(value: Value) =>
  readable(value.nullish().transform((read) => read ?? null)).optional();

// UNDOCUMENTED: "Actions and Periods" says "with support for pagination" and shows no field; /users and /channels send
// these. Sandbox: alo-paging, alo-text-totals
const count = orNull(z.union([z.int().nonnegative(), countText]));
const flag = orNull(z.union([z.boolean(), flagText]));
const keys = {
  page: count,
  per_page: count,
  perPage: count,
  total_pages: count,
  totalPages: count,
  response_count: count,
  responseCount: count,
  total_count: count,
  totalCount: count,
  total: count,
  has_more: flag,
  hasMore: flag,
};
const container = z.object(keys).nullish().catch(null);

/** The keys of a page's schema that hold page info: at the top level or in a container. */
export const pageInfoKeys = { ...keys, meta: container, pagination: container };

type Keys = { readonly [Name in keyof typeof keys]?: z.output<(typeof keys)[Name]> };
type PageBody = Keys & { readonly meta?: Keys | null; readonly pagination?: Keys | null };

/** The page info of an answer that was parsed with `pageInfoKeys`. */
export function pageInfoOf(answer: PageBody): PageInfo {
  const places: readonly Keys[] = [answer, answer.meta ?? {}, answer.pagination ?? {}];
  const stated = <Name extends keyof Keys>(...names: readonly Name[]): Keys[Name] | null => {
    const values = places.flatMap((place) =>
      names.filter((name) => Object.hasOwn(place, name)).map((name) => place[name]),
    );
    const distinct = new Set(values.filter((value) => value !== null));
    if (distinct.size === 0) return null;
    // Two different values of one number contradict each other: neither can be read.
    return distinct.size === 1 ? [...distinct][0] : undefined;
  };
  return {
    page: stated('page'),
    perPage: stated('per_page', 'perPage'),
    pages: stated('total_pages', 'totalPages'),
    rows: stated('response_count', 'responseCount'),
    total: stated('total_count', 'totalCount', 'total'),
    hasMore: stated('has_more', 'hasMore'),
  };
}

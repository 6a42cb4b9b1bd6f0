/** What a page of ALO's lists says about the whole list, wherever and in whatever form it says it. */
import { z } from 'zod';
import { readable } from '../scalars.ts';

/** Null for what the page does not say, undefined for what cannot be read. */
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
const truthText = z
  .string()
  .regex(/^(true|false)$/i)
  .transform((word) => word.toLowerCase() === 'true');
const maybe = <Value extends z.ZodType>(value: Value) =>
  readable(value.nullish().transform((read) => read ?? null)).optional();

// UNDOCUMENTED: "Actions and Periods" says "with support for pagination" and shows no field; /users and /channels send
// these. Sandbox: alo-paging, alo-text-totals
const count = maybe(z.union([z.int().nonnegative(), countText]));
const truth = maybe(z.union([z.boolean(), truthText]));
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
  has_more: truth,
  hasMore: truth,
};
const container = z.object(keys).nullish().catch(null);

/** The keys of a page's schema that hold page info: at the top level or in a container. */
export const pageInfoKeys = { ...keys, meta: container, pagination: container };

type Keys = { readonly [Name in keyof typeof keys]?: z.output<(typeof keys)[Name]> };
type Answer = Keys & { readonly meta?: Keys | null; readonly pagination?: Keys | null };

/** The page info of an answer that was parsed with `pageInfoKeys`. */
export function pageInfoOf(answer: Answer): PageInfo {
  const places: readonly Keys[] = [answer, answer.meta ?? {}, answer.pagination ?? {}];
  const said = <Name extends keyof Keys>(...names: readonly Name[]): Keys[Name] | null => {
    const values = places.flatMap((place) =>
      names.filter((name) => Object.hasOwn(place, name)).map((name) => place[name]),
    );
    if (values.includes(undefined)) return undefined;
    return values.find((value) => value !== null) ?? null;
  };
  return {
    page: said('page'),
    perPage: said('per_page', 'perPage'),
    pages: said('total_pages', 'totalPages'),
    rows: said('response_count', 'responseCount'),
    total: said('total_count', 'totalCount', 'total'),
    hasMore: said('has_more', 'hasMore'),
  };
}

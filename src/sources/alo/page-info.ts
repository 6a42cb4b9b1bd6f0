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

/** A count, which may be a text; null if it is absent. */
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

/** A truth value, which may be a text; null if it is absent. */
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

// UNDOCUMENTED: "Actions and Periods" says "with support for pagination" and shows no field; /users and /channels send
// these. Sandbox: alo-paging, alo-text-totals
const maybeCount = readable(count).optional();
const maybeTruth = readable(truth).optional();
const keys = {
  page: maybeCount,
  per_page: maybeCount,
  perPage: maybeCount,
  total_pages: maybeCount,
  totalPages: maybeCount,
  response_count: maybeCount,
  responseCount: maybeCount,
  total_count: maybeCount,
  totalCount: maybeCount,
  total: maybeCount,
  has_more: maybeTruth,
  hasMore: maybeTruth,
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

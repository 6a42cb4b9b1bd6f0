/**
 * What an endpoint of a source declares about itself, and the canonical form of one request to it. Knows no vendor and
 * sends nothing.
 */
import type { z } from 'zod';
import type { Source } from '../errors.ts';
import type { Slices } from '../time/slices.ts';
import { inSlicesOf } from '../time/slices.ts';

/**
 * What may be done with a parameter without changing what its requester gets:
 * - KEY: a set of keys; several askers share one call with the union, rows go home by key
 * - PROJECTION: a set of columns; several askers share one call with the union, each gets only its own
 * - RANGE: where a stretch of time begins; an earlier one holds a later one
 * - FILTER: rows that do not match are left out; never merged, but a list of values has no order
 * - REPORT: what figures are counted over, such as the ends of a range; they do not add up, so it is never merged
 * - ORDER: in which order the rows come; never merged
 * - PAGE: which part of the rows; never merged
 */
type Law = 'KEY' | 'PROJECTION' | 'RANGE' | 'FILTER' | 'REPORT' | 'ORDER' | 'PAGE';

/** The laws under which a list is a set. */
const SETS: ReadonlySet<Law> = new Set(['KEY', 'PROJECTION', 'FILTER']);

type Parameter = string | number | readonly string[] | null | undefined;
/** What one request asks. Null and absent are the same. */
export type Parameters = Readonly<Record<string, Parameter>>;

interface HttpRequest {
  /** Path and query below the API URL of the source, fully encoded. */
  readonly path: string;
  /** The JSON body of a POST. */
  readonly body?: object;
}

/** One read that a vendor offers. Every one may be repeated, shared and kept: a POST here only reads. */
export interface Endpoint<Asked extends Parameters, Model> {
  readonly source: Source;
  /** A stable name for records of calls. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly laws: { readonly [Name in keyof Asked]-?: Law };
  readonly headers?: Readonly<Record<string, string>>;
  request(asked: Asked): HttpRequest;
  /** What the vendor sends, made into our model. */
  readonly wire: z.ZodType<Model>;
  /** How many rows an answer has; null for one that has none. */
  rowsIn(model: Model): number | null;
  /** What a 404 means, where it means that there is no such thing. */
  readonly missing?: Model;
  /** Whether no smaller part of it can be asked for, so that a larger answer is read than of other endpoints. */
  readonly isInOnePiece?: boolean;
  /** Whether a refusal says nothing about the credential but that its plan lacks this very read. */
  readonly isOptional?: boolean;
}

/** Reads an endpoint. Throws a `SourceError` if there is no answer that can be used. */
export type Read = <Asked extends Parameters, Model>(endpoint: Endpoint<Asked, Model>, asked: Asked) => Promise<Model>;

/** What an endpoint makes of what it was sent. */
export const modelIn = <Asked extends Parameters, Model>(
  { wire }: Endpoint<Asked, Model>,
  json: unknown,
  slices: Slices,
): Promise<z.ZodSafeParseResult<Model>> => inSlicesOf(slices, () => wire.safeParseAsync(json));

/** Equal for two requests exactly if they ask the same: sets are told in one order, what is not given is left out. */
export function canonicalKey<Asked extends Parameters>(endpoint: Endpoint<Asked, unknown>, asked: Asked): string {
  const parts = Object.entries<Law>(endpoint.laws)
    .map(([name, law]) => {
      const value = asked[name] ?? null;
      return [name, Array.isArray(value) && SETS.has(law) ? [...new Set<string>(value)].sort() : value] as const;
    })
    .filter(([, value]) => value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([endpoint.source, endpoint.name, parts]);
}

/** Path and query of a request; a parameter that is not given is left out. Every value is encoded as a whole. */
export function pathWithQuery(
  path: string,
  query: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const pairs = Object.entries(query)
    .filter((pair): pair is [string, string | number] => pair[1] !== undefined && pair[1] !== null)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

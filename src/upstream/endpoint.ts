/**
 * An endpoint as a source declares it, and `prepare`, which makes one read of it. Knows no vendor and sends nothing.
 */
import type { z } from 'zod';
import type { Source } from '../errors.ts';
import { type Awaitable, whenReady } from '../time/ready.ts';
import { inSlicesOf, type Slices } from '../time/slices.ts';
import { readBody } from './schema/body.ts';
import { MISFIT } from './schema/compiled.ts';

type Parameter = string | number | readonly string[] | null | undefined;
/** The parameters of one read. Null and absent are the same. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** A read that a vendor offers. Each one is safe to repeat, share and cache: also a POST only reads. */
export interface Endpoint<Params extends Parameters, Model> {
  readonly source: Source;
  /** A stable name, for records of calls and metric labels. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly laws: Laws<Params>;
  /**
   * For an endpoint with a PROJECTION: the answer to these parameters, made of one with more columns, whose further columns may
   * stay. Undefined if that answer does not tell it.
   */
  narrow?(wider: Model, parameters: Params): Model | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** `path` is path and query below the API URL of the source, fully encoded; `body` is the JSON of a POST. */
  request(parameters: Params): { readonly path: string; readonly body?: object };
  /** Parses what the vendor sends into the model. */
  readonly wire: z.ZodType<Model>;
  /** The number of rows in an answer; null if it has no rows. */
  rowsIn(model: Model): number | null;
  /** The model of a 404, where that means that there is no such thing. */
  readonly missing?: Model;
  /** Whether the answer cannot be requested in smaller pages, so that a larger one is read than of other endpoints. */
  readonly isInOnePiece?: boolean;
  /** Whether the credential's plan may lack this endpoint, so that a refusal says nothing about the credential. */
  readonly isOptional?: boolean;
}

/**
 * The law of a parameter: what the answers for its values have to do with each other.
 *
 * | law        | what holds                                                | who uses it                                     |
 * |------------|-----------------------------------------------------------|-------------------------------------------------|
 * | KEY        | a set of ids; each has its rows, by id                    | a key has it as a set                           |
 * | FILTER     | which rows come; a list is a set of alternatives          | a key has a list as a set                       |
 * | PROJECTION | a set of columns; more columns change no other one        | the cache answers a read of fewer columns       |
 * | RANGE      | an end of a range; a larger range has the rows of a       | loaders widen it, so that reads meet in one key |
 * |            | smaller one                                               |                                                 |
 * | PAGE       | a part of a list                                          | the family of a read leaves it out              |
 * | ORDER      | in which order rows come                                  | a key has a list in its order                   |
 * | RANK       | a part of a top list: says nothing about another value    | a key has a list in its order                   |
 */
export type Law = 'KEY' | 'FILTER' | 'PROJECTION' | 'RANGE' | 'PAGE' | 'ORDER' | 'RANK';

/** The law of each parameter. */
type Laws<Params extends Parameters> = {
  readonly [Name in keyof Params as string extends Name ? never : Name]-?: Law;
};

/** Reads an endpoint. Throws a `SourceError` if there is no usable answer. */
export type Read = <Params extends Parameters, Model>(
  endpoint: Endpoint<Params, Model>,
  parameters: Params,
) => Promise<Model>;

/** One read of an endpoint, all that the pipeline needs to know of it. */
export interface PreparedRead<Model> extends Omit<Endpoint<never, Model>, 'laws' | 'request' | 'narrow'> {
  /** Equal for two reads exactly if they have the same endpoint and equal parameters. */
  readonly key: string;
  /** What it asks of its PROJECTION; undefined if the endpoint has none. */
  readonly projection?: Projection<Model>;
  readonly path: string;
  /** The JSON text of a POST. */
  readonly body?: string;
}

interface Projection<Model> {
  /** Equal for two reads exactly if they differ in nothing but PROJECTION parameters. */
  readonly base: string;
  readonly columns: ReadonlySet<string>;
  /** See `narrow` of the endpoint. */
  narrow(wider: Model): Model | undefined;
}

/** Prepares a read: from here on this one value travels, and its key is not computed again. */
export function prepare<Params extends Parameters, Model>(
  { laws, request, narrow, ...endpoint }: Endpoint<Params, Model>,
  parameters: Params,
): PreparedRead<Model> {
  let made: ReturnType<typeof request> | undefined;
  // Most reads are answered by the cache, or only planned, and are never sent.
  const requested = () => {
    made ??= request(parameters);
    return made;
  };
  const declared = { ...endpoint, laws };
  const projection = narrow && {
    base: keyOf(declared, parameters, 'PROJECTION'),
    columns: columnsIn(parameters, laws),
    narrow: (wider: Model) => narrow(wider, parameters),
  };
  return {
    ...endpoint,
    key: keyOf(declared, parameters),
    projection,
    get path() {
      return requested().path;
    },
    get body() {
      const { body } = requested();
      return body && JSON.stringify(body);
    },
  };
}

function columnsIn<Params extends Parameters>(parameters: Params, laws: Laws<Params>): ReadonlySet<string> {
  const lawOf: Readonly<Record<string, Law | undefined>> = laws;
  const lists = Object.entries(parameters).filter(([parameter]) => lawOf[parameter] === 'PROJECTION');
  return new Set(
    lists.flatMap(([parameter, value]) =>
      Array.isArray(value) ? value.map((column) => `${parameter} ${column}`) : [],
    ),
  );
}

/** The key of all pages of one list: equal for two reads exactly if they differ in nothing but PAGE parameters. */
export const familyOf = <Params extends Parameters>(
  endpoint: Pick<Endpoint<Params, never>, 'source' | 'name' | 'laws'>,
  parameters: Params,
): string => keyOf(endpoint, parameters, 'PAGE');

/** The laws whose lists are sets: neither order nor repetition changes the answer. */
const SETS: readonly (Law | undefined)[] = ['KEY', 'FILTER', 'PROJECTION'];

/** The endpoint and the parameters, but those of the law `without`. */
function keyOf<Params extends Parameters>(
  { source, name, laws }: Pick<Endpoint<Params, never>, 'source' | 'name' | 'laws'>,
  parameters: Params,
  without?: Law,
): string {
  const lawOf: Readonly<Record<string, Law | undefined>> = laws;
  const named: unknown[] = [];
  for (const parameter of Object.keys(parameters).sort()) {
    const [value, law] = [parameters[parameter], lawOf[parameter]];
    if (value === undefined || value === null || (without && law === without)) continue;
    named.push([parameter, Array.isArray(value) && SETS.includes(law) ? [...new Set(value)].sort() : value]);
  }
  return JSON.stringify([source, name, named]);
}

/** Parses an answer with the wire schema of its endpoint, whose CPU work runs in `slices`: a promise if it takes several. */
export function parseModel<Model>(
  { wire }: Pick<PreparedRead<Model>, 'wire'>,
  json: unknown,
  slices: Slices,
): Awaitable<z.ZodSafeParseResult<Model>> {
  const resultOf = (model: Model | typeof MISFIT) =>
    model === MISFIT ? wire.safeParseAsync(json) : { success: true as const, data: model };
  return inSlicesOf(slices, () => whenReady(readBody(wire, json), resultOf));
}

/** Path and query of a request. Leaves out parameters that are null or undefined; encodes each value as a whole. */
export function pathWithQuery(
  path: string,
  query: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const pairs = Object.entries(query)
    .filter((pair): pair is [string, string | number] => pair[1] !== undefined && pair[1] !== null)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

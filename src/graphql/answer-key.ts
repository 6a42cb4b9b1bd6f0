/** The keys of the cache of answers. Requests with the same key have the same answer. */
import { hash } from 'node:crypto';
import type { HttpGraphqlRequest } from './engine.ts';

/**
 * The hash of document, operation name, variables (whatever the order of their keys) and `variant`, which stands for
 * everything else that an answer depends on. Undefined for a request whose answer has to be made: one that is malformed, or
 * that registers a document.
 */
export function answerKeyOf(request: HttpGraphqlRequest, variant: string): string | undefined {
  const parts = request.method === 'GET' ? partsInUrl(request.search) : (request.body as Parts);
  const document = parts && documentOf(parts);
  if (!document) return undefined;
  const { operationName = null, variables = null } = parts;
  if ((operationName !== null && typeof operationName !== 'string') || !isObjectOrNull(variables)) return undefined;
  const sorted = canonicalJson(variables);
  return sorted && hash('sha256', JSON.stringify([document, operationName, sorted, variant]), 'base64url');
}

interface Parts {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

/** Undefined where a parameter is repeated, or is not the JSON that it should be. */
function partsInUrl(search: string): Parts | undefined {
  const parameters = new URLSearchParams(search);
  if (new Set(parameters.keys()).size < parameters.size) return undefined;
  const { query, operationName, variables, extensions } = Object.fromEntries(parameters);
  try {
    return { query, operationName, variables: parse(variables), extensions: parse(extensions) };
  } catch {
    return undefined;
  }
}

/** Throws on `null`, too: a parameter of a URL is an object or absent. */
function parse(json: string | undefined): unknown {
  const value: unknown = json && JSON.parse(json);
  if (value === null) throw new SyntaxError('expected an object');
  return value;
}

/** The text of the document, or its hash, where it was registered before. */
function documentOf({ query = null, extensions = null }: Parts): readonly unknown[] | undefined {
  if (!isObjectOrNull(extensions)) return undefined;
  const registered: unknown = extensions?.persistedQuery ?? null;
  if (registered === null) return typeof query === 'string' ? ['text', query] : undefined;
  const { version, sha256Hash } = Object(registered);
  return query === null && version === 1 && typeof sha256Hash === 'string' ? ['hash', sha256Hash] : undefined;
}

const isObjectOrNull = (value: unknown): value is Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && !Array.isArray(value);

/** Undefined for a value that is nested too deep to be written, or that has a number which JSON writes as null. */
function canonicalJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, canonicalPart);
  } catch {
    return undefined;
  }
}

function canonicalPart(_: string, part: unknown): unknown {
  // The text 1e400 is read as infinity.
  if (typeof part === 'number' && !Number.isFinite(part)) throw new RangeError('no JSON');
  return isObjectOrNull(part) && part !== null ? Object.fromEntries(Object.entries(part).sort(byKey)) : part;
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

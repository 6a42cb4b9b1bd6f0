/** CORS by a list of origins. https://fetch.spec.whatwg.org/#http-cors-protocol */
import { SAFE_HEADERS } from './response.ts';

/** Allowed in every preflight, whatever it asks for. */
const ALLOWED_HEADERS = [
  'authorization',
  'content-type',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'if-none-match',
  'teamgraph-plan',
  'teamgraph-trace',
  'traceparent',
  'tracestate',
  'x-apollo-operation-name',
  'x-request-id',
];
const EXPOSED_HEADERS = ['age', 'etag', 'retry-after', 'x-request-id'];
/** How long a browser may cache the answer to a preflight, in seconds. */
const MAX_AGE_S = 600;

/** One label of a host, as browsers send it. */
const LABEL = /^[\w-]+$/;
/** RFC 9110, 5.1, without `*`, which would stand for every header. */
const HEADER_NAME = /^[\w!#$%&'+.^`|~-]+$/;
/** Names of headers that carry a credential. A caller has one, in `authorization`. */
const CREDENTIAL = /(^|-)(authorization|cookie2?|credentials?|jwt|password|secret|token|api-?key)(-|$)/;

export interface Cors {
  /** Whether the origin is on the list. */
  allows(origin: string | undefined): boolean;
  /** The headers of a response to a page of this origin; empty if the origin is not on the list. */
  responseHeaders(origin: string | undefined): Readonly<Record<string, string>>;
  /**
   * Further headers of the response to a preflight; undefined if the origin is not on the list. `requested` are the names in
   * `Access-Control-Request-Headers`.
   */
  preflightHeaders(
    origin: string | undefined,
    requested: string | undefined,
  ): Readonly<Record<string, string>> | undefined;
}

/** `origins` are exact, such as `https://app.example.com`; a `*` in one stands for exactly one label. */
export function createCors(origins: readonly string[]): Cors {
  const exact = new Set(origins.filter((origin) => !origin.includes('*')));
  const wildcards = origins.filter((origin) => !exact.has(origin)).map(wildcardOf);
  const allows = (origin = ''): boolean => exact.has(origin) || wildcards.some((matches) => matches(origin));

  return {
    allows,
    responseHeaders: (origin = ''): Readonly<Record<string, string>> =>
      allows(origin)
        ? {
            'access-control-allow-origin': origin,
            'access-control-expose-headers': EXPOSED_HEADERS.join(', '),
          }
        : {},
    preflightHeaders: (origin, requested = '') =>
      allows(origin)
        ? {
            'access-control-allow-methods': 'GET, POST',
            'access-control-allow-headers': allowedHeaders(requested).join(', '),
            'access-control-max-age': String(MAX_AGE_S),
            vary: `${SAFE_HEADERS.vary}, Access-Control-Request-Headers`,
          }
        : undefined,
  };
}

function wildcardOf(pattern: string): (origin: string) => boolean {
  const [before = '', after = ''] = pattern.split('*');
  return (origin) =>
    origin.startsWith(before) &&
    origin.endsWith(after) &&
    LABEL.test(origin.slice(before.length, origin.length - after.length));
}

function allowedHeaders(requested: string): readonly string[] {
  const names = requested.split(',').map((name) => name.trim().toLowerCase());
  const harmless = names.filter((name) => HEADER_NAME.test(name) && !CREDENTIAL.test(name));
  return [...new Set([...ALLOWED_HEADERS, ...harmless])];
}

/** CORS by a list of origins, without patterns. https://fetch.spec.whatwg.org/#http-cors-protocol */

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
const EXPOSED_HEADERS = ['etag', 'retry-after', 'x-request-id'];
/** How long a browser may cache the answer to a preflight, in seconds. */
const MAX_AGE_S = 600;

export interface Cors {
  /** The headers of a response to a page of this origin; empty if the origin is not on the list. */
  responseHeaders(origin: string | undefined): Readonly<Record<string, string>>;
  /** Further headers of the response to a preflight; undefined if the origin is not on the list. */
  preflightHeaders(origin: string | undefined): Readonly<Record<string, string>> | undefined;
}

/** `origins` are exact, such as `https://app.example.com`. */
export function createCors(origins: readonly string[]): Cors {
  const allowed = new Set(origins);
  return {
    responseHeaders: (origin = ''): Readonly<Record<string, string>> =>
      allowed.has(origin)
        ? {
            'access-control-allow-origin': origin,
            'access-control-expose-headers': EXPOSED_HEADERS.join(', '),
          }
        : {},
    preflightHeaders: (origin = '') =>
      allowed.has(origin)
        ? {
            'access-control-allow-methods': 'GET, POST',
            'access-control-allow-headers': ALLOWED_HEADERS.join(', '),
            'access-control-max-age': String(MAX_AGE_S),
          }
        : undefined,
  };
}

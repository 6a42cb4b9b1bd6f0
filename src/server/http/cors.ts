/** Which pages of other origins may ask, by a list and never by a pattern. https://fetch.spec.whatwg.org/#http-cors-protocol */

const ALLOWED_HEADERS = [
  'authorization',
  'content-type',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'if-none-match',
  'teamgraph-trace',
  'traceparent',
  'tracestate',
  'x-apollo-operation-name',
  'x-request-id',
];
const EXPOSED_HEADERS = ['etag', 'retry-after', 'x-request-id'];
/** How long a browser may remember, in seconds. */
const MAX_AGE_S = 600;

export interface Cors {
  /** Headers for an answer to a page of this origin; none where it is not allowed. */
  answer(origin: string | undefined): Headers;
  /** More of them for the answer to a page that asks whether it may ask; undefined where it may not. */
  preflight(origin: string | undefined): Readonly<Record<string, string>> | undefined;
}

export function createCors(origins: readonly string[]): Cors {
  const allowed = new Set(origins);
  return {
    answer: (origin = '') =>
      allowed.has(origin)
        ? new Headers([
            ['access-control-allow-origin', origin],
            ['access-control-expose-headers', EXPOSED_HEADERS.join(', ')],
          ])
        : new Headers(),
    preflight: (origin = '') =>
      allowed.has(origin)
        ? {
            'access-control-allow-methods': 'GET, POST',
            'access-control-allow-headers': ALLOWED_HEADERS.join(', '),
            'access-control-max-age': String(MAX_AGE_S),
          }
        : undefined,
  };
}

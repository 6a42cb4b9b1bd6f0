/**
 * One request of an attacker, and the parts that all attacks share. The tests of each kind of bad input:
 *
 * | input                                               | files                                               |
 * |-----------------------------------------------------|-----------------------------------------------------|
 * | B1 no JSON, no UTF-8, encodings, charsets           | server/graphql-over-http, attacks/odd-requests      |
 * | B2 over 256 KB                                      | server/garbage, attacks/odd-requests                |
 * | B3 text, forms, parts, no type                      | server/graphql-over-http, attacks/scanner           |
 * | B4 CSRF by GET, mutations by GET                    | server/graphql-over-http, attacks/scanner           |
 * | B5 batches                                          | server/graphql-over-http, attacks/scanner           |
 * | B6 tokens, B7 depth, B9 aliases, B10 directives     | limits/document-limits, attacks/scanner             |
 * | B8 lists times lists                                | limits/cost                                         |
 * | B11 equal fields, B12 nesting and long lists        | limits/document-limits                              |
 * | B13 commas and comments                             | attacks/odd-requests, limits/document-limits        |
 * | B14 deep variables, __proto__                       | bad-input; of vendors: upstream/values              |
 * | B15 ids                                             | bad-input                                           |
 * | B16 ranges, time zones                              | bad-ranges                                          |
 * | B17 page sizes, cursors                             | bad-ranges, bad-cursors                             |
 * | B18 names that are not suggested                    | limits/hidden-names, attacks/scanner                |
 * | B20 a bug with a key in its text                    | graphql/error-masking, telemetry/log                |
 * | B21 canaries                                        | attacks/canaries, server/leaks, telemetry/*         |
 * | B23 two callers                                     | attacks/two-callers, auth/authentication            |
 * | B24 headers                                         | attacks/headers, http/cors, http/conditional        |
 * | B25 heads, lengths, chunks                          | server/garbage, attacks/headers                     |
 * | B26 50,000 mutated bodies                           | attacks/fuzz, bench/fuzz                            |
 * | B28 the client leaves                               | attacks/leaving; its call: upstream/faults/sharing  |
 *
 * limits/cost tests that realistic large queries pass. An unhandled rejection fails the run.
 */
import type { Dice } from '../people/dice.ts';
import { PROTOTYPE_NAMES, weirdText } from './weird.ts';

export interface Attack {
  readonly method: 'GET' | 'POST';
  /** With the query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for a GET. */
  readonly body: Buffer;
}

const CONTENT_TYPES = [
  'application/json; charset=utf-16',
  'application/json; charset="utf-8',
  'application/json; charset=utf-7; charset=utf-8',
  'application/json;charset',
  'application/graphql',
  'application/graphql-response+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'TEXT/JSON',
  'application/json, text/plain',
  ';',
  '',
] as const;

const ACCEPTS = [
  '*/*',
  'application/graphql-response+json',
  'application/graphql-response+json, application/json;q=0.9',
  'application/json; charset=utf-16',
  'text/event-stream',
  'multipart/mixed; deferSpec=20220824',
  'application/xml;q=1, */*;q=0',
  ';q=;;,,',
  '',
] as const;

const ODD_HEADERS: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['content-type', CONTENT_TYPES],
  ['accept', ACCEPTS],
  ['content-encoding', ['gzip', 'br', 'identity', 'identity, identity', 'x']],
  ['accept-encoding', ['br', 'gzip;q=0.5, br;q=x', '*', 'identity;q=0', ',;,']],
  ['teamgraph-trace', ['on', 'off', 'ON', '{']],
  ['x-request-id', ['a', '../../x', 'x'.repeat(300), '\u00ff\u00fe', '{"a":1}']],
  ['traceparent', ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '00-0-0-0', 'ff-x']],
  ['tracestate', ['a=b', '\u00ff']],
  ['origin', ['https://app.example', 'null', 'file://', '\u00ff']],
  ['if-none-match', ['*', 'W/"x"', '"', ',']],
  ['range', ['bytes=0-1', 'bytes=-1', 'x']],
  ['authorization', ['Bearer', 'Bearer x', 'Bearer a.b.c', 'Basic eDp5', 'Bearer eyJhbGciOiJub25lIn0.e30.']],
  ['apollo-require-preflight', ['true', '']],
  ['x-apollo-operation-name', ['x', '']],
  ['x-http-method-override', ['DELETE']],
  ['cookie', ['a=b; __proto__=c']],
  ['x-forwarded-for', ['127.0.0.1', 'x'.repeat(500)]],
];

/** The headers of a well-behaved client, sometimes with an odd one. */
export function headersFor(dice: Dice, own: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json', accept: 'application/json', ...own };
  if (dice.chance(0.2)) headers.accept = dice.among(ACCEPTS);
  for (let more = dice.chance(0.2); more; more = dice.chance(0.3)) {
    const [name, values] = dice.among(ODD_HEADERS);
    headers[name] = dice.among(values);
  }
  return headers;
}

const PARAMETERS = ['query', 'variables', 'operationName', 'extensions', 'documentId'] as const;

/** The same request by GET: each member is a parameter, sometimes broken, repeated or unknown. */
export function asGet(dice: Dice, request: Readonly<Record<string, unknown>>, headers: Record<string, string>): Attack {
  const parameters = Object.entries(request).map(([name, value]) => {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return `${encodeURIComponent(name)}=${escaped(text)}`;
  });
  if (dice.chance(0.2)) parameters.push(`${dice.among(PARAMETERS)}=${escaped(weirdText(dice))}`);
  if (dice.chance(0.1)) parameters.push(`${dice.among(PROTOTYPE_NAMES)}=1`);
  if (dice.chance(0.1)) parameters.push(dice.among(['%', '%zz=%', '=', '&&', '%ff=%fe', 'query[]=x', 'query']));
  const { 'content-type': _, ...rest } = headers;
  return {
    method: 'GET',
    // Node limits the head of a request to 16 KB.
    path: `/graphql?${parameters.join('&')}`.slice(0, 12_000),
    headers: { 'apollo-require-preflight': 'true', ...rest },
    body: Buffer.alloc(0),
  };
}

const escaped = (text: string): string => encodeURIComponent(text.toWellFormed());

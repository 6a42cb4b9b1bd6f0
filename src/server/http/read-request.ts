/** Reads a GraphQL request off the wire: bounded, and refused where it is no JSON object in UTF-8. */
import type { IncomingMessage } from 'node:http';
import type { HttpGraphqlRequest } from '../../graphql/engine.ts';
import { HttpError } from './http-error.ts';

/** How large the body of a request may be. */
const BODY_CAP_BYTES = 256 * 1024;
/** Headers of which Node takes the first and others the last: who stands between may have read another one. */
const ONCE = ['host', 'authorization', 'content-type'] as const;
export const METHODS = 'GET, POST';
/** Guesses at nothing: what is no UTF-8 throws, and JSON begins with no byte order mark. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Path and query as they stand in the request line; what is no path leads nowhere. */
export function targetOf({ url = '/' }: IncomingMessage): { readonly pathname: string; readonly search: string } {
  const [pathname = '', ...search] = url.split('?');
  return { pathname, search: search.length === 0 ? '' : `?${search.join('?')}` };
}

/** Throws an `HttpError` for a request that says twice what can only be said once. */
export function requireOnce({ headersDistinct }: IncomingMessage): void {
  for (const name of ONCE) {
    const values = headersDistinct[name] ?? [];
    if (values.length > 1) throw new HttpError(400, `The request has the header ${name} more than once.`);
  }
}

/** RFC 9110, 7.2, and RFC 3986, 3.2.2. */
const HOST = /^(\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(:\d*)?$/i;

/** Throws an `HttpError` for a request that does not say which host it is for, as RFC 9112, 3.2 asks, or names what is none. */
export function requireHost({ headers, httpVersion }: IncomingMessage): void {
  const { host } = headers;
  if (host === undefined && httpVersion !== '1.0') throw new HttpError(400, 'The request has no header host.');
  if (host !== undefined && !HOST.test(host)) throw new HttpError(400, 'The header host names no host.');
}

export async function readGraphqlRequest(request: IncomingMessage, search: string): Promise<HttpGraphqlRequest> {
  const { method = '' } = request;
  if (method !== 'GET' && method !== 'POST') {
    throw new HttpError(405, 'GraphQL is asked by GET or POST.', { headers: { allow: METHODS } });
  }
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const body = method === 'POST' ? await readJsonBody(request) : undefined;
  return { method, headers, search, body };
}

async function readJsonBody(request: IncomingMessage): Promise<object> {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/json') throw new HttpError(415, 'Expected the content type application/json.');
  const charset =
    parameters.map((parameter) => /^charset="?([^"\s]*)"?$/.exec(parameter.trim())?.[1]).find(Boolean) ?? 'utf-8';
  if (!/^utf-?8$/.test(charset)) throw new HttpError(415, 'Expected the charset utf-8.');
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new HttpError(415, 'Expected a body without content encoding.');
  const bytes = await readBody(request);
  let body: unknown;
  try {
    body = JSON.parse(UTF_8.decode(bytes));
  } catch {
    throw new HttpError(400, 'The body is not valid JSON in UTF-8.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HttpError(400, 'Expected a JSON object with one GraphQL request.');
  }
  return body;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = () => new HttpError(413, `The body is larger than ${BODY_CAP_BYTES} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > BODY_CAP_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > BODY_CAP_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

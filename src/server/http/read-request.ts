/** Reads and checks an HTTP request: its target, its `Host`, and the JSON body of a GraphQL request. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { HttpGraphqlRequest } from '../../graphql/engine.ts';
import { HttpError } from './http-error.ts';

const MAX_BODY_BYTES = 256 * 1024;
/** Node takes the first of some repeated headers and the last of others. A proxy in between may have read the other one. */
const SINGLE_HEADERS: ReadonlySet<string> = new Set(['host', 'authorization', 'content-type']);
const SINGLE_LENGTHS: ReadonlySet<number> = new Set([...SINGLE_HEADERS].map(({ length }) => length));
/** RFC 9110, 7.2, and RFC 3986, 3.2.2. */
const HOST = /^(\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(:\d*)?$/i;
/** Throws on bytes that are not UTF-8, and keeps a byte order mark, with which JSON cannot begin. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Throws an `HttpError` for a request that repeats a header which can occur only once. */
export function requireSingleHeaders({ rawHeaders }: IncomingMessage): void {
  const seen = new Set<string>();
  // Names and values in turn.
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const written = rawHeaders[index] ?? '';
    const name = SINGLE_LENGTHS.has(written.length) ? written.toLowerCase() : '';
    if (!SINGLE_HEADERS.has(name)) continue;
    if (seen.has(name)) throw new HttpError(400, `The request has the header ${name} more than once.`);
    seen.add(name);
  }
}

/** Throws an `HttpError` for a request without a valid `Host` header (RFC 9112, 3.2). */
export function requireHost({ headers, httpVersion }: IncomingMessage): void {
  const { host } = headers;
  if (host === undefined && httpVersion !== '1.0') throw new HttpError(400, 'The request has no header host.');
  if (host !== undefined && !HOST.test(host)) throw new HttpError(400, 'The header host names no host.');
}

/** Path and query of the request line, as they are. */
export function targetOf({ url = '/' }: IncomingMessage): { readonly pathname: string; readonly search: string } {
  const end = url.indexOf('?');
  return end === -1 ? { pathname: url, search: '' } : { pathname: url.slice(0, end), search: url.slice(end) };
}

/** A GraphQL request that was read to its end, and not parsed. */
export interface GraphqlMessage {
  readonly method: 'GET' | 'POST';
  /** The query string with its question mark; empty where there is none. */
  readonly search: string;
  /** The body of a POST. */
  readonly bytes: Buffer;
}

const NO_BYTES = Buffer.alloc(0);
/** Why work for a client that has left ends. One for all: an error takes long to make. */
export const LEFT: Error = Object.assign(new Error('the client has left'), { name: 'AbortError' });

/** Reads a GraphQL request to its end. Throws an `HttpError` for another method, media type or size. */
export async function readGraphqlMessage(request: IncomingMessage, search: string): Promise<GraphqlMessage> {
  const { method } = request;
  if (method === 'GET') return { method, search, bytes: NO_BYTES };
  if (method !== 'POST') throw methodNotAllowed();
  requireJson(request);
  return { method, search, bytes: await readBody(request) };
}

/** Parses a message that came with these headers. Throws an `HttpError` if its syntax is wrong. */
export function parseGraphqlMessage(
  { method, search, bytes }: GraphqlMessage,
  received: IncomingHttpHeaders,
): HttpGraphqlRequest {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(received)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return { method, headers, search, body: method === 'POST' ? parseBody(bytes) : undefined };
}

/** The rejection of a method that `/graphql` does not have. */
export const methodNotAllowed = (): HttpError =>
  new HttpError(405, 'Expected the method GET or POST.', { headers: { allow: 'GET, POST' } });

/** Throws an `HttpError` unless the body is announced as JSON in UTF-8. */
function requireJson({ headers }: IncomingMessage): void {
  if (headers['content-type'] === 'application/json' && headers['content-encoding'] === undefined) return;
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/json') throw new HttpError(415, 'Expected the content type application/json.');
  const charset =
    parameters.map((parameter) => /^charset="?([^"\s]*)"?$/.exec(parameter.trim())?.[1]).find(Boolean) ?? 'utf-8';
  if (!/^utf-?8$/.test(charset)) throw new HttpError(415, 'Expected the charset utf-8.');
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new HttpError(415, 'Expected a body without content encoding.');
}

function parseBody(bytes: Buffer): object {
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

function readBody(request: IncomingMessage): Buffer | Promise<Buffer> {
  const tooLarge = () => new HttpError(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  // A small body mostly comes with its headers, and is here by now.
  if (request.complete && request.readableLength <= MAX_BODY_BYTES) return request.read() ?? NO_BYTES;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= MAX_BODY_BYTES) return;
      request.off('data', onData).pause();
      reject(tooLarge());
    };
    request
      .on('data', onData)
      .on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
      .on('error', reject)
      // It also follows the end.
      .on('close', () => reject(LEFT));
  });
}

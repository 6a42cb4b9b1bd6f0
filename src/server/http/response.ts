/** Writes a response: with compression, ETag and Cache-Control, and with a time limit for clients that read slowly. */
import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import { oncePerObject } from '../../once.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A Buffer is sent again and again and never changes: a file, or an answer that is kept. So its other forms are kept, too. */
  readonly body: string | Buffer;
}

export const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** The headers of every response, unless the reply overrides one. */
export const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  vary: 'Authorization, Accept, Accept-Encoding, Origin, Sec-Fetch-Site, teamgraph-trace, teamgraph-plan',
};

/** Smaller bodies are not compressed. */
const MIN_COMPRESSED_BYTES = 1_024;
const COMPRESSIBLE = /^(text\/|application\/(json|graphql-response\+json|javascript)|image\/svg)/;
/** Nearly as small as the highest quality, in a tenth of the time. */
const BROTLI_QUALITY = 4;
/** Smaller bodies are written together with the head. */
const ONE_WRITE_BYTES = 8 * 1024;
/** How much is written at once. */
const PIECE_BYTES = 64 * 1024;
/**
 * The client must read so many pieces within the timeout of one, anywhere in a large body. Otherwise a client that reads
 * each piece just in time would keep the whole body in memory for minutes.
 */
const PIECES_PER_TIMEOUT = 4;

/**
 * Resolves when the client has read the whole response. A client that takes longer than `pieceMs` for a piece of 64 KB, or
 * for any four pieces of a larger body, is disconnected. `ownHeaders` are those of this request, whatever the reply.
 */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  pieceMs: number,
  ownHeaders: Readonly<Record<string, string>> = {},
): Promise<void> {
  const headers: Record<string, string | number> = { ...SAFE_HEADERS, ...ownHeaders, ...reply.headers };
  let body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  let { status } = reply;
  if (hasEtag(request, reply)) {
    headers.etag = etagOf(body, typeof reply.body !== 'string');
    if (isMatch(request.headers['if-none-match'], headers.etag)) status = 304;
  }
  const encoding = status === 304 ? undefined : encodingFor(request, reply, body);
  if (encoding) {
    body = await compress(body, encoding, typeof reply.body !== 'string');
    headers['content-encoding'] = encoding;
  }
  if (status === 304) {
    body = Buffer.alloc(0);
    delete headers['content-type'];
  } else if (status !== 204) headers['content-length'] = body.length;
  response.writeHead(status, headers);
  if (request.method === 'HEAD') response.end();
  else {
    const reading = write(response, body, pieceMs);
    if (reading) await reading;
  }
}

/** Responses that a client may not keep have no ETag, nor have files that never change. */
const hasEtag = ({ method }: IncomingMessage, { status, headers }: Reply): boolean =>
  (method === 'GET' || method === 'HEAD') && status === 200 && /no-cache|private/.test(headers['cache-control'] ?? '');

/** A weak validator (RFC 9110, 8.8.1): it is the same for every content encoding. */
function etagOf(body: Buffer, isKept: boolean): string {
  const etag = (isKept && otherFormsOf(body).etag) || `W/"${hash('sha256', body, 'base64url')}"`;
  if (isKept) otherFormsOf(body).etag = etag;
  return etag;
}

/** RFC 9110, 13.1.2. */
const isMatch = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch?.split(',').some((one) => one.trim() === etag || one.trim() === '*') ?? false;

const COMPRESS = {
  br: (body: Buffer) =>
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (body: Buffer) => promisify(gzip)(body),
} as const;
type Encoding = keyof typeof COMPRESS;
const ENCODINGS = Object.keys(COMPRESS) as Encoding[];

/** The content encoding of the response; undefined if it stays as it is. RFC 9110, 12.5.3. */
function encodingFor(request: IncomingMessage, { headers }: Reply, body: Buffer): Encoding | undefined {
  if (body.length < MIN_COMPRESSED_BYTES || !COMPRESSIBLE.test(headers['content-type'] ?? '')) return undefined;
  const { 'accept-encoding': accepted } = request.headers;
  if (accepted === undefined) return undefined;
  const known = negotiated.get(accepted);
  if (known !== undefined) return known === 'identity' ? undefined : known;
  const encoding = new Negotiator(request).encoding(ENCODINGS, { preferred: ENCODINGS });
  negotiated.set(accepted, encoding ?? 'identity');
  return encoding;
}

/** What was chosen for the last values of `Accept-Encoding`: clients send few, and to choose takes long. */
const negotiated = new LRUCache<string, Encoding | 'identity'>({ max: 100 });

/** What was made of a Buffer that is kept. */
interface OtherForms {
  etag?: string;
  readonly compressed: { [Name in Encoding]?: Promise<Buffer> };
}
const otherFormsOf = oncePerObject((_: Buffer): OtherForms => ({ compressed: {} }));

function compress(body: Buffer, encoding: Encoding, isKept: boolean): Promise<Buffer> {
  if (!isKept) return COMPRESS[encoding](body);
  const { compressed } = otherFormsOf(body);
  compressed[encoding] ??= COMPRESS[encoding](body);
  return compressed[encoding];
}

/** Undefined if the system has taken the whole body at once. */
function write(response: ServerResponse, body: Buffer, pieceMs: number): Promise<unknown> | undefined {
  if (body.length > PIECE_BYTES) return writePieces(response, body, pieceMs);
  // Head and body leave in one write. In latin1 each character is a byte.
  if (body.length <= ONE_WRITE_BYTES) response.end(body.toString('latin1'), 'latin1');
  else response.end(body);
  return isHandedOver(response) ? undefined : isRead(response, 'finish', pieceMs);
}

async function writePieces(response: ServerResponse, body: Buffer, pieceMs: number): Promise<void> {
  const isLarge = body.length > PIECES_PER_TIMEOUT * PIECE_BYTES;
  /** When each of the last pieces was written, in order. */
  const written: number[] = [];
  const leftMs = (): number => {
    const nowMs = performance.now();
    written.push(nowMs);
    if (written.length > PIECES_PER_TIMEOUT) written.shift();
    return isLarge ? pieceMs - (nowMs - (written[0] ?? nowMs)) : pieceMs;
  };
  let sent = 0;
  for (; body.length - sent > PIECE_BYTES; sent += PIECE_BYTES) {
    const timeoutMs = leftMs();
    const isBuffered = !response.write(body.subarray(sent, sent + PIECE_BYTES));
    if (isBuffered && !(await isRead(response, 'drain', timeoutMs))) return;
  }
  const timeoutMs = leftMs();
  response.end(body.subarray(sent));
  if (!isHandedOver(response)) await isRead(response, 'finish', timeoutMs);
}

/** Whether the system has taken all bytes of a response that was ended. */
const isHandedOver = ({ writableFinished, socket }: ServerResponse): boolean =>
  writableFinished || socket?.writableLength === 0;

/** Whether the client has read what was written, in time. If not, it is disconnected. */
async function isRead(response: ServerResponse, event: 'drain' | 'finish', timeoutMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const onRead = () => resolve(true);
  const onClosed = () => resolve(false);
  const timer = setTimeout(() => disconnect(response.req.socket), timeoutMs);
  response.once(event, onRead).once('close', onClosed);
  const isInTime = await promise;
  clearTimeout(timer);
  response.off(event, onRead).off('close', onClosed);
  return isInTime;
}

/** By a reset, where the socket is TCP: the system then drops what it has buffered for the client, which may be megabytes. */
function disconnect(socket: Socket): void {
  if (socket.remoteFamily === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

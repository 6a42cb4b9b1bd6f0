/**
 * Sends an answer: compressed where the client reads that, not at all where it has the same already, and no slower than
 * a client may be that takes it.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes are a file, the same each time. */
  readonly body: string | Buffer;
}

/** What is smaller is not worth the work. */
const LEAST_COMPRESSED_BYTES = 1_024;
const COMPRESSIBLE = /^(text\/|application\/(json|graphql-response\+json|javascript)|image\/svg)/;
/** Nearly as small as the best, in a tenth of the time. */
const BROTLI_QUALITY = 4;
/** How much is written at once. */
const PIECE_BYTES = 64 * 1024;
/**
 * So many pieces must be taken in the time of one, wherever in a large answer they stand: a client that took each one just in
 * time would hold all of the answer for minutes.
 */
const PIECES_IN_TIME = 4;

const COMPRESS = {
  br: (body: Buffer) =>
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (body: Buffer) => promisify(gzip)(body),
} as const;
type Encoding = keyof typeof COMPRESS;
const ENCODINGS = Object.keys(COMPRESS) as Encoding[];

export const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** On every answer, whatever else stands there. */
export const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  vary: 'Authorization, Accept, Accept-Encoding, Origin, teamgraph-trace',
};

/**
 * Resolves when the client has it, or was cut off because it took longer than `pieceMs` for a piece of it, or for any four
 * pieces of a larger answer.
 */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  pieceMs: number,
): Promise<void> {
  const headers: Record<string, string | number> = { ...SAFE_HEADERS, ...reply.headers };
  let body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  let { status } = reply;
  if (isTagged(request, reply)) {
    headers.etag = tagOf(body);
    if (isKnown(request.headers['if-none-match'], headers.etag)) status = 304;
  }
  const encoding = status === 304 ? undefined : encodingFor(request, reply, body);
  if (encoding) {
    body = await compressed(body, encoding, typeof reply.body !== 'string');
    headers['content-encoding'] = encoding;
  }
  if (status === 304) {
    body = Buffer.alloc(0);
    delete headers['content-type'];
  } else if (status !== 204) headers['content-length'] = body.length;
  response.writeHead(status, headers);
  if (request.method === 'HEAD') response.end();
  else await write(response, body, pieceMs);
}

/** What may not be kept is not compared, nor what never changes. */
const isTagged = ({ method }: IncomingMessage, { status, headers }: Reply): boolean =>
  method === 'GET' && status === 200 && /no-cache|private/.test(headers['cache-control'] ?? '');

/** Weak, for it stands for what is meant and not for the bytes of an encoding. */
const tagOf = (body: Buffer): string => `W/"${createHash('sha256').update(body).digest('base64url')}"`;

const isKnown = (known: string | undefined, tag: string): boolean =>
  known?.split(',').some((one) => one.trim() === tag || one.trim() === '*') ?? false;

function encodingFor(request: IncomingMessage, { headers }: Reply, body: Buffer): Encoding | undefined {
  if (body.length < LEAST_COMPRESSED_BYTES || !COMPRESSIBLE.test(headers['content-type'] ?? '')) return undefined;
  const accepted = qualitiesIn(String(request.headers['accept-encoding'] ?? ''));
  const qualityOf = (encoding: Encoding): number => accepted.get(encoding) ?? accepted.get('*') ?? 0;
  const [best] = ENCODINGS.toSorted((a, b) => qualityOf(b) - qualityOf(a));
  return best && qualityOf(best) > 0 ? best : undefined;
}

/** What files were compressed to, for as long as they are kept: the page's large ones are open to everybody, and take long. */
const compressedFiles = new WeakMap<Buffer, { [Name in Encoding]?: Promise<Buffer> }>();

function compressed(body: Buffer, encoding: Encoding, isFile: boolean): Promise<Buffer> {
  if (!isFile) return COMPRESS[encoding](body);
  const known = compressedFiles.get(body) ?? {};
  compressedFiles.set(body, known);
  known[encoding] ??= COMPRESS[encoding](body);
  return known[encoding];
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding */
function qualitiesIn(accepted: string): ReadonlyMap<string, number> {
  const entries = accepted
    .toLowerCase()
    .split(',')
    .map((part): [string, number] => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return [name, quality === undefined ? 1 : Number(quality) || 0];
    });
  return new Map(entries);
}

async function write(response: ServerResponse, body: Buffer, pieceMs: number): Promise<void> {
  const isLarge = body.length > PIECES_IN_TIME * PIECE_BYTES;
  /** When each of the last pieces was written, the first of them first. */
  const written: number[] = [];
  const leftMs = (): number => {
    const nowMs = performance.now();
    written.push(nowMs);
    if (written.length > PIECES_IN_TIME) written.shift();
    return isLarge ? pieceMs - (nowMs - (written[0] ?? nowMs)) : pieceMs;
  };
  let sent = 0;
  for (; body.length - sent > PIECE_BYTES; sent += PIECE_BYTES) {
    const untilMs = leftMs();
    if (!response.write(body.subarray(sent, sent + PIECE_BYTES)) && !(await taken(response, 'drain', untilMs))) return;
  }
  const untilMs = leftMs();
  response.end(body.subarray(sent));
  if (!response.writableFinished) await taken(response, 'finish', untilMs);
}

/** Whether the client took what was written, in time; it is cut off if not. */
async function taken(response: ServerResponse, event: 'drain' | 'finish', leftMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const onTaken = () => resolve(true);
  const onClosed = () => resolve(false);
  const cut = setTimeout(() => cutOff(response.req.socket), leftMs);
  response.once(event, onTaken).once('close', onClosed);
  const isTaken = await promise;
  clearTimeout(cut);
  response.off(event, onTaken).off('close', onClosed);
  return isTaken;
}

/** By a reset: the system, too, then drops what it keeps for the client, which may be megabytes. Only TCP has one. */
function cutOff(socket: Socket): void {
  if (socket.remoteFamily === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

/** The text of an answer: decompressed, bounded in size, and in UTF-8. */
import type { IncomingMessage } from 'node:http';
import { pipeline as connect } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { type Source, SourceError } from '../../errors.ts';

/** The largest body in bytes after decompression, of a page that can be requested again with fewer rows, */
export const LARGEST_PAGE = 5 * 1024 * 1024;
/** and of any answer. */
export const LARGEST_PIECE = 4 * LARGEST_PAGE;

export const ENCODINGS = 'gzip, br, deflate';

type Chunks = AsyncIterable<Buffer>;

/**
 * Reads a body of at most `largest` bytes to its end, and calls `arrived` for each chunk. Throws a `SourceError`: TOO_LARGE
 * for a larger body, CONTRACT for one that no endpoint allows or that cannot be decoded.
 */
export async function readText(
  source: Source,
  body: IncomingMessage,
  largest: number,
  arrived: () => void,
): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  async function* observed(chunks: Chunks): Chunks {
    for await (const chunk of chunks) {
      arrived();
      yield chunk;
    }
  }
  async function collect(chunks: Chunks): Promise<void> {
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > LARGEST_PIECE) throw new SourceError(source, 'CONTRACT', { detail: 'body too large' });
      if (size <= largest) pieces.push(chunk);
      else pieces.length = 0;
    }
    if (size > largest) throw new SourceError(source, 'TOO_LARGE');
  }
  const inflate = inflaterOf(body.headers['content-encoding']);
  if (inflate === undefined) {
    body.on('error', () => {}).destroy();
    throw new SourceError(source, 'CONTRACT', { detail: 'unknown content encoding' });
  }
  try {
    await pipeline(body, observed, inflate, collect);
  } catch (error) {
    if (!isOfInflating(error)) throw error;
    throw new SourceError(source, 'CONTRACT', { detail: 'body does not inflate' });
  }
  return decodeUtf8(source, Buffer.concat(pieces));
}

/** Undefined for an encoding that was not requested. */
function inflaterOf(encoding = '') {
  switch (encoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return (chunks: Chunks): Chunks => chunks;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      return inflateEither;
    default:
      return undefined;
  }
}

/** `deflate` requires a zlib header (RFC 9110, section 8.4.1.2); some servers send none. */
async function* inflateEither(chunks: Chunks): Chunks {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  async function* all(): Chunks {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  // No stream without a header begins like this: its first block would be a stored one, with a padding bit that is always 0.
  const hasHeader = ((first.value[0] ?? 0) & 0x0f) === 0x08;
  yield* connect(all, hasHeader ? createInflate() : createInflateRaw(), () => {}) as Chunks;
}

function decodeUtf8(source: Source, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SourceError(source, 'CONTRACT', { detail: 'body is not UTF-8' });
  }
}

const isOfInflating = (error: unknown): boolean =>
  /^(Z_|ERR_BROTLI|ERR__)/.test(String(error instanceof Error && (error as NodeJS.ErrnoException).code));

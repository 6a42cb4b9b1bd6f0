/** The text of an answer: decompressed, bounded in size, and in UTF-8. */
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { type Source, SourceError } from '../../errors.ts';
import type { Message } from './message.ts';

/** The largest body of a page that can be requested again with fewer rows, in bytes after decompression. */
export const LARGEST_PAGE = 5 * 1024 * 1024;
/** The largest body of any answer, in bytes after decompression. */
export const LARGEST_PIECE = 4 * LARGEST_PAGE;
/** A compressed body of up to so many bytes is decompressed when all of it has come; a larger one as it comes. */
const LARGEST_HELD = 1024 * 1024;

export const ENCODINGS = 'gzip, br, deflate';

export interface Body {
  /** As the source sent it, and in this content encoding; absent if it is compressed and large. */
  readonly bytes?: Buffer;
  readonly encoding: string;
  readonly text: string;
}

interface Reading {
  readonly source: Source;
  /** The most bytes after decompression. */
  readonly largest: number;
  /** The last body, which is returned itself if the source sends the same bytes. */
  readonly last?: Body;
  /** Called for each chunk. */
  arrived(): void;
}

/**
 * Reads a body to its end. Throws a `SourceError`: TOO_LARGE for a larger body, CONTRACT for one that no endpoint allows or
 * that cannot be decoded.
 */
export async function readBody(message: Message, reading: Reading): Promise<Body> {
  const { source, last, arrived } = reading;
  const encoding = String(message.headers['content-encoding'] ?? '')
    .trim()
    .toLowerCase();
  const isPlain = encoding === '' || encoding === 'identity';
  if (!isPlain && !COMPRESSED.has(encoding)) {
    const error = new SourceError(source, 'CONTRACT', { detail: 'unknown content encoding' });
    message.destroy(error);
    throw error;
  }
  const decoded = createCollection(reading);
  const compressed = isPlain ? undefined : createDecompression(message, reading, encoding, decoded);
  const comparison = createComparison(last?.encoding === encoding ? last.bytes : undefined, compressed ?? decoded);
  await message.read((chunk) => {
    arrived();
    comparison.add(chunk);
  });
  if (last && comparison.isEqual()) return last;
  const bytes = await compressed?.end();
  const whole = decoded.bytes();
  return { bytes: isPlain ? whole : bytes, encoding, text: decodeUtf8(source, whole) };
}

/** Takes chunks; throws if it takes no more. */
interface Sink {
  add(chunk: Buffer): void;
}

/** Holds back chunks for as long as they are equal to the last bytes. */
function createComparison(last: Buffer | undefined, sink: Sink) {
  let isEqualSoFar = last !== undefined;
  let equal = 0;
  const release = (): void => {
    isEqualSoFar = false;
    if (last && equal > 0) sink.add(last.subarray(0, equal));
  };
  return {
    add: (chunk: Buffer): void => {
      if (isEqualSoFar) {
        const end = equal + chunk.length;
        if (last && end <= last.length && last.compare(chunk, 0, chunk.length, equal, end) === 0) {
          equal = end;
          return;
        }
        release();
      }
      sink.add(chunk);
    },
    /** Call it at the end. */
    isEqual: (): boolean => {
      if (isEqualSoFar && equal !== last?.length) release();
      return isEqualSoFar;
    },
  };
}

/** The decompressed bytes. Those of a body that is too large are counted, and not kept. */
function createCollection({ source, largest }: Reading) {
  const pieces: Buffer[] = [];
  let size = 0;
  return {
    add: (chunk: Buffer): void => {
      size += chunk.length;
      if (size > LARGEST_PIECE) throw new SourceError(source, 'CONTRACT', { detail: 'body too large' });
      if (size <= largest) pieces.push(chunk);
      else pieces.length = 0;
    },
    bytes: (): Buffer => {
      if (size > largest) throw new SourceError(source, 'TOO_LARGE');
      return Buffer.concat(pieces);
    },
  };
}

/** Decompresses what it takes into `decoded`. */
function createDecompression(message: Message, { source }: Reading, encoding: string, decoded: Sink) {
  const held: Buffer[] = [];
  let size = 0;
  let stream: Transform | undefined;
  let ended: Promise<void> | undefined;

  function start(first: Buffer): Transform {
    const started = createDecompressor(encoding, first);
    ended = new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        reject(error);
        started.destroy();
        // Nothing waits for a rest that cannot be decompressed.
        message.destroy(error);
      };
      started.on('data', (chunk: Buffer) => {
        try {
          decoded.add(chunk);
        } catch (error) {
          fail(error as Error);
        }
      });
      started.once('end', resolve);
      started.on('error', () => fail(new SourceError(source, 'CONTRACT', { detail: 'body does not inflate' })));
    });
    ended.catch(() => {});
    return started;
  }

  return {
    add: (chunk: Buffer): void => {
      if (stream) {
        if (!stream.write(chunk)) message.pause();
        return;
      }
      held.push(chunk);
      size += chunk.length;
      if (size <= LARGEST_HELD) return;
      const all = Buffer.concat(held.splice(0));
      stream = start(all);
      stream.on('drain', () => message.resume());
      if (!stream.write(all)) message.pause();
    },
    /** Call it at the end. Resolves with all that it took, if that is not too large. */
    end: async (): Promise<Buffer | undefined> => {
      const all = stream || size === 0 ? undefined : Buffer.concat(held);
      if (all) stream = start(all);
      stream?.end(all);
      await ended;
      return all;
    },
  };
}

const COMPRESSED = new Set(['gzip', 'x-gzip', 'br', 'deflate']);

function createDecompressor(encoding: string, first: Buffer): Transform {
  if (encoding === 'br') return createBrotliDecompress();
  if (encoding !== 'deflate') return createGunzip();
  // `deflate` requires a zlib header (RFC 9110, section 8.4.1.2); some servers send none. No stream without a header begins
  // like this: its first block would be a stored one, with a padding bit that is always 0.
  return ((first[0] ?? 0) & 0x0f) === 0x08 ? createInflate() : createInflateRaw();
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(source: Source, bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new SourceError(source, 'CONTRACT', { detail: 'body is not UTF-8' });
  }
}

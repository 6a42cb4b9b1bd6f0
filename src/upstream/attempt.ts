/**
 * One HTTP exchange with a source: bytes out, text back, bounded in time and size. What the answer means is not
 * decided here; redirects are answers like any other and never followed.
 */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { type Source, SourceError } from '../errors.ts';

/** What one exchange may take in all. */
const ATTEMPT_MS = 4000;
export const CONNECT_MS = 1000;
const BODY_IDLE_MS = 2000;
/** How large a body may be, counted after inflating. */
const BODY_CAP_BYTES = 5 * 1024 * 1024;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Empty where the status says no and what followed it could not be read. */
  readonly text: string;
}

export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends one request. Throws a `SourceError` where no whole answer came: UNAVAILABLE, TIMEOUT or CONTRACT. */
export async function attempt(
  source: Source,
  dispatcher: Dispatcher,
  exchange: Exchange,
  deadline: AbortSignal,
): Promise<Answer> {
  const signal = AbortSignal.any([deadline, AbortSignal.timeout(ATTEMPT_MS)]);
  try {
    const url = new URL(exchange.url);
    const { statusCode, headers, body } = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: exchange.method,
      headers: { ...exchange.headers, accept: 'application/json', 'accept-encoding': 'gzip, br, deflate' },
      body: exchange.body,
      bodyTimeout: BODY_IDLE_MS,
      signal,
    });
    const text = await readText(source, body, headers['content-encoding'], signal).catch((error: unknown) => {
      // A status that says no is believed, whatever comes after it: a 429 must not go unheard.
      if (statusCode >= 400) return '';
      throw error;
    });
    return { status: statusCode, headers, text };
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(source, signal.aborted || isBodyTimeout(error) ? 'TIMEOUT' : 'UNAVAILABLE', {
      detail: errorCode(error),
    });
  }
}

async function readText(
  source: Source,
  body: Readable,
  encoding: string | string[] | undefined,
  signal: AbortSignal,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = async (stream: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > BODY_CAP_BYTES) throw new SourceError(source, 'CONTRACT', { detail: 'body too large' });
      chunks.push(chunk);
    }
  };
  const inflate = inflater(source, encoding, body);
  try {
    await (inflate ? pipeline(body, inflate, collect, { signal }) : pipeline(body, collect, { signal }));
  } catch (error) {
    if (
      errorCode(error).startsWith('Z_') ||
      errorCode(error).startsWith('ERR_BROTLI') ||
      errorCode(error).startsWith('ERR__')
    ) {
      throw new SourceError(source, 'CONTRACT', { detail: 'body does not inflate' });
    }
    throw error;
  }
  return decodeUtf8(source, Buffer.concat(chunks));
}

function inflater(source: Source, encoding: string | string[] | undefined, body: Readable) {
  switch (String(encoding ?? 'identity').toLowerCase()) {
    case 'identity':
      return undefined;
    case 'gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      return createInflate();
    default:
      body.on('error', () => {}).destroy();
      throw new SourceError(source, 'CONTRACT', { detail: 'unknown content encoding' });
  }
}

function decodeUtf8(source: Source, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SourceError(source, 'CONTRACT', { detail: 'body is not UTF-8' });
  }
}

const isBodyTimeout = (error: unknown): boolean => errorCode(error) === 'UND_ERR_BODY_TIMEOUT';

const errorCode = (error: unknown): string =>
  error instanceof Error ? String((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown';

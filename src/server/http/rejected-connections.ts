/** What is turned away before anybody can ask: bytes that are not HTTP, come too slowly, or are too many. */
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HttpError } from './http-error.ts';
import { JSON_TYPE, SAFE_HEADERS } from './response.ts';

export interface TurnAwayOptions {
  /** How long whoever is turned away may take to read that. */
  readonly pieceMs: number;
  /** Told of each. */
  rejected(refusal: HttpError): void;
}

/** Browsers and balancers stay far below. */
const MOST_HEADERS = 100;

const SAFE_JSON = { ...SAFE_HEADERS, ...JSON_TYPE };

/** Answers for `server` what it does not hand on; what is returned answers for a request with too many headers, if it is one. */
export function turnAway(
  server: Server,
  { pieceMs, rejected }: TurnAwayOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  function refuse(request: IncomingMessage, response: ServerResponse, refusal: HttpError): void {
    rejected(refusal);
    response.writeHead(refusal.status, { ...SAFE_JSON, connection: 'close' });
    response.end(JSON.stringify(refusal));
    request.destroy();
  }

  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket) => {
    // Browsers connect ahead of what they may ask; who said nothing is told nothing.
    const isSilent = socket instanceof Socket && socket.bytesRead === 0;
    if (isSilent || !socket.writable || code === 'ECONNRESET') return void socket.destroy();
    const refusal = refusalOf(code);
    rejected(refusal);
    write(socket, refusal, pieceMs);
  });
  server.on('checkExpectation', (request, response) =>
    refuse(request, response, new HttpError(417, 'The request expects something else than 100-continue.')),
  );
  return (request, response) => {
    if (request.rawHeaders.length <= 2 * MOST_HEADERS) return false;
    refuse(request, response, new HttpError(431, `The request has more than ${MOST_HEADERS} headers.`));
    return true;
  };
}

function refusalOf(code: string | undefined): HttpError {
  if (code === 'HPE_HEADER_OVERFLOW') return new HttpError(431, 'The head of the request is too large.');
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return new HttpError(413, 'The extensions of a chunk are too large.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new HttpError(408, 'The request took too long to arrive.');
  return new HttpError(400, 'The request is not HTTP.');
}

function write(socket: Duplex, refusal: HttpError, pieceMs: number): void {
  const body = JSON.stringify(refusal);
  const status = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`;
  const headers = { ...SAFE_JSON, connection: 'close', 'content-length': Buffer.byteLength(body) };
  const head = [status, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  // Who does not read that either is not waited for.
  const cut = setTimeout(() => socket.destroy(), pieceMs);
  socket.once('close', () => clearTimeout(cut));
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

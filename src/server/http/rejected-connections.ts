/** Rejects what never becomes a request of the handler: bytes that are not HTTP, and requests that are too slow or too large. */
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HttpError } from './http-error.ts';
import { JSON_TYPE, SAFE_HEADERS } from './response.ts';

export interface RejectionOptions {
  /** The time that a rejected client has to read the answer, in milliseconds. */
  readonly pieceMs: number;
  /** Called for each rejection. */
  rejected(error: HttpError): void;
}

/** Browsers and load balancers send far fewer. */
const MAX_HEADERS = 100;

const SAFE_JSON = { ...SAFE_HEADERS, ...JSON_TYPE };

/**
 * Answers the malformed requests of `server` in JSON. The returned function does the same for a request with too many
 * headers, and returns whether it was one.
 */
export function rejectMalformed(
  server: Server,
  { pieceMs, rejected }: RejectionOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket) => {
    // Browsers open connections in advance. One that sent no byte gets no answer.
    const isUnused = socket instanceof Socket && socket.bytesRead === 0;
    if (isUnused || !socket.writable || code === 'ECONNRESET') return void socket.destroy();
    const error = errorOf(code);
    rejected(error);
    write(socket, error, pieceMs);
  });
  server.on('checkExpectation', (request, response) =>
    reject(request, response, new HttpError(417, 'The server meets no expectation other than 100-continue.')),
  );
  return (request, response) => {
    if (request.rawHeaders.length <= 2 * MAX_HEADERS) return false;
    reject(request, response, new HttpError(431, `The request has more than ${MAX_HEADERS} headers.`));
    return true;
  };

  function reject(request: IncomingMessage, response: ServerResponse, error: HttpError): void {
    rejected(error);
    response.writeHead(error.status, { ...SAFE_JSON, connection: 'close' });
    response.end(JSON.stringify(error));
    request.destroy();
  }
}

/** By the codes of Node's HTTP parser. */
function errorOf(code: string | undefined): HttpError {
  if (code === 'HPE_HEADER_OVERFLOW') return new HttpError(431, 'The request line and the headers are too large.');
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return new HttpError(413, 'The chunk extensions are too large.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new HttpError(408, 'The request took too long to arrive.');
  return new HttpError(400, 'The request is not valid HTTP.');
}

function write(socket: Duplex, error: HttpError, pieceMs: number): void {
  const body = JSON.stringify(error);
  const status = `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`;
  const headers = { ...SAFE_JSON, connection: 'close', 'content-length': Buffer.byteLength(body) };
  const head = [status, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  const timer = setTimeout(() => socket.destroy(), pieceMs);
  socket.once('close', () => clearTimeout(timer));
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

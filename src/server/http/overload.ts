/** What load shedding rejects, and the rejection. It costs far less than an answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError, retryAfter } from './http-error.ts';
import { JSON_TYPE, SAFE_HEADERS } from './response.ts';

const RETRY_AFTER_MS = 1_000;
const ERROR = new HttpError(503, 'The server has too many requests to answer. Try again later.', {
  code: 'UNAVAILABLE',
  ...retryAfter(RETRY_AFTER_MS),
});
const BODY = Buffer.from(JSON.stringify(ERROR));
const HEADERS = { ...SAFE_HEADERS, ...JSON_TYPE, ...ERROR.headers, 'content-length': BODY.length };
/** The rest of a request up to this size is read and dropped, so that its connection can be used again. */
const MAX_DROPPED_BYTES = 16 * 1024;

/** Whether a request may be rejected: probes, preflights and files cost no more than a rejection. */
export const isSheddable = ({ method, url = '' }: IncomingMessage): boolean =>
  method !== 'OPTIONS' && (url === '/graphql' || url.startsWith('/graphql?'));

/** What tells callers apart before they are authenticated. */
export const callerKeyOf = ({ headers, socket }: IncomingMessage): string =>
  headers.authorization ?? socket.remoteAddress ?? '';

/** Rejects a request without reading it. */
export function rejectOverload(request: IncomingMessage, response: ServerResponse): void {
  const isSmall = Number(request.headers['content-length'] ?? 0) <= MAX_DROPPED_BYTES;
  if (isSmall && request.headers['transfer-encoding'] === undefined) {
    response.writeHead(ERROR.status, HEADERS).end(BODY);
    return;
  }
  response.writeHead(ERROR.status, { ...HEADERS, connection: 'close' });
  response.end(BODY, () => {
    if (!request.complete) request.destroy();
  });
}

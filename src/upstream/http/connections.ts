/**
 * Keep-alive connections to a source. Uses `node:http`: undici closes a connection on which an unrequested `100 Continue`
 * precedes the answer.
 */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Timeouts } from '../../time/deadline.ts';
import type { Body } from './body.ts';

const CONNECT_MS = 1_000;
/** How long an idle connection is kept, unless the source says less. */
const IDLE_MS = 4_000;

export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the answer cannot be requested in smaller pages. */
  readonly isInOnePiece?: boolean;
  /** The last body of an equal request. */
  readonly known?: Body;
}

export interface Connections {
  /** Sends a request, and resolves with the head of the answer. A timeout or `signal` closes the connection, also later. */
  send(exchange: Exchange, timeouts: Timeouts, signal: AbortSignal): Promise<IncomingMessage>;
  /** Closes all connections. */
  close(): void;
}

/** Opens no connection before the first request. */
export function openConnections(): Connections {
  const options = { keepAlive: true, timeout: IDLE_MS };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  let isClosed = false;

  return {
    send: ({ method, url, headers, body }, timeouts, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        if (isClosed) throw new Error('closed');
        const { protocol, hostname, port, pathname, search } = new URL(url);
        const isSecure = protocol === 'https:';
        const request = (isSecure ? https : http).request({
          // The URL has brackets around an IPv6 address.
          hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
          port,
          method,
          path: `${pathname}${search}`,
          headers,
          agent: agents[isSecure ? 'https:' : 'http:'],
        });
        const destroy = (): unknown => request.destroy();
        signal.addEventListener('abort', destroy, { once: true });
        timeouts.whenPassed(destroy);
        request.once('close', () => signal.removeEventListener('abort', destroy));
        request.once('socket', (socket) => {
          if (!socket.connecting) return;
          const timeout = timeouts.start(CONNECT_MS, () => new Error('no connection in time'));
          socket.once(isSecure ? 'secureConnect' : 'connect', timeout.cancel);
        });
        request.once('response', resolve);
        request.once('upgrade', (_, socket) => {
          socket.destroy();
          reject(new Error('switched protocols'));
        });
        request.on('error', reject);
        request.end(body);
      }),
    close: () => {
      isClosed = true;
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/**
 * Connections to a source, kept for the next request. Answers come over `node:http`: undici ends a connection on which an
 * unasked `100 Continue` comes before the answer.
 */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { TimeLimits } from '../../time/time-limits.ts';

const CONNECT_MS = 1_000;
/** How long a connection is kept that nobody uses, unless the source says less. */
const IDLE_MS = 4_000;

export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether no smaller part of the answer can be asked for. */
  readonly isInOnePiece?: boolean;
}

export interface Connections {
  /** Sends a request, and resolves with the head of the answer. `signal` cuts both off, and the body that follows. */
  send(exchange: Exchange, limits: TimeLimits, signal: AbortSignal): Promise<IncomingMessage>;
  /** Cuts off all of them. */
  close(): void;
}

export function openConnections(): Connections {
  const options = { keepAlive: true, timeout: IDLE_MS };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  let isClosed = false;

  return {
    send: ({ method, url, headers, body }, limits, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        if (isClosed) throw new Error('closed');
        const { protocol, origin, pathname, search } = new URL(url);
        const isSecure = protocol === 'https:';
        const request = (isSecure ? https : http).request(new URL(origin), {
          method,
          path: `${pathname}${search}`,
          headers,
          agent: agents[isSecure ? 'https:' : 'http:'],
        });
        const cut = (): unknown => request.destroy();
        signal.addEventListener('abort', cut, { once: true });
        limits.signal.addEventListener('abort', cut, { once: true });
        request.once('close', () => signal.removeEventListener('abort', cut));
        request.once('socket', (socket) => {
          if (!socket.connecting) return;
          const connected = limits.set(CONNECT_MS, new Error('no connection in time'));
          socket.once(isSecure ? 'secureConnect' : 'connect', connected);
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

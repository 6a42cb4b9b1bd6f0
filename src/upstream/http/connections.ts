/** Keep-alive connections to a source, over undici. */
import type { Socket } from 'node:net';
import { buildConnector, Pool } from 'undici';
import type { Clock } from '../../time/clock.ts';
import { createTimeouts, type Timeouts } from '../../time/deadline.ts';
import type { Body } from './body.ts';
import { hideInformational } from './informational.ts';
import { createReceiver, type Message } from './message.ts';

const CONNECT_MS = 1_000;
/** How long an idle connection is kept, unless the source says less. */
const IDLE_MS = 4_000;
/** An idle connection is closed so long before the source does. */
const IDLE_MARGIN_MS = 1_000;

export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the answer cannot be requested in smaller pages. */
  readonly isInOnePiece?: boolean;
  /** The last body of an equal request. */
  readonly lastBody?: Body;
}

export interface Connections {
  /** Sends a request, and resolves with the head of the answer. A timeout or `signal` closes the connection, also later. */
  send(exchange: Exchange, timeouts: Timeouts, signal: AbortSignal): Promise<Message>;
  /** Closes all connections. */
  close(): void;
}

/** A connection that was not made in time. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  /** Whether this process was suspended meanwhile. */
  readonly wasSuspended: boolean;

  constructor(wasSuspended: boolean) {
    super('no connection in time');
    this.wasSuspended = wasSuspended;
  }
}

/** Opens no connection before the first request. */
export function openConnections(clock: Clock): Connections {
  const pools = new Map<string, Pool>();
  const connect = createConnector(clock);
  let isClosed = false;

  return {
    send: ({ method, url, headers, body }, timeouts, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        if (isClosed) throw new Error('closed');
        const { origin, pathname, search } = new URL(url);
        const receiver = createReceiver(resolve, reject, () => signal.removeEventListener('abort', abort));
        const abort = (): void => receiver.destroy(new Error('aborted'));
        signal.addEventListener('abort', abort, { once: true });
        timeouts.whenPassed(abort);
        poolOf(origin).dispatch({ method, path: `${pathname}${search}`, headers, body }, receiver.handler);
      }),
    close: () => {
      isClosed = true;
      for (const pool of pools.values()) pool.destroy().catch(() => {});
    },
  };

  function poolOf(origin: string): Pool {
    const known = pools.get(origin);
    if (known) return known;
    // The timeouts of an attempt are those of its caller.
    const pool = new Pool(origin, {
      connect,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      keepAliveTimeoutThreshold: IDLE_MARGIN_MS,
      allowH2: false,
    });
    pools.set(origin, pool);
    return pool;
  }
}

function createConnector(clock: Clock): buildConnector.connector {
  // It returns the socket, which its type does not say.
  const connect = buildConnector({ allowH2: false, timeout: 0 }) as (
    ...args: Parameters<buildConnector.connector>
  ) => Socket;
  return (options, callback) => {
    const timeouts = createTimeouts(clock);
    const socket = connect(options, (...result) => {
      timeouts.clear();
      if (result[1]) hideInformational(result[1]);
      callback(...result);
    });
    timeouts.start(CONNECT_MS, () => new ConnectError(timeouts.wasSuspended()));
    timeouts.whenPassed(() => socket.destroy(timeouts.error()));
  };
}

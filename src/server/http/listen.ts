/** Listens on the port, from before the graph is ready until the server has drained. */
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as TcpServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { ForgetfulMap } from '../../forgetful-map.ts';
import { trackConnections } from './connections.ts';
import { type RejectionOptions, rejectMalformed } from './rejected-connections.ts';
import { JSON_TYPE, SAFE_HEADERS } from './response.ts';

/** The time limits of clients, in milliseconds. A client that exceeds one is disconnected. */
export interface ClientTimeouts {
  /** For the request line and the headers. */
  readonly headMs: number;
  /** For the whole request. */
  readonly requestMs: number;
  /** For each piece of a response. */
  readonly pieceMs: number;
  /** The interval at which the server looks for requests that exceed a limit. */
  readonly lookMs: number;
}

export const DEFAULT_CLIENT_TIMEOUTS: ClientTimeouts = {
  headMs: 10_000,
  requestMs: 12_000,
  pieceMs: 12_000,
  lookMs: 1_000,
};

/** Longer than a load balancer keeps an idle connection, so that the balancer closes it and not the server. */
const KEEP_ALIVE_MS = 65_000;
const MAX_HEAD_BYTES = 16 * 1024;
/** So many connections may wait to be accepted. With the default of 511, a burst would lose some, which try again after a second. */
const BACKLOG = 4_096;

/** How long a draining server still accepts connections, while `/readyz` is 503; */
const LAME_DUCK_MS = 3_000;
/** it stops earlier if it has had no connection for this time. */
const QUIET_MS = 500;
/**
 * Before the port closes, the server holds its answers until no client has connected for the first time, or until the
 * second has passed. A client that waits for an answer does not connect again, and a connection that arrives while the port
 * closes is reset with its request unread.
 */
const CALM_MS = 250;
const MAX_HOLD_MS = 2_000;
/** The same in a hurry. */
const HURRIED_CALM_MS = 100;
const MAX_HURRIED_HOLD_MS = 500;
/** In a hurry, how long after the port has closed a client may still take to send its request, or to read its answer. */
const HURRIED_GRACE_MS = 1_000;
/** When a draining server closes the connections that are still open. */
const GRACE_MS = 10_000;

export interface Listening {
  /** The URL of the GraphQL endpoint, such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  /** Starts to serve. Until then requests wait, except for `/healthz` and `/readyz`. */
  serve(listener: RequestListener): void;
  /** The number of open connections. */
  connections(): number;
  /**
   * Drains: `/readyz` is 503 and each answer ends its connection; the port closes after five seconds at most, in a
   * `hurry` after half of one; requests in progress may end, and after ten seconds the rest is disconnected. In a `hurry`
   * a client that is slow itself is disconnected after one second.
   */
  close(how?: { readonly hurry: boolean }): Promise<void>;
}

export interface ListenOptions extends Partial<Pick<RejectionOptions, 'rejected'>> {
  readonly timeouts?: ClientTimeouts;
}

/** Opens the port; 0 is any free one. Rejects with the error of the system if it cannot. */
export async function listen(
  host: string,
  port: number,
  { timeouts = DEFAULT_CLIENT_TIMEOUTS, rejected = () => {} }: ListenOptions = {},
): Promise<Listening> {
  let state: 'starting' | 'ready' | 'draining' = 'starting';
  let serving: RequestListener = (_, response) => sendState(response, 503, state);
  const opened = Promise.withResolvers<unknown>();
  /** While it is pending, requests wait. */
  let held: Promise<unknown> | undefined = opened.promise;

  const server = createServer({
    headersTimeout: timeouts.headMs,
    requestTimeout: timeouts.requestMs,
    connectionsCheckingInterval: timeouts.lookMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEAD_BYTES,
    // read-request.ts checks it and answers in JSON.
    requireHostHeader: false,
  });
  const isRejected = rejectMalformed(server, { pieceMs: timeouts.pieceMs, rejected });
  const connections = trackConnections(server);
  const inProgress = new ForgetfulMap<number, ServerResponse>();
  let count = 0;
  server.on('request', async (request, response) => {
    const number = count++;
    inProgress.set(number, response);
    response.once('close', () => inProgress.delete(number));
    if (isRejected(request, response)) return;
    if (state === 'starting' && request.url === '/healthz') return sendState(response, 200, 'ok');
    if (state !== 'ready' && request.url === '/readyz') return sendState(response, 503, state);
    if (held) await held;
    if (state === 'draining') response.setHeader('connection', 'close');
    serving(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, () => resolve());
  });

  /** Closes the connections whose clients are awaited: they have not sent all of a request, or not read all of an answer. */
  const closeSlow = (): void => {
    const awaitingUs = [...inProgress.values()].filter(({ req, writableEnded }) => req.complete && !writableEnded);
    connections.closeAllBut(new Set(awaitingUs.map(({ req }) => req.socket)));
  };

  const { address, port: bound, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}/graphql`,
    serve: (listener) => {
      serving = listener;
      state = 'ready';
      held = undefined;
      opened.resolve(undefined);
    },
    connections: connections.count,
    close: async ({ hurry = true } = { hurry: true }) => {
      state = 'draining';
      opened.resolve(undefined);
      for (const response of inProgress.values()) if (!response.headersSent) response.setHeader('connection', 'close');
      const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await (hurry ? connections.accepted() : connections.none(QUIET_MS, LAME_DUCK_MS));
      if (!hurry) held = connections.noneNew(CALM_MS, MAX_HOLD_MS);
      // Without a connection there is no answer to hold.
      else if (connections.count() > 0) held = connections.noneNew(HURRIED_CALM_MS, MAX_HURRIED_HOLD_MS);
      await held;
      const hurried = hurry ? setTimeout(closeSlow, HURRIED_GRACE_MS) : undefined;
      // The `close` of an HTTP server would also reset connections whose first request has not arrived yet.
      const closed = new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
      connections.closeUnused();
      if (!hurry) await wait(QUIET_MS);
      server.closeIdleConnections();
      // A response whose headers were sent before could not announce the end of its connection.
      for (const response of inProgress.values()) response.once('close', () => server.closeIdleConnections());
      await closed;
      clearTimeout(timer);
      clearTimeout(hurried);
      // The `close` of an HTTP server also ends its timer, which would keep everything that it served in memory.
      server.close();
    },
  };
}

function sendState(response: ServerResponse, code: number, status: string): void {
  const errors =
    code === 503 ? [{ message: `The server is ${status}.`, extensions: { code: 'UNAVAILABLE' } }] : undefined;
  const headers = { ...SAFE_HEADERS, ...JSON_TYPE };
  response.writeHead(code, code === 503 ? { ...headers, 'retry-after': '1' } : headers);
  response.end(JSON.stringify({ status, errors }));
}

/**
 * Holds the port: before there is anything to serve, so that a taken one is known first, and until the last client has
 * left. Cuts off whoever takes too long to say what they want.
 */
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as TcpServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createCrowd } from './connection-limits.ts';
import { type TurnAwayOptions, turnAway } from './rejected-connections.ts';
import { JSON_TYPE, SAFE_HEADERS } from './response.ts';
import { DEFAULT_TIMEOUTS, type Timeouts } from './timeouts.ts';

/** Longer than a balancer keeps a connection that nobody uses, so that it is the balancer that ends it. */
const KEEP_ALIVE_MS = 65_000;
const MOST_HEAD_BYTES = 16 * 1024;

/** For how long, when it is to stop, the server goes on to take clients in while it says that it is not ready: */
const LAME_DUCK_MS = 3_000;
/** not so long where nobody has been connected for this time. */
const QUIET_MS = 500;
/**
 * Before no new client is taken in, nobody is answered until none has come for so long, or it has been long enough: a client
 * that waits for its answer does not connect again, and one that connects while the door is being shut would be cut off with
 * its request unread.
 */
const CALM_MS = 250;
const LONGEST_HOLD_MS = 2_000;
/** When clients that are still connected are cut off. */
const GRACE_MS = 10_000;

export interface Listening {
  /** Where GraphQL is asked, such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  /** Begins to serve; until then requests wait, but for those that ask whether the process lives, and is ready. */
  serve(listener: RequestListener): void;
  /** How many clients are connected. */
  connections(): number;
  /**
   * Says that it is not ready, and with every answer that its connection ends; takes no new clients after three seconds or
   * when nobody comes any more, in a `hurry` at once; lets requests under way end, and cuts off who has not left after ten
   * seconds.
   */
  close(how?: { readonly hurry: boolean }): Promise<void>;
}

export interface ListenOptions extends Partial<Pick<TurnAwayOptions, 'rejected'>> {
  readonly timeouts?: Timeouts;
}

/** Rejects with the system's error if the port cannot be had. */
export async function listen(
  host: string,
  port: number,
  { timeouts = DEFAULT_TIMEOUTS, rejected = () => {} }: ListenOptions = {},
): Promise<Listening> {
  let state: 'starting' | 'ready' | 'draining' = 'starting';
  let serving: RequestListener = (_, response) => sendState(response, 503, state);
  const opened = Promise.withResolvers<unknown>();
  /** What requests wait for before they are answered. */
  let held: Promise<unknown> | undefined = opened.promise;

  const server = createServer({
    headersTimeout: timeouts.headMs,
    requestTimeout: timeouts.requestMs,
    connectionsCheckingInterval: timeouts.lookMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MOST_HEAD_BYTES,
    // Refused in read-request.ts, in JSON as everything else.
    requireHostHeader: false,
  });
  const isTurnedAway = turnAway(server, { pieceMs: timeouts.pieceMs, rejected });
  const crowd = createCrowd(server);
  /** Requests that are being answered. */
  const answering = new Set<ServerResponse>();
  server.on('request', async (request, response) => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
    if (isTurnedAway(request, response)) return;
    if (state === 'starting' && request.url === '/healthz') return sendState(response, 200, 'ok');
    if (state !== 'ready' && request.url === '/readyz') return sendState(response, 503, state);
    if (held) await held;
    if (state === 'draining') response.setHeader('connection', 'close');
    serving(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });

  const { address, port: bound, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}/graphql`,
    serve: (listener) => {
      serving = listener;
      state = 'ready';
      held = undefined;
      opened.resolve(undefined);
    },
    connections: crowd.size,
    close: async ({ hurry = true } = { hurry: true }) => {
      state = 'draining';
      opened.resolve(undefined);
      for (const response of answering) if (!response.headersSent) response.setHeader('connection', 'close');
      const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      if (!hurry) {
        await crowd.gone(QUIET_MS, LAME_DUCK_MS);
        held = crowd.calm(CALM_MS, LONGEST_HOLD_MS);
        await held;
      }
      // The server of HTTP would at once cut off clients that have connected and not yet asked.
      const closed = new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
      crowd.dismissTheSilent();
      if (!hurry) await wait(QUIET_MS);
      server.closeIdleConnections();
      // An answer that had begun before could not say that its connection ends.
      for (const response of answering) response.once('close', () => server.closeIdleConnections());
      await closed;
      clearTimeout(cut);
      // That of HTTP alone ends its checks of connections, which would keep the server and all that it serves in memory.
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

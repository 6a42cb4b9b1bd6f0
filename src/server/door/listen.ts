/**
 * Holds the port: before there is anything to serve, so that a taken one is known first, and until the last client has
 * left. Cuts off whoever takes too long to say what they want.
 */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse, STATUS_CODES } from 'node:http';
import { type AddressInfo, Server as TcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { HttpError } from './http-error.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { SAFE_HEADERS } from './reply.ts';

/** Longer than a balancer keeps a connection that nobody uses, so that it is the balancer that ends it. */
const KEEP_ALIVE_MS = 65_000;
/** In bytes, and in lines: browsers and balancers stay far below both. */
const MOST_HEAD_BYTES = 16 * 1024;
const MOST_HEADERS = 100;

/** For how long, when it is to stop, the server goes on to take clients in while it says that it is not ready: */
const LAME_DUCK_MS = 3_000;
/** not so long where nobody has been connected for this time. */
const QUIET_MS = 500;
const STEP_MS = 50;
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
   * Says that it is not ready, and with every answer that its connection ends; takes no new clients after three seconds, or
   * `hurry`, when nobody comes any more; lets requests under way end, and cuts off who has not left after ten seconds.
   */
  close(how?: { readonly hurry: boolean }): Promise<void>;
}

export interface ListenOptions {
  readonly patience?: Patience;
  /** Told of what is turned away before anybody can ask. */
  refused?(refusal: HttpError): void;
}

/** Rejects with the system's error if the port cannot be had. */
export async function listen(
  host: string,
  port: number,
  { patience = PATIENCE, refused = () => {} }: ListenOptions = {},
): Promise<Listening> {
  let state: 'starting' | 'ready' | 'draining' = 'starting';
  let serving: RequestListener = (_, response) => sendState(response, 503, state);
  const opened = Promise.withResolvers<unknown>();
  /** What requests wait for before they are answered. */
  let held: Promise<unknown> | undefined = opened.promise;
  const answer: RequestListener = (request, response) => {
    if (state === 'draining') response.setHeader('connection', 'close');
    serving(request, response);
  };
  const refuseWith = (refusal: HttpError): RequestListener => {
    return (request, response) => {
      refused(refusal);
      refuse(refusal, request, response);
    };
  };
  const refuseCrowd = refuseWith(new HttpError(431, `The request has more than ${MOST_HEADERS} headers.`));
  const server = createServer(
    {
      headersTimeout: patience.headMs,
      requestTimeout: patience.requestMs,
      connectionsCheckingInterval: patience.lookMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MOST_HEAD_BYTES,
    },
    (request, response) => {
      if (request.rawHeaders.length > 2 * MOST_HEADERS) refuseCrowd(request, response);
      else if (state === 'starting' && request.url === '/healthz') sendState(response, 200, 'ok');
      else if (state !== 'ready' && request.url === '/readyz') sendState(response, 503, state);
      else if (held) held.then(() => answer(request, response));
      else answer(request, response);
    },
  );
  server.on(
    'checkExpectation',
    refuseWith(new HttpError(417, 'The request expects something else than 100-continue.')),
  );
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || code === 'ECONNRESET') return void socket.destroy();
    const refusal = refusalOf(code);
    refused(refusal);
    refuseBytes(refusal, socket, patience.pieceMs);
  });
  let connections = 0;
  let taken = 0;
  server.on('connection', (socket) => {
    taken++;
    connections++;
    socket.once('close', () => connections--);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });

  /** Waits until something has been so for a while, but not for ever. */
  async function lasting(isSo: () => boolean, forMs: number, longestMs: number): Promise<void> {
    let lastedMs = 0;
    for (let passedMs = 0; passedMs < longestMs && lastedMs < forMs; passedMs += STEP_MS) {
      await wait(STEP_MS);
      lastedMs = isSo() ? lastedMs + STEP_MS : 0;
    }
  }

  async function calm(): Promise<void> {
    let before = taken;
    const isCalm = (): boolean => {
      const nobodyCame = taken === before;
      before = taken;
      return nobodyCame;
    };
    await lasting(isCalm, CALM_MS, LONGEST_HOLD_MS);
  }

  const { address, port: bound, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}/graphql`,
    serve: (listener) => {
      serving = listener;
      state = 'ready';
      held = undefined;
      opened.resolve(undefined);
    },
    connections: () => connections,
    close: async ({ hurry = true } = { hurry: true }) => {
      state = 'draining';
      opened.resolve(undefined);
      const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      if (!hurry) {
        await lasting(() => connections === 0, QUIET_MS, LAME_DUCK_MS);
        held = calm();
        await held;
      }
      // The server of HTTP would at once cut off clients that have connected and not yet asked.
      const closed = new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
      if (!hurry) await wait(QUIET_MS);
      server.closeIdleConnections();
      await closed;
      clearTimeout(cut);
    },
  };
}

const SAFE_JSON = { ...SAFE_HEADERS, 'content-type': 'application/json; charset=utf-8' };

function sendState(response: ServerResponse, code: number, status: string): void {
  const errors =
    code === 503 ? [{ message: `The server is ${status}.`, extensions: { code: 'UNAVAILABLE' } }] : undefined;
  response.writeHead(code, { ...SAFE_JSON, 'retry-after': '1' });
  response.end(JSON.stringify({ status, errors }));
}

function refuse(refusal: HttpError, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(refusal.status, { ...SAFE_JSON, connection: 'close' });
  response.end(JSON.stringify(refusal));
  request.destroy();
}

/** What is wrong with bytes that are not HTTP, or come too slowly. */
function refusalOf(code: string | undefined): HttpError {
  if (code === 'HPE_HEADER_OVERFLOW') return new HttpError(431, 'The head of the request is too large.');
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return new HttpError(413, 'The extensions of a chunk are too large.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new HttpError(408, 'The request took too long to arrive.');
  return new HttpError(400, 'The request is not HTTP.');
}

function refuseBytes(refusal: HttpError, socket: Duplex, pieceMs: number): void {
  const body = JSON.stringify(refusal);
  const status = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`;
  const headers = { ...SAFE_JSON, connection: 'close', 'content-length': Buffer.byteLength(body) };
  const head = [status, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  // Who does not read that either is not waited for.
  const cut = setTimeout(() => socket.destroy(), pieceMs);
  socket.once('close', () => clearTimeout(cut));
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

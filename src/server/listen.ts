/** Holds the port: before there is anything to serve, so that a taken one is known first, and until the last client has left. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How long clients that are still connected may take to leave. */
const GRACE_MS = 10_000;

export interface Listening {
  /** Where GraphQL is asked, such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  /** Begins to serve; until then every request but one for the process's health is told that the server is starting. */
  serve(listener: RequestListener): void;
  /** Takes no new clients, lets requests under way end, and cuts who has not left after ten seconds. */
  close(): Promise<void>;
}

/** Rejects with the system's error if the port cannot be had. */
export async function listen(host: string, port: number): Promise<Listening> {
  let serving: RequestListener = starting;
  let isDraining = false;
  const server = createServer((request, response) => {
    if (isDraining) response.setHeader('connection', 'close');
    if (isDraining && request.url === '/readyz') sendState(response, 503, 'draining');
    else serving(request, response);
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
    },
    close: async () => {
      isDraining = true;
      const closed = new Promise((resolve) => server.close(resolve));
      const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}

function starting(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/healthz') sendState(response, 200, 'ok');
  else sendState(response, 503, 'starting');
}

function sendState(response: ServerResponse, code: number, status: string): void {
  const errors =
    code === 503 ? [{ message: `The server is ${status}.`, extensions: { code: 'UNAVAILABLE' } }] : undefined;
  response.writeHead(code, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': '1',
  });
  response.end(JSON.stringify({ status, errors }));
}

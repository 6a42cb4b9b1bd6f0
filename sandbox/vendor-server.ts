/**
 * One vendor as an HTTP server on loopback: reads requests, counts them, carries out injected faults, stops and starts again.
 * The `Answer` that it is given decides what it answers.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createFaultList, type Fault } from './faults.ts';

export interface Call {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  /** Parsed JSON; undefined where there is none. */
  body: unknown;
  /** 0 until the call is answered. */
  status: number;
}

export interface Vendor {
  readonly url: string;
  /** Every request that arrived, oldest first. */
  readonly calls: Call[];
  /** Adds a fault. The oldest one that matches a call is used first. The returned function removes the fault. */
  inject(fault: Fault): () => void;
  /** Stops listening and closes every connection. */
  kill(): Promise<void>;
  /** Listens on the same port again. */
  revive(): Promise<void>;
}

export interface VendorRequest extends Omit<Call, 'status'> {
  /** The target of the request line, with the query. */
  url: string;
  headers: IncomingHttpHeaders;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** A string is sent as it is, undefined as an empty body, anything else as JSON. */
  body: unknown;
}

export type Answer = (request: VendorRequest) => Reply;

/** Port 0 picks a free one. Rejects where the port is taken. */
export async function startVendor(answer: Answer, port: number): Promise<Vendor> {
  const calls: Call[] = [];
  const faults = createFaultList();
  let life = new AbortController();
  const server = createServer((incoming, outgoing) => {
    respond(incoming, outgoing).catch((error: unknown) => {
      if (outgoing.headersSent || incoming.destroyed || life.signal.aborted) outgoing.destroy();
      else outgoing.writeHead(500).end(`A bug of the sandbox: ${error instanceof Error ? error.stack : error}`);
    });
  });

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const { method, path, query, body } = request;
    const call: Call = { method, path, query, body, status: 0 };
    calls.push(call);
    const fault = faults.take(path);
    if (fault?.delayMs) await wait(fault.delayMs, undefined, { signal: life.signal });
    if (fault?.hang) return;
    if (fault?.reset === 'before') {
      incoming.socket.resetAndDestroy();
      return;
    }
    const reply = spoil(answer(request), fault);
    call.status = reply.status;
    await send(outgoing, reply, fault, life.signal);
  }

  async function listen(onPort: number): Promise<void> {
    server.listen(onPort, '127.0.0.1');
    await once(server, 'listening');
  }

  await listen(port);
  const actualPort = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${actualPort}`,
    calls,
    inject: faults.inject,
    async kill() {
      if (!server.listening) return;
      life.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    async revive() {
      if (server.listening) return;
      life = new AbortController();
      await listen(actualPort);
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<VendorRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const url = incoming.url ?? '/';
  const [path = '/', ...search] = url.split('?');
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(search.join('?')),
    body: parseJson(Buffer.concat(chunks).toString()),
    url,
    headers: incoming.headers,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Outcome {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
}

/** The vendor's reply as the fault changes it. */
function spoil(reply: Reply, fault: Fault | undefined): Outcome {
  const status = fault?.redirectTo ? (fault.status ?? 302) : (fault?.status ?? reply.status);
  const isFailure = fault?.status !== undefined && fault.status >= 400;
  const own = fault?.transform ? fault.transform(JSON.parse(JSON.stringify(reply.body))) : reply.body;
  const body = fault?.body ?? (isFailure ? { message: 'A fault of the sandbox' } : own);
  const isBodiless = status === 204 || status === 304;
  const bytes = isBodiless ? Buffer.alloc(0) : toBytes(body);
  const headers = lowerCaseNames({ ...reply.headers, ...fault?.headers });
  const isChunked = headers['transfer-encoding'] !== undefined;
  return {
    status,
    headers: {
      'content-type':
        typeof body === 'string' && body.startsWith('<') ? 'text/html' : 'application/json; charset=utf-8',
      ...(isBodiless || isChunked ? {} : { 'content-length': String(bytes.length) }),
      ...(fault?.redirectTo ? { location: fault.redirectTo } : {}),
      ...headers,
    },
    bytes,
  };
}

function lowerCaseNames(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function toBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

async function send(
  outgoing: ServerResponse,
  { status, headers, bytes }: Outcome,
  fault: Fault | undefined,
  signal: AbortSignal,
): Promise<void> {
  outgoing.writeHead(status, headers);
  if (fault?.reset === 'mid-body') {
    outgoing.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => outgoing.destroy());
    return;
  }
  if (fault?.dripMs !== undefined) {
    for (const byte of bytes) {
      if (outgoing.destroyed) return;
      outgoing.write(Buffer.of(byte));
      await wait(fault.dripMs, undefined, { signal });
    }
    outgoing.end();
    return;
  }
  outgoing.end(bytes);
}

/**
 * Stands before a vendor and keeps count: of each credential it lets so many calls pass in any minute and second, and no
 * more. It has a thread of its own: where it shared one with what asks and what answers, calls that came one after another
 * would be seen, and counted, together.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Client } from 'undici';

export interface GateLimits {
  readonly perMinute: number;
  readonly perSecond: number;
}

/** How many calls have arrived, the most of one credential in any minute and in any second, and how many were refused. */
interface Seen {
  arrived: number;
  worstMinute: number;
  worstSecond: number;
  refused: number;
}

export interface StrictGate {
  readonly url: string;
  seen(): Promise<Seen>;
  close(): Promise<void>;
}

interface Gate {
  /** Where the calls go that may pass. */
  readonly vendorUrl: string;
  readonly limits: GateLimits;
}

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** `vendorUrl` is where the calls go that may pass. */
export async function startStrictGate(vendorUrl: string, limits: GateLimits): Promise<StrictGate> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { vendorUrl, limits } satisfies Gate });
  const [url] = (await once(worker, 'message')) as [string];
  return {
    url,
    seen: async () => {
      const told = once(worker, 'message');
      worker.postMessage('seen');
      const [seen] = (await told) as [Seen];
      return seen;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

/** Keeps a gate in this thread, tells where it is, and whenever it is asked what it has seen. */
async function keepGate({ vendorUrl, limits }: Gate): Promise<void> {
  const vendor = new Client(vendorUrl, { pipelining: 1 });
  const seen: Seen = { arrived: 0, worstMinute: 0, worstSecond: 0, refused: 0 };
  const logs = new Map<string, number[]>();

  /** How many of the credential's calls arrived lately, this one included. */
  function count(credential: string): GateLimits {
    const nowMs = performance.now();
    const log = [...(logs.get(credential) ?? []).filter((atMs) => atMs > nowMs - MINUTE_MS), nowMs];
    logs.set(credential, log);
    return { perMinute: log.length, perSecond: log.filter((atMs) => atMs > nowMs - SECOND_MS).length };
  }

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { authorization, 'x-api-key': key } = incoming.headers;
    const { perMinute, perSecond } = count(`${authorization} ${key}`);
    seen.arrived++;
    seen.worstMinute = Math.max(seen.worstMinute, perMinute);
    seen.worstSecond = Math.max(seen.worstSecond, perSecond);
    const body = Buffer.concat(await incoming.toArray());
    if (perMinute > limits.perMinute || perSecond > limits.perSecond) {
      seen.refused++;
      outgoing.writeHead(429, { 'retry-after': '1' }).end('{"message":"too many"}');
      return;
    }
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...headers } = incoming.headers;
    const { method = 'GET', url = '/' } = incoming;
    const answer = await vendor.request({ method, path: url, headers, body: body.length > 0 ? body : undefined });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    outgoing.writeHead(answer.statusCode, {
      'content-type': String(answer.headers['content-type'] ?? 'application/json'),
      'content-length': bytes.length,
    });
    outgoing.end(bytes);
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  parentPort?.on('message', () => parentPort?.postMessage(seen));
  parentPort?.postMessage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

if (!isMainThread && isGate(workerData)) await keepGate(workerData);

/** Tests run in threads too. */
function isGate(data: unknown): data is Gate {
  return typeof data === 'object' && data !== null && 'vendorUrl' in data;
}

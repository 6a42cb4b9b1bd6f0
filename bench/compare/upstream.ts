/**
 * The upstream of the comparison, a process of its own: the three vendors on one port. While it records, it passes a request
 * that it does not know to the sandbox. After that it serves recorded bytes alone, and counts what it does not have.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandbox } from '../../sandbox/index.ts';
import { play, type Recording, record } from './recording.ts';

/** Sent by the parent, and answered with a `Report`. */
export interface Mode {
  readonly isRecording: boolean;
  /** Whether a value changes in each answer. */
  readonly isVarying: boolean;
  readonly delayMs: number;
}

export interface Report {
  /** The settings that point a server here. */
  readonly settings: Record<string, string>;
  /** How many requests it had no answer for. */
  readonly unknown: number;
  /** How many requests arrived in all. */
  readonly requests: number;
  /** The longest chain of requests since the last message, each of which arrived after the one before was answered. */
  readonly chain: number;
}

const sandbox = await startSandbox();
const recordings = new Map<string, Recording>();
let mode: Mode = { isRecording: true, isVarying: false, delayMs: 0 };
let requests = 0;
let unknown = 0;
let count = 0;
let chain = 0;

const server = createServer((incoming, outgoing) => {
  requests++;
  answer(incoming, outgoing).catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.on('message', (wanted: Mode) => {
    mode = wanted;
    report();
    chain = 0;
  });
  process.once('disconnect', () => process.exit());
  report();
});

function report(): void {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { ...sandbox.settings, CALCOM_API_URL: url, ALO_API_URL: url, SALESHANDY_API_URL: url };
  process.send?.({ settings, unknown, requests, chain } satisfies Report);
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = 'GET', url: target = '/' } = incoming;
  const place = chain + 1;
  const body = method === 'GET' ? '' : await textOf(incoming);
  const key = `${method} ${target}\n${body}`;
  const recording = recordings.get(key) ?? (mode.isRecording ? await recordFrom(incoming, body, key) : undefined);
  if (!recording) {
    unknown++;
    outgoing.writeHead(500).end();
    return;
  }
  const bytes = play(recording, mode.isVarying ? ++count : 0);
  const send = () => {
    chain = Math.max(chain, place);
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
  };
  if (mode.delayMs > 0) setTimeout(send, mode.delayMs);
  else send();
}

/** Only answers with status 200 are recorded: any other is a mistake of a server. */
async function recordFrom(incoming: IncomingMessage, body: string, key: string): Promise<Recording | undefined> {
  const target = incoming.url ?? '/';
  const vendor = target.startsWith('/v2/')
    ? sandbox.calcom
    : target.startsWith('/v1/')
      ? sandbox.saleshandy
      : sandbox.alo;
  const { host: _, connection: __, ...headers } = incoming.headers as Record<string, string>;
  const response = await fetch(`${vendor.url}${target}`, {
    method: incoming.method,
    headers,
    ...(body === '' ? {} : { body }),
  });
  if (response.status !== 200) return undefined;
  const recording = record(target, await response.text());
  recordings.set(key, recording);
  return recording;
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** HTTP as bytes on a socket, for requests that no client library sends. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  /** 0 if the server closed the connection without an answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** All bytes that arrived, also those after the first answer. */
  readonly text: string;
}

/** Sends bytes on a new connection and reads until the server closes it. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<RawAnswer> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A server that rejects a request may reset the connection.
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(bytes);
  await closed;
  return parseAnswer(Buffer.concat(chunks).toString());
}

/** A new connection. `closed` resolves with all that has arrived, when the server has closed it. */
export async function openRaw(url: string): Promise<{ readonly socket: Socket; readonly closed: Promise<string> }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  await once(socket, 'connect');
  return { socket, closed };
}

/** The head of a POST to /graphql, without the empty line that ends it. */
export const postHead = (...headers: string[]): string =>
  ['POST /graphql HTTP/1.1', 'Host: localhost', 'Connection: close', ...headers].map((line) => `${line}\r\n`).join('');

function parseAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
  return { status, head, body: /transfer-encoding: chunked/i.test(head) ? firstChunk(body) : body, text };
}

/** The tests have bodies of one chunk. */
const firstChunk = (body: string): string => body.split('\r\n')[1] ?? '';

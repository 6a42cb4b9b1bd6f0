/** What the hand-written servers of the comparison share: they read a body, and write JSON. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port of loopback and prints the line that the comparison waits for. */
export function serve(name: string, listener: RequestListener): void {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1', () => {
    console.log(`${name} is ready at http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
  });
}

export async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

export function answerJson(outgoing: ServerResponse, bytes: Buffer | string): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(bytes) };
  outgoing.writeHead(200, headers).end(bytes);
}

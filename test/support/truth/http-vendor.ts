/** A vendor on a loopback socket whose answers are made by a function that can be changed from world to world. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** `url` is path and query; `body` is the parsed JSON of a POST. */
export type Responder = (url: URL, body: unknown) => Answer;

export interface HttpVendor {
  readonly url: string;
  respond: Responder;
  close(): Promise<void>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

export async function startHttpVendor(first: Responder): Promise<HttpVendor> {
  const vendor = { respond: first };
  const server = createServer(async (request, response) => {
    const text = await textOf(request);
    const { status, body } = vendor.respond(
      new URL(request.url ?? '', 'http://x'),
      text === '' ? undefined : JSON.parse(text),
    );
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(vendor, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text;
}

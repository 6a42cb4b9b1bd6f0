/** A vendor on a loopback socket. Its answers come from a function that each world replaces. */
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

/** A 200 with a JSON body. */
export const ok = (body: unknown): Answer => ({ status: 200, body });

/** Starts a vendor. Set `respond` to change its answers. */
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

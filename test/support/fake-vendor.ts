/** A vendor made of bytes: a TCP server that answers each request as a test writes it, to be asked where the sandbox is too well-behaved. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** The head of a request as it arrived, the connection it came on, and its number, from 1. */
export type Speak = (socket: Socket, head: string, number: number) => void;

export interface FakeVendor {
  readonly url: string;
  /** The heads of the requests that arrived, oldest first. */
  readonly arrivals: string[];
  close(): Promise<void>;
}

export async function startFakeVendor(speak: Speak): Promise<FakeVendor> {
  const arrivals: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const head = bytes.toString();
      // Every request of these tests fits one packet; what does not begin like one is the rest of a body.
      if (!/^(GET|POST) /.test(head)) return;
      arrivals.push(head);
      speak(socket, head, arrivals.length);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A whole answer with a JSON body. */
export function jsonAnswer(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Buffer {
  const bytes = Buffer.from(body);
  const all = { 'content-type': 'application/json', 'content-length': String(bytes.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${lines.join('')}\r\n`), bytes]);
}

/**
 * The wire between teamgraph and a vendor, as a test spoils it while it is in use. Works on bytes and knows no HTTP: what
 * it takes for one answer is what comes back between two requests.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What is wrong with the wire; parts combine, and without any it is as if it were not there. */
export interface Trouble {
  /** How long whatever comes back is held up. */
  readonly latencyMs?: number;
  /** How much comes back in a second. */
  readonly bytesPerSecond?: number;
  /** In how small pieces it comes back. */
  readonly sliceBytes?: number;
  /** After how many bytes of an answer the connection is reset, */
  readonly resetAtByte?: number;
  /** or ended, as if that had been all. */
  readonly endAtByte?: number;
  /** Whatever is sent is swallowed, and nothing comes back. */
  readonly isBlackHole?: boolean;
  /** Connections are closed as soon as they are made, and those that stand are cut. */
  readonly isShut?: boolean;
  /** Nobody listens, and connections that stand are cut. */
  readonly isGone?: boolean;
}

export interface TcpProxy {
  readonly url: string;
  /** How many connections were made to it so far, and how many of them stand. */
  connections(): number;
  open(): number;
  /** How often something was asked over it: bytes that came first, or after an answer. */
  asked(): number;
  /** From now on, for connections that stand as well. */
  set(trouble: Trouble): Promise<void>;
  /** Cuts the connections that stand. */
  cut(): void;
  close(): Promise<void>;
}

const NEVER = Number.POSITIVE_INFINITY;

/** `target` is the URL of a vendor on this machine. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const targetPort = Number(new URL(target).port);
  const ends = new Set<Socket>();
  let trouble: Trouble = {};
  let made = 0;
  let open = 0;
  let asked = 0;
  const hold = (end: Socket): void => {
    ends.add(end);
    end.on('error', () => {}).once('close', () => ends.delete(end));
  };

  const server = createServer((client) => {
    made++;
    open++;
    client.once('close', () => open--);
    hold(client);
    if (trouble.isShut) return client.destroy();
    const vendor = connect(targetPort, '127.0.0.1');
    hold(vendor);
    const answer = { bytes: NEVER };
    let passing = Promise.resolve();
    client.on('data', (bytes) => {
      if (answer.bytes > 0) asked++;
      answer.bytes = 0;
      if (!trouble.isBlackHole) vendor.write(bytes);
    });
    vendor.on('data', (bytes) => {
      const arrivedMs = performance.now();
      passing = passing.then(() => passBack(bytes, client, answer, arrivedMs));
    });
    client.once('close', () => vendor.destroy());
    vendor.once('end', () => passing.then(() => client.end()));
    vendor.once('close', () => passing.then(() => client.destroy()));
  });

  async function passBack(bytes: Buffer, client: Socket, answer: { bytes: number }, arrivedMs: number): Promise<void> {
    const leftMs = arrivedMs + (trouble.latencyMs ?? 0) - performance.now();
    if (leftMs > 0) await wait(leftMs, undefined, { ref: false });
    for (let at = 0; at < bytes.length && !client.destroyed; ) {
      const { bytesPerSecond, isBlackHole, resetAtByte = NEVER, endAtByte = NEVER } = trouble;
      if (isBlackHole) return;
      const room = Math.max(0, Math.min(resetAtByte, endAtByte) - answer.bytes);
      const piece = bytes.subarray(at, at + Math.min(pieceBytes(trouble), room));
      if (piece.length > 0) await new Promise((resolve) => client.write(piece, resolve));
      at += piece.length;
      answer.bytes += piece.length;
      if (answer.bytes >= resetAtByte) client.resetAndDestroy();
      else if (answer.bytes >= endAtByte) client.end();
      if (piece.length === room) return;
      if (bytesPerSecond !== undefined) await wait((piece.length / bytesPerSecond) * 1000, undefined, { ref: false });
    }
  }

  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const cut = (): void => {
    for (const end of ends) end.destroy();
  };
  const leave = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    cut();
    await closed;
  };

  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => made,
    open: () => open,
    asked: () => asked,
    set: async (next) => {
      trouble = next;
      if (next.isShut) cut();
      if (next.isGone) await leave();
      else if (!server.listening) await listen(port);
    },
    cut,
    close: leave,
  };
}

/** How much goes through at once: over a slow wire so little that it keeps coming. */
const pieceBytes = ({ sliceBytes = NEVER, bytesPerSecond = NEVER }: Trouble): number =>
  Math.min(sliceBytes, Math.max(1, Math.ceil(bytesPerSecond / 10)));

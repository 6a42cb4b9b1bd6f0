/**
 * A TCP proxy between teamgraph and a vendor, in which a test injects faults. It knows no HTTP: all bytes that come back
 * between two requests count as one answer.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** The faults of the connection, which combine. Without any the proxy changes nothing. */
export interface Trouble {
  /** The delay of bytes on their way back. */
  readonly latencyMs?: number;
  /** The bandwidth on the way back. */
  readonly bytesPerSecond?: number;
  /** The largest piece on the way back. */
  readonly sliceBytes?: number;
  /** Resets the connection after so many bytes of an answer. */
  readonly resetAtByte?: number;
  /** Ends the connection after so many bytes of an answer. */
  readonly endAtByte?: number;
  /** Bytes are dropped both ways. */
  readonly isBlackHole?: boolean;
  /** New connections are closed at once, and open ones are destroyed. */
  readonly isShut?: boolean;
  /** The port is closed, and open connections are destroyed. */
  readonly isGone?: boolean;
}

export interface TcpProxy {
  readonly url: string;
  /** The number of connections so far, and of those that are open. */
  connections(): number;
  open(): number;
  /** The number of requests: bytes that came first, or after an answer. */
  asked(): number;
  /** From now on, for connections that stand as well. */
  set(trouble: Trouble): Promise<void>;
  /** Destroys the open connections. */
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

/** How many bytes pass at once: with a low bandwidth so few that they keep coming. */
const pieceBytes = ({ sliceBytes = NEVER, bytesPerSecond = NEVER }: Trouble): number =>
  Math.min(sliceBytes, Math.max(1, Math.ceil(bytesPerSecond / 10)));

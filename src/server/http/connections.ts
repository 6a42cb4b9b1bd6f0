/** The open connections of a server, and when clients have stopped connecting. */
import type { Server, Socket } from 'node:net';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';

/** The interval at which the functions that wait check their condition. */
const CHECK_MS = 50;

export interface Connections {
  /** The number of open connections. */
  count(): number;
  /** Resolves when the server has accepted all clients that had connected before the call. */
  accepted(): Promise<void>;
  /** Resolves when there has been no connection for `forMs`, or after `limitMs`. */
  none(forMs: number, limitMs: number): Promise<void>;
  /** Resolves when no client has connected for `forMs`, or after `limitMs`. */
  noneNew(forMs: number, limitMs: number): Promise<void>;
  /** Closes the connections on which no byte has arrived. */
  closeUnused(): void;
  /** Closes all but these. */
  closeAllBut(kept: ReadonlySet<Socket>): void;
}

export function trackConnections(server: Server): Connections {
  const open = new Set<Socket>();
  let acceptedCount = 0;
  server.on('connection', (socket) => {
    acceptedCount++;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });

  return {
    count: () => open.size,
    accepted: async () => {
      // Sockets are read between the immediates of two turns of the event loop.
      await setImmediate();
      await setImmediate();
    },
    none: (forMs, limitMs) => lasting(() => open.size === 0, forMs, limitMs),
    noneNew: (forMs, limitMs) => {
      let before = acceptedCount;
      const isQuiet = (): boolean => {
        const isSame = acceptedCount === before;
        before = acceptedCount;
        return isSame;
      };
      return lasting(isQuiet, forMs, limitMs);
    },
    closeUnused: () => {
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    },
    closeAllBut: (kept) => {
      for (const socket of open) if (!kept.has(socket)) socket.destroy();
    },
  };
}

/** Resolves when a condition has held for `forMs` without a break, or after `limitMs`. */
async function lasting(holds: () => boolean, forMs: number, limitMs: number): Promise<void> {
  let heldMs = 0;
  for (let passedMs = 0; passedMs < limitMs && heldMs < forMs; passedMs += CHECK_MS) {
    await wait(CHECK_MS);
    heldMs = holds() ? heldMs + CHECK_MS : 0;
  }
}

/** Who is connected to a server: how many there are, and when nobody comes any more. */
import type { Server, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** How often it is looked. */
const STEP_MS = 50;

export interface Crowd {
  /** How many clients are connected. */
  size(): number;
  /** Resolves when nobody has been connected for so long, and after `longestMs` in any case. */
  gone(forMs: number, longestMs: number): Promise<void>;
  /** The same for nobody having connected anew. */
  calm(forMs: number, longestMs: number): Promise<void>;
  /** Ends the connections of those who have said nothing yet. */
  dismissTheSilent(): void;
}

export function createCrowd(server: Server): Crowd {
  const present = new Set<Socket>();
  let arrivals = 0;
  server.on('connection', (socket) => {
    arrivals++;
    present.add(socket);
    socket.once('close', () => present.delete(socket));
  });

  async function lasting(isSo: () => boolean, forMs: number, longestMs: number): Promise<void> {
    let lastedMs = 0;
    for (let passedMs = 0; passedMs < longestMs && lastedMs < forMs; passedMs += STEP_MS) {
      await wait(STEP_MS);
      lastedMs = isSo() ? lastedMs + STEP_MS : 0;
    }
  }

  return {
    size: () => present.size,
    gone: (forMs, longestMs) => lasting(() => present.size === 0, forMs, longestMs),
    calm: (forMs, longestMs) => {
      let before = arrivals;
      const nobodyCame = (): boolean => {
        const isSo = arrivals === before;
        before = arrivals;
        return isSo;
      };
      return lasting(nobodyCame, forMs, longestMs);
    },
    dismissTheSilent: () => {
      for (const socket of present) if (socket.bytesRead === 0) socket.destroy();
    },
  };
}

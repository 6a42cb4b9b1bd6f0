/** The names of the answers to requests that came before, byte for byte: they need not be parsed again. */
import { crc32 } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { GraphqlMessage } from './read-request.ts';

export interface KnownMessages {
  /** The name that was kept for this message and this audience. */
  nameOf(message: GraphqlMessage, audience: string): string | undefined;
  keep(message: GraphqlMessage, audience: string, name: string): void;
}

interface Known extends GraphqlMessage {
  readonly audience: string;
  readonly name: string;
}

const MAX_BYTES = 8 * 1024 * 1024;
const ENTRY_BYTES = 256;

/** Empty, and bounded in bytes. */
export function createKnownMessages(): KnownMessages {
  // Of messages with the same checksum the last one is known. The checksum of a text, as the key of a map, would take longer.
  const messages = new LRUCache<number, Known>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ search, bytes, audience }) => ENTRY_BYTES + search.length + bytes.length + audience.length,
  });
  return {
    nameOf: (message, audience) => {
      const known = messages.get(checksumOf(message));
      return known?.audience === audience && isSame(known, message) ? known.name : undefined;
    },
    keep: (message, audience, name) => {
      // A copy: the bytes of a message are a part of what came in one piece from the socket.
      messages.set(checksumOf(message), { ...message, bytes: Buffer.from(message.bytes), audience, name });
    },
  };
}

const isSame = (one: GraphqlMessage, other: GraphqlMessage): boolean =>
  one.method === other.method && one.search === other.search && one.bytes.equals(other.bytes);

const checksumOf = ({ search, bytes }: GraphqlMessage): number => crc32(bytes, search === '' ? 0 : crc32(search));

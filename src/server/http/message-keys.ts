/** The answer keys of requests that came before, byte for byte: such a request need not be parsed to look its answer up. */
import { crc32 } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { GraphqlMessage } from './read-request.ts';

export interface MessageKeys {
  /** The answer key of the last message that was the same, with this variant. */
  find(message: GraphqlMessage, variant: string): string | undefined;
  put(message: GraphqlMessage, variant: string, key: string): void;
}

interface Entry extends GraphqlMessage {
  readonly variant: string;
  readonly key: string;
}

const MAX_BYTES = 8 * 1024 * 1024;
const ENTRY_BYTES = 256;

/** Empty, and bounded in bytes. */
export function createMessageKeys(): MessageKeys {
  // Of messages with the same checksum the last one is here. The checksum of a text, as the key of a map, would take longer.
  const entries = new LRUCache<number, Entry>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ search, bytes, variant }) => ENTRY_BYTES + search.length + bytes.length + variant.length,
  });
  return {
    find: (message, variant) => {
      const entry = entries.get(checksumOf(message));
      return entry?.variant === variant && isSame(entry, message) ? entry.key : undefined;
    },
    put: (message, variant, key) => {
      // A copy: the bytes of a message are a part of what came in one piece from the socket.
      entries.set(checksumOf(message), { ...message, bytes: Buffer.from(message.bytes), variant, key });
    },
  };
}

const isSame = (one: GraphqlMessage, other: GraphqlMessage): boolean =>
  one.method === other.method && one.search === other.search && one.bytes.equals(other.bytes);

const checksumOf = ({ search, bytes }: GraphqlMessage): number => crc32(bytes, search === '' ? 0 : crc32(search));

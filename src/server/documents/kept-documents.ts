/**
 * Documents under the SHA-256 of their text: in memory, and in what all processes share, if anything is shared. A name
 * says what stands under it, so whatever else somebody put there is not there. Who may write to what is shared can add others.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SharedStore } from '../../upstream/shared-tier.ts';

const MEMORY_BYTES = 32 * 1024 * 1024;
const ENTRY_BYTES = 256;
/** Nobody else is asked for what cannot be there. */
const SHA256 = /^[\da-f]{64}$/;

export interface KeptDocuments {
  /** By the hash in lower-case hex; undefined where there is none. Never rejects. */
  get(sha256: string): Promise<string | undefined>;
  keep(text: string): void;
}

/** `kind` keeps those apart that were registered in different ways; `ttlMs` is how long the shared ones last. */
export function createKeptDocuments(kind: string, ttlMs: number, store: SharedStore | undefined): KeptDocuments {
  const memory = new LRUCache<string, string>({
    maxSize: MEMORY_BYTES,
    sizeCalculation: (text) => ENTRY_BYTES + 2 * text.length,
  });
  const nameOf = (sha256: string): string => `${kind}:${sha256}`;
  return {
    get: async (sha256) => {
      const known = memory.get(sha256);
      if (known !== undefined || !store || !SHA256.test(sha256)) return known;
      const [shared] = await store.get([nameOf(sha256)]);
      const text = shared?.toString('utf8');
      if (text === undefined || sha256Of(text) !== sha256) return undefined;
      memory.set(sha256, text);
      return text;
    },
    keep: (text) => {
      const sha256 = sha256Of(text);
      memory.set(sha256, text);
      store?.set(nameOf(sha256), Buffer.from(text), ttlMs);
    },
  };
}

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

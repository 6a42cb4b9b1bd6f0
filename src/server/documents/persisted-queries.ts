/** Automatic persisted queries: documents that clients register by sending them once. Apollo does the rest. */
import type { KeptDocuments } from './kept-documents.ts';

/** What Apollo keeps them in, by its own names: a prefix and the hash. */
export interface PersistedQueryCache {
  get(name: string): Promise<string | undefined>;
  set(name: string, text: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** In characters: no query needs more. What is longer is answered and not kept, so that a few of them do not fill the room of all. */
const LONGEST_KEPT = 32 * 1024;

export const createPersistedQueryCache = (documents: KeptDocuments): PersistedQueryCache => ({
  get: (name) => documents.get(name.slice(name.lastIndexOf(':') + 1)),
  set: async (_, text) => {
    if (text.length <= LONGEST_KEPT) documents.keep(text);
  },
  // A document is what its hash says for ever; it leaves when there is no room.
  delete: async () => {},
});

/** Automatic persisted queries: documents that clients register by sending them once. Apollo does the rest. */
import type { KeptDocuments } from './kept-documents.ts';

/** What Apollo keeps them in, by its own names: a prefix and the hash. */
export interface PersistedQueryCache {
  get(name: string): Promise<string | undefined>;
  set(name: string, text: string): Promise<void>;
  delete(name: string): Promise<void>;
}

export const createPersistedQueryCache = (documents: KeptDocuments): PersistedQueryCache => ({
  get: (name) => documents.get(name.slice(name.lastIndexOf(':') + 1)),
  set: async (_, text) => documents.keep(text),
  // A document is what its hash says for ever; it leaves when there is no room.
  delete: async () => {},
});

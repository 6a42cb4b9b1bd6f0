/** Automatic persisted queries: documents that clients register by sending them once. Apollo does the rest. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from './request-context.ts';

/** The documents that clients registered. */
export interface RegisteredDocuments {
  /** By the SHA-256 in lower-case hex; undefined where there is none. Never rejects. */
  get(sha256: string): Promise<string | undefined>;
  /** Does nothing where the caller has registered too much in this minute. */
  keep(text: string, caller: string): void;
}

/** What Apollo finds them in, by its own names: a prefix and the hash. */
export interface PersistedQueryCache {
  get(name: string): Promise<string | undefined>;
  set(name: string, text: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** In characters: no query needs more. What is longer is answered and not kept. */
const LONGEST_KEPT = 32 * 1024;

export const createPersistedQueryCache = (documents: Pick<RegisteredDocuments, 'get'>): PersistedQueryCache => ({
  get: (name) => documents.get(name.slice(name.lastIndexOf(':') + 1)),
  // Apollo does not say here whose document it is: `registrations` keeps it.
  set: async () => {},
  // A document is what its hash says for ever; it leaves when there is no room.
  delete: async () => {},
});

/** Keeps each document that a client registers, in the name of its caller; only one that could be answered. */
export const registrations = (documents: Pick<RegisteredDocuments, 'keep'>): ApolloServerPlugin<RequestContext> => ({
  requestDidStart: async () => ({
    responseForOperation: async ({ metrics, source, contextValue }) => {
      if (metrics.persistedQueryRegister && source.length <= LONGEST_KEPT) documents.keep(source, contextValue.caller);
      return null;
    },
  }),
});

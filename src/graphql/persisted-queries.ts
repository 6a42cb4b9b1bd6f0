/** Automatic persisted queries (APQ): a client sends a document once, and from then on only its hash. */
import type { ApolloServerPlugin } from '@apollo/server';
import { LIMITS } from './limits/limits.ts';
import type { RequestContext } from './request-context.ts';

/** The documents that clients have registered. */
export interface RegisteredDocuments {
  /** By the SHA-256 in lower-case hex; undefined where there is none. Never rejects. */
  get(sha256: string): Promise<string | undefined>;
  /** Does nothing where the caller has registered too many documents in this minute. */
  keep(text: string, caller: string): void;
}

/** The cache that Apollo expects, over `documents`. Its keys are a prefix and the hash. */
export const createPersistedQueryCache = (documents: Pick<RegisteredDocuments, 'get'>) => ({
  get: (name: string) => documents.get(name.slice(name.lastIndexOf(':') + 1)),
  // Apollo does not pass the caller here: `registrations` keeps the document.
  set: async () => {},
  // The text of a hash never changes. The store drops documents when it is full.
  delete: async () => {},
});

/** Keeps each document that a client registers, once it has passed validation, and counts it against its caller. */
export const registrations = (documents: Pick<RegisteredDocuments, 'keep'>): ApolloServerPlugin<RequestContext> => ({
  requestDidStart: async () => ({
    responseForOperation: async ({ metrics, source, contextValue }) => {
      if (metrics.persistedQueryRegister && source.length <= LIMITS.persistedQueryLength) {
        documents.keep(source, contextValue.caller);
      }
      return null;
    },
  }),
});

/** Replaces the id of a trusted document by its text and, if the settings say so, rejects every other document. */
import type { HttpGraphqlRequest } from '../../graphql/engine.ts';
import { HttpError } from '../http/http-error.ts';
import { sha256Of, type TrustedDocumentStore } from './document-store.ts';
import { idOf, type Manifest } from './manifest.ts';

export interface TrustedDocuments {
  /** The request with the text of its document. Throws an `HttpError` for a document that is not served. */
  resolve(request: HttpGraphqlRequest): Promise<HttpGraphqlRequest>;
}

export interface TrustedDocumentsOptions {
  readonly manifest: Manifest;
  /** Whether every other document is rejected. */
  readonly only: boolean;
  /** The documents of this release and of earlier ones. */
  readonly kept: TrustedDocumentStore;
}

/** How a request names its document. */
interface Reference {
  readonly query: unknown;
  readonly id: string | undefined;
  /** Whether the client sends the text when the id is unknown, as in an automatic persisted query. */
  readonly canRegister: boolean;
}

/** Stores the documents of the manifest at once, for the processes of the next release and of the one before. */
export function createTrustedDocuments({ manifest, only, kept }: TrustedDocumentsOptions): TrustedDocuments {
  for (const text of manifest.values()) kept.keep(text);
  const textOf = async (id: string): Promise<string | undefined> => manifest.get(id) ?? kept.get(id);

  return {
    resolve: async (request) => {
      const { query, id, canRegister } =
        request.method === 'GET' ? referenceInUrl(request.search) : referenceInBody(request.body);
      const text = id === undefined ? undefined : await textOf(id);
      // If there is a text beside the hash, Apollo compares them.
      if (text !== undefined && query === undefined) return withText(request, text);
      if (query === undefined && id !== undefined && (only || !canRegister)) {
        throw new HttpError(400, 'No trusted document has this id.', { code: 'PERSISTED_QUERY_NOT_FOUND' });
      }
      if (!only) return request;
      const isTrusted = typeof query === 'string' && (await textOf(sha256Of(query))) === query;
      if (isTrusted) return withText(request, query);
      throw new HttpError(400, 'This server accepts only trusted documents, by their ids.', {
        code: 'QUERY_NOT_IN_SAFELIST',
      });
    },
  };
}

function referenceInBody(body: unknown): Reference {
  const { query, documentId, extensions } = body as Readonly<Record<string, unknown>>;
  return { query: query ?? undefined, ...idIn(documentId, extensions) };
}

function referenceInUrl(search: string): Reference {
  const parameters = new URLSearchParams(search);
  const written = parameters.get('extensions');
  let extensions: unknown;
  try {
    extensions = written === null ? undefined : JSON.parse(written);
  } catch {
    // Apollo reports it.
  }
  return { query: parameters.get('query') ?? undefined, ...idIn(parameters.get('documentId'), extensions) };
}

/**
 * `documentId` is of the GraphQL over HTTP appendix on persisted documents, the hash in `extensions` of Apollo Client. Throws
 * an `HttpError` for a hash that is not a string, which Apollo would accept however large it is.
 */
function idIn(documentId: unknown, extensions: unknown): Pick<Reference, 'id' | 'canRegister'> {
  const { persistedQuery } = (extensions ?? {}) as { readonly persistedQuery?: { readonly sha256Hash?: unknown } };
  const hash = persistedQuery?.sha256Hash;
  if (hash !== undefined && typeof hash !== 'string') {
    throw new HttpError(400, 'Expected extensions.persistedQuery.sha256Hash to be a string.');
  }
  const written = typeof documentId === 'string' ? documentId : hash;
  return { id: written === undefined ? undefined : idOf(written), canRegister: hash !== undefined };
}

function withText(request: HttpGraphqlRequest, query: string): HttpGraphqlRequest {
  if (request.method !== 'GET') {
    const { documentId: _, extensions: __, ...body } = request.body as Readonly<Record<string, unknown>>;
    return { ...request, body: { ...body, query } };
  }
  const parameters = new URLSearchParams(request.search);
  for (const name of ['documentId', 'extensions']) parameters.delete(name);
  parameters.set('query', query);
  return { ...request, search: `?${parameters}` };
}

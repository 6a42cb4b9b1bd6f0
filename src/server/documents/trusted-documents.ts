/**
 * Puts the text in the place of the id where a client sends the id of a document of a manifest; and where nothing else is
 * to be answered, refuses everything else.
 */
import type { HttpGraphqlRequest } from '../../graphql/engine.ts';
import { HttpError } from '../http/http-error.ts';
import { sha256Of, type TrustedDocumentStore } from './document-store.ts';
import { idOf, type Manifest } from './manifest.ts';

export interface TrustedDocuments {
  /** The request with the text of its document. Throws an `HttpError` for one that is not answered. */
  resolve(request: HttpGraphqlRequest): Promise<HttpGraphqlRequest>;
}

export interface TrustedDocumentsOptions {
  readonly manifest: Manifest;
  /** Whether nothing else is answered. */
  readonly only: boolean;
  /** Those of this and of earlier releases. */
  readonly kept: TrustedDocumentStore;
}

/** What a client sends to say which document it means. */
interface Asked {
  readonly query: unknown;
  readonly id: string | undefined;
  /** Whether the id is a hash, under which a client that is told that it is unknown sends the text. */
  readonly canRegister: boolean;
}

export function createTrustedDocuments({ manifest, only, kept }: TrustedDocumentsOptions): TrustedDocuments {
  // What clients of this release send must be known to the processes of the next one, and of the one before.
  for (const text of manifest.values()) kept.keep(text);
  const textOf = async (id: string): Promise<string | undefined> => manifest.get(id) ?? kept.get(id);

  return {
    resolve: async (request) => {
      const { query, id, canRegister } =
        request.method === 'GET' ? askedInUrl(request.search) : askedInBody(request.body);
      const text = id === undefined ? undefined : await textOf(id);
      // A hash with a text is Apollo's to compare.
      if (text !== undefined && query === undefined) return withText(request, text);
      if (query === undefined && id !== undefined && (only || !canRegister)) {
        throw new HttpError(400, 'The id is that of no trusted document.', { code: 'PERSISTED_QUERY_NOT_FOUND' });
      }
      if (!only) return request;
      const isTrusted = typeof query === 'string' && (await textOf(sha256Of(query))) === query;
      if (isTrusted) return withText(request, query);
      throw new HttpError(400, 'Only trusted documents are answered, by their ids.', { code: 'QUERY_NOT_IN_SAFELIST' });
    },
  };
}

function askedInBody(body: unknown): Asked {
  const { query, documentId, extensions } = body as Readonly<Record<string, unknown>>;
  return { query: query ?? undefined, ...idIn(documentId, extensions) };
}

function askedInUrl(search: string): Asked {
  const parameters = new URLSearchParams(search);
  const written = parameters.get('extensions');
  let extensions: unknown;
  try {
    extensions = written === null ? undefined : JSON.parse(written);
  } catch {
    // Apollo says so.
  }
  return { query: parameters.get('query') ?? undefined, ...idIn(parameters.get('documentId'), extensions) };
}

/**
 * As the GraphQL over HTTP appendix on persisted documents has it, or as Apollo Client does. Throws an `HttpError` for a
 * hash that is none.
 */
function idIn(documentId: unknown, extensions: unknown): Pick<Asked, 'id' | 'canRegister'> {
  const { persistedQuery } = (extensions ?? {}) as { readonly persistedQuery?: { readonly sha256Hash?: unknown } };
  const hash = persistedQuery?.sha256Hash;
  // Apollo takes anything for one, however deep it is.
  if (hash !== undefined && typeof hash !== 'string') {
    throw new HttpError(400, 'Expected extensions.persistedQuery.sha256Hash to be a text.');
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

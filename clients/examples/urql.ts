/** urql with graphcache on teamgraph: the code of docs/clients/urql.md. */
import { Client, fetchExchange, gql, makeOperation, mapExchange, type TypedDocumentNode } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { cacheConfig } from '../graphcache-config.ts';
import type { Meeting, Meetings, MeetingsVariables } from './meetings.ts';

export function createClient(url: string, { token = '', exchanges = [fetchExchange], fetch = globalThis.fetch } = {}) {
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  return new Client({
    url,
    fetch,
    fetchOptions: { headers },
    exchanges: [cacheExchange(cacheConfig), ...exchanges],
  });
}

export const MEETINGS: TypedDocumentNode<Meetings, MeetingsVariables> = gql`
  query Meetings($range: DateTimeRange!, $after: String) {
    bookings(filter: { range: $range }, first: 2, after: $after) {
      totalCount
      complete
      edges { cursor node { id title start } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

export const MEETING: TypedDocumentNode<{ readonly node: Meeting | null }, { readonly id: string }> = gql`
  query Meeting($id: ID!) {
    node(id: $id) { __typename id ... on Booking { title start } }
  }
`;

/** Sends the ids that the client preset writes into the documents. It stands between the cache and `fetchExchange`. */
export const persistedDocuments = mapExchange({
  onOperation(operation) {
    const { __meta__ } = operation.query as { readonly __meta__?: { readonly hash?: string } };
    const sha256Hash = __meta__?.hash;
    if (sha256Hash === undefined) return operation;
    const extensions = { ...operation.extensions, persistedQuery: { version: 1 as const, sha256Hash } };
    return makeOperation(operation.kind, { ...operation, extensions });
  },
});

/** Apollo Client on teamgraph: the code of docs/clients/apollo-client.md. */
import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
  ServerError,
  type TypedDocumentNode,
} from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import type { DocumentNode } from 'graphql';
import { possibleTypes, typePolicies } from '../apollo-type-policies.ts';
import type { Failure } from './failures.ts';
import type { Meeting, Meetings, MeetingsVariables } from './meetings.ts';

declare module '@apollo/client' {
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface WatchQuery {
        errorPolicy: 'all';
      }
      interface Query {
        errorPolicy: 'all';
      }
    }
  }
}

export function createClient(uri: string, { token = '', before = [] as ApolloLink[], fetch = globalThis.fetch } = {}) {
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  return new ApolloClient({
    link: ApolloLink.from([...before, new HttpLink({ uri, headers, fetch, useGETForQueries: true })]),
    cache: new InMemoryCache({ typePolicies, possibleTypes }),
    defaultOptions: { query: { errorPolicy: 'all' }, watchQuery: { errorPolicy: 'all' } },
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
    node(id: $id) { id ... on Booking { title start } }
  }
`;

/** The errors of an answer, for `failureAt(errorsOf(error), 'bookings')`. Apollo leaves those of a rejected request as text. */
export function errorsOf(error: unknown): readonly Failure[] {
  if (CombinedGraphQLErrors.is(error)) return error.errors;
  const isFromServer = ServerError.is(error) && error.response.headers.get('content-type')?.includes('json');
  return isFromServer ? (JSON.parse(error.bodyText).errors ?? []) : [];
}

/** Sends the ids that the client preset writes into the documents. */
export const persistedDocuments = new PersistedQueryLink({
  generateHash: (document: DocumentNode & { readonly __meta__?: { readonly hash?: string } }) =>
    document.__meta__?.hash ?? '',
  useGETForHashedQueries: true,
  // A server with only trusted documents takes no text in place of an unknown id.
  retry: () => false,
});

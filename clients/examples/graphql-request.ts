/** graphql-request on teamgraph: the code of docs/clients/graphql-request.md. */
import { GraphQLClient, gql, type RequestMiddleware } from 'graphql-request';
import { failureAt } from './failures.ts';
import type { Meeting, Meetings, MeetingsVariables } from './meetings.ts';

export function createClient(url: string, { token = '', fetch = globalThis.fetch } = {}) {
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  return new GraphQLClient(url, { headers, fetch, method: 'GET', errorPolicy: 'all', jsonSerializer: JSON });
}

/** A client that sends the ids of documents, given by the names of their operations. */
export function createPersistedClient(url: string, ids: Readonly<Record<string, string | undefined>>) {
  const sendId: RequestMiddleware = ({ operationName = '', variables, ...request }) => ({
    ...request,
    body: JSON.stringify({ documentId: ids[operationName], variables }),
  });
  return new GraphQLClient(url, { errorPolicy: 'all', requestMiddleware: sendId });
}

const MEETINGS = gql`
  query Meetings($range: DateTimeRange!, $after: String) {
    bookings(filter: { range: $range }, first: 100, after: $after) {
      totalCount
      complete
      edges { cursor node { id title start } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

export const MEETING = gql`
  query Meeting($id: ID!) {
    node(id: $id) { id ... on Booking { title start } }
  }
`;

/** All meetings of a range, page by page. Rejects with an Error if a page could not be read: half a list is no list. */
export async function allMeetings(client: GraphQLClient, range: MeetingsVariables['range']): Promise<Meeting[]> {
  const meetings: Meeting[] = [];
  let after: string | null = null;
  do {
    const variables: MeetingsVariables = { range, after };
    const { data, errors } = await client.rawRequest<Meetings>(MEETINGS, { ...variables });
    if (data.bookings === null) throw new Error(`The meetings could not be read: ${failureAt(errors, 'bookings')}`);
    const { edges, pageInfo } = data.bookings;
    meetings.push(...edges.map(({ node }) => node));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return meetings;
}

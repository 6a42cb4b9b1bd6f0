/** The documents of docs/clients/relay.md. `relay-compiler` makes `__generated__/` of them; run it again after a change. */
import { graphql } from 'relay-runtime';

export const MEETINGS = () => graphql`
  query relayDocumentsMeetingsQuery($range: DateTimeRange!, $after: String) {
    bookings(filter: { range: $range }, first: 2, after: $after) @connection(key: "relayDocuments_bookings") {
      totalCount
      edges { node { id title start } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

export const MEETING = () => graphql`
  query relayDocumentsMeetingQuery($id: ID!) {
    node(id: $id) { id ... on Booking { title start } }
  }
`;

export const OVERVIEW = () => graphql`
  query relayDocumentsOverviewQuery($range: DateTimeRange!) @throwOnFieldError {
    bookings(filter: { range: $range }, first: 1) { edges { node { id } } }
    periods @catch(to: RESULT) { totalCount }
  }
`;

// Made from the schema by `npm run codegen`. Do not edit it.
import type { FieldPolicy, PossibleTypesMap, Reference, TypePolicies } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

type Connection = { readonly nodes?: readonly Reference[]; readonly pageInfo?: { readonly endCursor?: string | null } };

/**
 * Joins the pages of a connection in one list, of `edges` and of `nodes`. A page that could not be read leaves the list as it
 * is; a list that could not be read is null, not empty.
 */
function pages(keyArgs: string[] | false): FieldPolicy {
  const relay = relayStylePagination(keyArgs);
  const { read, merge } = relay;
  if (typeof read !== 'function' || typeof merge !== 'function') return relay;
  return {
    keyArgs,
    read,
    merge: (existing, incoming, options) => {
      const after = options.args?.after;
      if (incoming === null) return after ? (existing ?? null) : null;
      const merged = merge(existing ?? undefined, incoming, options);
      const known: Connection | null | undefined = existing;
      if (!incoming.nodes) return merged;
      const isNext = after && known?.nodes && known.pageInfo?.endCursor === after;
      return { ...merged, nodes: isNext ? [...known.nodes, ...incoming.nodes] : incoming.nodes };
    },
  };
}

/** The types behind each interface, for fragments. */
export const possibleTypes: PossibleTypesMap = {
  Node: ['Action', 'Booking', 'EventType', 'Period', 'User'],
};

/**
 * Objects with an `id` are kept once, whatever query has read them. The others are a part of the object that they stand in:
 * reports with the same arguments are merged, lists without ids are replaced.
 */
export const typePolicies: TypePolicies = {
  Action: {
    keyFields: ['id'],
    fields: {
      assignees: { merge: false },
      formFields: { merge: false },
    },
  },
  ActionConnection: { keyFields: false },
  ActionCounts: { keyFields: false, merge: true },
  ActionEdge: { keyFields: false },
  ActionGroup: { keyFields: false, merge: true },
  ActionStats: {
    keyFields: false,
    merge: true,
    fields: {
      groups: { merge: false },
    },
  },
  AloName: { keyFields: false, merge: true },
  AloNameConnection: { keyFields: false },
  AloNameEdge: { keyFields: false },
  Attendee: { keyFields: false, merge: true },
  Booking: {
    keyFields: ['id'],
    fields: {
      attendees: { merge: false },
      hosts: { merge: false },
    },
  },
  BookingConnection: { keyFields: false },
  BookingCounts: { keyFields: false, merge: true },
  BookingEdge: { keyFields: false },
  BookingGroup: { keyFields: false, merge: true },
  BookingHost: { keyFields: false, merge: true },
  BookingStats: {
    keyFields: false,
    merge: true,
    fields: {
      groups: { merge: false },
    },
  },
  Cancellation: { keyFields: false, merge: true },
  EmailStats: { keyFields: false, merge: true },
  EmailStatsConnection: { keyFields: false },
  EmailStatsEdge: { keyFields: false },
  EmailTotals: { keyFields: false, merge: true },
  EndpointStatus: {
    keyFields: false,
    merge: true,
    fields: {
      drifts: { merge: false },
    },
  },
  EventType: { keyFields: ['id'] },
  EventTypeConnection: { keyFields: false },
  EventTypeEdge: { keyFields: false },
  FieldDrift: { keyFields: false, merge: true },
  FormField: { keyFields: false, merge: true },
  Identity: { keyFields: false, merge: true },
  LinkCount: { keyFields: false, merge: true },
  MemberStats: {
    keyFields: false,
    merge: true,
    fields: {
      highestRatings: { merge: false },
      leastBookings: { merge: false },
      leastCompleted: { merge: false },
      lowestRatings: { merge: false },
      mostBookings: { merge: false },
      mostCancelled: { merge: false },
      mostCompleted: { merge: false },
      mostNoShow: { merge: false },
    },
  },
  NameMatch: { keyFields: false, merge: true },
  PageInfo: { keyFields: false },
  Participant: { keyFields: false, merge: true },
  PeopleConflict: { keyFields: false, merge: true },
  PeopleConflictConnection: { keyFields: false },
  PeopleConflictEdge: { keyFields: false },
  PeopleHealth: {
    keyFields: false,
    merge: true,
    fields: {
      ambiguousNames: pages(['range']),
      conflicts: pages(false),
      links: { merge: false },
      unlinkedNames: pages(['range']),
      unmatched: { merge: false },
      unseen: { merge: false },
    },
  },
  Period: {
    keyFields: ['id'],
    fields: {
      actions: pages(['filter']),
      bookings: pages(false),
      markers: { merge: false },
    },
  },
  PeriodConnection: { keyFields: false },
  PeriodEdge: { keyFields: false },
  PeriodMarker: { keyFields: false, merge: true },
  ProspectOutcomes: { keyFields: false, merge: true },
  ProspectStats: { keyFields: false, merge: true },
  ProspectStatsConnection: { keyFields: false },
  ProspectStatsEdge: { keyFields: false },
  ProspectTotals: { keyFields: false, merge: true },
  Query: {
    fields: {
      actions: pages(['filter', 'orderBy']),
      bookings: pages(['filter', 'orderBy']),
      eventTypes: pages(false),
      periods: pages(['range']),
      rateLimit: { merge: false },
      sources: { merge: false },
      users: pages(['orderBy', 'search']),
    },
  },
  RankedMember: { keyFields: false, merge: true },
  RateLimit: { keyFields: false, merge: true },
  Rescheduling: { keyFields: false, merge: true },
  RoutedTo: {
    keyFields: false,
    merge: true,
    fields: {
      users: { merge: false },
    },
  },
  RoutedToPeriod: { keyFields: false, merge: true },
  RoutedToUser: {
    keyFields: false,
    merge: true,
    fields: {
      series: { merge: false },
    },
  },
  SourceFailure: { keyFields: false, merge: true },
  SourceQuota: { keyFields: false, merge: true },
  SourceStatus: {
    keyFields: false,
    merge: true,
    fields: {
      endpoints: { merge: false },
    },
  },
  TeamStats: {
    keyFields: false,
    merge: true,
    fields: {
      email: pages(['orderBy']),
      prospect: pages(['orderBy']),
    },
  },
  TimeRange: { keyFields: false, merge: true },
  UnmatchedMark: { keyFields: false, merge: true },
  UnseenDirectory: { keyFields: false, merge: true },
  User: {
    keyFields: ['id'],
    fields: {
      actions: pages(['filter', 'range', 'role']),
      bookings: pages(['range', 'status']),
      identities: { merge: false },
    },
  },
  UserConnection: { keyFields: false },
  UserEdge: { keyFields: false },
  Viewer: { keyFields: false, merge: true },
};

// Made from the schema by `npm run codegen`. Do not edit it.
import type { CacheExchangeOpts, Resolver } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

const joined = relayPagination();
const inParent = () => null;

/**
 * Joins the pages of a connection in one list. A list that could not be read is null, not missing. A list that was asked without
 * any argument is not joined: ask with `first`.
 */
const pages: Resolver = (parent, args, cache, info) =>
  joined(parent, args, cache, info) ??
  cache.resolve(info.parentKey, info.fieldName, Object.keys(args).length === 0 ? undefined : args);

/**
 * For `cacheExchange`. Objects with an `id` are kept once, whatever query has read them. The others are a part of the object that
 * they stand in. Give it no `schema`: graphcache would then answer with null what it has not read, and null is an outage.
 */
export const cacheConfig: Pick<CacheExchangeOpts, 'keys' | 'resolvers'> = {
  keys: {
    ActionConnection: inParent,
    ActionCounts: inParent,
    ActionEdge: inParent,
    ActionGroup: inParent,
    ActionStats: inParent,
    AloName: inParent,
    AloNameConnection: inParent,
    AloNameEdge: inParent,
    Attendee: inParent,
    BookingConnection: inParent,
    BookingCounts: inParent,
    BookingEdge: inParent,
    BookingGroup: inParent,
    BookingHost: inParent,
    BookingStats: inParent,
    Cancellation: inParent,
    EmailStats: inParent,
    EmailStatsConnection: inParent,
    EmailStatsEdge: inParent,
    EmailTotals: inParent,
    EndpointStatus: inParent,
    EventTypeConnection: inParent,
    EventTypeEdge: inParent,
    FieldDrift: inParent,
    FormField: inParent,
    Identity: inParent,
    LinkCount: inParent,
    MemberStats: inParent,
    NameMatch: inParent,
    PageInfo: inParent,
    Participant: inParent,
    PeopleConflict: inParent,
    PeopleConflictConnection: inParent,
    PeopleConflictEdge: inParent,
    PeopleHealth: inParent,
    PeriodConnection: inParent,
    PeriodEdge: inParent,
    PeriodMarker: inParent,
    ProspectOutcomes: inParent,
    ProspectStats: inParent,
    ProspectStatsConnection: inParent,
    ProspectStatsEdge: inParent,
    ProspectTotals: inParent,
    RankedMember: inParent,
    RateLimit: inParent,
    Rescheduling: inParent,
    RoutedTo: inParent,
    RoutedToPeriod: inParent,
    RoutedToUser: inParent,
    SourceFailure: inParent,
    SourceQuota: inParent,
    SourceStatus: inParent,
    TeamStats: inParent,
    TimeRange: inParent,
    UnmatchedMark: inParent,
    UnseenDirectory: inParent,
    UserConnection: inParent,
    UserEdge: inParent,
    Viewer: inParent,
  },
  resolvers: {
    PeopleHealth: {
      ambiguousNames: pages,
      conflicts: pages,
      unlinkedNames: pages,
    },
    Period: {
      actions: pages,
      bookings: pages,
    },
    Query: {
      actions: pages,
      bookings: pages,
      eventTypes: pages,
      periods: pages,
      users: pages,
    },
    TeamStats: {
      email: pages,
      prospect: pages,
    },
    User: {
      actions: pages,
      bookings: pages,
    },
  },
};

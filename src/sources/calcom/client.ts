/**
 * The endpoints of Cal.com API v2 that the graph reads.
 *
 * Docs: https://cal.com/docs/api-reference/v2. Authentication: `Authorization: Bearer cal_...`. Rate limit: 120 calls a minute
 * for each key, reported in `X-RateLimit-*-Default`, with a reset in seconds. Pages: `take` and `skip`; only bookings say
 * whether more follow. Cal.com silently ignores parameters that its version does not know, so each filter is checked again on
 * the rows that it sends.
 */
import type { CalcomConfig } from '../../config/config.ts';
import type { SourceFailureCause } from '../../errors.ts';
import { type Endpoint, type Parameters, pathWithQuery } from '../../upstream/endpoint.ts';
import type { VendorProtocol } from '../../upstream/http/answer.ts';
import type { Rows } from '../rows.ts';
import { bookingPageWire, MAX_BOOKINGS } from './booking-wire.ts';
import {
  type BookingPage,
  type BookingState,
  type CalcomPerson,
  MEMBER_LISTS,
  type MemberStats,
  type RoutedTo,
  type TeamEventType,
  type TeamMember,
} from './model.ts';
import { personWires, ROUTING_LIMIT, teamEventTypesWire } from './people-wire.ts';

/** The highest `take` that Cal.com allows for bookings and memberships. */
export const PAGE_SIZE = MAX_BOOKINGS;
/** The highest `take` that Cal.com allows for users of the organization. */
export const USERS_PAGE_SIZE = 1000;

// UNDOCUMENTED for most endpoints: the version. A missing header means the oldest version, so one is always sent.
const VERSION = { 'cal-api-version': '2024-08-13' };
const EVENT_TYPES_VERSION = { 'cal-api-version': '2024-06-14' };

export type BookingSort = 'sortStart' | 'sortEnd' | 'sortCreated' | 'sortUpdatedAt';
/** Whose bookings a report of the insights counts. */
export type InsightsScope = 'USER' | 'TEAM' | 'ORG';
export type RoutingPeriod = 'DAY' | 'WEEK' | 'MONTH';

/** The filters of bookings that Cal.com applies. Instants are in ISO 8601, and ranges include their ends. */
export interface BookingConditions extends Parameters {
  readonly status?: readonly BookingState[] | null;
  readonly attendeeEmail?: string | null;
  readonly attendeeName?: string | null;
  readonly bookingUid?: string | null;
  readonly eventTypeIds?: readonly string[] | null;
  /** The earliest start. There is no parameter for the latest one: Cal.com's `beforeEnd` compares ends. */
  readonly startFrom?: string | null;
  readonly createdFrom?: string | null;
  readonly createdTo?: string | null;
  readonly updatedFrom?: string | null;
  readonly updatedTo?: string | null;
}

interface SortParameters extends Parameters {
  readonly sort: BookingSort;
  readonly direction: 'asc' | 'desc';
}

export interface PageParameters extends Parameters {
  /** The number of rows before the page. */
  readonly skip: number;
  /** The number of rows of the page. */
  readonly take: number;
}

const PAGES = { skip: 'PAGE', take: 'PAGE' } as const;

interface InsightsRange extends Parameters {
  readonly from: string;
  /** The last instant of the range. */
  readonly to: string;
}

interface MemberStatsParameters extends Partial<InsightsRange> {
  readonly scope: InsightsScope;
  readonly timeZone: string;
  readonly rangeOf: 'startTime' | 'createdAt';
}

interface RoutedToParameters extends InsightsRange {
  readonly scope: InsightsScope;
  readonly every: RoutingPeriod;
  readonly search: string | null;
}

/** How calls to Cal.com are authenticated and how its errors look. */
export const calcomProtocol = (config: CalcomConfig): VendorProtocol => ({
  source: 'CALCOM',
  apiUrl: config.apiUrl,
  headers: { authorization: `Bearer ${config.apiKey}` },
  account: `${config.orgId}/${config.teamId}`,
  errorKeys: ['error', 'message'],
  causeOf,
});

/** What a refusal is about, by the messages of Cal.com's guards. A wrong key is a 401, so a 403 never concerns the key. */
function causeOf(status: number, message: string): SourceFailureCause | undefined {
  if (status !== 403 && status !== 404) return undefined;
  if (/^IsOrgGuard\b|not part of the organization|^organization\b.*\bnot found/i.test(message)) return 'ORGANIZATION';
  if (/^IsTeamInOrg\b|not part of the team|^team\b.*\bnot found/i.test(message)) return 'TEAM';
  return status === 403 ? 'RIGHTS' : undefined;
}

export type CalcomEndpoints = ReturnType<typeof declareCalcomEndpoints>;

/** Declares the endpoints for one organization and team. */
export function declareCalcomEndpoints(config: CalcomConfig) {
  const organization = `/v2/organizations/${config.orgId}`;
  const team = `${organization}/teams/${config.teamId}`;
  const wires = personWires(config.webUrl);

  /** Bookings of the team. Cal.com has no tiebreaker for rows with equal instants, so a row may come on two pages. */
  const bookings: Endpoint<BookingConditions & SortParameters & PageParameters, BookingPage> = {
    source: 'CALCOM',
    name: 'team-bookings',
    method: 'GET',
    headers: VERSION,
    laws: {
      status: 'FILTER',
      attendeeEmail: 'FILTER',
      attendeeName: 'FILTER',
      bookingUid: 'FILTER',
      eventTypeIds: 'FILTER',
      startFrom: 'RANGE',
      createdFrom: 'FILTER',
      createdTo: 'FILTER',
      updatedFrom: 'FILTER',
      updatedTo: 'FILTER',
      sort: 'ORDER',
      direction: 'ORDER',
      skip: 'PAGE',
      take: 'PAGE',
    },
    request: (asked) => ({
      path: pathWithQuery(`${team}/bookings`, {
        status: asked.status && [...asked.status].sort().join(',').toLowerCase(),
        attendeeEmail: asked.attendeeEmail,
        attendeeName: asked.attendeeName,
        bookingUid: asked.bookingUid,
        eventTypeIds: asked.eventTypeIds && [...asked.eventTypeIds].sort().join(','),
        afterStart: asked.startFrom,
        afterCreatedAt: asked.createdFrom,
        beforeCreatedAt: asked.createdTo,
        afterUpdatedAt: asked.updatedFrom,
        beforeUpdatedAt: asked.updatedTo,
        [asked.sort]: asked.direction,
        take: asked.take,
        skip: asked.skip,
      }),
    }),
    wire: bookingPageWire,
    rowsIn: ({ bookings: { rows } }) => rows.length,
  };

  /** Members of the team. A page does not say whether more follow. */
  const teamMembers: Endpoint<PageParameters, Rows<TeamMember>> = {
    source: 'CALCOM',
    name: 'team-memberships',
    method: 'GET',
    isOptional: true,
    headers: VERSION,
    laws: PAGES,
    request: ({ skip, take }) => ({ path: pathWithQuery(`${team}/memberships`, { take, skip }) }),
    wire: wires.memberships,
    rowsIn: ({ rows }) => rows.length,
  };

  /** Users of the organization, for its admins only. A page does not say whether more follow. */
  const organizationUsers: Endpoint<PageParameters, Rows<CalcomPerson>> = {
    source: 'CALCOM',
    name: 'organization-users',
    method: 'GET',
    isOptional: true,
    headers: VERSION,
    laws: PAGES,
    request: ({ skip, take }) => ({ path: pathWithQuery(`${organization}/users`, { take, skip }) }),
    wire: wires.users,
    rowsIn: ({ rows }) => rows.length,
  };

  /** Event types of the team with all their hosts, in one answer: 160 types of 200 hosts each are 6.4 MB. */
  const teamEventTypes: Endpoint<Parameters, Rows<TeamEventType>> = {
    source: 'CALCOM',
    name: 'team-event-types',
    method: 'GET',
    isOptional: true,
    headers: EVENT_TYPES_VERSION,
    laws: {},
    request: () => ({ path: `${team}/event-types` }),
    wire: teamEventTypesWire,
    isInOnePiece: true,
    rowsIn: ({ rows }) => rows.length,
  };

  /** The owner of the credential, whose bookings the scope USER counts. */
  const me: Endpoint<Parameters, CalcomPerson> = {
    source: 'CALCOM',
    name: 'me',
    method: 'GET',
    headers: VERSION,
    laws: {},
    request: () => ({ path: '/v2/me' }),
    wire: wires.me,
    rowsIn: () => null,
  };

  /**
   * Eight top lists of ten people, over all time if there is no range. Cal.com answers empty lists if the credential lacks
   * the right to the scope. UNDOCUMENTED: an end without a time excludes its day, so full instants are sent.
   */
  const memberStats: Endpoint<MemberStatsParameters, MemberStats> = {
    source: 'CALCOM',
    name: 'booking-member-stats',
    method: 'POST',
    isOptional: true,
    headers: VERSION,
    laws: { scope: 'RANK', timeZone: 'RANK', from: 'RANK', to: 'RANK', rangeOf: 'RANK' },
    request: ({ scope, timeZone, from, to, rangeOf }) => ({
      path: '/v2/insights/bookings/members',
      body: {
        ...insightsScope(scope, config),
        timeZone,
        ...(from && to
          ? {
              columnFilters: [
                { id: rangeOf, value: { type: 'dr', data: { startDate: from, endDate: to, preset: 'custom' } } },
              ],
            }
          : {}),
      },
    }),
    wire: wires.memberStats,
    rowsIn: (stats) => MEMBER_LISTS.reduce((sum, list) => sum + stats[list].rows.length, 0),
  };

  /**
   * The people to whom bookings were routed, with their bookings by period. UNDOCUMENTED: `limit` cuts people and periods
   * alike, without a sign. Cal.com widens the range to whole periods, and answers empty lists without the right to the scope.
   */
  const routedTo: Endpoint<RoutedToParameters, RoutedTo> = {
    source: 'CALCOM',
    name: 'routed-to-per-period',
    method: 'POST',
    isOptional: true,
    headers: VERSION,
    laws: { scope: 'RANK', from: 'RANK', to: 'RANK', every: 'RANK', search: 'RANK' },
    request: ({ scope, from, to, every, search }) => ({
      path: '/v2/insights/routings/routed-to-per-period',
      body: {
        ...insightsScope(scope, config),
        startDate: from,
        endDate: to,
        period: { DAY: 'perDay', WEEK: 'perWeek', MONTH: 'perMonth' }[every],
        limit: ROUTING_LIMIT,
        ...(search === null ? {} : { searchQuery: search }),
      },
    }),
    wire: wires.routedTo,
    rowsIn: ({ users }) => users.rows.length,
  };

  return { bookings, teamMembers, organizationUsers, teamEventTypes, me, memberStats, routedTo };
}

const insightsScope = (scope: InsightsScope, config: CalcomConfig) => ({
  scope: scope.toLowerCase(),
  ...(scope === 'TEAM' ? { selectedTeamId: Number(config.teamId) } : {}),
});

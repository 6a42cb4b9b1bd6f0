/**
 * The endpoints of Cal.com API v2 that this graph reads, one declaration each.
 *
 * Docs: https://cal.com/docs/api-reference/v2. Auth: `Authorization: Bearer cal_...`. Limits: 120 calls a minute and
 * key, told in `X-RateLimit-*-Default`, reset in seconds. Paging: `take`/`skip`; only bookings say whether more follows.
 * The validation drops unknown parameters silently, so whatever filter is sent is checked again on what comes back.
 */
import type { CalcomConfig } from '../../config/config.ts';
import type { SourceFailureCause } from '../../errors.ts';
import { type Endpoint, type Parameters, pathWithQuery } from '../../upstream/endpoint.ts';
import type { VendorProtocol } from '../../upstream/http/answer.ts';
import type { Rows } from '../values.ts';
import { bookingPageWire, MOST_BOOKINGS } from './booking-wire.ts';
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

/** Rows of a page of bookings or memberships; the most that Cal.com allows. */
export const PAGE_SIZE = MOST_BOOKINGS;
/** Rows of a page of organization users; the most that Cal.com allows. */
export const USERS_PAGE_SIZE = 1000;

// UNDOCUMENTED: which version an endpoint wants, for most of them; a missing one means the oldest, so one is pinned.
const VERSION = { 'cal-api-version': '2024-08-13' };
const EVENT_TYPES_VERSION = { 'cal-api-version': '2024-06-14' };

export type BookingSort = 'sortStart' | 'sortEnd' | 'sortCreated' | 'sortUpdatedAt';
export type InsightsScope = 'USER' | 'TEAM' | 'ORG';
export type RoutingPeriod = 'DAY' | 'WEEK' | 'MONTH';

/** What Cal.com itself can filter bookings by. Instants are in ISO 8601, and inclusive. */
export interface BookingConditions extends Parameters {
  readonly status?: readonly BookingState[] | null;
  readonly attendeeEmail?: string | null;
  readonly attendeeName?: string | null;
  readonly bookingUid?: string | null;
  readonly eventTypeIds?: readonly string[] | null;
  /** The first start. There is no way to ask for a last one: Cal.com's `beforeEnd` is about ends. */
  readonly startFrom?: string | null;
  readonly createdFrom?: string | null;
  readonly createdTo?: string | null;
  readonly updatedFrom?: string | null;
  readonly updatedTo?: string | null;
}

interface BookingOrder extends Parameters {
  readonly sort: BookingSort;
  readonly direction: 'asc' | 'desc';
}

export interface Page extends Parameters {
  /** How many rows come before the page. */
  readonly skip: number;
  /** How many rows the page is to have. */
  readonly take: number;
}

interface InsightsRange extends Parameters {
  readonly from: string;
  /** Inclusive. */
  readonly to: string;
}

interface MemberStatsQuery extends Partial<InsightsRange> {
  readonly scope: InsightsScope;
  readonly timeZone: string;
  readonly rangeOf: 'startTime' | 'createdAt';
}

interface RoutedToQuery extends InsightsRange {
  readonly scope: InsightsScope;
  readonly every: RoutingPeriod;
  readonly search: string | null;
}

export const calcomProtocol = (config: CalcomConfig): VendorProtocol => ({
  source: 'CALCOM',
  apiUrl: config.apiUrl,
  headers: { authorization: `Bearer ${config.apiKey}` },
  account: `${config.orgId}/${config.teamId}`,
  errorKeys: ['error', 'message'],
  causeOf,
});

/** What Cal.com's guards refuse, in their words. A wrong key is a 401, so that a 403 is about all but the key. */
function causeOf(status: number, message: string): SourceFailureCause | undefined {
  if (status !== 403 && status !== 404) return undefined;
  if (/^IsOrgGuard\b|not part of the organization|^organization\b.*\bnot found/i.test(message)) return 'ORGANIZATION';
  if (/^IsTeamInOrg\b|not part of the team|^team\b.*\bnot found/i.test(message)) return 'TEAM';
  return status === 403 ? 'RIGHTS' : undefined;
}

export type CalcomEndpoints = ReturnType<typeof declareCalcomEndpoints>;

export function declareCalcomEndpoints(config: CalcomConfig) {
  const organization = `/v2/organizations/${config.orgId}`;
  const team = `${organization}/teams/${config.teamId}`;
  const wires = personWires(config.webUrl);

  /** Team bookings, 250 a page. Rows of equal order have no order among themselves, so a row may show on two pages. */
  const bookings: Endpoint<BookingConditions & BookingOrder & Page, BookingPage> = {
    source: 'CALCOM',
    name: 'team-bookings',
    method: 'GET',
    headers: VERSION,
    sets: ['status', 'eventTypeIds'],
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

  /** Members of the team, 250 a page, without a word on whether more follows. */
  const teamMembers: Endpoint<Page, Rows<TeamMember>> = {
    source: 'CALCOM',
    name: 'team-memberships',
    method: 'GET',
    isOptional: true,
    headers: VERSION,
    request: ({ skip, take }) => ({ path: pathWithQuery(`${team}/memberships`, { take, skip }) }),
    wire: wires.memberships,
    rowsIn: ({ rows }) => rows.length,
  };

  /** Users of the organization, 1,000 a page, without a word on whether more follows. For organization admins only. */
  const organizationUsers: Endpoint<Page, Rows<CalcomPerson>> = {
    source: 'CALCOM',
    name: 'organization-users',
    method: 'GET',
    isOptional: true,
    headers: VERSION,
    request: ({ skip, take }) => ({ path: pathWithQuery(`${organization}/users`, { take, skip }) }),
    wire: wires.users,
    rowsIn: ({ rows }) => rows.length,
  };

  /** Event types of the team with all their hosts, in one piece: 160 types of 200 hosts each are 6.4 MB. */
  const teamEventTypes: Endpoint<Parameters, Rows<TeamEventType>> = {
    source: 'CALCOM',
    name: 'team-event-types',
    method: 'GET',
    isOptional: true,
    headers: EVENT_TYPES_VERSION,
    request: () => ({ path: `${team}/event-types` }),
    wire: teamEventTypesWire,
    isInOnePiece: true,
    rowsIn: ({ rows }) => rows.length,
  };

  /** The owner of the credential: whose figures the scope USER means. */
  const me: Endpoint<Parameters, CalcomPerson> = {
    source: 'CALCOM',
    name: 'me',
    method: 'GET',
    headers: VERSION,
    request: () => ({ path: '/v2/me' }),
    wire: wires.me,
    rowsIn: () => null,
  };

  /**
   * Eight top lists of ten. Without a range: all time. Without the right to a scope Cal.com answers empty lists.
   * UNDOCUMENTED: a date without a time leaves out its day, so full instants are sent.
   */
  const memberStats: Endpoint<MemberStatsQuery, MemberStats> = {
    source: 'CALCOM',
    name: 'booking-member-stats',
    method: 'POST',
    isOptional: true,
    headers: VERSION,
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
   * The first 100 people routed to and, UNDOCUMENTED, the first 100 periods: `limit` caps both and says nothing. The
   * range is widened to whole periods. Without the right to a scope Cal.com answers empty lists.
   */
  const routedTo: Endpoint<RoutedToQuery, RoutedTo> = {
    source: 'CALCOM',
    name: 'routed-to-per-period',
    method: 'POST',
    isOptional: true,
    headers: VERSION,
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

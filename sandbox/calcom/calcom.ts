/**
 * Cal.com API v2: authentication, routes, and what every answer contains. The endpoints are in the files beside this one.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { createMinuteLimit, type Standing } from '../minute-limit.ts';
import type { Quirk } from '../quirks.ts';
import type { Answer, Reply, VendorRequest } from '../vendor-server.ts';
import type { World } from '../world/model.ts';
import { createBookingList } from './bookings.ts';
import { describeCaller, listEventTypes, listMemberships, listOrgUsers } from './directories.ts';
import { CalcomRefusal, errorReply, refuse } from './errors.ts';
import { memberStats } from './member-stats.ts';
import { routedToPerPeriod } from './routed-to.ts';

export const CALCOM_KEY = 'cal_sandbox_invented_key';
/** Known to the vendor, but expired. */
export const EXPIRED_CALCOM_KEY = 'cal_sandbox_expired_key';

const USUAL_LIMIT = 120;

interface Context {
  world: World;
  /** The vendor's clock. */
  nowMs: () => number;
  quirks: ReadonlySet<Quirk>;
}

type Endpoint = (request: VendorRequest, teamId: number) => Reply;

export function createCalcom({ world, nowMs, quirks }: Context, perMinute: number | undefined): Answer {
  const { calcom } = world;
  const takeCall = createMinuteLimit(perMinute);
  const listBookings = createBookingList(calcom, nowMs, quirks);
  const success = (data: unknown): Reply => ({ status: 200, body: { status: 'success', data } });

  /** `directory`: forbidden for a key that may only read bookings. */
  const routes: { method: string; path: RegExp; versions?: RegExp; directory?: true; answer: Endpoint }[] = [
    {
      method: 'GET',
      path: /^\/v2\/organizations\/([^/]+)\/teams\/([^/]+)\/bookings$/,
      versions: /^2024-08-13$|^202[5-9]/,
      answer: ({ query }, teamId) => listBookings(teamId, query),
    },
    {
      method: 'GET',
      path: /^\/v2\/organizations\/([^/]+)\/teams\/([^/]+)\/memberships$/,
      directory: true,
      answer: ({ query }, teamId) => success(listMemberships(calcom, teamId, query, quirks)),
    },
    {
      method: 'GET',
      path: /^\/v2\/organizations\/([^/]+)\/teams\/([^/]+)\/event-types$/,
      versions: /^2024-06-14$/,
      directory: true,
      answer: ({ query }, teamId) => {
        const listed = listEventTypes(calcom, teamId, query);
        return success(quirks.has('calcom-no-event-types') ? [] : listed);
      },
    },
    {
      method: 'GET',
      path: /^\/v2\/organizations\/([^/]+)\/memberships$/,
      directory: true,
      answer: ({ query }) => success(listMemberships(calcom, calcom.orgId, query, quirks)),
    },
    {
      method: 'GET',
      path: /^\/v2\/organizations\/([^/]+)\/users$/,
      directory: true,
      answer: ({ query }) => success(listOrgUsers(calcom, query, quirks)),
    },
    { method: 'GET', path: /^\/v2\/me$/, answer: () => success(describeCaller(calcom)) },
    {
      method: 'POST',
      path: /^\/v2\/insights\/bookings\/members$/,
      versions: /^2024-08-13$|^202[5-9]/,
      answer: ({ body }) => askInsights(() => memberStats(world, nowMs(), quirks, body)),
    },
    {
      method: 'POST',
      path: /^\/v2\/insights\/routings\/routed-to-per-period$/,
      versions: /^2024-08-13$|^202[5-9]/,
      answer: ({ body }) => askInsights(() => routedToPerPeriod(world, quirks, body)),
    },
  ];

  /** UNDOCUMENTED: a scope that the caller may not see is empty, not forbidden. Quirk calcom-insights-403. */
  function askInsights(answer: () => Reply): Reply {
    if (quirks.has('calcom-insights-403')) throw refuse(403, 'Forbidden resource');
    return answer();
  }

  function route(request: VendorRequest): Reply {
    for (const { method, path, versions, directory, answer } of routes) {
      const found = method === request.method && path.exec(request.path);
      if (!found) continue;
      // UNDOCUMENTED: every version is served by the same code. Quirk calcom-version-pinned.
      const version = String(request.headers['cal-api-version'] ?? '2024-04-15');
      if (quirks.has('calcom-version-pinned') && versions && !versions.test(version)) break;
      const [, orgId, teamId] = found;
      if (orgId !== undefined) guardOrg(orgId);
      if (directory && quirks.has('calcom-directories-403')) throw refuseRole(calcom.callerId, orgId, teamId);
      return answer(request, teamId === undefined ? 0 : guardTeam(teamId));
    }
    throw refuse(404, `Cannot ${request.method} ${request.url}`);
  }

  /** UNDOCUMENTED: an id that is not a number gets the same answer as one that does not exist. */
  function guardOrg(orgId: string): void {
    if (orgId === String(calcom.orgId)) return;
    throw refuse(403, `IsOrgGuard - provided organization id=${orgId} does not represent any existing organization.`);
  }

  function guardTeam(teamId: string): number {
    const found = [calcom.teamId, calcom.otherTeamId].find((id) => String(id) === teamId);
    if (found === undefined) throw refuse(404, `IsTeamInOrg - Team (${teamId}) not found.`);
    return found;
  }

  return (request) => {
    let reply: Reply;
    let headers: Record<string, string> = {};
    try {
      authenticate(request.headers);
      const standing = takeCall();
      headers = limitHeaders(standing, perMinute, quirks);
      if (standing.blocked) throw refuseThrottled();
      reply = route(request);
    } catch (error) {
      if (!(error instanceof CalcomRefusal)) throw error;
      reply = { ...errorReply(error, request.url, nowMs()), headers: { 'x-request-id': 'unknown-request-id' } };
    }
    return { ...reply, headers: { ...headers, ...reply.headers }, body: rewrite(reply.body, quirks) };
  };
}

/** The limiter looks up the key first, so the error for an unknown key is the limiter's. Platform clients are not modelled. */
function authenticate(headers: IncomingHttpHeaders): void {
  const hasId = headers['x-cal-client-id'] !== undefined;
  const hasSecret = headers['x-cal-secret-key'] !== undefined;
  if (hasId !== hasSecret) {
    const [given, missing] = hasId ? ['x-cal-client-id', 'x-cal-secret-key'] : ['x-cal-secret-key', 'x-cal-client-id'];
    throw refuse(401, `ApiAuthStrategy - Only '${given}' header provided. Please also provide '${missing}' header.`);
  }
  if (hasId) throw refuse(401, 'ApiAuthStrategy - oAuth client - Client not found');
  const key = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (key === CALCOM_KEY) return;
  if (key === undefined) {
    throw refuse(
      401,
      "ApiAuthStrategy - No authentication method provided. Either pass an API key as 'Bearer' header or OAuth client credentials as 'x-cal-secret-key' and 'x-cal-client-id' headers",
    );
  }
  if (key === EXPIRED_CALCOM_KEY) throw refuse(401, 'ApiAuthStrategy - api key - Your api key is expired');
  if (key.startsWith('cal_')) throw refuse(401, 'CustomThrottlerGuard - Invalid API Key');
  throw refuse(401, 'ApiAuthStrategy - access token - Invalid access token');
}

function refuseRole(userId: number, orgId: string | undefined, teamId: string | undefined): CalcomRefusal {
  const [role, team] = teamId === undefined ? ['ORG_ADMIN', ''] : ['TEAM_ADMIN', ` team with id=${teamId}`];
  return refuse(
    403,
    `RolesGuard - user with id=${userId} does not have the minimum required role=${role} within organization with id=${orgId}${team}.`,
  );
}

function refuseThrottled(): CalcomRefusal {
  const text = 'CustomThrottlerGuard - Too many requests. Please try again later.';
  return new CalcomRefusal(429, 'ThrottlerException', text, text);
}

/** Without a limit the headers show the usual one, with all calls remaining. */
function limitHeaders(
  { blocked, remaining, resetMs }: Standing,
  perMinute: number | undefined,
  quirks: ReadonlySet<Quirk>,
): Record<string, string> {
  const seconds = Math.ceil(resetMs / 1000);
  // UNDOCUMENTED: the reset is the number of seconds that remain. Quirk calcom-reset-epoch.
  const reset = quirks.has('calcom-reset-epoch') ? Math.ceil((Date.now() + resetMs) / 1000) : seconds;
  return {
    'X-RateLimit-Limit-Default': String(perMinute ?? USUAL_LIMIT),
    'X-RateLimit-Remaining-Default': String(perMinute === undefined ? USUAL_LIMIT : remaining),
    'X-RateLimit-Reset-Default': String(reset),
    ...(blocked && quirks.has('calcom-retry-after') ? { 'Retry-After': String(seconds) } : {}),
  };
}

/** Applies the quirks that change the form of values in every body. */
function rewrite(body: unknown, quirks: ReadonlySet<Quirk>): unknown {
  const shortTimes = quirks.has('calcom-rfc-seconds');
  const stringIds = quirks.has('calcom-string-ids');
  if (!shortTimes && !stringIds) return body;
  return JSON.parse(JSON.stringify(body), (key, value) => {
    if (stringIds && typeof value === 'number' && /^id$|Id$/.test(key)) return String(value);
    if (shortTimes && typeof value === 'string') return value.replace(/^(\d{4}-\d\d-\d\dT[\d:]{8})\.\d{3}Z$/, '$1Z');
    return value;
  });
}

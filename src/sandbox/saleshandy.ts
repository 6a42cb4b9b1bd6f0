// Saleshandy's Open API: team statistics and the member list. The vendor publishes no response body for either, so their shape is ours.

import { createMinuteLimit, type Standing } from './minute-limit.ts';
import type { Quirk } from './quirks.ts';
import { readReport, reportRows } from './saleshandy-report.ts';
import type { Answer, Reply, VendorRequest } from './vendor-server.ts';
import type { OutreachMember, World } from './world/model.ts';

export const SALESHANDY_KEY = 'sh-sandbox-invented-key';

const BAD_GATEWAY_PAGE = '<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>';
const CAPPED_LIMIT = 5;

interface Context {
  world: World;
  quirks: ReadonlySet<Quirk>;
}

export function createSaleshandy({ world, quirks }: Context, perMinute: number | undefined): Answer {
  const takeCall = createMinuteLimit(perMinute);
  return (request) => {
    // The key is read from x-api-key alone: the Bearer line of the published sample is a slip of its generator.
    if (request.headers['x-api-key'] !== SALESHANDY_KEY) return refuseKey(quirks);
    const standing = takeCall();
    if (standing.blocked) return throttled(standing, quirks);
    const reply = route(request, world, quirks);
    return perMinute === undefined ? reply : { ...reply, headers: limitHeaders(standing) };
  };
}

/** UNDOCUMENTED: 400, as it was seen to be, not 401. Quirk saleshandy-unauthorized-401. */
function refuseKey(quirks: ReadonlySet<Quirk>): Reply {
  const status = quirks.has('saleshandy-unauthorized-401') ? 401 : 400;
  return { status, body: { code: 1001, message: 'Invalid token' } };
}

/** UNDOCUMENTED: which of the two ways it was seen to take. Quirk saleshandy-throttle-400. */
function throttled(standing: Standing, quirks: ReadonlySet<Quirk>): Reply {
  if (quirks.has('saleshandy-throttle-400')) {
    return { status: 400, body: { code: 40000, message: 'Rate Limit exceeded' } };
  }
  return {
    status: 429,
    headers: { ...limitHeaders(standing), 'retry-after': String(Math.ceil(standing.resetMs / 1000)) },
    body: { message: 'Too many requests' },
  };
}

/** The reset is a date, by the real clock. */
function limitHeaders({ remaining, resetMs }: Standing): Record<string, string> {
  return {
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': new Date(Date.now() + resetMs).toString(),
  };
}

function route({ method, path, body }: VendorRequest, world: World, quirks: ReadonlySet<Quirk>): Reply {
  if (method === 'POST' && path === '/v1/analytics/team/stats') return teamStats(body, world, quirks);
  const hasMemberList = !quirks.has('saleshandy-no-member-list');
  if (method === 'GET' && path === '/v1/user/team-member-list' && hasMemberList) return memberList(world, quirks);
  return { status: 404, body: { statusCode: 404, message: `Cannot ${method} ${path}`, error: 'Not Found' } };
}

function teamStats(body: unknown, world: World, quirks: ReadonlySet<Quirk>): Reply {
  if (quirks.has('saleshandy-html-502')) return { status: 502, body: BAD_GATEWAY_PAGE };
  const report = readReport(body, quirks);
  if ('problems' in report) {
    return { status: 400, body: { statusCode: 400, message: report.problems, error: 'Bad Request' } };
  }
  if (quirks.has('saleshandy-empty-200')) return { status: 200, body: undefined };
  const limit = quirks.has('saleshandy-limit-capped') ? Math.min(report.limit, CAPPED_LIMIT) : report.limit;
  const page = quirks.has('saleshandy-page-ignored') ? 1 : report.page;
  const rows = reportRows(report, world, quirks);
  const some = rows.slice((page - 1) * limit, page * limit).map((row) => dress(row, quirks));
  const hasMore = page * limit < rows.length;
  return { status: 200, body: wrap(some, hasMore, quirks) };
}

type Row = ReturnType<typeof reportRows>[number];

/** A row's keys and values, as the quirks want them. */
function dress({ member, metrics }: Row, quirks: ReadonlySet<Quirk>): Record<string, unknown> {
  const { id, firstName, lastName, email } = member;
  const identity = quirks.has('saleshandy-no-identity-keys') ? {} : { userId: id, firstName, lastName, email };
  const counts = Object.entries(metrics)
    .filter(([name, count]) => !quirks.has('saleshandy-missing-metrics') || (count > 0 && name !== 'bounced'))
    .map(([name, count]) => [name, quirks.has('saleshandy-numeric-strings') ? String(count) : count]);
  const row = { ...identity, ...Object.fromEntries(counts) };
  if (!quirks.has('saleshandy-human-label-keys')) return row;
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [toLabel(key), value]));
}

/** `prospectAdded` -> `Prospect Added`. */
function toLabel(key: string): string {
  const spaced = key.replace(/([a-z])([A-Z])/g, '$1 $2');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** UNDOCUMENTED: everything inside. Quirks saleshandy-bare-array, saleshandy-double-wrapped, saleshandy-no-has-more. */
function wrap(rows: unknown[], hasMore: boolean, quirks: ReadonlySet<Quirk>): unknown {
  const message = 'Team stats fetched successfully';
  const listed = quirks.has('saleshandy-no-has-more') ? { data: rows } : { data: rows, hasMore };
  const payload = quirks.has('saleshandy-bare-array') ? rows : listed;
  return { message, payload: quirks.has('saleshandy-double-wrapped') ? { message, payload } : payload };
}

/** UNDOCUMENTED: the whole body. Quirks saleshandy-flat-members, saleshandy-members-no-email, saleshandy-no-member-list. */
function memberList({ saleshandy: { teams, members } }: World, quirks: ReadonlySet<Quirk>): Reply {
  const show = ({ id, firstName, lastName, email }: OutreachMember) =>
    quirks.has('saleshandy-members-no-email') ? { id, firstName, lastName } : { id, firstName, lastName, email };
  const payload = quirks.has('saleshandy-flat-members')
    ? members.map(show)
    : teams.map(({ id, name, memberIds }) => ({
        id,
        name,
        members: members.filter((member) => memberIds.includes(member.id)).map(show),
      }));
  return { status: 200, body: { message: 'Teams fetched successfully', payload } };
}

/**
 * Saleshandy's Open API: team statistics and the member list. The vendor publishes no response body for either, so the form is
 * ours.
 */
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
  /** The vendor's clock. */
  nowMs: () => number;
  quirks: ReadonlySet<Quirk>;
}

export function createSaleshandy(context: Context, perMinute: number | undefined): Answer {
  const { quirks } = context;
  const takeCall = createMinuteLimit(perMinute);
  return (request) => {
    // Only x-api-key is read: the Bearer line of the published sample is a mistake of its generator.
    if (request.headers['x-api-key'] !== SALESHANDY_KEY) return refuseKey(quirks);
    const standing = takeCall();
    if (standing.blocked) return throttled(standing, quirks);
    const reply = route(request, context);
    return perMinute === undefined ? reply : { ...reply, headers: limitHeaders(standing) };
  };
}

/** UNDOCUMENTED: 400, as observed, not 401. Quirk saleshandy-unauthorized-401. */
function refuseKey(quirks: ReadonlySet<Quirk>): Reply {
  const status = quirks.has('saleshandy-unauthorized-401') ? 401 : 400;
  return { status, body: { code: 1001, message: 'Invalid token' } };
}

/** UNDOCUMENTED: which of the two observed forms throttling takes. Quirk saleshandy-throttle-400. */
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

/** The reset is a date by the real clock. */
function limitHeaders({ remaining, resetMs }: Standing): Record<string, string> {
  return {
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': new Date(Date.now() + resetMs).toString(),
  };
}

function route({ method, path, body }: VendorRequest, context: Context): Reply {
  const { world, quirks } = context;
  if (method === 'POST' && path === '/v1/analytics/team/stats') return teamStats(body, context);
  const hasMemberList = !quirks.has('saleshandy-no-member-list');
  if (method === 'GET' && path === '/v1/user/team-member-list' && hasMemberList) return memberList(world, quirks);
  return { status: 404, body: { statusCode: 404, message: `Cannot ${method} ${path}`, error: 'Not Found' } };
}

function teamStats(body: unknown, { world, nowMs, quirks }: Context): Reply {
  if (quirks.has('saleshandy-html-502')) return { status: 502, body: BAD_GATEWAY_PAGE };
  const report = readReport(body, quirks);
  if ('problems' in report) {
    return { status: 400, body: { statusCode: 400, message: report.problems, error: 'Bad Request' } };
  }
  if (quirks.has('saleshandy-empty-200')) return { status: 200, body: undefined };
  const limit = quirks.has('saleshandy-limit-capped') ? Math.min(report.limit, CAPPED_LIMIT) : report.limit;
  const page = quirks.has('saleshandy-page-ignored') ? 1 : report.page;
  const rows = reportRows(report, world.saleshandy.members, nowMs(), quirks);
  const sent = rows.flatMap((row, index) => asRows(row, index + 1, quirks));
  if (quirks.has('saleshandy-total-row')) sent.unshift({ name: 'Total', ...sumOf(rows) });
  const some = sent.slice((page - 1) * limit, page * limit);
  const hasMore = page * limit < sent.length;
  return { status: 200, body: wrap(some, { hasMore, ...totalOf(sent.length, quirks) }, quirks) };
}

/** UNDOCUMENTED: whether there is a total. Quirks saleshandy-more-beside-total, saleshandy-short-of-total. */
function totalOf(count: number, quirks: ReadonlySet<Quirk>): { hasMore?: boolean; total?: number } {
  if (quirks.has('saleshandy-more-beside-total')) return { hasMore: true, total: count };
  return quirks.has('saleshandy-short-of-total') ? { hasMore: false, total: count + 1 } : {};
}

type Row = ReturnType<typeof reportRows>[number];

/** A member's row, or two. UNDOCUMENTED: how many rows a member of several teams has. Quirk saleshandy-rows-differ. */
function asRows(row: Row, number: number, quirks: ReadonlySet<Quirk>): Record<string, unknown>[] {
  const first = dress(row, number, quirks);
  if (!quirks.has('saleshandy-rows-differ')) return [first];
  const more = Object.fromEntries(Object.entries(row.metrics).map(([name, count]) => [name, count + 1]));
  return [first, dress({ ...row, metrics: more }, number, quirks)];
}

function sumOf(rows: readonly Row[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { metrics } of rows) {
    for (const [name, count] of Object.entries(metrics)) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}

/** A row's keys and values, as the quirks change them; `number` counts rows from 1. */
function dress({ member, metrics }: Row, number: number, quirks: ReadonlySet<Quirk>): Record<string, unknown> {
  const counts = Object.entries(metrics)
    .filter(([name, count]) => !quirks.has('saleshandy-missing-metrics') || (count > 0 && name !== 'bounced'))
    .map(([name, count]) => [nameOf(name, quirks), asSent(count, quirks)]);
  const row = { ...identityOf(member, number, quirks), ...Object.fromEntries(counts) };
  if (!quirks.has('saleshandy-human-label-keys')) return row;
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [toLabel(key), value]));
}

/**
 * UNDOCUMENTED: how a row identifies its member. Quirks saleshandy-no-identity-keys, saleshandy-row-numbers, saleshandy-several-ids,
 * saleshandy-foreign-row-ids.
 */
function identityOf(member: OutreachMember, number: number, quirks: ReadonlySet<Quirk>): Record<string, unknown> {
  const { id, firstName, lastName, email } = member;
  if (quirks.has('saleshandy-no-identity-keys')) return {};
  if (quirks.has('saleshandy-foreign-row-ids')) return { userId: number };
  if (quirks.has('saleshandy-row-numbers')) return { userId: number, firstName, lastName, email };
  if (quirks.has('saleshandy-several-ids')) return { id: number, userId: number, memberId: id, firstName, lastName };
  return { userId: id, firstName, lastName, email };
}

/** The names in related reports of the vendor. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  prospectContacted: 'contacted',
  opened: 'open',
  clicked: 'click',
  replied: 'reply',
  bounced: 'bounce',
};

const nameOf = (name: string, quirks: ReadonlySet<Quirk>): string =>
  quirks.has('saleshandy-short-figure-names') ? (SHORT_NAMES[name] ?? name) : name;

function asSent(count: number, quirks: ReadonlySet<Quirk>): number | string {
  if (quirks.has('saleshandy-thousands-separators')) return count.toLocaleString('en-US');
  return quirks.has('saleshandy-numeric-strings') ? String(count) : count;
}

/** `prospectAdded` -> `Prospect Added`. */
function toLabel(key: string): string {
  const spaced = key.replace(/([a-z])([A-Z])/g, '$1 $2');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** UNDOCUMENTED: everything inside. Quirks saleshandy-bare-array, saleshandy-double-wrapped, saleshandy-no-has-more. */
function wrap(rows: unknown[], end: object, quirks: ReadonlySet<Quirk>): unknown {
  const message = 'Team stats fetched successfully';
  const listed = quirks.has('saleshandy-no-has-more') ? { data: rows } : { data: rows, ...end };
  const payload = quirks.has('saleshandy-bare-array') ? rows : listed;
  return { message, payload: quirks.has('saleshandy-double-wrapped') ? { message, payload } : payload };
}

/**
 * UNDOCUMENTED: the whole body. Quirks saleshandy-flat-members, saleshandy-members-no-email, saleshandy-no-member-list,
 * saleshandy-team-members-key, saleshandy-empty-teams, saleshandy-members-cut.
 */
function memberList({ saleshandy: { teams, members } }: World, quirks: ReadonlySet<Quirk>): Reply {
  const show = ({ id, firstName, lastName, email }: OutreachMember) =>
    quirks.has('saleshandy-members-no-email') ? { id, firstName, lastName } : { id, firstName, lastName, email };
  const peopleKey = quirks.has('saleshandy-team-members-key') ? 'teamMembers' : 'members';
  const shownTeams = teams.map(({ id, name, memberIds }) => ({
    id,
    name,
    [peopleKey]: members.filter((member) => memberIds.includes(member.id)).map(show),
  }));
  const emptyTeams = quirks.has('saleshandy-empty-teams') ? EMPTY_TEAMS : [];
  const payload = quirks.has('saleshandy-flat-members') ? members.map(show) : [...shownTeams, ...emptyTeams];
  const end = quirks.has('saleshandy-members-cut') ? { hasMore: true } : {};
  return { status: 200, body: { message: 'Teams fetched successfully', payload, ...end } };
}

const EMPTY_TEAMS = [
  { id: 'Zt0eMpTy1a', name: 'Alumni', members: null },
  { id: 'Zt0eMpTy2b', name: 'Field sales', userList: [] },
];

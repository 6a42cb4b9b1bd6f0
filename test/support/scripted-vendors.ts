/** The three vendors as one HTTP server whose answers a test scripts, for answers that the sandbox never gives. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from '../../src/config/config.ts';
import { type GraphAnswer, startServer } from './graph.ts';

type Query = URLSearchParams;
/**
 * Each function gives the body of an answer: JSON, or a text that is sent unchanged. Undefined is a 404; `REFUSED` a 403,
 * `UNAUTHORIZED` a 401, `BROKEN` a 500. A promise is waited for.
 */
export interface Script {
  readonly members?: (query: Query) => unknown;
  readonly users?: (query: Query) => unknown;
  readonly types?: (query: Query) => unknown;
  readonly bookings?: (query: Query) => unknown;
  readonly memberStats?: () => unknown;
  readonly routedTo?: () => unknown;
  readonly periods?: (query: Query) => unknown;
  readonly actions?: (periodId: string, query: Query) => unknown;
  readonly saleshandyMembers?: () => unknown;
  readonly saleshandyStats?: (body: { readonly page: number; readonly limit: number }) => unknown;
}

/** A list with the parameter `skip` that does not say whether more follow. */
export const listed =
  (...rows: readonly object[]) =>
  (query: Query): object => ({ status: 'success', data: rows.slice(Number(query.get('skip'))) });

/** A page that has all bookings. `pagination` overwrites what it says about itself. */
export const bookingPage = (rows: readonly object[], pagination: object = {}): object => ({
  status: 'success',
  data: rows,
  pagination: {
    totalItems: rows.length,
    remainingItems: 0,
    returnedItems: rows.length,
    itemsPerPage: 250,
    currentPage: 1,
    totalPages: 1,
    hasNextPage: false,
    hasPreviousPage: false,
    ...pagination,
  },
});

export const GRACE = { id: 1, name: 'Grace Hopper', email: 'grace@example.com', username: 'grace', timeZone: 'UTC' };

/** A booking of half an hour at the hour `number`. */
export const bookingRow = (number: number, changes: object = {}): object => ({
  id: number,
  uid: `u${number}`,
  title: `Demo ${number}`,
  description: null,
  hosts: [GRACE],
  status: 'accepted',
  start: new Date(Date.UTC(2026, 2, 20, number)).toISOString(),
  end: new Date(Date.UTC(2026, 2, 20, number, 30)).toISOString(),
  duration: 30,
  eventTypeId: 7,
  eventType: { id: 7, slug: 'demo' },
  location: 'https://meet.example.com/1',
  absentHost: false,
  createdAt: '2026-03-01T00:00:00.000Z',
  updatedAt: '2026-03-02T00:00:00.000Z',
  attendees: [{ name: 'Ann Lee', email: 'ann@example.org', timeZone: 'UTC', absent: false }],
  bookingFieldsResponses: {},
  ...changes,
});

/** A membership of the team. */
export const memberRow = (userId: number | string, user: object = {}, changes: object = {}): object => ({
  id: userId,
  userId,
  accepted: true,
  user: { ...GRACE, name: `Person ${userId}`, email: `p${userId}@example.com`, username: null, ...user },
  ...changes,
});

/** A period of ten hours. */
export const periodRow = (id: number, changes: object = {}): object => ({
  id,
  name: `Period ${id}`,
  start_date: '2026-03-20T08:00:00.000Z',
  end_date: '2026-03-20T18:00:00.000Z',
  ...changes,
});

/** An action in progress. */
export const actionRow = (number: number, changes: object = {}): object => ({
  periodId: 1,
  periodActionId: number,
  actionId: 100 + number,
  status: 'doing',
  createdTime: '2026-03-20T10:00:00.000Z',
  createdByUserName: 'Grace Hopper',
  assignedUserNames: ['Grace Hopper'],
  ...changes,
});

const SETTINGS = {
  CALCOM: { CALCOM_API_KEY: 'cal_invented', CALCOM_ORG_ID: '1', CALCOM_TEAM_ID: '2' },
  ALO: { ALO_API_KEY: 'invented' },
  SALESHANDY: { SALESHANDY_API_KEY: 'invented' },
} as const;

interface ScriptedVendors {
  /** The settings of a server that has only these sources. */
  readonly settings: Environment;
  /** The targets of the requests that arrived, oldest first. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

/** Starts the vendors alone. */
export async function startScripted(
  sources: readonly (keyof typeof SETTINGS)[],
  script: Script,
): Promise<ScriptedVendors> {
  const calls: string[] = [];
  const vendors = createServer((request, response) => {
    const pieces: Buffer[] = [];
    calls.push(request.url ?? '');
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', async () => {
      const answer = await answerTo(script, new URL(request.url ?? '', 'http://x'), Buffer.concat(pieces).toString());
      response.writeHead(statusOf(answer), { 'content-type': 'application/json' });
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? NOT_FOUND));
    });
  });
  await new Promise<void>((resolve) => vendors.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(vendors.address() as AddressInfo).port}`;
  const settings = sources.map((source) => ({ ...SETTINGS[source], [`${source}_API_URL`]: url }));
  return {
    settings: Object.assign({}, ...settings),
    calls,
    close: async () => {
      vendors.closeAllConnections();
      await new Promise((resolve) => vendors.close(resolve));
    },
  };
}

/** The answer of a new server with only these sources to a query, or to the last of several. */
export async function askScripted(
  sources: readonly (keyof typeof SETTINGS)[],
  script: Script,
  query: string | readonly string[],
): Promise<GraphAnswer> {
  const vendors = await startScripted(sources, script);
  const server = await startServer(vendors.settings);
  try {
    const [last = '', ...before] = [query].flat().reverse();
    for (const earlier of before.reverse()) await server.ask(earlier);
    return await server.ask(last);
  } finally {
    await server.close();
    await vendors.close();
  }
}

const statusOf = (answer: unknown): number => (answer === undefined ? 404 : (STATUSES.get(answer as object) ?? 200));

/** The body of a 500. */
export const BROKEN = { status: 'error', message: 'broken' };
/** The body of a 401. */
export const UNAUTHORIZED = { status: 'error', error: { code: 'UnauthorizedException', message: 'no' }, message: 'no' };
/** The body of a refusal. */
export const REFUSED = { status: 'error', error: { code: 'ForbiddenException', message: 'no' }, message: 'no' };
const STATUSES = new Map<object, number>([
  [REFUSED, 403],
  [UNAUTHORIZED, 401],
  [BROKEN, 500],
]);
const NOT_FOUND = { status: 'error', error: { code: 'NotFoundException', message: 'none' }, message: 'none' };

function answerTo(script: Script, { pathname, searchParams: query }: URL, body: string): unknown {
  const [, periodId] = /^\/periods\/([^/]+)\/actions$/.exec(pathname) ?? [];
  if (periodId !== undefined) return (script.actions ?? (() => ({ actions: [] })))(periodId, query);
  if (pathname === '/periods') return (script.periods ?? (() => ({ periods: [] })))(query);
  if (pathname === '/v1/user/team-member-list') return (script.saleshandyMembers ?? (() => ({ payload: [] })))();
  if (pathname === '/v1/analytics/team/stats') return script.saleshandyStats?.(JSON.parse(body));
  if (pathname.endsWith('/memberships')) return (script.members ?? listed(memberRow(1, GRACE)))(query);
  if (pathname.endsWith('/users')) return (script.users ?? listed())(query);
  if (pathname.endsWith('/event-types')) return (script.types ?? listed({ id: 7, slug: 'demo' }))(query);
  if (pathname.endsWith('/bookings/members')) return script.memberStats?.();
  if (pathname.endsWith('/routed-to-per-period')) return script.routedTo?.();
  if (pathname.endsWith('/bookings')) return (script.bookings ?? (() => bookingPage([])))(query);
  return undefined;
}

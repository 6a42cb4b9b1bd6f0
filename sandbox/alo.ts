/**
 * ALO's Platform API: periods and their actions. Each place where its documentation is silent says what the sandbox does, and
 * which quirk does otherwise.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { actionsAt } from './alo-actions.ts';
import { actionRow, periodRow } from './alo-rows.ts';
import { createMinuteLimit } from './minute-limit.ts';
import type { Quirk } from './quirks.ts';
import { parseIso } from './time.ts';
import type { Answer, Reply, VendorRequest } from './vendor-server.ts';
import type { Action, Period, World } from './world/model.ts';

export const ALO_KEY = 'alo-sandbox-invented-key';

const BAD_GATEWAY_PAGE = '<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>';
const STRICT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

interface Context {
  world: World;
  /** The vendor's clock. */
  nowMs: () => number;
  quirks: ReadonlySet<Quirk>;
}

export function createAlo(context: Context, perMinute: number | undefined): Answer {
  const { quirks } = context;
  const takeCall = createMinuteLimit(perMinute);
  return (request) => {
    // UNDOCUMENTED: the header, its scheme, and the answer to a wrong key. Quirk alo-unauthorized-403.
    if (!isAuthorized(request.headers)) return refuse(quirks.has('alo-unauthorized-403') ? 403 : 401, 'Unauthorized');
    const standing = takeCall();
    if (standing.blocked) return throttled(standing.resetMs, quirks);
    const reply = route(request, context);
    return quirks.has('alo-string-ids') ? { ...reply, body: withStringIds(reply.body) } : reply;
  };
}

function isAuthorized({ authorization }: IncomingHttpHeaders): boolean {
  return authorization === `Bearer ${ALO_KEY}`;
}

/** UNDOCUMENTED: whether there is a limit, and its answer. Quirk alo-throttle-html-502. */
function throttled(resetMs: number, quirks: ReadonlySet<Quirk>): Reply {
  if (quirks.has('alo-throttle-html-502')) return { status: 502, body: BAD_GATEWAY_PAGE };
  return { ...refuse(429, 'Too many requests'), headers: { 'Retry-After': String(Math.ceil(resetMs / 1000)) } };
}

function refuse(status: number, message: string): Reply {
  return { status, body: { message } };
}

function route({ method, path, query }: VendorRequest, context: Context): Reply {
  if (method === 'GET' && path === '/periods') return listPeriods(query, context);
  const id = /^\/periods\/([^/]+)\/actions$/.exec(path)?.[1];
  if (method !== 'GET' || id === undefined) return refuse(404, 'Not found');
  if (!/^-?\d+$/.test(id)) return refuse(400, 'Invalid period_id. It must be a valid integer for your team.');
  const period = context.world.alo.periods.find((one) => one.id === Number(id));
  if (!period) return refuse(404, 'Period not found');
  return listActions(query, period, context);
}

function listPeriods(query: URLSearchParams, { world, nowMs, quirks }: Context): Reply {
  const from = readDate(query.get('start_date'));
  const to = readDate(query.get('end_date'));
  // UNDOCUMENTED: the answer to a malformed date. Quirk alo-bad-date-ignored.
  if (!quirks.has('alo-bad-date-ignored')) {
    if (from === null) return refuse(400, 'Invalid start_date. It must be a date in ISO 8601 format.');
    if (to === null) return refuse(400, 'Invalid end_date. It must be a date in ISO 8601 format.');
  }
  const isWithin = rangeTest(from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY, quirks);
  // UNDOCUMENTED: the order. Here it is that of the ids.
  const rows = world.alo.periods.filter(isWithin).map((period) => periodRow(period, nowMs(), quirks));
  return { status: 200, body: paged('periods', rows, query, quirks) };
}

/** Undefined where the parameter is absent, null where it is malformed. */
function readDate(text: string | null): number | null | undefined {
  if (text === null) return undefined;
  return STRICT_TIME.test(text) ? parseIso(text) : null;
}

/** UNDOCUMENTED: what "matching the date range" means: overlap, touching included. Quirks alo-range-contained, alo-range-starts-in. */
function rangeTest(from: number, to: number, quirks: ReadonlySet<Quirk>): (period: Period) => boolean {
  if (quirks.has('alo-range-contained')) return ({ startMs, endMs }) => startMs >= from && endMs <= to;
  if (quirks.has('alo-range-starts-in')) return ({ startMs }) => startMs >= from && startMs <= to;
  return ({ startMs, endMs }) => startMs <= to && endMs >= from;
}

function listActions(query: URLSearchParams, period: Period, { nowMs, quirks }: Context): Reply {
  const fields = readFormFields(query.get('form_fields'));
  if (!fields) return refuse(400, 'Invalid form_fields. It must be an array of strings.');
  const notes: string[] = [];
  const rows = actionsAt(nowMs(), period)
    .flatMap((one) => onesOf(one, quirks))
    .map((action) => {
      const row = actionRow(action, period, fields, quirks);
      const missing = fields.filter((name) => !(name in action.fields));
      if (missing.length === 0) return row;
      const note = `Action ${action.id}: form fields not found: ${missing.join(', ')}`;
      notes.push(note);
      return quirks.has('alo-notes-per-action') ? { ...row, notes: note } : row;
    });
  const body = paged('actions', rows, query, quirks);
  // UNDOCUMENTED: the place and type of notes, and that they are absent where there are none. Quirks alo-notes-string, alo-notes-per-action.
  if (notes.length === 0 || quirks.has('alo-notes-per-action')) return { status: 200, body };
  return { status: 200, body: { ...body, notes: quirks.has('alo-notes-string') ? notes.join('\n') : notes } };
}

/** UNDOCUMENTED: whether an action of several assignees is one row. Quirk alo-action-per-assignee. */
function onesOf(action: Action, quirks: ReadonlySet<Quirk>): readonly Action[] {
  if (!quirks.has('alo-action-per-assignee') || action.assignees.length < 2) return [action];
  return action.assignees.map((name) => ({ ...action, assignees: [name] }));
}

/** JSON text of an array of strings; null for anything else. */
function readFormFields(text: string | null): string[] | null {
  if (text === null) return [];
  try {
    const names: unknown = JSON.parse(text);
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : null;
  } catch {
    return null;
  }
}

/** UNDOCUMENTED: whether these two lists are paged like the vendor's others. Quirks alo-paging, alo-text-totals, alo-page-ignored. */
function paged(
  name: 'periods' | 'actions',
  rows: readonly unknown[],
  query: URLSearchParams,
  quirks: ReadonlySet<Quirk>,
): Record<string, unknown> {
  const isText = quirks.has('alo-text-totals');
  const isIgnored = quirks.has('alo-page-ignored');
  if (!isText && !isIgnored && !quirks.has('alo-paging')) return { [name]: rows };
  const page = isIgnored ? 1 : Math.max(1, Number(query.get('page') ?? 1) || 1);
  const size = Math.min(100, Math.max(1, Number(query.get('per_page') ?? 10) || 10));
  const some = rows.slice((page - 1) * size, page * size);
  const totals = {
    page,
    per_page: size,
    total_pages: Math.ceil(rows.length / size),
    response_count: some.length,
    total_count: rows.length,
  };
  return { ...(isText ? inTexts(totals) : totals), [name]: some };
}

/** In camel case, the numbers as texts. */
const inTexts = (totals: Record<string, number>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(totals).map(([name, value]) => [
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      String(value),
    ]),
  );

function withStringIds(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value) =>
    typeof value === 'number' && ['id', 'periodId', 'periodActionId', 'actionId'].includes(key) ? String(value) : value,
  );
}

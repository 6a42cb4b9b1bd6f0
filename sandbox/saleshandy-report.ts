/** Saleshandy's team report: what a request must contain, and its figures. saleshandy.ts gives the rows their form. */
import type { Quirk } from './quirks.ts';
import { DAY_MS, HOUR_MS, parseIso } from './time.ts';
import { type Activity, EMAIL_METRICS, type OutreachMember, PROSPECT_METRICS } from './world/model.ts';

interface Report {
  userIds: string[];
  fromMs: number;
  toMs: number;
  countBy: 'relative' | 'absolute';
  limit: number;
  page: number;
  sortOrder: 'asc' | 'desc';
  orderBy: string;
  type: 'prospect' | 'email';
}

const FIELDS = ['userIds', 'startDate', 'endDate', 'countBy', 'limit', 'page', 'sortOrder', 'orderBy', 'type'];
const ISO_WITH_ZONE = /T.*(Z|[+-]\d\d:\d\d)$/;

/**
 * Reports all problems at once.
 * UNDOCUMENTED: how much the vendor enforces. Here all nine fields are required, others are rejected, `orderBy` must suit the type, and
 * `userIds` may not be empty. Quirk saleshandy-empty-user-ids.
 */
export function readReport(body: unknown, quirks: ReadonlySet<Quirk>): Report | { problems: string[] } {
  const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const problems = Object.keys(given)
    .filter((key) => !FIELDS.includes(key))
    .map((key) => `property ${key} should not exist`);

  function choose<T extends string>(name: string, options: readonly T[]): T {
    const found = options.find((option) => option === given[name]);
    if (found === undefined) problems.push(`${name} must be one of the following values: ${options.join(', ')}`);
    return found ?? (options[0] as T);
  }
  function instant(name: string): number {
    const text = given[name];
    const found = typeof text === 'string' && ISO_WITH_ZONE.test(text) ? parseIso(text) : null;
    if (found === null) problems.push(`${name} must be a valid ISO 8601 date string with a timezone`);
    return found ?? 0;
  }
  function whole(name: string): number {
    const found = given[name];
    if (typeof found === 'number' && Number.isInteger(found) && found >= 1) return found;
    problems.push(`${name} must be an integer number not less than 1`);
    return 1;
  }
  function ids(name: string): string[] {
    const found = given[name];
    const isList = Array.isArray(found) && found.every((id) => typeof id === 'string');
    if (!isList) problems.push(`${name} must be an array of strings`);
    else if (found.length === 0 && !quirks.has('saleshandy-empty-user-ids'))
      problems.push(`${name} should not be empty`);
    return isList ? found : [];
  }

  const type = choose('type', ['prospect', 'email']);
  const report: Report = {
    userIds: ids('userIds'),
    fromMs: instant('startDate'),
    toMs: instant('endDate'),
    countBy: choose('countBy', ['relative', 'absolute']),
    limit: whole('limit'),
    page: whole('page'),
    sortOrder: choose('sortOrder', ['asc', 'desc']),
    orderBy: choose('orderBy', type === 'prospect' ? PROSPECT_METRICS : EMAIL_METRICS),
    type,
  };
  return problems.length > 0 ? { problems } : report;
}

interface ReportRow {
  member: OutreachMember;
  metrics: Record<string, number>;
}

/** Sorted, not yet paged. UNDOCUMENTED: an unknown id and a member who was never active have no row; equal figures are sorted by id. */
export function reportRows(
  report: Report,
  members: readonly OutreachMember[],
  nowMs: number,
  quirks: ReadonlySet<Quirk>,
): ReportRow[] {
  const wanted = new Set(report.userIds);
  const sign = report.sortOrder === 'asc' ? 1 : -1;
  const figure = ({ metrics }: ReportRow) => metrics[report.orderBy] ?? 0;
  return members
    .filter((member) => wanted.size === 0 || wanted.has(member.id))
    .flatMap((member) => {
      const { activity } = member;
      return activity ? [{ member, metrics: countMetrics(activity, report, nowMs, quirks) }] : [];
    })
    .sort((a, b) => sign * (figure(a) - figure(b)) || (a.member.id < b.member.id ? -1 : 1));
}

function countMetrics(
  activity: Activity,
  report: Report,
  nowMs: number,
  quirks: ReadonlySet<Quirk>,
): Record<string, number> {
  const series: Record<string, Uint16Array> = activity[report.type];
  const isCumulative = quirks.has('saleshandy-cumulative-engagement');
  return Object.fromEntries(
    Object.entries(series).map(([name, counts]) => {
      const isEngagement = name === 'opened' || name === 'clicked' || name === 'replied';
      const toMs = isCumulative && isEngagement ? nowMs : Math.min(report.toMs, nowMs);
      return [name, countRange(counts, activity.firstDayMs, report.fromMs, toMs, report.countBy)];
    }),
  );
}

/**
 * All events of a day are at its noon, UTC, so that adjacent ranges share none.
 * UNDOCUMENTED: the meaning of countBy. Here "absolute" counts every event, and "relative" each prospect once in the range: the longer
 * the range the more repeats fall away, down to half, so relative figures of two ranges do not add up to that of both.
 */
function countRange(
  counts: Uint16Array,
  firstDayMs: number,
  fromMs: number,
  toMs: number,
  countBy: Report['countBy'],
): number {
  const noonMs = firstDayMs + 12 * HOUR_MS;
  const first = Math.max(0, Math.ceil((fromMs - noonMs) / DAY_MS));
  const last = Math.min(counts.length - 1, Math.floor((toMs - noonMs) / DAY_MS));
  let total = 0;
  for (let day = first; day <= last; day++) total += counts[day] ?? 0;
  const days = Math.max(1, last - first + 1);
  return countBy === 'absolute' ? total : Math.round(total * (0.5 + 0.5 / days));
}

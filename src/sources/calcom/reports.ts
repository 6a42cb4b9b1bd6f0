/** Cal.com's reports: who leads in bookings, and to whom they were routed. Tells where a report contradicts itself. */
import { SourceError } from '../../errors.ts';
import type { Read } from '../../upstream/endpoint.ts';
import { foldText, isFoundIn, lastInstant, type Range, searchTextsOf } from '../values.ts';
import type { CalcomEndpoints, InsightsScope, RoutingPeriod } from './client.ts';
import type { CalcomDirectories } from './directories.ts';
import { MEMBER_LISTS, type MemberStats, type RoutedTo, type RoutedToUser } from './model.ts';
import { ROUTING_LIMIT } from './people-wire.ts';

interface MemberStatsRequest {
  readonly scope: InsightsScope;
  readonly timeZone: string;
  readonly range: Range | null;
  readonly rangeOf: 'START' | 'CREATED_AT';
}

interface RoutedToRequest {
  readonly scope: InsightsScope;
  readonly range: Range;
  readonly every: RoutingPeriod;
}

/** A routing report, and how far it can be believed. */
interface RoutingReport extends RoutedTo {
  /** Whether it has everybody and every period. */
  readonly complete: boolean;
  /** Whether the series of a person has every period of the range. */
  hasWholeSeries(user: RoutedToUser): boolean;
}

export interface CalcomReports {
  memberStats(request: MemberStatsRequest): Promise<MemberStats>;
  routedTo(request: RoutedToRequest, search: string | null): Promise<RoutingReport>;
}

export function createCalcomReports(
  endpoints: CalcomEndpoints,
  directories: Pick<CalcomDirectories, 'me'>,
  read: Read,
): CalcomReports {
  const ownerFor = (scope: InsightsScope) => (scope === 'USER' ? directories.me() : null);

  return {
    memberStats: async ({ range, rangeOf, ...request }) => {
      const [stats, me] = await Promise.all([
        read(endpoints.memberStats, {
          ...request,
          rangeOf: rangeOf === 'START' ? 'startTime' : 'createdAt',
          ...(range && inclusive(range)),
        }),
        ownerFor(request.scope),
      ]);
      if (me && MEMBER_LISTS.some((list) => stats[list].rows.some((row) => row.userId !== me.userId))) {
        throw new SourceError('CALCOM', 'CONTRACT', { detail: 'figures of others than the owner' });
      }
      return stats;
    },

    routedTo: async ({ scope, range, every }, search) => {
      const report = await read(endpoints.routedTo, { scope, every, search, ...inclusive(range) });
      const { rows, rejected } = report.users;
      const found = search === null ? { rows, areAll: true } : foundBy(search, rows);
      const hasWholeSeries = seriesTest(range, every);
      return {
        ...report,
        users: { rejected, rows: found.rows },
        hasWholeSeries,
        complete:
          found.areAll &&
          rows.length + rejected.length < ROUTING_LIMIT &&
          rejected.length + report.rejectedSeries.length === 0 &&
          !report.hasUnlisted &&
          rows.every(hasWholeSeries),
      };
    },
  };
}

const inclusive = (range: Range) => ({ from: range.from.toISOString(), to: lastInstant(range).toISOString() });

/**
 * The people who were searched for. Whoever shows neither what they were found by nor that it is not theirs is believed, unless
 * another shows that Cal.com ignores the search.
 */
function foundBy(search: string, rows: readonly RoutedToUser[]): { rows: readonly RoutedToUser[]; areAll: boolean } {
  const folded = foldText(search);
  const shown = new Set(rows.filter((user) => isFoundIn(searchTextsOf(user), folded)));
  const mayHide = rows.filter((user) => !shown.has(user) && (user.name === null || user.email === null));
  const isIgnored = shown.size + mayHide.length < rows.length;
  const believed = new Set(isIgnored ? shown : [...shown, ...mayHide]);
  return { rows: rows.filter((user) => believed.has(user)), areAll: !isIgnored || mayHide.length === 0 };
}

/** Tells whether a series has every period that the range touches: Cal.com sends zeros as well. */
function seriesTest(range: Range, every: RoutingPeriod): (user: RoutedToUser) => boolean {
  if (periodsTouched(range, every) > ROUTING_LIMIT) return () => false;
  const expected = periodStarts(range, every);
  return ({ total, series }) => {
    // Then it is no number that may be missing.
    if (total === 0 && series.length === 0) return true;
    const told = new Set(series.map(({ start }) => start.getTime()));
    return expected.every((startMs) => told.has(startMs));
  };
}

const DAY_MS = 24 * 60 * 60_000;

/** The starts of the periods in a range, in UTC, in milliseconds since the epoch. */
function periodStarts({ from, to }: Range, every: RoutingPeriod): number[] {
  const starts: number[] = [];
  for (let start = periodOf(from, every); start < to; start = nextPeriod(start, every)) starts.push(start.getTime());
  return starts;
}

function periodOf(at: Date, every: RoutingPeriod): Date {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  if (every === 'MONTH') return utcDay(year, month, 1);
  // A week begins on Monday.
  return utcDay(year, month, every === 'DAY' ? day : day - ((at.getUTCDay() + 6) % 7));
}

const nextPeriod = (start: Date, every: RoutingPeriod): Date =>
  every === 'MONTH'
    ? utcDay(start.getUTCFullYear(), start.getUTCMonth() + 1, 1)
    : new Date(start.getTime() + (every === 'DAY' ? 1 : 7) * DAY_MS);

/** Not Date.UTC, which takes the years before 100 for those of the last century. */
function utcDay(year: number, month: number, day: number): Date {
  const at = new Date(0);
  at.setUTCFullYear(year, month, day);
  return at;
}

/** How many periods a range may touch after Cal.com has widened it. */
function periodsTouched({ from, to }: Range, every: RoutingPeriod): number {
  if (every === 'MONTH') {
    const last = new Date(to.getTime() - 1);
    return (last.getUTCFullYear() - from.getUTCFullYear()) * 12 + last.getUTCMonth() - from.getUTCMonth() + 1;
  }
  const days = Math.ceil(to.getTime() / DAY_MS) - Math.floor(from.getTime() / DAY_MS);
  // UNDOCUMENTED: a week begins on Sunday when the range is widened and on Monday when it is counted.
  return every === 'DAY' ? days : Math.ceil((days + 12) / 7);
}

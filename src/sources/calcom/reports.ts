/** Reports of Cal.com's insights: top lists of members, and the people to whom bookings were routed. */
import { SourceError } from '../../errors.ts';
import type { AsOfMinute } from '../../time/present.ts';
import { type Endpoint, type Parameters, prepare, type Read } from '../../upstream/endpoint.ts';
import type { Held } from '../../upstream/read.ts';
import type { Demand } from '../demand.ts';
import { foldText, isFoundIn, searchTextsOf } from '../folding.ts';
import { demandOfRead, listOf } from '../held-reads.ts';
import { lastInstant, type Range } from '../instants.ts';
import type { CalcomEndpoints, InsightsScope, RoutingPeriod } from './client.ts';
import type { CalcomDirectories } from './directories.ts';
import { MEMBER_LISTS, type MemberStats, type RoutedTo, type RoutedToUser } from './model.ts';
import { ROUTING_LIMIT } from './people-wire.ts';

export interface MemberStatsRequest {
  readonly scope: InsightsScope;
  readonly timeZone: string;
  readonly range: Range | null;
  readonly rangeOf: 'START' | 'CREATED_AT';
}

export interface RoutedToRequest {
  readonly scope: InsightsScope;
  readonly range: Range;
  readonly every: RoutingPeriod;
}

/** A routing report, and whether it is complete. */
interface RoutingReport extends RoutedTo {
  /** Whether it is proven to have all people and all periods. */
  readonly complete: boolean;
  /** Whether the series of a person has all periods of the range. */
  hasWholeSeries(user: RoutedToUser): boolean;
}

/** The reports of one request. Each may throw a `SourceError`. */
export interface CalcomReports {
  /** Throws a CONTRACT error if a report of the scope USER has other people. */
  memberStats(request: MemberStatsRequest): Promise<MemberStats>;
  /** `search` is a part of a name or e-mail; null for all people. */
  routedTo(request: RoutedToRequest, search: string | null): Promise<RoutingReport>;
}

/** Makes the reports of one request. */
export function createCalcomReports(
  endpoints: CalcomEndpoints,
  directories: Pick<CalcomDirectories, 'me'>,
  read: Read,
  asOfMinute: AsOfMinute,
): CalcomReports {
  const ownerFor = (scope: InsightsScope) => (scope === 'USER' ? directories.me() : null);

  return {
    memberStats: async (request) => {
      const [stats, me] = await Promise.all([
        read(endpoints.memberStats, memberStatsParameters(request, asOfMinute)),
        ownerFor(request.scope),
      ]);
      if (me && MEMBER_LISTS.some((list) => stats[list].rows.some((row) => row.userId !== me.userId))) {
        throw new SourceError('CALCOM', 'CONTRACT', { detail: 'the report of one user has other users' });
      }
      return stats;
    },

    routedTo: async (request, search) => {
      const range = asOfMinute(request.range);
      const report = await read(endpoints.routedTo, routedToParameters({ ...request, range }, search));
      const { rows, unreadable } = report.users;
      const found = search === null ? { rows, areAll: true } : matching(search, rows);
      const hasWholeSeries = seriesTest(range, request.every);
      return {
        ...report,
        users: { unreadable, rows: found.rows },
        hasWholeSeries,
        complete:
          found.areAll &&
          rows.length + unreadable.length < ROUTING_LIMIT &&
          unreadable.length + report.rejectedSeries.length === 0 &&
          !report.hasUnlisted &&
          rows.every(hasWholeSeries),
      };
    },
  };
}

/** Tells the calls of the reports: one for each set of arguments. `me` tells those of the credential's owner. */
export function planReports(
  { memberStats, routedTo }: CalcomEndpoints,
  { me }: { me(): Promise<readonly Demand[]> },
  held: Held,
  asOfMinute: AsOfMinute,
) {
  return {
    memberStats: async (request: MemberStatsRequest): Promise<Demand[]> => [
      await demandOf(memberStats, memberStatsParameters(request, asOfMinute)),
      ...(request.scope === 'USER' ? await me() : []),
    ],
    routedTo: async (request: RoutedToRequest, search: string | null): Promise<Demand[]> => {
      const range = asOfMinute(request.range);
      return [await demandOf(routedTo, routedToParameters({ ...request, range }, search))];
    },
  };

  async function demandOf<Params extends Parameters, Model>(
    endpoint: Endpoint<Params, Model>,
    parameters: Params,
  ): Promise<Demand> {
    return demandOfRead(await held(prepare(endpoint, parameters)), listOf(endpoint, parameters));
  }
}

const memberStatsParameters = ({ range, rangeOf, ...request }: MemberStatsRequest, asOfMinute: AsOfMinute) => ({
  ...request,
  rangeOf: rangeOf === 'START' ? ('startTime' as const) : ('createdAt' as const),
  ...(range && inclusive(asOfMinute(range))),
});

/** The range must be as of its minute already. */
const routedToParameters = ({ scope, every, range }: RoutedToRequest, search: string | null) => ({
  ...{ scope, every, search },
  ...inclusive(range),
});

const inclusive = (range: Range) => ({ from: range.from.toISOString(), to: lastInstant(range).toISOString() });

/**
 * The people who match a search. A person with a hidden name or e-mail counts as a match, unless another person's row shows
 * that Cal.com ignores the search.
 */
function matching(search: string, rows: readonly RoutedToUser[]): { rows: readonly RoutedToUser[]; areAll: boolean } {
  const folded = foldText(search);
  const shown = new Set(rows.filter((user) => isFoundIn(searchTextsOf(user), folded)));
  const mayHide = rows.filter((user) => !shown.has(user) && (user.name === null || user.email === null));
  const isIgnored = shown.size + mayHide.length < rows.length;
  const kept = new Set(isIgnored ? shown : [...shown, ...mayHide]);
  return { rows: rows.filter((user) => kept.has(user)), areAll: !isIgnored || mayHide.length === 0 };
}

/** Tests whether a series has all periods that the range touches. Cal.com sends periods with a total of 0 as well. */
function seriesTest(range: Range, every: RoutingPeriod): (user: RoutedToUser) => boolean {
  if (periodsTouched(range, every) > ROUTING_LIMIT) return () => false;
  const expected = periodStarts(range, every);
  return ({ total, series }) => {
    // Nothing is missing from a total of 0.
    if (total === 0 && series.length === 0) return true;
    const sent = new Set(series.map(({ start }) => start.getTime()));
    return expected.every((startMs) => sent.has(startMs));
  };
}

const DAY_MS = 24 * 60 * 60_000;

/** The starts of all periods that a range touches, in UTC, in milliseconds since the epoch. */
function periodStarts({ from, to }: Range, every: RoutingPeriod): number[] {
  const starts: number[] = [];
  for (let start = periodOf(from, every); start < to; start = nextPeriod(start, every)) starts.push(start.getTime());
  return starts;
}

function periodOf(at: Date, every: RoutingPeriod): Date {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  if (every === 'MONTH') return utcDay(year, month, 1);
  // Weeks start on Monday.
  return utcDay(year, month, every === 'DAY' ? day : day - ((at.getUTCDay() + 6) % 7));
}

const nextPeriod = (start: Date, every: RoutingPeriod): Date =>
  every === 'MONTH'
    ? utcDay(start.getUTCFullYear(), start.getUTCMonth() + 1, 1)
    : new Date(start.getTime() + (every === 'DAY' ? 1 : 7) * DAY_MS);

/** Date.UTC would add 1900 to years before 100. */
function utcDay(year: number, month: number, day: number): Date {
  const at = new Date(0);
  at.setUTCFullYear(year, month, day);
  return at;
}

/** The number of periods that a range may touch after Cal.com has widened it. */
function periodsTouched({ from, to }: Range, every: RoutingPeriod): number {
  if (every === 'MONTH') {
    const last = new Date(to.getTime() - 1);
    return (last.getUTCFullYear() - from.getUTCFullYear()) * 12 + last.getUTCMonth() - from.getUTCMonth() + 1;
  }
  const days = Math.ceil(to.getTime() / DAY_MS) - Math.floor(from.getTime() / DAY_MS);
  // UNDOCUMENTED: weeks start on Sunday when the range is widened and on Monday when bookings are counted.
  return every === 'DAY' ? days : Math.ceil((days + 12) / 7);
}

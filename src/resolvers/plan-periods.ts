/** The calls of fields that read periods of ALO, and of fields of periods. */
import { BadInputError } from '../errors.ts';
import { formatNumber } from '../format-number.ts';
import type {
  PeriodActionsArgs,
  PeriodBookingsArgs,
  PeriodTeamStatsArgs,
  TeamStatsEmailArgs,
  TeamStatsProspectArgs,
} from '../generated/resolvers.ts';
import { wholePageOf } from '../relay/connection.ts';
import type { Action } from '../sources/alo/model.ts';
import type { AloPlanner } from '../sources/alo/planner.ts';
import { PAGE_CAP } from '../sources/calcom/booking-bounds.ts';
import type { Demand } from '../sources/demand.ts';
import type { OpenRange, Range } from '../sources/instants.ts';
import type { StatsRequest } from '../sources/saleshandy/loaders.ts';
import type { SaleshandyPlanner } from '../sources/saleshandy/planner.ts';
import { checkedConditions } from './action-filter.ts';
import { BY_START, bookingNeed, bookingPage } from './bookings.ts';
import { formFieldsOfRequest, type RequestInfo } from './form-fields.ts';
import type { TeamStats } from './models.ts';
import { overlaps, rangeOf } from './periods.ts';
import { pagesOf } from './plan-pages.ts';
import {
  exactly,
  maybe,
  ofEach,
  ofUnknown,
  type PlanContext,
  type Planned,
  type PlannedObjects,
  type PlanRule,
  perhaps,
  someNodes,
} from './plan-rule.ts';
import { planUsersIn } from './plan-users.ts';
import { leaderboardPage } from './team-stats.ts';

/** Ids and ranges that no source has: nothing of them is cached. */
const NO_PERIODS = ['9999999999999999998', '9999999999999999999'] as const;
const NO_RANGES: readonly [Range, Range] = [
  { from: new Date('0002-01-01T00:00:00Z'), to: new Date('0002-01-02T00:00:00Z') },
  { from: new Date('0003-01-01T00:00:00Z'), to: new Date('0003-01-02T00:00:00Z') },
];
/** ALO puts at most 100 rows on a page, and at most 20 pages of a list are read. */
const MOST_PERIODS = 2_000;

/** A period of which perhaps only the id is known. */
interface SomePeriod {
  readonly sourceId: string;
  readonly start?: Date | null;
  readonly end?: Date | null;
}

/** The actions in a range, as `actionsWithin` reads them, and a connection of some of them. */
export async function planActionsWithin(
  range: OpenRange,
  info: RequestInfo,
  path: string,
  context: PlanContext,
): Promise<{ readonly demands: readonly Demand[]; readonly connection: PlannedObjects | undefined }> {
  const alo = context.planners.alo();
  const formFields = formFieldsIfValid(info);
  if (!alo || !formFields) return { demands: [], connection: undefined };
  const [around, periods] = await Promise.all([alo.periodsAround(range), alo.knownPeriods()]);
  if (!periods?.isWhole) {
    const words = `the periods in the range, at most ${formatNumber(MOST_PERIODS)}`;
    const actions = await ofUnknown(MOST_PERIODS, path, words, (example) =>
      alo.actions(NO_PERIODS[example], formFields),
    );
    return { demands: [...around, ...actions], connection: undefined };
  }
  const ids = periods.rows.flatMap((period) => (overlaps(period, range) ? period.sourceId : []));
  const actions = await ofEach(ids, (id) => alo.actions(id, formFields));
  return { demands: [...around, ...actions], connection: someActions(ids) };
}

/** Undefined if the request selects too many: the fields that need them fail then. */
function formFieldsIfValid(info: RequestInfo): readonly string[] | undefined {
  try {
    return formFieldsOfRequest(info);
  } catch (error) {
    if (error instanceof BadInputError) return undefined;
    throw error;
  }
}

/** A connection of actions of these periods. */
function someActions(periodIds: readonly string[], atMost?: number): PlannedObjects {
  return someNodes(
    periodIds.map((periodId) => ({ periodId })),
    atMost,
  );
}

/** The periods with these ids, as `findPeriod` finds them. */
export async function planPeriods(
  ids: readonly string[],
  alo: AloPlanner,
  formFields: readonly string[],
  isCertain: boolean,
): Promise<Planned> {
  const demands = await ofEach(ids, (id) => alo.period(id, formFields));
  const list = await alo.knownPeriods();
  if (!list) return { demands, objects: maybe(ids.map((sourceId) => ({ sourceId }))) };
  const rows = new Map(list.rows.map((period) => [period.sourceId, period]));
  const found = ids.flatMap((id) => rows.get(id) ?? []);
  if (isCertain && (list.isWhole || found.length === ids.length)) return { demands, objects: exactly(found) };
  const others = list.isWhole ? [] : ids.filter((id) => !rows.has(id)).map((sourceId) => ({ sourceId }));
  return { demands, objects: maybe([...found, ...others]) };
}

/** The periods in a place; null if nothing is known of them. */
const periodsIn = ({ known }: PlannedObjects): readonly SomePeriod[] | null => known as readonly SomePeriod[] | null;

/** As `rangeOf`; undefined if it is not known. */
const knownRangeOf = ({ start, end }: Partial<SomePeriod> = {}): Range | null | undefined =>
  start === undefined || end === undefined ? undefined : rangeOf({ start, end });

const forEachPeriod = ({ atMost }: PlannedObjects): string =>
  atMost === 1 ? 'one period' : `at most ${formatNumber(atMost)} periods`;

/** The bookings of periods whose ranges are not known. */
const scansOfUnknown = (parents: PlannedObjects, path: string): Demand => ({
  ...{ source: 'CALCOM', endpoint: 'team-bookings', key: `unknown ${path}` },
  ...{ min: 0, max: parents.atMost * PAGE_CAP, cached: 0 },
  bound: `${forEachPeriod(parents)}, for each at most ${PAGE_CAP} pages`,
});

/** The leaderboards of ranges; of as many as there may be periods, if the ranges are not known. */
function readsLeaderboard(
  field: 'TeamStats.prospect' | 'TeamStats.email',
  report: (planner: SaleshandyPlanner, request: StatsRequest) => Promise<readonly Demand[]>,
): PlanRule<TeamStatsProspectArgs | TeamStatsEmailArgs> {
  return async ({ args, parents, path }, context) => {
    const { orderBy } = args;
    const pages = pagesOf(parents.known as readonly TeamStats[] | null, args, (stats, page) =>
      leaderboardPage(field, stats, { orderBy, ...page }),
    );
    const saleshandy = context.planners.saleshandy();
    if (!saleshandy) return { demands: [] };
    const requests = pages.map(({ parent }) => parent?.request).filter((request) => request !== undefined);
    const demands = await (requests.length === pages.length
      ? ofEach(requests, (request) => report(saleshandy, request))
      : ofUnknown(parents.atMost, path, forEachPeriod(parents), (example) =>
          report(saleshandy, { range: NO_RANGES[example], countBy: 'ABSOLUTE' }),
        ));
    return { demands };
  };
}

export const periodRules: Readonly<Record<string, PlanRule>> = {
  'Period.actions': (async ({ args, info, parents, path }, context) => {
    const pages = pagesOf(periodsIn(parents), args, (period, page) =>
      wholePageOf(['Period.actions', period?.sourceId, args.filter], page),
    );
    const conditions = args.filter ? checkedConditions(args.filter, 'filter', context) : null;
    const formFields = formFieldsOfRequest(info);
    const alo = context.planners.alo();
    if (!alo) return { demands: [] };
    const ids = pages.map(({ parent }) => parent?.sourceId).filter((id) => id !== undefined);
    const demands = await (ids.length === pages.length
      ? ofEach(ids, (id) => alo.actions(id, formFields))
      : ofUnknown(parents.atMost, path, forEachPeriod(parents), (example) =>
          alo.actions(NO_PERIODS[example], formFields),
        ));
    const atMost = parents.atMost * (pages[0]?.page.size ?? 0);
    const users = await planUsersIn(conditions, context);
    return {
      demands: [...demands, ...users],
      objects: ids.length === pages.length ? someActions(ids, atMost) : undefined,
    };
  }) satisfies PlanRule<PeriodActionsArgs>,
  'Period.bookings': (async (field, context) => {
    const { args, parents, path } = field;
    const pages = pagesOf(periodsIn(parents), args, (period, page) =>
      bookingPage(['Period.bookings', period?.sourceId], page),
    );
    const calcom = context.planners.calcom();
    if (!calcom) return { demands: [] };
    const ranged = pages.map(({ parent, page }) => ({ range: knownRangeOf(parent), page }));
    if (ranged.some(({ range }) => range === undefined)) {
      return { demands: [...perhaps(await calcom.eventTypes()), scansOfUnknown(parents, path)] };
    }
    const demands = await ofEach(ranged, ({ range, page }) =>
      range ? calcom.bookings({ range }, BY_START, 'ANY', bookingNeed(page, field.selects)) : [],
    );
    return { demands };
  }) satisfies PlanRule<PeriodBookingsArgs>,
  'Period.teamStats': (({ args: { countBy }, parents }) => {
    const ranges = periodsIn(parents)?.map(knownRangeOf);
    if (!ranges || ranges.includes(undefined)) return { demands: [] };
    const known = ranges.flatMap((range) => (range ? { request: { range, countBy }, writtenRange: range } : []));
    return { demands: [], objects: { known, isCertain: parents.isCertain, atMost: known.length } };
  }) satisfies PlanRule<PeriodTeamStatsArgs>,
  'TeamStats.prospect': readsLeaderboard('TeamStats.prospect', (planner, request) => planner.prospectReport(request)),
  'TeamStats.email': readsLeaderboard('TeamStats.email', (planner, request) => planner.emailReport(request)),
  'Action.period': async ({ info, parents, path }, context) => {
    const formFields = formFieldsOfRequest(info);
    const alo = context.planners.alo();
    if (!alo) return { demands: [] };
    const actions = parents.known as readonly Pick<Action, 'periodId'>[] | null;
    if (actions)
      return planPeriods([...new Set(actions.map(({ periodId }) => periodId))], alo, formFields, parents.isCertain);
    return {
      demands: await ofUnknown(parents.atMost, path, forEachPeriod(parents), (example) =>
        alo.period(NO_PERIODS[example], formFields),
      ),
    };
  },
};

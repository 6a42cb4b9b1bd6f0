/** The calls of fields that read periods of ALO, and of fields of periods. */
import type {
  PeriodActionsArgs,
  PeriodBookingsArgs,
  PeriodTeamStatsArgs,
  TeamStatsEmailArgs,
  TeamStatsProspectArgs,
} from '../generated/resolvers.ts';
import { wholePageOf } from '../relay/connection.ts';
import type { AloPlanner } from '../sources/alo/planner.ts';
import { PAGE_CAP } from '../sources/calcom/booking-scan.ts';
import type { Demand } from '../sources/demand.ts';
import type { Range } from '../sources/instants.ts';
import type { StatsRequest } from '../sources/saleshandy/loaders.ts';
import { BadInputError } from '../errors.ts';
import { BY_START, bookingPage } from './bookings.ts';
import { formFieldsOfRequest, type RequestInfo } from './form-fields.ts';
import { overlaps, rangeOf } from './periods.ts';
import { bookingNeed, validOf } from './plan-pages.ts';
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
} from './plan-rule.ts';
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
interface SomePeriod extends Partial<Range> {
  readonly sourceId: string;
  readonly start?: Date | null;
  readonly end?: Date | null;
}

/** The actions in a range, as `actionsWithin` reads them, and a connection of some of them. */
export async function planActionsWithin(
  range: Range,
  info: RequestInfo,
  path: string,
  context: PlanContext,
): Promise<{ readonly demands: readonly Demand[]; readonly connection: PlannedObjects | undefined }> {
  const alo = context.planners.alo();
  const formFields = formFieldsIfValid(info);
  if (!alo || !formFields) return { demands: [], connection: undefined };
  const [around, periods] = await Promise.all([alo.periodsAround(range), alo.knownPeriods()]);
  if (!periods?.isWhole) {
    const words = `one list for each period in the range, of which there are at most ${MOST_PERIODS.toLocaleString('en')}`;
    const actions = await ofUnknown(MOST_PERIODS, path, words, (example) =>
      alo.actions(NO_PERIODS[example], formFields),
    );
    return { demands: [...around, ...actions], connection: undefined };
  }
  const ids = periods.rows.flatMap((period) => (overlaps(period, range) ? period.sourceId : []));
  const actions = await ofEach(ids, (id) => alo.actions(id, formFields));
  return { demands: [...around, ...actions], connection: connectionOf(ids.map((periodId) => ({ periodId }))) };
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

/** A connection of nodes that may be there. */
export const connectionOf = (nodes: readonly object[], atMost?: number): PlannedObjects =>
  maybe([{ nodes, edges: nodes.map((node) => ({ node })) }], atMost);

/** The periods with these ids, as `findPeriod` finds them. */
export async function planPeriods(
  ids: readonly string[],
  alo: AloPlanner,
  formFields: readonly string[],
  isCertain = true,
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

export const periodRules: Readonly<Record<string, PlanRule>> = {
  'Period.actions': (async ({ args, info, parents, path }, context) => {
    const periods = periodsIn(parents);
    const formFields = formFieldsOfRequest(info);
    const alo = context.planners.alo();
    if (!alo) return { demands: [] };
    if (!periods) {
      validOf(null, args, (_, page) => wholePageOf([], page));
      const demands = await ofUnknown(parents.atMost, path, ofPeriods(parents), (example) =>
        alo.actions(NO_PERIODS[example], formFields),
      );
      return { demands };
    }
    const read = periods.filter((period) => hasPage(period, args, (page) => wholePageOf(['Period.actions', period.sourceId], page)));
    const demands = await ofEach(read, ({ sourceId }) => alo.actions(sourceId, formFields));
    return { demands, objects: connectionOf(read.map(({ sourceId }) => ({ periodId: sourceId })), parents.atMost) };
  }) satisfies PlanRule<PeriodActionsArgs>,
};

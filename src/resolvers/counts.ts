/** Resolvers of counts.graphql. */
import type { GraphQLResolveInfo } from 'graphql';
import { BadInputError, ForbiddenError } from '../errors.ts';
import type {
  ActionDimension,
  BookingDimension,
  QueryActionStatsArgs,
  QueryBookingStatsArgs,
  Resolvers,
} from '../generated/resolvers.ts';
import type { BookingNeed } from '../sources/calcom/booking-list.ts';
import { whenReady } from '../time/ready.ts';
import { actionGrouping, createActionTally } from './action-counts.ts';
import { actionSelection, actionsMatching } from './actions-matching.ts';
import { bookingGrouping, createBookingTally, eventTypeGroups } from './booking-counts.ts';
import { BY_START, calcomIds, checkedFilter } from './bookings.ts';
import { type Context, reportRows } from './context.ts';
import { type Dimension, type GroupKey, groupRows, type Tally } from './grouping.ts';
import type { ActionStats, BookingStats } from './models.ts';
import { findPeriod } from './periods.ts';

export const counts: Pick<Resolvers, 'BookingGroup' | 'ActionGroup'> = {
  BookingGroup: {
    start: ({ key }) => key.start ?? null,
    host: ({ key: { host } }, _, context) =>
      host && host.userId !== null
        ? whenReady(context.people(), (people) =>
            people.ofCalcom({ ...host, userId: host.userId ?? '', avatarUrl: null }),
          )
        : null,
    hostName: ({ key }) => key.host?.name ?? null,
    status: ({ key }) => key.status ?? null,
    eventType: ({ key }) => key.eventType ?? null,
  },
  ActionGroup: {
    start: ({ key }) => key.start ?? null,
    state: ({ key }) => key.state ?? null,
    user: ({ key: { name } }, _, context) =>
      name === undefined ? null : whenReady(context.people(), (people) => people.matchName(name).user),
    name: ({ key }) => key.name ?? null,
    period: ({ key: { periodId } }, _, context, info) =>
      periodId === undefined ? null : findPeriod(periodId, context, info),
  },
};

/** The most groups of an answer. */
const MAX_GROUPS = 5_000;

type BookingStatsArgs = QueryBookingStatsArgs & { readonly groupBy: readonly BookingDimension[] };
type ActionStatsArgs = QueryActionStatsArgs & { readonly groupBy: readonly ActionDimension[] };
type Checked = Pick<Context, 'scopes' | 'minute'>;

/** The arguments of `Query.bookingStats`, checked. */
export function bookingStatsRequest({ filter, groupBy, timeZone }: BookingStatsArgs, context: Checked) {
  checkGrouping(groupBy, BOOKING_TIMES, timeZone);
  if (groupBy.includes('HOST')) requirePerformance(context);
  const { filter: checked, hostKeys } = checkedFilter(filter ?? {}, context);
  const types = { groupOf: NO_TYPES };
  const dimensions = groupBy.map((one) =>
    bookingGrouping(one, timeZone ?? '', checked.range ?? null, (eventType) => types.groupOf(eventType)),
  );
  return { filter: checked, hostKeys, dimensions, types };
}

/** What is read of the list of bookings: its rows, to the end. */
export const COUNTED: BookingNeed = { page: null, total: false, complete: true };

/** `Query.bookingStats`: the bookings of the list with the same filter, counted. */
export async function bookingStats(
  args: BookingStatsArgs,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<BookingStats> {
  const { filter, hostKeys, dimensions, types } = bookingStatsRequest(args, context);
  const hostIds = hostKeys && (await calcomIds(hostKeys, context));
  const calcom = context.calcom();
  const list = await calcom.bookings(filter, BY_START, hostIds, COUNTED);
  const { bookings, complete, unreadable, problem } = await list.whole();
  reportRows(context, info, 'CALCOM', unreadable);
  if (problem) context.reportPart(info, problem);
  if (args.groupBy.includes('EVENT_TYPE')) types.groupOf = await readTypes(context);
  const presentMs = context.minute();
  return {
    ...(await counted(bookings, dimensions, () => createBookingTally(presentMs), context)),
    complete,
  };
}

/** Without the team's list, event types are labelled as their bookings name them. */
const NO_TYPES = eventTypeGroups([], false);

async function readTypes(context: Context): Promise<typeof NO_TYPES> {
  const types = await context
    .calcom()
    .eventTypes()
    .catch(() => null);
  return types ? eventTypeGroups(types.rows, types.unreadable.length === 0) : NO_TYPES;
}

/** The arguments of `Query.actionStats`, checked. */
export function actionStatsRequest({ filter, groupBy, timeZone }: ActionStatsArgs, context: Checked) {
  checkGrouping(groupBy, ACTION_TIMES, timeZone);
  if (groupBy.includes('CREATOR') || groupBy.includes('ASSIGNEE')) requirePerformance(context);
  const selection = actionSelection(filter, context);
  // With `closed` they may have been created at any time.
  const created = selection.conditions.closed ? null : selection.range;
  return { selection, dimensions: groupBy.map((one) => actionGrouping(one, timeZone ?? '', created)) };
}

/** `Query.actionStats`: the actions of the list with the same filter, counted. */
export async function actionStats(
  args: ActionStatsArgs,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<ActionStats> {
  const { selection, dimensions } = actionStatsRequest(args, context);
  const { actions, complete } = await actionsMatching(selection, context, info);
  return { ...(await counted(actions, dimensions, createActionTally, context)), complete };
}

/** Counts rows in all and by group. */
async function counted<Row, Key extends GroupKey, Counts>(
  rows: readonly Row[],
  dimensions: readonly Dimension<Row, Key>[],
  createTally: () => Tally<Row, Counts>,
  { slices }: Context,
) {
  await slices.spendRows(rows.length);
  const total = createTally();
  for (const row of rows) total.add(row);
  const groups = await slices.work(groupRows(rows, dimensions, createTally));
  if (groups.length > MAX_GROUPS) {
    throw new BadInputError(
      'groupBy',
      `there are more than ${MAX_GROUPS} groups; use a shorter range or a larger unit.`,
    );
  }
  return { total: total.counts(), groups: groups.map(withOneKey) };
}

const BOOKING_TIMES: ReadonlySet<string> = new Set<BookingDimension>(['DAY', 'WEEK', 'MONTH', 'WEEKDAY', 'HOUR']);
const ACTION_TIMES: ReadonlySet<string> = new Set<ActionDimension>(['DAY', 'WEEK', 'MONTH']);

function checkGrouping(
  groupBy: readonly string[],
  times: ReadonlySet<string>,
  timeZone: string | null | undefined,
): void {
  const found = groupBy.filter((one) => times.has(one));
  if (groupBy.length > 2 || found.length > 1 || new Set(groupBy).size < groupBy.length) {
    throw new BadInputError('groupBy', 'expected at most two different dimensions, of which at most one is a time.');
  }
  if (found.length > 0 && !timeZone) throw new BadInputError('timeZone', 'expected a time zone to group by a time.');
}

function requirePerformance({ scopes }: Pick<Context, 'scopes'>): void {
  if (!scopes.has('performance')) throw new ForbiddenError([['performance']], 'groupBy');
}

/** A group with what all its keys say. */
const withOneKey = <Key extends GroupKey, Counts>({
  keys,
  ...group
}: {
  readonly keys: readonly Key[];
  readonly label: string;
  readonly counts: Counts;
}) => ({ ...group, key: Object.assign({}, ...keys) as Key });

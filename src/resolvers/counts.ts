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
import type { EventType } from '../sources/calcom/model.ts';
import { whenReady } from '../time/ready.ts';
import { actionGrouping, createActionTally } from './action-counts.ts';
import { actionsMatching } from './actions-matching.ts';
import { bookingGrouping, createBookingTally } from './booking-counts.ts';
import { BY_START, checkedFilter } from './bookings.ts';
import { type Context, reportRows } from './context.ts';
import { type GroupKey, groupRows } from './grouping.ts';
import { checkedRange, maybeRange } from './input.ts';
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

/** `Query.bookingStats`: the bookings of the list with the same filter, counted. */
export async function bookingStats(
  { filter, groupBy, timeZone }: QueryBookingStatsArgs & { readonly groupBy: readonly BookingDimension[] },
  context: Context,
  info: GraphQLResolveInfo,
): Promise<BookingStats> {
  checkGrouping(groupBy, BOOKING_TIMES, timeZone);
  if (groupBy.includes('HOST')) requirePerformance(context);
  const range = maybeRange(filter?.range, 'filter.range', context);
  const titles = new Map<string, string>();
  const titleOf = ({ sourceId, slug }: EventType): string => titles.get(sourceId) ?? slug ?? sourceId;
  const dimensions = groupBy.map((one) => bookingGrouping(one, timeZone ?? '', range, titleOf));
  const selection = await checkedFilter(filter ?? {}, context);
  const calcom = context.calcom();
  const list = await calcom.bookings(selection.filter, BY_START, selection.hostIds);
  const { bookings, complete, unreadable, problem } = await list.whole();
  reportRows(context, info, 'CALCOM', unreadable);
  if (problem) context.reportPart(info, problem);
  if (groupBy.includes('EVENT_TYPE')) {
    // Without the team's list, event types are labelled as their bookings name them.
    const { rows } = await calcom.eventTypes().catch(() => ({ rows: [] }));
    for (const { sourceId, title } of rows) if (title !== null) titles.set(sourceId, title);
  }
  const nowMs = context.minute();
  const createTally = () => createBookingTally(nowMs);
  const groups = await context.slices.work(groupRows(bookings, dimensions, createTally));
  await context.slices.spendRows(bookings.length);
  const total = createTally();
  for (const booking of bookings) total.add(booking);
  return { total: total.counts(), groups: limited(groups.map(withOneKey)), complete };
}

/** `Query.actionStats`: the actions of the list with the same filter, counted. */
export async function actionStats(
  { filter, groupBy, timeZone }: QueryActionStatsArgs & { readonly groupBy: readonly ActionDimension[] },
  context: Context,
  info: GraphQLResolveInfo,
): Promise<ActionStats> {
  checkGrouping(groupBy, ACTION_TIMES, timeZone);
  if (groupBy.includes('CREATOR') || groupBy.includes('ASSIGNEE')) requirePerformance(context);
  const range = checkedRange(filter.range, 'filter.range', context);
  // With `closed` they may have been created at any time.
  const dimensions = groupBy.map((one) => actionGrouping(one, timeZone ?? '', filter.closed ? null : range));
  const { actions, complete } = await actionsMatching(filter, context, info);
  const groups = await context.slices.work(groupRows(actions, dimensions, createActionTally));
  await context.slices.spendRows(actions.length);
  const total = createActionTally();
  for (const action of actions) total.add(action);
  return { total: total.counts(), groups: limited(groups.map(withOneKey)), complete };
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

function requirePerformance({ scopes }: Context): void {
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

function limited<Group>(groups: readonly Group[]): readonly Group[] {
  if (groups.length <= MAX_GROUPS) return groups;
  throw new BadInputError('groupBy', `there are more than ${MAX_GROUPS} groups; use a shorter range or a larger unit.`);
}

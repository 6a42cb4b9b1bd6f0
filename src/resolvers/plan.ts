/** The calls that each field may make, by the coordinate of the field: fields without a rule make none. */
import { BadInputError } from '../errors.ts';
import type {
  QueryActionsArgs,
  QueryBookingArgs,
  QueryBookingsArgs,
  QueryEventTypesArgs,
  QueryMemberStatsArgs,
  QueryNodeArgs,
  QueryNodesArgs,
  QueryPeriodArgs,
  QueryPeriodsArgs,
  QueryRoutedToArgs,
  QueryTeamStatsArgs,
  QueryUserArgs,
  QueryUsersArgs,
} from '../generated/resolvers.ts';
import { sourceIdOf } from '../people/user.ts';
import { wholePageOf } from '../relay/connection.ts';
import { fromGlobalId, type GlobalId, toSourceId } from '../relay/global-id.ts';
import type { BookingFilter } from '../sources/calcom/booking-filter.ts';
import type { BookingNeed } from '../sources/calcom/booking-list.ts';
import type { BookingOrder } from '../sources/calcom/booking-order.ts';
import { BY_START, bookingNeed } from './bookings.ts';
import { actionStatsRequest, bookingStatsRequest, COUNTED } from './counts.ts';
import { formFieldsOfRequest, type RequestInfo } from './form-fields.ts';
import { peopleRules, planMatching } from './plan-people.ts';
import { periodRules, planPeriods } from './plan-periods.ts';
import {
  exactly,
  maybe,
  type PlanContext,
  type Planned,
  type PlannedObjects,
  type PlanRule,
  perhaps,
  someNodes,
} from './plan-rule.ts';
import { DIRECTORY_USER, planUserByEmail, planUserByKey } from './plan-users.ts';
import {
  actionsRequest,
  bookingsRequest,
  checkedUid,
  memberStatsRequest,
  periodsPage,
  periodsRequest,
  routedToRequest,
  teamStatsRequest,
  userKeyIn,
  usersPage,
  usersRequest,
} from './root.ts';

const NO_CALLS: Planned = { demands: [] };

export const planRules: Readonly<Record<string, PlanRule>> = {
  'Query.node': (({ args: { id }, info }, context) =>
    planNode(fromGlobalId(id, 'id'), info, context)) satisfies PlanRule<QueryNodeArgs>,
  'Query.nodes': (async ({ args: { ids }, info }, context) => {
    const globalIds = ids.map((id) => fromGlobalId(id, 'ids'));
    const nodes = await Promise.all(globalIds.map((id) => planNode(id, info, context)));
    return { demands: nodes.flatMap(({ demands }) => demands), objects: together(nodes) };
  }) satisfies PlanRule<QueryNodesArgs>,
  'Query.user': (({ args: { by } }, context) =>
    by.email
      ? planUserByEmail(by.email, context)
      : planUserByKey(userKeyIn(by), context)) satisfies PlanRule<QueryUserArgs>,
  'Query.users': (async ({ args }, context) => {
    const request = usersRequest(args);
    const { demands, people } = await context.people();
    const page = people && usersPage(people, request);
    return { demands, objects: page ? exactly([page]) : someNodes([DIRECTORY_USER]) };
  }) satisfies PlanRule<QueryUsersArgs>,
  'Query.bookings': (async (field, context) => {
    const { filter, order, hostKeys, page } = bookingsRequest(field.args, context);
    return planBookings({ filter, order, hostKeys, need: bookingNeed(page, field.selects) }, context);
  }) satisfies PlanRule<QueryBookingsArgs>,
  'Query.booking': (async ({ args: { uid } }, context) => {
    const checked = checkedUid(uid);
    return { demands: (await context.planners.calcom()?.booking(checked)) ?? [] };
  }) satisfies PlanRule<QueryBookingArgs>,
  'Query.bookingStats': (async ({ args }, context) => {
    const { filter, hostKeys } = bookingStatsRequest(args, context);
    return planBookings({ filter, order: BY_START, hostKeys, need: COUNTED }, context);
  }) satisfies PlanRule<Parameters<typeof bookingStatsRequest>[0]>,
  'Query.eventTypes': (async ({ args }, context) => {
    wholePageOf(['eventTypes'], args);
    return { demands: (await context.planners.calcom()?.eventTypes()) ?? [] };
  }) satisfies PlanRule<QueryEventTypesArgs>,
  'EventType.title': async (_, context) => ({ demands: (await context.planners.calcom()?.eventTypes()) ?? [] }),
  'Query.actions': (async ({ args, info, path }, context) => {
    const { selection } = actionsRequest(args, context);
    const { demands, connection } = await planMatching(selection, info, path, context);
    return { demands, objects: connection };
  }) satisfies PlanRule<QueryActionsArgs>,
  'Query.actionStats': (async ({ args, info, path }, context) => {
    const { selection } = actionStatsRequest(args, context);
    return { demands: (await planMatching(selection, info, path, context)).demands };
  }) satisfies PlanRule<Parameters<typeof actionStatsRequest>[0]>,
  'Query.period': (({ args: { id }, info }, context) =>
    planPeriod(toSourceId('Period', id, 'id'), info, context)) satisfies PlanRule<QueryPeriodArgs>,
  'Query.periods': (async ({ args }, context) => {
    const request = periodsRequest(args, context);
    const { within } = request;
    const alo = context.planners.alo();
    if (!alo) return NO_CALLS;
    const [demands, known] = await Promise.all([
      within ? alo.periodsAround(within) : alo.periods(),
      alo.knownPeriods(),
    ]);
    const isKnown = known && (known.isWhole || !within);
    return {
      demands,
      objects: isKnown ? exactly([periodsPage({ rows: known.rows, complete: true }, request)]) : undefined,
    };
  }) satisfies PlanRule<QueryPeriodsArgs>,
  'Query.memberStats': (async ({ args }, context) => {
    const request = memberStatsRequest(args, context);
    return { demands: (await context.planners.calcom()?.memberStats(request)) ?? [] };
  }) satisfies PlanRule<QueryMemberStatsArgs>,
  'Query.routedTo': (async ({ args }, context) => {
    const { request, text } = routedToRequest(args, context);
    return { demands: (await context.planners.calcom()?.routedTo(request, text)) ?? [] };
  }) satisfies PlanRule<QueryRoutedToArgs>,
  'Query.teamStats': (({ args }, context) => ({
    demands: [],
    objects: exactly([teamStatsRequest(args, context)]),
  })) satisfies PlanRule<QueryTeamStatsArgs>,
  'Query.people': async (_, context) => {
    const { demands, people } = await context.people();
    return { demands, objects: people ? exactly([people]) : undefined };
  },
  ...peopleRules,
  ...periodRules,
};

interface BookingsSelection {
  readonly filter: BookingFilter;
  readonly order: BookingOrder;
  readonly hostKeys: readonly string[] | null;
  readonly need: BookingNeed;
}

/** A list of bookings, of any host or of the hosts with these keys. */
async function planBookings(
  { filter, order, hostKeys, need }: BookingsSelection,
  context: PlanContext,
): Promise<Planned> {
  const hosts = hostKeys && (await planHosts(hostKeys, context));
  const calcom = context.planners.calcom();
  const demands = hosts?.demands ?? [];
  if (!calcom) return { demands };
  if (!hosts) return { demands: await calcom.bookings(filter, order, 'ANY', need) };
  const some = hosts.hasSome === false ? [] : await calcom.bookings(filter, order, 'SOME', need);
  // A list of no hosts reads no bookings, but the event types.
  const none = hosts.hasSome === true ? [] : await calcom.bookings({ ...filter, status: [] }, order, 'ANY', need);
  return { demands: [...demands, ...none, ...(hosts.hasSome === true ? some : perhaps(some))] };
}

async function planNode({ type, key }: GlobalId, info: RequestInfo, context: PlanContext): Promise<Planned> {
  const { demands, objects } = await planObject({ type, key }, info, context).catch(unlessBadInput);
  const { known, isCertain, atMost } = objects ?? { known: null, isCertain: false, atMost: 1 };
  const typed = (known ?? [{}]).map((object) => ({ ...object, __typename: type }));
  return { demands, objects: { known: typed, isCertain, atMost } };
}

/** Only the object itself fails then. */
function unlessBadInput(error: unknown): Planned {
  if (error instanceof BadInputError) return { demands: [], objects: exactly([]) };
  throw error;
}

async function planObject({ type, key }: GlobalId, info: RequestInfo, context: PlanContext): Promise<Planned> {
  switch (type) {
    case 'User':
      return planUserByKey(key, context);
    case 'Booking':
      return { demands: (await context.planners.calcom()?.booking(key)) ?? [] };
    case 'EventType':
      return { demands: (await context.planners.calcom()?.eventType(key)) ?? [] };
    case 'Period':
      return planPeriod(key, info, context);
    case 'Action': {
      const [periodId = ''] = key.split('/');
      const formFields = formFieldsOfRequest(info);
      const demands = (await context.planners.alo()?.actions(periodId, formFields)) ?? [];
      return { demands, objects: maybe([{ periodId }]) };
    }
  }
}

async function planPeriod(periodId: string, info: RequestInfo, context: PlanContext): Promise<Planned> {
  const formFields = formFieldsOfRequest(info);
  const alo = context.planners.alo();
  return alo ? planPeriods([periodId], alo, formFields, true) : NO_CALLS;
}

function together(nodes: readonly Planned[]): PlannedObjects {
  const objects = nodes.flatMap((node) => node.objects ?? []);
  return {
    known: objects.flatMap(({ known }) => known ?? []),
    isCertain: objects.every(({ isCertain }) => isCertain),
    atMost: objects.reduce((sum, { atMost }) => sum + atMost, 0),
  };
}

/** The hosts that a filter names, as `calcomIds` finds them: whether Cal.com knows any; null if that is unknown. */
async function planHosts(keys: readonly string[], context: PlanContext) {
  if (keys.every((key) => key.startsWith('calcom:'))) return { demands: [], hasSome: keys.length > 0 };
  const { demands, people } = await context.people();
  const isKnown = (key: string): boolean => {
    const user = people?.byKey(key);
    return key.startsWith('calcom:') || (user !== undefined && sourceIdOf(user, 'CALCOM') !== null);
  };
  if (!context.configured.has('SALESHANDY')) return { demands, hasSome: null };
  return { demands, hasSome: people || keys.some((key) => key.startsWith('calcom:')) ? keys.some(isKnown) : null };
}

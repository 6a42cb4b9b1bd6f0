/** The calls of fields that find people, and of fields of people. */
import type { Source } from '../errors.ts';
import type {
  PeopleHealthConflictsArgs,
  PeopleHealthUnlinkedNamesArgs,
  UserActionsArgs,
  UserBookingsArgs,
  UserProspectStatsArgs,
  UserRoutedToArgs,
} from '../generated/resolvers.ts';
import { oncePerObject } from '../once.ts';
import type { People } from '../people/people.ts';
import { sourceIdOf, type User } from '../people/user.ts';
import { wholePageOf } from '../relay/connection.ts';
import type { Demand } from '../sources/demand.ts';
import type { StatsRequest } from '../sources/saleshandy/loaders.ts';
import type { SaleshandyPlanner } from '../sources/saleshandy/planner.ts';
import { whenReady } from '../time/ready.ts';
import type { ActionSelection } from './actions-matching.ts';
import { BY_START, bookingNeed, bookingPage } from './bookings.ts';
import type { RequestInfo } from './form-fields.ts';
import { pastHostIdOf } from './lookup.ts';
import { conflictsOf, namesRequest } from './people.ts';
import { pagesOf } from './plan-pages.ts';
import { planActionsWithin } from './plan-periods.ts';
import {
  exactly,
  ofEach,
  type PlanContext,
  type Planned,
  type PlannedObjects,
  type PlanRule,
  perhaps,
} from './plan-rule.ts';
import { directoryUsers, planUsersIn } from './plan-users.ts';
import { actionsRequest, bookingsRequest, routingRequest, statsRequest } from './users.ts';

/** The actions that a filter selects, as `actionsMatching` reads them: conditions on people may have to find hosts who left. */
export async function planMatching(
  { range, conditions }: ActionSelection,
  info: RequestInfo,
  path: string,
  context: PlanContext,
) {
  const within = await planActionsWithin(range, info, path, context);
  return { ...within, demands: [...within.demands, ...(await planUsersIn(conditions, context))] };
}

const readsPeople: PlanRule = (_, context) => whenReady(context.people(), ({ demands }) => ({ demands }));

const readsDirectoryUser: PlanRule = ({ parents: { atMost } }, context) =>
  whenReady(context.people(), ({ demands }) => ({ demands, objects: directoryUsers(atMost) }));

/**
 * A field that `asShown` gives. The field that found the user has read the people; of a host who left it takes their bookings.
 */
const readsAsShown: PlanRule = ({ parents }, context) => {
  const ofContext = shownTo(context);
  const known = ofContext.get(parents) ?? planAsShown(parents, context);
  ofContext.set(parents, known);
  return known;
};

/** What the fields of the same users demand. */
const shownTo = oncePerObject((_: PlanContext) => new WeakMap<PlannedObjects, Promise<Planned>>());

async function planAsShown(parents: PlannedObjects, context: PlanContext): Promise<Planned> {
  const { people } = await context.people();
  return { demands: await pastHosts(parents, people, context) };
}

async function pastHosts(
  parents: PlannedObjects,
  people: People | null,
  context: PlanContext,
): Promise<readonly Demand[]> {
  const calcom = context.planners.calcom();
  if (!calcom) return [];
  const users = usersIn(parents);
  if (users && people) {
    return users.some((user) => pastHostIdOf(user, people, context) !== null) ? calcom.pastHost() : [];
  }
  // A directory that has a person has what Cal.com shows of them.
  const areListed = !context.hasPeopleFile && parents.known?.every((user) => 'isInDirectory' in user);
  return areListed ? [] : perhaps(await calcom.pastHost());
}

/** The users in a place; null if they are not known. */
function usersIn({ known }: PlannedObjects): readonly User[] | null {
  return known?.every((user) => 'key' in user) ? (known as readonly User[]) : null;
}

/** What a field demands for users whom a source knows. `ask` is called if there may be any. */
async function ofUsersIn(
  source: Source,
  parents: PlannedObjects,
  ask: () => Promise<readonly Demand[]>,
): Promise<Planned> {
  const users = usersIn(parents);
  if (users?.every((user) => sourceIdOf(user, source) === null)) return { demands: [] };
  const demands = await ask();
  return { demands: users ? demands : perhaps(demands) };
}

const readsNames =
  (field: string): PlanRule<PeopleHealthUnlinkedNamesArgs> =>
  async ({ args, info, path }, context) => {
    const { within } = namesRequest(field, args, context);
    return { demands: (await planActionsWithin(within, info, path, context)).demands };
  };

const readsStats =
  (
    statsOf: (planner: SaleshandyPlanner, request: StatsRequest) => Promise<readonly Demand[]>,
  ): PlanRule<UserProspectStatsArgs> =>
  ({ args, info, parents }, context) => {
    const request = statsRequest(info, args, context);
    const saleshandy = context.planners.saleshandy();
    return saleshandy ? ofUsersIn('SALESHANDY', parents, () => statsOf(saleshandy, request)) : { demands: [] };
  };

export const peopleRules: Readonly<Record<string, PlanRule>> = {
  'User.email': readsAsShown,
  'User.username': readsAsShown,
  'User.avatarUrl': readsAsShown,
  'User.timeZone': readsAsShown,
  'User.identities': readsAsShown,
  'User.bookings': ((field, context) => {
    const { args, info, parents } = field;
    const filter = bookingsRequest(info, args, context);
    const pages = pagesOf(usersIn(parents), args, (user, page) =>
      bookingPage(['User.bookings', user?.key, { range: args.range, status: filter.status }], page),
    );
    const calcom = context.planners.calcom();
    if (!calcom) return { demands: [] };
    // All users share a scan.
    const each = [...new Set(pages.map(({ page }) => page))];
    return ofUsersIn('CALCOM', parents, () =>
      ofEach(each, (page) => calcom.bookings(filter, BY_START, 'SOME', bookingNeed(page, field.selects))),
    );
  }) satisfies PlanRule<UserBookingsArgs>,
  'User.actions': (async ({ args, info, parents, path }, context) => {
    const { range, conditions } = actionsRequest(info, args, context);
    pagesOf(usersIn(parents), args, (user, page) =>
      wholePageOf(['User.actions', user?.key, args.range, args.role, args.filter], page),
    );
    if (!context.planners.alo()) return { demands: [] };
    const { people } = await context.people();
    const users = usersIn(parents);
    if (users && people && !users.some(people.hasLinkedName)) return { demands: [] };
    const { demands, connection } = await planActionsWithin(range, info, path, context);
    const all = [...demands, ...(await planUsersIn(conditions, context))];
    return { demands: users && people ? all : perhaps(all), objects: connection };
  }) satisfies PlanRule<UserActionsArgs>,
  'User.prospectStats': readsStats((planner, request) => planner.prospectStatsOf(request)),
  'User.emailStats': readsStats((planner, request) => planner.emailStatsOf(request)),
  'User.routedTo': (({ args, info, parents }, context) => {
    const request = routingRequest(info, args, context);
    const calcom = context.planners.calcom();
    if (!calcom) return { demands: [] };
    return ofUsersIn('CALCOM', parents, () => calcom.routedTo(request, null));
  }) satisfies PlanRule<UserRoutedToArgs>,
  'BookingHost.user': readsPeople,
  'RankedMember.user': readsPeople,
  'RoutedToUser.user': readsPeople,
  'Participant.user': readsDirectoryUser,
  'Participant.match': readsPeople,
  'NameMatch.candidates': ({ parents }) => ({ demands: [], objects: directoryUsers(parents.atMost) }),
  'ProspectStats.name': readsPeople,
  'ProspectStats.email': readsPeople,
  'ProspectStats.user': readsDirectoryUser,
  'EmailStats.name': readsPeople,
  'EmailStats.email': readsPeople,
  'EmailStats.user': readsDirectoryUser,
  'PeopleHealth.conflicts': (({ args, parents }) => {
    const known = parents.known as readonly People[] | null;
    const pages = (known ?? [NO_CONFLICTS]).map((people) => conflictsOf(people, args));
    return { demands: [], objects: known ? exactly(pages) : undefined };
  }) satisfies PlanRule<PeopleHealthConflictsArgs>,
  'PeopleConflict.users': ({ parents }) => ({
    demands: [],
    objects: parents.known ? undefined : directoryUsers(parents.atMost),
  }),
  'PeopleHealth.unlinkedNames': readsNames('unlinkedNames'),
  'PeopleHealth.ambiguousNames': readsNames('ambiguousNames'),
};

const NO_CONFLICTS: Pick<People, 'conflicts'> = { conflicts: [] };

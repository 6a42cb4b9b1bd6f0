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
import { BY_START, bookingNeed, bookingPage } from './bookings.ts';
import { pastHostIdOf } from './lookup.ts';
import { conflictsOf, namesRequest } from './people.ts';
import { pagesOf } from './plan-pages.ts';
import { planActionsWithin } from './plan-periods.ts';
import {
  exactly,
  maybe,
  ofEach,
  type PlanContext,
  type Planned,
  type PlannedObjects,
  type PlanRule,
  perhaps,
} from './plan-rule.ts';
import { actionsRequest, bookingsRequest, routingRequest, statsRequest } from './users.ts';

/** A person of whom nothing is known but that a directory, or the people file, has them. */
export const DIRECTORY_USER = { isInDirectory: true };

/** People of the directories. */
const directoryUsers = (atMost: number): PlannedObjects => maybe([DIRECTORY_USER], atMost);

/** The person with a key, as `userByKey` finds them. */
export async function planUserByKey(key: string, context: PlanContext): Promise<Planned> {
  const { demands, people } = await context.people();
  const known = people?.byKey(key);
  if (known) return { demands, objects: exactly([known]) };
  const calcom = key.startsWith('calcom:') ? context.planners.calcom() : undefined;
  if (!calcom) return { demands, objects: people ? exactly([]) : directoryUsers(1) };
  const past = await calcom.pastHost();
  return { demands: [...demands, ...(people ? past : perhaps(past))], objects: ONE_PERSON };
}

/** The person with an e-mail, as `userByEmail` finds them. */
export async function planUserByEmail(email: string, context: PlanContext): Promise<Planned> {
  const { demands, people } = await context.people();
  const known = people?.byEmail(email);
  if (known !== undefined) return { demands, objects: exactly(known ? [known] : []) };
  const past = (await context.planners.calcom()?.pastHost()) ?? [];
  return { demands: [...demands, ...(people ? past : perhaps(past))], objects: ONE_PERSON };
}

const ONE_PERSON: PlannedObjects = { known: null, isCertain: false, atMost: 1 };

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
    const { within } = namesRequest(field, args);
    return { demands: (await planActionsWithin(within, info, path, context)).demands };
  };

const readsStats =
  (
    statsOf: (planner: SaleshandyPlanner, request: StatsRequest) => Promise<readonly Demand[]>,
  ): PlanRule<UserProspectStatsArgs> =>
  ({ args, info, parents }, context) => {
    const request = statsRequest(info, args);
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
    const filter = bookingsRequest(info, args);
    const pages = pagesOf(usersIn(parents), args, (user, page) =>
      bookingPage(['User.bookings', user?.key, filter], page),
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
    const { range, role } = actionsRequest(info, args);
    pagesOf(usersIn(parents), args, (user, page) => wholePageOf(['User.actions', user?.key, range, role], page));
    if (!context.planners.alo()) return { demands: [] };
    const { people } = await context.people();
    const users = usersIn(parents);
    if (users && people && !users.some(people.hasLinkedName)) return { demands: [] };
    const { demands, connection } = await planActionsWithin(range, info, path, context);
    return { demands: users && people ? demands : perhaps(demands), objects: connection };
  }) satisfies PlanRule<UserActionsArgs>,
  'User.prospectStats': readsStats((planner, request) => planner.prospectStatsOf(request)),
  'User.emailStats': readsStats((planner, request) => planner.emailStatsOf(request)),
  'User.routedTo': (({ args, info, parents }, context) => {
    const request = routingRequest(info, args);
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

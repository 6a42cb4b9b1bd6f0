/** Resolvers of root.graphql. */
import type { GraphQLResolveInfo } from 'graphql';
import { BadInputError, SourceError } from '../errors.ts';
import type {
  QueryActionsArgs,
  QueryBookingsArgs,
  QueryMemberStatsArgs,
  QueryPeriodsArgs,
  QueryRoutedToArgs,
  QueryTeamStatsArgs,
  QueryUsersArgs,
  Resolvers,
  UserBy,
} from '../generated/resolvers.ts';
import type { People } from '../people/people.ts';
import type { User } from '../people/user.ts';
import { type WholePage, wholePageOf, windowOf } from '../relay/connection.ts';
import { fromGlobalId, type GlobalId, isSourceId, toSourceId } from '../relay/global-id.ts';
import type { Period } from '../sources/alo/model.ts';
import type { TeamEventType } from '../sources/calcom/model.ts';
import type { OpenRange } from '../sources/instants.ts';
import { sortInPieces } from '../time/pieces.ts';
import { actionSelection, actionsMatching, compareBy } from './actions-matching.ts';
import { BY_START, bookingConnection, bookingPage, calcomIds, checkedFilter } from './bookings.ts';
import { type Context, reportRows } from './context.ts';
import { actionStats, bookingStats } from './counts.ts';
import { formFieldsBelow, formFieldsOfRequest } from './form-fields.ts';
import { compareByCodePoint } from './grouping.ts';
import { boundedRange, checkedRange, maybeRange, type Present, searchText } from './input.ts';
import { reportSeries } from './insights.ts';
import { reportUnknown, requireStableIds, userByEmail, userByKey } from './lookup.ts';
import type { TeamStats } from './models.ts';
import { findPeriod, overlaps } from './periods.ts';
import { rateLimits, sourceStatuses } from './sources.ts';

export const root: Pick<Resolvers, 'Query'> = {
  Query: {
    node: async (_, { id }, context, info) => findNode(fromGlobalId(id, 'id'), context, info),
    nodes: async (_, { ids }, context, info) => {
      const globalIds = ids.map((id) => fromGlobalId(id, 'ids'));
      await context.slices.spendObjects(ids.length);
      // One promise each, so that a source that is down blanks only its own items. The generated type does not allow null
      // items.
      return globalIds.map((globalId, index) =>
        findNode(globalId, context, { ...info, path: { prev: info.path, key: index, typename: undefined } }),
      ) as Promise<never>[];
    },
    user: async (_, { by }, context, info) => {
      const user = await (by.email ? userByEmail(context, by.email) : userByKey(context, userKeyIn(by)));
      return reportUnknown(user, context, info);
    },
    users: async (_, args, context, info) => {
      const request = usersRequest(args);
      const people = await context.people();
      const [failure] = people.failures;
      if (failure && people.listed.length === 0) throw failure;
      if (!people.isConfigured) throw new SourceError('CALCOM', 'NOT_CONFIGURED');
      for (const part of people.failures) context.reportPart(info, part);
      for (const { source, unreadable } of people.unread) reportRows(context, info, source, unreadable);
      if (request.text || request.isReversed) await context.slices.spendRows(people.listed.length);
      return usersPage(people, request);
    },
    bookings: async (_, args, context, info) => {
      const { page, filter, order, hostKeys } = bookingsRequest(args, context);
      const hostIds = hostKeys && (await calcomIds(hostKeys, context));
      return bookingConnection(page, { filter, order, hostIds }, context, info);
    },
    booking: (_, { uid }, context) => context.calcom().booking(checkedUid(uid)),
    bookingStats: (_, args, context, info) => bookingStats(args, context, info),
    eventTypes: async (_, args, context, info) => {
      const page = wholePageOf(['eventTypes'], args);
      const { rows, unreadable } = await context.calcom().eventTypes();
      reportRows(context, info, 'CALCOM', unreadable);
      await context.slices.spendRows(rows.length);
      const ordered = rows.toSorted(byTitle);
      const complete = unreadable.length === 0;
      return Object.assign(
        windowOf(page, ordered, ({ sourceId }) => sourceId),
        { totalCount: complete ? rows.length : null, complete },
      );
    },
    period: (_, { id }, context, info) => findPeriod(toSourceId('Period', id, 'id'), context, info),
    periods: async (_, args, context, info) => {
      const request = periodsRequest(args, context);
      const { within } = request;
      const alo = context.alo();
      const { rows, unreadable, complete: isWhole } = await (within ? alo.periodsAround(within) : alo.periods());
      reportRows(context, info, 'ALO', unreadable);
      await context.slices.spendRows(rows.length);
      return periodsPage({ rows, complete: isWhole }, request);
    },
    actions: async (_, args, context, info) => {
      const { selection, order, page } = actionsRequest(args, context);
      const { actions, complete, notes } = await actionsMatching(selection, context, info);
      const ordered = await context.slices.work(sortInPieces(actions, compareBy(order)));
      return Object.assign(
        windowOf(page, ordered, ({ periodId, sourceId }) => `${periodId}/${sourceId}`),
        { totalCount: complete ? actions.length : null, complete, notes, formFieldsBelow: formFieldsBelow(info) },
      );
    },
    actionStats: (_, args, context, info) => actionStats(args, context, info),
    memberStats: (_, args, context) => context.calcom().memberStats(memberStatsRequest(args, context)),
    routedTo: async (_, args, context, info) => {
      const { request, text, page } = routedToRequest(args, context);
      const report = await context.calcom().routedTo(request, text);
      reportRows(context, info, 'CALCOM', report.users.unreadable);
      reportSeries(report, context, info);
      const { rows } = report.users;
      const { nodes, pageInfo } = windowOf(page, rows, ({ userId }) => userId);
      return {
        complete: report.complete,
        totalCount: report.complete ? rows.length : null,
        timeZone: report.timeZone,
        pageInfo,
        users: nodes,
      };
    },
    teamStats: (_, args, context) => teamStatsRequest(args, context),
    people: async (_, __, context) => {
      const people = await context.people();
      if (!people.isConfigured) throw new SourceError('CALCOM', 'NOT_CONFIGURED');
      requireStableIds(people);
      return people;
    },
    viewer: (_, __, { callerName, scopes }) => ({ name: callerName(), scopes: [...scopes] }),
    timeRange: (_, { range }, context) => checkedRange(range, 'range', context),
    sources: (_, __, context) => sourceStatuses(context),
    rateLimit: (_, __, context) => rateLimits(context),
  },
};

/** The uid of a booking, unless no booking can have it. */
export function checkedUid(uid: string): string {
  if (!isSourceId('Booking', uid)) throw new BadInputError('uid', 'expected the uid of a booking.');
  return uid;
}

/** The arguments of `Query.actions`, checked. */
export function actionsRequest({ filter, orderBy, ...page }: QueryActionsArgs, present: Present) {
  const order = orderBy ?? BY_CREATION;
  return { selection: actionSelection(filter, present), order, page: wholePageOf(['actions', filter, order], page) };
}

const BY_CREATION = { field: 'CREATED_AT', direction: 'ASC' } as const;

/** By title, then number: numbers of any length, as texts. */
function byTitle(a: TeamEventType, b: TeamEventType): number {
  const byText = compareByCodePoint(a.title ?? '', b.title ?? '');
  return byText || a.sourceId.length - b.sourceId.length || compareByCodePoint(a.sourceId, b.sourceId);
}

/** The key of the user that an id identifies. */
export function userKeyIn({ id }: UserBy): string {
  const { type, key } = fromGlobalId(id ?? '', 'by.id');
  if (type !== 'User') throw new BadInputError('by.id', 'expected the id of one User.');
  return key;
}

/** The arguments of `Query.users`, checked. */
export function usersRequest({ search, orderBy, ...page }: QueryUsersArgs): UsersRequest {
  const text = searchText(search);
  const isReversed = orderBy?.direction === 'DESC';
  return { text, isReversed, page: wholePageOf(['users', text, ...(isReversed ? ['DESC'] : [])], page) };
}

interface UsersRequest {
  readonly text: string | null;
  readonly isReversed: boolean;
  readonly page: WholePage;
}

/** The page of the people that a request selects. */
export function usersPage(people: People, { text, isReversed, page }: UsersRequest) {
  const found = text ? people.search(text) : people.listed;
  const users = isReversed ? fromTheLastName(found) : found;
  return Object.assign(
    windowOf(page, users, ({ key }) => key),
    { totalCount: people.complete ? users.length : null, complete: people.complete },
  );
}

/** People in the reverse order of their names; those without a name stay last. */
const fromTheLastName = (users: readonly User[]): readonly User[] => [
  ...users.filter(({ name }) => name !== null).toReversed(),
  ...users.filter(({ name }) => name === null),
];

/** The arguments of `Query.bookings`, checked. */
export function bookingsRequest(
  { filter, orderBy, first, after }: QueryBookingsArgs,
  context: Pick<Context, 'scopes' | 'minute'>,
) {
  const order = orderBy ?? BY_START;
  const page = bookingPage(['bookings', filter, order], { first, after });
  return { ...checkedFilter(filter ?? {}, context), order, page };
}

/** Those of `Query.periods`. */
export function periodsRequest({ range, ...page }: QueryPeriodsArgs, present: Present): PeriodsRequest {
  const within = maybeRange(range, 'range', present);
  return { within, page: wholePageOf(['periods', range], page) };
}

interface PeriodsRequest {
  readonly within: OpenRange | null;
  readonly page: WholePage;
}

/** The page of the periods that a request selects. `complete`: there are no others. */
export function periodsPage(
  { rows, complete: isWhole }: { readonly rows: readonly Period[]; readonly complete: boolean },
  { within, page }: PeriodsRequest,
) {
  const placed = rows.map((period) => ({ period, isIn: within ? overlaps(period, within) : true }));
  const periods = placed.flatMap(({ period, isIn }) => (isIn ? period : []));
  const complete = isWhole && placed.every(({ isIn }) => isIn !== null);
  return Object.assign(
    windowOf(page, periods, ({ sourceId }) => sourceId),
    { totalCount: complete ? periods.length : null, complete },
  );
}

/** Those of `Query.memberStats`. */
export const memberStatsRequest = ({ range, rangeOf, timeZone, scope }: QueryMemberStatsArgs, present: Present) => ({
  range: range ? boundedRange(range, 'range', present) : null,
  rangeOf,
  timeZone,
  scope,
});

/** Those of `Query.routedTo`. */
export function routedToRequest({ range, every, scope, search, ...page }: QueryRoutedToArgs, present: Present) {
  const request = { range: boundedRange(range, 'range', present), every, scope };
  const text = searchText(search);
  return { request, text, page: wholePageOf(['routedTo', { ...request, range }, text], page) };
}

/** Those of `Query.teamStats`. */
export const teamStatsRequest = ({ range, countBy }: QueryTeamStatsArgs, present: Present): TeamStats => ({
  request: { range: boundedRange(range, 'range', present), countBy },
  writtenRange: range,
});

async function findNode({ type, key }: GlobalId, context: Context, info: GraphQLResolveInfo) {
  switch (type) {
    case 'User':
      return typed('User', await reportUnknown(await userByKey(context, key), context, info));
    case 'Booking':
      return typed('Booking', await context.calcom().booking(key));
    case 'EventType':
      return typed('EventType', await context.calcom().eventType(key));
    case 'Period':
      return typed('Period', await findPeriod(key, context, info));
    case 'Action': {
      const [periodId = '', actionId = ''] = key.split('/');
      return typed('Action', await context.alo().action(periodId, actionId, formFieldsOfRequest(info)));
    }
  }
}

const typed = <Name extends string, Model extends object>(__typename: Name, model: Model | null) =>
  model && { ...model, __typename };

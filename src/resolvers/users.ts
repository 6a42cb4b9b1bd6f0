/** Resolvers of users.graphql. */
import { SourceError } from '../errors.ts';
import type {
  Resolvers,
  UserActionsArgs,
  UserBookingsArgs,
  UserProspectStatsArgs,
  UserRoutedToArgs,
} from '../generated/resolvers.ts';
import { aloIdentity, type User } from '../people/user.ts';
import { wholePageOf, windowOf } from '../relay/connection.ts';
import { toGlobalId } from '../relay/global-id.ts';
import { type Awaitable, whenReady } from '../time/ready.ts';
import { checkedConditions } from './action-filter.ts';
import { actionsOf, namesByPerson } from './actions-within.ts';
import { BY_START, bookingConnection, bookingPage, distinct } from './bookings.ts';
import type { Context } from './context.ts';
import { formFieldsBelow } from './form-fields.ts';
import { boundedRange, checkedRange, maybeRange, type Present } from './input.ts';
import { reportSeries } from './insights.ts';
import { areOfNamesake, asShown, fromCalcom, idIn, reportUnknown } from './lookup.ts';
import { oncePerPlace, type PlaceInfo } from './places.ts';

export const users: Pick<Resolvers, 'User'> = {
  User: {
    id: ({ key }) => toGlobalId('User', key),
    email: (user, _, context) => whenReady(asShown(user, context), ({ email }) => email),
    username: (user, _, context) => fromCalcom('username', user, context),
    avatarUrl: (user, _, context) => fromCalcom('avatarUrl', user, context),
    timeZone: (user, _, context) => fromCalcom('timeZone', user, context),
    identities: async (user, _, context, info) => {
      await reportUnknown(user, context, info);
      const { identities } = await asShown(user, context);
      const theirs = (await namesByPerson(context)).get(user.key) ?? [];
      return [...identities, ...theirs.map((name) => aloIdentity(name, 'NAME'))];
    },
    bookings: (user, args, context, info) => {
      const filter = bookingsRequest(info, args, context);
      const page = bookingPage(['User.bookings', user.key, { range: args.range, status: filter.status }], args);
      return whenReady(idIn('CALCOM', user, context), (hostId) =>
        hostId === null ? null : bookingConnection(page, { filter, order: BY_START, hostIds: [hostId] }, context, info),
      );
    },
    actions: (user, args, context, info) => {
      const selection = actionsRequest(info, args, context);
      const page = wholePageOf(['User.actions', user.key, args.range, args.role, args.filter], args);
      // Throws if ALO is not configured, for every user alike.
      context.alo();
      return whenReady(context.people(), (people) => {
        if (!people.hasLinkedName(user)) {
          for (const { error } of people.unseen) throw error;
          return null;
        }
        return whenReady(actionsOf(user, selection, people, context, info), ({ actions, complete, notes }) =>
          Object.assign(
            windowOf(page, actions, ({ periodId, sourceId }) => `${periodId}/${sourceId}`),
            { totalCount: complete ? actions.length : null, complete, notes, formFieldsBelow: formFieldsBelow(info) },
          ),
        );
      });
    },
    prospectStats: (user, args, context, info) => {
      const request = statsRequest(info, args, context);
      return figuresOf(user, context, (userId) => context.saleshandy().prospectStatsOf(userId, request));
    },
    emailStats: (user, args, context, info) => {
      const request = statsRequest(info, args, context);
      return figuresOf(user, context, (userId) => context.saleshandy().emailStatsOf(userId, request));
    },
    routedTo: async (user, args, context, info) => {
      const request = routingRequest(info, args, context);
      const userId = await idIn('CALCOM', user, context);
      if (userId === null) return null;
      const report = await context.calcom().routedTo(request, null);
      const found = report.users.rows.find((row) => row.userId === userId);
      if (found === undefined && !report.complete) throw new SourceError('CALCOM', 'TRUNCATED');
      if (report.contradicted.has(userId)) throw new SourceError('CALCOM', 'CONTRACT');
      reportSeries(report, context, info);
      if (found && !report.hasWholeSeries(found)) context.reportPart(info, new SourceError('CALCOM', 'TRUNCATED'));
      return found ?? null;
    },
  },
};

/** The arguments of `User.bookings`, checked. */
export const bookingsRequest = oncePerPlace((_: PlaceInfo, { range, status }: UserBookingsArgs, present: Present) => ({
  range: maybeRange(range, 'range', present),
  status: status && distinct(status),
}));
/** Those of `User.actions`. */
export const actionsRequest = oncePerPlace(
  (_: PlaceInfo, { range, role, filter }: UserActionsArgs, present: Present) => ({
    range: checkedRange(range, 'range', present),
    role,
    conditions: filter ? checkedConditions(filter, 'filter', present) : null,
  }),
);
/** Those of `User.prospectStats` and `User.emailStats`. */
export const statsRequest = oncePerPlace(
  (_: PlaceInfo, { range, countBy }: UserProspectStatsArgs, present: Present) => ({
    range: boundedRange(range, 'range', present),
    countBy,
  }),
);
/** Those of `User.routedTo`. */
export const routingRequest = oncePerPlace(
  (_: PlaceInfo, { range, every, scope }: UserRoutedToArgs, present: Present) => ({
    range: boundedRange(range, 'range', present),
    every,
    scope,
  }),
);

function figuresOf<Figures extends { readonly email: string | null }>(
  user: User,
  context: Context,
  read: (userId: string) => Awaitable<Figures | null>,
): Awaitable<Figures | null> {
  return whenReady(idIn('SALESHANDY', user, context), (userId) =>
    whenReady(userId === null ? null : read(userId), (figures) =>
      figures && areOfNamesake(user, figures) ? null : figures,
    ),
  );
}

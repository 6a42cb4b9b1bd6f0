/** Resolvers of users.graphql. */
import { SourceError } from '../errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { aloIdentity, type User } from '../people/user.ts';
import { wholePageOf, windowOf } from '../relay/connection.ts';
import { toGlobalId } from '../relay/global-id.ts';
import { actionsOf, namesByPerson } from './actions-within.ts';
import { BY_START, bookingConnection, bookingPage, distinct } from './bookings.ts';
import type { Context } from './context.ts';
import { formFieldsBelow } from './form-fields.ts';
import { checkedRange, maybeRange } from './input.ts';
import { reportSeries } from './insights.ts';
import { areOfNamesake, asShown, fromCalcom, idIn, reportUnknown } from './lookup.ts';

export const users: Pick<Resolvers, 'User'> = {
  User: {
    id: ({ key }) => toGlobalId('User', key),
    email: async (user, _, context) => (await asShown(user, context)).email,
    username: (user, _, context) => fromCalcom('username', user, context),
    avatarUrl: (user, _, context) => fromCalcom('avatarUrl', user, context),
    timeZone: (user, _, context) => fromCalcom('timeZone', user, context),
    identities: async (user, _, context, info) => {
      await reportUnknown(user, context, info);
      const { identities } = await asShown(user, context);
      const theirs = (await namesByPerson(context)).get(user.key) ?? [];
      return [...identities, ...theirs.map((name) => aloIdentity(name, 'NAME'))];
    },
    bookings: async (user, { range, status, first, after }, context, info) => {
      const filter = { range: maybeRange(range, 'range'), status: status && distinct(status) };
      const page = bookingPage(['User.bookings', user.key, filter], { first, after });
      const hostId = await idIn('CALCOM', user, context);
      return hostId === null
        ? null
        : bookingConnection(page, { ...filter, hostIds: [hostId] }, BY_START, context, info);
    },
    actions: async (user, { range, role, first, after }, context, info) => {
      const within = checkedRange(range, 'range');
      const page = wholePageOf(['User.actions', user.key, within, role], { first, after });
      // Throws if ALO is not configured, for every user alike.
      context.alo();
      const people = await context.people();
      if (!people.hasLinkedName(user)) {
        for (const { error } of people.unseen) throw error;
        return null;
      }
      const { actions, complete, notes } = await actionsOf(user, { range: within, role }, context, info);
      return {
        ...windowOf(page, actions, ({ periodId, sourceId }) => `${periodId}/${sourceId}`),
        totalCount: complete ? actions.length : null,
        complete,
        notes,
        formFieldsBelow: formFieldsBelow(info),
      };
    },
    prospectStats: (user, { range, countBy }, context) => {
      const request = { range: checkedRange(range, 'range'), countBy };
      return figuresOf(user, context, (userId) => context.saleshandy().prospectStatsOf(userId, request));
    },
    emailStats: (user, { range, countBy }, context) => {
      const request = { range: checkedRange(range, 'range'), countBy };
      return figuresOf(user, context, (userId) => context.saleshandy().emailStatsOf(userId, request));
    },
    routedTo: async (user, { range, every, scope }, context, info) => {
      const request = { range: checkedRange(range, 'range'), every, scope };
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

async function figuresOf<Figures extends { readonly email: string | null }>(
  user: User,
  context: Context,
  read: (userId: string) => Promise<Figures | null>,
): Promise<Figures | null> {
  const userId = await idIn('SALESHANDY', user, context);
  const figures = userId === null ? null : await read(userId);
  return figures && areOfNamesake(user, figures) ? null : figures;
}

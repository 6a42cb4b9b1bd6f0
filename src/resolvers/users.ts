/** Resolvers of users.graphql: people, and what each source knows of them. */

import { SourceError } from '../errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { User } from '../people/link.ts';
import { pageOf, windowOf } from '../relay/connection.ts';
import { toGlobalId } from '../relay/global-id.ts';
import type { Action } from '../sources/alo/model.ts';
import { isWithin, type Range } from '../sources/values.ts';
import { BY_START, bookingConnection, bookingPage } from './bookings.ts';
import { type Context, reportRows } from './context.ts';
import { formFieldsBelow, formFieldsOfRequest } from './form-fields.ts';
import { checkedRange, maybeRange } from './input.ts';
import { reportSeries } from './insights.ts';
import { idIn, reportUnknown } from './people.ts';
import { overlaps } from './periods.ts';

/** What Cal.com alone tells: unknown, and not absent, while Cal.com cannot be asked. */
async function fromCalcom(value: string | null, user: User, context: Context): Promise<string | null> {
  if (value === null) await idIn('CALCOM', user, context);
  return value;
}

export const users: Pick<Resolvers, 'User'> = {
  User: {
    id: ({ key }) => toGlobalId('User', key),
    username: (user, _, context) => fromCalcom(user.username, user, context),
    avatarUrl: (user, _, context) => fromCalcom(user.avatarUrl, user, context),
    timeZone: (user, _, context) => fromCalcom(user.timeZone, user, context),
    identities: async (user, _, context, info) => {
      await reportUnknown(user, context, info);
      return user.identities;
    },
    bookings: async (user, { range, status, first, after }, context, info) => {
      const asked = { range: maybeRange(range, 'range'), status };
      const page = bookingPage(['User.bookings', user.key, asked], { first, after });
      const hostId = await idIn('CALCOM', user, context);
      return hostId === null ? null : bookingConnection(page, { ...asked, hostIds: [hostId] }, BY_START, context, info);
    },
    actions: async (user, { range, role, first, after }, context, info) => {
      const asked = checkedRange(range, 'range');
      const page = pageOf(['User.actions', user.key, asked, role], { first, after });
      const names = new Set(user.identities.filter(({ source }) => source === 'ALO').map(({ name }) => name));
      const formFields = formFieldsOfRequest(info);
      const alo = context.alo();
      if (names.size === 0) return null;

      const periods = await alo.periods();
      const lists = await Promise.all(
        periods.rows
          .filter((period) => overlaps(period, asked))
          .map(({ sourceId }) => alo.actions(sourceId, formFields)),
      );
      const actions = lists
        .flatMap((list) => list?.rows ?? [])
        .filter((action) => isTheirs(action, names, role, asked));
      const rejected = [periods, ...lists].flatMap((list) => list?.rejected ?? []);
      reportRows(context, info, 'ALO', rejected);
      const complete = periods.complete && lists.every((list) => list === null || list.complete);
      return {
        ...windowOf(page, actions.sort(byCreation), ({ periodId, sourceId }) => `${periodId}/${sourceId}`),
        totalCount: complete ? actions.length : null,
        complete,
        notes: lists.flatMap((list) => list?.notes ?? []),
        formFieldsBelow: formFieldsBelow(info),
      };
    },
    prospectStats: async (user, { range, countBy }, context) => {
      const asked = { range: checkedRange(range, 'range'), countBy };
      const userId = await idIn('SALESHANDY', user, context);
      return userId === null ? null : context.saleshandy().prospectStatsOf(userId, asked);
    },
    emailStats: async (user, { range, countBy }, context) => {
      const asked = { range: checkedRange(range, 'range'), countBy };
      const userId = await idIn('SALESHANDY', user, context);
      return userId === null ? null : context.saleshandy().emailStatsOf(userId, asked);
    },
    routedTo: async (user, { range, every, scope }, context, info) => {
      const asked = { range: checkedRange(range, 'range'), every, scope };
      const userId = await idIn('CALCOM', user, context);
      if (userId === null) return null;
      const report = await context.calcom().routedTo(asked, null);
      const found = report.users.rows.find((row) => row.userId === userId);
      if (found === undefined && !report.complete) throw new SourceError('CALCOM', 'CUT');
      reportSeries(report, context, info);
      return found ?? null;
    },
  },
};

function isTheirs(
  action: Action,
  names: ReadonlySet<string | null>,
  role: 'ASSIGNED' | 'CREATED' | null | undefined,
  range: Range,
): boolean {
  if (action.createdAt === null || !isWithin(range, action.createdAt)) return false;
  const isAssigned = action.assigneeNames?.some((name) => names.has(name)) ?? false;
  const isCreator = action.createdByName !== null && names.has(action.createdByName);
  return (role !== 'CREATED' && isAssigned) || (role !== 'ASSIGNED' && isCreator);
}

const byCreation = (a: Action, b: Action): number =>
  (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0) || (a.number ?? 0) - (b.number ?? 0);

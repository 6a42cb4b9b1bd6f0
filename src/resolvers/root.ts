/** Resolvers of root.graphql. */
import type { GraphQLResolveInfo } from 'graphql';
import { BadInputError, SourceError } from '../errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { wholePageOf, windowOf } from '../relay/connection.ts';
import { fromGlobalId, type GlobalId, isSourceId, toSourceId } from '../relay/global-id.ts';
import type { TeamEventType } from '../sources/calcom/model.ts';
import { sortInPieces } from '../time/pieces.ts';
import { actionsMatching, compareBy } from './actions-matching.ts';
import { BY_START, bookingConnection, bookingPage, checkedFilter } from './bookings.ts';
import { type Context, reportRows } from './context.ts';
import { actionStats, bookingStats } from './counts.ts';
import { formFieldsBelow, formFieldsOfRequest } from './form-fields.ts';
import { compareByCodePoint } from './grouping.ts';
import { boundedRange, checkedRange, maybeRange, searchText } from './input.ts';
import { reportSeries } from './insights.ts';
import { reportUnknown, requireStableIds, userByEmail, userByKey } from './lookup.ts';
import { findPeriod, overlaps } from './periods.ts';
import { sourceStatuses } from './sources.ts';

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
      if (by.email) return reportUnknown(await userByEmail(context, by.email), context, info);
      const { type, key } = fromGlobalId(by.id ?? '', 'by.id');
      if (type !== 'User') throw new BadInputError('by.id', 'expected the id of one User.');
      return reportUnknown(await userByKey(context, key), context, info);
    },
    users: async (_, { first, after, search }, context, info) => {
      const text = searchText(search);
      const page = wholePageOf(['users', text], { first, after });
      const people = await context.people();
      const [failure] = people.failures;
      if (failure && people.listed.length === 0) throw failure;
      if (!people.isConfigured) throw new SourceError('CALCOM', 'NOT_CONFIGURED');
      for (const part of people.failures) context.reportPart(info, part);
      for (const { source, unreadable } of people.unread) reportRows(context, info, source, unreadable);
      if (text) await context.slices.spendRows(people.listed.length);
      const users = text ? people.search(text) : people.listed;
      return Object.assign(
        windowOf(page, users, ({ key }) => key),
        { totalCount: people.complete ? users.length : null, complete: people.complete },
      );
    },
    bookings: async (_, { filter, orderBy, first, after }, context, info) => {
      const order = orderBy ?? BY_START;
      const page = bookingPage(['bookings', filter, order], { first, after });
      const selection = await checkedFilter(filter ?? {}, context);
      return bookingConnection(page, { ...selection, order }, context, info);
    },
    booking: (_, { uid }, context) => {
      if (!isSourceId('Booking', uid)) throw new BadInputError('uid', 'expected the uid of a booking.');
      return context.calcom().booking(uid);
    },
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
    actions: async (_, { filter, orderBy, first, after }, context, info) => {
      const order = orderBy ?? BY_CREATION;
      const page = wholePageOf(['actions', filter, order], { first, after });
      const { actions, complete, notes } = await actionsMatching(filter, context, info);
      const ordered = await context.slices.work(sortInPieces(actions, compareBy(order)));
      return Object.assign(
        windowOf(page, ordered, ({ periodId, sourceId }) => `${periodId}/${sourceId}`),
        { totalCount: complete ? actions.length : null, complete, notes, formFieldsBelow: formFieldsBelow(info) },
      );
    },
    actionStats: (_, args, context, info) => actionStats(args, context, info),
    viewer: (_, __, { callerName, scopes }) => ({ name: callerName(), scopes: [...scopes] }),
    period: (_, { id }, context, info) => findPeriod(toSourceId('Period', id, 'id'), context, info),
    periods: async (_, { range, first, after }, context, info) => {
      const within = maybeRange(range, 'range', context);
      const page = wholePageOf(['periods', range], { first, after });
      const alo = context.alo();
      const { rows, unreadable, complete: isWhole } = await (within ? alo.periodsAround(within) : alo.periods());
      reportRows(context, info, 'ALO', unreadable);
      await context.slices.spendRows(rows.length);
      const placed = rows.map((period) => ({ period, isIn: within ? overlaps(period, within) : true }));
      const periods = placed.flatMap(({ period, isIn }) => (isIn ? period : []));
      const complete = isWhole && placed.every(({ isIn }) => isIn !== null);
      return Object.assign(
        windowOf(page, periods, ({ sourceId }) => sourceId),
        { totalCount: complete ? periods.length : null, complete },
      );
    },
    memberStats: (_, { range, rangeOf, timeZone, scope }, context) => {
      const within = range ? boundedRange(range, 'range', context) : null;
      return context.calcom().memberStats({ range: within, rangeOf, timeZone, scope });
    },
    routedTo: async (_, { range, every, scope, search, first, after }, context, info) => {
      const request = { range: boundedRange(range, 'range', context), every, scope };
      const text = searchText(search);
      const page = wholePageOf(['routedTo', { ...request, range }, text], { first, after });
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
    teamStats: (_, { range, countBy }, context) => ({
      request: { range: boundedRange(range, 'range', context), countBy },
      writtenRange: range,
    }),
    people: async (_, __, context) => {
      const people = await context.people();
      if (!people.isConfigured) throw new SourceError('CALCOM', 'NOT_CONFIGURED');
      requireStableIds(people);
      return people;
    },
    timeRange: (_, { range }, context) => checkedRange(range, 'range', context),
    sources: (_, __, context) => sourceStatuses(context),
  },
};

const BY_CREATION = { field: 'CREATED_AT', direction: 'ASC' } as const;

/** By title, then number: numbers of any length, as texts. */
function byTitle(a: TeamEventType, b: TeamEventType): number {
  const byText = compareByCodePoint(a.title ?? '', b.title ?? '');
  return byText || a.sourceId.length - b.sourceId.length || compareByCodePoint(a.sourceId, b.sourceId);
}

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

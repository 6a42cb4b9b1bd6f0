/** Resolvers of periods.graphql. */
import type { GraphQLResolveInfo } from 'graphql';
import { SourceError } from '../errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { wholePageOf, windowOf } from '../relay/connection.ts';
import { toGlobalId } from '../relay/global-id.ts';
import type { Action, Period } from '../sources/alo/model.ts';
import type { OpenRange, Range } from '../sources/instants.ts';
import { type Awaitable, whenReady } from '../time/ready.ts';
import {
  type CheckedConditions,
  checkedConditions,
  type MatchingActions,
  matchingActions,
  testOf,
} from './action-filter.ts';
import { BY_START, bookingConnection, bookingPage } from './bookings.ts';
import { type Context, reportRows } from './context.ts';
import { formFieldsBelow, formFieldsOfRequest } from './form-fields.ts';

export const periods: Pick<Resolvers, 'Period'> = {
  Period: {
    id: ({ sourceId }) => toGlobalId('Period', sourceId),
    actions: ({ sourceId }, args, context, info) => {
      const page = wholePageOf(['Period.actions', sourceId, args.filter], args);
      const conditions = args.filter && checkedConditions(args.filter, 'filter', context);
      return whenReady(context.alo().actions(sourceId, formFieldsOfRequest(info)), (list) => {
        if (list === null) return null;
        const { rows, unreadable, complete: isWhole, notes } = list;
        reportRows(context, info, 'ALO', unreadable);
        const all = { actions: rows, mayLackSome: false };
        return whenReady(conditions ? matching(rows, conditions, context) : all, ({ actions, mayLackSome }) => {
          const complete = isWhole && !mayLackSome;
          return Object.assign(
            windowOf(page, actions, (action) => action.sourceId),
            { totalCount: complete ? actions.length : null, complete, notes, formFieldsBelow: formFieldsBelow(info) },
          );
        });
      });
    },
    bookings: (period, args, context, info) => {
      const page = bookingPage(['Period.bookings', period.sourceId], args);
      const range = rangeOf(period);
      return range && bookingConnection(page, { filter: { range }, order: BY_START, hostIds: null }, context, info);
    },
    teamStats: (period, { countBy }) => {
      const range = rangeOf(period);
      return range && { request: { range, countBy }, writtenRange: range };
    },
  },
};

async function matching(
  actions: readonly Action[],
  conditions: CheckedConditions,
  context: Context,
): Promise<MatchingActions> {
  await context.slices.spendRows(actions.length);
  return context.slices.work(matchingActions(actions, await testOf(conditions, null, context)));
}

/** The period as a range; null if its start or end is unknown, or it ends before it starts. */
export const rangeOf = ({ start, end }: Pick<Period, 'start' | 'end'>): Range | null =>
  start && end && start < end ? { from: start, to: end } : null;

/** One period, by ALO's id. Reports an error beside it if ALO cut its list of periods before this one. */
export function findPeriod(periodId: string, context: Context, info: GraphQLResolveInfo): Awaitable<Period | null> {
  return whenReady(context.alo().period(periodId, formFieldsOfRequest(info)), (period) => {
    if (period?.isUnlisted) context.reportPart(info, new SourceError('ALO', 'TRUNCATED'));
    return period;
  });
}

/**
 * Whether a period and a range have an instant in common; null if that is unknown, because times of the period are missing or
 * it ends before it starts. A running period has no end and contains every instant after its start.
 */
export function overlaps({ start, end, isEndUnread }: Period, { from, to }: OpenRange): boolean | null {
  if (start && end && end < start) return (!to || end < to) && (!from || from < start) ? null : false;
  if (start && to && start >= to) return false;
  if (end && from && end <= from) return false;
  if (!start) return null;
  return !isEndUnread || !from || start >= from || null;
}

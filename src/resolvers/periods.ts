/** Resolvers of periods.graphql. */
import type { GraphQLResolveInfo } from 'graphql';
import { SourceError } from '../errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { wholePageOf, windowOf } from '../relay/connection.ts';
import { toGlobalId } from '../relay/global-id.ts';
import type { Period } from '../sources/alo/model.ts';
import type { Range } from '../sources/instants.ts';
import { type Awaitable, whenReady } from '../time/ready.ts';
import { BY_START, bookingConnection, bookingPage } from './bookings.ts';
import { type Context, reportRows } from './context.ts';
import { formFieldsBelow, formFieldsOfRequest } from './form-fields.ts';

export const periods: Pick<Resolvers, 'Period'> = {
  Period: {
    id: ({ sourceId }) => toGlobalId('Period', sourceId),
    actions: ({ sourceId }, args, context, info) => {
      const page = wholePageOf(['Period.actions', sourceId], args);
      return whenReady(context.alo().actions(sourceId, formFieldsOfRequest(info)), (list) => {
        if (list === null) return null;
        const { rows, unreadable, complete, notes } = list;
        reportRows(context, info, 'ALO', unreadable);
        return Object.assign(
          windowOf(page, rows, (action) => action.sourceId),
          { totalCount: complete ? rows.length : null, complete, notes, formFieldsBelow: formFieldsBelow(info) },
        );
      });
    },
    bookings: (period, args, context, info) => {
      const page = bookingPage(['Period.bookings', period.sourceId], args);
      const range = rangeOf(period);
      return range && bookingConnection(page, { filter: { range }, order: BY_START, hostIds: null }, context, info);
    },
    teamStats: (period, { countBy }) => {
      const range = rangeOf(period);
      return range && { range, countBy };
    },
  },
};

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
export function overlaps({ start, end, isEndUnread }: Period, { from, to }: Range): boolean | null {
  if (start && end && end < start) return end < to && from < start ? null : false;
  if (start && start >= to) return false;
  if (end && end <= from) return false;
  if (!start) return null;
  return !isEndUnread || start >= from || null;
}

/** Resolvers of periods.graphql: ALO's periods and what fell into them. */
import type { Resolvers } from '../generated/resolvers.ts';
import { toGlobalId } from '../relay/global-id.ts';
import type { Period } from '../sources/alo/model.ts';
import type { Range } from '../sources/values.ts';
import { periodActions } from './actions.ts';
import { BY_START, bookingConnection, bookingPage } from './bookings.ts';

/** The time of a period as a range; null where it does not tell, or ends before it starts. */
const rangeOf = ({ start, end }: Period): Range | null =>
  start && end && start < end ? { from: start, to: end } : null;

export const periods: Pick<Resolvers, 'Period'> = {
  Period: {
    id: ({ sourceId }) => toGlobalId('Period', sourceId),
    actions: periodActions,
    bookings: (period, args, context, info) => {
      const page = bookingPage(['Period.bookings', period.sourceId], args);
      const range = rangeOf(period);
      return range && bookingConnection(page, { range }, BY_START, context, info);
    },
    teamStats: (period, { countBy }) => {
      const range = rangeOf(period);
      return range && { range, countBy };
    },
  },
};

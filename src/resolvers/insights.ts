/** Resolvers of insights.graphql: Cal.com's statistics and routing reports. */
import type { QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import { pageSize } from '../relay/connection.ts';
import { MEMBER_LISTS, type RankedMember } from '../sources/calcom/model.ts';
import { type Context, reportRows } from './context.ts';
import { checkedRange, maybeRange, searchText } from './input.ts';

export const memberStats: QueryResolvers['memberStats'] = async (
  _,
  { range, rangeOf, timeZone, scope },
  context,
  info,
) => {
  const asked = { range: maybeRange(range, 'range'), rangeOf, timeZone, scope };
  const stats = await context.calcom().memberStats(asked);
  for (const list of MEMBER_LISTS) reportRows(context, info, 'CALCOM', stats[list].rejected);
  const ranked = (list: (typeof MEMBER_LISTS)[number]): readonly RankedMember[] => stats[list].rows;
  return {
    mostBookings: ranked('mostBookings'),
    leastBookings: ranked('leastBookings'),
    mostCancelled: ranked('mostCancelled'),
    mostCompleted: ranked('mostCompleted'),
    leastCompleted: ranked('leastCompleted'),
    mostNoShow: ranked('mostNoShow'),
    highestRatings: ranked('highestRatings'),
    lowestRatings: ranked('lowestRatings'),
  };
};

export const routedTo: QueryResolvers['routedTo'] = async (
  _,
  { range, every, scope, search, first },
  context,
  info,
) => {
  const asked = { range: checkedRange(range, 'range'), every, scope };
  const size = pageSize(first);
  const report = await context.calcom().routedTo(asked, searchText(search));
  reportRows(context, info, 'CALCOM', [...report.users.rejected, ...report.rejectedSeries]);
  return { complete: report.complete, users: report.users.rows.slice(0, size) };
};

export const insights: Pick<Resolvers, 'RankedMember' | 'RoutedToUser'> = {
  RankedMember: {
    name: ({ name, username, email }) => name ?? username ?? email,
    user: async (member, _, context: Context) => (await context.people()).ofCalcom(member),
  },
  RoutedToUser: {
    user: async (user, _, context: Context) => (await context.people()).ofCalcom(user),
  },
};

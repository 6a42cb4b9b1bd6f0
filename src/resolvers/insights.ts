/** Resolvers of insights.graphql: Cal.com's statistics and routing reports. */
import type { GraphQLResolveInfo } from 'graphql';
import { SourceError } from '../errors.ts';
import type { QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import { wholePageOf, windowOf } from '../relay/connection.ts';
import type { MemberStats, RankedMember, RoutedTo } from '../sources/calcom/model.ts';
import { type Context, reportRows } from './context.ts';
import { checkedRange, maybeRange, searchText } from './input.ts';

export const memberStats: QueryResolvers['memberStats'] = (_, { range, rangeOf, timeZone, scope }, context) =>
  context.calcom().memberStats({ range: maybeRange(range, 'range'), rangeOf, timeZone, scope });

export const routedTo: QueryResolvers['routedTo'] = async (
  _,
  { range, every, scope, search, first, after },
  context,
  info,
) => {
  const asked = { range: checkedRange(range, 'range'), every, scope };
  const text = searchText(search);
  const page = wholePageOf(['routedTo', asked, text], { first, after });
  const report = await context.calcom().routedTo(asked, text);
  reportRows(context, info, 'CALCOM', report.users.rejected);
  reportSeries(report, context, info);
  const { rows } = report.users;
  const { nodes, pageInfo } = windowOf(page, rows, ({ userId }) => userId);
  return { complete: report.complete, totalCount: report.complete ? rows.length : null, pageInfo, users: nodes };
};

/** Tells once that the series may lack periods; whose, their rows do not say. */
export function reportSeries({ rejectedSeries }: RoutedTo, context: Context, info: GraphQLResolveInfo): void {
  if (rejectedSeries.length > 0) context.reportPart(info, new SourceError('CALCOM', 'CONTRACT'));
}

type RankedList = (
  stats: MemberStats,
  args: unknown,
  context: Context,
  info: GraphQLResolveInfo,
) => readonly RankedMember[];

/** One of the lists; what could not be read of it is told where it was asked for. */
const ranked =
  (list: keyof MemberStats): RankedList =>
  (stats, _, context, info) => {
    reportRows(context, info, 'CALCOM', stats[list].rejected);
    return stats[list].rows;
  };

export const insights: Pick<Resolvers, 'RankedMember' | 'MemberStats' | 'RoutedToUser'> = {
  RankedMember: {
    name: ({ name, username, email }) => name ?? username ?? email,
    user: async (member, _, context) => (await context.people()).ofCalcom(member),
  },
  MemberStats: {
    mostBookings: ranked('mostBookings'),
    leastBookings: ranked('leastBookings'),
    mostCancelled: ranked('mostCancelled'),
    mostCompleted: ranked('mostCompleted'),
    leastCompleted: ranked('leastCompleted'),
    mostNoShow: ranked('mostNoShow'),
    highestRatings: ranked('highestRatings'),
    lowestRatings: ranked('lowestRatings'),
  },
  RoutedToUser: {
    user: async (user, _, context) => (await context.people()).ofCalcom(user),
  },
};

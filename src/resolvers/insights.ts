/** Resolvers of insights.graphql. */
import type { GraphQLResolveInfo } from 'graphql';
import { SourceError } from '../errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { MemberStats, RankedMember, RoutedTo } from '../sources/calcom/model.ts';
import { whenReady } from '../time/ready.ts';
import { type Context, reportRows } from './context.ts';

export const insights: Pick<Resolvers, 'RankedMember' | 'MemberStats' | 'RoutedToUser'> = {
  RankedMember: {
    name: ({ name, username, email }) => name ?? username ?? email,
    user: (member, _, context) => whenReady(context.people(), (people) => people.ofCalcom(member)),
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
    user: (user, _, context) => whenReady(context.people(), (people) => people.ofCalcom(user)),
  },
};

type RankedList = (
  stats: MemberStats,
  args: unknown,
  context: Context,
  info: GraphQLResolveInfo,
) => readonly RankedMember[];

/** A resolver of one list. Reports rows that could not be read only if the list is selected. */
function ranked(list: keyof MemberStats): RankedList {
  return (stats, _, context, info) => {
    reportRows(context, info, 'CALCOM', stats[list].unreadable);
    return stats[list].rows;
  };
}

/** Reports once that series may lack periods: Cal.com's rows do not say which. */
export function reportSeries({ rejectedSeries }: RoutedTo, context: Context, info: GraphQLResolveInfo): void {
  if (rejectedSeries.length > 0) context.reportPart(info, new SourceError('CALCOM', 'CONTRACT'));
}

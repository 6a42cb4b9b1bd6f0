/** All resolvers, one file an SDL file, same stem. */

import { GraphQLScalarType } from 'graphql';
import { GraphQLDateTime, GraphQLEmailAddress, GraphQLJSON, GraphQLTimeZone, GraphQLURL } from 'graphql-scalars';
import type { Resolvers } from '../generated/resolvers.ts';
import { actions } from './actions.ts';
import { bookings } from './bookings.ts';
import { insights } from './insights.ts';
import { periods } from './periods.ts';
import { root } from './root.ts';
import { teamStats } from './team-stats.ts';
import { users } from './users.ts';

/** The scalar without a sentence of its own, so that the one in our SDL stands. */
function scalar(type: GraphQLScalarType, changes: { serialize?: typeof String } = {}): GraphQLScalarType {
  const silent = new GraphQLScalarType({ ...type.toConfig(), ...changes });
  Reflect.deleteProperty(silent, 'description');
  return silent;
}

/** Checks what callers give; shows what a source holds as it is, for the graph does not know better than the source. */
const lenientOutput = (type: GraphQLScalarType): GraphQLScalarType => scalar(type, { serialize: String });

export const resolvers: Resolvers = {
  DateTime: scalar(GraphQLDateTime),
  TimeZone: lenientOutput(GraphQLTimeZone),
  EmailAddress: lenientOutput(GraphQLEmailAddress),
  URL: lenientOutput(GraphQLURL),
  JSON: scalar(GraphQLJSON),
  ...root,
  ...users,
  ...bookings,
  ...insights,
  ...periods,
  ...actions,
  ...teamStats,
};

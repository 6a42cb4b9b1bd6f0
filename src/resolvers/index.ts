/** All resolvers: for each SDL file a file of the same stem, and the scalars of root.graphql. */
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import {
  GraphQLDateTime,
  GraphQLEmailAddress,
  GraphQLISO8601Duration,
  GraphQLJSON,
  GraphQLTimeZone,
  GraphQLURL,
} from 'graphql-scalars';
import { BAD_VALUE } from '../errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { isInCalendar } from '../sources/instants.ts';
import { actions } from './actions.ts';
import { bookings } from './bookings.ts';
import { counts } from './counts.ts';
import { serializeDateTime } from './date-time.ts';
import { insights } from './insights.ts';
import { people } from './people.ts';
import { periods } from './periods.ts';
import { root } from './root.ts';
import { teamStats } from './team-stats.ts';
import { users } from './users.ts';

export const resolvers: Resolvers = {
  DateTime: scalar(GraphQLDateTime, 'an instant with its offset, such as 2026-03-16T09:00:00Z', {
    serialize: serializeDateTime,
    accepts: (at) => at instanceof Date && isInCalendar(at),
  }),
  Duration: scalar(GraphQLISO8601Duration, 'a duration in ISO 8601, such as P7D or PT12H', { name: 'Duration' }),
  TimeZone: lenientOutput(
    rememberTexts(GraphQLTimeZone),
    'the IANA name of a time zone, such as Europe/Berlin',
    isIanaName,
  ),
  EmailAddress: lenientOutput(GraphQLEmailAddress, 'an e-mail address'),
  URL: lenientOutput(GraphQLURL, 'an absolute URL'),
  JSON: scalar(GraphQLJSON, 'a JSON value'),
  ...root,
  ...users,
  ...bookings,
  ...insights,
  ...periods,
  ...actions,
  ...counts,
  ...people,
  ...teamStats,
};

interface Changes {
  /** The name in our SDL, where it is another than that of the library. */
  readonly name?: string;
  readonly serialize?: (value: unknown) => string;
  /** A further check of values that the library accepts. */
  readonly accepts?: (value: unknown) => boolean;
}

/** A scalar of the library with the description of our SDL, and with our message for a value that it does not accept. */
function scalar(
  type: GraphQLScalarType,
  expected: string,
  { accepts = () => true, ...changes }: Changes = {},
): GraphQLScalarType {
  const refuse = (nodes?: ValueNode): never => {
    throw new GraphQLError(`Expected ${expected}.`, { nodes, extensions: { [BAD_VALUE]: true } });
  };
  const checked = (value: unknown): unknown => (accepts(value) ? value : refuse());
  const config = type.toConfig();
  const ours = new GraphQLScalarType({
    ...config,
    ...changes,
    parseValue: (value) => attempt(() => checked(config.parseValue(value)), refuse),
    parseLiteral: (node, variables) =>
      attempt(
        () => checked(config.parseLiteral(node, variables)),
        () => refuse(node),
      ),
  });
  Reflect.deleteProperty(ours, 'description');
  return ours;
}

function attempt<Value>(parse: () => Value, otherwise: () => never): Value {
  try {
    return parse();
  } catch {
    return otherwise();
  }
}

/** Checks inputs, and passes on what a source sent unchanged. */
function lenientOutput(type: GraphQLScalarType, expected: string, accepts?: Changes['accepts']): GraphQLScalarType {
  return scalar(type, expected, { serialize: String, accepts });
}

/** How many texts are remembered. There are about 600 time zones. */
const MAX_TEXTS = 2_000;

/** The same scalar, which remembers the texts that it accepted: ICU takes long to find a time zone. */
function rememberTexts(type: GraphQLScalarType): GraphQLScalarType {
  const config = type.toConfig();
  const accepted = new Set<unknown>();
  const remember = (text: unknown): unknown => {
    if (accepted.size >= MAX_TEXTS) accepted.clear();
    accepted.add(text);
    return text;
  };
  return new GraphQLScalarType({
    ...config,
    parseValue: (value) => (accepted.has(value) ? value : remember(config.parseValue(value))),
    parseLiteral: (node, variables) =>
      node.kind === Kind.STRING && accepted.has(node.value)
        ? node.value
        : remember(config.parseLiteral(node, variables)),
  });
}

/** IANA's names of three letters. ICU accepts more, such as PST, which vendors do not. */
const SHORT_ZONES = /^(UTC|UCT|GMT|WET|CET|MET|EET|EST|MST|HST|PRC|ROC|ROK)$/i;

/** ICU also accepts offsets and names of its own. */
function isIanaName(zone: unknown): boolean {
  if (typeof zone !== 'string' || !/^[a-z]/i.test(zone) || /^SystemV\//i.test(zone)) return false;
  return zone.length !== 3 || SHORT_ZONES.test(zone);
}

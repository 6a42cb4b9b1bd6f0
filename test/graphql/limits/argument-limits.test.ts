import {
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../../src/graphql/schema.ts';
import { type Graph, startGraph } from '../../support/graph.ts';
import { post, rejected, upstreamCalls } from '../../support/rejected-query.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

/** A path to a field of each of these types. */
const WAYS: Readonly<Record<string, (field: string) => string>> = {
  Query: (field) => field,
  User: (field) => `users(first: 1) { nodes { ${field} } }`,
  Period: (field) => `periods(first: 1) { nodes { ${field} } }`,
  Action: (field) => `periods(first: 1) { nodes { actions(first: 1) { nodes { ${field} } } } }`,
  PeopleHealth: (field) => `people { ${field} }`,
  TeamStats: (field) => `teamStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) { ${field} }`,
};

interface Place {
  readonly path: string;
  readonly type: GraphQLInputType;
  /** The query with a variable `$value` in this place, with the type that the query declares. */
  readonly query: string;
}

const EXAMPLES: Readonly<Record<string, string>> = {
  DateTimeRange: '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }',
  TimeZone: '"UTC"',
  DateTime: '"2026-03-16T00:00:00Z"',
  ActionFilter: '{ range: { last: "P7D" } }',
  BookingOrderField: 'START',
  ActionOrderField: 'NUMBER',
  UserOrderField: 'NAME',
  CalendarUnit: 'DAY',
  RoutingPeriod: 'DAY',
  ID: '"305"',
  String: '"department"',
  UserBy: '{ id: "x" }',
};
const exampleOf = (type: GraphQLInputType): string => {
  const example = EXAMPLES[getNamedType(type).name] ?? 'null';
  return isListType(getNullableType(type)) ? `[${example}]` : example;
};

/** Every place of the schema where a client may set a value, nested inputs included. */
function placesOf(type: GraphQLInputType, path: string, around: (value: string) => string, depth = 0): Place[] {
  const here = { path, type, query: around('$value') };
  const named = getNullableType(type);
  if (!isInputObjectType(named) || depth > 2) return [here];
  return Object.values(named.getFields()).flatMap((field) => {
    const others = Object.values(named.getFields()).filter(
      (other) => other !== field && isNonNullType(other.type) && other.defaultValue === undefined,
    );
    const rest = others.map((other) => `, ${other.name}: ${exampleOf(other.type)}`);
    return placesOf(
      field.type,
      `${path}.${field.name}`,
      (value) => around(`{ ${field.name}: ${value}${rest.join('')} }`),
      depth + 1,
    );
  });
}

const PLACES = Object.entries(WAYS).flatMap(([typeName, reach]) => {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`there is no type ${typeName}`);
  return Object.values(type.getFields()).flatMap((field) => {
    const below = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
    return field.args.flatMap((argument) => {
      const others = field.args.filter(
        (other) => other !== argument && isNonNullType(other.type) && other.defaultValue === undefined,
      );
      const rest = others.map((other) => `, ${other.name}: ${exampleOf(other.type)}`).join('');
      return placesOf(
        argument.type,
        argument.name,
        (value) => `query ($value: TYPE) { ${reach(`${field.name}(${argument.name}: ${value}${rest})${below}`)} }`,
      ).map((place) => ({ ...place, name: `${typeName}.${field.name}(${place.path}:)` }));
    });
  });
});

const LISTS = PLACES.filter(({ type }) => isListType(getNullableType(type)));
const TEXTS = PLACES.filter(({ type }) =>
  ['String', 'ID', 'EmailAddress', 'TimeZone'].includes(getNamedType(type).name),
);

const ITEMS: Readonly<Record<string, string>> = {
  BookingState: 'PAST',
  BookingStatus: 'ACCEPTED',
  BookingDimension: 'STATUS',
  ActionState: 'DOING',
  ActionDimension: 'STATE',
  ID: '1042',
  String: 'department',
};
const itemOf = (type: GraphQLInputType): string => ITEMS[getNamedType(type).name] ?? 'x';

/** The answer to a value in a place, and the number of calls that it made. */
async function give({ query, type }: Place, value: unknown) {
  const before = await upstreamCalls(graph);
  const { answer } = await post(graph, { query: query.replace('TYPE', String(type)), variables: { value } });
  return { answer, calls: (await upstreamCalls(graph)) - before };
}

async function expectBadInput(place: Place, value: unknown): Promise<void> {
  const { answer, calls } = await give(place, value);
  expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  expect(answer.errors?.[0]?.message).toMatch(
    new RegExp(`^Argument "${place.path.replaceAll('.', '\\.')}": expected `),
  );
  expect(answer).not.toHaveProperty('data');
  expect(calls).toBe(0);
}

describe('a list argument', () => {
  it('is found in every place of the schema', () => {
    const ofActions = ['Period.actions', 'Query.actionStats', 'Query.actions', 'User.actions'].flatMap((field) =>
      ['assigneeIds', 'channels', 'classifications', 'creatorIds', 'states'].map((name) => `${field}(filter.${name}:)`),
    );
    const ofBookings = ['Query.bookingStats', 'Query.bookings'].flatMap((field) =>
      ['eventTypeIds', 'hostIds', 'status', 'statuses'].map((name) => `${field}(filter.${name}:)`),
    );
    const others = [
      'Action.formFields(names:)',
      'Query.actionStats(groupBy:)',
      'Query.bookingStats(groupBy:)',
      'Query.nodes(ids:)',
      'User.bookings(status:)',
    ];
    expect(LISTS.map(({ name }) => name).sort()).toEqual([...ofActions, ...ofBookings, ...others].sort());
  });

  it.each(LISTS)('$name is rejected with 60,000 equal values and with 60,000 different ones', async (place) => {
    await expectBadInput(place, Array(8_000).fill(itemOf(place.type)));
    await expectBadInput(
      place,
      Array.from({ length: 8_000 }, (_, index) => `${itemOf(place.type)}${index}`),
    );
  });

  it.each(LISTS)('$name is rejected with one value too many', async (place) => {
    const [, most = ''] =
      /expected at most ([\d,]+) values/.exec(
        (await give(place, Array(8_000).fill('x'))).answer.errors?.[0]?.message ?? '',
      ) ?? [];
    const bound = Number(most.replace(',', ''));
    await expectBadInput(place, Array(bound + 1).fill(itemOf(place.type)));
    const { answer } = await give(place, Array(bound).fill(itemOf(place.type)));
    expect(answer.errors?.filter(({ message }) => /expected at most [\d,]+ values/.test(message))).toEqual(
      answer.errors ? [] : undefined,
    );
  });

  it('is rejected in an alias, a fragment, a literal, a default and one of several operations', async () => {
    const many = Array(300).fill('"1"').join();
    const queries = [
      `{ a: users(first: 1) { totalCount } b: bookings(filter: { hostIds: [${many}] }) { totalCount } }`,
      `{ ...F } fragment F on Query { ... on Query { bookings(filter: { hostIds: [${many}] }) { totalCount } } }`,
      `query ($ids: [ID!] = [${many}]) { bookings(filter: { hostIds: $ids }) { totalCount } }`,
      `query ($filter: BookingFilter = { hostIds: [${many}] }) { bookings(filter: $filter) { totalCount } }`,
    ];
    for (const query of queries) {
      const before = await upstreamCalls(graph);
      const { answer } = await post(graph, { query });
      expect(answer.errors?.[0]).toMatchObject({
        message: 'Argument "filter.hostIds": expected at most 250 values, not 300.',
        extensions: { code: 'BAD_USER_INPUT' },
      });
      expect(await upstreamCalls(graph)).toBe(before);
    }
  });

  it('makes one call for a repeated value', async () => {
    const query = 'query ($ids: [ID!]) { bookings(filter: { eventTypeIds: $ids }, first: 1) { totalCount } }';
    const { data } = await graph.ask('{ bookings(first: 1) { nodes { eventType { sourceId } } } }');
    const { sourceId } = data.bookings.nodes[0].eventType;
    graph.sandbox.calcom.calls.length = 0;
    await graph.ask(query, { ids: Array(200).fill(sourceId) });
    const asked = graph.sandbox.calcom.calls.map(({ query: sent }) => sent.get('eventTypeIds')).filter(Boolean);
    expect(asked).toEqual([sourceId]);
  });
});

it('an argument beyond its limit is a 400 for every accepted media type', async () => {
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  expect((await rejected(graph, query, { ids: Array(101).fill('x') })).extensions.code).toBe('BAD_USER_INPUT');
  const search = 'query ($text: String) { users(search: $text) { totalCount } }';
  expect((await rejected(graph, search, { text: 'a\u0000' })).extensions.code).toBe('BAD_USER_INPUT');
});

describe('a text argument', () => {
  it.each(TEXTS)('$name is rejected with a control character or half a surrogate pair', async (place) => {
    for (const odd of ['\u0000', '\u001f', '\u007f', '\u0085', '\r\n', '\t', '\ud800', '\udc00']) {
      const text = `a${odd}b`;
      const { answer, calls } = await give(place, isListType(getNullableType(place.type)) ? [text] : text);
      expect(new Set(answer.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
      expect(answer).not.toHaveProperty('data');
      expect(calls).toBe(0);
    }
  });

  it.each(TEXTS)('$name is rejected beyond the length limit', async (place) => {
    const text = 'a'.repeat(100_000);
    await expectBadInput(place, isListType(getNullableType(place.type)) ? [text] : text);
  });
});

describe('a variable that is null where a value is required', () => {
  it('is rejected once, however many objects have the field', async () => {
    const aliases = Array.from({ length: 28 }, (_, index) => `a${index}: emailStats(range: $range) { sent }`).join(' ');
    const query = `query ($range: DateTimeRange = { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) {
      users(first: 100) { nodes { ${aliases} } } }`;
    expect(await rejected(graph, query, { range: null })).toMatchObject({
      message: 'Argument "range": expected a value, not null.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('is rejected once in a oneOf input', async () => {
    const aliases = Array.from({ length: 28 }, (_, index) => `a${index}: user(by: { email: $email }) { id }`).join(' ');
    expect(await rejected(graph, `query ($email: EmailAddress) { ${aliases} }`, { email: null })).toMatchObject({
      message: 'Argument "by.email": expected a value, not null.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});

/** Random queries, generated from the schema: most are valid, some are wrong in one place or in many. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { schema } from '../../../src/graphql/schema.ts';
import { type Dice, diceOf } from '../people/dice.ts';
import { type Attack, asGet, headersFor } from './attack.ts';
import { graphqlToken } from './weird.ts';

const IDS = [
  'Period:305',
  'Period:1',
  'User:calcom:1042',
  'User:saleshandy:2dP27N0gZ4',
  'Action:305/1',
  'Nothing:1',
].map((text) => Buffer.from(text).toString('base64url'));
/** Values of each scalar, valid and invalid. */
const SCALARS: Readonly<Record<string, readonly unknown[]>> = {
  ID: [...IDS, ...IDS, 'x', '', 1],
  String: ['a', 'Bob', '', '\u{1f389}', 'a'.repeat(300)],
  Int: [1, 2, 5, 20, 250, 0, -1, 251, 3_000_000_000, 1.5],
  Float: [1.5],
  Boolean: [true, false],
  DateTime: [
    '2026-03-09T00:00:00Z',
    '2026-03-16T00:00:00Z',
    '2026-03-12T10:00:00+02:00',
    '2024-02-30T00:00:00Z',
    'now',
  ],
  EmailAddress: ['bob@example.com', 'nobody@example.com', 'nobody'],
  TimeZone: ['UTC', 'Europe/Berlin', 'Mars/Base'],
  URL: ['https://example.com'],
  JSON: [{ a: [1] }],
};
const RANGES = [{ from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' }];

/** The values that arguments get. */
export interface QueryValues {
  /** By the name of the scalar. The first is the most likely. */
  readonly scalars: Readonly<Record<string, readonly unknown[]>>;
  readonly ranges: readonly object[];
  /** Of arguments of these names, whatever their type. */
  readonly named: Readonly<Record<string, readonly unknown[]>>;
}

const VALUES: QueryValues = { scalars: SCALARS, ranges: RANGES, named: {} };

interface Growth {
  readonly dice: Dice;
  readonly values: QueryValues;
  /** The probability of a mistake in each place, from 0 to 1. */
  readonly wrongness: number;
  readonly variables: Map<string, { readonly type: string; readonly value: unknown }>;
  readonly fragments: Map<string, string>;
  /** The number of fields that may still be added. */
  fields: number;
}

const isWrong = ({ dice, wrongness }: Growth): boolean => dice.chance(wrongness);

function inputFor({ name, type }: Pick<GraphQLArgument, 'name' | 'type'>, growth: Growth, depth = 0): unknown {
  const { dice, values } = growth;
  if (isWrong(growth)) return dice.among<unknown>([null, [], {}, 'x', -1, true, 1e300, [[null]]]);
  if (!isNonNullType(type) && dice.chance(0.1)) return null;
  const given = getNullableType(type);
  if (isListType(given)) {
    return Array.from({ length: Math.floor(dice.roll() * 4) }, () =>
      inputFor({ name, type: given.ofType }, growth, depth + 1),
    );
  }
  if (isEnumType(given)) return dice.among(given.getValues()).name;
  if (!isInputObjectType(given)) {
    const known = values.named[name] ?? values.scalars[given.name] ?? ['x'];
    return dice.chance(0.8) ? known[0] : dice.among(known);
  }
  if (given.name === 'DateTimeRange' && dice.chance(0.8)) return dice.among(values.ranges);
  const inputs = Object.values(given.getFields());
  const chosen = given.isOneOf
    ? [dice.among(inputs)]
    : inputs.filter((input) => isNonNullType(input.type) || dice.chance(depth > 2 ? 0 : 0.15));
  return Object.fromEntries(chosen.map((input) => [input.name, inputFor(input, growth, depth + 1)]));
}

/** A value as a literal of a query. */
function literal(value: unknown, type: GraphQLInputType): string {
  const given = getNullableType(type);
  if (isEnumType(given) && typeof value === 'string') return value;
  if (Array.isArray(value)) {
    return `[${value.map((item) => literal(item, isListType(given) ? given.ofType : given)).join(', ')}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inputs = isInputObjectType(given) ? given.getFields() : {};
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${name}: ${literal(inner, inputs[name]?.type ?? given)}`)
    .join(', ')} }`;
}

function argumentsOf(args: readonly GraphQLArgument[], growth: Growth): string {
  const { dice, variables } = growth;
  const chosen = args.filter(({ type }) => isNonNullType(type) !== isWrong(growth) || dice.chance(0.3));
  if (isWrong(growth)) return '(nothing: 1)';
  if (chosen.length === 0) return '';
  const texts = chosen.map(({ name, type }) => {
    const value = inputFor({ name, type }, growth);
    if (dice.chance(0.6)) return `${name}: ${literal(value, type)}`;
    const variable = `${name}${variables.size}`;
    variables.set(variable, { type: isWrong(growth) ? 'Int' : String(type), value });
    return `${name}: $${variable}`;
  });
  return `(${texts.join(', ')})`;
}

function fieldText(field: GraphQLField<unknown, unknown>, depth: number, growth: Growth): string {
  const { dice } = growth;
  growth.fields--;
  const alias = dice.chance(0.08) ? `${dice.among(['a', 'b', 'id', '__proto__', 'constructor'])}: ` : '';
  const name = isWrong(growth) ? `${field.name}x` : field.name;
  const args = argumentsOf(field.args, growth);
  return `${alias}${name}${args}${directiveText(growth)}${selection(field.type, depth - 1, growth)}`;
}

function directiveText(growth: Growth): string {
  const { dice, variables } = growth;
  if (isWrong(growth) && dice.chance(0.3)) return ` ${graphqlToken(dice)}`;
  if (!dice.chance(0.05)) return '';
  if (dice.chance(0.5)) return dice.among([' @include(if: true)', ' @skip(if: true)', ' @skip(if: false)']);
  const variable = `if${variables.size}`;
  variables.set(variable, { type: 'Boolean!', value: dice.chance(0.7) });
  return ` @include(if: $${variable})`;
}

function selection(type: GraphQLOutputType, depth: number, growth: Growth): string {
  const { dice } = growth;
  const named = getNamedType(type);
  if (!isObjectType(named) && !isAbstractType(named)) return isWrong(growth) ? ' { x }' : '';
  const fields = isObjectType(named) || 'getFields' in named ? Object.values(named.getFields()) : [];
  const isLeaf = (field: GraphQLField<unknown, unknown>): boolean => !('getFields' in getNamedType(field.type));
  const open = depth > 0 && growth.fields > 0 ? fields : fields.filter(isLeaf);
  const share = Math.min(0.9, (1 + dice.roll() * 4) / Math.max(1, open.length));
  const texts = open.filter(() => dice.chance(share)).map((field) => fieldText(field, depth, growth));
  if (isAbstractType(named) && dice.chance(0.7)) {
    const possible = dice.among(schema.getPossibleTypes(named));
    texts.push(`... on ${possible.name}${selection(possible, depth - 1, growth)}`);
  }
  if (texts.length === 0 || dice.chance(0.1)) texts.push('__typename');
  if (isWrong(growth)) texts.push(graphqlToken(dice));
  return ` { ${wrapped(texts.join(' '), named.name, growth)} }`;
}

/** The same fields, sometimes in a fragment. */
function wrapped(text: string, typeName: string, { dice, fragments }: Growth): string {
  if (dice.chance(0.05)) return `... on ${typeName} { ${text} }`;
  if (dice.chance(0.05)) return `${text} ${text}`;
  if (!dice.chance(0.06)) return text;
  const name = `F${fragments.size}`;
  fragments.set(name, `fragment ${name} on ${typeName} { ${text} }`);
  return `...${name}`;
}

const INTROSPECTION = [
  '{ __schema { queryType { name } types { name } } }',
  '{ __type(name: "User") { fields { name args { name type { name } } } } }',
  '{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }',
  '{ __typename __schema { directives { name locations } } }',
];

export interface RandomQuery {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

function randomQuery(dice: Dice): RandomQuery {
  if (dice.chance(0.02)) return { query: dice.among(INTROSPECTION), variables: {} };
  return growQuery(dice, dice.chance(0.6) ? 0 : dice.roll() ** 3 * 0.5, VALUES);
}

/** A query with a mistake of this probability in each place, and arguments of these values. */
export function growQuery(dice: Dice, wrongness: number, values: QueryValues): RandomQuery {
  const growth: Growth = {
    ...{ dice, wrongness, values },
    variables: new Map(),
    fragments: new Map(),
    fields: 5 + Math.floor(dice.roll() ** 2 * 120),
  };
  const root = schema.getQueryType();
  if (!root) throw new Error('the schema has no queries');
  const body = selection(root, 2 + Math.floor(dice.roll() ** 2 * 14), growth);
  const declared = [...growth.variables].map(([name, { type }]) => `$${name}: ${type}`);
  const head = declared.length === 0 ? '' : `query (${declared.join(', ')})`;
  const sent = [...growth.variables].filter(() => !isWrong(growth)).map(([name, { value }]) => [name, value]);
  return { query: [head + body, ...growth.fragments.values()].join('\n'), variables: Object.fromEntries(sent) };
}

/** The same attack for the same seed. */
export function generatedQuery(seed: number, own: Readonly<Record<string, string>>): Attack {
  const dice = diceOf(seed);
  const request = { ...randomQuery(dice) };
  const headers = headersFor(dice, own);
  if (dice.chance(0.1)) return asGet(dice, request, headers);
  return { method: 'POST', path: '/graphql', headers, body: Buffer.from(JSON.stringify(request)) };
}

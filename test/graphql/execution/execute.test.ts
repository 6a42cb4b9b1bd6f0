/** The executor answers each operation as graphql-js does: random documents on a schema whose fields fail in every way. */
import { setImmediate } from 'node:timers/promises';
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  isObjectType,
  isScalarType,
  type OperationDefinitionNode,
  parse,
  responsePathAsArray,
  validate,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExecutor, createGraphqlJsExecutor, type Executor } from '../../../src/graphql/execution/executor.ts';
import { createFieldErrors } from '../../../src/graphql/limits/field-errors.ts';
import { createServedSchema } from '../../../src/graphql/served-schema.ts';
import { createScheduler } from '../../../src/time/slices.ts';
import { type Dice, diceOf } from '../../support/people/dice.ts';

const SDL = `
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
  directive @constraint(maxItems: Int!) on ARGUMENT_DEFINITION
  interface Node { id: ID! }
  enum Color { RED GREEN }
  input Box { width: Int = 3, deep: Box }
  type Thing implements Node {
    id: ID!
    name: String
    size: Int!
    color: Color
    secret: String @requiresScopes(scopes: [["attendees"]])
    child: Thing
    mustChild: Thing!
    children: [Thing!]
    maybe: [Thing]!
    echo(x: Int, y: Int! = 7, list: [Int!] @constraint(maxItems: 9), box: Box): String
    plainText: String
    plainMust: Int!
    plainThing: Thing
    plainThings: [Thing!]!
    method(x: Int): String
  }
  type Other implements Node { id: ID! note: String! thing: Thing! }
  type Query {
    a: Thing
    b: Thing!
    things: [Thing]
    strict: [Thing!]!
    node: Node
    nodes: [Node]!
    text: String
    must: Int!
    numbers: [Int!]
    deep: [[Thing!]]
  }
`;
const PLAIN = ['plainText', 'plainMust', 'plainThing', 'plainThings', 'method', 'secret'];

/** A number from 0 to 1 that only the seed and the text decide. */
function chance(seed: number, text: string): number {
  let hash = seed ^ 0x9e3779b9;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 12)) >>> 0) / 2 ** 32;
}

function objectAt(seed: number, at: string, typeName: string): object {
  const roll = (name: string): number => chance(seed, `${at} ${name}`);
  return {
    __typename: roll('type') < 0.95 ? typeName : 'Nothing',
    plainText: roll('text') < 0.2 ? null : roll('text') < 0.25 ? { no: 'text' } : `text ${at}`,
    plainMust: roll('must') < 0.9 ? 5 : 'five',
    get plainThing() {
      return roll('thing') < 0.5 ? null : objectAt(seed, `${at}t`, 'Thing');
    },
    get plainThings() {
      return [1, 2].map((index) => objectAt(seed, `${at}${index}`, 'Thing'));
    },
    secret: 'secret',
    method: ({ x }: { x?: number }) => `method ${x}`,
  };
}

/** A value of a type, or one of the ways in which a field fails. */
function valueAt(seed: number, type: GraphQLOutputType, at: string): unknown {
  const roll = chance(seed, at);
  if (roll < 0.04) return null;
  if (roll < 0.07) throw new Error(`thrown at ${at}`);
  if (roll < 0.1) return new Error(`returned at ${at}`);
  if (roll < 0.12) return 'not what the type is';
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const items = Array.from({ length: Math.floor(chance(seed, `${at} length`) * 4) }, (_, index) =>
      settled(seed, nullable.ofType, `${at}.${index}`, chance(seed, `${at} async`) < 0.4),
    );
    return roll < 0.2 ? new Set(items) : items;
  }
  const named = getNamedType(type);
  if (isEnumType(named)) return roll < 0.2 ? 'BLUE' : 'RED';
  if (isScalarType(named)) return named.name === 'Int' ? (roll < 0.2 ? 1.5 : 3) : `${named.name} at ${at}`;
  const typeName = isObjectType(named) ? named.name : roll < 0.5 ? 'Thing' : 'Other';
  return objectAt(seed, at, typeName);
}

/** The value, or a promise of it that settles after some turns. A failure of an item is always a promise. */
function settled(seed: number, type: GraphQLOutputType, at: string, isAsync: boolean): unknown {
  if (!isAsync) {
    try {
      return valueAt(seed, type, at);
    } catch {
      return null;
    }
  }
  const turns = Math.floor(chance(seed, `${at} turns`) * 3);
  return (async () => {
    for (let turn = 0; turn < turns; turn++) await setImmediate();
    return valueAt(seed, type, at);
  })();
}

interface TestContext {
  readonly seed: number;
}

const resolve: GraphQLFieldResolver<unknown, TestContext> = (_, args, { seed }, { path, returnType }) => {
  const at = `${responsePathAsArray(path).join('.')} ${JSON.stringify(args)}`;
  return chance(seed, `${at} async`) < 0.3 ? settled(seed, returnType, at, true) : valueAt(seed, returnType, at);
};

const schema = makeExecutableSchema({ typeDefs: SDL });
for (const type of Object.values(schema.getTypeMap())) {
  if (!isObjectType(type) || type.name.startsWith('__')) continue;
  for (const field of Object.values(type.getFields())) {
    if (!PLAIN.includes(field.name)) field.resolve = resolve as GraphQLFieldResolver<unknown, unknown>;
  }
}
const served = createServedSchema(schema);
const compiled = createExecutor(schema, served, 4);
const reference = createGraphqlJsExecutor(served, 4);

/** A document on the schema, which may be invalid. */
function writeDocument(dice: Dice): string {
  const fragments: string[] = [];
  const condition = (): string => {
    if (dice.chance(0.85)) return '';
    return ` @${dice.among(['skip', 'include'])}(if: ${dice.among(['true', 'false', '$yes', '$no'])})`;
  };
  const args = (): string => {
    const given = ['x: 1', 'x: $x', 'y: $y', 'list: [1, $y]', 'box: { width: $x, deep: {} }', 'list: 4', 'x: null'];
    return dice.chance(0.4) ? '' : `(${dice.among(given)})`;
  };
  let aliases = 0;
  const field = (name: string, levels: number): string => {
    const alias = dice.chance(0.2) || ['echo', 'method'].includes(name) ? `a${aliases++}: ` : '';
    const type = { a: 'Thing', b: 'Thing', things: 'Thing', strict: 'Thing', deep: 'Thing', thing: 'Thing' }[name];
    const isThing = type ?? (/child|maybe|plainThing/i.test(name) ? 'Thing' : undefined);
    const below = name.startsWith('node') ? 'Node' : isThing;
    const given = name === 'echo' ? args() : name === 'method' ? dice.among(['', '(x: $x)']) : '';
    return `${alias}${name}${given}${condition()}${below ? ` ${selection(below, levels - 1)}` : ''}`;
  };
  const FIELDS: Record<string, readonly string[]> = {
    Query: ['a', 'b', 'things', 'strict', 'node', 'nodes', 'text', 'must', 'numbers', 'deep', '__typename'],
    Thing: ['id', 'name', 'size', 'color', 'secret', 'echo', '__typename', 'plainText', 'plainMust', 'method'],
    Objects: ['child', 'mustChild', 'children', 'maybe', 'plainThing', 'plainThings'],
    Other: ['id', 'note', '__typename'],
    Node: ['id', '__typename'],
  };
  function selection(type: string, levels: number): string {
    const parts = Array.from({ length: 1 + Math.floor(dice.roll() * 4) }, (): string => {
      const roll = dice.roll();
      if (levels > 0 && roll < 0.1)
        return `...${dice.chance(0.5) ? '' : ` on ${type}`}${condition()} ${selection(type, levels - 1)}`;
      if (levels > 0 && type === 'Node' && roll < 0.6) {
        const object = dice.among(['Thing', 'Other']);
        return `... on ${object}${condition()} ${selection(object, levels - 1)}`;
      }
      if (levels > 0 && roll < 0.2) {
        const name = `F${fragments.length}`;
        fragments.push('');
        fragments[Number(name.slice(1))] = `fragment ${name} on ${type} ${selection(type, levels - 1)}`;
        return `...${name}${condition()}`;
      }
      const names = levels > 0 && type === 'Thing' && roll < 0.6 ? FIELDS.Objects : FIELDS[type];
      return field(dice.among(names ?? []), levels);
    });
    return `{ ${parts.join(' ')} }`;
  }
  const root = selection('Query', 4);
  return `query Q($x: Int, $y: Int! = 2, $yes: Boolean! = true, $no: Boolean = false) ${root} ${fragments.join(' ')}`;
}

async function answer(executor: Executor, text: string, seed: number, variables: Record<string, unknown>) {
  const document = parse(text);
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === 'OperationDefinition',
  );
  const slices = createScheduler().slicesFor('tests');
  const context = { seed, slices, trace: undefined, scopes: new Set<never>(), fieldErrors: createFieldErrors(slices) };
  const result = await executor({ document, operation, operationName: undefined, variables, context });
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}

const at = (data: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), data);

/** How each executor says that a resolver returned a value of no possible type. Clients see "Internal error." instead. */
const NO_TYPE = /^(Abstract type|Runtime Object type|The value of) .*/;

/** The errors of fields that are null themselves: which of several errors made an object above them null is left to time. */
const ownErrors = ({ data, errors = [] }: ExecutionResult): string[] =>
  errors
    .filter(({ path = [] }) => at(data, path) === null)
    .map(({ message, ...error }) => JSON.stringify({ ...error, message: message.replace(NO_TYPE, 'no type') }))
    .sort();

/** The paths of the errors of fields that are not in the answer, as the paths of the nulls above them. */
function nulledPlaces({ data, errors = [] }: ExecutionResult): string[] {
  const places = errors.flatMap(({ path = [] }) => {
    let length = 0;
    while (length < path.length && at(data, path.slice(0, length)) !== null) length++;
    return length < path.length ? [JSON.stringify(path.slice(0, length))] : [];
  });
  return [...new Set(places)].sort();
}

/** graphql-js leaves a rejection unhandled where an item in `!` fails beside others that are awaited. The executor does not. */
const unhandled: unknown[] = [];
const listeners = process.listeners('unhandledRejection');
beforeAll(() => {
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', (reason) => unhandled.push(reason));
});
afterAll(() => {
  process.removeAllListeners('unhandledRejection');
  for (const listener of listeners) process.on('unhandledRejection', listener);
});

describe('the executor', () => {
  it('answers random documents as graphql-js does, with the same errors', async () => {
    const cases: { readonly text: string; readonly seed: number; readonly variables: Record<string, unknown> }[] = [];
    for (let seed = 1; cases.length < 500; seed++) {
      const text = writeDocument(diceOf(seed));
      const variables = [{}, { x: 4, yes: false }, { x: null, no: true }, { x: 'four', y: null }][seed % 4] ?? {};
      if (validate(schema, parse(text)).length === 0) cases.push({ text, seed, variables });
    }
    const answers: ExecutionResult[] = [];
    for (const { text, seed, variables } of cases) answers.push(await answer(compiled, text, seed, variables));
    await setImmediate();
    expect(unhandled).toEqual([]);

    for (const [index, { text, seed, variables }] of cases.entries()) {
      const ours = answers[index] as ExecutionResult;
      const theirs = await answer(reference, text, seed, variables);
      const message = `seed ${seed}: ${text}`;
      expect(JSON.stringify(ours.data), message).toBe(JSON.stringify(theirs.data));
      expect(ownErrors(ours), message).toEqual(ownErrors(theirs));
      expect(nulledPlaces(ours), message).toEqual(nulledPlaces(theirs));
    }
    const failed = answers.filter(({ errors }) => errors).length;
    expect(failed).toBeGreaterThan(100);
    expect(cases.length - failed).toBeGreaterThan(20);
  });
});

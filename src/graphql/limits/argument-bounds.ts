/**
 * Checks the arguments of a query before any of it is resolved: how many values a list may hold, as `@constraint` says in
 * the schema, that no text is too long or has control characters, and that no variable is null in the place of what has to
 * have a value: GraphQL would find that anew for each object that has the field. It looks at the values as the caller sent them,
 * before GraphQL coerces any of a long list.
 */
import {
  type ArgumentNode,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getDirectiveValues,
  getNullableType,
  type InputValueDefinitionNode,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type Asked, type Given, givenBy } from './given.ts';
import { figure, LimitError } from './limit-error.ts';

const DIRECTIVE = 'constraint';
/** Characters of a text. Cursors are the longest that have a meaning; names and addresses have closer limits of their own. */
const LONGEST_TEXT = 1_024;

const NO_VALUE = 'expected a value, not null.';

/** An argument, or a field of an input. */
interface Input {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly astNode?: InputValueDefinitionNode | null;
}

/**
 * The check of one schema: returns the first error of a request, undefined where there is none. Throws an Error where the
 * schema has a list argument without `@constraint(maxItems:)`.
 */
export function createArgumentCheck(schema: GraphQLSchema): (asked: Asked) => GraphQLError | undefined {
  const bounds = readBounds(schema);
  return ({ document, operation, variables }) => {
    const given = variablesOf(operation, givenBy(operation, variables));
    const typeInfo = new TypeInfo(schema);
    let error: GraphQLError | undefined;
    visit(
      document,
      visitWithTypeInfo(typeInfo, {
        Argument: (node) => {
          const argument = typeInfo.getArgument();
          const problem = argument && problemIn(argument, valueFromASTUntyped(node.value, given), bounds);
          if (problem) error ??= inputError(`Argument "${problem.path}": ${problem.sentence}`, node);
          // What stands in a value was looked at with it.
          return false;
        },
      }),
    );
    return error;
  };
}

/** All variables of an operation with their values. */
const variablesOf = ({ variableDefinitions = [] }: OperationDefinitionNode, given: Given): Record<string, unknown> =>
  Object.fromEntries(variableDefinitions.map(({ variable: { name } }) => [name.value, given(name.value)]));

interface Problem {
  readonly path: string;
  readonly sentence: string;
}

/** How many values the lists of the schema may hold. */
type Bounds = ReadonlyMap<Input, number>;

function problemIn(input: Input, value: unknown, bounds: Bounds, above = ''): Problem | undefined {
  const path = `${above}${input.name}`;
  if (value === null && isNonNullType(input.type)) return { path, sentence: NO_VALUE };
  const most = bounds.get(input) ?? Number.POSITIVE_INFINITY;
  if (Array.isArray(value) && value.length > most) {
    return { path, sentence: `expected at most ${figure(most)} values, not ${figure(value.length)}.` };
  }
  return problemInValue(input.type, value, path, bounds);
}

function problemInValue(type: GraphQLInputType, value: unknown, path: string, bounds: Bounds): Problem | undefined {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      const problem = problemInValue(nullable.ofType, item, path, bounds);
      if (problem) return problem;
    }
  } else if (isInputObjectType(nullable) && typeof value === 'object' && value !== null) {
    for (const field of Object.values(nullable.getFields())) {
      if (!Object.hasOwn(value, field.name)) continue;
      if (nullable.isOneOf && Reflect.get(value, field.name) === null) {
        return { path: `${path}.${field.name}`, sentence: NO_VALUE };
      }
      const problem = problemIn(field, Reflect.get(value, field.name), bounds, `${path}.`);
      if (problem) return problem;
    }
  } else if (typeof value === 'string') {
    if (value.length > LONGEST_TEXT) return { path, sentence: `expected at most ${figure(LONGEST_TEXT)} characters.` };
    if (/\p{Cc}/u.test(value)) return { path, sentence: 'expected a text without control characters.' };
  }
  return undefined;
}

const inputError = (message: string, node: ArgumentNode): GraphQLError =>
  new GraphQLError(message, {
    nodes: node,
    originalError: new LimitError(message, 'BAD_USER_INPUT'),
    extensions: { http: { status: 400 } },
  });

function readBounds(schema: GraphQLSchema): Bounds {
  const directive = schema.getDirective(DIRECTIVE);
  if (!directive) throw new Error(`the schema does not declare @${DIRECTIVE}`);
  const bounds = new Map<Input, number>();
  for (const { place, input } of inputsOf(schema)) {
    if (!isListType(getNullableType(input.type))) continue;
    const { maxItems } = (input.astNode && getDirectiveValues(directive, input.astNode)) ?? {};
    if (typeof maxItems !== 'number') throw new Error(`${place} is a list without @${DIRECTIVE}(maxItems:)`);
    bounds.set(input, maxItems);
  }
  return bounds;
}

const inputsOf = (schema: GraphQLSchema): { readonly place: string; readonly input: Input }[] =>
  Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => {
      if (isInputObjectType(type)) {
        return Object.values(type.getFields()).map((input) => ({ place: `${type.name}.${input.name}`, input }));
      }
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      return Object.values(type.getFields()).flatMap(({ name, args }) =>
        args.map((input) => ({ place: `${type.name}.${name}(${input.name}:)`, input })),
      );
    });

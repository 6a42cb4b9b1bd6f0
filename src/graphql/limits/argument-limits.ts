/**
 * Checks the arguments of a query before any field is resolved: the length of lists (`@constraint` in the schema), the length
 * and the characters of texts, and variables that are null where a value is required. It reads the values as the client sent
 * them: GraphQL would first coerce every item of a long list, and find the same null again for each object.
 */
import {
  type ArgumentNode,
  type GraphQLError,
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
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { formatNumber } from '../../format-number.ts';
import { type OperationRequest, variableReader } from './argument-values.ts';
import { LimitError, rejection } from './limit-error.ts';
import { LIMITS } from './limits.ts';

const DIRECTIVE = 'constraint';
const NO_VALUE = 'expected a value, not null.';

/** An argument, or a field of an input. */
interface Input {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly astNode?: InputValueDefinitionNode | null;
}

/**
 * Returns the check of one schema: it returns the first error of a request, undefined where there is none. Throws an Error
 * where the schema has a list argument without `@constraint(maxItems:)`.
 */
export function createArgumentCheck(schema: GraphQLSchema): (request: OperationRequest) => GraphQLError | undefined {
  const bounds = readBounds(schema);
  return (request) => {
    const variables = variableValues(request);
    const typeInfo = new TypeInfo(schema);
    let error: GraphQLError | undefined;
    visit(
      request.document,
      visitWithTypeInfo(typeInfo, {
        Argument: (node) => {
          const argument = typeInfo.getArgument();
          const problem = argument && problemIn(argument, valueFromASTUntyped(node.value, variables), bounds);
          if (problem) error ??= inputError(problem, node);
          // The values inside were checked with it.
          return false;
        },
      }),
    );
    return error;
  };
}

function variableValues(request: OperationRequest): Record<string, unknown> {
  const { variableDefinitions = [] } = request.operation;
  const readVariable = variableReader(request);
  return Object.fromEntries(
    variableDefinitions.map(({ variable: { name } }) => [name.value, readVariable(name.value)]),
  );
}

interface Problem {
  readonly path: string;
  readonly sentence: string;
}

/** The `maxItems` of each list argument and list input field. */
type Bounds = ReadonlyMap<Input, number>;

function problemIn(input: Input, value: unknown, bounds: Bounds, above = ''): Problem | undefined {
  const path = `${above}${input.name}`;
  if (value === null && isNonNullType(input.type)) return { path, sentence: NO_VALUE };
  const most = bounds.get(input) ?? Number.POSITIVE_INFINITY;
  if (Array.isArray(value) && value.length > most) {
    return { path, sentence: `expected at most ${formatNumber(most)} values, not ${formatNumber(value.length)}.` };
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
    if (value.length > LIMITS.textLength) {
      return { path, sentence: `expected at most ${formatNumber(LIMITS.textLength)} characters.` };
    }
    if (/\p{Cc}/u.test(value)) return { path, sentence: 'expected a text without control characters.' };
    // Half a surrogate pair cannot be in a URL.
    if (!value.isWellFormed()) return { path, sentence: 'expected well-formed Unicode.' };
  }
  return undefined;
}

const inputError = ({ path, sentence }: Problem, node: ArgumentNode): GraphQLError =>
  rejection(new LimitError(`Argument "${path}": ${sentence}`, 'BAD_USER_INPUT'), node);

function readBounds(schema: GraphQLSchema): Bounds {
  const directive = schema.getDirective(DIRECTIVE);
  if (!directive) throw new Error(`the schema does not declare @${DIRECTIVE}`);
  const bounds = new Map<Input, number>();
  for (const { coordinate, input } of inputsOf(schema)) {
    if (!isListType(getNullableType(input.type))) continue;
    const { maxItems } = (input.astNode && getDirectiveValues(directive, input.astNode)) ?? {};
    if (typeof maxItems !== 'number') throw new Error(`${coordinate} is a list without @${DIRECTIVE}(maxItems:)`);
    bounds.set(input, maxItems);
  }
  return bounds;
}

const inputsOf = (schema: GraphQLSchema): { readonly coordinate: string; readonly input: Input }[] =>
  Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => {
      if (isInputObjectType(type)) {
        return Object.values(type.getFields()).map((input) => ({ coordinate: `${type.name}.${input.name}`, input }));
      }
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      return Object.values(type.getFields()).flatMap(({ name, args }) =>
        args.map((input) => ({ coordinate: `${type.name}.${name}(${input.name}:)`, input })),
      );
    });

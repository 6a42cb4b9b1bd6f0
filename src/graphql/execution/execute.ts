/**
 * Executes a compiled operation as the section "Execution" of the GraphQL specification says, with the answers and errors of
 * graphql-js. It differs in how it waits: a value that is there is no promise, and one that comes later is put into its
 * position in the answer, so that one promise stands for the whole answer.
 */
import {
  defaultFieldResolver,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
} from 'graphql';
import type { RequestContext } from '../request-context.ts';
import { handOver, resolveInSlice } from '../slicing.ts';
import type {
  CompiledAbstract,
  CompiledField,
  CompiledList,
  CompiledOperation,
  CompiledSelection,
  CompiledType,
} from './compile.ts';
import { completeLeaf, plainLeaf } from './leaf.ts';
import {
  type AnswerErrors,
  addError,
  type Container,
  failAt,
  locate,
  positionIn,
  propagate,
  type ResponsePosition,
} from './response-position.ts';

/** One request for a compiled operation. */
export interface ExecutionRequest {
  readonly schema: GraphQLSchema;
  readonly compiled: CompiledOperation;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: ExecutionContext;
}

export type ExecutionContext = Pick<RequestContext, 'scopes' | 'slices' | 'trace' | 'fieldErrors'>;

/** A promise only where a resolver returned one. Never rejects: the errors of fields are in the result. */
export function executeOperation(request: ExecutionRequest): ExecutionResult | Promise<ExecutionResult> {
  const ended = Promise.withResolvers<void>();
  const execution: Execution = {
    ...request,
    argumentsOf: new Map(),
    errors: [],
    isNulled: false,
    awaited: 0,
    ended: ended.resolve,
  };
  const data = executeRoot(execution);
  const result = (): ExecutionResult => {
    const shown = execution.isNulled ? null : data;
    return execution.errors.length > 0 ? { errors: execution.errors, data: shown } : { data: shown };
  };
  return execution.awaited === 0 ? result() : ended.promise.then(result);
}

/** The state of one execution. */
interface Execution extends ExecutionRequest, AnswerErrors {
  /** The coerced arguments of each field whose arguments have variables. */
  readonly argumentsOf: Map<CompiledField, Readonly<Record<string, unknown>>>;
  /** How many values are awaited. */
  awaited: number;
  /** Called when none is awaited any more. */
  ended(): void;
}

function executeRoot(execution: Execution): Container | null {
  try {
    return executeFields(execution, execution.compiled.selectionFor(execution.variables), undefined, undefined);
  } catch (error) {
    addError(execution, error as GraphQLError, undefined);
    return null;
  }
}

/** Throws the error of a failed field whose type is in `!`. */
function executeFields(
  execution: Execution,
  { fields, empty }: CompiledSelection,
  source: unknown,
  parent: ResponsePosition | undefined,
): Container {
  const container: Container = { ...empty };
  for (const field of fields) {
    container[field.responseName] = executeField(execution, field, source, parent, container);
  }
  return container;
}

/** Undefined while the value is awaited: so the fields of the answer keep their order. */
function executeField(
  execution: Execution,
  field: CompiledField,
  source: unknown,
  parent: ResponsePosition | undefined,
  container: Container,
): unknown {
  const { definition, resolve, type } = field;
  const property = resolve ? undefined : Object(source)[definition.name];
  if (!resolve && type.kind === 'LEAF') {
    // Most fields are like this. They need no position, unless they fail.
    const leaf = plainLeaf(type, property);
    if (leaf !== undefined) return leaf;
  }
  const position = positionIn(container, field.responseName, type, parent, field.parentType.name);
  try {
    const called = resolve ?? (typeof property === 'function' ? defaultFieldResolver : undefined);
    const value = called
      ? resolveField(execution, field, called, source, position)
      : readField(execution, field, property);
    return completeOrAwait(execution, field, type, position, value);
  } catch (error) {
    return failAt(execution, field.nodes, position, error);
  }
}

/** Runs the steps of a field that has a resolver, as served-schema.ts lists them. */
function resolveField(
  execution: Execution,
  field: CompiledField,
  resolve: GraphQLFieldResolver<unknown, unknown>,
  source: unknown,
  position: ResponsePosition,
): unknown {
  const { context } = execution;
  const { trace, fieldErrors } = context;
  const args = argumentsFor(execution, field);
  const info = infoAt(execution, field, position);
  try {
    field.checkScopes?.(args, context);
    const call = (): unknown => resolve(source, args, context, info);
    const steps = stepsOf(execution, field);
    const run = (): unknown => (steps === undefined ? call() : resolveInSlice(call, context.slices, steps));
    return trace ? trace.field(position, run) : run();
  } catch (error) {
    return fieldErrors.fail(error, info, position.isNullable);
  }
}

/** The value of a field without a resolver. */
function readField(execution: Execution, field: CompiledField, property: unknown): unknown {
  const steps = stepsOf(execution, field);
  return steps === undefined ? property : handOver(property, execution.context.slices, steps);
}

const stepsOf = ({ context: { trace } }: Execution, { steps }: CompiledField): number | undefined =>
  trace ? steps?.traced : steps?.plain;

const infoAt = (
  { schema, compiled, variables }: Execution,
  { definition, nodes, parentType }: CompiledField,
  path: ResponsePosition,
): GraphQLResolveInfo => ({
  fieldName: definition.name,
  fieldNodes: nodes,
  returnType: definition.type,
  parentType,
  path,
  schema,
  fragments: compiled.fragments,
  rootValue: undefined,
  operation: compiled.operation,
  variableValues: variables,
});

/** Throws a `GraphQLError` for an argument that cannot be coerced. */
function argumentsFor({ argumentsOf, variables }: Execution, field: CompiledField): Readonly<Record<string, unknown>> {
  const known = field.constantArguments ?? argumentsOf.get(field);
  if (known) return known;
  const coerced = getArgumentValues(field.definition, field.node, variables);
  argumentsOf.set(field, coerced);
  return coerced;
}

/** Completes a value, or puts it into its position when it is there. */
function completeOrAwait(
  execution: Execution,
  field: CompiledField,
  type: CompiledType,
  position: ResponsePosition,
  value: unknown,
): unknown {
  if (!(value instanceof Promise)) return completeValue(execution, field, type, position, value);
  execution.awaited++;
  value.then(
    (settled) => settle(execution, field, position, () => completeValue(execution, field, type, position, settled)),
    async (error: unknown) => {
      const failing = execution.context.fieldErrors.failInSlice(
        error,
        infoAt(execution, field, position),
        position.isNullable,
      );
      const [outcome] = await Promise.allSettled([failing]);
      settle(execution, field, position, () => {
        if (outcome?.status === 'rejected') throw outcome.reason;
        return null;
      });
    },
  );
  return undefined;
}

/** Puts a value that was awaited into its position. */
function settle(execution: Execution, field: CompiledField, position: ResponsePosition, complete: () => unknown): void {
  try {
    position.container[position.key] = complete();
  } catch (error) {
    propagate(execution, locate(error, field.nodes, position), position);
  }
  execution.awaited--;
  if (execution.awaited === 0) execution.ended();
}

function completeValue(
  execution: Execution,
  field: CompiledField,
  type: CompiledType,
  position: ResponsePosition,
  value: unknown,
): unknown {
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) {
    if (type.isNullable) return null;
    throw new Error(`Cannot return null for non-nullable field ${coordinateOf(field)}.`);
  }
  switch (type.kind) {
    case 'LEAF':
      return completeLeaf(type, value);
    case 'LIST':
      return completeList(execution, field, type, position, value);
    case 'OBJECT':
      return executeFields(execution, type.selection(), value, position);
    case 'ABSTRACT':
      return executeFields(execution, selectionOf(type, field, value), value, position);
  }
}

function completeList(
  execution: Execution,
  field: CompiledField,
  { items }: CompiledList,
  parent: ResponsePosition,
  value: unknown,
): unknown {
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) {
    throw new GraphQLError(`Expected Iterable, but did not find one for field "${coordinateOf(field)}".`);
  }
  const container: unknown[] & Container = [] as never;
  for (const item of value as Iterable<unknown>) {
    const position = positionIn(container, container.length, items, parent);
    try {
      container.push(completeOrAwait(execution, field, items, position, item));
    } catch (error) {
      container.push(failAt(execution, field.nodes, position, error));
    }
  }
  return container;
}

/** The selection for the type that the value names. */
function selectionOf(
  { type, selectionFor }: CompiledAbstract,
  field: CompiledField,
  value: unknown,
): CompiledSelection {
  const { __typename: name } = Object(value);
  const selection = selectionFor(name);
  if (selection) return selection;
  throw new GraphQLError(`The value of ${coordinateOf(field)} names no type of ${type}.`);
}

/** The schema coordinate of a field. */
const coordinateOf = ({ parentType, definition }: CompiledField): string => `${parentType.name}.${definition.name}`;

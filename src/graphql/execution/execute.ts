/**
 * Executes a compiled operation as the section "Execution" of the GraphQL specification says, with the answers and errors of
 * graphql-js. It differs in how it waits: a value that is there is no promise, and one that comes later is put into its place in
 * the answer, so that one promise stands for the whole answer.
 */
import {
  defaultFieldResolver,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  locatedError,
  responsePathAsArray,
} from 'graphql';
import type { RequestContext } from '../request-context.ts';
import { handOver, resolveInSlice } from '../slicing.ts';
import type {
  CompiledAbstract,
  CompiledField,
  CompiledLeaf,
  CompiledList,
  CompiledOperation,
  CompiledSelection,
  CompiledType,
} from './compile.ts';

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
interface Execution extends ExecutionRequest {
  /** The coerced arguments of each field whose arguments have variables. */
  readonly argumentsOf: Map<CompiledField, Readonly<Record<string, unknown>>>;
  readonly errors: GraphQLError[];
  /** Whether an error has set the whole answer to null. */
  isNulled: boolean;
  /** How many values are awaited. */
  awaited: number;
  /** Called when none is awaited any more. */
  ended(): void;
}

/** An object or a list of the answer. */
type Container = Record<string | number, unknown>;

/** A place in the answer: its path, and where its value is put. */
interface Place {
  readonly prev: Place | undefined;
  readonly key: string | number;
  /** The type of the object whose field it is; undefined for an item of a list. */
  readonly typename: string | undefined;
  readonly container: Container;
  readonly isNullable: boolean;
  /** Whether an error has set it to null: later errors below it do not count. */
  isNulled: boolean;
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
  parent: Place | undefined,
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
  parent: Place | undefined,
  container: Container,
): unknown {
  const { definition, resolve, type } = field;
  const property = resolve ? undefined : Object(source)[definition.name];
  if (!resolve && type.kind === 'LEAF') {
    // Most fields are like this. They need no place, unless they fail.
    const leaf = plainLeaf(type, property);
    if (leaf !== undefined) return leaf;
  }
  const place = {
    prev: parent,
    key: field.responseName,
    typename: field.parentType.name,
    container,
    isNullable: type.isNullable,
    isNulled: false,
  };
  try {
    const called = resolve ?? (typeof property === 'function' ? defaultFieldResolver : undefined);
    const value = called
      ? resolveField(execution, field, called, source, place)
      : readField(execution, field, property);
    return completeOrAwait(execution, field, type, place, value);
  } catch (error) {
    return failAt(execution, field, place, error);
  }
}

/** Undefined for a value that is no plain one, or that the type does not accept. */
function plainLeaf({ type, isNullable }: CompiledLeaf, value: unknown): unknown {
  if (value === null || value === undefined) return isNullable ? null : undefined;
  if (typeof value === 'function' || (typeof value === 'object' && !(value instanceof Date))) return undefined;
  try {
    return type.serialize(value) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Runs the steps of a field that has a resolver, as served-schema.ts lists them. */
function resolveField(
  execution: Execution,
  field: CompiledField,
  resolve: GraphQLFieldResolver<unknown, unknown>,
  source: unknown,
  place: Place,
): unknown {
  const { context } = execution;
  const { trace, fieldErrors } = context;
  const args = argumentsFor(execution, field);
  const info = infoAt(execution, field, place);
  try {
    field.checkScopes?.(args, context);
    const call = (): unknown => resolve(source, args, context, info);
    if (trace)
      return trace.field(place, () =>
        field.steps ? resolveInSlice(call, context.slices, field.steps.traced) : call(),
      );
    return field.steps ? resolveInSlice(call, context.slices, field.steps.plain) : call();
  } catch (error) {
    return fieldErrors.fail(error, info, place.isNullable);
  }
}

/** The value of a field without a resolver. */
function readField({ context: { slices, trace } }: Execution, { steps }: CompiledField, property: unknown): unknown {
  return steps ? handOver(property, slices, trace ? steps.traced : steps.plain) : property;
}

const infoAt = (
  { schema, compiled, variables }: Execution,
  { definition, nodes, parentType }: CompiledField,
  path: Place,
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

/** Completes a value, or puts it into its place when it is there. */
function completeOrAwait(
  execution: Execution,
  field: CompiledField,
  type: CompiledType,
  place: Place,
  value: unknown,
): unknown {
  if (!isPromise(value)) return completeValue(execution, field, type, place, value);
  execution.awaited++;
  value.then(
    (settled) => settle(execution, field, place, () => completeValue(execution, field, type, place, settled)),
    async (error: unknown) => {
      const failing = execution.context.fieldErrors.failInSlice(
        error,
        infoAt(execution, field, place),
        place.isNullable,
      );
      const [outcome] = await Promise.allSettled([failing]);
      settle(execution, field, place, () => {
        if (outcome?.status === 'rejected') throw outcome.reason;
        return null;
      });
    },
  );
  return undefined;
}

/** Puts a value that was awaited into its place. */
function settle(execution: Execution, field: CompiledField, place: Place, complete: () => unknown): void {
  try {
    place.container[place.key] = complete();
  } catch (error) {
    propagate(execution, locate(error, field, place), place);
  }
  execution.awaited--;
  if (execution.awaited === 0) execution.ended();
}

function completeValue(
  execution: Execution,
  field: CompiledField,
  type: CompiledType,
  place: Place,
  value: unknown,
): unknown {
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) {
    if (type.isNullable) return null;
    throw new Error(`Cannot return null for non-nullable field ${field.parentType.name}.${field.definition.name}.`);
  }
  switch (type.kind) {
    case 'LEAF':
      return completeLeaf(type, value);
    case 'LIST':
      return completeList(execution, field, type, place, value);
    case 'OBJECT':
      return executeFields(execution, type.selection(), value, place);
    case 'ABSTRACT':
      return executeFields(execution, selectionOf(type, field, value), value, place);
  }
}

function completeLeaf({ type }: CompiledLeaf, value: unknown): unknown {
  const serialized = type.serialize(value) ?? undefined;
  if (serialized !== undefined) return serialized;
  throw new Error(`Expected ${type}.serialize to return a value.`);
}

function completeList(
  execution: Execution,
  field: CompiledField,
  { items }: CompiledList,
  parent: Place,
  value: unknown,
): unknown {
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) {
    const name = `${field.parentType.name}.${field.definition.name}`;
    throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
  }
  const container: unknown[] & Container = [] as never;
  for (const item of value as Iterable<unknown>) {
    const place = {
      prev: parent,
      key: container.length,
      typename: undefined,
      container,
      isNullable: items.isNullable,
      isNulled: false,
    };
    try {
      container.push(completeOrAwait(execution, field, items, place, item));
    } catch (error) {
      container.push(failAt(execution, field, place, error));
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
  const place = `${field.parentType.name}.${field.definition.name}`;
  throw new GraphQLError(`The value of ${place} names no type of ${type}.`);
}

/** Null for a nullable place, whose error joins those of the answer. Throws it for any other place. */
function failAt(execution: Execution, field: CompiledField, place: Place, thrown: unknown): null {
  const error = locate(thrown, field, place);
  if (!place.isNullable) throw error;
  addError(execution, error, place);
  return null;
}

/** Sets the nearest nullable place to null, because a value that was awaited has failed. */
function propagate(execution: Execution, error: GraphQLError, failed: Place): void {
  let place: Place | undefined = failed;
  while (place && !place.isNullable) place = place.prev;
  addError(execution, error, place);
  if (place) place.container[place.key] = null;
  else execution.isNulled = true;
}

/** Leaves out an error below a place that another error has set to null. */
function addError(execution: Execution, error: GraphQLError, place: Place | undefined): void {
  for (let above = place; above; above = above.prev) if (above.isNulled) return;
  if (execution.isNulled) return;
  if (place) place.isNulled = true;
  else execution.isNulled = true;
  execution.errors.push(error);
}

const locate = (thrown: unknown, { nodes }: CompiledField, place: Place): GraphQLError =>
  locatedError(thrown, nodes, responsePathAsArray(place));

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

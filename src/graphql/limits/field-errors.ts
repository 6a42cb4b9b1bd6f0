/**
 * The errors of the fields of one answer, and their limit. An error costs more than an object, and a query of 25,000 objects
 * may have a dozen forbidden fields on each. Beyond the limit a field is null, and one error stands for all such failures of
 * one field of the schema and says how many they are.
 */
import {
  type FieldNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  getNullableType,
  isListType,
  isNullableType,
  type Location,
  locatedError,
  responsePathAsArray,
  type Source,
  type SourceLocation,
} from 'graphql';
import { MoreFieldsError, type SourceError } from '../../errors.ts';
import { oncePerObject } from '../../once.ts';
import type { Slices } from '../../time/slices.ts';
import { LIMITS } from './limits.ts';

/** An error has a stack trace, and a path through the answer. */
const STEPS_PER_ERROR = 20;

export interface FieldErrors {
  /** Throws the error, or counts it and returns null where the limit is reached. A non-null field always throws. */
  fail(error: unknown, info: GraphQLResolveInfo, isNullable: boolean): null;
  /** The same, once the request has a slice for it. */
  failInSlice(error: unknown, info: GraphQLResolveInfo, isNullable: boolean): Promise<null>;
  /** Adds the error of a part of a field, such as one row of a list. The field keeps its value. */
  addPart(error: SourceError, info: GraphQLResolveInfo): void;
  /** The errors that no field threw: those of parts, one for each path and row, and one for each group that was counted. */
  notThrown(): readonly GraphQLError[];
}

interface Group {
  readonly first: unknown;
  readonly info: GraphQLResolveInfo;
  count: number;
}

/** The errors of one answer. */
export function createFieldErrors(slices: Pick<Slices, 'spendRows'>): FieldErrors {
  let thrown = 0;
  const groups = new Map<string, Group>();
  const parts = new Map<string, GraphQLError>();
  return {
    fail: (error, info, isNullable) => {
      if (isCounted(error, info, isNullable)) return null;
      // The error is made at once; the next work of the request waits instead.
      void slices.spendRows(STEPS_PER_ERROR);
      throw fieldError(error, info);
    },
    failInSlice: async (error, info, isNullable) => {
      if (isCounted(error, info, isNullable)) return null;
      await slices.spendRows(STEPS_PER_ERROR);
      throw fieldError(error, info);
    },
    addPart: (error, info) => {
      if (parts.size >= LIMITS.partErrors) return;
      void slices.spendRows(STEPS_PER_ERROR);
      const part = fieldError(error, info);
      const { row, moreRows } = error.context;
      parts.set(JSON.stringify([part.path, error.source, row, moreRows !== undefined]), part);
    },
    notThrown: () => [
      ...parts.values(),
      ...[...groups.values()].map(({ first, info, count }) => fieldError(new MoreFieldsError(first, count), info)),
    ],
  };

  function isCounted(error: unknown, info: GraphQLResolveInfo, isNullable: boolean): boolean {
    if (!isNullable) return false;
    if (thrown < LIMITS.fieldErrors) {
      thrown += 1;
      return false;
    }
    const key = `${info.parentType.name}.${info.fieldName} ${Reflect.get(Object(error), 'code')}`;
    const group = groups.get(key);
    if (group) group.count += 1;
    else groups.set(key, { first: error, info, count: 1 });
    return true;
  }
}

interface FailingContext {
  readonly fieldErrors: FieldErrors;
}

/** Wraps a resolver: its errors, and those of the items of a list that it returns, go through `context.fieldErrors`. */
export function limitErrors<C extends FailingContext>(
  { type }: GraphQLField<unknown, C>,
  resolve: GraphQLFieldResolver<unknown, C> | undefined,
): GraphQLFieldResolver<unknown, C> | undefined {
  if (!resolve) return undefined;
  const isNullable = isNullableType(type);
  const list = getNullableType(type);
  const hasNullableItems = isListType(list) && isNullableType(list.ofType);
  return (parent, args, context, info) => {
    let value: unknown;
    try {
      value = resolve(parent, args, context, info);
    } catch (error) {
      return context.fieldErrors.fail(error, info, isNullable);
    }
    if (!(value instanceof Promise)) return value;
    const items = hasNullableItems ? value.then((settled) => limitItemErrors(settled, context, info)) : value;
    return items.catch((error) => context.fieldErrors.failInSlice(error, info, isNullable));
  };
}

function limitItemErrors(list: unknown, { fieldErrors }: FailingContext, info: GraphQLResolveInfo): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((item: unknown, key) => {
    if (!(item instanceof Promise)) return item;
    const path = { prev: info.path, key, typename: undefined };
    return item.catch((error) => fieldErrors.failInSlice(error, { ...info, path }, true));
  });
}

/** The error of a field as GraphQL would make it, except that GraphQL counts the lines of the query again for each error. */
function fieldError(
  thrown: unknown,
  { path, fieldNodes }: Pick<GraphQLResolveInfo, 'path' | 'fieldNodes'>,
): GraphQLError {
  const error = locatedError(thrown, undefined, responsePathAsArray(path));
  return error.locations ? error : Object.assign(error, { locations: locationsOf(fieldNodes) });
}

/** The executor passes the same array of nodes for one place, for the whole of a request. */
const locationsOf = oncePerObject((nodes: readonly FieldNode[]): readonly SourceLocation[] =>
  nodes.flatMap(({ loc }) => (loc ? [locationOf(loc)] : [])),
);

/** Finds the line by binary search. */
function locationOf({ source, start }: Location): SourceLocation {
  const starts = lineStartsOf(source);
  let line = 0;
  for (let step = 2 ** Math.floor(Math.log2(starts.length)); step >= 1; step /= 2) {
    if ((starts[line + step] ?? Number.POSITIVE_INFINITY) <= start) line += step;
  }
  return { line: line + 1, column: start - (starts[line] ?? 0) + 1 };
}

const lineStartsOf = oncePerObject(({ body }: Source): readonly number[] => [
  0,
  ...Array.from(body.matchAll(/\r\n|[\n\r]/g), ({ index, 0: end }) => index + end.length),
]);

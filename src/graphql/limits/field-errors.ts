/**
 * How many errors of fields one answer tells. An error costs more than an object, and a query of 25,000 objects may have a
 * dozen fields of each refused: what is beyond is null, and told as one error a field of the schema, with how many there are.
 */
import {
  type FieldNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNullableType,
  isListType,
  isNullableType,
  isObjectType,
  type Location,
  locatedError,
  responsePathAsArray,
  type Source,
  type SourceLocation,
} from 'graphql';
import { MoreFieldsError } from '../../errors.ts';
import type { Slices } from '../../time/slices.ts';

/** Errors that are told one by one. */
const MOST_TOLD = 2_000;

/** An error has a stack trace, and a path through the answer. */
export const STEPS_PER_ERROR = 20;

/** The errors of the fields of one answer. */
export interface FieldErrors {
  /** Throws the error where it is told one by one; counts it where it is not. What cannot be null has one of its own. */
  tell(error: unknown, info: GraphQLResolveInfo, isNullable: boolean): null;
  /** The same, when the request may go on. */
  tellInTurn(error: unknown, info: GraphQLResolveInfo, isNullable: boolean): Promise<null>;
  /** Those that were counted, one for each field of the schema and code. */
  untold(): readonly GraphQLError[];
}

interface Untold {
  readonly first: unknown;
  readonly info: GraphQLResolveInfo;
  count: number;
}

export function createFieldErrors(slices: Pick<Slices, 'spendRows'>): FieldErrors {
  let told = 0;
  const untold = new Map<string, Untold>();

  /** Undefined where the error is not told; else resolves when it may be made. */
  function turnFor(error: unknown, info: GraphQLResolveInfo, isNullable: boolean): Promise<void> | undefined {
    if (isNullable && told >= MOST_TOLD) {
      const key = `${info.parentType.name}.${info.fieldName} ${Reflect.get(Object(error), 'code')}`;
      const alike = untold.get(key);
      if (alike) alike.count += 1;
      else untold.set(key, { first: error, info, count: 1 });
      return undefined;
    }
    if (isNullable) told += 1;
    return slices.spendRows(STEPS_PER_ERROR) ?? Promise.resolve();
  }

  return {
    tell: (error, info, isNullable) => {
      // It is made at once, and delays what comes next.
      if (!turnFor(error, info, isNullable)) return null;
      throw fieldError(error, info);
    },
    tellInTurn: async (error, info, isNullable) => {
      const turn = turnFor(error, info, isNullable);
      if (!turn) return null;
      await turn;
      throw fieldError(error, info);
    },
    untold: () =>
      [...untold.values()].map(({ first, info, count }) => fieldError(new MoreFieldsError(first, count), info)),
  };
}

/** Where the lines of a text begin. */
const linesOf = new WeakMap<Source, readonly number[]>();
/** The fields of a place are the same nodes for the whole of a request. */
const known = new WeakMap<readonly FieldNode[], readonly SourceLocation[]>();

/** The starts of the lines, found once: GraphQL looks for them anew for each location. */
function linesIn(source: Source): readonly number[] {
  const before = linesOf.get(source);
  if (before) return before;
  const starts = [0, ...Array.from(source.body.matchAll(/\r\n|[\n\r]/g), ({ index, 0: end }) => index + end.length)];
  linesOf.set(source, starts);
  return starts;
}

function locationOf({ source, start }: Location): SourceLocation {
  const starts = linesIn(source);
  let line = 0;
  for (let step = 2 ** Math.floor(Math.log2(starts.length)); step >= 1; step /= 2) {
    if ((starts[line + step] ?? Number.POSITIVE_INFINITY) <= start) line += step;
  }
  return { line: line + 1, column: start - (starts[line] ?? 0) + 1 };
}

function locationsOf(nodes: readonly FieldNode[]): readonly SourceLocation[] {
  const before = known.get(nodes);
  if (before) return before;
  const locations = nodes.flatMap(({ loc }) => (loc ? [locationOf(loc)] : []));
  known.set(nodes, locations);
  return locations;
}

/** The error of a field, as GraphQL would make it; but GraphQL counts the lines before the field for each error anew. */
export function fieldError(
  thrown: unknown,
  { path, fieldNodes }: Pick<GraphQLResolveInfo, 'path' | 'fieldNodes'>,
): GraphQLError {
  const error = locatedError(thrown, undefined, responsePathAsArray(path));
  return error.locations ? error : Object.assign(error, { locations: locationsOf(fieldNodes) });
}

interface FailingContext {
  readonly fieldErrors: FieldErrors;
}

/** The same schema; the fields of a request, and the items of a list, that may be null count their errors. */
export function boundErrors(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) boundField(field);
  }
  return schema;
}

function boundField(field: GraphQLField<unknown, FailingContext>): void {
  const { resolve } = field;
  if (!resolve) return;
  const isNullable = isNullableType(field.type);
  const list = getNullableType(field.type);
  const hasNullableItems = isListType(list) && isNullableType(list.ofType);
  field.resolve = (parent, args, context, info) => {
    let value: unknown;
    try {
      value = resolve(parent, args, context, info);
    } catch (error) {
      return context.fieldErrors.tell(error, info, isNullable);
    }
    if (!(value instanceof Promise)) return value;
    const items = hasNullableItems ? value.then((list) => boundItems(list, context, info)) : value;
    return items.catch((error) => context.fieldErrors.tellInTurn(error, info, isNullable));
  };
}

function boundItems(list: unknown, { fieldErrors }: FailingContext, info: GraphQLResolveInfo): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((item: unknown, key) => {
    if (!(item instanceof Promise)) return item;
    const path = { prev: info.path, key, typename: undefined };
    return item.catch((error) => fieldErrors.tellInTurn(error, { ...info, path }, true));
  });
}

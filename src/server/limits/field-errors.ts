/**
 * How many errors of fields one answer tells. An error costs more than an object, and a query of 25,000 objects may have a
 * dozen fields of each refused: what is beyond is null, and told as one error a field of the schema, with how many there are.
 */
import {
  type FieldNode,
  type GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getLocation,
  isNullableType,
  isObjectType,
  locatedError,
  responsePathAsArray,
  type SourceLocation,
} from 'graphql';
import { MoreFieldsError } from '../../errors.ts';
import type { Slices } from '../../time/slices.ts';

/** Errors that are told one by one. */
const MOST_TOLD = 2_000;

/** An error has a stack trace, and a path through the answer. */
const STEPS_PER_ERROR = 20;

interface FailingContext {
  readonly fieldErrors: FieldErrors;
  readonly slices: Pick<Slices, 'spendRows'>;
}

/** The errors of the fields of one answer. */
export interface FieldErrors {
  /** Throws the error where it is told one by one; counts it where it is not. */
  tell(error: unknown, info: GraphQLResolveInfo): null;
  /** Those that were counted, one for each field of the schema and code. */
  untold(): readonly GraphQLError[];
}

interface Untold {
  readonly first: unknown;
  readonly info: GraphQLResolveInfo;
  count: number;
}

export function createFieldErrors(): FieldErrors {
  let told = 0;
  const untold = new Map<string, Untold>();
  return {
    tell: (error, info) => {
      if (told < MOST_TOLD) {
        told += 1;
        throw fieldError(error, info);
      }
      const key = `${info.parentType.name}.${info.fieldName} ${Reflect.get(Object(error), 'code')}`;
      const alike = untold.get(key);
      if (alike) alike.count += 1;
      else untold.set(key, { first: error, info, count: 1 });
      return null;
    },
    untold: () =>
      [...untold.values()].map(({ first, info, count }) => fieldError(new MoreFieldsError(first, count), info)),
  };
}

/** The fields of a place are the same nodes for the whole of a request. */
const known = new WeakMap<readonly FieldNode[], readonly SourceLocation[]>();

function locationsOf(nodes: readonly FieldNode[]): readonly SourceLocation[] {
  const before = known.get(nodes);
  if (before) return before;
  const locations = nodes.flatMap(({ loc }) => (loc ? [getLocation(loc.source, loc.start)] : []));
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

/** The same schema; the fields of a request that may be null count their errors. */
export function boundErrors(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (!resolve) continue;
      const isNullable = isNullableType(field.type);
      field.resolve = (parent, args, context: FailingContext, info) => {
        const tell = (error: unknown): null => {
          // Done already: it delays what comes next.
          void context.slices.spendRows(STEPS_PER_ERROR);
          if (isNullable) return context.fieldErrors.tell(error, info);
          throw fieldError(error, info);
        };
        try {
          const value: unknown = resolve(parent, args, context, info);
          return value instanceof Promise ? value.catch(tell) : value;
        } catch (error) {
          return tell(error);
        }
      };
    }
  }
  return schema;
}

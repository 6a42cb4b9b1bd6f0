/**
 * How many errors of fields one answer tells. An error costs more than an object, and a query of 25,000 objects may have a
 * dozen fields of each refused: what is beyond is null, and told as one error a field of the schema, with how many there are.
 */
import {
  GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isNullableType,
  isObjectType,
  responsePathAsArray,
} from 'graphql';
import { MoreFieldsError } from '../../errors.ts';

/** Errors that are told one by one. */
const MOST_TOLD = 2_000;

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
        throw error;
      }
      const key = `${info.parentType.name}.${info.fieldName} ${Reflect.get(Object(error), 'code')}`;
      const alike = untold.get(key);
      if (alike) alike.count += 1;
      else untold.set(key, { first: error, info, count: 1 });
      return null;
    },
    untold: () =>
      [...untold.values()].map(({ first, info: { path, fieldNodes }, count }) => {
        const originalError = new MoreFieldsError(first, count);
        return new GraphQLError(originalError.message, {
          path: responsePathAsArray(path),
          nodes: fieldNodes,
          originalError,
        });
      }),
  };
}

/** The same schema; the fields of a request that may be null count their errors. */
export function boundErrors(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (!resolve || !isNullableType(field.type)) continue;
      field.resolve = (parent, args, context: { readonly fieldErrors: FieldErrors }, info) => {
        const tell = (error: unknown): null => context.fieldErrors.tell(error, info);
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

/**
 * The schema that is served: the imported one, with the steps of the engine around its resolvers. A field runs, in this order:
 *
 * 1. `limitErrors`, outermost, for it counts the errors of every step below.
 * 2. `guardField`, before anything that the caller may not see is resolved or traced.
 * 3. `traceCalls`, around the wait for a slice too, so that the trace lists fields in the order in which they were reached.
 * 4. `sliceObjects`, next to the resolver: what the resolver returns are the objects to count.
 * 5. The resolver.
 *
 * A field is wrapped only by the steps that it needs; most scalars need none.
 */
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { limitErrors } from './limits/field-errors.ts';
import type { RequestContext } from './request-context.ts';
import { createScopeChecks, guardField } from './scopes.ts';
import { sliceObjects } from './slicing.ts';
import { traceCalls } from './trace.ts';

/** Returns a new schema. Throws an Error where `@requiresScopes` is misused: see scopes.ts. */
export function createServedSchema(schema: GraphQLSchema): GraphQLSchema {
  const scopeCheckOf = createScopeChecks(schema);
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (config, fieldName, typeName) => {
      const field = fieldOf(schema, typeName, fieldName);
      const sliced = sliceObjects(field, field.resolve);
      const traced = traceCalls(sliced);
      const guarded = guardField(scopeCheckOf(field), traced);
      const resolve = limitErrors(field, guarded);
      return resolve && { ...config, resolve };
    },
  });
}

function fieldOf(schema: GraphQLSchema, typeName: string, fieldName: string): GraphQLField<unknown, RequestContext> {
  const field = (schema.getType(typeName) as GraphQLObjectType<unknown, RequestContext>).getFields()[fieldName];
  if (!field) throw new Error(`The schema has no field ${typeName}.${fieldName}.`);
  return field;
}

/** The served schema is made of the imported one, which stays as it is. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  graphql,
  isCompositeType,
  isObjectType,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { createFieldErrors } from '../../src/graphql/limits/field-errors.ts';
import { schema } from '../../src/graphql/schema.ts';
import { createServedSchema } from '../../src/graphql/served-schema.ts';
import { createTrace } from '../../src/graphql/trace.ts';
import { createScheduler } from '../../src/time/slices.ts';

type Resolvers = ReadonlyMap<string, GraphQLFieldResolver<unknown, unknown> | undefined>;

/** The resolver of each field, those of introspection included. */
const resolversOf = (of: GraphQLSchema): Resolvers =>
  new Map(
    Object.values(of.getTypeMap())
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field.resolve] as const),
      ),
  );

const before = resolversOf(schema);
const served = createServedSchema(schema);
const after = resolversOf(served);

describe('the served schema', () => {
  it('leaves every resolver of the imported schema, and of introspection, as it is', async () => {
    // The engine makes its own served schema when it is loaded.
    await import('../../src/graphql/engine.ts');
    expect(resolversOf(schema)).toEqual(before);
    for (const [field, resolve] of before) {
      if (field.startsWith('__')) expect(after.get(field), field).toBe(resolve);
    }
  });

  it('has the same types, fields and directives', () => {
    expect(printSchema(served)).toBe(printSchema(schema));
  });

  it('wraps each field that has a resolver, returns objects, or needs a scope, and no other', () => {
    const wrapped = [...after].filter(([field, resolve]) => !field.startsWith('__') && resolve !== before.get(field));
    const needed = [...before].filter(([name, resolve]) => {
      const [typeName = '', fieldName = ''] = name.split('.');
      const type = schema.getType(typeName);
      const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
      if (!field || name.startsWith('__')) return false;
      const isGuarded = field.astNode?.directives?.some((directive) => directive.name.value === 'requiresScopes');
      return resolve !== undefined || isCompositeType(getNamedType(field.type)) || isGuarded;
    });
    expect(wrapped.map(([field]) => field)).toEqual(needed.map(([field]) => field));
    expect(needed.length).toBeGreaterThan(50);
    expect([...after.values()].filter((resolve) => resolve === undefined).length).toBeGreaterThan(100);
  });
});

describe('the steps of a field', () => {
  const SDL = /* GraphQL */ `
    directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
    type Query {
      open: Thing
      guarded: Thing @requiresScopes(scopes: [["attendees"]])
    }
    type Thing {
      name: String
    }
  `;

  /** Runs a query, and returns what happened, in order. */
  async function run(source: string): Promise<readonly string[]> {
    const events: string[] = [];
    const note = (field: string) => () => {
      events.push(`resolve ${field}`);
      return { name: 'a thing' };
    };
    const resolvers = { Query: { open: note('open'), guarded: note('guarded') } };
    const slices = createScheduler().slicesFor('a caller');
    const trace = createTrace({ nowMs: () => 0 }, { configured: new Set(), health: () => null });
    const fieldErrors = createFieldErrors(slices);
    await graphql({
      schema: createServedSchema(makeExecutableSchema({ typeDefs: SDL, resolvers })),
      source,
      contextValue: {
        scopes: new Set(),
        slices: {
          ...slices,
          spendObjects: (objects: number) => {
            events.push(`slice of ${objects}`);
            return slices.spendObjects(objects);
          },
        },
        trace: {
          ...trace,
          field: (path: { readonly key: string | number }, resolve: () => unknown) => {
            events.push(`trace ${path.key}`);
            return trace.field({ ...path, prev: undefined, typename: undefined }, resolve);
          },
        },
        fieldErrors: {
          ...fieldErrors,
          fail: (...error: Parameters<typeof fieldErrors.fail>) => {
            events.push(`fail ${error[1].path.key}`);
            return fieldErrors.fail(...error);
          },
        },
      },
    });
    return events;
  }

  it('run in order: trace, slice, resolver', async () => {
    expect(await run('{ open { name } }')).toEqual(['trace open', 'slice of 1', 'resolve open']);
  });

  it('end at the scope that the caller lacks: no trace, no slice, no resolver', async () => {
    expect(await run('{ guarded { name } }')).toEqual(['fail guarded']);
  });
});

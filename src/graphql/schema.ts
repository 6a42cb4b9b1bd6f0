/** The executable schema: the SDL of `schema/` with its resolvers. served-schema.ts adds the steps of the engine. */
import { readdirSync, readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { getNamedType, isObjectType } from 'graphql';
import { withAsOf } from '../resolvers/as-of.ts';
import { resolvers } from '../resolvers/index.ts';

const SDL_FOLDER = new URL('../../schema/', import.meta.url);

const typeDefs = readdirSync(SDL_FOLDER)
  .filter((file) => file.endsWith('.graphql'))
  .sort()
  .map((file) => readFileSync(new URL(file, SDL_FOLDER), 'utf8'));

export const schema = makeExecutableSchema({
  typeDefs,
  resolvers,
  resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  inheritResolversFromInterfaces: false,
});

// Each field whose objects tell when they were read.
for (const type of Object.values(schema.getTypeMap())) {
  if (!isObjectType(type)) continue;
  for (const field of Object.values(type.getFields())) {
    const made = getNamedType(field.type);
    if (field.resolve && isObjectType(made) && 'asOf' in made.getFields()) field.resolve = withAsOf(field.resolve);
  }
}

/** The executable schema: the SDL of `schema/` with its resolvers. served-schema.ts adds the steps of the engine. */
import { readdirSync, readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
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

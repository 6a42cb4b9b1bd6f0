/** The executable schema of a peer. */
import { readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { RESOLVERS } from '../graph/resolvers.ts';

const typeDefs = readFileSync(new URL('schema.graphql', import.meta.url), 'utf8');

export const schema = makeExecutableSchema({ typeDefs, resolvers: RESOLVERS });

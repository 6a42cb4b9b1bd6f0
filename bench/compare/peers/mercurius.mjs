/** Mercurius on Fastify with graphql-jit, over a pool of undici. */
import fastify from 'fastify';
import mercurius from 'mercurius';
import { openContexts } from '../graph/resolvers.ts';
import { sendOverPools } from '../graph/transport.ts';
import { schema } from './schema.mjs';

const contextOf = await openContexts(sendOverPools());
const app = fastify();
app.register(mercurius, { schema, jit: 1, context: contextOf });
console.log(`mercurius is ready at ${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`);

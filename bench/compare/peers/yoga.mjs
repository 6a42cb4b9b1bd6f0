/** GraphQL Yoga with graphql-jit, over a pool of undici. `RESPONSE_CACHE=on` adds its response cache. */
import { useGraphQlJit } from '@envelop/graphql-jit';
import { useResponseCache } from '@graphql-yoga/plugin-response-cache';
import { createYoga } from 'graphql-yoga';
import { openContexts } from '../graph/resolvers.ts';
import { sendOverPools } from '../graph/transport.ts';
import { serve } from '../servers/serve.ts';
import { schema } from './schema.mjs';

/** As long as teamgraph keeps an answer before it revalidates it. */
const TTL_MS = 60_000;

const contextOf = await openContexts(sendOverPools());
const cache = useResponseCache({ session: () => null, ttl: TTL_MS });
const plugins = process.env.RESPONSE_CACHE === 'on' ? [cache] : [];
serve(
  'yoga',
  createYoga({ schema, context: contextOf, graphiql: false, logging: false, plugins: [useGraphQlJit(), ...plugins] }),
);

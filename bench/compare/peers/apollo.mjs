/** Apollo Server as its documentation starts it, with DataLoader and `fetch`. */
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { openContexts } from '../graph/resolvers.ts';
import { sendOverFetch } from '../graph/transport.ts';
import { schema } from './schema.mjs';

const contextOf = await openContexts(sendOverFetch);
const server = new ApolloServer({ schema });
const { url } = await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: 0 },
  context: async () => contextOf(),
});
console.log(`apollo is ready at ${url}`);

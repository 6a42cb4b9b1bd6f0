/** Writes clients/graphcache-config.ts, in the form that the formatter wants. */
import type { GraphQLSchema } from 'graphql';
import { fieldsOf, hasId, isConnection, objectTypes } from './schema-facts.ts';
import { HEAD } from './text.ts';

/** Is called by GraphQL Code Generator. */
export function plugin(schema: GraphQLSchema): string {
  const types = objectTypes(schema);
  const withoutId = types.filter((type) => !hasId(type) && type.name !== 'Query');
  const resolvers = types.flatMap((type) => {
    const connections = fieldsOf(type).filter(isConnection);
    if (connections.length === 0) return [];
    return [`    ${type.name}: {\n${connections.map(({ name }) => `      ${name}: pages,\n`).join('')}    },\n`];
  });
  return `${HEAD}import type { CacheExchangeOpts, Resolver } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

const joined = relayPagination();
const inParent = () => null;

/**
 * Joins the pages of a connection in one list. A list that could not be read is null, not missing. A list that was asked without
 * any argument is not joined: ask with \`first\`.
 */
const pages: Resolver = (parent, args, cache, info) =>
  joined(parent, args, cache, info) ??
  cache.resolve(info.parentKey, info.fieldName, Object.keys(args).length === 0 ? undefined : args);

/**
 * For \`cacheExchange\`. Objects with an \`id\` are kept once, whatever query has read them. The others are a part of the object that
 * they stand in. Give it no \`schema\`: graphcache would then answer with null what it has not read, and null is an outage.
 */
export const cacheConfig: Pick<CacheExchangeOpts, 'keys' | 'resolvers'> = {
  keys: {
${withoutId.map(({ name }) => `    ${name}: inParent,\n`).join('')}  },
  resolvers: {
${resolvers.join('')}  },
};
`;
}

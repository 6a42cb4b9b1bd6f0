/** Writes clients/apollo-type-policies.ts, in the form that the formatter wants. */
import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import {
  fieldsOf,
  hasId,
  isConnection,
  isListWithoutIds,
  isOfPaging,
  keyArguments,
  objectTypes,
  possibleTypes,
} from './schema-facts.ts';
import { HEAD, quoted } from './text.ts';

/** Is called by GraphQL Code Generator. */
export const plugin = (
  schema: GraphQLSchema,
): string => `${HEAD}import type { FieldPolicy, PossibleTypesMap, Reference, TypePolicies } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

type Connection = { readonly nodes?: readonly Reference[]; readonly pageInfo?: { readonly endCursor?: string | null } };

/**
 * Joins the pages of a connection in one list, of \`edges\` and of \`nodes\`. A page that could not be read leaves the list as it
 * is; a list that could not be read is null, not empty.
 */
function pages(keyArgs: string[] | false): FieldPolicy {
  const relay = relayStylePagination(keyArgs);
  const { read, merge } = relay;
  if (typeof read !== 'function' || typeof merge !== 'function') return relay;
  return {
    keyArgs,
    read,
    merge: (existing, incoming, options) => {
      const after = options.args?.after;
      if (incoming === null) return after ? (existing ?? null) : null;
      const merged = merge(existing ?? undefined, incoming, options);
      const known: Connection | null | undefined = existing;
      if (!incoming.nodes) return merged;
      const isNext = after && known?.nodes && known.pageInfo?.endCursor === after;
      return { ...merged, nodes: isNext ? [...known.nodes, ...incoming.nodes] : incoming.nodes };
    },
  };
}

/** The types behind each interface, for fragments. */
export const possibleTypes: PossibleTypesMap = {
${possibleTypes(schema)
  .map(([name, types]) => `  ${name}: [${types.map(quoted).join(', ')}],\n`)
  .join('')}};

/**
 * Objects with an \`id\` are kept once, whatever query has read them. The others are a part of the object that they stand in:
 * reports with the same arguments are merged, lists without ids are replaced.
 */
export const typePolicies: TypePolicies = {
${objectTypes(schema).map(policyOf).join('')}};
`;

function policyOf(type: GraphQLObjectType): string {
  const isRoot = type.name === 'Query';
  const key = isRoot ? [] : [hasId(type) ? `keyFields: ['id']` : 'keyFields: false'];
  const merge = isRoot || hasId(type) || isOfPaging(type) ? [] : ['merge: true'];
  const fields = fieldsOf(type).flatMap((field) => {
    if (isConnection(field)) {
      const keys = keyArguments(field);
      return [`${field.name}: pages(${keys.length === 0 ? 'false' : `[${keys.map(quoted).join(', ')}]`})`];
    }
    return isListWithoutIds(field) && !isOfPaging(type) ? [`${field.name}: { merge: false }`] : [];
  });
  if (fields.length === 0) return `  ${type.name}: { ${[...key, ...merge].join(', ')} },\n`;
  const lines = [...key, ...merge, `fields: {\n${fields.map((field) => `      ${field},\n`).join('')}    }`];
  return `  ${type.name}: {\n${lines.map((line) => `    ${line},\n`).join('')}  },\n`;
}

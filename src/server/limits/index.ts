/**
 * How much one query may ask for, and what it is told when it asks for more: tokens while it is read, then its shape,
 * then GraphQL's own rules, then what it may cost with these variables. All of it before any source is asked.
 */
import type { ApolloServerOptions, ApolloServerPlugin, BaseContext } from '@apollo/server';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { type Count, createCount } from './cost.ts';
import { hideNames } from './hidden-names.ts';
import { figure, LIMITS, LimitError } from './limit-error.ts';
import { shapeRule } from './shape.ts';

/** The last error says that there are more. */
const ERRORS_BEFORE_LAST = LIMITS.errors - 1;

/** What Apollo has to be told so that the limits hold. `hidesNames`: nobody is helped to a name of the schema. */
export function limitOptions(hidesNames: boolean) {
  return {
    parseOptions: { maxTokens: LIMITS.tokens },
    validationRules: [shapeRule],
    validationOptions: { maxErrors: ERRORS_BEFORE_LAST, hideSuggestions: hidesNames },
    executionOptions: { maxCoercionErrors: ERRORS_BEFORE_LAST },
  } satisfies Partial<ApolloServerOptions<BaseContext>>;
}

/** Refuses a query that may cost too much. It asks at each request: what a query costs depends on its variables. */
export function costLimit(schema: GraphQLSchema): ApolloServerPlugin {
  const count = createCount(schema);
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operation, request }) => {
        if (!operation) return;
        const counted = count({ document, operation, variables: request.variables });
        if (counted.nodes > LIMITS.nodes) throw costRefusal(counted);
      },
    }),
  };
}

function costRefusal({ nodes: cost, heaviest }: Count): GraphQLError {
  const limit = LIMITS.nodes;
  const field = heaviest.path.join('.');
  const most = `${figure(heaviest.nodes)} of them by "${field}"`;
  const sentence = `The query may return ${figure(cost)} objects, ${most}; at most ${figure(limit)} are answered: ask for smaller pages.`;
  const originalError = new LimitError(sentence, 'COST_EXCEEDED', { cost, limit, field });
  return new GraphQLError(sentence, { nodes: heaviest.node, originalError, extensions: { http: { status: 400 } } });
}

/** Tells what is wrong with a request in the words of the request alone. */
export const hiddenNames: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response, source, request: { variables } }) => {
      if (response.body.kind !== 'single') return;
      const { singleResult } = response.body;
      const hide = hideNames({ source, variables });
      singleResult.errors = singleResult.errors?.map((error) =>
        error.path ? error : { ...error, message: hide(error.message) },
      );
    },
  }),
};

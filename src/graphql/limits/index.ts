/**
 * How much one query may ask for, and what it is told when it asks for more: tokens while it is read, then its shape,
 * then GraphQL's own rules, then what it may cost with these variables. All of it before any source is asked.
 */
import type { ApolloServerOptions, ApolloServerPlugin, BaseContext } from '@apollo/server';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createArgumentCheck } from './argument-bounds.ts';
import { type Count, createCount } from './cost.ts';
import { hideNames } from './hidden-names.ts';
import { figure, LIMITS, LimitError } from './limit-error.ts';
import { shapeRule } from './shape.ts';

/** What the limits need of the context of a request. */
interface Admitted {
  /** Waits until a query of this cost may run beside the others of its caller. */
  admit?(cost: number): Promise<void>;
}

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

/**
 * Refuses a query with an argument that is out of bounds, or that may cost too much, and holds one that would run beside too
 * many of the same caller. At each request: all of it depends on the variables.
 */
export function argumentAndCostLimits(schema: GraphQLSchema): ApolloServerPlugin<Admitted> {
  const check = createArgumentCheck(schema);
  const count = createCount(schema);
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operation, request, contextValue }) => {
        if (!operation) return;
        const asked = { document, operation, variables: request.variables };
        const problem = check(asked);
        if (problem) throw problem;
        const counted = count(asked);
        if (counted.cost > LIMITS.cost) throw costRefusal(counted);
        await contextValue.admit?.(counted.cost);
      },
    }),
  };
}

/** `field` is the path of the field that costs most, by the names that the answer would have. */
function costRefusal({ cost, heaviest }: Count): GraphQLError {
  const limit = LIMITS.cost;
  const field = heaviest.path.join('.');
  const most = `${figure(Math.ceil(heaviest.cost))} of them by "${field}"`;
  const sentence = `The query may cost ${figure(cost)} objects, ${most}; at most ${figure(limit)} are answered: ask for smaller pages.`;
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

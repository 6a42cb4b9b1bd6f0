/** The limits of queries, as Apollo Server applies them. README.md in this folder has their order. */
import type { ApolloServerOptions, ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { formatNumber } from '../../format-number.ts';
import { createArgumentCheck } from './argument-limits.ts';
import type { OperationRequest } from './argument-values.ts';
import { type BudgetContext, keepBudget } from './call-budget.ts';
import { createCostAnalysis, type QueryCost } from './cost.ts';
import { documentLimitsRule } from './document-limits.ts';
import { hideNames } from './hidden-names.ts';
import { LimitError, rejection } from './limit-error.ts';
import { LIMITS } from './limits.ts';
import { createRequestKeys } from './request-keys.ts';

/** The most errors that GraphQL lists of one document or of its variables. It adds one, which says that it stopped. */
export const MAX_ERRORS = LIMITS.requestErrors - 1;

/** The limits that Apollo and GraphQL enforce themselves. `hidesNames`: messages suggest no names of the schema. */
export function limitOptions(hidesNames: boolean) {
  return {
    parseOptions: { maxTokens: LIMITS.tokens },
    validationRules: [documentLimitsRule],
    validationOptions: { maxErrors: MAX_ERRORS, hideSuggestions: hidesNames },
  } satisfies Partial<ApolloServerOptions<BaseContext>>;
}

interface LimitsContext extends BudgetContext {
  /** Waits until the running queries of the caller leave room for a query of this cost. */
  acquire?(cost: number): Promise<void>;
}

/** How many requests within the limits are remembered. */
const MAX_REMEMBERED = 2_000;

/**
 * Rejects a query with an argument beyond its limit, or that may cost too many objects; then waits for `acquire`, and sees to
 * the calls of the query. Runs for each request, also where Apollo has the document in its cache, because the result depends
 * on the variables.
 */
export function argumentAndCostLimits(schema: GraphQLSchema, callsPerQuery: number): ApolloServerPlugin<LimitsContext> {
  const check = createArgumentCheck(schema);
  const costOf = createCostAnalysis(schema);
  const keyOf = createRequestKeys();
  const costs = new LRUCache<string, number>({ max: MAX_REMEMBERED });

  /** Throws a `GraphQLError` for a request beyond a limit. */
  function checkedCost(request: OperationRequest): number {
    const error = check(request);
    if (error) throw error;
    const cost = costOf(request);
    if (cost.cost > LIMITS.cost) throw costError(cost);
    return cost.cost;
  }

  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operation, request: { variables }, contextValue }) => {
        if (!operation) return;
        const key = keyOf({ operation, variables });
        const known = key === undefined ? undefined : costs.get(key);
        const cost = known ?? checkedCost({ document, operation, variables });
        if (key !== undefined) costs.set(key, cost);
        await contextValue.acquire?.(cost);
        await keepBudget(contextValue, document, callsPerQuery);
      },
      willSendResponse: async ({ contextValue }) => contextValue.budget.giveBack(),
    }),
  };
}

function costError({ cost, heaviest }: QueryCost) {
  const limit = LIMITS.cost;
  const field = heaviest.path.join('.');
  const most = `${formatNumber(Math.ceil(heaviest.cost))} of them for "${field}"`;
  const sentence = `The query may cost ${formatNumber(cost)} objects, ${most}; the limit is ${formatNumber(limit)}.`;
  const message = `${sentence} Request smaller pages.`;
  return rejection(new LimitError(message, 'COST_EXCEEDED', { cost, limit, field }), heaviest.node);
}

/** Hides names of the schema in the errors of a request. Errors of fields have a path, and messages of this project. */
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

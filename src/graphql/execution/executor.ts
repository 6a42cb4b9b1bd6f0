/** Runs the operations of one schema: by a plan that is made once for each document, or by graphql-js for what has no plan. */
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { type ExecutionContext, executePlan } from './execute.ts';
import { createPlanner, type OperationPlan } from './plan.ts';

/** An operation of a valid document, with the variables as the client sent them. */
export interface OperationToExecute {
  readonly document: DocumentNode;
  /** Undefined where the document has not just one of the requested name. */
  readonly operation: OperationDefinitionNode | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly context: ExecutionContext;
}

export type Executor = (operation: OperationToExecute) => ExecutionResult | Promise<ExecutionResult>;

/**
 * `served` is the schema with the steps of served-schema.ts around its resolvers, for graphql-js; a plan has the same steps.
 * An executor never throws nor rejects: errors are in the result.
 */
export function createExecutor(schema: GraphQLSchema, served: GraphQLSchema, maxCoercionErrors: number): Executor {
  const executeByGraphqlJs = createGraphqlJsExecutor(served, maxCoercionErrors);
  const plan = createPlanner(schema);
  const plans = new WeakMap<OperationDefinitionNode, { readonly planned: OperationPlan | undefined }>();
  const planOf = (document: DocumentNode, operation: OperationDefinitionNode): OperationPlan | undefined => {
    const known = plans.get(operation) ?? { planned: plan(document, operation) };
    plans.set(operation, known);
    return known.planned;
  };
  return (request) => {
    const { document, operation, variables = {}, context } = request;
    const planned = operation && planOf(document, operation);
    if (!planned) return executeByGraphqlJs(request);
    const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
      maxErrors: maxCoercionErrors,
    });
    return coerced ? executePlan({ schema, plan: planned, variables: coerced, context }) : { errors };
  };
}

/** Runs each operation by graphql-js, as a check on the plans. */
export const createGraphqlJsExecutor =
  (served: GraphQLSchema, maxCoercionErrors: number): Executor =>
  ({ document, operationName, variables, context }) =>
    execute({
      schema: served,
      document,
      operationName,
      variableValues: variables,
      contextValue: context,
      options: { maxCoercionErrors },
    });

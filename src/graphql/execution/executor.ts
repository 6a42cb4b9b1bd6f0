/** Runs the operations of one schema: by a plan that is made once for each document, or by graphql-js for what has no plan. */
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { executePlan } from './execute.ts';
import { type OperationPlan, planOperation } from './plan.ts';

/** An operation of a valid document, with the variables as the client sent them. */
export interface OperationToExecute {
  readonly document: DocumentNode;
  /** Undefined where the document has not just one of the requested name. */
  readonly operation: OperationDefinitionNode | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly context: unknown;
}

export type Executor = (operation: OperationToExecute) => ExecutionResult | Promise<ExecutionResult>;

/** Never throws nor rejects: errors are in the result. */
export function createExecutor(schema: GraphQLSchema, maxCoercionErrors: number): Executor {
  const executeByGraphqlJs = createGraphqlJsExecutor(schema, maxCoercionErrors);
  const plans = new WeakMap<OperationDefinitionNode, { readonly plan: OperationPlan | undefined }>();
  const planOf = (document: DocumentNode, operation: OperationDefinitionNode): OperationPlan | undefined => {
    const known = plans.get(operation) ?? { plan: planOperation(schema, document, operation) };
    plans.set(operation, known);
    return known.plan;
  };
  return (request) => {
    const { document, operation, variables = {}, context } = request;
    const plan = operation && planOf(document, operation);
    if (!plan) return executeByGraphqlJs(request);
    const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
      maxErrors: maxCoercionErrors,
    });
    return coerced ? executePlan({ schema, plan, variables: coerced, context }) : { errors };
  };
}

/** Runs each operation by graphql-js, as a check on the plans. */
export const createGraphqlJsExecutor =
  (schema: GraphQLSchema, maxCoercionErrors: number): Executor =>
  ({ document, operationName, variables, context }) =>
    execute({
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: context,
      options: { maxCoercionErrors },
    });

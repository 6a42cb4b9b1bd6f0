/** Runs the operations of one schema: compiled once for each document, or by graphql-js where they cannot be compiled. */
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { type CompiledOperation, createCompiler } from './compile.ts';
import { type ExecutionContext, executeOperation } from './execute.ts';

/** An operation of a valid document, with the variables as the client sent them. */
interface OperationToExecute {
  readonly document: DocumentNode;
  /** Undefined where the document has not just one of the requested name. */
  readonly operation: OperationDefinitionNode | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly context: ExecutionContext;
}

export type Executor = (operation: OperationToExecute) => ExecutionResult | Promise<ExecutionResult>;

/**
 * `served` is the schema with the steps of served-schema.ts around its resolvers, for graphql-js; a compiled operation has the
 * same steps. An executor never throws nor rejects: errors are in the result.
 */
export function createExecutor(schema: GraphQLSchema, served: GraphQLSchema, maxCoercionErrors: number): Executor {
  const executeByGraphqlJs = createGraphqlJsExecutor(served, maxCoercionErrors);
  const compile = createCompiler(schema);
  const operations = new WeakMap<OperationDefinitionNode, { readonly compiled: CompiledOperation | undefined }>();
  const compiledOf = (document: DocumentNode, operation: OperationDefinitionNode): CompiledOperation | undefined => {
    const known = operations.get(operation) ?? { compiled: compile(document, operation) };
    operations.set(operation, known);
    return known.compiled;
  };
  return (request) => {
    const { document, operation, variables = {}, context } = request;
    const compiled = operation && compiledOf(document, operation);
    if (!compiled) return executeByGraphqlJs(request);
    const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
      maxErrors: maxCoercionErrors,
    });
    return coerced ? executeOperation({ schema, compiled, variables: coerced, context }) : { errors };
  };
}

/** Runs each operation by graphql-js, as a check on the compiled ones. */
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

/** The GraphQL engine: Apollo Server over the schema, with limits, scopes and error masking. Knows no HTTP server. */
import {
  ApolloServer,
  type ApolloServerOptions,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  HeaderMap,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import {
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import type { ErrorCode } from '../errors.ts';
import { createNotes } from '../once.ts';
import type { Slices } from '../time/slices.ts';
import { clientError } from './error-masking.ts';
import { createExecutor, createGraphqlJsExecutor, type Executor } from './execution/executor.ts';
import { largeJson } from './large-json.ts';
import { argumentAndCostLimits, hiddenNames, limitOptions, MAX_ERRORS } from './limits/index.ts';
import { limitErrorOf } from './limits/limit-error.ts';
import { type GraphqlTelemetry, operationTelemetry } from './operation-telemetry.ts';
import { createPersistedQueryCache, type RegisteredDocuments, registrations } from './persisted-queries.ts';
import { createPlanning, type MakePlan, type Plan, type PlanReport, planReport } from './plan/index.ts';
import type { RequestContext } from './request-context.ts';
import { schema } from './schema.ts';
import { createServedSchema } from './served-schema.ts';

const servedSchema = createServedSchema(schema);

export interface EngineOptions {
  /** Whether clients may read the schema, and messages may suggest its names. */
  readonly introspection: boolean;
  /** The most upstream calls that a query may need; `Infinity` for no limit. */
  readonly callsPerQuery: number;
  /** The automatic persisted queries. */
  readonly registered: RegisteredDocuments;
  readonly telemetry: GraphqlTelemetry;
  /** Whether operations are compiled; if not, graphql-js executes them. */
  readonly isCompiling: boolean;
}

/** A GraphQL request as HTTP brings it. */
export interface HttpGraphqlRequest {
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The query string with its question mark; empty where there is none. */
  readonly search: string;
  /** The JSON body of a POST. */
  readonly body: unknown;
}

/** The answer as HTTP sends it. */
export interface HttpGraphqlAnswer extends Outcome {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

interface Outcome {
  /** The answer has no errors, no trace, no plan, and no report on the present state of the sources. */
  readonly isCacheable: boolean;
  /** The request is well-formed JSON, but its GraphQL or its variables are invalid. */
  readonly isBadGraphql: boolean;
  /** The kind and the name of the operation, where the document has it. */
  readonly kind?: string;
  readonly operation?: string;
}

/** The answer to a query of this process itself. */
export interface QueryResult<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: { readonly teamgraph?: Partial<PlanReport> };
}

export interface Engine {
  answer(request: HttpGraphqlRequest, context: RequestContext): Promise<HttpGraphqlAnswer>;
  /** Runs a query without HTTP. `Data` is the shape of its data, which the author of the query knows. */
  execute<Data>(
    query: string,
    variables: object,
    context: RequestContext,
    operationName?: string,
  ): Promise<QueryResult<Data>>;
  stop(): Promise<void>;
}

/** Starts Apollo Server. Throws where the schema breaks a rule of limits/ or scopes.ts. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const apollo = createApollo(options);
  await apollo.start();
  return {
    answer: async ({ method, headers, search, body }, context) => {
      const httpGraphQLRequest = { method, headers: new HeaderMap(headers), search, body };
      let outcome: Outcome = { isCacheable: false, isBadGraphql: false };
      const answer = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest,
        context: async () => ({
          ...context,
          noteOutcome: (noted) => {
            outcome = noted;
          },
        }),
      });
      if (answer.body.kind !== 'complete') throw new Error('the schema has no field that is answered in parts');
      const { status = 200, headers: answerHeaders } = answer;
      return {
        status,
        headers: answerHeaders,
        body: answer.body.string,
        isCacheable: outcome.isCacheable && status === 200,
        isBadGraphql: outcome.isBadGraphql,
        kind: outcome.kind,
        operation: outcome.operation,
      };
    },
    execute: async (query, variables, context, operationName) => {
      const contextValue = { ...context, noteOutcome: nothing };
      const request = { query, variables: { ...variables }, operationName };
      const { body } = await apollo.executeOperation(request, { contextValue });
      return body.kind === 'single' ? (body.singleResult as QueryResult<never>) : {};
    },
    stop: () => apollo.stop(),
  };
}

/** The context inside Apollo, which passes on a copy: what is found out about an answer comes back through a function. */
interface EngineContext extends RequestContext {
  plan: RequestContext['plan'];
  noteOutcome(outcome: Outcome): void;
}

function createApollo({
  introspection,
  callsPerQuery,
  registered,
  telemetry,
  isCompiling,
}: EngineOptions): ApolloServer<EngineContext> {
  const format: FormatError = (formatted, error) =>
    clientError(formatted, error, {
      suggestions: introspection,
      logInternal: telemetry.internalError,
      sourceFailed: telemetry.sourceFailed,
    });
  const answers = createAnswers(format);
  const execute = executeOnce(
    isCompiling ? createExecutor(schema, servedSchema, MAX_ERRORS) : createGraphqlJsExecutor(servedSchema, MAX_ERRORS),
  );
  return new ApolloServer<EngineContext>({
    ...limitOptions(!introspection),
    gateway: asGateway(execute),
    introspection,
    persistedQueries: { cache: createPersistedQueryCache(registered) },
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    logger: SILENT,
    formatError: format,
    stringifyResult: answers.stringify,
    csrfPrevention: true,
    // main.ts has its own order of shutdown.
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // It would run for each field; the HTTP server sets Cache-Control.
      ApolloServerPluginCacheControlDisabled(),
      plans(createPlanning(schema)),
      argumentAndCostLimits(servedSchema, callsPerQuery),
      ...(introspection ? [] : [hiddenNames]),
      registrations(registered),
      executions(execute),
      answers.plugin,
      operationTelemetry(telemetry),
    ],
  });
}

type Gateway = ApolloServerOptionsWithGateway<EngineContext>['gateway'];

/** Apollo lets a gateway execute its operations; without one it would run graphql-js, with a hook for each field. */
const asGateway = (execute: Execute): Gateway => ({
  onSchemaLoadOrUpdate: (loaded) => {
    loaded({ apiSchema: servedSchema, coreSupergraphSdl: '' });
    return nothing;
  },
  load: async () => ({
    // The context of the request, which Apollo passes through.
    executor: async (request) => execute(request, request.context as EngineContext),
  }),
  stop: async () => {},
});

/** The result of an operation that is not executed: the errors in its variables, if there are any. */
function withoutData({ variableDefinitions = [] }: OperationDefinitionNode, variables: object = {}): ExecutionResult {
  const { errors } = getVariableValues(schema, variableDefinitions, { ...variables }, { maxErrors: MAX_ERRORS });
  return errors ? { errors } : { data: null };
}

/**
 * Executes operations before Apollo asks the gateway: for that it makes an object with a getter, whose hidden class V8 keeps,
 * and with it all of the request and its answer, until the next full garbage collection. An answer with errors goes Apollo's
 * way, which formats them.
 */
const executions = (execute: Execute): ApolloServerPlugin<EngineContext> => ({
  requestDidStart: async () => ({
    responseForOperation: async (request) => {
      const { data, errors } = await execute(request, request.contextValue);
      if (errors) return null;
      return {
        http: { status: undefined, headers: new HeaderMap() },
        body: { kind: 'single', singleResult: { data } },
      };
    },
  }),
});

interface OperationRequest extends Pick<Parameters<Executor>[0], 'document' | 'operation'> {
  readonly request: { readonly operationName?: string; readonly variables?: Readonly<Record<string, unknown>> };
}

type Execute = (request: OperationRequest, context: EngineContext) => Promise<ExecutionResult>;

/** Executes the operation of each request once, and gives its result again. */
function executeOnce(executor: Executor): Execute {
  const executePlanned = async (request: Parameters<Executor>[0] & { readonly context: EngineContext }) => {
    const { operation, variables, context } = request;
    // Before anything is read, which would change it.
    if (context.planMode && operation) await context.plan();
    const isOnlyPlanned = context.planMode === 'ONLY' && operation && schema.getRootType(operation.operation);
    return isOnlyPlanned ? withoutData(operation, variables) : executor(request);
  };
  const results = createNotes<EngineContext, Promise<ExecutionResult>>();
  return ({ document, operation, request: { operationName, variables } }, context) => {
    const known = results.get(context);
    if (known) return known;
    const result = executePlanned({ document, operation, operationName, variables, context });
    results.set(context, result);
    return result;
  };
}

const nothing = (): void => {};
/** Apollo logs the texts of errors, which may hold private data. `GraphqlTelemetry` reports them instead. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

type FormatError = NonNullable<ApolloServerOptions<EngineContext>['formatError']>;

/** Lets each request make the plan of its operation, once. Must come before all plugins that use it. */
const plans = (makePlan: MakePlan): ApolloServerPlugin<EngineContext> => ({
  requestDidStart: async () => ({
    didResolveOperation: async ({ document, operation, request: { variables }, contextValue }) => {
      if (!operation) return;
      let plan: Promise<Plan> | undefined;
      contextValue.plan = () => {
        plan ??= makePlan({ document, operation, variables }, contextValue.planning);
        return plan;
      };
    },
  }),
});

/** Completes each answer, notes its outcome, and writes its JSON. */
function createAnswers(format: FormatError) {
  /** Apollo gives `stringify` an answer without its request. Its data, or else its errors, are still the same object. */
  const slicesOf = createNotes<object, Slices>();
  const contentOf = ({ data, errors }: Pick<FormattedExecutionResult, 'data' | 'errors'>): object =>
    data ?? errors ?? {};

  const plugin: ApolloServerPlugin<EngineContext> = {
    requestDidStart: async () => ({
      willSendResponse: async ({ operation, response: { body }, errors = [], contextValue: context }) => {
        if (body.kind !== 'single') return;
        const { singleResult } = body;
        const notThrown = context.fieldErrors.notThrown().map((error) => format(error.toJSON(), error));
        if (notThrown.length > 0) singleResult.errors = [...(singleResult.errors ?? []), ...notThrown];
        const { trace, planMode } = context;
        context.noteOutcome({
          isCacheable: singleResult.errors === undefined && !trace && !planMode && !context.reportsPresentState(),
          isBadGraphql: errors.some((error) => BAD_GRAPHQL.has(error.extensions.code) && !limitErrorOf(error)),
          kind: operation?.operation,
          operation: operation?.name?.value,
        });
        slicesOf.set(contentOf(singleResult), context.slices);
        // A request that is rejected has no plan.
        const hasPlan = planMode !== undefined && singleResult.data !== undefined;
        if (!trace && !hasPlan) return;
        const teamgraph = {
          ...(await trace?.report(context.slices)),
          ...(hasPlan && planReport(await context.plan())),
        };
        singleResult.extensions = { ...singleResult.extensions, teamgraph };
      },
    }),
  };
  const stringify = async (result: FormattedExecutionResult): Promise<string> => {
    const slices = slicesOf.get(contentOf(result));
    return `${slices ? await largeJson({ ...result }, slices) : JSON.stringify(result)}\n`;
  };
  return { plugin, stringify };
}

/** Codes of a request whose GraphQL or variables are invalid. A query beyond a limit has some of them, too, and is valid. */
const BAD_GRAPHQL: ReadonlySet<unknown> = new Set<ErrorCode>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

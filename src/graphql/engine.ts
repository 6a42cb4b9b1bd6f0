/** The GraphQL engine: Apollo Server over the schema, with limits, scopes and error masking. Knows no HTTP server. */
import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from '../errors.ts';
import type { Slices } from '../time/slices.ts';
import { clientError } from './error-masking.ts';
import { largeJson } from './large-json.ts';
import { boundErrors } from './limits/field-errors.ts';
import { argumentAndCostLimits, hiddenNames, limitOptions } from './limits/index.ts';
import { limitErrorOf } from './limits/limit-error.ts';
import { type GraphqlTelemetry, operationTelemetry } from './operation-telemetry.ts';
import { createPersistedQueryCache, type RegisteredDocuments, registrations } from './persisted-queries.ts';
import type { RequestContext } from './request-context.ts';
import { schema } from './schema.ts';
import { guardFields } from './scopes.ts';
import { sliceObjects } from './slicing.ts';
import { traceFields } from './trace.ts';

/** What a caller may not see is not looked at, by the trace neither. */
const servedSchema = boundErrors(guardFields(traceFields(sliceObjects(schema))));

export interface EngineOptions {
  /** Whether clients may ask for the schema, and error messages may suggest its names. */
  readonly introspection: boolean;
  /** The automatic persisted queries. */
  readonly registered: RegisteredDocuments;
  readonly telemetry: GraphqlTelemetry;
}

/** A GraphQL request, as it came over HTTP. */
export interface HttpGraphqlRequest {
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The query string, with its question mark; empty where there is none. */
  readonly search: string;
  /** The JSON body of a POST. */
  readonly body: unknown;
}

interface HttpGraphqlAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** What one query of this process itself is answered. */
export interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

export interface Engine {
  answer(request: HttpGraphqlRequest, context: RequestContext): Promise<HttpGraphqlAnswer>;
  /** Runs a query without HTTP. `Data` is what the query asks for, as its author knows. */
  execute<Data>(query: string, variables: object, context: RequestContext): Promise<Answer<Data>>;
  stop(): Promise<void>;
}

export async function createEngine(options: EngineOptions): Promise<Engine> {
  const apollo = createApollo(options);
  await apollo.start();
  return {
    answer: async ({ method, headers, search, body }, context) => {
      const httpGraphQLRequest = { method, headers: new HeaderMap(headers), search, body };
      const answer = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context });
      if (answer.body.kind !== 'complete') throw new Error('nothing in the schema is answered in parts');
      return { status: answer.status ?? 200, headers: answer.headers, body: answer.body.string };
    },
    execute: async (query, variables, contextValue) => {
      const { body } = await apollo.executeOperation({ query, variables: { ...variables } }, { contextValue });
      return body.kind === 'single' ? (body.singleResult as Answer<never>) : {};
    },
    stop: () => apollo.stop(),
  };
}

function createApollo({ introspection, registered, telemetry }: EngineOptions): ApolloServer<RequestContext> {
  const format: FormatError = (formatted, error) =>
    clientError(formatted, error, {
      suggestions: introspection,
      logInternal: telemetry.internalError,
      sourceFailed: telemetry.sourceFailed,
    });
  const written = createWriter();
  return new ApolloServer<RequestContext>({
    ...limitOptions(!introspection),
    schema: servedSchema,
    introspection,
    persistedQueries: { cache: createPersistedQueryCache(registered) },
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    logger: SILENT,
    formatError: format,
    stringifyResult: written.stringify,
    csrfPrevention: true,
    // The process has its own order of shutdown: see main.ts.
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // It looks at each field; how long an answer may be kept says the front door.
      ApolloServerPluginCacheControlDisabled(),
      argumentAndCostLimits(servedSchema),
      ...(introspection ? [] : [hiddenNames]),
      registrations(registered),
      partErrors(format),
      traces,
      outcomes,
      operationTelemetry(telemetry),
      written.plugin,
    ],
  });
}

const nothing = (): void => {};
/** Apollo logs texts of errors, which may hold anything; what it would tell is told to `watch`. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

type FormatError = NonNullable<ApolloServerOptions<RequestContext>['formatError']>;

/** Puts the errors of parts beside the data they belong to. */
const partErrors = (format: FormatError): ApolloServerPlugin<RequestContext> => ({
  requestDidStart: async () => ({
    willSendResponse: async ({ response, contextValue }) => {
      if (response.body.kind !== 'single' || contextValue.partErrors().length === 0) return;
      const parts = contextValue.partErrors().map((error) => format(error.toJSON(), error));
      response.body.singleResult.errors = [...(response.body.singleResult.errors ?? []), ...parts];
    },
  }),
});

/** Tells whoever asked for it what the answer cost, and what of it is old. */
const traces: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response, contextValue: { trace, slices } }) => {
      if (response.body.kind !== 'single' || !trace) return;
      const { singleResult } = response.body;
      singleResult.extensions = { ...singleResult.extensions, teamgraph: await trace.report(slices) };
    },
  }),
};

/** Writes answers, large ones in slices of the request; Apollo says of an answer alone to be written, not whose it is. */
function createWriter() {
  const slicesOf = new WeakMap<object, Slices>();
  /** What an answer holds is still the same when it is written. */
  const contentOf = ({ data, errors }: Pick<FormattedExecutionResult, 'data' | 'errors'>): object =>
    data ?? errors ?? {};
  const plugin: ApolloServerPlugin<RequestContext> = {
    requestDidStart: async () => ({
      willSendResponse: async ({ response: { body }, contextValue: { slices } }) => {
        if (body.kind === 'single') slicesOf.set(contentOf(body.singleResult), slices);
      },
    }),
  };
  const stringify = async (result: FormattedExecutionResult): Promise<string> => {
    const slices = slicesOf.get(contentOf(result));
    return `${slices ? await largeJson({ ...result }, slices) : JSON.stringify(result)}\n`;
  };
  return { plugin, stringify };
}

/** Tells the front door what became of the operation. */
const outcomes: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body }, errors = [], contextValue: { outcome } }) => {
      outcome.hasErrors = body.kind !== 'single' || body.singleResult.errors !== undefined;
      outcome.isBadGraphql = errors.some((error) => BAD_GRAPHQL.has(error.extensions.code) && !limitErrorOf(error));
    },
  }),
};

/** What is wrong with a request whose JSON is right; but not that it asks for too much. */
const BAD_GRAPHQL: ReadonlySet<unknown> = new Set<ErrorCode>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

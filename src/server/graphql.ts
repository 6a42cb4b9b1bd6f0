/** GraphQL itself: Apollo Server over the schema, its errors made fit for clients. Knows no HTTP server. */
import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { schema } from '../schema.ts';
import { clientError } from './client-errors.ts';
import type { RequestContext } from './request-context.ts';
import { traceFields } from './trace.ts';

const tracedSchema = traceFields(schema);

export interface GraphqlOptions {
  readonly introspection: boolean;
  /** Keeps what no client may see and returns the id that the client is told. */
  logInternal(error: unknown): string;
}

export function createGraphql({ introspection, logInternal }: GraphqlOptions): ApolloServer<RequestContext> {
  const format: FormatError = (formatted, error) =>
    clientError(formatted, error, { suggestions: introspection, logInternal });
  return new ApolloServer<RequestContext>({
    schema: tracedSchema,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    formatError: format,
    csrfPrevention: true,
    // The process stops in an order of its own: see main.ts.
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginLandingPageDisabled(), partErrors(format), traces, requestErrorStatus],
  });
}

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
    willSendResponse: async ({ response, contextValue: { trace } }) => {
      if (response.body.kind !== 'single' || !trace) return;
      const { singleResult } = response.body;
      singleResult.extensions = { ...singleResult.extensions, teamgraph: trace.report() };
    },
  }),
};

/** What is wrong with a request whose JSON is right. */
const BAD_GRAPHQL: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.BAD_USER_INPUT,
]);

/**
 * A request that is well-formed JSON but bad GraphQL is a 200 for `application/json`, whose clients take another status
 * for a broken connection, and a 400 for `application/graphql-response+json`: https://graphql.github.io/graphql-over-http
 */
const requestErrorStatus: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ request, response, errors }) => {
      const accepts = request.http?.headers.get('accept') ?? '';
      const isBadGraphql = errors?.some((error) => BAD_GRAPHQL.has(error.extensions.code));
      if (response.http.status === 400 && isBadGraphql && !accepts.includes('graphql-response+json')) {
        response.http.status = 200;
      }
    },
  }),
};

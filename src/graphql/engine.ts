/** GraphQL itself: Apollo Server over the schema, its errors made fit for clients. Knows no HTTP server. */
import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FormattedExecutionResult } from 'graphql';
import type { RegisteredDocuments } from '../server/documents/document-store.ts';
import { largeJson } from '../server/large-json.ts';
import type { Telemetry } from '../server/telemetry/telemetry.ts';
import type { Slices } from '../time/slices.ts';
import { clientError } from './error-masking.ts';
import { boundErrors } from './limits/field-errors.ts';
import { argumentAndCostLimits, hiddenNames, limitOptions } from './limits/index.ts';
import { limitErrorOf } from './limits/limit-error.ts';
import { watchOperations } from './operation-telemetry.ts';
import { createPersistedQueryCache, registrations } from './persisted-queries.ts';
import type { RequestContext } from './request-context.ts';
import { schema } from './schema.ts';
import { guardFields } from './scopes.ts';
import { sliceObjects } from './slicing.ts';
import { traceFields } from './trace.ts';

/** What a caller may not see is not looked at, by the trace neither. */
const servedSchema = boundErrors(guardFields(traceFields(sliceObjects(schema))));

export interface GraphqlOptions {
  /** Whether clients may ask what the schema holds, and are helped to its names. */
  readonly introspection: boolean;
  /** Where documents are kept that clients register, and ask for by their hash; undefined where none can be registered. */
  readonly registered?: RegisteredDocuments;
  /** Told of what became of each operation, and of what no client may see. */
  readonly watch: Pick<Telemetry, 'answered' | 'internalError' | 'sourceFailed'>;
}

export function createGraphql({ introspection, registered, watch }: GraphqlOptions): ApolloServer<RequestContext> {
  const format: FormatError = (formatted, error) =>
    clientError(formatted, error, {
      suggestions: introspection,
      logInternal: watch.internalError,
      sourceFailed: watch.sourceFailed,
    });
  const written = createWriter();
  return new ApolloServer<RequestContext>({
    ...limitOptions(!introspection),
    schema: servedSchema,
    introspection,
    persistedQueries: registered ? { cache: createPersistedQueryCache(registered) } : false,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    logger: SILENT,
    formatError: format,
    stringifyResult: written.stringify,
    csrfPrevention: true,
    // The process stops in an order of its own: see main.ts.
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // It looks at each field; how long an answer may be kept says the front door.
      ApolloServerPluginCacheControlDisabled(),
      argumentAndCostLimits(servedSchema),
      ...(introspection ? [] : [hiddenNames]),
      ...(registered ? [registrations(registered)] : []),
      partErrors(format),
      traces,
      outcomes,
      watchOperations(watch),
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
const BAD_GRAPHQL: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.BAD_USER_INPUT,
]);

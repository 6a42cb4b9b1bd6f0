/**
 * What a client sees of an error: a security boundary. Only errors that were made to be seen pass; of everything else a
 * client learns that it happened, and under which id the log has it.
 */
import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import { BadInputError, SourceError } from '../errors.ts';

/** Errors of GraphQL itself, whose messages speak of nothing but the request. */
const REQUEST_ERRORS: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.BAD_USER_INPUT,
  ApolloServerErrorCode.BAD_REQUEST,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
]);

/** Called with each error that no client may see. */
export type LogInternalError = (error: unknown) => string;

/** `logInternal` keeps what is hidden and returns the id that the client is told. */
export function clientError(
  formatted: GraphQLFormattedError,
  error: unknown,
  logInternal: LogInternalError,
): GraphQLFormattedError {
  const { locations, path } = formatted;
  const original = unwrapResolverError(error);
  if (original instanceof SourceError) {
    const { source, code, context } = original;
    const teamgraph = { source, retryAfterMs: context.retryAfterMs, row: context.row };
    return { message: original.message, locations, path, extensions: { code, teamgraph } };
  }
  if (original instanceof BadInputError) {
    return { message: original.message, locations, path, extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT } };
  }
  const code = formatted.extensions?.code;
  if (original === error && REQUEST_ERRORS.has(code)) {
    return { message: formatted.message, locations, path, extensions: { code } };
  }
  return {
    message: 'Internal error.',
    locations,
    path,
    extensions: { code: ApolloServerErrorCode.INTERNAL_SERVER_ERROR, teamgraph: { requestId: logInternal(original) } },
  };
}

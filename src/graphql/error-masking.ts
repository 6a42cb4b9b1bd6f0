/**
 * Error masking, a security boundary: only errors whose messages are written for clients pass. For any other error the client
 * gets "Internal error." and the id under which the log has the error.
 */
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import {
  BAD_VALUE,
  BadInputError,
  type ErrorCode,
  ForbiddenError,
  factsOf,
  MoreFieldsError,
  SourceError,
} from '../errors.ts';
import { formatNumber } from '../format-number.ts';
import { limitErrorOf } from './limits/limit-error.ts';
import { LIMITS } from './limits/limits.ts';

export interface ErrorPolicy {
  /** Whether a message may suggest names of the schema. */
  readonly suggestions: boolean;
  /** Logs an error that no client may see. Returns its id. */
  logInternal(error: unknown): string;
  /** Called for each error of a source. */
  sourceFailed(error: SourceError): void;
}

/** The error as a client may see it. `formatted` is what Apollo would send, `error` what was thrown. */
export function clientError(
  formatted: GraphQLFormattedError,
  error: unknown,
  policy: ErrorPolicy,
): GraphQLFormattedError {
  const { locations, path } = formatted;
  const original = unwrapResolverError(error);
  if (original instanceof MoreFieldsError) return moreFields(clientError(formatted, original.first, policy), original);
  if (original instanceof SourceError) {
    policy.sourceFailed(original);
    const { source, code, context } = original;
    const { retryAfterMs, row, moreRows } = context;
    const teamgraph = { source, retryAfterMs, row, moreRows };
    return { message: original.message, locations, path, extensions: { code, teamgraph } };
  }
  if (original instanceof BadInputError || original instanceof ForbiddenError) {
    return { message: original.message, locations, path, extensions: { code: original.code } };
  }
  if (isArgumentError(original, formatted)) {
    const message = original.message.slice(0, LIMITS.messageLength);
    return { message, locations, path, extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode } };
  }
  const limit = limitErrorOf(error);
  if (limit) {
    const { message, code, teamgraph } = limit;
    return { message, locations, extensions: teamgraph ? { code, teamgraph } : { code } };
  }
  if (isRequestError(error, formatted)) {
    const message = policy.suggestions ? formatted.message : withoutSuggestion(formatted.message);
    const code = requestErrorCode(formatted);
    return { message: message.slice(0, LIMITS.messageLength), locations, extensions: { code } };
  }
  return {
    message: 'Internal error.',
    locations,
    path,
    extensions: {
      code: 'INTERNAL_SERVER_ERROR' satisfies ErrorCode,
      teamgraph: { requestId: policy.logInternal(original) },
    },
  };
}

/** The error of the first of many fields, which stands for all of them. */
function moreFields(error: GraphQLFormattedError, { count }: MoreFieldsError): GraphQLFormattedError {
  const fields = count === 1 ? 'one failed field' : `${formatNumber(count)} failed fields`;
  return {
    ...error,
    message: `${error.message} This error stands for ${fields}, because the answer has too many errors to list each.`,
    extensions: { ...error.extensions, teamgraph: { ...Object(error.extensions?.teamgraph), moreFields: count } },
  };
}

/**
 * GraphQL rejects an argument while it executes: a nullable variable is null where a value is required. The error has no
 * code, and its message quotes only the request.
 */
const isArgumentError = (original: unknown, { extensions }: GraphQLFormattedError): original is GraphQLError =>
  original instanceof GraphQLError && original.message.startsWith('Argument "') && !isOfGraphql(extensions?.code);

/** GraphQL rejects a whole request: the error has no path, and nothing but the request caused it. */
const isRequestError = (error: unknown, { path, extensions }: GraphQLFormattedError): boolean =>
  error instanceof GraphQLError &&
  path === undefined &&
  (isOfGraphql(extensions?.code) || error.originalError === undefined);

/** GraphQL itself raises errors with this code. Their messages quote only the request. */
const isOfGraphql = (code: unknown): boolean => factsOf(code)?.isOfGraphql === true;

/** Apollo's message begins with this, and goes on with how to configure Apollo. */
const NO_INTROSPECTION = 'GraphQL introspection is not allowed';

/** Removes the suggestion that GraphQL puts at the end. Without a pattern: one would take quadratic time on some messages. */
function withoutSuggestion(message: string): string {
  if (message.startsWith(NO_INTROSPECTION)) return 'Introspection is disabled.';
  const at = message.lastIndexOf('Did you mean ');
  return at < 0 ? message : message.slice(0, at).trimEnd();
}

function requestErrorCode({ extensions = {} }: GraphQLFormattedError): ErrorCode {
  if (extensions[BAD_VALUE]) return 'BAD_USER_INPUT';
  return isOfGraphql(extensions.code) ? (extensions.code as ErrorCode) : 'BAD_REQUEST';
}

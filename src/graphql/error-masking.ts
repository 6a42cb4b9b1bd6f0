/**
 * What a client sees of an error: a security boundary. Only errors whose message is made for clients pass. For any other
 * error the client gets "Internal error." and the id under which the log has it.
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
import { figure, limitErrorOf } from './limits/limit-error.ts';

/** Whether GraphQL itself raises errors of this code. Their messages quote nothing but the request. */
const isOfGraphql = (code: unknown): boolean => factsOf(code)?.isOfGraphql === true;

/**
 * GraphQL's own refusal of an argument while it executes: a variable that may be null, and is, in the place of what may not.
 * It has no code, and quotes nothing but the request.
 */
const isArgumentError = (original: unknown, { extensions }: GraphQLFormattedError): original is GraphQLError =>
  original instanceof GraphQLError && original.message.startsWith('Argument "') && !isOfGraphql(extensions?.code);

/** Messages quote the request, which may be long. */
const LONGEST_MESSAGE = 1_000;

/** GraphQL's own refusals of a whole request: not of a field, and caused by nothing but the request. */
const isRequestError = (error: unknown, { path, extensions }: GraphQLFormattedError): boolean =>
  error instanceof GraphQLError &&
  path === undefined &&
  (isOfGraphql(extensions?.code) || error.originalError === undefined);

export interface ErrorPolicy {
  /** Whether a message may help a caller to a name of the schema. */
  readonly suggestions: boolean;
  /** Keeps what no client may see and returns the id that the client is told. */
  logInternal(error: unknown): string;
  /** Told of each failure of a source, and so why. */
  sourceFailed(error: SourceError): void;
}

/** The error as a client may see it. `formatted` is what Apollo would send, `error` what was thrown. */
export function clientError(
  formatted: GraphQLFormattedError,
  error: unknown,
  policy: ErrorPolicy,
): GraphQLFormattedError {
  const { suggestions, logInternal } = policy;
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
    const message = original.message.slice(0, LONGEST_MESSAGE);
    return { message, locations, path, extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode } };
  }
  const limit = limitErrorOf(error);
  if (limit) {
    const { message, code, teamgraph } = limit;
    return { message, locations, extensions: teamgraph ? { code, teamgraph } : { code } };
  }
  if (isRequestError(error, formatted)) {
    const message = suggestions ? formatted.message : sentenceOf(formatted.message);
    return { message: message.slice(0, LONGEST_MESSAGE), locations, extensions: { code: requestErrorCode(formatted) } };
  }
  return {
    message: 'Internal error.',
    locations,
    path,
    extensions: {
      code: 'INTERNAL_SERVER_ERROR' satisfies ErrorCode,
      teamgraph: { requestId: logInternal(original) },
    },
  };
}

/** The error of the first of many fields, which says how many there are. */
function moreFields(error: GraphQLFormattedError, { count }: MoreFieldsError): GraphQLFormattedError {
  const fields = count === 1 ? 'One more field' : `${figure(count)} more fields`;
  return {
    ...error,
    message: `${error.message} ${fields} failed so, from this one on, and have no error of their own.`,
    extensions: { ...error.extensions, teamgraph: { ...Object(error.extensions?.teamgraph), moreFields: count } },
  };
}

/** As Apollo begins it, to go on with how to configure Apollo. */
const NO_INTROSPECTION = 'GraphQL introspection is not allowed';

/** Without what GraphQL suggests at its end. By hand, for a pattern takes too long where it is found many times. */
function sentenceOf(message: string): string {
  if (message.startsWith(NO_INTROSPECTION)) return 'The schema is not shown here.';
  const at = message.lastIndexOf('Did you mean ');
  return at < 0 ? message : message.slice(0, at).trimEnd();
}

function requestErrorCode({ extensions = {} }: GraphQLFormattedError): ErrorCode {
  if (extensions[BAD_VALUE]) return 'BAD_USER_INPUT';
  return isOfGraphql(extensions.code) ? (extensions.code as ErrorCode) : 'BAD_REQUEST';
}

/** The error of a query that is beyond a limit, and how it is recognized. */
import { type ASTNode, GraphQLError } from 'graphql';
import type { ErrorCode } from '../../errors.ts';
import { formatNumber } from '../../format-number.ts';
import { LIMITS } from './limits.ts';

/** A query is beyond a limit. The message may reach the client. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
  readonly code: ErrorCode;
  /** For `extensions.teamgraph`. */
  readonly teamgraph: Readonly<Record<string, unknown>> | undefined;

  constructor(
    message: string,
    code: ErrorCode = 'GRAPHQL_VALIDATION_FAILED',
    teamgraph?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
    this.code = code;
    this.teamgraph = teamgraph;
  }
}

/** The error as Apollo expects it, with HTTP status 400. `node` is the part of the query that is beyond the limit. */
export const rejection = (originalError: LimitError, node?: ASTNode): GraphQLError =>
  new GraphQLError(originalError.message, { nodes: node, originalError, extensions: { http: { status: 400 } } });

/** The limit that a query was rejected for; undefined where an error is about something else. */
export function limitErrorOf(error: unknown): LimitError | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  if (error.originalError instanceof LimitError) return error.originalError;
  if (error.extensions.code !== ('GRAPHQL_PARSE_FAILED' satisfies ErrorCode)) return undefined;
  if (isStackOverflow(error)) return parseError('The query is nested too deeply to be parsed.');
  return TOO_MANY_TOKENS.test(error.message)
    ? parseError(`The query has more than ${formatNumber(LIMITS.tokens)} tokens, which is the limit.`)
    : undefined;
}

/** GraphQL's parser has no code for this error, only a message. */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] \d+ tokens/;

/** The parser recurses: before V8 has optimized it, its stack overflows on fewer levels than tokens are allowed. */
const isStackOverflow = ({ originalError }: GraphQLError): boolean =>
  originalError instanceof RangeError || (originalError instanceof GraphQLError && isStackOverflow(originalError));

const parseError = (message: string): LimitError => new LimitError(message, 'GRAPHQL_PARSE_FAILED');

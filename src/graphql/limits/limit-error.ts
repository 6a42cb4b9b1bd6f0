/** A query that asks for more than is answered, and how such a refusal is told from any other. */
import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../errors.ts';

/** How much a query may ask for. */
export const LIMITS = {
  tokens: 2000,
  /** In the whole document, whatever they are. */
  directives: 10,
  /** In the whole document; those of a fragment count once, for no object can have more of them than there are. */
  aliases: 30,
  /** Fields below each other. The schema's longest way that comes back to no type has 16. */
  depth: 18,
  /** Times that one field stands in one place, which all have to agree. */
  repeats: 100,
  /** Objects that a query may cost. */
  cost: 25_000,
  /** Characters of an answer. It is whole in memory, and made into bytes in one piece. */
  answer: 32_000_000,
  /** Errors that a refused query is told. */
  errors: 5,
} as const;

/** A query beyond a limit. Its message is fit for a client. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
  readonly code: ErrorCode;
  /** For `extensions.teamgraph`. */
  readonly teamgraph: Readonly<Record<string, unknown>> | undefined;

  constructor(
    sentence: string,
    code: ErrorCode = 'GRAPHQL_VALIDATION_FAILED',
    teamgraph?: Readonly<Record<string, unknown>>,
  ) {
    super(sentence);
    this.code = code;
    this.teamgraph = teamgraph;
  }
}

/** The refusals that are made by the parser, which knows no way to say them but these. */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] \d+ tokens/;
/** It descends with what it reads: before its code is warm it has no room for as many levels as there may be tokens. */
const isStackOverflow = ({ originalError }: GraphQLError): boolean =>
  originalError instanceof RangeError || (originalError instanceof GraphQLError && isStackOverflow(originalError));

/** The limit that a query is refused for; undefined where an error is about something else. */
export function limitErrorOf(error: unknown): LimitError | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  if (error.originalError instanceof LimitError) return error.originalError;
  if (error.extensions.code !== ('GRAPHQL_PARSE_FAILED' satisfies ErrorCode)) return undefined;
  if (isStackOverflow(error)) return unreadable('The query is nested too deep to be read.');
  return TOO_MANY_TOKENS.test(error.message)
    ? unreadable(`The query has more than ${figure(LIMITS.tokens)} tokens, the most that are read.`)
    : undefined;
}

const unreadable = (sentence: string): LimitError => new LimitError(sentence, 'GRAPHQL_PARSE_FAILED');

/** A number as it stands in a sentence. */
export const figure = (count: number): string => count.toLocaleString('en');

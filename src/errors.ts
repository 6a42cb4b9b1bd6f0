/**
 * Every error that a client can see. `ERROR_CODES` and `SOURCE_FAILURES` are the only tables of error facts: HTTP statuses,
 * messages, retries, the circuit breaker and metric labels are read from them.
 */

export const SOURCES = ['CALCOM', 'ALO', 'SALESHANDY'] as const;
export type Source = (typeof SOURCES)[number];

const SOURCE_NAMES: Record<Source, string> = { CALCOM: 'Cal.com', ALO: 'ALO', SALESHANDY: 'Saleshandy' };

interface CodeFacts {
  /** Who caused the error: the caller, a source, or this server. */
  readonly owner: 'CALLER' | 'SOURCE' | 'SERVER';
  /** The HTTP status of a request that is rejected as a whole with this code; 200 for an error of a field. */
  readonly status: number;
  /** The label `reason` of the metric that counts rejected requests; undefined for an error of a field. */
  readonly rejection?: string;
  /** GraphQL itself raises the error, about the request alone, so its message may reach the client. */
  readonly isOfGraphql?: boolean;
  /** The same request has the same error as long as it reads the same. */
  readonly isLasting?: boolean;
}

/** The value of `extensions.code`, and what follows from it. */
export const ERROR_CODES = {
  BAD_USER_INPUT: { owner: 'CALLER', status: 400, rejection: 'bad_variables', isOfGraphql: true, isLasting: true },
  BAD_REQUEST: { owner: 'CALLER', status: 400, rejection: 'bad_request', isOfGraphql: true },
  GRAPHQL_PARSE_FAILED: { owner: 'CALLER', status: 400, rejection: 'bad_graphql', isOfGraphql: true },
  GRAPHQL_VALIDATION_FAILED: { owner: 'CALLER', status: 400, rejection: 'bad_graphql', isOfGraphql: true },
  OPERATION_RESOLUTION_FAILURE: { owner: 'CALLER', status: 400, rejection: 'bad_graphql', isOfGraphql: true },
  PERSISTED_QUERY_NOT_FOUND: { owner: 'CALLER', status: 400, rejection: 'unknown_document', isOfGraphql: true },
  PERSISTED_QUERY_NOT_SUPPORTED: { owner: 'CALLER', status: 400, rejection: 'unknown_document', isOfGraphql: true },
  QUERY_NOT_IN_SAFELIST: { owner: 'CALLER', status: 400, rejection: 'untrusted_document' },
  COST_EXCEEDED: { owner: 'CALLER', status: 400, rejection: 'cost' },
  UNAUTHENTICATED: { owner: 'CALLER', status: 401, rejection: 'unauthenticated' },
  RATE_LIMITED: { owner: 'CALLER', status: 429, rejection: 'rate_limited' },
  FORBIDDEN: { owner: 'CALLER', status: 200, isLasting: true },
  SOURCE_UNAVAILABLE: { owner: 'SOURCE', status: 200 },
  SOURCE_TIMEOUT: { owner: 'SOURCE', status: 200 },
  SOURCE_THROTTLED: { owner: 'SOURCE', status: 200 },
  SOURCE_OVERLOADED: { owner: 'SOURCE', status: 200 },
  SOURCE_UNAUTHORIZED: { owner: 'SOURCE', status: 200 },
  SOURCE_REFUSED: { owner: 'SOURCE', status: 200 },
  SOURCE_CONTRACT: { owner: 'SOURCE', status: 200 },
  SOURCE_NOT_CONFIGURED: { owner: 'SERVER', status: 200, isLasting: true },
  UNAVAILABLE: { owner: 'SERVER', status: 503, rejection: 'unavailable' },
  AUTH_UNAVAILABLE: { owner: 'SERVER', status: 503, rejection: 'auth_unavailable' },
  INTERNAL_SERVER_ERROR: { owner: 'SERVER', status: 500, rejection: 'internal' },
} as const satisfies Readonly<Record<string, CodeFacts>>;
export type ErrorCode = keyof typeof ERROR_CODES;

/** What follows from a code; undefined for a code that is not in the table. */
export const factsOf = (code: unknown): CodeFacts | undefined =>
  typeof code === 'string' && Object.hasOwn(ERROR_CODES, code) ? ERROR_CODES[code as ErrorCode] : undefined;

/** The code of a request that is rejected with this HTTP status: the first in the table that has it, else BAD_REQUEST. */
export function codeOfStatus(status: number): ErrorCode {
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  return status === 400 ? 'BAD_REQUEST' : (codes.find((code) => ERROR_CODES[code].status === status) ?? 'BAD_REQUEST');
}

/** How long a failure of a source is taken to last, where nothing tells when another try may succeed. */
export const FAILURE_LASTS_MS = 1_000;

interface FailureFacts {
  readonly code: ErrorCode;
  /** The message of the error, after the name of the source. */
  readonly message: string;
  /** The failure counts against the source in the circuit breaker. Other failures were answers, and count as such. */
  readonly opensBreaker?: boolean;
  /** When a second attempt may succeed: after a short pause, or when the source says so. Undefined: a second one would fail, too. */
  readonly retry?: 'AFTER_PAUSE' | 'WHEN_ANNOUNCED';
  /** The source said no, and will again; no cached answer is served in its place. */
  readonly isRefusal?: boolean;
}

/** Why a source gave no answer, and what follows from it. */
const SOURCE_FAILURES = {
  UNAVAILABLE: {
    code: 'SOURCE_UNAVAILABLE',
    message: 'could not be reached.',
    opensBreaker: true,
    retry: 'AFTER_PAUSE',
  },
  TIMEOUT: { code: 'SOURCE_TIMEOUT', message: 'did not answer in time.', opensBreaker: true },
  THROTTLED: { code: 'SOURCE_THROTTLED', message: 'was called too often.', retry: 'WHEN_ANNOUNCED' },
  CALLER_THROTTLED: {
    code: 'SOURCE_THROTTLED',
    message: 'was not called: this caller has used up its calls for the current minute.',
  },
  OVER_RATE_LIMIT: {
    code: 'SOURCE_THROTTLED',
    message: 'was not called: the query needs more calls than its rate limit allows in a minute.',
  },
  OVERLOADED: {
    code: 'SOURCE_OVERLOADED',
    message: 'was not called: it failed too often, or too many calls are waiting for it.',
  },
  UNAUTHORIZED: { code: 'SOURCE_UNAUTHORIZED', message: 'rejected the credential of this server.', isRefusal: true },
  REFUSED: { code: 'SOURCE_REFUSED', message: 'rejected the request of this server.', isRefusal: true },
  CONTRACT: { code: 'SOURCE_CONTRACT', message: 'sent an answer that this server does not understand.' },
  TOO_LARGE: { code: 'SOURCE_CONTRACT', message: 'sent a larger answer than this server reads.' },
  UNFILTERED: {
    code: 'SOURCE_CONTRACT',
    message: "cannot tell which bookings are the team's: the team has no event types.",
  },
  TRUNCATED: { code: 'SOURCE_CONTRACT', message: 'has more rows than this server reads.' },
  NOT_CONFIGURED: { code: 'SOURCE_NOT_CONFIGURED', message: 'is not configured.' },
} as const satisfies Readonly<Record<string, FailureFacts>>;
export type SourceFailureReason = keyof typeof SOURCE_FAILURES;

interface CauseFacts {
  /** The message of the error, after the name of the source. */
  readonly message: string;
  /** What the operator can do about it. */
  remedy(source: Source): string;
  /** Nothing of the source can be read: the settings point to something that is not there. */
  readonly isMisdirected?: boolean;
}

/** What is wrong with a setting or a right, where the source lets this server tell. */
const FAILURE_CAUSES = {
  RIGHTS: {
    message: 'does not let the credential of this server read that.',
    remedy: () => 'the credential is good, but its rights or its plan are not enough',
  },
  ORGANIZATION: {
    message: 'does not know the organization of this server, or its credential is not a member.',
    remedy: (source) => `no such organization, or the credential is not a member: see ${source}_ORG_ID`,
    isMisdirected: true,
  },
  TEAM: {
    message: 'does not know the team of this server, or its credential is not a member.',
    remedy: (source) => `no such team, or the credential is not a member: see ${source}_TEAM_ID`,
    isMisdirected: true,
  },
  PATH: {
    message: 'has no API at the URL of this server.',
    remedy: (source) => `no such path: see ${source}_API_URL`,
    isMisdirected: true,
  },
} as const satisfies Readonly<Record<string, CauseFacts>>;
export type SourceFailureCause = keyof typeof FAILURE_CAUSES;

/** What the operator can do about a failure; undefined where that is not known. */
export function remedyOf(
  source: Source,
  reason: SourceFailureReason,
  cause: SourceFailureCause | undefined,
): string | undefined {
  if (cause !== undefined) return FAILURE_CAUSES[cause].remedy(source);
  return reason === 'UNAUTHORIZED' ? `see ${source}_API_KEY` : undefined;
}

export interface SourceFailureContext {
  /** The cause, for the log and the operator. It holds nothing that a vendor sent, and never reaches a client. */
  readonly detail?: string;
  readonly cause?: SourceFailureCause;
  /**
   * After how many milliseconds the same request gets further: what the source announces with a 429, 30 s where it announces
   * nothing, or this server's own forecast of its rate limit or circuit breaker.
   */
  readonly retryAfterMs?: number;
  /** The position, from 0, of the row that could not be read; the rest of the list could. */
  readonly row?: number;
  /** How many more rows could not be read, beyond those that have an error of their own. */
  readonly moreRows?: number;
  /** The HTTP status of the answer, where there was one. */
  readonly status?: number;
  /** This process was suspended or busy meanwhile, so the failure says nothing about the source. */
  readonly isOurs?: boolean;
}

/** A source gave no answer, or none that can be used. The message may reach the client. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly source: Source;
  readonly reason: SourceFailureReason;
  readonly context: SourceFailureContext;

  constructor(source: Source, reason: SourceFailureReason, context: SourceFailureContext = {}) {
    const { message } = context.cause ? FAILURE_CAUSES[context.cause] : SOURCE_FAILURES[reason];
    super(`${SOURCE_NAMES[source]} ${message.replace(/\.$/, '')}${whereIn(context)}.`);
    this.source = source;
    this.reason = reason;
    this.context = context;
  }

  get facts(): FailureFacts {
    return SOURCE_FAILURES[this.reason];
  }

  get code(): ErrorCode {
    return this.facts.code;
  }

  /** Nothing of the source can be read: the settings point to something that is not there. */
  get isMisdirected(): boolean {
    const { cause } = this.context;
    const facts: CauseFacts | undefined = cause && FAILURE_CAUSES[cause];
    return facts?.isMisdirected === true;
  }
}

function whereIn({ row, moreRows }: SourceFailureContext): string {
  if (row !== undefined) return ` (row ${row})`;
  return moreRows === undefined ? '' : ` (${moreRows} more rows)`;
}

/** The key in the extensions of a `GraphQLError` that marks a value which a scalar does not accept. */
export const BAD_VALUE = 'badValue';

/** An argument has a value that the schema allows and the field does not. The message names it and may reach the client. */
export class BadInputError extends Error {
  override readonly name = 'BadInputError';
  readonly code = 'BAD_USER_INPUT';
  readonly argument: string;

  constructor(argument: string, sentence: string) {
    super(`Argument "${argument}": ${sentence}`);
    this.argument = argument;
  }
}

/** The request has no valid token. The message does not say why: an attacker who guesses tokens would learn from it. */
export class UnauthenticatedError extends Error {
  override readonly name = 'UnauthenticatedError';
  readonly code = 'UNAUTHENTICATED';

  constructor() {
    super('Expected a valid token in the header Authorization: Bearer TOKEN.');
  }
}

/** A token cannot be verified, because the keys of the issuer could not be read. */
export class AuthUnavailableError extends Error {
  override readonly name = 'AuthUnavailableError';
  readonly code = 'AUTH_UNAVAILABLE';
  /** When this server reads the keys again, in milliseconds from now. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, cause?: unknown) {
    super('Tokens cannot be verified at present.', { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

/** The caller lacks a scope. Any one set of scopes in `needed` would do. The message may reach the client. */
export class ForbiddenError extends Error {
  override readonly name = 'ForbiddenError';
  readonly code = 'FORBIDDEN';

  /** `argument` is undefined where the field itself needs the scope. */
  constructor(needed: readonly (readonly string[])[], argument?: string) {
    const scopes = needed.map((all) => all.join(' and ')).join(', or ');
    super(`${argument === undefined ? 'This field' : `Argument "${argument}"`} needs the scope ${scopes}.`);
  }
}

/** Further fields that failed like `first`, beyond those with an error of their own. The client sees the code of `first`. */
export class MoreFieldsError extends Error {
  override readonly name = 'MoreFieldsError';
  readonly first: unknown;
  readonly count: number;

  constructor(first: unknown, count: number) {
    super('More fields failed.');
    this.first = first;
    this.count = count;
  }
}

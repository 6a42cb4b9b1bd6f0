/**
 * The errors this server knows, by who owns them: the caller (`BadInputError`, `UnauthenticatedError`, `ForbiddenError`),
 * a source (`SourceError`), whoever vouches for callers (`AuthUnavailableError`), or us (everything else, shown to
 * nobody). What a client sees of each is told here; how it is sent is not decided here.
 */

export const SOURCES = ['CALCOM', 'ALO', 'SALESHANDY'] as const;
export type Source = (typeof SOURCES)[number];

/** Why a source gave no answer: the code a client sees, and the sentence it reads after the name of the source. */
const SOURCE_FAILURES = {
  UNAVAILABLE: { code: 'SOURCE_UNAVAILABLE', sentence: 'could not be reached.' },
  TIMEOUT: { code: 'SOURCE_TIMEOUT', sentence: 'did not answer in time.' },
  THROTTLED: { code: 'SOURCE_THROTTLED', sentence: 'is being asked too often.' },
  ALLOWANCE: {
    code: 'SOURCE_THROTTLED',
    sentence: 'is not asked for this caller for now, who has caused as many calls as one may in a minute.',
  },
  OVERLOADED: {
    code: 'SOURCE_OVERLOADED',
    sentence: 'is not being asked for now: it failed too often, or too many wait.',
  },
  UNAUTHORIZED: { code: 'SOURCE_UNAUTHORIZED', sentence: 'refused the credential of this server.' },
  REFUSED: { code: 'SOURCE_REFUSED', sentence: 'refused the request of this server.' },
  CONTRACT: { code: 'SOURCE_CONTRACT', sentence: 'answered something this server does not understand.' },
  TOO_LARGE: { code: 'SOURCE_CONTRACT', sentence: 'sent a larger answer than this server reads.' },
  UNFILTERED: {
    code: 'SOURCE_CONTRACT',
    sentence: "cannot tell which bookings are the team's: the team has no event types.",
  },
  CUT: { code: 'SOURCE_CONTRACT', sentence: 'has more than can be looked through.' },
  NOT_CONFIGURED: { code: 'SOURCE_NOT_CONFIGURED', sentence: 'is not configured.' },
} as const;
export type SourceFailureReason = keyof typeof SOURCE_FAILURES;

/** What is wrong with a setting or a right, where a source lets one tell: what a client reads, and what an operator does. */
const CAUSES = {
  RIGHTS: {
    sentence: 'does not let the credential of this server read that.',
    remedy: () => 'the credential is good, but its rights or its plan are not enough',
  },
  ORGANIZATION: {
    sentence: 'does not know the organization of this server, or does not count its credential in.',
    remedy: (source: Source) => `no such organization, or the credential is not of it: see ${source}_ORG_ID`,
  },
  TEAM: {
    sentence: 'does not know the team of this server, or does not count its credential in.',
    remedy: (source: Source) => `no such team, or the credential is not of it: see ${source}_TEAM_ID`,
  },
  PATH: {
    sentence: 'has nothing where this server asks.',
    remedy: (source: Source) => `no such path: see ${source}_API_URL`,
  },
} as const;
export type SourceFailureCause = keyof typeof CAUSES;

/** What an operator does about a failure; undefined where that is not known. */
export function remedyOf(
  source: Source,
  reason: SourceFailureReason,
  cause: SourceFailureCause | undefined,
): string | undefined {
  if (cause !== undefined) return CAUSES[cause].remedy(source);
  return reason === 'UNAUTHORIZED' ? `see ${source}_API_KEY` : undefined;
}

const SOURCE_NAMES: Record<Source, string> = { CALCOM: 'Cal.com', ALO: 'ALO', SALESHANDY: 'Saleshandy' };

/** What is told about a failure beside its reason. `detail` is for operators alone and never holds what a vendor sent. */
export interface SourceFailureContext {
  readonly detail?: string;
  readonly cause?: SourceFailureCause;
  /** How long to wait before asking again, in milliseconds, where the source said so. */
  readonly retryAfterMs?: number;
  /** The position, from 0, of the row that could not be read, where the rest of the list could. */
  readonly row?: number;
  /** How many more rows could not be read than are told one by one. */
  readonly moreRows?: number;
  /** The HTTP status of the answer, where there was one. */
  readonly status?: number;
  /** Whether this process stood still meanwhile, so that it says nothing about the source. */
  readonly isOurs?: boolean;
}

/** A source that gave no answer, or none that can be used. Its message is fit for a client. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly source: Source;
  readonly reason: SourceFailureReason;
  readonly context: SourceFailureContext;

  constructor(source: Source, reason: SourceFailureReason, context: SourceFailureContext = {}) {
    const { sentence } = context.cause ? CAUSES[context.cause] : SOURCE_FAILURES[reason];
    super(`${SOURCE_NAMES[source]} ${sentence.replace(/\.$/, '')}${whereIn(context)}.`);
    this.source = source;
    this.reason = reason;
    this.context = context;
  }

  get code(): string {
    return SOURCE_FAILURES[this.reason].code;
  }

  /** Whether the source said no, and will again: to the credential, or to the request. */
  get isRefusal(): boolean {
    return this.reason === 'UNAUTHORIZED' || this.reason === 'REFUSED';
  }

  /** Whether the source has nothing where the settings say that it is: not one thing lacks, but all. */
  get isAstray(): boolean {
    const { cause } = this.context;
    return cause === 'ORGANIZATION' || cause === 'TEAM' || cause === 'PATH';
  }
}

function whereIn({ row, moreRows }: SourceFailureContext): string {
  if (row !== undefined) return ` (row ${row})`;
  return moreRows === undefined ? '' : ` (${moreRows} more rows)`;
}

/** The extension of a `GraphQLError` that says: a scalar cannot be what the caller wrote. */
export const BAD_VALUE = 'badValue';

/** What the caller asked cannot be asked. The message names the argument and is fit for a client. */
export class BadInputError extends Error {
  override readonly name = 'BadInputError';
  readonly argument: string;

  constructor(argument: string, sentence: string) {
    super(`Argument "${argument}": ${sentence}`);
    this.argument = argument;
  }
}

/** Nobody knows who asks. Says nothing of why: who guesses tokens would learn from it. */
export class UnauthenticatedError extends Error {
  override readonly name = 'UnauthenticatedError';
  readonly code = 'UNAUTHENTICATED';

  constructor() {
    super('Expected a valid token in the header Authorization: Bearer TOKEN.');
  }
}

/** Whether a token is valid cannot be told: the keys to check it by could not be read. No fault of the caller's. */
export class AuthUnavailableError extends Error {
  override readonly name = 'AuthUnavailableError';
  readonly code = 'AUTH_UNAVAILABLE';
  /** When the keys are read again, in milliseconds from now. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, cause?: unknown) {
    super('Tokens cannot be checked at present.', { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

/** The caller may not see that. `needed`: any one of these sets of scopes would do. Its message is fit for a client. */
export class ForbiddenError extends Error {
  override readonly name = 'ForbiddenError';
  readonly code = 'FORBIDDEN';

  /** `what` names an argument; without it the field itself is meant. */
  constructor(needed: readonly (readonly string[])[], what?: string) {
    const scopes = needed.map((all) => all.join(' and ')).join(', or ');
    super(`${what === undefined ? 'This field' : `Argument "${what}"`} needs the scope ${scopes}.`);
  }
}

/** Fields that failed like `first`, beyond those whose errors are told one by one. What a client sees is that error's. */
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

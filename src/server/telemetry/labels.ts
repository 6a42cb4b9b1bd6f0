/**
 * The values of labels in log, metrics and traces: a short fixed list for each, with one value for everything else. Text
 * that a client or a vendor chose is never a label value, so the cardinality is bounded.
 */
import { ERROR_CODES, type ErrorCode, factsOf } from '../../errors.ts';

/** Every error code, and OTHER for any other code. */
export const CODES = [...(Object.keys(ERROR_CODES) as ErrorCode[]), 'OTHER'] as const;
export type Code = (typeof CODES)[number];

/** The label of an error code, whatever it is. */
export const codeOf = (code: unknown): Code => oneOf(CODES, code, 'OTHER');

export const PATHS = ['graphql', 'page', 'health', 'metrics', 'webhooks', 'other'] as const;
export type Path = (typeof PATHS)[number];

/** The label of the path of a request target. */
export function pathOf(pathname: string): Path {
  if (pathname === '/graphql') return 'graphql';
  if (pathname === '/healthz' || pathname === '/readyz') return 'health';
  if (pathname === '/metrics') return 'metrics';
  if (pathname.startsWith('/graphiql/')) return 'page';
  return pathname.startsWith('/webhooks/') ? 'webhooks' : 'other';
}

/** Monitors send these requests all day. */
export const isProbe = (path: Path): boolean => path === 'health' || path === 'metrics';
/** Requests that say little about the use of the graph: probes, and the many files of GraphiQL. */
export const isRoutine = (path: Path): boolean => isProbe(path) || path === 'page';

const METHODS = ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', '_OTHER'] as const;
export type Method = (typeof METHODS)[number];

/** The label of an HTTP method; `_OTHER` as in the semantic conventions of OpenTelemetry. */
export const methodOf = (method: string | undefined): Method => oneOf(METHODS, method, '_OTHER');

const OPERATION_TYPES = ['query', 'mutation', 'subscription', 'none'] as const;
export type OperationType = (typeof OPERATION_TYPES)[number];

/** The label of the type of a GraphQL operation; `none` for a request without a valid one. */
export const operationTypeOf = (type: string | undefined): OperationType => oneOf(OPERATION_TYPES, type, 'none');

/** `closed`: the client left before it had the answer. */
export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx', 'closed'] as const;
type StatusClass = (typeof STATUS_CLASSES)[number];

/** The label of an HTTP status; undefined if the client left before it had the answer. */
export const statusClassOf = (status: number | undefined): StatusClass =>
  status === undefined ? 'closed' : oneOf(STATUS_CLASSES, `${Math.floor(status / 100)}xx`, '5xx');

/**
 * What the cache of answers had for a request that was looked up: the answer; the answer that an equal request was making; or
 * nothing.
 */
export const ANSWER_LOOKUPS = ['hit', 'shared', 'miss'] as const;
export type AnswerLookup = (typeof ANSWER_LOOKUPS)[number];

/** The reasons for a rejection that are more precise than the error code. */
const FURTHER_REASONS = ['too_large', 'too_slow', 'limit', 'cross_site', 'not_found', 'other'] as const;
export type RejectionReason =
  | Extract<(typeof ERROR_CODES)[ErrorCode], { rejection: string }>['rejection']
  | (typeof FURTHER_REASONS)[number];

/** Why a request is rejected as a whole: the reasons of the error codes, and further ones. */
export const REJECTION_REASONS: readonly RejectionReason[] = [
  ...new Set(Object.values(ERROR_CODES).flatMap((facts) => ('rejection' in facts ? [facts.rejection] : []))),
  ...FURTHER_REASONS,
];

const REASON_OF_STATUS: Readonly<Record<number, RejectionReason>> = {
  403: 'cross_site',
  404: 'not_found',
  408: 'too_slow',
  413: 'too_large',
  431: 'too_large',
};
/** `status` is undefined if the engine rejected the request. `isOverLimit`: the query exceeds a query limit. */
export function reasonOf(status: number | undefined, code: Code, isOverLimit = false): RejectionReason {
  if (isOverLimit && code !== 'COST_EXCEEDED') return 'limit';
  return REASON_OF_STATUS[status ?? 0] ?? oneOf(REJECTION_REASONS, factsOf(code)?.rejection, 'other');
}

/**
 * Why authentication failed. Only the operator sees it. `missing` and `malformed`: no token, or not the form of one;
 * `unknown_token`: not in the settings; the rest is about JSON Web Tokens. `claims`: no subject or no expiry. `other`: the
 * key is invalid.
 */
export const AUTH_FAILURES = [
  'missing',
  'malformed',
  'unknown_token',
  'algorithm',
  'unknown_key',
  'signature',
  'issuer',
  'audience',
  'not_yet',
  'expired',
  'claims',
  'other',
] as const;
export type AuthFailure = (typeof AUTH_FAILURES)[number];

const OPERATION_NAME = /^[_A-Za-z]\w{0,63}$/;
/** The name of an operation if it is a short GraphQL name, else `(other)`; undefined for none. */
export const operationOf = (name: string | undefined): string | undefined =>
  name === undefined || OPERATION_NAME.test(name) ? name : '(other)';

const CALLER = /^[\w.:-]{1,80}$/;
/** The name of a caller if it has the form that authentication gives, else `(other)`; undefined for none. */
export const callerOf = (name: string | undefined): string | undefined =>
  name === undefined || CALLER.test(name) ? name : '(other)';

const REQUEST_ID = /^[\w.-]{1,64}$/;
/** The id of a request: that of its header if it is short and harmless, else a new one. */
export const requestIdOf = (header: string | undefined, newId: () => string): string =>
  header !== undefined && REQUEST_ID.test(header) ? header : newId();

function oneOf<const Value extends string>(values: readonly Value[], value: unknown, other: Value): Value {
  return values.find((one) => one === value) ?? other;
}

/**
 * The words that logs, metrics and traces use for what a client or a vendor chose: of each kind a short list, and one word
 * for all the rest. Nothing else of what was sent is ever counted by.
 */

import { ERROR_CODES, type ErrorCode, factsOf } from '../../errors.ts';

/** Every error code, and OTHER for a code that is not one of ours. */
export const CODES = [...(Object.keys(ERROR_CODES) as ErrorCode[]), 'OTHER'] as const;
export type Code = (typeof CODES)[number];

export const codeOf = (code: unknown): Code => oneOf(CODES, code, 'OTHER');

export const PATHS = ['graphql', 'page', 'health', 'metrics', 'webhooks', 'other'] as const;
export type PathWord = (typeof PATHS)[number];

export function pathOf(pathname: string): PathWord {
  if (pathname === '/graphql') return 'graphql';
  if (pathname === '/healthz' || pathname === '/readyz') return 'health';
  if (pathname === '/metrics') return 'metrics';
  if (pathname.startsWith('/graphiql/')) return 'page';
  return pathname.startsWith('/webhooks/') ? 'webhooks' : 'other';
}

/** What monitors ask all day long. */
export const isProbe = (path: PathWord): boolean => path === 'health' || path === 'metrics';
/** What says little of how the graph is used: probes, and the files of the page, of which one visit asks many. */
export const isAside = (path: PathWord): boolean => isProbe(path) || path === 'page';

const METHODS = ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', '_OTHER'] as const;
export type Method = (typeof METHODS)[number];

export const methodOf = (method: string | undefined): Method => oneOf(METHODS, method, '_OTHER');

const KINDS = ['query', 'mutation', 'subscription', 'none'] as const;
export type Kind = (typeof KINDS)[number];

export const kindOf = (kind: string | undefined): Kind => oneOf(KINDS, kind, 'none');

/** `closed`: the client left before it was answered. */
export const STATUSES = ['2xx', '3xx', '4xx', '5xx', 'closed'] as const;
export type StatusWord = (typeof STATUSES)[number];

/** `status` is undefined where the client was not answered. */
export const statusOf = (status: number | undefined): StatusWord =>
  status === undefined ? 'closed' : oneOf(STATUSES, `${Math.floor(status / 100)}xx`, '5xx');

/** Why a request as a whole is turned away. */
export const REASONS = [
  'unauthenticated',
  'auth_unavailable',
  'rate_limited',
  'too_large',
  'too_slow',
  'cost',
  'limit',
  'bad_graphql',
  'bad_variables',
  'unknown_document',
  'untrusted_document',
  'unavailable',
  'not_found',
  'bad_request',
  'internal',
  'other',
] as const;
export type Reason = (typeof REASONS)[number];

/**
 * Why nobody knows who asks, for the operator alone: no token, or none in the shape of one; a token that is not of the
 * settings; or what is wrong with a JSON Web Token. `claims`: it names nobody, or has no end. `other`: the key itself is bad.
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

const REASON_OF_STATUS: Readonly<Record<number, Reason>> = {
  404: 'not_found',
  408: 'too_slow',
  413: 'too_large',
  431: 'too_large',
};
/** `status` is undefined where GraphQL said no; `isTooMuch`: because it is asked for more than is answered. */
export function reasonOf(status: number | undefined, code: Code, isTooMuch = false): Reason {
  if (isTooMuch && code !== 'COST_EXCEEDED') return 'limit';
  return REASON_OF_STATUS[status ?? 0] ?? oneOf(REASONS, factsOf(code)?.rejection, 'other');
}

const OPERATION = /^[_A-Za-z]\w{0,63}$/;
/** The name of an operation as far as it is fit to be shown; undefined for one without a name. */
export const operationOf = (name: string | undefined): string | undefined =>
  name === undefined || OPERATION.test(name) ? name : '(other)';

const CALLER = /^[\w.:-]{1,80}$/;
/** Names of callers are made by us; one that looks otherwise is not shown. */
export const callerOf = (name: string | undefined): string | undefined =>
  name === undefined || CALLER.test(name) ? name : '(other)';

const REQUEST_ID = /^[\w.-]{1,64}$/;
/** The id of a request: that of its header where it is harmless, else a new one. */
export const requestIdOf = (header: string | undefined, newId: () => string): string =>
  header !== undefined && REQUEST_ID.test(header) ? header : newId();

function oneOf<const Word extends string>(words: readonly Word[], word: unknown, rest: Word): Word {
  return words.find((one) => one === word) ?? rest;
}

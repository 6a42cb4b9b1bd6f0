/** Checks JSON Web Tokens: whether the issuer signed them, for this server, for now; and says who they name. */
import { createHash } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { JwksConfig } from '../../config/config.ts';
import { SCOPES, type Scope } from '../../config/values.ts';
import { AuthUnavailableError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import type { AuthFailure } from '../telemetry/labels.ts';

import { createKeySet } from './jwks.ts';
import type { Principal } from './principal.ts';

/** Public keys alone: who can check a token must not be able to make one. So no HMAC, and never `none`. */
const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const ALGORITHMS = [...RSA, 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** How far the clock of whoever signs may be off. */
const CLOCK_TOLERANCE_S = 5;
/** To check a signature takes a tenth of a millisecond and more; to know a token again, a hundredth of that. */
const KEPT_MS = 30_000;
const MOST_KEPT = 1_000;

interface Kept {
  readonly caller: Principal;
  readonly keptAtMs: number;
  /** In milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

export const isJwt = (token: string): boolean => token.split('.').length === 3;

/**
 * Says who a token names, given its SHA-256, too; why it is not valid where it is not. Rejects with an
 * `AuthUnavailableError` where that cannot be told. `warn` is told when the keys cannot be read, and can be again. What is not valid is not kept: each guess is another one, and what is too early today is not so
 * tomorrow.
 */
export function createJwts(
  jwks: JwksConfig,
  clock: Clock,
  warn: (message: string) => void,
): (token: string, hash: Buffer) => Promise<Principal | AuthFailure> {
  const known = new LRUCache<string, Kept>({ max: MOST_KEPT });
  // What a key vouched for that was taken back is not known any more.
  const findKey = createKeySet(jwks.url, clock, { warn, renewed: () => known.clear() });

  async function verify(token: string): Promise<JWTPayload | AuthFailure> {
    try {
      const { payload } = await jwtVerify(token, findKey, {
        algorithms: ALGORITHMS,
        issuer: jwks.issuer,
        audience: jwks.audience,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(clock.epochMs()),
      });
      return payload;
    } catch (error) {
      if (error instanceof AuthUnavailableError) throw error;
      // Whatever else is wrong, with the token or the key that it names: nobody vouches for it.
      return failureOf(error);
    }
  }

  return async (token, hash) => {
    const key = hash.toString('base64');
    const kept = known.get(key);
    if (kept && clock.nowMs() - kept.keptAtMs < KEPT_MS && clock.epochMs() < kept.expiresAtMs) return kept.caller;
    known.delete(key);
    const payload = await verify(token);
    if (typeof payload === 'string') return payload;
    const caller = callerOf(payload);
    if (!caller) return 'claims';
    known.set(key, { caller, keptAtMs: clock.nowMs(), expiresAtMs: Number(payload.exp) * 1000 });
    return caller;
  };
}

/** By the codes of jose, https://github.com/panva/jose/blob/main/docs/util/errors/README.md */
const FAILURE_OF_CODE: ReadonlyMap<string, AuthFailure> = new Map([
  [errors.JWSInvalid.code, 'malformed'],
  [errors.JWTInvalid.code, 'malformed'],
  [errors.JOSENotSupported.code, 'algorithm'],
  [errors.JOSEAlgNotAllowed.code, 'algorithm'],
  [errors.JWKSNoMatchingKey.code, 'unknown_key'],
  [errors.JWKSMultipleMatchingKeys.code, 'unknown_key'],
  [errors.JWSSignatureVerificationFailed.code, 'signature'],
  [errors.JWTExpired.code, 'expired'],
]);
const FAILURE_OF_CLAIM: ReadonlyMap<string, AuthFailure> = new Map([
  ['iss', 'issuer'],
  ['aud', 'audience'],
]);

/** Says it in a word of ours: the texts of errors may quote the token. */
function failureOf(error: unknown): AuthFailure {
  if (error instanceof errors.JWTClaimValidationFailed) {
    const isEarly = error.claim === 'nbf' && error.reason === 'check_failed';
    return isEarly ? 'not_yet' : (FAILURE_OF_CLAIM.get(error.claim) ?? 'claims');
  }
  return (error instanceof errors.JOSEError && FAILURE_OF_CODE.get(error.code)) || 'other';
}

function callerOf(payload: JWTPayload): Principal | undefined {
  const { iss, sub } = payload;
  if (typeof sub !== 'string' || sub === '') return undefined;
  return { name: nameOf(iss, sub), scopes: scopesOf(payload) };
}

/** A hash: a subject may be an e-mail, and the name of a caller goes into logs. */
const nameOf = (issuer: unknown, subject: string): string =>
  `jwt:${createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex')
    .slice(0, 16)}`;

/**
 * The claims that may hold the scopes, the first that a token has counts. `scope` is a text (RFC 8693, 4.2); Okta and Entra
 * send `scp`, a list or a text, and Auth0 `permissions`.
 */
const SCOPE_CLAIMS: readonly { readonly name: string; readonly mayBeList: boolean }[] = [
  { name: 'scope', mayBeList: false },
  { name: 'scp', mayBeList: true },
  { name: 'permissions', mayBeList: true },
];

/** All scopes where the token has none of the claims. Words of other services, and a claim of another type, grant nothing. */
function scopesOf(payload: JWTPayload): ReadonlySet<Scope> {
  const claim = SCOPE_CLAIMS.find(({ name }) => payload[name] !== undefined);
  if (!claim) return new Set(SCOPES);
  const words = wordsIn(payload[claim.name], claim.mayBeList);
  return new Set(SCOPES.filter((one) => words.includes(one)));
}

function wordsIn(value: unknown, mayBeList: boolean): readonly unknown[] {
  if (typeof value === 'string') return value.split(' ');
  return mayBeList && Array.isArray(value) ? value : [];
}

/** Verifies JSON Web Tokens (RFC 7519): signature, issuer, audience and expiry. Gives the principal that a token names. */
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

/** Public keys alone: with a shared secret (HMAC) this server could issue tokens. Never `none`. */
const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const ALGORITHMS = [...RSA, 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** How far the clock of the issuer may differ. */
const CLOCK_TOLERANCE_S = 5;
/** A verified token is cached: to verify a signature takes a hundred times as long as a look-up. */
const CACHE_MS = 30_000;
const MAX_CACHED = 1_000;

interface CachedPrincipal {
  readonly principal: Principal;
  readonly cachedAtMs: number;
  /** In milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** Whether a token has the form of a JSON Web Token. */
export const isJwt = (token: string): boolean => token.split('.').length === 3;

/**
 * The returned function takes a token and its SHA-256, and gives the principal, or why the token is not valid. It rejects
 * with an `AuthUnavailableError` if the keys cannot be read; `warn` is called about that. Only valid tokens are cached.
 */
export function createJwtVerifier(
  jwks: JwksConfig,
  clock: Clock,
  warn: (message: string) => void,
): (token: string, hash: Buffer) => Promise<Principal | AuthFailure> {
  const cache = new LRUCache<string, CachedPrincipal>({ max: MAX_CACHED });
  // A token whose key was revoked is no longer valid.
  const findKey = createKeySet(jwks.url, clock, { warn, read: () => cache.clear() });

  return async (token, hash) => {
    const key = hash.toString('base64');
    const cached = cache.get(key);
    if (cached && clock.nowMs() - cached.cachedAtMs < CACHE_MS && clock.epochMs() < cached.expiresAtMs) {
      return cached.principal;
    }
    cache.delete(key);
    const payload = await verify(token);
    if (typeof payload === 'string') return payload;
    const principal = principalOf(payload);
    if (!principal) return 'claims';
    cache.set(key, { principal, cachedAtMs: clock.nowMs(), expiresAtMs: Number(payload.exp) * 1000 });
    return principal;
  };

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
      // Any other error is about the token, or about the key that it names.
      return failureOf(error);
    }
  }
}

/** By the codes of jose: https://github.com/panva/jose/blob/main/docs/util/errors/README.md */
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

/** A label, never the message of the error, which may quote the token. */
function failureOf(error: unknown): AuthFailure {
  if (error instanceof errors.JWTClaimValidationFailed) {
    const isEarly = error.claim === 'nbf' && error.reason === 'check_failed';
    return isEarly ? 'not_yet' : (FAILURE_OF_CLAIM.get(error.claim) ?? 'claims');
  }
  return (error instanceof errors.JOSEError && FAILURE_OF_CODE.get(error.code)) || 'other';
}

function principalOf(payload: JWTPayload): Principal | undefined {
  const { iss, sub } = payload;
  if (typeof sub !== 'string' || sub === '') return undefined;
  return { name: nameOf(iss, sub), subject: sub, scopes: scopesOf(payload) };
}

/** A hash: a subject may be an e-mail, and the name of a caller is logged. */
const nameOf = (issuer: unknown, subject: string): string =>
  `jwt:${createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex')
    .slice(0, 16)}`;

/**
 * The claims that may hold the scopes; the first that a token has counts. `scope` is a text (RFC 8693, 4.2). Okta and Entra
 * send `scp`, a list or a text, and Auth0 sends `permissions`.
 */
const SCOPE_CLAIMS: readonly { readonly name: string; readonly mayBeList: boolean }[] = [
  { name: 'scope', mayBeList: false },
  { name: 'scp', mayBeList: true },
  { name: 'permissions', mayBeList: true },
];

/** All scopes if the token has none of the claims. Unknown scopes, and a claim of another type, grant nothing. */
function scopesOf(payload: JWTPayload): ReadonlySet<Scope> {
  const claim = SCOPE_CLAIMS.find(({ name }) => payload[name] !== undefined);
  if (!claim) return new Set(SCOPES);
  const granted = valuesOf(payload[claim.name], claim.mayBeList);
  return new Set(SCOPES.filter((scope) => granted.includes(scope)));
}

function valuesOf(claim: unknown, mayBeList: boolean): readonly unknown[] {
  if (typeof claim === 'string') return claim.split(' ');
  return mayBeList && Array.isArray(claim) ? claim : [];
}

/** Authentication: the principal behind the `Authorization` header, by a static token or a JSON Web Token (jwt.ts). */
import { hash as digestOf, timingSafeEqual } from 'node:crypto';
import type { AuthConfig } from '../../config/config.ts';
import { SCOPES, type Scope, type StaticToken } from '../../config/values.ts';
import { UnauthenticatedError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import type { AuthFailure } from '../telemetry/labels.ts';
import { createJwtVerifier, isJwt } from './jwt.ts';
import type { Principal } from './principal.ts';

export interface Authentication {
  /**
   * `authorization` is the value of the header. Rejects with an `UnauthenticatedError`, or with an `AuthUnavailableError`
   * if the keys of the issuer cannot be read.
   */
  authenticate(request: { readonly authorization: string | undefined; readonly address: string }): Promise<Principal>;
}

interface AuthenticationOptions {
  /** Called with a fixed sentence when the keys of the issuer cannot be read, and when they can be read again. */
  warn(message: string): void;
  /** Called with the reason during an `authenticate` that fails. The client does not learn it. */
  failed(reason: AuthFailure): void;
}

/** Longer headers are not parsed: tokens are shorter. */
const MAX_HEADER_LENGTH = 8 * 1024;
/** RFC 6750, 2.1. The scheme is case-insensitive: RFC 9110, 11.1. */
const BEARER = /^bearer +([\w.~+/-]+=*)$/i;
const ALL_SCOPES: ReadonlySet<Scope> = new Set(SCOPES);
const SILENT: AuthenticationOptions = { warn: () => {}, failed: () => {} };

/** If `auth` is undefined, authentication is off: the principal is the address and has all scopes. */
export function createAuthentication(
  auth: AuthConfig | undefined,
  clock: Clock,
  { warn, failed }: AuthenticationOptions = SILENT,
): Authentication {
  if (!auth) {
    return {
      authenticate: async ({ address }) => ({ name: `address:${address}`, subject: null, scopes: ALL_SCOPES }),
    };
  }
  const findStaticToken = createStaticTokens(auth.tokens);
  const verifyJwt = auth.jwks && createJwtVerifier(auth.jwks, clock, warn);

  return {
    authenticate: async ({ authorization = '' }) => {
      const found = await find(authorization);
      if (typeof found === 'object') return found;
      failed(found);
      throw new UnauthenticatedError();
    },
  };

  async function find(authorization: string): Promise<Principal | AuthFailure> {
    if (authorization === '') return 'missing';
    const token = authorization.length > MAX_HEADER_LENGTH ? undefined : BEARER.exec(authorization)?.[1];
    if (token === undefined) return 'malformed';
    const hash = digestOf('sha256', token, 'buffer');
    return findStaticToken(hash) ?? (isJwt(token) ? await verifyJwt?.(token, hash) : undefined) ?? 'unknown_token';
  }
}

/** Compares a hash with all tokens in constant time, so that the duration does not show how much of it is right. */
function createStaticTokens(tokens: readonly StaticToken[]): (hash: Buffer) => Principal | undefined {
  const known = tokens.map(({ name, sha256, scopes }) => ({
    hash: Buffer.from(sha256, 'hex'),
    principal: { name: `token:${name}`, subject: name, scopes },
  }));
  return (hash) => known.filter((token) => timingSafeEqual(token.hash, hash))[0]?.principal;
}

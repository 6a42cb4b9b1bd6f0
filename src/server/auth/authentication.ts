/** Who asks: says whose the token of a request is, and what they may see. How a JSON Web Token is checked is in jwts.ts. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { AuthConfig } from '../../config/config.ts';
import { SCOPES, type Scope, type StaticToken } from '../../config/values.ts';
import { UnauthenticatedError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import type { AuthFailure } from '../telemetry/labels.ts';
import { createJwts, isJwt } from './jwt.ts';
import type { Principal } from './principal.ts';

export interface Authentication {
  /**
   * `authorization` is the value of the header; of several, all of them, joined by commas. Rejects with an
   * `UnauthenticatedError`, or with an `AuthUnavailableError` where nobody can tell.
   */
  authenticate(request: { readonly authorization: string | undefined; readonly address: string }): Promise<Principal>;
}

interface AuthenticationOptions {
  /** Told, in sentences of ours, when the keys of the issuer cannot be read, and when they can be again. */
  warn(message: string): void;
  /** Told why somebody is refused as unknown, during their `authenticate`: they themselves are not. */
  refused(reason: AuthFailure): void;
}

/** The longest header that is looked at: tokens are short, and what is long is not one. */
const LONGEST_HEADER = 8 * 1024;
/** RFC 6750, 2.1. The scheme is spelt in any case: RFC 9110, 11.1. */
const BEARER = /^bearer +([\w.~+/-]+=*)$/i;
const UNTOLD: AuthenticationOptions = { warn: () => {}, refused: () => {} };
const ALL_SCOPES: ReadonlySet<Scope> = new Set(SCOPES);

/** `auth` is undefined where nobody is asked who they are: then everybody is let in and may see everything. */
export function createAuthentication(
  auth: AuthConfig | undefined,
  clock: Clock,
  { warn, refused }: AuthenticationOptions = UNTOLD,
): Authentication {
  if (!auth) return { authenticate: async ({ address }) => ({ name: `address:${address}`, scopes: ALL_SCOPES }) };
  const byStaticToken = createStaticTokens(auth.tokens);
  const byJwt = auth.jwks && createJwts(auth.jwks, clock, warn);

  async function find(authorization: string): Promise<Principal | AuthFailure> {
    if (authorization === '') return 'missing';
    const token = authorization.length > LONGEST_HEADER ? undefined : BEARER.exec(authorization)?.[1];
    if (token === undefined) return 'malformed';
    const hash = createHash('sha256').update(token).digest();
    return byStaticToken(hash) ?? (isJwt(token) ? await byJwt?.(token, hash) : undefined) ?? 'unknown_token';
  }

  return {
    authenticate: async ({ authorization = '' }) => {
      const found = await find(authorization);
      if (typeof found === 'object') return found;
      refused(found);
      throw new UnauthenticatedError();
    },
  };
}

/** Compares with every token, however early one fits, so that the time it takes tells nothing. */
function createStaticTokens(tokens: readonly StaticToken[]): (hash: Buffer) => Principal | undefined {
  const known = tokens.map(({ name, sha256, scopes }) => ({
    hash: Buffer.from(sha256, 'hex'),
    caller: { name: `token:${name}`, scopes },
  }));
  return (hash) => {
    const fitting = known.filter((token) => timingSafeEqual(token.hash, hash));
    return fitting[0]?.caller;
  };
}

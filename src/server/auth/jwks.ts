/**
 * The JSON Web Key Set of an issuer (RFC 7517): read when a token first needs it, cached, and read again when it is stale or
 * a token names an unknown key. jose's `createRemoteJWKSet` does not fit: it reads again for every token while the issuer is
 * down, drops its keys when they are stale, reads a body of any size, and has a clock of its own.
 */
import { KeyObject } from 'node:crypto';
import { type CryptoKey, createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { AuthUnavailableError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import { isOver, within } from '../../time/deadline.ts';
import { faultIn } from '../telemetry/redaction.ts';

/** max-age: how long a revoked key may stay valid. */
const MAX_AGE_MS = 10 * 60_000;
/** stale-if-error: how long keys stay in use while the issuer is down. */
const STALE_IF_ERROR_MS = 60 * 60_000;
/** The pause after a failed read. */
const COOLDOWN_MS = 10_000;
/**
 * The rate limit of reads while the issuer answers, whatever tokens say. It is as low as the cooldown, but three reads may
 * follow each other, because keys can rotate just after a read.
 */
const MAX_READS = 3;
const READS_WINDOW_MS = MAX_READS * COOLDOWN_MS;
const TIMEOUT_MS = 3_000;
const MAX_BODY_BYTES = 256 * 1024;

const jwksSchema = z.object({ keys: z.array(z.unknown()) });
const jwkSchema = z.looseObject({ kty: z.string() });
type Jwks = { readonly keys: z.output<typeof jwkSchema>[] };

interface CachedKeys {
  readonly find: JWTVerifyGetKey;
  readonly readAtMs: number;
}

interface KeySetOptions {
  /** Called when the keys cannot be read, once for each outage, and when they can be read again. */
  warn(message: string): void;
  /** Called after each successful read. */
  read(): void;
}

/**
 * Finds the key of a token. Rejects with `JWKSNoMatchingKey` if the issuer has no such key, and with an
 * `AuthUnavailableError` if the keys could not be read.
 */
export function createKeySet(url: string, clock: Clock, options: KeySetOptions): JWTVerifyGetKey {
  let cached: CachedKeys | undefined;
  /** When the last reads began, the latest first. */
  let readsAtMs: readonly number[] = [];
  /** Why the last read failed; undefined if it succeeded. */
  let failure: unknown;
  let reading: Promise<void> | undefined;

  return async (header, token) => {
    const isStale = !isYoungerThan(MAX_AGE_MS);
    if (isStale) {
      const revalidated = revalidate();
      // While the issuer is down, a token does not wait for it if its key may be cached.
      if (failure === undefined || !isYoungerThan(STALE_IF_ERROR_MS)) await revalidated;
    }
    if (!cached || !isYoungerThan(STALE_IF_ERROR_MS)) throw new AuthUnavailableError(cooldownMs(), failure);
    try {
      return await cached.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    if (!isStale) await revalidate();
    try {
      return await cached.find(header, token);
    } catch (error) {
      const mayBeNew = error instanceof errors.JWKSNoMatchingKey && failure !== undefined;
      throw mayBeNew ? new AuthUnavailableError(cooldownMs(), failure) : error;
    }
  };

  function isYoungerThan(ms: number): boolean {
    return cached !== undefined && clock.nowMs() - cached.readAtMs < ms;
  }

  /** Reads the keys, unless the rate limit forbids it. All tokens share one read. */
  async function revalidate(): Promise<void> {
    if (!reading && cooldownMs() === 0) reading = read();
    await reading;
  }

  function cooldownMs(): number {
    const [last = Number.NEGATIVE_INFINITY] = readsAtMs;
    const nextReadAtMs =
      failure === undefined
        ? (readsAtMs[MAX_READS - 1] ?? Number.NEGATIVE_INFINITY) + READS_WINDOW_MS
        : last + COOLDOWN_MS;
    return Math.max(0, nextReadAtMs - clock.nowMs());
  }

  async function read(): Promise<void> {
    readsAtMs = [clock.nowMs(), ...readsAtMs].slice(0, MAX_READS);
    try {
      cached = { find: createFinder(await fetchKeys(url, clock)), readAtMs: clock.nowMs() };
      options.read();
      if (failure !== undefined) options.warn('AUTH_JWKS_URL: the keys can be read again');
      failure = undefined;
    } catch (error) {
      if (failure === undefined) options.warn(warningOf(error));
      failure = error;
    } finally {
      reading = undefined;
    }
  }
}

const warningOf = (error: unknown): string =>
  `AUTH_JWKS_URL: the keys cannot be read (${causeOf(error)}); the cached keys stay valid for an hour, and without them no ` +
  'JSON Web Token can be verified';

/** Why the keys cannot be read: a code of the system or of Node, or a fixed text. Never a part of the answer. */
function causeOf(error: unknown): string {
  if (error instanceof KeysError) return error.message;
  if (isOver(error)) return 'no answer in time';
  const codes = [error, error instanceof Error ? error.cause : undefined].map((thrown) => faultIn(thrown).code);
  return codes.find((code) => code !== undefined) ?? 'not reached';
}

/** The answer of the issuer is wrong. The message is a fixed text. */
class KeysError extends Error {
  override readonly name = 'KeysError';
}

/**
 * Finds the one key that fits a token. Several entries may fit if they hold the same key. Entries that hold no valid key do
 * not count.
 */
function createFinder(jwks: Jwks): JWTVerifyGetKey {
  const find = createLocalJWKSet(jwks);
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      let found: CryptoKey | undefined;
      for await (const key of error) {
        if (found && !KeyObject.from(key).equals(KeyObject.from(found))) throw error;
        found = key;
      }
      if (!found) throw error;
      return found;
    }
  };
}

/** Follows no redirect: its target would decide which keys are valid. */
const fetchKeys = (url: string, clock: Clock): Promise<Jwks> =>
  within(TIMEOUT_MS, clock, async ({ signal }) => {
    const headers = { accept: 'application/jwk-set+json, application/json' };
    const response = await fetch(url, { headers, redirect: 'manual', signal });
    try {
      if (response.status !== 200) throw new KeysError(`status ${response.status}`);
      return parseKeys(await readText(response));
    } finally {
      await response.body?.cancel().catch(() => {});
    }
  });

/** Throws a `KeysError` for a body that is too large. */
async function readText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let size = 0;
  let text = '';
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new KeysError('too large');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Ignores entries that are not keys (RFC 7517, 5). Throws a `KeysError` if no entry is one. */
function parseKeys(text: string): Jwks {
  try {
    const { keys: entries } = jwksSchema.parse(JSON.parse(text));
    const keys = entries.flatMap((entry) => jwkSchema.safeParse(entry).data ?? []);
    if (keys.length > 0 || entries.length === 0) return { keys };
  } catch {}
  throw new KeysError('not a JSON Web Key Set');
}

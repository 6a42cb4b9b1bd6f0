/**
 * The public keys by which JSON Web Tokens are checked: read from their address when they are first needed, kept, and
 * read again when they are old or a token names a key that is not among them. However many tokens ask for it, the address
 * is asked once in a while. (jose's own remote set asks again for every token while the address is down, forgets its keys
 * when they are old, reads a body of any size, and has a clock of its own.)
 */
import { KeyObject } from 'node:crypto';
import { type CryptoKey, createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { AuthUnavailableError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import { isOver, within } from '../../time/deadline.ts';
import { faultIn } from '../telemetry/redaction.ts';

/** How long keys are taken for current: a key that was taken back is good for so long at the most. */
const FRESH_MS = 10 * 60_000;
/** How long they serve while they cannot be read again: an outage of the address is not one of the graph. */
const USABLE_MS = 60 * 60_000;
/** How long the address is left alone after it failed. */
const COOLDOWN_MS = 10_000;
/**
 * While it answers it is asked no more often than so, whatever tokens say: on the average as rarely, but three times at once,
 * for keys may change just after they were read.
 */
const MOST_READS = 3;
const READS_MS = MOST_READS * COOLDOWN_MS;
const FETCH_MS = 3_000;
const BODY_CAP_BYTES = 256 * 1024;

const jwksSchema = z.object({ keys: z.array(z.unknown()) });
const jwkSchema = z.looseObject({ kty: z.string() });
type Jwks = { readonly keys: z.output<typeof jwkSchema>[] };

const MEANWHILE = 'JSON Web Tokens are checked by those read before, for an hour, or cannot be checked';

interface Kept {
  readonly find: JWTVerifyGetKey;
  readonly readAtMs: number;
}

/**
 * Finds the key of a token. Rejects with `JWKSNoMatchingKey` where there is none, and with an `AuthUnavailableError`
 * where that cannot be told because the keys could not be read. That they cannot be is told to `warn` once, and that they
 * can be again; and to `renewed` each time that they were read.
 */
export function createKeySet(
  url: string,
  clock: Clock,
  { warn, renewed }: { warn(message: string): void; renewed(): void },
): JWTVerifyGetKey {
  let kept: Kept | undefined;
  /** When the address was asked, the latest first. */
  let asked: readonly number[] = [];
  /** Why the last attempt failed; undefined where it went well. */
  let failure: unknown;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    asked = [clock.nowMs(), ...asked].slice(0, MOST_READS);
    try {
      kept = { find: createFinder(await fetchKeys(url, clock)), readAtMs: clock.nowMs() };
      renewed();
      if (failure !== undefined) warn('AUTH_JWKS_URL: the keys can be read again');
      failure = undefined;
    } catch (error) {
      if (failure === undefined) warn(`AUTH_JWKS_URL: the keys cannot be read (${wordFor(error)}); ${MEANWHILE}`);
      failure = error;
    } finally {
      reading = undefined;
    }
  }

  function cooldownMs(): number {
    const [last = Number.NEGATIVE_INFINITY] = asked;
    const restMs =
      failure === undefined ? (asked[MOST_READS - 1] ?? Number.NEGATIVE_INFINITY) + READS_MS : last + COOLDOWN_MS;
    return Math.max(0, restMs - clock.nowMs());
  }
  /** Reads the keys, together with whoever does so already, unless that was tried too often. */
  async function refresh(): Promise<void> {
    if (!reading && cooldownMs() === 0) reading = read();
    await reading;
  }
  const isYoungerThan = (ms: number): boolean => kept !== undefined && clock.nowMs() - kept.readAtMs < ms;

  return async (header, token) => {
    const isOld = !isYoungerThan(FRESH_MS);
    if (isOld) {
      const refreshed = refresh();
      // While the address is down nobody waits for it whose key is known already.
      if (failure === undefined || !isYoungerThan(USABLE_MS)) await refreshed;
    }
    if (!kept || !isYoungerThan(USABLE_MS)) throw new AuthUnavailableError(cooldownMs(), failure);
    try {
      return await kept.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    if (!isOld) await refresh();
    try {
      return await kept.find(header, token);
    } catch (error) {
      const isUntold = error instanceof errors.JWKSNoMatchingKey && failure !== undefined;
      throw isUntold ? new AuthUnavailableError(cooldownMs(), failure) : error;
    }
  };
}

/** What is wrong with an answer, in words of ours. */
class KeysError extends Error {
  override readonly name = 'KeysError';
}

/** Why the keys cannot be read, and nothing of what was sent: a code of the system or of Node, or words of ours. */
function wordFor(error: unknown): string {
  if (error instanceof KeysError) return error.message;
  if (isOver(error)) return 'no answer in time';
  const codes = [error, error instanceof Error ? error.cause : undefined].map((thrown) => faultIn(thrown).code);
  return codes.find((code) => code !== undefined) ?? 'not reached';
}

/** Entries that are no keys are ignored (RFC 7517, 5); where no entry is one, this is no key set. */
function parseKeys(text: string): Jwks {
  try {
    const { keys: entries } = jwksSchema.parse(JSON.parse(text));
    const keys = entries.flatMap((entry) => jwkSchema.safeParse(entry).data ?? []);
    if (keys.length > 0 || entries.length === 0) return { keys };
  } catch {}
  throw new KeysError('not a JSON Web Key Set');
}

/** Finds the one key that fits a token. Several entries may fit if they hold the same key; those that hold none do not count. */
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

/** Follows no redirect: whoever it leads to would say which keys are good. */
const fetchKeys = (url: string, clock: Clock): Promise<Jwks> =>
  within(FETCH_MS, clock, async ({ signal }) => {
    const headers = { accept: 'application/jwk-set+json, application/json' };
    const response = await fetch(url, { headers, redirect: 'manual', signal });
    try {
      if (response.status !== 200) throw new KeysError(`status ${response.status}`);
      return parseKeys(await readText(response));
    } finally {
      await response.body?.cancel().catch(() => {});
    }
  });

async function readText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let size = 0;
  let text = '';
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > BODY_CAP_BYTES) throw new KeysError('too large');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

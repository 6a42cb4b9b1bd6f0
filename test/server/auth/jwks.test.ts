/** The key set of the issuer: read rarely, revalidated, and kept while the issuer is down. */
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuthUnavailableError, UnauthenticatedError } from '../../../src/errors.ts';
import { type Authentication, createAuthentication } from '../../../src/server/auth/authentication.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { AUDIENCE, createKey, ISSUER, type Issuer, type SigningKey, sign, startIssuer } from '../../support/issuer.ts';

const MINUTE_MS = 60_000;
/** The pause between two reads. */
const COOLDOWN_MS = 10_000;

let first: SigningKey;
let second: SigningKey;
let foreign: SigningKey;
beforeAll(async () => {
  [first, second, foreign] = await Promise.all([createKey('first'), createKey('second'), createKey('foreign')]);
});

let clock: FakeClock;
let issuer: Issuer;
let authentication: Authentication;
let warnings: string[];
beforeEach(async () => {
  clock = createFakeClock();
  issuer = await startIssuer(first.publicJwk);
  warnings = [];
  const warn = (message: string) => warnings.push(message);
  const jwks = { url: issuer.url, issuer: ISSUER, audience: AUDIENCE };
  authentication = createAuthentication({ tokens: [], jwks }, clock, { warn, failed: () => {} });
});
afterEach(() => issuer.close());

let subjects = 0;
/** Authenticates with a token that is not cached. */
async function authenticate(key: SigningKey, token?: string) {
  const authorization = `Bearer ${token ?? (await sign(key, clock.epochMs(), { sub: `s${subjects++}` }))}`;
  return authentication.authenticate({ authorization, address: '' });
}
const accepts = (key: SigningKey) => expect(authenticate(key)).resolves.toMatchObject({ name: expect.any(String) });
const rejects = (key: SigningKey) => expect(authenticate(key)).rejects.toEqual(new UnauthenticatedError());
const isUnavailable = (key: SigningKey) => expect(authenticate(key)).rejects.toBeInstanceOf(AuthUnavailableError);

describe('the keys', () => {
  it('are read once when the first tokens arrive, however many arrive together', async () => {
    expect(issuer.reads).toBe(0);
    await Promise.all(Array.from({ length: 50 }, () => accepts(first)));
    await accepts(first);
    expect(issuer.reads).toBe(1);
  });

  it('are read at most three times in half a minute for tokens that name unknown keys', async () => {
    await accepts(first);
    for (let n = 0; n < 100; n++) await rejects(foreign);
    expect(issuer.reads).toBe(3);
    await clock.advance(3 * COOLDOWN_MS - 1);
    for (let n = 0; n < 100; n++) await rejects(foreign);
    expect(issuer.reads).toBe(3);
    await clock.advance(1);
    for (let n = 0; n < 100; n++) await rejects(foreign);
    expect(issuer.reads).toBe(6);
  });

  it('that rotate just after a read are valid at once, and the old ones no longer', async () => {
    await accepts(first);
    const before = await sign(first, clock.epochMs());
    await authenticate(first, before);
    issuer.keys = [second.publicJwk];
    await accepts(second);
    await expect(authenticate(first, before)).rejects.toEqual(new UnauthenticatedError());
  });

  it('that are new are valid at once', async () => {
    await accepts(first);
    await clock.advance(COOLDOWN_MS);
    issuer.keys = [first.publicJwk, second.publicJwk];
    await accepts(second);
    await accepts(first);
    expect(issuer.reads).toBe(2);
  });

  it('that were revoked are invalid after ten minutes at most', async () => {
    await accepts(first);
    issuer.keys = [second.publicJwk];
    await clock.advance(10 * MINUTE_MS - 1);
    await accepts(first);
    await clock.advance(1);
    await rejects(first);
    await accepts(second);
    expect(issuer.reads).toBe(2);
  });

  it('that were replaced under the same id are told apart', async () => {
    await accepts(first);
    await clock.advance(10 * MINUTE_MS);
    issuer.keys = [{ ...second.publicJwk, kid: 'first' }];
    await rejects(first);
    await accepts({ ...second, kid: 'first' });
  });
});

describe('a verified token', () => {
  it('is cached for half a minute, but not beyond its expiry', async () => {
    const expiring = await sign(first, clock.epochMs(), { exp: Math.floor(clock.epochMs() / 1000) + 20 });
    const lasting = await sign(first, clock.epochMs());
    await authenticate(first, expiring);
    const caller = await authenticate(first, lasting);
    await clock.advance(26_000);
    expect(await authenticate(first, lasting)).toBe(caller);
    await expect(authenticate(first, expiring)).rejects.toEqual(new UnauthenticatedError());
    await clock.advance(4_000);
    expect(await authenticate(first, lasting)).not.toBe(caller);
  });

  it('is cached apart from any other', async () => {
    const tokens = await Promise.all(['a', 'b', 'c'].map((sub) => sign(first, clock.epochMs(), { sub })));
    const names = async () => Promise.all(tokens.map(async (token) => (await authenticate(first, token)).name));
    const before = await names();
    expect(new Set(before).size).toBe(3);
    expect(await names()).toEqual(before);
  });
});

const answer =
  (body: string | Buffer, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  };
const goodKeys = (): string => JSON.stringify({ keys: [first.publicJwk] });
const hugeKeys = JSON.stringify({ keys: Array.from({ length: 20_000 }, () => ({ kty: 'RSA', n: 'x'.repeat(32) })) });

describe('a faulty issuer', () => {
  const FAULTS: readonly (readonly [string, RequestListener])[] = [
    ['answers 403', (request, response) => answer(goodKeys(), {}, 403)(request, response)],
    ['answers 500', (request, response) => answer(goodKeys(), {}, 500)(request, response)],
    ['answers nothing', answer('')],
    ['answers what is not JSON', answer('<html></html>')],
    ['answers other JSON', answer('{"keys":{}}')],
    ['answers entries that are not keys', answer('{"keys":[1,null]}')],
    ['answers more than 256 KB', answer(hugeKeys)],
    ['answers more than that, compressed', answer(gzipSync(hugeKeys), { 'content-encoding': 'gzip' })],
    ['answers bytes that are not text', answer(Buffer.from([0x22, 0xff, 0xfe, 0x22]))],
    ['closes the connection', (request) => request.socket.destroy()],
  ];

  it.each(FAULTS)('that %s makes authentication unavailable, and is not called again at once', async (_, misbehave) => {
    issuer.misbehave = misbehave;
    await isUnavailable(first);
    for (let n = 0; n < 20; n++) await isUnavailable(first);
    expect(issuer.reads).toBe(1);
    issuer.misbehave = undefined;
    await clock.advance(COOLDOWN_MS);
    await accepts(first);
    expect(issuer.reads).toBe(2);
  });

  it('causes one warning however often it fails, and one more when the keys can be read again', async () => {
    await accepts(first);
    expect(warnings).toEqual([]);
    for (let round = 1; round <= 2; round++) {
      issuer.misbehave = answer('', {}, 500);
      for (let n = 0; n < 3; n++) {
        await clock.advance(70 * MINUTE_MS);
        await isUnavailable(first);
      }
      expect(warnings).toHaveLength(2 * round - 1);
      issuer.misbehave = undefined;
      for (let n = 0; n < 3; n++) {
        await clock.advance(70 * MINUTE_MS);
        await accepts(first);
      }
      expect(warnings).toHaveLength(2 * round);
    }
    expect(warnings.slice(0, 2)).toEqual([
      'AUTH_JWKS_URL: the keys cannot be read (status 500); the cached keys stay valid for an hour, and without them no JSON Web Token can be verified',
      'AUTH_JWKS_URL: the keys can be read again',
    ]);
  });

  it.each<[string, RequestListener]>([
    ['status 302', answer('', { location: 'https://canary.example/' }, 302)],
    ['not a JSON Web Key Set', answer('{"canary":1}')],
    ['not a JSON Web Key Set', answer('canary')],
    ['too large', answer(hugeKeys)],
    ['UND_ERR_SOCKET', (request) => request.socket.destroy()],
  ])('causes a warning with %s and nothing of its answer', async (word, misbehave) => {
    issuer.misbehave = misbehave;
    await isUnavailable(first);
    expect(warnings).toEqual([expect.stringContaining(`AUTH_JWKS_URL: the keys cannot be read (${word}); `)]);
    expect(warnings.join()).not.toMatch(/canary|127\.0\.0\.1/);
  });

  it('that is not there causes a warning with the code of the system', async () => {
    await issuer.close();
    await isUnavailable(first);
    expect(warnings).toEqual([expect.stringContaining('cannot be read (ECONNREFUSED); ')]);
    issuer = await startIssuer();
  });

  it('that redirects is not followed', async () => {
    const evil = await startIssuer(foreign.publicJwk);
    issuer.misbehave = answer('', { location: evil.url }, 302);
    await isUnavailable(foreign);
    expect(evil.reads).toBe(0);
    await evil.close();
  });

  it('that does not answer delays the first request by three seconds, and no further one', async () => {
    issuer.misbehave = () => {};
    const waiting = isUnavailable(first);
    await expect.poll(() => issuer.reads).toBe(1);
    await clock.advance(3_000);
    await waiting;
    expect(warnings).toEqual([expect.stringContaining('cannot be read (no answer in time); ')]);
    await isUnavailable(first);
    expect(issuer.reads).toBe(1);
  });

  it('that no longer answers delays the first request and no further one whose key is cached', async () => {
    await accepts(first);
    issuer.misbehave = () => {};
    await clock.advance(10 * MINUTE_MS);
    const waiting = accepts(first);
    await expect.poll(() => issuer.reads).toBe(2);
    await clock.advance(3_000);
    await waiting;
    await clock.advance(COOLDOWN_MS);
    // The clock stands still here: a request that waited for the issuer would never end.
    await accepts(first);
    await expect.poll(() => issuer.reads).toBe(3);
    await accepts(first);
  });

  it('that sends its answer byte by byte is cut off, too', async () => {
    issuer.misbehave = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"keys":[');
    };
    const waiting = isUnavailable(first);
    await expect.poll(() => issuer.reads).toBe(1);
    await clock.advance(3_000);
    await waiting;
  });

  it('gives the time of the next read', async () => {
    issuer.misbehave = answer('', {}, 500);
    await isUnavailable(first);
    await clock.advance(4_000);
    await expect(authenticate(first)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE', retryAfterMs: 6_000 });
  });

  it('leaves cached keys valid for an hour, and is called meanwhile', async () => {
    await accepts(first);
    issuer.misbehave = answer('', {}, 500);
    await clock.advance(10 * MINUTE_MS);
    await accepts(first);
    await rejects({ ...foreign, kid: 'first' });
    expect(issuer.reads).toBe(2);
    await clock.advance(49 * MINUTE_MS);
    await accepts(first);
    await expect.poll(() => issuer.reads).toBe(3);
    await clock.advance(MINUTE_MS);
    await isUnavailable(first);
    issuer.misbehave = undefined;
    await clock.advance(COOLDOWN_MS);
    await accepts(first);
  });

  it('makes a token with an unknown key unverifiable instead of invalid', async () => {
    await accepts(first);
    issuer.misbehave = answer('', {}, 500);
    await clock.advance(COOLDOWN_MS);
    await isUnavailable(second);
    await accepts(first);
  });

  it('with one broken key leaves the others valid', async () => {
    issuer.keys = [{ kty: 'RSA', kid: 'broken', alg: 'RS256', n: '!', e: 'AQAB' }, first.publicJwk];
    await accepts(first);
    const rsa = await createKey('broken', 'RS256');
    await rejects(rsa);
  });

  it.each<[string, unknown]>([
    ['a number', 5],
    ['null', null],
    ['a string', 'key'],
    ['a list', []],
    ['an object without a type', {}],
    ['of a type that is not a string', { kty: 7, kid: 'first' }],
    ['of an unknown type', { kty: 'XYZ', kid: 'first' }],
    ['of an unknown algorithm', { kty: 'EC', alg: 'XY256', kid: 'first' }],
    ['of an unknown curve', { kty: 'EC', crv: 'P-0', kid: 'first' }],
    ['a key without its parts', { kty: 'EC', crv: 'P-256', kid: 'first' }],
    ['a secret', { kty: 'oct', k: 'c2VjcmV0', kid: 'first' }],
  ])('with an entry that is %s leaves the others valid', async (_, entry) => {
    for (const keys of [
      [entry, first.publicJwk],
      [first.publicJwk, entry],
    ]) {
      issuer.misbehave = answer(JSON.stringify({ keys }));
      await clock.advance(10 * MINUTE_MS);
      await accepts(first);
      await rejects(foreign);
    }
    expect(warnings).toEqual([]);
  });

  it('with a key twice verifies its tokens, with and without a key id', async () => {
    const { alg: _alg, use: _use, ...bare } = first.publicJwk;
    for (const again of [first.publicJwk, bare, { ...bare, ext: false }, { ...bare, kid: 'other' }]) {
      issuer.keys = [first.publicJwk, again];
      await clock.advance(10 * MINUTE_MS);
      await accepts(first);
      await authenticate(first, await sign(first, clock.epochMs(), {}, { kid: undefined }));
      await rejects({ ...foreign, kid: 'first' });
    }
  });

  it('with two keys that fit rejects a token that names neither', async () => {
    issuer.keys = [first.publicJwk, second.publicJwk];
    const token = await sign(first, clock.epochMs(), {}, { kid: undefined });
    await expect(authenticate(first, token)).rejects.toEqual(new UnauthenticatedError());
  });
});

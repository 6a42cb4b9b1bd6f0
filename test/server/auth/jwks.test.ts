/** The issuer's keys: asked for seldom, renewed, and kept while the issuer is away. */
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuthUnavailableError, UnauthenticatedError } from '../../../src/errors.ts';
import { type Authentication, createAuthentication } from '../../../src/server/auth/authentication.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { AUDIENCE, createKey, ISSUER, type Issuer, type SigningKey, sign, startIssuer } from '../../support/issuer.ts';

const MINUTE_MS = 60_000;
/** The address is asked no more often. */
const COOLDOWN_MS = 10_000;

let first: SigningKey;
let second: SigningKey;
let stranger: SigningKey;
beforeAll(async () => {
  [first, second, stranger] = await Promise.all([createKey('first'), createKey('second'), createKey('stranger')]);
});

let clock: FakeClock;
let issuer: Issuer;
let callers: Authentication;
let warnings: string[];
beforeEach(async () => {
  clock = createFakeClock();
  issuer = await startIssuer(first.publicJwk);
  warnings = [];
  const warn = (message: string) => warnings.push(message);
  const jwks = { url: issuer.url, issuer: ISSUER, audience: AUDIENCE };
  callers = createAuthentication({ tokens: [], jwks }, clock, { warn, failed: () => {} });
});
afterEach(() => issuer.close());

let subjects = 0;
/** Asks with a token that nobody has seen yet. */
async function authenticate(key: SigningKey, token?: string) {
  const authorization = `Bearer ${token ?? (await sign(key, clock.epochMs(), { sub: `s${subjects++}` }))}`;
  return callers.authenticate({ authorization, address: '' });
}
const letsIn = (key: SigningKey) => expect(authenticate(key)).resolves.toMatchObject({ name: expect.any(String) });
const refuses = (key: SigningKey) => expect(authenticate(key)).rejects.toEqual(new UnauthenticatedError());
const cannotTell = (key: SigningKey) => expect(authenticate(key)).rejects.toBeInstanceOf(AuthUnavailableError);

describe('the keys', () => {
  it('are asked for when the first token comes, and once, however many come together', async () => {
    expect(issuer.asked).toBe(0);
    await Promise.all(Array.from({ length: 50 }, () => letsIn(first)));
    await letsIn(first);
    expect(issuer.asked).toBe(1);
  });

  it('are asked for three times in half a minute at most by tokens that name keys which there are not', async () => {
    await letsIn(first);
    for (let n = 0; n < 100; n++) await refuses(stranger);
    expect(issuer.asked).toBe(3);
    await clock.advance(3 * COOLDOWN_MS - 1);
    for (let n = 0; n < 100; n++) await refuses(stranger);
    expect(issuer.asked).toBe(3);
    await clock.advance(1);
    for (let n = 0; n < 100; n++) await refuses(stranger);
    expect(issuer.asked).toBe(6);
  });

  it('that are exchanged just after they were read are known at once, and those before let nobody in any more', async () => {
    await letsIn(first);
    const before = await sign(first, clock.epochMs());
    await authenticate(first, before);
    issuer.keys = [second.publicJwk];
    await letsIn(second);
    await expect(authenticate(first, before)).rejects.toEqual(new UnauthenticatedError());
  });

  it('that are new let in at once those who come with them', async () => {
    await letsIn(first);
    await clock.advance(COOLDOWN_MS);
    issuer.keys = [first.publicJwk, second.publicJwk];
    await letsIn(second);
    await letsIn(first);
    expect(issuer.asked).toBe(2);
  });

  it('that were taken back let nobody in any more, ten minutes later at most', async () => {
    await letsIn(first);
    issuer.keys = [second.publicJwk];
    await clock.advance(10 * MINUTE_MS - 1);
    await letsIn(first);
    await clock.advance(1);
    await refuses(first);
    await letsIn(second);
    expect(issuer.asked).toBe(2);
  });

  it('that were exchanged under one name are known by what they are', async () => {
    await letsIn(first);
    await clock.advance(10 * MINUTE_MS);
    issuer.keys = [{ ...second.publicJwk, kid: 'first' }];
    await refuses(first);
    await letsIn({ ...second, kid: 'first' });
  });
});

describe('a token that was let in', () => {
  it('is let in again for half a minute, without its key, but not after its end', async () => {
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

  it('is kept apart from any other', async () => {
    const tokens = await Promise.all(['a', 'b', 'c'].map((sub) => sign(first, clock.epochMs(), { sub })));
    const names = async () => Promise.all(tokens.map(async (token) => (await authenticate(first, token)).name));
    const told = await names();
    expect(new Set(told).size).toBe(3);
    expect(await names()).toEqual(told);
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

describe('an issuer that misbehaves', () => {
  const FAULTS: readonly (readonly [string, RequestListener])[] = [
    ['says no', (request, response) => answer(goodKeys(), {}, 403)(request, response)],
    ['fails', (request, response) => answer(goodKeys(), {}, 500)(request, response)],
    ['answers nothing', answer('')],
    ['answers no JSON', answer('<html></html>')],
    ['answers other JSON', answer('{"keys":{}}')],
    ['answers keys that are none', answer('{"keys":[1,null]}')],
    ['answers more than 256 KB', answer(hugeKeys)],
    ['answers more than that, compressed', answer(gzipSync(hugeKeys), { 'content-encoding': 'gzip' })],
    ['answers bytes that are no text', answer(Buffer.from([0x22, 0xff, 0xfe, 0x22]))],
    ['breaks off', (request) => request.socket.destroy()],
  ];

  it.each(FAULTS)('and %s is no fault of the caller, and is not asked again at once', async (_, misbehave) => {
    issuer.misbehave = misbehave;
    await cannotTell(first);
    for (let n = 0; n < 20; n++) await cannotTell(first);
    expect(issuer.asked).toBe(1);
    issuer.misbehave = undefined;
    await clock.advance(COOLDOWN_MS);
    await letsIn(first);
    expect(issuer.asked).toBe(2);
  });

  it('is warned of once, as often as it is tried, and once more when the keys can be read again', async () => {
    await letsIn(first);
    expect(warnings).toEqual([]);
    for (let round = 1; round <= 2; round++) {
      issuer.misbehave = answer('', {}, 500);
      for (let n = 0; n < 3; n++) {
        await clock.advance(70 * MINUTE_MS);
        await cannotTell(first);
      }
      expect(warnings).toHaveLength(2 * round - 1);
      issuer.misbehave = undefined;
      for (let n = 0; n < 3; n++) {
        await clock.advance(70 * MINUTE_MS);
        await letsIn(first);
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
  ])('is warned of as %s, with nothing that it said', async (word, misbehave) => {
    issuer.misbehave = misbehave;
    await cannotTell(first);
    expect(warnings).toEqual([expect.stringContaining(`AUTH_JWKS_URL: the keys cannot be read (${word}); `)]);
    expect(warnings.join()).not.toMatch(/canary|127\.0\.0\.1/);
  });

  it('and that is not there is warned of by the code of the system', async () => {
    await issuer.close();
    await cannotTell(first);
    expect(warnings).toEqual([expect.stringContaining('cannot be read (ECONNREFUSED); ')]);
    issuer = await startIssuer();
  });

  it('and sends us elsewhere is not followed', async () => {
    const evil = await startIssuer(stranger.publicJwk);
    issuer.misbehave = answer('', { location: evil.url }, 302);
    await cannotTell(stranger);
    expect(evil.asked).toBe(0);
    await evil.close();
  });

  it('and does not answer is waited for three seconds by whoever came first, and by nobody afterwards', async () => {
    issuer.misbehave = () => {};
    const waiting = cannotTell(first);
    await expect.poll(() => issuer.asked).toBe(1);
    await clock.advance(3_000);
    await waiting;
    expect(warnings).toEqual([expect.stringContaining('cannot be read (no answer in time); ')]);
    await cannotTell(first);
    expect(issuer.asked).toBe(1);
  });

  it('and does not answer any more keeps nobody waiting whose key is known, but for the first', async () => {
    await letsIn(first);
    issuer.misbehave = () => {};
    await clock.advance(10 * MINUTE_MS);
    const waiting = letsIn(first);
    await expect.poll(() => issuer.asked).toBe(2);
    await clock.advance(3_000);
    await waiting;
    await clock.advance(COOLDOWN_MS);
    // Time stands still here: who waited for the issuer would wait for ever.
    await letsIn(first);
    await expect.poll(() => issuer.asked).toBe(3);
    await letsIn(first);
  });

  it('and drips its answer is cut as well', async () => {
    issuer.misbehave = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"keys":[');
    };
    const waiting = cannotTell(first);
    await expect.poll(() => issuer.asked).toBe(1);
    await clock.advance(3_000);
    await waiting;
  });

  it('says when to come back', async () => {
    issuer.misbehave = answer('', {}, 500);
    await cannotTell(first);
    await clock.advance(4_000);
    await expect(authenticate(first)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE', retryAfterMs: 6_000 });
  });

  it('keeps nobody out for an hour whose key is known, and is asked meanwhile', async () => {
    await letsIn(first);
    issuer.misbehave = answer('', {}, 500);
    await clock.advance(10 * MINUTE_MS);
    await letsIn(first);
    await refuses({ ...stranger, kid: 'first' });
    expect(issuer.asked).toBe(2);
    await clock.advance(49 * MINUTE_MS);
    await letsIn(first);
    await expect.poll(() => issuer.asked).toBe(3);
    await clock.advance(MINUTE_MS);
    await cannotTell(first);
    issuer.misbehave = undefined;
    await clock.advance(COOLDOWN_MS);
    await letsIn(first);
  });

  it('may have made the key that a token names: nobody can tell then', async () => {
    await letsIn(first);
    issuer.misbehave = answer('', {}, 500);
    await clock.advance(COOLDOWN_MS);
    await cannotTell(second);
    await letsIn(first);
  });

  it('and shows a key that is broken spoils none but that', async () => {
    issuer.keys = [{ kty: 'RSA', kid: 'broken', alg: 'RS256', n: '!', e: 'AQAB' }, first.publicJwk];
    await letsIn(first);
    const rsa = await createKey('broken', 'RS256');
    await refuses(rsa);
  });

  it.each<[string, unknown]>([
    ['a number', 5],
    ['null', null],
    ['a text', 'key'],
    ['a list', []],
    ['an object without a type', {}],
    ['of a type that is no text', { kty: 7, kid: 'first' }],
    ['of an unknown type', { kty: 'XYZ', kid: 'first' }],
    ['of an unknown algorithm', { kty: 'EC', alg: 'XY256', kid: 'first' }],
    ['of an unknown curve', { kty: 'EC', crv: 'P-0', kid: 'first' }],
    ['a key without its parts', { kty: 'EC', crv: 'P-256', kid: 'first' }],
    ['a secret', { kty: 'oct', k: 'c2VjcmV0', kid: 'first' }],
  ])('and shows an entry that is %s lets in those with a good key', async (_, entry) => {
    for (const keys of [
      [entry, first.publicJwk],
      [first.publicJwk, entry],
    ]) {
      issuer.misbehave = answer(JSON.stringify({ keys }));
      await clock.advance(10 * MINUTE_MS);
      await letsIn(first);
      await refuses(stranger);
    }
    expect(warnings).toEqual([]);
  });

  it('and shows a key twice lets in those who have it, whether they name it or not', async () => {
    const { alg: _alg, use: _use, ...bare } = first.publicJwk;
    for (const again of [first.publicJwk, bare, { ...bare, ext: false }, { ...bare, kid: 'other' }]) {
      issuer.keys = [first.publicJwk, again];
      await clock.advance(10 * MINUTE_MS);
      await letsIn(first);
      await authenticate(first, await sign(first, clock.epochMs(), {}, { kid: undefined }));
      await refuses({ ...stranger, kid: 'first' });
    }
  });

  it('and shows two keys that fit lets in who names neither', async () => {
    issuer.keys = [first.publicJwk, second.publicJwk];
    const token = await sign(first, clock.epochMs(), {}, { kid: undefined });
    await expect(authenticate(first, token)).rejects.toEqual(new UnauthenticatedError());
  });
});

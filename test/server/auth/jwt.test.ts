/** Which JSON Web Tokens are valid, and the attacks that are not. */
import { createHmac, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { base64url, type CryptoKey, exportSPKI, importJWK, type JWTPayload, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnauthenticatedError } from '../../../src/errors.ts';
import { createAuthentication } from '../../../src/server/auth/authentication.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { AUDIENCE, createKey, ISSUER, type Issuer, type SigningKey, sign, startIssuer } from '../../support/issuer.ts';

const clock = createFakeClock();
const nowMs = clock.epochMs();
const nowS = Math.floor(nowMs / 1000);

let ec: SigningKey;
let rsa: SigningKey;
let stranger: SigningKey;
let issuer: Issuer;
beforeAll(async () => {
  [ec, rsa, stranger] = await Promise.all([createKey('ec'), createKey('rsa', 'RS256'), createKey('ec')]);
  issuer = await startIssuer(ec.publicJwk, rsa.publicJwk, { kty: 'oct', kid: 'shared', alg: 'HS256', k: 'c2VjcmV0' });
});
afterAll(() => issuer.close());

function authenticate(token: string, config: Partial<{ issuer: string; audience: string }> = {}) {
  const jwks = { url: issuer.url, issuer: ISSUER, audience: AUDIENCE, ...config };
  return createAuthentication({ tokens: [], jwks }, clock).authenticate({
    authorization: `Bearer ${token}`,
    address: '',
  });
}
const isInvalid = (token: string) => expect(authenticate(token)).rejects.toEqual(new UnauthenticatedError());
/** The reasons that the operator sees. */
async function reasonsOf(token: string): Promise<readonly string[]> {
  const reasons: string[] = [];
  const jwks = { url: issuer.url, issuer: ISSUER, audience: AUDIENCE };
  const options = { warn: () => {}, failed: (reason: string) => reasons.push(reason) };
  const pending = createAuthentication({ tokens: [], jwks }, clock, options).authenticate({
    authorization: `Bearer ${token}`,
    address: '',
  });
  await expect(pending).rejects.toEqual(new UnauthenticatedError());
  return reasons;
}
const signed = (claims: JWTPayload = {}, header = {}) => sign(ec, nowMs, claims, header);

/** A hand-made token. */
const forge = (header: object, payload: object, signature = ''): string =>
  [JSON.stringify(header), JSON.stringify(payload), signature].map((part) => base64url.encode(part)).join('.');
const CLAIMS = { iss: ISSUER, aud: AUDIENCE, sub: 'ann@example.com', exp: nowS + 300 };

describe('a token that the issuer signed', () => {
  it('authenticates its subject, under a name that does not reveal it', async () => {
    const { name, scopes } = await authenticate(await signed());
    expect(name).toMatch(/^jwt:[\da-f]{16}$/);
    expect(scopes).toEqual(new Set(['attendees', 'performance']));
  });

  it.each(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'])('may be signed by %s', async (alg) => {
    const key = await createKey(`a-${alg}`, alg);
    const other = await startIssuer(key.publicJwk);
    const jwks = { url: other.url, issuer: ISSUER, audience: AUDIENCE };
    const authorization = `Bearer ${await sign(key, nowMs)}`;
    const caller = await createAuthentication({ tokens: [], jwks }, clock).authenticate({ authorization, address: '' });
    await other.close();
    expect(caller.name).toMatch(/^jwt:/);
  });

  it('gives each subject a name of its own', async () => {
    const nameOf = async (claims: JWTPayload) => (await authenticate(await signed(claims))).name;
    expect(await nameOf({ iat: nowS - 9 })).toBe(await nameOf({}));
    expect(await nameOf({ sub: 'bo@example.com' })).not.toBe(await nameOf({}));
    const elsewhere = await authenticate(await signed({ iss: 'https://b.example/' }), { issuer: 'https://b.example/' });
    expect(elsewhere.name).not.toBe(await nameOf({}));
  });

  it.each([
    [{}, ['attendees', 'performance']],
    [{ scope: 'attendees' }, ['attendees']],
    [{ scope: 'openid performance profile' }, ['performance']],
    [{ scope: 'performance attendees performance' }, ['attendees', 'performance']],
    [{ scope: '' }, []],
    [{ scope: 'Attendees attendees,performance' }, []],
    [{ scope: ['attendees'] }, []],
    [{ scope: null }, []],
    [{ scope: { attendees: true } }, []],
    [{ scp: 'openid attendees' }, ['attendees']],
    [{ scp: ['openid', 'performance'] }, ['performance']],
    [{ scp: [] }, []],
    [{ scp: '' }, []],
    [{ scp: null }, []],
    [{ scp: 7 }, []],
    [{ scp: { attendees: true } }, []],
    [{ scp: [['attendees'], { attendees: true }, 1, null] }, []],
    [{ scp: ['attendees performance'] }, []],
    [{ permissions: ['attendees', 'read:all'] }, ['attendees']],
    [{ permissions: 'performance' }, ['performance']],
    [{ permissions: [] }, []],
    [{ permissions: false }, []],
    [{ scope: 'openid', scp: ['attendees'], permissions: ['performance'] }, []],
    [{ scope: null, scp: ['attendees'] }, []],
    [{ scp: 'attendees', permissions: ['performance'] }, ['attendees']],
  ])('with %j grants the scopes %j', async (claims, scopes) => {
    expect((await authenticate(await signed(claims))).scopes).toEqual(new Set(scopes));
  });

  it('may have several audiences', async () => {
    expect((await authenticate(await signed({ aud: ['other', AUDIENCE] }))).name).toMatch(/^jwt:/);
  });

  it('may be a few seconds late or early, because clocks differ', async () => {
    expect((await authenticate(await signed({ exp: nowS - 3 }))).name).toMatch(/^jwt:/);
    expect((await authenticate(await signed({ nbf: nowS + 3 }))).name).toMatch(/^jwt:/);
  });
});

describe('an invalid token', () => {
  it.each<[string, JWTPayload]>([
    ['expired', { exp: nowS - 60 }],
    ['not valid yet', { nbf: nowS + 60 }],
    ['for another audience', { aud: 'other' }],
    ['for a part of the audience', { aud: AUDIENCE.slice(1) }],
    ['for no audience', { aud: undefined }],
    ['of another issuer', { iss: 'https://evil.example.com/' }],
    ['of an issuer spelt otherwise', { iss: ISSUER.slice(0, -1) }],
    ['of no issuer', { iss: undefined }],
    ['of no subject', { sub: undefined }],
    ['of an empty subject', { sub: '' }],
    ['without an end', { exp: undefined }],
  ])('is one that is %s', async (_, claims) => {
    await isInvalid(await signed(claims));
  });

  it.each<[string, object]>([
    ['a number for its subject', { sub: 7 }],
    ['a text for its end', { exp: '2099-01-01' }],
    ['a list for its end', { exp: [nowS + 300] }],
    ['null for its audience', { aud: null }],
  ])('is one that has %s', async (_, claims) => {
    await isInvalid(await signed(claims as JWTPayload));
  });

  it.each(['none', 'None', 'NONE', 'nOnE', '', null, undefined])('is one of the algorithm %j', async (alg) => {
    await isInvalid(forge({ alg }, CLAIMS));
    await isInvalid(forge({ alg, kid: 'ec' }, CLAIMS));
    const [, , signature = ''] = (await signed()).split('.');
    const parts = forge({ alg, kid: 'ec' }, CLAIMS).split('.').slice(0, 2);
    await isInvalid([...parts, signature].join('.'));
  });

  it('is one without a signature', async () => {
    await isInvalid(new UnsecuredJWT(CLAIMS).encode());
    await isInvalid(`${(await signed()).split('.').slice(0, 2).join('.')}.`);
  });

  it('is one signed by HMAC with the public key', async () => {
    const pem = await exportSPKI((await importJWK(rsa.publicJwk, 'RS256', { extractable: true })) as CryptoKey);
    for (const secret of [pem, pem.trim(), JSON.stringify(rsa.publicJwk), rsa.publicJwk.n ?? '']) {
      for (const kid of ['rsa', 'ec', undefined]) {
        const body = forge({ alg: 'HS256', kid }, CLAIMS).split('.').slice(0, 2).join('.');
        await isInvalid(`${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`);
      }
    }
  });

  it('is one signed by HMAC, even if the issuer publishes the secret', async () => {
    const body = forge({ alg: 'HS256', kid: 'shared' }, CLAIMS).split('.').slice(0, 2).join('.');
    await isInvalid(`${body}.${createHmac('sha256', 'secret').update(body).digest('base64url')}`);
  });

  it('is one of an algorithm that is not on the list, even if the issuer publishes the key', async () => {
    const novel = await createKey('novel', 'ML-DSA-44');
    issuer.keys.push(novel.publicJwk);
    await isInvalid(await sign(novel, nowMs));
    expect((await authenticate(await signed())).name).toMatch(/^jwt:/);
  });

  it('is one that names the key of another signer', async () => {
    await isInvalid(await sign(stranger, nowMs));
    await isInvalid(await sign(ec, nowMs, {}, { kid: 'rsa' }));
    await isInvalid(await sign(rsa, nowMs, {}, { kid: 'ec' }));
    await isInvalid(await sign(rsa, nowMs, {}, { kid: 'shared' }));
  });

  it.each([
    'unknown',
    '../ec',
    '',
    '__proto__',
    'constructor',
    '/dev/null',
    "ec' OR '1'='1",
    'https://evil.example.com/keys',
  ])('is one that names the unknown key %j', async (kid) => {
    await isInvalid(await sign(stranger, nowMs, {}, { kid }));
  });

  it('is one that contains its key, or its address', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const own = { ...stranger, privateKey: privateKey as unknown as CryptoKey };
    const jwk = publicKey.export({ format: 'jwk' });
    await isInvalid(await sign(own, nowMs, {}, { kid: 'own', jwk: jwk as never }));
    await isInvalid(await sign(own, nowMs, {}, { jwk: jwk as never }));
    await isInvalid(await sign(own, nowMs, {}, { jku: issuer.url, x5u: issuer.url, x5c: ['MIIB'] }));
  });

  it('is one with an unknown critical extension', async () => {
    const body = forge({ alg: 'ES256', kid: 'ec', crit: ['exp'], exp: 1 }, CLAIMS);
    await isInvalid(body);
    await isInvalid(forge({ alg: 'ES256', kid: 'ec', b64: false, crit: ['b64'] }, CLAIMS, 'x'));
  });

  it('is one with a flipped bit', async () => {
    const token = await signed({ scope: '' });
    const [head = '', payload = '', signature = ''] = token.split('.');
    const more = base64url.encode(JSON.stringify({ ...CLAIMS, scope: 'attendees performance' }));
    await isInvalid([head, more, signature].join('.'));
    await isInvalid([head, payload, signature.slice(0, -4) + (signature.endsWith('AAAA') ? 'BBBB' : 'AAAA')].join('.'));
    await isInvalid([head, payload, base64url.encode(new Uint8Array(64))].join('.'));
    await isInvalid(token.slice(0, -1));
    await isInvalid(`${token}A`);
    await isInvalid(`${token}.`);
    await isInvalid(`.${token}`);
  });

  it('is any garbage, without any other error', async () => {
    const header = fc.dictionary(fc.constantFrom('alg', 'kid', 'typ', 'crit', 'b64', 'x'), fc.jsonValue());
    const garbage = fc.oneof(
      fc.tuple(fc.string(), fc.string(), fc.string()).map((parts) => parts.map((part) => base64url.encode(part))),
      fc
        .tuple(header, fc.jsonValue(), fc.base64String())
        .map(([head, payload, signature]) => [
          base64url.encode(JSON.stringify({ alg: 'ES256', kid: 'ec', ...head })),
          base64url.encode(JSON.stringify(payload)),
          signature.replaceAll(/[+/=]/g, '-'),
        ]),
      fc.array(fc.stringMatching(/^[\w-]{0,20}$/), { minLength: 3, maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(garbage, async (parts) => {
        await isInvalid(parts.join('.'));
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

describe('the reason of a failed authentication', () => {
  it.each<[string, object]>([
    ['expired', { exp: nowS - 60 }],
    ['not_yet', { nbf: nowS + 60 }],
    ['audience', { aud: 'other' }],
    ['audience', { aud: undefined }],
    ['issuer', { iss: 'https://evil.example.com/' }],
    ['issuer', { iss: undefined }],
    ['claims', { sub: undefined }],
    ['claims', { sub: '' }],
    ['claims', { sub: 7 }],
    ['claims', { exp: undefined }],
    ['claims', { exp: '2099-01-01' }],
    ['claims', { nbf: 'soon' }],
  ])('is %s for %j', async (reason, claims) => {
    expect(await reasonsOf(await signed(claims as JWTPayload))).toEqual([reason]);
  });

  it('says what is wrong with key, signature, algorithm and form', async () => {
    expect(await reasonsOf(await sign(stranger, nowMs, {}, { kid: 'unknown' }))).toEqual(['unknown_key']);
    expect(await reasonsOf(await sign(stranger, nowMs))).toEqual(['signature']);
    expect(await reasonsOf(forge({ alg: 'none' }, CLAIMS))).toEqual(['algorithm']);
    expect(await reasonsOf(forge({ alg: 'HS256', kid: 'shared' }, CLAIMS, 'x'))).toEqual(['algorithm']);
    expect(await reasonsOf('a.b.c')).toEqual(['malformed']);
    expect(await reasonsOf('opaque')).toEqual(['unknown_token']);
    issuer.keys.push({ kty: 'RSA', kid: 'broken', alg: 'RS256', n: '!', e: 'AQAB' });
    expect(await reasonsOf(await sign(rsa, nowMs, {}, { kid: 'broken' }))).toEqual(['other']);
  });
});

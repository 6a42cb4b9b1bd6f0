/** Which JSON Web Tokens let somebody in, and which attacks do not. */
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
const refused = (token: string) => expect(authenticate(token)).rejects.toEqual(new UnauthenticatedError());
/** What the operator is told of it. */
async function reasonsOf(token: string): Promise<readonly string[]> {
  const told: string[] = [];
  const jwks = { url: issuer.url, issuer: ISSUER, audience: AUDIENCE };
  const watching = { warn: () => {}, failed: (reason: string) => told.push(reason) };
  const asked = createAuthentication({ tokens: [], jwks }, clock, watching).authenticate({
    authorization: `Bearer ${token}`,
    address: '',
  });
  await expect(asked).rejects.toEqual(new UnauthenticatedError());
  return told;
}
const signed = (claims: JWTPayload = {}, header = {}) => sign(ec, nowMs, claims, header);

/** A token put together by hand. */
const forge = (header: object, payload: object, signature = ''): string =>
  [JSON.stringify(header), JSON.stringify(payload), signature].map((part) => base64url.encode(part)).join('.');
const CLAIMS = { iss: ISSUER, aud: AUDIENCE, sub: 'ann@example.com', exp: nowS + 300 };

describe('a token that the issuer signed', () => {
  it('lets its subject in, under a name that does not tell who it is', async () => {
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

  it('gives one name to a subject, and another to each other', async () => {
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
  ])('with %j has the scopes %j', async (claims, scopes) => {
    expect((await authenticate(await signed(claims))).scopes).toEqual(new Set(scopes));
  });

  it('may be for several audiences, of which this is one', async () => {
    expect((await authenticate(await signed({ aud: ['other', AUDIENCE] }))).name).toMatch(/^jwt:/);
  });

  it('may be a few seconds late or early, for clocks differ', async () => {
    expect((await authenticate(await signed({ exp: nowS - 3 }))).name).toMatch(/^jwt:/);
    expect((await authenticate(await signed({ nbf: nowS + 3 }))).name).toMatch(/^jwt:/);
  });
});

describe('a token is refused', () => {
  it.each<[string, JWTPayload]>([
    ['expired', { exp: nowS - 60 }],
    ['not valid yet', { nbf: nowS + 60 }],
    ['for somebody else', { aud: 'other' }],
    ['for a part of the audience', { aud: AUDIENCE.slice(1) }],
    ['for nobody', { aud: undefined }],
    ['of another issuer', { iss: 'https://evil.example.com/' }],
    ['of an issuer spelt otherwise', { iss: ISSUER.slice(0, -1) }],
    ['of no issuer', { iss: undefined }],
    ['of nobody', { sub: undefined }],
    ['of an empty subject', { sub: '' }],
    ['without an end', { exp: undefined }],
  ])('that is %s', async (_, claims) => {
    await refused(await signed(claims));
  });

  it.each<[string, object]>([
    ['a number for its subject', { sub: 7 }],
    ['a text for its end', { exp: '2099-01-01' }],
    ['a list for its end', { exp: [nowS + 300] }],
    ['null for its audience', { aud: null }],
  ])('that has %s', async (_, claims) => {
    await refused(await signed(claims as JWTPayload));
  });

  it.each(['none', 'None', 'NONE', 'nOnE', '', null, undefined])('whose algorithm is %j', async (alg) => {
    await refused(forge({ alg }, CLAIMS));
    await refused(forge({ alg, kid: 'ec' }, CLAIMS));
    const [, , signature = ''] = (await signed()).split('.');
    const parts = forge({ alg, kid: 'ec' }, CLAIMS).split('.').slice(0, 2);
    await refused([...parts, signature].join('.'));
  });

  it('that is not signed at all', async () => {
    await refused(new UnsecuredJWT(CLAIMS).encode());
    await refused(`${(await signed()).split('.').slice(0, 2).join('.')}.`);
  });

  it('that is signed by HMAC with the public key', async () => {
    const pem = await exportSPKI((await importJWK(rsa.publicJwk, 'RS256', { extractable: true })) as CryptoKey);
    for (const secret of [pem, pem.trim(), JSON.stringify(rsa.publicJwk), rsa.publicJwk.n ?? '']) {
      for (const kid of ['rsa', 'ec', undefined]) {
        const body = forge({ alg: 'HS256', kid }, CLAIMS).split('.').slice(0, 2).join('.');
        await refused(`${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`);
      }
    }
  });

  it('that is signed by HMAC, though the issuer shows the secret', async () => {
    const body = forge({ alg: 'HS256', kid: 'shared' }, CLAIMS).split('.').slice(0, 2).join('.');
    await refused(`${body}.${createHmac('sha256', 'secret').update(body).digest('base64url')}`);
  });

  it('that is signed in a way that nobody agreed upon, though the issuer shows the key', async () => {
    const novel = await createKey('novel', 'ML-DSA-44');
    issuer.keys.push(novel.publicJwk);
    await refused(await sign(novel, nowMs));
    expect((await authenticate(await signed())).name).toMatch(/^jwt:/);
  });

  it('that names the key of somebody else', async () => {
    await refused(await sign(stranger, nowMs));
    await refused(await sign(ec, nowMs, {}, { kid: 'rsa' }));
    await refused(await sign(rsa, nowMs, {}, { kid: 'ec' }));
    await refused(await sign(rsa, nowMs, {}, { kid: 'shared' }));
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
  ])('that names the key %j, which there is not', async (kid) => {
    await refused(await sign(stranger, nowMs, {}, { kid }));
  });

  it('that brings its key along, or says where it is', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const own = { ...stranger, privateKey: privateKey as unknown as CryptoKey };
    const jwk = publicKey.export({ format: 'jwk' });
    await refused(await sign(own, nowMs, {}, { kid: 'own', jwk: jwk as never }));
    await refused(await sign(own, nowMs, {}, { jwk: jwk as never }));
    await refused(await sign(own, nowMs, {}, { jku: issuer.url, x5u: issuer.url, x5c: ['MIIB'] }));
  });

  it('that asks for what is not understood', async () => {
    const body = forge({ alg: 'ES256', kid: 'ec', crit: ['exp'], exp: 1 }, CLAIMS);
    await refused(body);
    await refused(forge({ alg: 'ES256', kid: 'ec', b64: false, crit: ['b64'] }, CLAIMS, 'x'));
  });

  it('of which a bit was turned', async () => {
    const token = await signed({ scope: '' });
    const [head = '', payload = '', signature = ''] = token.split('.');
    const more = base64url.encode(JSON.stringify({ ...CLAIMS, scope: 'attendees performance' }));
    await refused([head, more, signature].join('.'));
    await refused([head, payload, signature.slice(0, -4) + (signature.endsWith('AAAA') ? 'BBBB' : 'AAAA')].join('.'));
    await refused([head, payload, base64url.encode(new Uint8Array(64))].join('.'));
    await refused(token.slice(0, -1));
    await refused(`${token}A`);
    await refused(`${token}.`);
    await refused(`.${token}`);
  });

  it('that is garbage of any shape, without any other error', async () => {
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
        await refused(parts.join('.'));
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

describe('why a token is refused is told to the operator in a word', () => {
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
  ])('%s, for %j', async (reason, claims) => {
    expect(await reasonsOf(await signed(claims as JWTPayload))).toEqual([reason]);
  });

  it('by its key, its signature, its algorithm and its shape', async () => {
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

/** Authentication by the static tokens of the settings. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCOPES, type Scope, type StaticToken } from '../../../src/config/values.ts';
import { AuthUnavailableError, UnauthenticatedError } from '../../../src/errors.ts';
import { createAuthentication } from '../../../src/server/auth/authentication.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startTelemetryServer } from '../../support/telemetry.ts';

const PHONE = 'tg_kq3Jx0cYtA1wq9Zb7uF2dN5sR8vL4mH6pE0gT3yX1oI';
const MONITOR = 'tg_hU7zC2nB9xV4kM1jG6fD3sA8qW5eR0tY7uI2oP9lK4i';

const asSetting = (name: string, token: string, ...scopes: Scope[]): StaticToken => ({
  name,
  sha256: createHash('sha256').update(token).digest('hex'),
  scopes: new Set(scopes),
});
const tokens = [asSetting('phone', PHONE, 'attendees'), asSetting('monitor', MONITOR)];
const authentication = createAuthentication({ tokens }, createFakeClock());
const authenticate = (authorization: string | undefined) =>
  authentication.authenticate({ authorization, address: '127.0.0.1' });
const REFUSAL = new UnauthenticatedError();

describe('a server without authentication', () => {
  it('names callers by their address and gives them all scopes', async () => {
    const open = createAuthentication(undefined, createFakeClock());
    for (const authorization of [undefined, 'Bearer x', 'Basic YTpi']) {
      expect(await open.authenticate({ authorization, address: '127.0.0.1' })).toEqual({
        name: 'address:127.0.0.1',
        subject: null,
        scopes: new Set(SCOPES),
      });
    }
  });
});

describe('a token of the settings', () => {
  it('gives its caller its name and its scopes', async () => {
    expect(await authenticate(`Bearer ${PHONE}`)).toEqual({
      name: 'token:phone',
      subject: 'phone',
      scopes: new Set(['attendees']),
    });
    expect(await authenticate(`Bearer ${MONITOR}`)).toEqual({
      name: 'token:monitor',
      subject: 'monitor',
      scopes: new Set(),
    });
  });

  it.each(['bearer', 'BEARER', 'bEaReR', 'Bearer  '])('is read from a header that begins with %s', async (scheme) => {
    expect(await authenticate(`${scheme} ${PHONE}`)).toMatchObject({ name: 'token:phone' });
  });

  it('may look like a JSON Web Token', async () => {
    const dotted = createAuthentication({ tokens: [asSetting('dotted', 'a.b.c')] }, createFakeClock());
    const header = { authorization: 'Bearer a.b.c', address: '' };
    expect(await dotted.authenticate(header)).toMatchObject({ name: 'token:dotted' });
  });

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['the scheme alone', 'Bearer'],
    ['an empty token', 'Bearer '],
    ['the token alone', PHONE],
    ['no space', `Bearer${PHONE}`],
    ['a tab for the space', `Bearer\t${PHONE}`],
    ['another scheme', `Basic ${PHONE}`],
    ['a token as a user name', `Basic ${Buffer.from(`${PHONE}:`).toString('base64')}`],
    ['a beginning of the token', `Bearer ${PHONE.slice(0, -1)}`],
    ['an end of the token', `Bearer ${PHONE.slice(1)}`],
    ['more than the token', `Bearer ${PHONE}x`],
    ['padding after the token', `Bearer ${PHONE}=`],
    ['another case', `Bearer ${PHONE.toLowerCase()}`],
    ['the hash', `Bearer ${tokens[0]?.sha256}`],
    ['the name', 'Bearer phone'],
    ['two tokens', `Bearer ${PHONE} ${MONITOR}`],
    ['two headers', `Bearer ${PHONE}, Bearer ${MONITOR}`],
    ['the same header twice', `Bearer ${PHONE}, Bearer ${PHONE}`],
    ['quotes', `Bearer "${PHONE}"`],
    ['a parameter', `Bearer token=${PHONE}`],
    ['a space before', ` Bearer ${PHONE}`],
    ['a space behind', `Bearer ${PHONE} `],
    ['a line break', `Bearer ${PHONE}\nBearer ${PHONE}`],
    ['a NUL', `Bearer ${PHONE}\0`],
    ['what only looks like it', `Bearer ${PHONE.replace('k', 'к')}`],
    ['a JSON Web Token without AUTH_JWKS_URL', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.'],
  ])('is not found in %s', async (_, authorization) => {
    await expect(authenticate(authorization)).rejects.toEqual(REFUSAL);
  });

  it('is not parsed if the header is longer than 8 KB', async () => {
    for (const [length, isIn] of [
      [8 * 1024 - 7, true],
      [8 * 1024 - 6, false],
    ] as const) {
      const token = 'x'.repeat(length);
      const long = createAuthentication({ tokens: [asSetting('long', token)] }, createFakeClock());
      const pending = long.authenticate({ authorization: `Bearer ${token}`, address: '' });
      expect(
        await pending.then(
          () => true,
          () => false,
        ),
      ).toBe(isIn);
    }
  });

  it('cannot be guessed: anything else is rejected without a reason', async () => {
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String().map((text) => `Bearer ${text}`),
      fc.string().map((text) => `Bearer ${text}`),
      fc.tuple(fc.nat(PHONE.length - 1), fc.base64String({ minLength: 4 })).map(([at, text]) => {
        const forged = PHONE.slice(0, at) + text + PHONE.slice(at + 1);
        return `Bearer ${forged}`;
      }),
    );
    await fc.assert(
      fc.asyncProperty(garbage, async (authorization) => {
        fc.pre(![PHONE, MONITOR].some((token) => authorization === `Bearer ${token}`));
        await expect(authenticate(authorization)).rejects.toEqual(REFUSAL);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});

describe('the reason of a failed authentication', () => {
  it.each([
    [undefined, ['missing']],
    ['', ['missing']],
    [PHONE, ['malformed']],
    [`Basic ${PHONE}`, ['malformed']],
    [`Bearer ${PHONE}, Bearer ${PHONE}`, ['malformed']],
    [`Bearer ${'x'.repeat(8 * 1024)}`, ['malformed']],
    ['Bearer unknown', ['unknown_token']],
    ['Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.', ['unknown_token']],
    [`Bearer ${PHONE}`, []],
  ])('for %j is %j', async (authorization, expected) => {
    const reasons: string[] = [];
    const options = { warn: () => {}, failed: (reason: string) => reasons.push(reason) };
    await createAuthentication({ tokens }, createFakeClock(), options)
      .authenticate({ authorization, address: '' })
      .catch(() => {});
    expect(reasons).toEqual(expected);
  });

  it('is in the log line of the request, and nowhere in the answer', async () => {
    const { url, logged, close } = await startTelemetryServer(async (telemetry, { headers }, response) => {
      const options = { warn: () => {}, failed: telemetry.unauthenticated };
      const { authorization } = headers;
      const pending = createAuthentication({ tokens }, createFakeClock(), options).authenticate({
        authorization,
        address: '',
      });
      response.end(await pending.catch((error: Error) => JSON.stringify({ ...error, message: error.message })));
    });
    const answer = await fetch(`${url}/graphql`, { headers: { authorization: 'Bearer guess', connection: 'close' } });
    expect(await answer.json()).toEqual({
      name: 'UnauthenticatedError',
      code: 'UNAUTHENTICATED',
      message: REFUSAL.message,
    });
    expect(await logged('request')).toMatchObject({ reason: 'unknown_token' });
    await close();
  });
});

describe('the message of a 401', () => {
  it('says what to send, and nothing about the valid tokens', () => {
    expect(REFUSAL).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'Expected a valid token in the header Authorization: Bearer TOKEN.',
    });
    expect(new AuthUnavailableError(5000)).toMatchObject({ code: 'AUTH_UNAVAILABLE', retryAfterMs: 5000 });
  });
});

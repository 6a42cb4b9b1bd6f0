/** `npm run token`: a token and the setting that lets it in. */
import { describe, expect, it } from 'vitest';
import { makeToken } from '../../src/cli/make-token.ts';
import { readConfig } from '../../src/config/config.ts';
import { SCOPES } from '../../src/config/values.ts';
import { createAuthentication } from '../../src/server/auth/authentication.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { runScript } from '../support/process.ts';

const SCRIPT = new URL('../../src/cli/token.ts', import.meta.url).pathname;

/** Of the token that is made of zeros. */
const HASH = '83515edec92df1eb166052cdfcdd55c63e139dd5a356a26e0903e4b01e2fe11e';
const zeros = (size: number): Buffer => Buffer.alloc(size);
const make = (...args: string[]) => makeToken(args, zeros);

/** Whom a server with the setting takes the owner of the token for. */
async function callerOf(AUTH_TOKENS: string, token: string) {
  const { auth } = readConfig({ AUTH_TOKENS });
  return createAuthentication(auth, createFakeClock()).authenticate({ authorization: `Bearer ${token}`, address: '' });
}

const run = (...args: string[]) => runScript(SCRIPT, args);

describe('a new token', () => {
  it('is made of 32 random bytes, and its entry of its name, its hash and its scopes', () => {
    expect(make('phone', 'performance', 'attendees', 'performance')).toEqual({
      token: 'tg_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      entry: `phone:${HASH}:performance+attendees`,
    });
    expect(make('phone').entry).toBe(`phone:${HASH}`);
  });

  it.each([
    [[], SCOPES],
    [['none'], []],
    [['attendees'], ['attendees']],
    [
      ['performance', 'attendees'],
      ['attendees', 'performance'],
    ],
  ])('made with the scopes %j is let in with %j', async (words, scopes) => {
    const { token, entry } = make('some.one-1', ...words);
    expect(await callerOf(entry, token)).toEqual({
      name: 'token:some.one-1',
      subject: 'some.one-1',
      scopes: new Set(scopes),
    });
  });

  it.each([
    [[], /^NAME: expected letters, digits/],
    [['a b'], /^NAME: /],
    [['a:b'], /^NAME: /],
    [['a,b'], /^NAME: /],
    [['--help'], /^NAME: /],
    [['x'.repeat(65)], /^NAME: /],
    [['phone', 'everything'], /^SCOPE: expected attendees, performance, or none alone, not "everything"$/],
    [['phone', 'attendees', 'none'], /^SCOPE: /],
    [['phone', 'attendees+performance'], /^SCOPE: /],
    [['phone', ''], /^SCOPE: /],
  ])('is not made of %j', (args, message) => {
    expect(() => make(...args)).toThrow(message);
  });
});

describe('npm run token', () => {
  it('prints a token, another each time, and the setting to paste', async () => {
    const [one, other] = await Promise.all([run('phone', 'attendees'), run('phone', 'attendees')]);
    expect([one.code, one.stderr]).toEqual([0, '']);
    const token = /^ {2}(tg_[\w-]{43})$/m.exec(one.stdout)?.[1] ?? '';
    const setting = /^ {2}AUTH_TOKENS=(\S+)$/m.exec(one.stdout)?.[1] ?? '';
    expect(await callerOf(setting, token)).toEqual({
      name: 'token:phone',
      subject: 'phone',
      scopes: new Set(['attendees']),
    });
    expect(other.stdout).not.toContain(token);
  });

  it.each([['--help'], ['-h'], ['phone', '--help']])(
    'says what it takes, with an example, when asked: %j',
    async (...args) => {
      const { code, stdout, stderr } = await run(...args);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain('npm run token -- NAME [SCOPE...]');
      expect(stdout).toMatch(/SCOPE .*: attendees, performance, or none; all if none is given/);
      expect(stdout).toContain('\n  npm run token -- phone-app attendees\n');
      expect(stdout).not.toContain('tg_');
    },
  );

  it.each([
    ['nothing', [], /^NAME: /],
    ['a bad name', ['a b'], /^NAME: /],
    ['an unknown scope', ['phone', 'everything'], /^SCOPE: /],
  ])('ends with code 1, one line, and what it takes for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^[^\n]+\n\n {2}npm run token -- NAME \[SCOPE\.\.\.\]\n/);
    expect(stderr).toContain('attendees, performance, or none');
  });
});

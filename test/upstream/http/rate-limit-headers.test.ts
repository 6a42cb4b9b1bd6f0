import { describe, expect, it } from 'vitest';
import { readQuota, retryAfterMs } from '../../../src/upstream/http/rate-limit-headers.ts';

const NOW = Date.parse('2026-03-18T12:00:00Z');
const inSeconds = NOW / 1000;

describe('how long to wait', () => {
  it.each([
    ['Retry-After in seconds', { 'retry-after': '17' }, 17_000],
    ['Retry-After with blanks around it', { 'retry-after': ' 17 ' }, 17_000],
    ['Retry-After as a date', { 'retry-after': 'Wed, 18 Mar 2026 12:02:00 GMT' }, 120_000],
    ['several Retry-After, the first', { 'retry-after': ['5', '50'] }, 5000],
    ['a reset of Cal.com in seconds', { 'x-ratelimit-reset-default': '42' }, 42_000],
    ['a reset of Cal.com in epoch seconds', { 'x-ratelimit-reset-default': String(inSeconds + 42) }, 42_000],
    ['a reset from now', { 'x-ratelimit-reset': '42' }, 42_000],
    ['a reset in epoch seconds', { 'x-ratelimit-reset': String(inSeconds + 42) }, 42_000],
    ['a reset in epoch milliseconds', { 'x-ratelimit-reset': String(NOW + 42_000) }, 42_000],
    ['a reset as a date', { 'x-ratelimit-reset': 'Wed Mar 18 2026 12:00:42 GMT+0000' }, 42_000],
    ['Retry-After with a fraction', { 'retry-after': '299.997' }, 299_997],
    ['Retry-After of less than a second', { 'retry-after': '0.4' }, 400],
    ['Retry-After of less than a millisecond', { 'retry-after': '0.0004' }, 1],
    ['a reset with a fraction', { 'x-ratelimit-reset': '1.25' }, 1250],
    ['a reset of a limit with another name', { 'x-ratelimit-reset-short': '7' }, 7000],
    [
      'the first reset of those limits that are used up',
      {
        'x-ratelimit-remaining-short': '0',
        'x-ratelimit-reset-short': '9',
        'x-ratelimit-remaining-long': '0',
        'x-ratelimit-reset-long': '90',
        'x-ratelimit-remaining-default': '5',
        'x-ratelimit-reset-default': '2',
      },
      9000,
    ],
    ['Retry-After before a reset', { 'retry-after': '1', 'x-ratelimit-reset': '42' }, 1000],
  ])('is read from %s', (_, headers, expected) => {
    expect(retryAfterMs(headers, NOW)).toBe(expected);
  });

  it.each([
    ['nothing', {}],
    ['an empty header', { 'retry-after': '' }],
    ['a word', { 'retry-after': 'soon' }],
    ['0', { 'retry-after': '0' }],
    ['a date that is over', { 'retry-after': 'Wed, 18 Mar 2026 11:00:00 GMT' }],
    ['the very instant', { 'retry-after': 'Wed, 18 Mar 2026 12:00:00 GMT' }],
    ['a negative number', { 'retry-after': '-5' }],
    ['a fraction that is nothing', { 'retry-after': '0.0' }],
    ['a fraction without an end', { 'retry-after': '1.' }],
    ['two points', { 'retry-after': '1.5.2' }],
    ['a number in e-notation', { 'retry-after': '1e3' }],
    ['a number in hex', { 'retry-after': '0x10' }],
    ['no number', { 'retry-after': 'NaN' }],
    ['infinity', { 'retry-after': 'Infinity' }],
    ['more digits than a number has', { 'retry-after': '9'.repeat(400) }],
    ['full-width digits', { 'retry-after': '１７' }],
    ['a word as a reset', { 'x-ratelimit-reset': 'never' }],
    ['a negative reset', { 'x-ratelimit-reset': '-42' }],
    ['a reset of 0', { 'x-ratelimit-reset': '0' }],
    ['a reset of Cal.com of 0', { 'x-ratelimit-reset-default': '0' }],
    ['a reset that is over', { 'x-ratelimit-reset': String(inSeconds - 42) }],
    ['a reset as a date that is over', { 'x-ratelimit-reset': 'Wed Mar 18 2026 11:00:00 GMT+0000' }],
  ])('is 30 seconds after %s', (_, headers) => {
    expect(retryAfterMs(headers, NOW)).toBe(30_000);
  });

  it.each([
    ['a billion seconds', { 'retry-after': '1000000000' }],
    ['a date in the next century', { 'retry-after': 'Fri, 18 Mar 2126 12:00:00 GMT' }],
    ['a reset far ahead', { 'x-ratelimit-reset': String(inSeconds + 1e8) }],
    ['the largest number there is', { 'retry-after': '999999999999999' }],
  ])('is never more than 5 minutes, also after %s', (_, headers) => {
    expect(retryAfterMs(headers, NOW)).toBe(300_000);
  });

  it('is always from 1 ms to 5 minutes, whatever the headers hold', () => {
    const values = [
      '',
      '0',
      '-0',
      '1',
      '-1',
      '00',
      '+3',
      ' ',
      '\t',
      '1 2',
      'a1',
      '1a',
      'Z',
      '0,5',
      '99999999999',
      'GMT',
      '2026',
    ];
    for (const name of ['retry-after', 'x-ratelimit-reset', 'x-ratelimit-reset-default']) {
      for (const value of values) {
        const waitMs = retryAfterMs({ [name]: value }, NOW);
        expect(waitMs).toBeGreaterThan(0);
        expect(waitMs).toBeLessThanOrEqual(300_000);
      }
    }
  });
});

describe('a quota', () => {
  it('is read with the end of its window', () => {
    const headers = {
      'x-ratelimit-limit-default': '120',
      'x-ratelimit-remaining-default': '3',
      'x-ratelimit-reset-default': '30',
    };
    expect(readQuota(headers, NOW)).toEqual({ limit: 120, remaining: 3, resetAtMs: NOW + 30_000 });
  });

  it.each(['short', 'per-team', 'v2_insights'])('of a limit with the name %s is read', (name) => {
    const headers = { [`x-ratelimit-limit-${name}`]: '60', [`x-ratelimit-remaining-${name}`]: '2' };
    expect(readQuota(headers, NOW)).toEqual({ limit: 60, remaining: 2 });
  });

  it('of several limits is used up when all of them are, and until the first of them allows calls again', () => {
    const headers = (short: string, long: string) => ({
      'x-ratelimit-limit-short': '10',
      'x-ratelimit-remaining-short': short,
      'x-ratelimit-reset-short': '5',
      'x-ratelimit-limit-default': '120',
      'x-ratelimit-remaining-default': long,
      'x-ratelimit-reset-default': '50',
    });
    expect(readQuota(headers('0', '7'), NOW)).toEqual({ limit: 120, remaining: 7, resetAtMs: NOW + 50_000 });
    expect(readQuota(headers('3', '0'), NOW)).toEqual({ limit: 10, remaining: 3, resetAtMs: NOW + 5_000 });
    expect(readQuota(headers('0', '0'), NOW)).toEqual({ limit: 10, remaining: 0, resetAtMs: NOW + 5_000 });
  });

  it('without a reset has no end', () => {
    expect(readQuota({ 'x-ratelimit-remaining': '0' }, NOW)).toEqual({ remaining: 0 });
  });

  it.each([
    ['nothing', {}],
    ['a reset alone', { 'x-ratelimit-reset': '30' }],
    ['garbage', { 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '-1' }],
  ])('is unknown from %s', (_, headers) => {
    expect(readQuota(headers, NOW)).toBeUndefined();
  });

  it('whose window is over ends now, and not before', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(inSeconds - 42) };
    expect(readQuota(headers, NOW)?.resetAtMs).toBe(NOW);
    const date = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'Wed Mar 18 2026 11:00:00 GMT+0000' };
    expect(readQuota(date, NOW)?.resetAtMs).toBe(NOW);
  });
});

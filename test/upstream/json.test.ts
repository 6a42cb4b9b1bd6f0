/** Ordinary JSON is parsed first and examined later; the result is that of the careful way. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/upstream/json.ts';

/** Blanks that make a text so long that it is examined before it is parsed. */
const BLANKS = ' '.repeat(600_000);
const parsed = (text: string): unknown => ({ json: JSON.stringify(parseJson(text)) });
const parsedCarefully = (text: string): unknown => parsed(text + BLANKS);

const digits = (most: number) => fc.stringMatching(new RegExp(`^(0|[1-9][0-9]{0,${most - 1}})$`));
const exponent = fc.stringMatching(/^[eE][+-]?[0-9]{1,4}$/);
/** Numbers as they may be written: short and long, with fractions and exponents. */
const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(digits(4), digits(25)),
    fc.option(fc.stringMatching(/^\.[0-9]{1,20}$/), { nil: '' }),
    fc.option(exponent, { nil: '', freq: 2 }),
  )
  .map((parts) => parts.join(''));
/** What a look at digits may take for numbers, and strings that hide quotes and brackets. */
const string = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.uuid(),
    fc.stringMatching(/^[0-9a-f]{1,40}$/),
    fc.constantFrom(
      '',
      '\\',
      '"',
      '\\"',
      '[[',
      '{"a":',
      ':1e-999',
      ', 12345678901234567',
      '2026-03-18T12:00:00Z',
      '1e-999',
    ),
    number,
  )
  .map((value) => JSON.stringify(value));
const blank = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n');
const joined = (parts: readonly string[], separator: string, [open, close]: readonly [string, string]): string =>
  `${open}${parts.join(separator)}${close}`;
const text = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(number, string, fc.constantFrom('null', 'true', 'false', '0', '-0', '0e-999', '0E99', '1e-999', '1e999')),
    fc
      .tuple(fc.array(tie('value'), { maxLength: 6 }), blank)
      .map(([values, space]) => joined(values, `,${space}`, ['[', `${space}]`])),
    fc
      .tuple(
        fc.array(fc.tuple(fc.oneof(string, fc.constantFrom('"__proto__"', '"a"')), tie('value')), { maxLength: 6 }),
        blank,
      )
      .map(([pairs, space]) =>
        joined(
          pairs.map(([key, value]) => `${key}${space}:${space}${value}`),
          ',',
          [`{${space}`, '}'],
        ),
      ),
  ),
})).value;
/** A text from which something was cut out, or into which something was put. */
const broken = fc
  .tuple(text, fc.nat(), fc.constantFrom('', ',', '}', ']', '"', '1', '-', 'e', '\uFEFF', '\u0000', '['))
  .map(([whole, at, put]) => {
    const position = at % (whole.length + 1);
    return whole.slice(0, position) + put + whole.slice(position + (put === '' ? 1 : 0));
  });

describe('JSON', () => {
  it('is the same whether it is examined before or after it is parsed', () => {
    fc.assert(
      fc.property(fc.oneof(text, broken), (json) => {
        expect(parsed(json)).toEqual(parsedCarefully(json));
      }),
      { numRuns: 400 },
    );
  });

  const nested = (levels: number, [open, close] = ['[', ']']): string => open.repeat(levels) + close.repeat(levels);
  const keys = (count: number): string =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, key) => [`k${key}`, key])));
  it.each([
    ['64 nested lists', nested(64), true],
    ['65 nested lists', nested(65), false],
    ['200,000 nested lists', nested(200_000), false],
    ['64 nested objects', `${'{"a":'.repeat(63)}{}${'}'.repeat(63)}`, true],
    ['65 nested objects', `${'{"a":'.repeat(64)}{}${'}'.repeat(64)}`, false],
    ['100,000 lists', `[${Array(99_999).fill('[]')}]`, true],
    ['100,001 lists', `[${Array(100_000).fill('[]')}]`, false],
    ['5,000 keys', keys(5_000), true],
    ['5,001 keys', keys(5_001), false],
    ['33,000 keys in objects of 1,100', `[${Array(30).fill(keys(1_100))}]`, true],
  ])('of %s is within the bounds, or not, either way', (_, json, isWithin) => {
    expect(parsed(json)).toEqual({ json: isWithin ? json : undefined });
    expect(parsedCarefully(json)).toEqual(parsed(json));
  });

  it.each(['0e-400', '-0e-99', '0E99', '0.0e5'])('of %s is zero, of which no digit was lost', (json) => {
    expect(parseJson(json)).toBe(Number(json));
    expect(parseJson(json + BLANKS)).toBe(Number(json));
  });

  it.each([
    '1e-400',
    '-0.01E-999',
    '123456789012345678',
    '[1,1e400]',
    '{"a":-1e-0400}',
    '0.1234567890123456789',
    '1e-1234567890123456',
  ])('of %s keeps its digits', (json) => {
    expect(JSON.stringify(parseJson(json))).toBe(json);
    expect(JSON.stringify(parseJson(json + BLANKS))).toBe(json);
  });
});

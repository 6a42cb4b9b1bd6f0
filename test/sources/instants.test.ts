/** The form of an instant that is read by a shorter way means the same as in the general way. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instant, maybeInstant } from '../../src/sources/instants.ts';

const digits = (length: number, max: number) => fc.nat({ max }).map((number) => String(number).padStart(length, '0'));
const text = fc
  .tuple(digits(4, 9999), digits(2, 13), digits(2, 32), digits(2, 25), digits(2, 61), digits(2, 61), digits(3, 999))
  .map(
    ([year, month, day, hours, minutes, seconds, ms]) =>
      `${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${ms}Z`,
  );
/** The text with another character at one place. */
const odd = fc
  .tuple(text, fc.nat({ max: 23 }), fc.constantFrom('', ' ', '-', '+', '.', ':', 'T', 'Z', 'x', '/', '\u0660', '00'))
  .map(([instant, at, character]) => instant.slice(0, at) + character + instant.slice(at + 1));
const inDay = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });

it.each([instant, maybeInstant])('reads Z as +00:00, with and without milliseconds', (schema) => {
  const read = (value: string): unknown => schema.safeParse(value).data;
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        odd,
        inDay.map((date) => date.toISOString()),
      ),
      fc.boolean(),
      (value, hasMs) => {
        const written = hasMs ? value : value.replace(/\.\d{3}Z$/, 'Z');
        expect(read(written)).toEqual(read(written.replace(/Z$/, '+00:00')));
      },
    ),
    { numRuns: 5000 },
  );
});

it('reads every day', () => {
  for (let ms = Date.UTC(1896, 0, 1); ms < Date.UTC(2105, 0, 1); ms += 86_399_999) {
    const date = new Date(ms);
    expect(instant.parse(date.toISOString())).toEqual(date);
  }
});

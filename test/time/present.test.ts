import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAsOfMinute } from '../../src/time/present.ts';

const NOW = '2026-03-18T12:00:40.000Z';
const asOfMinute = createAsOfMinute({ epochMs: () => Date.parse(NOW) });
const shown = (from: string, to: string): string[] => {
  const range = asOfMinute({ from: new Date(from), to: new Date(to) });
  return [range.from.toISOString(), range.to.toISOString()];
};

describe('a range as of the minute', () => {
  it.each([
    [
      'ends with the minute if it ends now',
      '2026-03-11T00:00:00.000Z',
      NOW,
      ['2026-03-11T00:00:00.000Z', '2026-03-18T12:00:00.000Z'],
    ],
    [
      'starts with a minute if its start moves with its end',
      '2026-03-11T12:00:40.000Z',
      NOW,
      ['2026-03-11T12:00:00.000Z', '2026-03-18T12:00:00.000Z'],
    ],
    [
      'starts with that minute too if the client has read its clock again for the end',
      '2026-03-11T12:00:39.993Z',
      NOW,
      ['2026-03-11T12:00:00.000Z', '2026-03-18T12:00:00.000Z'],
    ],
    [
      'keeps a start of other milliseconds',
      '2026-03-11T12:00:40.051Z',
      NOW,
      ['2026-03-11T12:00:40.051Z', '2026-03-18T12:00:00.000Z'],
    ],
    [
      'keeps a start that would move forward',
      '2026-03-11T11:59:59.990Z',
      '2026-03-18T12:00:00.020Z',
      ['2026-03-11T11:59:59.990Z', '2026-03-18T12:00:00.000Z'],
    ],
    [
      'may end up to a minute ago',
      '2026-03-11T00:00:00.000Z',
      '2026-03-18T11:59:40.001Z',
      ['2026-03-11T00:00:00.000Z', '2026-03-18T11:59:00.000Z'],
    ],
    [
      'may end five seconds from now, by the clock of a client',
      '2026-03-11T00:00:00.000Z',
      '2026-03-18T12:00:45.000Z',
      ['2026-03-11T00:00:00.000Z', '2026-03-18T12:00:00.000Z'],
    ],
  ])('%s', (_, from, to, expected) => {
    expect(shown(from, to)).toEqual(expected);
  });

  it.each([
    ['a minute ago', '2026-03-11T12:00:40.000Z', '2026-03-18T11:59:40.000Z'],
    ['more than five seconds from now', '2026-03-11T12:00:40.000Z', '2026-03-18T12:00:45.001Z'],
    ['less than a minute after its start', '2026-03-18T12:00:10.000Z', NOW],
  ])('is the range itself if it ends %s', (_, from, to) => {
    expect(shown(from, to)).toEqual([from, to]);
  });

  it('is never empty, and ends less than a minute before the range', () => {
    const instants = fc.integer({ min: -90_000, max: 90_000 }).map((ms) => new Date(Date.parse(NOW) + ms));
    const property = fc.property(instants, instants, (a, b) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      fc.pre(from < to);
      const settled = asOfMinute({ from, to });
      expect(settled.from < settled.to).toBe(true);
      expect(from.getTime() - settled.from.getTime()).toBeLessThan(60_000);
      expect(to.getTime() - settled.to.getTime()).toBeLessThan(60_000);
      expect([settled.from <= from, settled.to <= to]).toEqual([true, true]);
    });
    fc.assert(property);
  });
});

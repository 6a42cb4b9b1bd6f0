import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarRange, DateTimeRange } from '../../src/generated/resolvers.ts';
import { instantsOf } from '../../src/resolvers/ranges.ts';

const NOON = Date.parse('2026-03-18T12:00:00Z');
const iso = (range: DateTimeRange, now = NOON) => {
  const { from, to } = instantsOf(range, 'range', () => now);
  return [from?.toISOString() ?? null, to?.toISOString() ?? null];
};
const calendar = (given: Partial<CalendarRange>): DateTimeRange => ({
  calendar: { unit: 'DAY', offset: 0, count: 1, timeZone: 'Europe/Berlin', weekStart: 'MONDAY', ...given },
});
const never = (): number => {
  throw new Error('the present was read');
};

describe('instantsOf', () => {
  it('takes two instants, or one of them, without reading the present', () => {
    const [from, to] = [new Date('2026-03-01T00:00:00Z'), new Date('2026-04-01T00:00:00Z')];
    expect(instantsOf({ from, to }, 'range', never)).toEqual({ from, to });
    expect(instantsOf({ from, to: null }, 'range', never)).toEqual({ from, to: null });
    expect(instantsOf({ to }, 'range', never)).toEqual({ from: null, to });
  });

  it('takes a stretch that ends or begins now', () => {
    expect(iso({ last: 'P7D' })).toEqual(['2026-03-11T12:00:00.000Z', '2026-03-18T12:00:00.000Z']);
    expect(iso({ next: 'PT12H30M' })).toEqual(['2026-03-18T12:00:00.000Z', '2026-03-19T00:30:00.000Z']);
    expect(iso({ last: 'P1W' })).toEqual(iso({ last: 'P7D' }));
    expect(iso({ last: 'P1D' }, Date.parse('2026-03-29T12:00:00Z'))[0]).toBe('2026-03-28T12:00:00.000Z');
  });

  it('takes days of 23 and 25 hours', () => {
    expect(iso(calendar({}), Date.parse('2026-03-29T12:00:00Z'))).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
    expect(iso(calendar({}), Date.parse('2026-10-25T12:00:00Z'))).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ]);
  });

  it('starts a day at its first instant where it has no midnight', () => {
    // Clocks in Cairo went from 00:00 to 01:00 on 24 April 2026.
    expect(iso(calendar({ timeZone: 'Africa/Cairo' }), Date.parse('2026-04-24T12:00:00Z'))).toEqual([
      '2026-04-23T22:00:00.000Z',
      '2026-04-24T21:00:00.000Z',
    ]);
  });

  it('takes weeks, months, quarters and years', () => {
    const dates = (given: Partial<CalendarRange>) =>
      iso(calendar({ timeZone: 'UTC', ...given })).map((text) => text?.slice(0, 10));
    expect(dates({ unit: 'WEEK' })).toEqual(['2026-03-16', '2026-03-23']);
    expect(dates({ unit: 'WEEK', weekStart: 'SUNDAY' })).toEqual(['2026-03-15', '2026-03-22']);
    expect(dates({ unit: 'WEEK', offset: -4, count: 4 })).toEqual(['2026-02-16', '2026-03-16']);
    expect(dates({ unit: 'MONTH', offset: -1 })).toEqual(['2026-02-01', '2026-03-01']);
    expect(dates({ unit: 'QUARTER' })).toEqual(['2026-01-01', '2026-04-01']);
    expect(dates({ unit: 'QUARTER', offset: 1, count: 2 })).toEqual(['2026-04-01', '2026-10-01']);
    expect(dates({ unit: 'YEAR', offset: -1 })).toEqual(['2025-01-01', '2026-01-01']);
  });

  it('takes the day of the time zone, not of UTC', () => {
    const now = Date.parse('2026-03-18T01:00:00Z');
    expect(iso(calendar({ timeZone: 'America/Los_Angeles' }), now)[0]).toBe('2026-03-17T07:00:00.000Z');
    expect(iso(calendar({ timeZone: 'Pacific/Kiritimati' }), now)[0]).toBe('2026-03-17T10:00:00.000Z');
  });

  it.each<[string, DateTimeRange, string]>([
    ['no form', {}, 'range'],
    ['a form of null', { last: null }, 'range'],
    ['two forms', { last: 'P1D', next: 'P1D' }, 'range'],
    ['an end beside a stretch', { from: new Date(NOON), last: 'P1D' }, 'range'],
    ['an empty range', { from: new Date(NOON), to: new Date(NOON) }, 'range'],
    ['a range of more than 25 years', { last: 'P10000D' }, 'range.last'],
    ['a duration with months', { last: 'P1M' }, 'range.last'],
    ['a duration with years', { next: 'P1Y' }, 'range.next'],
    ['a negative duration', { last: '-P1D' }, 'range.last'],
    ['a duration of zero', { last: 'PT0S' }, 'range.last'],
    ['no unit', calendar({ count: 0 }), 'range.calendar.count'],
    ['a negative number of units', calendar({ count: -2 }), 'range.calendar.count'],
    ['units before the year 1', calendar({ unit: 'YEAR', offset: -2_100 }), 'range.calendar'],
    ['units beyond all calendars', calendar({ unit: 'YEAR', offset: 2_147_483_647 }), 'range.calendar'],
    ['more than 25 years of units', calendar({ unit: 'YEAR', count: 26 }), 'range.calendar'],
  ])('refuses %s, and names the argument', (_, range, argument) => {
    expect(() => instantsOf(range, 'range', () => NOON)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', argument }),
    );
  });

  it('agrees with the calendar of ICU in every zone and unit', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Africa/Cairo', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'];
    const instants = fc.integer({ min: Date.parse('1971-01-01Z') / 60_000, max: Date.parse('2037-01-01Z') / 60_000 });
    const units = fc.constantFrom<CalendarRange['unit'][]>('DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR');
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        units,
        instants.map((minutes) => minutes * 60_000),
        fc.integer({ min: -3, max: 3 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom<CalendarRange['weekStart'][]>('MONDAY', 'SUNDAY'),
        (timeZone, unit, nowMs, offset, count, weekStart) => {
          const range = { calendar: { unit, offset, count, timeZone, weekStart } };
          const { from, to } = instantsOf(range, 'range', () => nowMs);
          for (const end of [from, to]) expect(isFirstOf(end as Date, unit, timeZone, weekStart)).toBe(true);
          const between = instantsOf({ calendar: { ...range.calendar, offset: 0, count: 1 } }, 'range', () => nowMs);
          expect((between.from as Date).getTime()).toBeLessThanOrEqual(nowMs);
          expect((between.to as Date).getTime()).toBeGreaterThan(nowMs);
          expect(unitsBetween(between.from as Date, from as Date, unit, timeZone)).toBe(offset);
          expect(unitsBetween(from as Date, to as Date, unit, timeZone)).toBe(count);
        },
      ),
    );
  });
});

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The calendar day of an instant, as ICU formats it. */
function dayOf(at: Date, timeZone: string): Day {
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const part = (type: string) => Number(format.formatToParts(at).find((one) => one.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day') };
}

const dayNumber = ({ year, month, day }: Day): number => Date.UTC(year, month - 1, day) / 86_400_000;

/** Whether an instant is the first of a unit: the millisecond before it belongs to another day. */
function isFirstOf(
  at: Date,
  unit: CalendarRange['unit'],
  timeZone: string,
  weekStart: CalendarRange['weekStart'],
): boolean {
  const day = dayOf(at, timeZone);
  if (dayNumber(dayOf(new Date(at.getTime() - 1), timeZone)) === dayNumber(day)) return false;
  const weekday = new Date(dayNumber(day) * 86_400_000).getUTCDay();
  if (unit === 'WEEK') return weekday === (weekStart === 'SUNDAY' ? 0 : 1);
  if (unit === 'MONTH') return day.day === 1;
  if (unit === 'QUARTER') return day.day === 1 && [1, 4, 7, 10].includes(day.month);
  return unit === 'YEAR' ? day.day === 1 && day.month === 1 : true;
}

function unitsBetween(from: Date, to: Date, unit: CalendarRange['unit'], timeZone: string): number {
  const [start, end] = [dayOf(from, timeZone), dayOf(to, timeZone)];
  const months = (end.year - start.year) * 12 + end.month - start.month;
  switch (unit) {
    case 'DAY':
      return dayNumber(end) - dayNumber(start);
    case 'WEEK':
      return (dayNumber(end) - dayNumber(start)) / 7;
    case 'MONTH':
      return months;
    case 'QUARTER':
      return months / 3;
    case 'YEAR':
      return months / 12;
  }
}

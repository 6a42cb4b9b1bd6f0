import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BookingDimension } from '../../src/generated/resolvers.ts';
import { bookingGrouping, createBookingTally, eventTypeGroups } from '../../src/resolvers/booking-counts.ts';
import { compareByCodePoint, groupRows } from '../../src/resolvers/grouping.ts';
import type { Booking, BookingStatus } from '../../src/sources/calcom/model.ts';
import type { OpenRange } from '../../src/sources/instants.ts';
import { inOneGo } from '../../src/time/pieces.ts';

const NOW = Date.parse('2026-03-18T12:00:00Z');
const HOUR = 3_600_000;
const TIMES: readonly BookingDimension[] = ['DAY', 'WEEK', 'MONTH', 'WEEKDAY', 'HOUR'];
const OTHERS: readonly BookingDimension[] = ['HOST', 'STATUS', 'EVENT_TYPE'];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];

const booking = (given: Partial<Booking>): Booking => ({
  uid: 'u',
  title: null,
  description: null,
  status: 'ACCEPTED',
  start: new Date(NOW - 2 * HOUR),
  end: new Date(NOW - HOUR),
  durationMinutes: 60,
  location: null,
  rating: null,
  createdAt: null,
  updatedAt: null,
  absentHost: false,
  icsUid: null,
  recurringBookingUid: null,
  hosts: [],
  attendees: [],
  guests: null,
  eventType: null,
  cancellation: null,
  rescheduling: null,
  fieldResponses: null,
  metadata: null,
  ...given,
});
const host = (userId: string | null, name: string | null) => ({
  userId,
  name,
  email: null,
  username: null,
  timeZone: null,
});
const attendee = (absent: boolean | null) => ({
  name: null,
  email: null,
  displayEmail: null,
  timeZone: null,
  language: null,
  absent,
  phoneNumber: null,
  seatUid: null,
  fieldResponses: null,
});

const countsOf = (bookings: readonly Booking[]) => {
  const tally = createBookingTally(NOW);
  for (const one of bookings) tally.add(one);
  return tally.counts();
};

const groupsOf = (
  bookings: readonly Booking[],
  groupBy: readonly BookingDimension[],
  timeZone = 'UTC',
  range: OpenRange | null = null,
  groupOf = eventTypeGroups([], true),
) => {
  const dimensions = groupBy.map((one) => bookingGrouping(one, timeZone, range, groupOf));
  return inOneGo(groupRows(bookings, dimensions, () => createBookingTally(NOW)));
};

describe('createBookingTally', () => {
  it('counts what became of bookings', () => {
    const counts = countsOf([
      booking({ attendees: [attendee(false), attendee(true), attendee(null)], rating: 5 }),
      booking({ absentHost: true, rating: 2 }),
      booking({ durationMinutes: null, end: new Date(NOW) }),
      booking({ end: new Date(NOW + 1) }),
      booking({ status: 'CANCELLED', rescheduling: { reason: null, byEmail: null, fromUid: null, toUid: 'x' } }),
      booking({ status: 'REJECTED', attendees: [attendee(true)], end: new Date(NOW + HOUR) }),
      booking({ status: 'PENDING', end: new Date(NOW + HOUR) }),
      booking({ status: 'OTHER' }),
    ]);
    expect(counts).toEqual({
      bookings: 8,
      accepted: 4,
      cancelled: 1,
      rejected: 1,
      pending: 1,
      held: 2,
      upcoming: 2,
      rescheduled: 1,
      hostAbsent: 1,
      attendees: 3,
      attendeeAbsent: 1,
      minutes: 60 + 120,
      averageRating: 3.5,
    });
  });

  it('has no mean of no ratings', () => {
    expect(countsOf([]).averageRating).toBeNull();
  });
});

describe('groupRows', () => {
  it('has the days of a range with zeros, those of 23 hours too', () => {
    const range = { from: new Date('2026-03-28T12:00:00Z'), to: new Date('2026-03-30T12:00:00Z') };
    const groups = groupsOf([booking({ start: new Date('2026-03-29T21:59:00Z') })], ['DAY'], 'Europe/Berlin', range);
    expect(groups.map(({ label, keys, counts }) => [label, keys[0]?.start?.toISOString(), counts.bookings])).toEqual([
      ['2026-03-28', '2026-03-27T23:00:00.000Z', 0],
      ['2026-03-29', '2026-03-28T23:00:00.000Z', 1],
      ['2026-03-30', '2026-03-29T22:00:00.000Z', 0],
    ]);
  });

  it('has each day for each group that has any booking, and no others', () => {
    const range = { from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-03-04T00:00:00Z') };
    const at = new Date('2026-03-03T09:00:00Z');
    const bookings = [booking({ start: at, status: 'PENDING' }), booking({ start: at }), booking({ start: at })];
    expect(
      groupsOf(bookings, ['STATUS', 'DAY'], 'UTC', range).map(({ label, counts }) => [label, counts.bookings]),
    ).toEqual([
      ['ACCEPTED · 2026-03-02', 0],
      ['PENDING · 2026-03-02', 0],
      ['ACCEPTED · 2026-03-03', 2],
      ['PENDING · 2026-03-03', 1],
    ]);
    expect(groupsOf([], ['STATUS', 'DAY'], 'UTC', range)).toEqual([]);
  });

  it('labels a deleted host and a deleted event type with nothing, and counts a booking for each of its hosts', () => {
    const bookings = [
      booking({ hosts: [host('1', 'Ada'), host('2', 'Bob')], eventType: { sourceId: '7', slug: 'intro' } }),
      booking({ hosts: [host('2', 'Bob')] }),
      booking({ hosts: [host(null, null)] }),
    ];
    expect(groupsOf(bookings, ['HOST']).map(({ label, counts }) => [label, counts.bookings])).toEqual([
      ['Bob', 2],
      ['', 1],
      ['Ada', 1],
    ]);
    expect(groupsOf(bookings, ['EVENT_TYPE']).map(({ label, counts }) => [label, counts.bookings])).toEqual([
      ['', 2],
      ['intro', 1],
    ]);
  });

  describe('of event types', () => {
    const type = (
      sourceId: string,
      slug: string | null,
      managed = false,
      title: string | null = `Title ${sourceId}`,
    ) => ({
      sourceId,
      slug,
      title,
      managed,
    });
    const idsOf = (types: readonly ReturnType<typeof type>[], isWhole: boolean, met: readonly (string | null)[][]) =>
      groupsOf(
        met.map(([sourceId, slug]) => booking({ eventType: { sourceId: sourceId ?? '', slug: slug ?? null } })),
        ['EVENT_TYPE'],
        'UTC',
        null,
        eventTypeGroups(types, isWhole),
      ).map(({ label, keys, counts }) => [keys[0]?.eventType?.sourceId, label, counts.bookings]);
    const met = [
      ['5', 'office'],
      ['51', 'office'],
      ['52', 'office'],
      ['6', 'intro'],
      ['61', 'intro'],
      ['7', null],
    ];

    it('counts the copies of a managed one with it, and no others', () => {
      const types = [type('5', 'office', true), type('6', 'intro'), type('8', null, true)];
      expect(idsOf(types, true, met)).toEqual([
        ['5', 'Title 5', 3],
        ['7', '7', 1],
        ['6', 'Title 6', 1],
        ['61', 'intro', 1],
      ]);
      expect(idsOf(types, true, [['52', 'office']])).toEqual([['5', 'Title 5', 1]]);
    });

    it('leaves a listed one of the same slug alone, and copies of which two may be the original', () => {
      expect(idsOf([type('5', 'office', true), type('51', 'office')], true, met.slice(0, 3))).toEqual([
        ['5', 'Title 5', 2],
        ['51', 'Title 51', 1],
      ]);
      expect(idsOf([type('5', 'office', true), type('9', 'office', true)], true, met.slice(0, 3))).toEqual([
        ['5', 'Title 5', 1],
        ['51', 'office', 1],
        ['52', 'office', 1],
      ]);
    });

    it('leaves copies alone where the list may lack their type', () => {
      expect(idsOf([type('5', 'office', true)], false, met.slice(0, 2))).toEqual([
        ['5', 'Title 5', 1],
        ['51', 'office', 1],
      ]);
    });
  });

  it('keeps two hosts of one name apart', () => {
    const bookings = [booking({ hosts: [host('1', 'Alex Kim')] }), booking({ hosts: [host('2', 'Alex Kim')] })];
    expect(groupsOf(bookings, ['HOST']).map(({ label, counts }) => [label, counts.bookings])).toEqual([
      ['Alex Kim', 1],
      ['Alex Kim', 1],
    ]);
  });

  it('refuses a range of too many days', () => {
    const range = { from: new Date('2000-01-01T00:00:00Z'), to: new Date('2020-01-01T00:00:00Z') };
    expect(() => groupsOf([], ['DAY'], 'UTC', range)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    expect(groupsOf([], ['MONTH'], 'UTC', range)).toHaveLength(240);
  });

  it('agrees with a naive count for each dimension and each pair, in zones whose clocks change', () => {
    const starts = fc.integer({ min: Date.parse('2026-01-01Z') / 900_000, max: Date.parse('2027-01-01Z') / 900_000 });
    const bookings = fc.record({
      start: starts.map((quarter) => new Date(quarter * 900_000)),
      status: fc.constantFrom<BookingStatus[]>('ACCEPTED', 'CANCELLED', 'REJECTED', 'PENDING', 'OTHER'),
      hosts: fc.constantFrom(
        [],
        [host('1', 'Ada')],
        [host('2', 'Ada')],
        [host('1', 'Ada'), host('3', 'Bob')],
        [host(null, null)],
      ),
      eventType: fc.constantFrom(null, { sourceId: '7', slug: 'intro' }, { sourceId: '8', slug: 'demo' }),
    });
    const groupings: readonly (readonly BookingDimension[])[] = [
      ...[...TIMES, ...OTHERS].map((one) => [one]),
      ...OTHERS.flatMap((other) => [...TIMES, ...OTHERS].filter((one) => one !== other).map((one) => [other, one])),
      ...TIMES.flatMap((time) => OTHERS.map((other) => [time, other])),
    ];
    fc.assert(
      fc.property(
        fc.array(
          bookings.map((given) => booking({ ...given, end: new Date(given.start.getTime() + HOUR) })),
          { maxLength: 30 },
        ),
        fc.constantFrom(...groupings),
        fc.constantFrom(...ZONES),
        fc.option(fc.tuple(starts, fc.integer({ min: 1, max: 8_000 }))),
        (rows, groupBy, timeZone, ends) => {
          const range = ends && {
            from: new Date(ends[0] * 900_000),
            to: new Date((ends[0] + ends[1]) * 900_000),
          };
          const inRange = rows.filter(({ start }) => !range || (range.from <= start && start < range.to));
          const groups = groupsOf(inRange, groupBy, timeZone, range);
          const found = groups.map(({ keys, label, counts }) => [
            JSON.stringify(keys.map(({ id }) => id)),
            label,
            counts,
          ]);
          expect(found).toEqual(naiveGroups(inRange, groupBy, timeZone, range));
        },
      ),
      { numRuns: 300 },
    );
  });
});

interface NaiveKey {
  readonly id: string;
  readonly label: string;
  readonly order: number;
}

/** The same groups by filtering all rows for each of them, with ICU's calendar. */
function naiveGroups(
  rows: readonly Booking[],
  groupBy: readonly BookingDimension[],
  timeZone: string,
  range: OpenRange | null,
) {
  const keysOf = (row: Booking) => groupBy.map((dimension) => naiveKeys(row, dimension, timeZone));
  const met = groupBy.map((dimension, index) => {
    const always =
      range && ['DAY', 'WEEK', 'MONTH'].includes(dimension) ? unitsTouched(range, dimension, timeZone) : [];
    const ofRows = rows.flatMap((row) => keysOf(row)[index] ?? []);
    return [...new Map([...always, ...ofRows].map((key) => [key.id, key])).values()];
  });
  const [first = [], second = [{ id: '', label: '', order: 0 }]] = met;
  const isFilled = range !== null && groupBy.some((one) => ['DAY', 'WEEK', 'MONTH'].includes(one));
  const groups = first.flatMap((one) => second.map((other) => (met.length === 2 ? [one, other] : [one])));
  return groups
    .map((keys) => {
      const theirs = rows.filter((row) =>
        keys.every(({ id }, index) => keysOf(row)[index]?.some((key) => key.id === id)),
      );
      return { keys, theirs };
    })
    .filter(({ theirs }) => isFilled || theirs.length > 0)
    .map(({ keys, theirs }) => ({
      id: JSON.stringify(keys.map(({ id }) => id)),
      label: keys.map(({ label }) => label).join(' · '),
      order: keys.reduce((sum, { order }) => sum + order, 0),
      counts: countsOf(theirs),
    }))
    .sort(
      (a, b) =>
        a.order - b.order ||
        b.counts.bookings - a.counts.bookings ||
        compareByCodePoint(a.label, b.label) ||
        compareByCodePoint(a.id, b.id),
    )
    .map(({ id, label, counts }) => [id, label, counts]);
}

const NOBODY = { id: '', label: '', order: 0 };

function naiveKeys(
  { start, hosts, status, eventType }: Booking,
  dimension: BookingDimension,
  timeZone: string,
): NaiveKey[] {
  if (dimension === 'STATUS') return [{ id: status, label: status, order: 0 }];
  if (dimension === 'EVENT_TYPE') {
    return [eventType ? { id: eventType.sourceId, label: eventType.slug ?? '', order: 0 } : NOBODY];
  }
  if (dimension === 'HOST') {
    return hosts.length === 0
      ? [NOBODY]
      : hosts.map(({ userId, name }) => (userId === null ? NOBODY : { id: userId, label: name ?? '', order: 0 }));
  }
  return [naiveTime(start, dimension, timeZone)];
}

const DAY = 86_400_000;

function naiveTime(at: Date, dimension: BookingDimension, timeZone: string): NaiveKey {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const days = Date.UTC(Number(part('year')), Number(part('month')) - 1, Number(part('day'))) / DAY;
  const weekday = (new Date(days * DAY).getUTCDay() + 6) % 7;
  if (dimension === 'HOUR') return { id: part('hour'), label: part('hour'), order: Number(part('hour')) };
  if (dimension === 'WEEKDAY') {
    const label = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'][weekday] ?? '';
    return { id: label, label, order: weekday };
  }
  if (dimension === 'MONTH') {
    const label = `${part('year')}-${part('month')}`;
    return { id: label, label, order: Number(part('year')) * 12 + Number(part('month')) };
  }
  if (dimension === 'DAY') {
    const label = new Date(days * DAY).toISOString().slice(0, 10);
    return { id: label, label, order: days };
  }
  // The ISO week has the number of its Thursday.
  const thursday = new Date((days - weekday + 3) * DAY);
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const number = Math.floor((thursday.getTime() - yearStart) / DAY / 7) + 1;
  const label = `${thursday.getUTCFullYear()}-W${String(number).padStart(2, '0')}`;
  return { id: label, label, order: days - weekday };
}

/** The units that a range touches, found by looking at each quarter of an hour. */
function unitsTouched({ from, to }: OpenRange, dimension: BookingDimension, timeZone: string): NaiveKey[] {
  const found = new Map<string, NaiveKey>();
  const [start, end] = [(from as Date).getTime(), (to as Date).getTime()];
  for (let at = start; at < end; at += DAY / 4) {
    const key = naiveTime(new Date(at), dimension, timeZone);
    found.set(key.id, key);
  }
  const last = naiveTime(new Date(end - 1), dimension, timeZone);
  return [...found.set(last.id, last).values()];
}

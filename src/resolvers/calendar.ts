/** Days, weeks and months of a time zone. Pure. */
import { Temporal } from 'temporal-polyfill';
import type { CalendarRange } from '../generated/resolvers.ts';
import type { OpenRange } from '../sources/instants.ts';

export type CalendarUnit = CalendarRange['unit'];
type WeekStart = CalendarRange['weekStart'];

/** The first day of the unit that a day belongs to. */
export function startOfUnit(day: Temporal.PlainDate, unit: CalendarUnit, weekStart: WeekStart): Temporal.PlainDate {
  switch (unit) {
    case 'DAY':
      return day;
    case 'WEEK':
      return day.subtract({ days: weekStart === 'SUNDAY' ? day.dayOfWeek % 7 : day.dayOfWeek - 1 });
    case 'MONTH':
      return day.with({ day: 1 });
    case 'QUARTER':
      return day.with({ month: day.month - ((day.month - 1) % 3), day: 1 });
    case 'YEAR':
      return day.with({ month: 1, day: 1 });
  }
}

const LENGTH_OF: Readonly<Record<CalendarUnit, (units: number) => Temporal.DurationLike>> = {
  DAY: (days) => ({ days }),
  WEEK: (weeks) => ({ weeks }),
  MONTH: (months) => ({ months }),
  QUARTER: (quarters) => ({ months: 3 * quarters }),
  YEAR: (years) => ({ years }),
};

/** So many units later. Throws a RangeError beyond the calendar. */
export const addUnits = (day: Temporal.PlainDate, unit: CalendarUnit, count: number): Temporal.PlainDate =>
  day.add(LENGTH_OF[unit](count));

/** The first instant of a day, in milliseconds since the epoch: there are zones and days without a midnight. */
export const firstInstantOf = (day: Temporal.PlainDate, timeZone: string): number =>
  day.toZonedDateTime(timeZone).epochMilliseconds;

/** The calendar day of an instant, in milliseconds since the epoch. */
export const dayAt = (atMs: number, timeZone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate();

/** A unit by which rows are grouped. Weeks begin on Monday. */
export type GroupUnit = 'DAY' | 'WEEK' | 'MONTH';

/** A day, a week or a month of the calendar. */
interface CalendarGroup {
  /** `2026-03-18`, `2026-W12` or `2026-03`. */
  readonly label: string;
  /** Its first instant, in milliseconds since the epoch. */
  readonly startMs: number;
}

interface LocalTime {
  readonly day: Temporal.PlainDate;
  readonly hour: number;
}

/** Places instants in the calendar of one time zone. Rows start on few different minutes, so each is computed once. */
export interface ZonedCalendar {
  groupOf(at: Date, unit: GroupUnit): CalendarGroup;
  /** From 1 for Monday to 7 for Sunday. */
  weekdayOf(at: Date): number;
  /** From 0 to 23. */
  hourOf(at: Date): number;
  /** All units that a range with both ends touches, in order, at most `most` and one more. */
  groupsIn(range: OpenRange, unit: GroupUnit, most: number): readonly CalendarGroup[];
}

const MINUTE_MS = 60_000;

/** `timeZone` is an IANA name. */
export function createZonedCalendar(timeZone: string): ZonedCalendar {
  const times = new Map<number, LocalTime>();
  const groups = new Map<string, CalendarGroup>();

  return {
    groupOf: (at, unit) => groupAt(startOfUnit(timeAt(at).day, unit, 'MONDAY'), unit),
    weekdayOf: (at) => timeAt(at).day.dayOfWeek,
    hourOf: (at) => timeAt(at).hour,
    groupsIn: ({ from, to }, unit, most) => {
      const found: CalendarGroup[] = [];
      if (!from || !to) return found;
      let day = startOfUnit(dayAt(from.getTime(), timeZone), unit, 'MONDAY');
      while (found.length <= most) {
        const group = groupAt(day, unit);
        if (group.startMs >= to.getTime()) break;
        found.push(group);
        day = addUnits(day, unit, 1);
      }
      return found;
    },
  };

  function timeAt(at: Date): LocalTime {
    // Offsets of time zones change at whole minutes.
    const minute = Math.floor(at.getTime() / MINUTE_MS);
    const known = times.get(minute);
    if (known) return known;
    const zoned = Temporal.Instant.fromEpochMilliseconds(minute * MINUTE_MS).toZonedDateTimeISO(timeZone);
    const time = { day: zoned.toPlainDate(), hour: zoned.hour };
    times.set(minute, time);
    return time;
  }

  function groupAt(start: Temporal.PlainDate, unit: GroupUnit): CalendarGroup {
    const key = `${unit} ${start}`;
    const known = groups.get(key);
    if (known) return known;
    const group = { label: labelOf(start, unit), startMs: firstInstantOf(start, timeZone) };
    groups.set(key, group);
    return group;
  }
}

function labelOf(start: Temporal.PlainDate, unit: GroupUnit): string {
  const date = start.toString();
  if (unit === 'DAY') return date;
  if (unit === 'MONTH') return date.slice(0, -3);
  return `${start.yearOfWeek}-W${String(start.weekOfYear).padStart(2, '0')}`;
}

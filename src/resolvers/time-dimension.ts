/** The dimensions that are a time: rows by day, week, month, day of the week or hour. Pure. */

import { BadInputError } from '../errors.ts';
import type { OpenRange } from '../sources/instants.ts';
import type { GroupUnit, ZonedCalendar } from './calendar.ts';
import type { Dimension, GroupKey } from './grouping.ts';

export type TimeDimension = GroupUnit | 'WEEKDAY' | 'HOUR';

interface TimeKey extends GroupKey {
  /** The start of a day, week or month. */
  readonly start?: Date;
}

/** The most groups of a range. Longer ranges are counted by larger units. */
const MAX_TIMES = 1_000;

const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;

/**
 * The groups of a time zone's calendar. Rows without a time are one group without a label, which comes last. A range with both
 * ends has all its days, weeks or months. Throws a `BadInputError` if they are more than `MAX_TIMES`.
 */
export function timeDimension<Row>(
  dimension: TimeDimension,
  calendar: ZonedCalendar,
  timeOf: (row: Row) => Date | null,
  range: OpenRange | null,
): Dimension<Row, TimeKey> {
  const keyOf = keyIn(dimension, calendar);
  const always =
    dimension === 'WEEKDAY' || dimension === 'HOUR' || !range?.from || !range.to
      ? undefined
      : unitsIn(range, dimension, calendar);
  return {
    isTime: true,
    keysOf: (row) => {
      const at = timeOf(row);
      return [at ? keyOf(at) : { id: '', label: '', order: Number.POSITIVE_INFINITY }];
    },
    ...(always && { always }),
  };
}

function keyIn(dimension: TimeDimension, calendar: ZonedCalendar): (at: Date) => TimeKey {
  if (dimension === 'WEEKDAY') {
    return (at) => {
      const label = WEEKDAYS[calendar.weekdayOf(at) - 1] ?? '';
      return { id: label, label, order: calendar.weekdayOf(at) };
    };
  }
  if (dimension === 'HOUR') {
    return (at) => {
      const hour = calendar.hourOf(at);
      const label = String(hour).padStart(2, '0');
      return { id: label, label, order: hour };
    };
  }
  return (at) => unitKey(calendar.groupOf(at, dimension));
}

function unitsIn(range: OpenRange, unit: GroupUnit, calendar: ZonedCalendar): readonly TimeKey[] {
  const groups = calendar.groupsIn(range, unit, MAX_TIMES);
  if (groups.length > MAX_TIMES) {
    throw new BadInputError('groupBy', `expected at most ${MAX_TIMES} times in the range; use a larger unit.`);
  }
  return groups.map(unitKey);
}

const unitKey = ({ label, startMs }: { readonly label: string; readonly startMs: number }): TimeKey => ({
  id: label,
  label,
  order: startMs,
  start: new Date(startMs),
});

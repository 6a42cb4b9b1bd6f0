/** Ranges of time as clients write them: two instants, a stretch that ends or begins now, or units of a calendar. Pure. */
import { Temporal } from 'temporal-polyfill';
import { BadInputError } from '../errors.ts';
import type { CalendarRange, DateTimeRange } from '../generated/resolvers.ts';
import { isInCalendar, type OpenRange } from '../sources/instants.ts';
import { addUnits, dayAt, firstInstantOf, startOfUnit } from './calendar.ts';

/** A longer range is a mistake, or an attack. */
const LONGEST_RANGE_YEARS = 25;

/**
 * The instants of a range. `presentMs` gives the present, a whole minute in milliseconds since the epoch; it is called only for a
 * range that depends on it. Throws a `BadInputError` that names the argument if the range has not exactly one form, is empty,
 * is longer than 25 years, or is not within the years 1 to 9999.
 */
export function instantsOf(range: DateTimeRange, argument: string, presentMs: () => number): OpenRange {
  const { from = null, to = null, last = null, next = null, calendar = null } = range;
  const forms = [from ?? to, last, next, calendar].filter((form) => form !== null);
  if (forms.length !== 1) {
    throw new BadInputError(
      argument,
      'expected exactly one form of a range: instants, a duration, or units of a calendar.',
    );
  }
  if (calendar !== null) return checked(unitsOf(calendar, `${argument}.calendar`, presentMs()), `${argument}.calendar`);
  if (last !== null) {
    const now = presentMs();
    return checked({ from: new Date(now - lengthOf(last, `${argument}.last`)), to: new Date(now) }, `${argument}.last`);
  }
  if (next !== null) {
    const now = presentMs();
    return checked({ from: new Date(now), to: new Date(now + lengthOf(next, `${argument}.next`)) }, `${argument}.next`);
  }
  return checked({ from, to }, argument);
}

function checked(range: OpenRange, argument: string): OpenRange {
  const { from, to } = range;
  for (const end of [from, to]) {
    if (end && !isInCalendar(end)) throw new BadInputError(argument, 'expected a range within the years 1 to 9999.');
  }
  if (!from || !to) return range;
  if (from >= to) throw new BadInputError(argument, '"from" must be earlier than "to".');
  const latest = new Date(from);
  latest.setUTCFullYear(latest.getUTCFullYear() + LONGEST_RANGE_YEARS);
  if (to > latest) throw new BadInputError(argument, `expected a range of at most ${LONGEST_RANGE_YEARS} years.`);
  return range;
}

const HOUR_MS = 60 * 60_000;

/** The length of a duration without months and years, in milliseconds: a day has 24 hours. */
function lengthOf(text: string, argument: string): number {
  const { years, months, weeks, days, hours, minutes, seconds, milliseconds } = Temporal.Duration.from(text);
  const ms = ((weeks * 7 + days) * 24 + hours) * HOUR_MS + minutes * 60_000 + seconds * 1_000 + milliseconds;
  if (years !== 0 || months !== 0 || ms <= 0) {
    throw new BadInputError(
      argument,
      'expected a duration above zero, without months and years, such as P7D or PT12H.',
    );
  }
  return ms;
}

/** Units of the calendar of a time zone, from the one at `offset` onward: 0 is the present one. */
function unitsOf(calendar: CalendarRange, argument: string, presentMs: number): OpenRange {
  const { unit, offset, count, timeZone, weekStart } = calendar;
  if (count < 1) throw new BadInputError(`${argument}.count`, 'expected a number from 1.');
  const start = startOfUnit(dayAt(presentMs, timeZone), unit, weekStart);
  const startOf = (units: number): Date => {
    try {
      return new Date(firstInstantOf(addUnits(start, unit, units), timeZone));
    } catch {
      throw new BadInputError(argument, 'expected a range within the years 1 to 9999.');
    }
  };
  return { from: startOf(offset), to: startOf(offset + count) };
}

/** Instants in ISO 8601 as vendors send them, and ranges of time. Knows no vendor. */
import { z } from 'zod';
import { maybe } from './scalars.ts';

/** The first and the last instant, in UTC, that ISO 8601 writes with a year of four digits. */
const FIRST_INSTANT_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_INSTANT_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether an instant can be written in ISO 8601 with a year of four digits, for clients and vendors. */
export const isInCalendar = (at: Date): boolean => FIRST_INSTANT_MS <= at.getTime() && at.getTime() <= LAST_INSTANT_MS;

/** Systems write the first instant of the calendar or of Unix time where there is no time. */
const isZeroDate = (at: Date): boolean => at.getTime() === FIRST_INSTANT_MS || at.getTime() === 0;

/** An instant in ISO 8601 with its zone. A zero date is an issue. */
export const instant = z.string().transform((value, context): Date => {
  const parsed = parseInstant(value);
  if (parsed && !isZeroDate(parsed)) return parsed;
  context.addIssue({ code: 'custom', message: 'not an instant in ISO 8601 with a zone' });
  return z.NEVER;
});

const zeroDate = z.string().transform((value, context): null => {
  const parsed = parseInstant(value);
  if (parsed && isZeroDate(parsed)) return null;
  context.addIssue({ code: 'custom', message: 'not a zero date' });
  return z.NEVER;
});

/** An instant in ISO 8601 with its zone; null if it is absent, null, blank or a zero date. */
export const maybeInstant = maybe(z.union([instant, zeroDate]));

const ISO_INSTANT = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

function parseInstant(value: string): Date | undefined {
  const utcMs = readUtc(value);
  if (utcMs !== undefined) return new Date(utcMs);
  const [, year, month, day] = ISO_INSTANT.exec(value) ?? [];
  if (year === undefined || year === '0000') return undefined;
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > lastDay) return undefined;
  const parsed = new Date(value);
  return isInCalendar(parsed) ? parsed : undefined;
}

/** The days before each month, in a year that begins in March; index 1 is January. */
const DAYS_BEFORE = [0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];
/** From the first of March of the year 0 to the first of January 1970. */
const DAYS_TO_UNIX = 719_468;

/**
 * The Unix time of the form that vendors write most, `2026-03-09T00:00:00.000Z` with or without milliseconds, in a fifth of
 * the time that the general form takes. Undefined for any other text, and for some of the last days of a month.
 */
function readUtc(value: string): number | undefined {
  const { length } = value;
  const hasMs = length === 24;
  // 0x2d is "-", 0x54 is "T", 0x3a is ":", 0x2e is "." and 0x5a is "Z".
  if (!hasMs && length !== 20) return undefined;
  if (value.charCodeAt(4) !== 0x2d || value.charCodeAt(7) !== 0x2d || value.charCodeAt(10) !== 0x54) return undefined;
  if (value.charCodeAt(13) !== 0x3a || value.charCodeAt(16) !== 0x3a || value.charCodeAt(length - 1) !== 0x5a) {
    return undefined;
  }
  if (hasMs && value.charCodeAt(19) !== 0x2e) return undefined;
  const year = digitsAt(value, 0) * 100 + digitsAt(value, 2);
  const month = digitsAt(value, 5);
  const day = digitsAt(value, 8);
  const hours = digitsAt(value, 11);
  const minutes = digitsAt(value, 14);
  const seconds = digitsAt(value, 17);
  const ms = hasMs ? digitsAt(value, 20) * 10 + (digitsAt(value, 21) % 10) : 0;
  // NaN, where a character is no digit, is in no range.
  const isDay = year >= 1 && month >= 1 && month <= 12 && day >= 1 && (day <= 28 || (day <= 30 && month !== 2));
  if (!isDay || !(hours <= 23 && minutes <= 59 && seconds <= 59 && ms >= 0)) return undefined;
  const shifted = month < 3 ? year - 1 : year;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  const days = shifted * 365 + leapDays + (DAYS_BEFORE[month] ?? 0) + day - 1 - DAYS_TO_UNIX;
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ms;
}

/** The number of two digits; NaN if a character is no digit. */
function digitsAt(value: string, index: number): number {
  const tens = value.charCodeAt(index) - 0x30;
  const ones = value.charCodeAt(index + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** A range of time: `from <= t < to`. */
export interface Range {
  readonly from: Date;
  readonly to: Date;
}

/** Whether an instant lies in a range. */
export const isWithin = (range: Range, at: Date): boolean =>
  range.from.getTime() <= at.getTime() && at.getTime() < range.to.getTime();

/** The last millisecond of a range, for a vendor whose ranges include their end. */
export const lastInstant = (range: Range): Date => new Date(range.to.getTime() - 1);

const DAY_MS = 24 * 60 * 60_000;

/** The start of the UTC day of an instant, or of a day that many days later. */
export const dayStart = (at: Date, days = 0): Date => new Date((Math.floor(at.getTime() / DAY_MS) + days) * DAY_MS);

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
  const [, year, month, day] = ISO_INSTANT.exec(value) ?? [];
  if (year === undefined || year === '0000') return undefined;
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > lastDay) return undefined;
  const parsed = new Date(value);
  return isInCalendar(parsed) ? parsed : undefined;
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

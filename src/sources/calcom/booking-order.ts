/** The orders of bookings. */
import type { Booking } from './model.ts';

export type BookingOrderField = keyof typeof INSTANTS;

export interface BookingOrder {
  readonly field: BookingOrderField;
  readonly direction: 'ASC' | 'DESC';
}

const INSTANTS = { START: 'start', END: 'end', CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' } as const;

/** The instant that a booking is sorted by, in milliseconds since the epoch; null if the booking lacks it. */
export const atMsOf = (booking: Booking, field: BookingOrderField): number | null =>
  booking[INSTANTS[field]]?.getTime() ?? null;

/** Compares two instants. A missing one is last in ascending and first in descending order, as in Cal.com's database. */
export function compareKeys(a: number | null, b: number | null, direction: 'ASC' | 'DESC'): number {
  if (a === b) return 0;
  const ascending = (a ?? Number.POSITIVE_INFINITY) < (b ?? Number.POSITIVE_INFINITY) ? -1 : 1;
  return direction === 'ASC' ? ascending : -ascending;
}

/** Compares two bookings by the instant of an order. */
export const compareInstants = (a: Booking, b: Booking, { field, direction }: BookingOrder): number =>
  compareKeys(atMsOf(a, field), atMsOf(b, field), direction);

/** Compares a booking with another, or with the position of one: by the instant of an order, then by uid. */
export const compareWith = (
  booking: Booking,
  { uid }: { readonly uid: string },
  atMs: number | null,
  { field, direction }: BookingOrder,
): number =>
  compareKeys(atMsOf(booking, field), atMs, direction) || (booking.uid < uid ? -1 : booking.uid > uid ? 1 : 0);

/** By start, the earliest first. */
export const BY_START: BookingOrder = { field: 'START', direction: 'ASC' };
/** By start, the latest first. */
export const LATEST_FIRST: BookingOrder = { field: 'START', direction: 'DESC' };

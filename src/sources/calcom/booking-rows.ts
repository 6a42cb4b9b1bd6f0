/** Which rows belong to a list, page by page, and the bookings that they make. Pure. */
import type { Verdict } from './booking-filter.ts';
import { atMsOf, type BookingOrder, compareWith } from './booking-order.ts';
import type { ScannedPage } from './booking-scan.ts';
import type { Booking } from './model.ts';

interface TrustedRow {
  readonly booking: Booking;
  readonly verdict: 'TRUSTED' | 'VOUCHED';
}

/** What the rows of one page are to a list. */
export interface TakenRows {
  readonly wanted: readonly Booking[];
  /** Those that belong to the list unless Cal.com ignores a condition. */
  readonly trusted: readonly TrustedRow[];
  /** A row shows that Cal.com ignores a condition. */
  readonly isIgnored: boolean;
  /** A row was left out that may belong to the list. */
  readonly isDoubtful: boolean;
}

export interface FoundBookings {
  /** In order. Each booking is there once, in its last version. */
  readonly bookings: readonly Booking[];
  /** A row was left out that may belong to the list. */
  readonly isDoubtful: boolean;
}

/** How many bookings the rows make, at most. */
export const sizeOf = (taken: TakenRows | undefined): number =>
  taken ? taken.wanted.length + taken.trusted.length : 0;

/** Takes the rows of one page, as `judge` says. */
export function takeRows(rows: readonly Booking[], judge: (booking: Booking) => Verdict): TakenRows {
  const wanted: Booking[] = [];
  const trusted: TrustedRow[] = [];
  let [isIgnored, isDoubtful] = [false, false];
  for (const booking of rows) {
    const verdict = judge(booking);
    if (verdict === 'IN') wanted.push(booking);
    else if (verdict === 'TRUSTED' || verdict === 'VOUCHED') trusted.push({ booking, verdict });
    else if (verdict === 'IGNORED') isIgnored = true;
    else if (verdict === 'DOUBTFUL') isDoubtful = true;
  }
  return { wanted, trusted, isIgnored, isDoubtful };
}

/** The bookings that the rows of these pages make. A page of which nothing was taken may be absent in `taken`. */
export function bookingsOf(
  pages: readonly ScannedPage[],
  taken: ReadonlyMap<ScannedPage, TakenRows>,
  order: BookingOrder,
): FoundBookings {
  let wanted: Booking[] = [];
  let trusted: TrustedRow[] = [];
  let [isIgnored, isDoubtful] = [false, false];
  for (const page of pages) {
    const { replaced } = page;
    if (replaced.size > 0) {
      wanted = wanted.filter(({ uid }) => !replaced.has(uid));
      trusted = trusted.filter(({ booking }) => !replaced.has(booking.uid));
    }
    const rows = taken.get(page);
    if (!rows) continue;
    wanted.push(...rows.wanted);
    trusted.push(...rows.trusted);
    isIgnored ||= rows.isIgnored;
    isDoubtful ||= rows.isDoubtful;
  }
  if (isIgnored) isDoubtful ||= trusted.some(({ verdict }) => verdict === 'TRUSTED');
  else wanted.push(...trusted.map(({ booking }) => booking));
  const bookings = wanted.sort((a, b) => compareWith(a, b, atMsOf(b, order.field), order));
  return { bookings, isDoubtful };
}

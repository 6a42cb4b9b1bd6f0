/** The parameters of a request for bookings, validated, and the tests that they make of a booking. */
import type { Quirk } from '../quirks.ts';
import { HOUR_MS } from '../time.ts';
import type { Booking } from '../world/model.ts';
import type { SortKey } from './booking-views.ts';
import { QueryReader } from './query.ts';

const STATUSES = ['upcoming', 'recurring', 'past', 'cancelled', 'unconfirmed'] as const;
type Status = (typeof STATUSES)[number];
/** The value to which some servers silently lower `take`. */
export const LOWERED_TAKE = 100;
const DIRECTIONS = ['asc', 'desc'] as const;

export type BookingTest = (booking: Booking) => boolean;
export type Asked = ReturnType<typeof readBookingQuery>;

/** Throws the vendor's validation error. */
export function readBookingQuery(query: URLSearchParams, quirks: ReadonlySet<Quirk>) {
  const read = new QueryReader(query);
  const isOld = quirks.has('calcom-old-server');
  const single = read.ids('eventTypeId');
  const several = read.ids('eventTypeIds');
  const statuses = read.someOf(
    'status',
    STATUSES,
    'Invalid status. Allowed are upcoming, recurring, past, cancelled, unconfirmed',
  );
  const asked = {
    statuses,
    // A `+` that was not escaped arrives as a space; the vendor repairs it.
    attendeeEmail: read.text('attendeeEmail')?.replaceAll(' ', '+'),
    attendeeName: read.text('attendeeName'),
    bookingUid: isOld ? undefined : read.text('bookingUid'),
    eventTypeIds: single || several ? [...(single ?? []), ...(several ?? [])] : undefined,
    afterStart: read.instant('afterStart', 'fromDate'),
    beforeEnd: read.instant('beforeEnd', 'toDate'),
    afterCreated: isOld ? undefined : read.instant('afterCreatedAt', 'fromDate'),
    beforeCreated: isOld ? undefined : read.instant('beforeCreatedAt', 'toDate'),
    afterUpdated: isOld ? undefined : read.instant('afterUpdatedAt', 'fromDate'),
    beforeUpdated: isOld ? undefined : read.instant('beforeUpdatedAt', 'toDate'),
    sort: readSort(read, statuses, isOld),
    // UNDOCUMENTED: whether a server lowers take. Quirk calcom-lowered-pages.
    take: Math.min(read.whole('take', 1, 250) ?? 100, quirks.has('calcom-lowered-pages') ? LOWERED_TAKE : 250),
    skip: read.whole('skip', 0, Number.MAX_SAFE_INTEGER) ?? 0,
  };
  read.finish();
  return asked;
}

/** Only the first of these sorts counts; without any, the status decides. */
function readSort(
  read: QueryReader,
  statuses: Status[] | undefined,
  isOld: boolean,
): { key: SortKey; direction: 'asc' | 'desc' } {
  const asked: [SortKey, 'asc' | 'desc' | undefined][] = [
    ['startMs', read.oneOf('sortStart', DIRECTIONS)],
    ['endMs', read.oneOf('sortEnd', DIRECTIONS)],
    ['createdMs', read.oneOf('sortCreated', DIRECTIONS)],
    ['updatedMs', isOld ? undefined : read.oneOf('sortUpdatedAt', DIRECTIONS)],
  ];
  for (const [key, direction] of asked) if (direction) return { key, direction };
  const [only, ...others] = statuses ?? [];
  const isBackwards = others.length === 0 && (only === 'past' || only === 'cancelled');
  return { key: 'startMs', direction: isBackwards ? 'desc' : 'asc' };
}

/** All filters, except those on created and updated, and the lower bound of the start, which the view has applied. */
export function mainTests(asked: Asked, nowMs: number, quirks: ReadonlySet<Quirk>): BookingTest[] {
  const { statuses, attendeeEmail, attendeeName, bookingUid, beforeEnd } = asked;
  const tests: BookingTest[] = [];
  if (beforeEnd !== undefined) tests.push(({ endMs }) => endMs <= beforeEnd);
  if (bookingUid !== undefined) tests.push(({ uid }) => uid === bookingUid);
  // Both comparisons are exact and case-sensitive.
  if (attendeeEmail !== undefined)
    tests.push(({ attendees }) => attendees.some(({ email }) => email === attendeeEmail));
  if (attendeeName !== undefined) tests.push(({ attendees }) => attendees.some(({ name }) => name === attendeeName));
  if (statuses) tests.push((booking) => statuses.some((status) => hasStatus(booking, status, nowMs, quirks)));
  return tests;
}

/** Bounds are inclusive. A booking that was never updated is in no range. */
export function dateTests({ afterCreated, beforeCreated, afterUpdated, beforeUpdated }: Asked): BookingTest[] {
  const tests: BookingTest[] = [];
  if (afterCreated !== undefined) tests.push(({ createdMs }) => createdMs >= afterCreated);
  if (beforeCreated !== undefined) tests.push(({ createdMs }) => createdMs <= beforeCreated);
  if (afterUpdated !== undefined) tests.push(({ updatedMs }) => updatedMs !== null && updatedMs >= afterUpdated);
  if (beforeUpdated !== undefined) tests.push(({ updatedMs }) => updatedMs !== null && updatedMs <= beforeUpdated);
  return tests;
}

function hasStatus(booking: Booking, status: Status, nowMs: number, quirks: ReadonlySet<Quirk>): boolean {
  const isRecurring = booking.recurringUid !== null;
  const isOff = booking.status === 'cancelled' || booking.status === 'rejected';
  const isAhead = booking.endMs >= nowMs;
  switch (status) {
    case 'upcoming':
      // UNDOCUMENTED: no bound on the start. Quirk calcom-recent-upcoming.
      if (quirks.has('calcom-recent-upcoming') && booking.startMs < nowMs - HOUR_MS) return false;
      return isAhead && (isRecurring ? booking.status === 'accepted' : !isOff);
    case 'recurring':
      return isAhead && isRecurring && !isOff;
    case 'past':
      return booking.endMs <= nowMs && !isOff;
    case 'cancelled':
      return isOff;
    case 'unconfirmed':
      return isAhead && booking.status === 'pending';
  }
}

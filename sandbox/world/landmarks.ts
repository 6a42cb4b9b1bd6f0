/** The bookings made by hand, each for one special property. Tests find them by name. */
import type { Random } from '../random.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, mondayOf, WEEK_MS } from '../time.ts';
import { type BookingMaker, seatFor } from './booking-maker.ts';
import { find, linkMove, teamOf } from './bookings.ts';
import { CALLER_ID } from './cast.ts';
import * as kinds from './event-types.ts';
import { CAPITALS_CUSTOMER, PLUS_CUSTOMER } from './generated-people.ts';
import type { Booking, EventType, Landmarks } from './model.ts';

const GRACE_ID = 1013;
const VICTOR_ID = 1016;
const LENA_ID = 1015;

/** The bookings, and their uids by name. "Last week" is the last whole week before now. */
export function buildLandmarks(
  maker: BookingMaker,
  random: Random,
  eventTypes: readonly EventType[],
  nowMs: number,
): { bookings: Booking[]; landmarks: Landmarks } {
  const monday = mondayOf(nowMs);
  const lastWeek = monday - WEEK_MS;
  const bookings: Booking[] = [];

  function add(startMs: number, wish: Partial<Booking> & { kind?: number } = {}): Booking {
    const eventType = find(eventTypes, wish.kind ?? kinds.INTRO_ID);
    const { kind: _, ...special } = wish;
    const booking = maker.make({
      hostId: GRACE_ID,
      teamId: teamOf(eventType, eventTypes),
      ...special,
      eventType,
      startMs,
    });
    bookings.push(booking);
    return booking;
  }
  const at = (day: number, hour: number) => lastWeek + day * DAY_MS + hour * HOUR_MS;

  const straddling = add(at(5, 9), { endMs: monday + DAY_MS, description: 'The offsite.' });
  const ending = add(monday - 30 * MINUTE_MS, { endMs: monday });
  const starting = add(monday);
  const tied = Array.from({ length: 6 }, (_, index) =>
    add(at(2, 10), { hostId: index % 2 === 0 ? GRACE_ID : CALLER_ID }),
  );
  const original = add(at(1, 11));
  const moved = add(at(4, 11), { attendees: original.attendees });
  linkMove(original, moved, 'The train was late');
  const seated = add(at(3, 13), {
    kind: kinds.WORKSHOP_ID,
    attendees: [seatFor(PLUS_CUSTOMER, random), seatFor(CAPITALS_CUSTOMER, random)],
  });
  const recurringUid = random.opaque(22);
  const recurring = add(at(2, 8), { kind: kinds.WEEKLY_SYNC_ID, recurringUid });
  add(at(9, 8), { kind: kinds.WEEKLY_SYNC_ID, recurringUid, attendees: recurring.attendees });
  const recurringSeated = add(at(4, 16), { kind: kinds.GROUP_CLASS_ID, recurringUid: random.opaque(22) });

  return {
    bookings,
    landmarks: {
      straddlesMonday: straddling.uid,
      endsAtMonday: ending.uid,
      startsAtMonday: starting.uid,
      sameStart: tied.map((booking) => booking.uid),
      rescheduledFrom: original.uid,
      rescheduledTo: moved.uid,
      seated: seated.uid,
      recurring: recurring.uid,
      recurringSeated: recurringSeated.uid,
      managedChild: add(at(0, 14), { kind: 553 }).uid,
      underway: add(nowMs - 3 * HOUR_MS, { endMs: nowMs + 2 * HOUR_MS }).uid,
      deletedOrganizer: add(at(1, 15), { hostId: null }).uid,
      deletedEventType: add(at(1, 16), { eventTypeId: null }).uid,
      hostWhoLeft: add(nowMs - 45 * DAY_MS, { hostId: VICTOR_ID }).uid,
      noDescription: add(at(3, 8), { description: null }).uid,
      noLocation: add(at(3, 9), { location: null }).uid,
      plusInEmail: add(at(3, 10), { attendees: [{ ...PLUS_CUSTOMER, absent: true, seatUid: null }] }).uid,
      cancelled: add(at(2, 14), {
        status: 'cancelled',
        cancellation: { reason: 'Illness', byEmail: 'iris.moreau@example.org' },
      }).uid,
      rejected: add(at(2, 15), { status: 'rejected' }).uid,
      pending: add(monday + 4 * DAY_MS + 10 * HOUR_MS, { status: 'pending' }).uid,
      rated: add(at(0, 9), { rating: 4 }).uid,
      hostDidNotShow: add(at(0, 10), { absentHost: true }).uid,
      foreign: add(at(2, 12), { kind: kinds.SUPPORT_ID, hostId: LENA_ID }).uid,
      personal: add(at(2, 13), { kind: kinds.PERSONAL_ID, hostId: CALLER_ID }).uid,
    },
  };
}

/**
 * Most of the bookings: single ones, series, rescheduled ones, personal ones, and those of another team. landmarks.ts has the
 * special ones.
 */
import type { Random } from '../random.ts';
import { DAY_MS, dayOf, HOUR_MS, MINUTE_MS, mondayOf, WEEK_MS } from '../time.ts';
import type { BookingMaker } from './booking-maker.ts';
import * as kinds from './event-types.ts';
import type { Booking, CalcomUser, EventType } from './model.ts';

interface BookingPlan {
  nowMs: number;
  /** How many bookings of the team. */
  count: number;
  /** The distance from now in both directions; most bookings are near now. */
  spanDays: number;
}

interface Workshop {
  maker: BookingMaker;
  random: Random;
  eventTypes: readonly EventType[];
  users: readonly CalcomUser[];
}

export function inventBookings(workshop: Workshop, plan: BookingPlan): Booking[] {
  const linked = [...inventSeries(workshop, plan), ...inventMoves(workshop, plan)];
  const singles = inventSingles(workshop, { ...plan, count: plan.count - linked.length });
  return [...linked, ...singles, ...inventForeign(workshop, plan)];
}

function inventSingles({ maker, random, eventTypes, users }: Workshop, plan: BookingPlan): Booking[] {
  const offered = byWeight(eventTypes);
  const left = users.filter((user) => !user.inOrg).map((user) => user.id);
  return Array.from({ length: plan.count }, () => {
    const eventType = random.pick(offered);
    const startMs = pickStart(random, plan);
    const isLongAgo = startMs < plan.nowMs - 30 * DAY_MS;
    const isVictors = isLongAgo && eventType.id === kinds.INTRO_ID && random.chance(0.15);
    const hostId = random.pick(isVictors ? left : eventType.hostIds);
    const booking = maker.make({ eventType, startMs, hostId, teamId: teamOf(eventType, eventTypes) });
    return decideFate(booking, random, plan.nowMs);
  });
}

/** The team's event types; common ones several times, the managed one by its copies. */
function byWeight(eventTypes: readonly EventType[]): EventType[] {
  const weights: Record<number, number> = { [kinds.INTRO_ID]: 6, [kinds.DEMO_ID]: 3, [kinds.WORKSHOP_ID]: 2 };
  return eventTypes.flatMap((type) => {
    const weight = type.parentId === kinds.OFFICE_HOURS_ID ? 1 : (weights[type.id] ?? 0);
    return Array.from({ length: weight }, () => type);
  });
}

/**
 * A quarter of an hour in working time, on a working day, more often near now than far from it. The middle of the week takes
 * what the weekend does not.
 */
function pickStart(random: Random, { nowMs, spanDays }: BookingPlan): number {
  const day = dayOf(nowMs) + Math.round((random.next() + random.next() - 1) * spanDays) * DAY_MS;
  const weekday = new Date(day).getUTCDay();
  const quarter = random.int(0, 39);
  const toMiddle = 4 - (quarter % 3);
  const shift = weekday === 6 ? -toMiddle : weekday === 0 ? toMiddle : 0;
  return day + shift * DAY_MS + 7 * HOUR_MS + quarter * 15 * MINUTE_MS;
}

function decideFate(booking: Booking, random: Random, nowMs: number): Booking {
  const dice = random.next();
  const isPast = booking.endMs <= nowMs;
  const attendee = booking.attendees[0]?.email ?? 'nobody@example.org';
  if (dice < 0.1) {
    booking.status = 'cancelled';
    booking.cancellation = { reason: random.pick(['No longer needed', 'Illness', '']), byEmail: attendee };
  } else if (dice < 0.14) {
    booking.status = 'rejected';
  } else if (dice < (isPast ? 0.16 : 0.22)) {
    booking.status = 'pending';
  } else if (isPast) {
    booking.rating = random.chance(0.35) ? random.int(1, 5) : null;
    booking.absentHost = random.chance(0.06);
  }
  return booking;
}

/** Weekly series around now: two of single meetings, one of a class with seats. */
function inventSeries({ maker, random, eventTypes }: Workshop, { nowMs }: BookingPlan): Booking[] {
  const series = [
    { id: kinds.WEEKLY_SYNC_ID, firstMs: mondayOf(nowMs) - 6 * WEEK_MS + DAY_MS + 9 * HOUR_MS, count: 13 },
    { id: kinds.WEEKLY_SYNC_ID, firstMs: mondayOf(nowMs) - 4 * WEEK_MS + 3 * DAY_MS + 15 * HOUR_MS, count: 10 },
    { id: kinds.GROUP_CLASS_ID, firstMs: mondayOf(nowMs) - 3 * WEEK_MS + 2 * DAY_MS + 17 * HOUR_MS, count: 8 },
  ];
  return series.flatMap(({ id, firstMs, count }) => {
    const eventType = find(eventTypes, id);
    const recurringUid = random.opaque(22);
    const hostId = random.pick(eventType.hostIds);
    const first = maker.make({ eventType, startMs: firstMs, hostId, recurringUid });
    const rest = Array.from({ length: count - 1 }, (_, index) =>
      maker.make({
        eventType,
        startMs: firstMs + (index + 1) * WEEK_MS,
        hostId,
        recurringUid,
        attendees: first.attendees.map((attendee) =>
          eventType.seats === null ? attendee : { ...attendee, seatUid: random.uuid() },
        ),
        createdMs: first.createdMs,
        updatedMs: null,
      }),
    );
    return [first, ...rest];
  });
}

/** Pairs of a rescheduled booking, which Cal.com keeps as cancelled, and the new one. */
function inventMoves({ maker, random, eventTypes }: Workshop, plan: BookingPlan): Booking[] {
  const eventType = find(eventTypes, kinds.INTRO_ID);
  return Array.from({ length: 10 }, () => {
    const hostId = random.pick(eventType.hostIds);
    const original = maker.make({ eventType, startMs: pickStart(random, plan), hostId });
    const moved = maker.make({
      eventType,
      startMs: original.startMs + random.int(1, 6) * DAY_MS,
      hostId,
      attendees: original.attendees,
      createdMs: original.createdMs + HOUR_MS,
    });
    return linkMove(original, moved, random.chance(0.3) ? 'Something came up' : undefined);
  }).flat();
}

export function linkMove(original: Booking, moved: Booking, reason: string | undefined): Booking[] {
  original.status = 'cancelled';
  original.rescheduling = { byEmail: original.attendees[0]?.email, toUid: moved.uid };
  moved.rescheduling = { reason, fromUid: original.uid };
  return [original, moved];
}

/** Bookings that the team's list must not show: those of the other team and personal ones. */
function inventForeign({ maker, random, eventTypes, users }: Workshop, plan: BookingPlan): Booking[] {
  const support = find(eventTypes, kinds.SUPPORT_ID);
  const personal = find(eventTypes, kinds.PERSONAL_ID);
  const members = new Set(users.map((user) => user.id));
  return Array.from({ length: 36 }, (_, index) => {
    const eventType = index % 3 === 0 ? personal : support;
    const hostId = random.pick(eventType.hostIds.filter((id) => members.has(id)));
    return decideFate(maker.make({ eventType, startMs: pickStart(random, plan), hostId }), random, plan.nowMs);
  });
}

/** A managed event type's copies have no team of their own. */
export function teamOf(eventType: EventType, eventTypes: readonly EventType[]): number | null {
  return eventType.teamId ?? eventTypes.find(({ id }) => id === eventType.parentId)?.teamId ?? null;
}

export function find(eventTypes: readonly EventType[], id: number): EventType {
  const found = eventTypes.find((type) => type.id === id);
  if (!found) throw new Error(`There is no event type ${id} in the world.`);
  return found;
}

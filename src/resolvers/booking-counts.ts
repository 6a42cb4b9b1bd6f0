/** Counts of bookings, and the dimensions by which they are grouped. Pure. */
import type { BookingDimension } from '../generated/resolvers.ts';
import type { Booking, BookingHost, EventType, TeamEventType } from '../sources/calcom/model.ts';
import type { OpenRange } from '../sources/instants.ts';
import { createZonedCalendar } from './calendar.ts';
import { type Dimension, distinctById, type Tally } from './grouping.ts';
import type { BookingCounts, BookingKey } from './models.ts';
import { timeDimension } from './time-dimension.ts';

export type BookingGrouping = Dimension<Booking, BookingKey>;

const MINUTE_MS = 60_000;

/** A tally as of an instant, in milliseconds since the epoch, which decides what has ended. */
export function createBookingTally(presentMs: number): Tally<Booking, BookingCounts> {
  const counts = {
    bookings: 0,
    accepted: 0,
    cancelled: 0,
    rejected: 0,
    pending: 0,
    held: 0,
    upcoming: 0,
    rescheduled: 0,
    hostAbsent: 0,
    attendeeAbsent: 0,
    attendees: 0,
    minutes: 0,
  };
  let [ratings, rated] = [0, 0];
  return {
    add: ({ status, start, end, absentHost, attendees, durationMinutes, rating, rescheduling }) => {
      const isEnded = end.getTime() <= presentMs;
      counts.bookings++;
      if (status === 'CANCELLED') counts.cancelled++;
      else if (status === 'REJECTED') counts.rejected++;
      else if (!isEnded) counts.upcoming++;
      if (status === 'PENDING') counts.pending++;
      if (rescheduling && rescheduling.toUid !== null) counts.rescheduled++;
      if (rating !== null) {
        ratings += rating;
        rated++;
      }
      if (status !== 'ACCEPTED') return;
      counts.accepted++;
      counts.attendees += attendees.length;
      for (const { absent } of attendees) if (absent) counts.attendeeAbsent++;
      if (absentHost) counts.hostAbsent++;
      else if (isEnded) {
        counts.held++;
        counts.minutes += durationMinutes ?? (end.getTime() - start.getTime()) / MINUTE_MS;
      }
    },
    counts: () => ({ ...counts, averageRating: rated === 0 ? null : ratings / rated }),
    size: () => counts.bookings,
  };
}

/** The event type that a group has, and its name, as a screen shows it. */
interface EventTypeGroup {
  readonly eventType: EventType;
  readonly label: string;
}

const NONE: BookingKey = { id: '', label: '' };

/** `timeZone` is needed for a time only. `groupOf` is the event type with which another one counts, and its name for a screen. */
export function bookingGrouping(
  dimension: BookingDimension,
  timeZone: string,
  range: OpenRange | null,
  groupOf: (eventType: EventType) => EventTypeGroup,
): BookingGrouping {
  switch (dimension) {
    case 'HOST':
      return { isTime: false, keysOf: ({ hosts }) => (hosts.length === 0 ? [NONE] : distinctById(hosts.map(hostKey))) };
    case 'STATUS':
      return { isTime: false, keysOf: ({ status }) => [{ id: status, label: status, status }] };
    case 'EVENT_TYPE':
      return {
        isTime: false,
        keysOf: ({ eventType }) => [eventType === null ? NONE : eventTypeKey(groupOf(eventType))],
      };
    default:
      return timeDimension(dimension, createZonedCalendar(timeZone), ({ start }: Booking) => start, range);
  }
}

const eventTypeKey = ({ eventType, label }: EventTypeGroup): BookingKey => ({
  id: eventType.sourceId,
  label,
  eventType,
});

/**
 * The groups of event types. `types` are those in the team's list. Members' copies of a managed one, which the list lacks and
 * which have its slug, count with it, as in the filter; but not where `isWhole` is false, so that a type may be missing.
 */
export function eventTypeGroups(
  types: readonly TeamEventType[],
  isWhole: boolean,
): (eventType: EventType) => EventTypeGroup {
  const listed = new Map(types.map((type) => [type.sourceId, type]));
  const managed = Map.groupBy(
    types.filter((type) => isWhole && type.managed && type.slug !== null),
    ({ slug }) => slug,
  );
  return (eventType) => {
    const [original, ...others] = managed.get(eventType.slug) ?? [];
    const known = listed.get(eventType.sourceId) ?? (others.length === 0 ? original : undefined);
    const { sourceId, slug } = known ?? eventType;
    return { eventType: { sourceId, slug }, label: known?.title ?? slug ?? sourceId };
  };
}

/** Hosts whose account was deleted are one group without a name. */
function hostKey(host: BookingHost): BookingKey {
  const { userId, name, username, email } = host;
  return userId === null ? NONE : { id: userId, label: name ?? username ?? email ?? '', host };
}

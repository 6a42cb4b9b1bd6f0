/** A booking as Cal.com sends it: four variants without a discriminator, each with keys of its own. */
import type { Quirk } from '../quirks.ts';
import { MINUTE_MS, toIso } from '../time.ts';
import type { Attendee, Booking, CalcomUser, EventType } from '../world/model.ts';

interface RowContext {
  users: ReadonlyMap<number, CalcomUser>;
  eventTypes: ReadonlyMap<number, EventType>;
  quirks: ReadonlySet<Quirk>;
}

export function bookingRow(booking: Booking, context: RowContext): Record<string, unknown> {
  const row = readableRow(booking, context);
  return context.quirks.has('calcom-unreadable-texts') ? unreadable(row) : row;
}

/** UNDOCUMENTED: what was stored long ago can still be read. Quirk calcom-unreadable-texts. */
function unreadable(row: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(row), (key, value) => {
    if (['location', 'meetingUrl', 'reschedulingReason'].includes(key)) return value && 'unknown';
    if (key === 'cancellationReason') return value && `$RCH$${value}`;
    if (key !== 'bookingFieldsResponses') return value;
    return Object.fromEntries(Object.keys(value).map((field) => [field, field === 'name' ? value.name : 'unknown']));
  });
}

function readableRow(booking: Booking, context: RowContext): Record<string, unknown> {
  const common = commonKeys(booking, context);
  const { attendees, rescheduling, recurringUid } = booking;
  if (booking.isSeated) {
    return {
      ...common,
      ...(recurringUid === null
        ? { rescheduledByEmail: rescheduling?.byEmail ?? null, rescheduledToUid: rescheduling?.toUid }
        : { recurringBookingUid: recurringUid }),
      attendees: attendees.map((attendee) => seatedAttendee(attendee, booking)),
    };
  }
  const nonSeated = {
    ...common,
    ...cancelledBy(booking, context),
    guests: booking.guests,
    bookingFieldsResponses: { ...booking.responses, ...echoedLocation(booking) },
  };
  if (recurringUid !== null) {
    return { ...nonSeated, recurringBookingUid: recurringUid, attendees: attendees.map(commonAttendee) };
  }
  return {
    ...nonSeated,
    rescheduledByEmail: rescheduling?.byEmail ?? null,
    rescheduledToUid: rescheduling?.toUid,
    attendees: attendees.map((attendee) => ({
      ...commonAttendee(attendee),
      phoneNumber: attendee.phoneNumber ?? undefined,
    })),
  };
}

function commonKeys(booking: Booking, context: RowContext): Record<string, unknown> {
  const { cancellation, rescheduling } = booking;
  const eventType = context.eventTypes.get(booking.eventTypeId ?? -1);
  return {
    id: booking.id,
    uid: booking.uid,
    title: booking.title,
    description: booking.description,
    hosts: hosts(booking, context),
    status:
      booking.status === 'pending' && context.quirks.has('calcom-awaiting-host') ? 'awaiting_host' : booking.status,
    // UNDOCUMENTED: "" where the booking was not cancelled. Quirk calcom-absent-cancellation.
    cancellationReason: cancellation?.reason ?? emptyUnlessAbsent(context),
    reschedulingReason: rescheduling?.reason,
    rescheduledFromUid: rescheduling?.fromUid,
    start: toIso(booking.startMs),
    end: toIso(booking.endMs),
    duration: Math.round((booking.endMs - booking.startMs) / MINUTE_MS),
    // UNDOCUMENTED: null, where the event type was deleted, though the documentation says that it is always present.
    eventTypeId: eventType?.id ?? null,
    eventType: eventType ? { id: eventType.id, slug: eventType.slug } : null,
    meetingUrl: booking.location,
    location: booking.location,
    absentHost: booking.absentHost,
    createdAt: toIso(booking.createdMs),
    updatedAt: booking.updatedMs === null ? null : toIso(booking.updatedMs),
    metadata: booking.metadata,
    rating: booking.rating,
    icsUid: `${booking.uid}@cal.example.com`,
  };
}

function cancelledBy({ cancellation }: Booking, context: RowContext): Record<string, unknown> {
  return { cancelledByEmail: cancellation?.byEmail ?? emptyUnlessAbsent(context) };
}

function emptyUnlessAbsent({ quirks }: RowContext): '' | undefined {
  return quirks.has('calcom-absent-cancellation') ? undefined : '';
}

/** Only the organizer. UNDOCUMENTED: whether a collective event lists its other hosts. Quirk calcom-all-hosts. */
function hosts({ hostId, coHostIds }: Booking, { users, quirks }: RowContext): Record<string, unknown>[] {
  const ids = quirks.has('calcom-all-hosts') ? [hostId, ...coHostIds] : [hostId];
  return ids.map((id) => {
    const user = users.get(id ?? -1);
    if (!user) {
      return { id: 'unknown', name: 'unknown', email: 'unknown', displayEmail: 'unknown', username: 'unknown' };
    }
    return {
      id: user.id,
      name: user.name,
      email: user.email,
      displayEmail: displayEmail(user.email),
      username: user.username ?? 'unknown',
      timeZone: user.timeZone,
    };
  });
}

function commonAttendee({ name, email, timeZone, language, absent }: Attendee): Record<string, unknown> {
  return { name, email, displayEmail: displayEmail(email), timeZone, language, absent };
}

/** The answers given for a seat are in its attendee, not in the booking. */
function seatedAttendee(attendee: Attendee, booking: Booking): Record<string, unknown> {
  return {
    ...commonAttendee(attendee),
    seatUid: attendee.seatUid,
    bookingFieldsResponses: { name: attendee.name, ...attendee.responses, ...echoedLocation(booking) },
    metadata: {},
  };
}

/** The location in the form: a phone number is the attendee's choice, everything else the host's. */
function echoedLocation({ location }: Booking): Record<string, unknown> {
  if (location === null) return {};
  const choice = location.startsWith('+')
    ? { value: 'phone', optionValue: location }
    : { value: location, optionValue: '' };
  return { location: choice };
}

/** Managed users' addresses carry a suffix of 25 letters and digits, which is not shown. */
function displayEmail(email: string): string {
  return email.replace(/\+[a-zA-Z0-9]{25}(?=@)/, '');
}

/**
 * What Cal.com API v2 sends of bookings, made into our model. Required is only what the graph cannot do without; what the vendor
 * declares but in truth leaves out, or sends as "", is null. Shapes: https://cal.com/docs/api-reference/v2
 */
import { z } from 'zod';
import { KEYS } from '../../upstream/stats/drift.ts';
import { agreedRows, flag, instant, maybeInstant, nestedList, number, numericId, rowsOf, text } from '../values.ts';
import type { Attendee, Booking, BookingHost, BookingPage, BookingStatus } from './model.ts';
import { envelope, knownText, personEmail } from './shared-wire.ts';

/** Rows of a page of bookings; the most that Cal.com allows. */
export const MOST_BOOKINGS = 250;

const DELETED_HOST: BookingHost = { userId: null, name: null, email: null, username: null, timeZone: null };
const UNKNOWN_HOST = z.literal('unknown').transform(() => null);

const hostWire = z
  .object({
    id: z.union([UNKNOWN_HOST, numericId]).nullish(),
    name: knownText,
    email: personEmail,
    displayEmail: knownText,
    username: knownText,
    timeZone: knownText,
  })
  .transform(({ id, ...host }): BookingHost => (id === null ? DELETED_HOST : { userId: id ?? null, ...host }));

const attendeeWire = z
  .object({
    name: text,
    email: knownText,
    displayEmail: knownText,
    timeZone: text,
    language: text,
    absent: flag,
    phoneNumber: knownText,
    seatUid: text,
    bookingFieldsResponses: z.unknown().optional(),
  })
  .register(KEYS, { known: ['metadata'] })
  .transform(
    ({ bookingFieldsResponses, ...attendee }): Attendee => ({
      ...attendee,
      fieldResponses: bookingFieldsResponses ?? null,
    }),
  );

/** UNDOCUMENTED: before the reason stands this mark where the host asked the attendee to move the booking. */
const ASKED_TO_MOVE = '$RCH$';
const cancellationReason = knownText.transform((reason) =>
  reason?.startsWith(ASKED_TO_MOVE) ? reason.slice(ASKED_TO_MOVE.length).trim() || null : reason,
);

/** Whatever a uid is handed out as has to be taken back: by the graph in an id, and by Cal.com in a query. */
const BOOKING_UID = /^(?=.*[A-Za-z0-9])[A-Za-z0-9_.@-]{1,255}$/;

const STATUSES: ReadonlyMap<string, BookingStatus> = new Map([
  ['accepted', 'ACCEPTED'],
  ['cancelled', 'CANCELLED'],
  ['rejected', 'REJECTED'],
  ['pending', 'PENDING'],
]);

const eventTypeWire = z.object({ id: numericId, slug: text }).transform(({ id, slug }) => ({ sourceId: id, slug }));

// The four variants (normal, recurring, seated, recurring seated) have no discriminator: they differ in what is absent.
const bookingWire = z
  .object({
    uid: z.string().regex(BOOKING_UID),
    title: text,
    description: text,
    status: z.string().transform((word) => STATUSES.get(word.toLowerCase()) ?? 'OTHER'),
    start: instant,
    end: instant,
    duration: number,
    location: knownText,
    rating: number,
    createdAt: maybeInstant,
    updatedAt: maybeInstant,
    absentHost: flag,
    icsUid: text,
    recurringBookingUid: text,
    hosts: nestedList(hostWire),
    attendees: nestedList(attendeeWire),
    guests: nestedList(z.string()).nullish(),
    eventType: eventTypeWire.nullish().catch(null),
    cancellationReason,
    cancelledByEmail: knownText,
    reschedulingReason: knownText,
    rescheduledByEmail: knownText,
    rescheduledFromUid: text,
    rescheduledToUid: text,
    bookingFieldsResponses: z.unknown().optional(),
    metadata: z.unknown().optional(),
  })
  .register(KEYS, { known: ['id', 'eventTypeId', 'meetingUrl'] })
  .transform(
    (wire): Booking => ({
      uid: wire.uid,
      title: wire.title,
      description: wire.description,
      status: wire.status,
      start: wire.start,
      end: wire.end,
      durationMinutes: wire.duration,
      location: wire.location,
      rating: wire.rating,
      createdAt: wire.createdAt,
      updatedAt: wire.updatedAt,
      absentHost: wire.absentHost,
      icsUid: wire.icsUid,
      recurringBookingUid: wire.recurringBookingUid,
      hosts: wire.hosts,
      attendees: wire.attendees,
      guests: wire.guests ?? null,
      eventType: wire.eventType ?? null,
      cancellation:
        wire.status === 'CANCELLED' || wire.cancellationReason || wire.cancelledByEmail
          ? { reason: wire.cancellationReason, byEmail: wire.cancelledByEmail }
          : null,
      rescheduling:
        wire.reschedulingReason || wire.rescheduledByEmail || wire.rescheduledFromUid || wire.rescheduledToUid
          ? {
              reason: wire.reschedulingReason,
              byEmail: wire.rescheduledByEmail,
              fromUid: wire.rescheduledFromUid,
              toUid: wire.rescheduledToUid,
            }
          : null,
      fieldResponses: wire.bookingFieldsResponses ?? null,
      metadata: wire.metadata ?? null,
    }),
  );

export const bookingPageWire: z.ZodType<BookingPage> = envelope({
  data: rowsOf(bookingWire, MOST_BOOKINGS),
  pagination: z
    .object({
      totalItems: z.int(),
      remainingItems: z.int().nullish(),
      returnedItems: z.int().nullish(),
      hasNextPage: z.boolean(),
    })
    .register(KEYS, { known: ['itemsPerPage', 'currentPage', 'totalPages', 'hasPreviousPage'] }),
}).transform(({ data, pagination }) => ({
  bookings: agreedRows(
    data,
    ({ uid }) => uid,
    ({ updatedAt }) => updatedAt,
  ),
  hasNextPage: pagination.hasNextPage,
  totalItems: pagination.totalItems,
  remainingItems: pagination.remainingItems ?? null,
  returnedItems: pagination.returnedItems ?? null,
}));

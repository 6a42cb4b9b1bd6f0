/**
 * What Cal.com API v2 sends of bookings, parsed into the model. Only what the graph needs is required. A field that the vendor
 * declares but leaves out or sends as "" is null. Page: "Get organization team bookings",
 * https://cal.com/docs/api-reference/v2
 */
import { z } from 'zod';
import { sliced } from '../../time/slices.ts';
import { KEYS } from '../../upstream/schema/marks.ts';
import { agreedRows } from '../agreed-rows.ts';
import { instant, maybeInstant } from '../instants.ts';
import { nestedList, rowsOf } from '../rows.ts';
import { flag, json, number, text } from '../scalars.ts';
import type { Attendee, Booking, BookingHost, BookingPage, BookingStatus, EventType } from './model.ts';
import { calcomId, envelope, formAnswers, knownText, personEmail } from './wire.ts';

/** The highest `take` that Cal.com allows for bookings. */
export const MAX_BOOKINGS = 250;

/** The id of a host whose account was deleted. */
const DELETED = 'unknown';
const DELETED_HOST: BookingHost = {
  userId: null,
  wasDeleted: true,
  name: null,
  email: null,
  username: null,
  timeZone: null,
};

const hostWire = z
  .object({
    id: z
      .union([z.literal(DELETED), calcomId])
      .nullish()
      .transform((id) => id ?? null),
    name: knownText,
    email: personEmail,
    displayEmail: knownText,
    username: knownText,
    timeZone: knownText,
  })
  .transform(
    ({ id, name, email, displayEmail, username, timeZone }): BookingHost =>
      id === DELETED ? DELETED_HOST : { userId: id, name, email, displayEmail, username, timeZone },
  );

const attendeeWire = z
  .object({
    name: knownText,
    email: knownText,
    displayEmail: knownText,
    timeZone: knownText,
    language: knownText,
    absent: flag,
    phoneNumber: knownText,
    seatUid: knownText,
    bookingFieldsResponses: formAnswers,
  })
  .register(KEYS, { known: ['metadata'] })
  .transform(
    (wire): Attendee => ({
      name: wire.name,
      email: wire.email,
      displayEmail: wire.displayEmail,
      timeZone: wire.timeZone,
      language: wire.language,
      absent: wire.absent,
      phoneNumber: wire.phoneNumber,
      seatUid: wire.seatUid,
      fieldResponses: wire.bookingFieldsResponses,
    }),
  );

/** A uid must be usable in a global id of the graph and in a query to Cal.com. */
const BOOKING_UID = /^(?=.*[A-Za-z0-9])[A-Za-z0-9_.@-]{1,255}$/;

const STATUSES: ReadonlyMap<string, BookingStatus> = new Map([
  ['accepted', 'ACCEPTED'],
  ['cancelled', 'CANCELLED'],
  ['rejected', 'REJECTED'],
  ['pending', 'PENDING'],
]);

const eventTypeWire = z.object({ id: calcomId, slug: text }).transform(({ id, slug }) => ({ sourceId: id, slug }));

/** The event type of a row that has only the deprecated `eventTypeId`. */
function numberedType(id: unknown): EventType | null {
  const { data: sourceId } = calcomId.safeParse(id);
  return sourceId === undefined ? null : { sourceId, slug: null };
}

// The documented variants (normal, recurring, seated, recurring seated) have no discriminator and differ in absent fields.
const bookingFields = z
  .object({
    uid: z.string().regex(BOOKING_UID),
    title: knownText,
    description: knownText,
    status: z.string().transform((word) => STATUSES.get(word.toLowerCase()) ?? 'OTHER'),
    start: instant,
    end: instant,
    duration: number,
    location: knownText,
    rating: number,
    createdAt: maybeInstant,
    updatedAt: maybeInstant,
    absentHost: flag,
    icsUid: knownText,
    recurringBookingUid: knownText,
    hosts: nestedList(hostWire),
    attendees: nestedList(attendeeWire),
    guests: nestedList(knownText)
      .nullish()
      .transform((guests) => guests?.filter((guest) => guest !== null) ?? null),
    eventType: eventTypeWire
      .nullish()
      .transform((type) => type ?? null)
      .catch(null),
    eventTypeId: json,
    cancellationReason: knownText,
    cancelledByEmail: knownText,
    reschedulingReason: knownText,
    rescheduledByEmail: knownText,
    rescheduledFromUid: knownText,
    rescheduledToUid: knownText,
    bookingFieldsResponses: formAnswers,
    metadata: json,
  })
  .register(KEYS, { known: ['id', 'meetingUrl'] });
const bookingWire = bookingFields.transform(bookingOf);

// Each key is written out: a copy of all others (`...rest`) takes several times as long.
function bookingOf(wire: z.output<typeof bookingFields>): Booking {
  const { cancellationReason, cancelledByEmail, reschedulingReason, rescheduledByEmail } = wire;
  const { rescheduledFromUid: fromUid, rescheduledToUid: toUid } = wire;
  return {
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
    guests: wire.guests,
    eventType: wire.eventType ?? numberedType(wire.eventTypeId),
    cancellation:
      wire.status === 'CANCELLED' || cancellationReason || cancelledByEmail
        ? { reason: cancellationReason, byEmail: cancelledByEmail }
        : null,
    rescheduling:
      reschedulingReason || rescheduledByEmail || fromUid || toUid
        ? { reason: reschedulingReason, byEmail: rescheduledByEmail, fromUid, toUid }
        : null,
    fieldResponses: wire.bookingFieldsResponses,
    metadata: wire.metadata,
  };
}

/** A page of bookings. Rows with the same uid that differ are one row: see `agreedRows`. */
export const bookingPageWire: z.ZodType<BookingPage> = envelope({
  data: rowsOf(bookingWire, MAX_BOOKINGS).transform((list) =>
    sliced(
      agreedRows(
        list,
        ({ uid }) => uid,
        ({ updatedAt }) => updatedAt,
      ),
    ),
  ),
  pagination: z
    .looseObject({
      totalItems: z.int(),
      remainingItems: z.int().nullish(),
      returnedItems: z.int().nullish(),
      itemsPerPage: z.number().positive().nullish().catch(null),
      totalPages: z.number().nullish().catch(null),
      hasNextPage: z.boolean(),
    })
    .register(KEYS, { known: ['currentPage', 'hasPreviousPage'] }),
}).transform(({ data, pagination }) => ({
  bookings: data,
  hasNextPage: pagination.hasNextPage,
  totalItems: pagination.totalItems,
  remainingItems: pagination.remainingItems ?? null,
  // An earlier version of Cal.com calls it itemsReturned.
  returnedItems: pagination.returnedItems ?? z.int().safeParse(pagination.itemsReturned).data ?? null,
  hasMorePages: (pagination.totalPages ?? 0) > pagesFor(pagination.totalItems, pagination.itemsPerPage ?? MAX_BOOKINGS),
}));

/** The number of pages that a list fills. Cal.com is documented to count one page for an empty list. */
const pagesFor = (items: number, perPage: number): number => Math.max(1, Math.ceil(items / perPage));

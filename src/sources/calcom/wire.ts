/**
 * What Cal.com API v2 sends, made into our model. Required is only what the graph cannot do without; what the vendor
 * declares but in truth leaves out, or sends as "", is null. Shapes: https://cal.com/docs/api-reference/v2
 */
import { z } from 'zod';
import { KEYS } from '../../upstream/drift.ts';
import { flag, instant, int32, maybeInstant, number, numericId, type Rows, rowsOf, text } from '../values.ts';
import {
  type Booking,
  type BookingHost,
  type BookingPage,
  type BookingStatus,
  type CalcomPerson,
  MEMBER_LISTS,
  type MemberStats,
  type RankedMember,
  type RoutedTo,
  type RoutedToUser,
  type TeamEventType,
} from './model.ts';

/** Every answer is wrapped; a 200 that says `error` is no answer. */
const envelope = <Fields extends z.ZodRawShape>(fields: Fields) =>
  z.object({ status: z.literal('success'), ...fields });

// A deleted organizer is the string "unknown" in every field, and so is a username that was never set.
const knownText = text.transform((value) => (value === 'unknown' ? null : value));
const DELETED_HOST: BookingHost = { userId: null, name: null, email: null, username: null, timeZone: null };
const UNKNOWN_HOST = z.literal('unknown').transform(() => null);

const hostWire = z
  .object({
    id: z.union([UNKNOWN_HOST, numericId]).nullish(),
    name: knownText,
    email: knownText,
    username: knownText,
    timeZone: knownText,
  })
  .register(KEYS, { known: ['displayEmail'] })
  .transform(({ id, ...host }): BookingHost => (id === null ? DELETED_HOST : { userId: id ?? null, ...host }));

const attendeeWire = z
  .object({
    name: text,
    email: text,
    timeZone: text,
    language: text,
    absent: flag,
    phoneNumber: text,
    seatUid: text,
  })
  .register(KEYS, { known: ['displayEmail', 'bookingFieldsResponses', 'metadata'] });

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
    uid: z.string().min(1),
    title: text,
    description: text,
    status: z.string().transform((word) => STATUSES.get(word.toLowerCase()) ?? 'OTHER'),
    start: instant,
    end: instant,
    duration: number,
    location: text,
    rating: number,
    createdAt: maybeInstant,
    updatedAt: maybeInstant,
    absentHost: flag,
    icsUid: text,
    recurringBookingUid: text,
    hosts: z.array(hostWire),
    attendees: z.array(attendeeWire),
    guests: z.array(z.string()).nullish(),
    eventType: eventTypeWire.nullish().catch(null),
    cancellationReason: text,
    cancelledByEmail: text,
    reschedulingReason: text,
    rescheduledByEmail: text,
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
  data: rowsOf(bookingWire),
  pagination: z
    .object({ totalItems: z.int(), remainingItems: z.int().nullish(), hasNextPage: z.boolean() })
    .register(KEYS, { known: ['returnedItems', 'itemsPerPage', 'currentPage', 'totalPages', 'hasPreviousPage'] }),
}).transform(({ data, pagination }) => ({
  bookings: data,
  hasNextPage: pagination.hasNextPage,
  totalItems: pagination.totalItems,
  remainingItems: pagination.remainingItems ?? null,
}));

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What else an event type is documented to have. */
const EVENT_TYPE_KEYS = words(`
  afterEventBuffer assignAllTeamMembers beforeEventBuffer bookerActiveBookingsLimit bookerLayouts bookingFields
  bookingLimitsCount bookingLimitsDuration bookingRequiresAuthentication bookingWindow calVideoSettings color
  confirmationPolicy currency customName description destinationCalendar disableCancelling disableGuests
  disableRescheduling emailSettings forwardParamsSuccessRedirect hidden hideCalendarEventDetails hideCalendarNotes
  hideOrganizerEmail hosts isInstantEvent lengthInMinutes lengthInMinutesOptions locations
  lockTimeZoneToggleOnBookingPage metadata minimumBookingNotice offsetStart onlyShowFirstAvailableSlot ownerId
  parentEventTypeId price recurrence requiresBookerEmailVerification rescheduleWithSameRoundRobinHost
  rrHostSubsetEnabled scheduleId seats seatsPerTimeSlot seatsShowAvailabilityCount slotInterval successRedirectUrl
  team teamId title useDestinationCalendarEmail
`);

/** What else an account is documented to have, as a user of the organization or as the caller. */
const ACCOUNT_KEYS = words(`
  allowDynamicBooking appTheme bio brandColor createdDate darkBrandColor defaultScheduleId emailVerified hideBranding
  invitedTo locale metadata organization organizationId profile theme timeFormat verified weekStart
`);

export const teamEventTypesWire: z.ZodType<Rows<TeamEventType>> = envelope({
  data: rowsOf(
    z
      .object({ id: numericId, slug: text, schedulingType: z.string().nullish() })
      .register(KEYS, { known: EVENT_TYPE_KEYS })
      .transform(({ id, slug, schedulingType }) => ({ sourceId: id, slug, managed: schedulingType === 'managed' })),
  ),
}).transform(({ data }) => data);

/** UNDOCUMENTED: without an e-mail it is the hash of the empty text. */
const HASH_OF_NOTHING = 'd41d8cd98f00b204e9800998ecf8427e';
const emailHash = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{32}$/)
  .transform((hash) => (hash === HASH_OF_NOTHING ? null : hash))
  .nullish()
  .catch(null);

/**
 * The schemas that hold pictures. `webUrl` is what relative paths are resolved against, such as https://app.cal.com.
 */
export function personWires(webUrl: string) {
  const avatar = text.transform((path) => resolveAvatar(path, webUrl));
  const profile = { name: text, email: text, username: text, avatarUrl: avatar, timeZone: text };

  const membershipWire = z
    .object({ userId: numericId, user: z.object(profile).register(KEYS, { known: ['bio', 'metadata'] }) })
    .register(KEYS, { known: ['id', 'teamId', 'accepted', 'role', 'disableImpersonation', 'attributes'] })
    .transform(({ userId, user }): CalcomPerson => ({ userId, ...user }));
  const userWire = z
    .object({ id: numericId, ...profile })
    .register(KEYS, { known: ACCOUNT_KEYS })
    .transform(({ id, ...user }): CalcomPerson => ({ userId: id, ...user }));
  const rankedWire = z
    .object({
      userId: numericId,
      user: z.object(profile).register(KEYS, { known: ['id'] }),
      emailMd5: emailHash,
      count: z.number(),
    })
    .transform(({ userId, user, emailMd5, count }): RankedMember => ({ userId, ...user, emailMd5, value: count }));
  const routedUserWire = z.object({
    id: numericId,
    name: text,
    email: text,
    avatarUrl: avatar,
    performance: text,
    totalBookings: int32,
  });
  const seriesWire = z.object({ userId: numericId, period_start: instant, total: z.int32() });

  return {
    memberships: envelope({ data: rowsOf(membershipWire) }).transform(({ data }) => data),
    users: envelope({ data: rowsOf(userWire) }).transform(({ data }) => data),
    me: envelope({ data: userWire }).transform(({ data }) => data),
    memberStats: envelope({
      data: z.object(Object.fromEntries(MEMBER_LISTS.map((list) => [list, rowsOf(rankedWire)]))),
    }).transform(({ data }) => data as MemberStats),
    routedTo: envelope({
      data: z.object({
        users: z.object({ data: rowsOf(routedUserWire) }),
        periodStats: z.object({ data: rowsOf(seriesWire) }),
      }),
    }).transform(({ data }): RoutedTo => {
      const series = Map.groupBy(data.periodStats.data.rows, (row) => row.userId);
      return {
        users: {
          rejected: data.users.data.rejected,
          rows: data.users.data.rows.map(
            ({ id, totalBookings, ...user }): RoutedToUser => ({
              ...user,
              userId: id,
              username: null,
              timeZone: null,
              total: totalBookings,
              series: seriesOf(series.get(id) ?? []),
            }),
          ),
        },
        rejectedSeries: data.periodStats.data.rejected,
      };
    }),
  };
}

const seriesOf = (rows: readonly { period_start: Date; total: number }[]): RoutedToUser['series'] =>
  [
    ...new Map(rows.map((row) => [row.period_start.getTime(), { start: row.period_start, total: row.total }])).values(),
  ].sort((a, b) => a.start.getTime() - b.start.getTime());

/** Cal.com's fallback is a path below the username, `/null/avatar.png` where there is no username: that is no picture. */
function resolveAvatar(path: string | null, webUrl: string): string | null {
  if (path === null || path === '/null/avatar.png' || !URL.canParse(path, webUrl)) return null;
  const { protocol, href } = new URL(path, webUrl);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}

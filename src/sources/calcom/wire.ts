/**
 * What Cal.com API v2 sends, made into our model. Required is only what the graph cannot do without; what the vendor
 * declares but in truth leaves out, or sends as "", is null. Shapes: https://cal.com/docs/api-reference/v2
 */
import { z } from 'zod';
import { KEYS } from '../../upstream/drift.ts';
import {
  agreedRows,
  firstOfEach,
  flag,
  instant,
  int32,
  maybeInstant,
  nestedList,
  number,
  numericId,
  positionsOf,
  type Rows,
  rowsOf,
  text,
} from '../values.ts';
import {
  type Attendee,
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
  type TeamMember,
} from './model.ts';

/** Rows of a page of bookings; the most that Cal.com allows. */
export const MOST_BOOKINGS = 250;
/** Rows of a directory, also of one that comes in one piece whatever page is asked for. */
const MOST_LISTED = 5000;
/** A top list has ten; one that has more is cut. */
const TOP = 10;
const MOST_RANKED = 100;
/** People and periods that a routing report holds; the most that Cal.com allows. */
export const ROUTING_LIMIT = 100;
/** People of a report that was not cut, whatever limit was asked for. */
const MOST_ROUTED = 1000;

/** Every answer is wrapped; a 200 that says `error` is no answer. */
const envelope = <Fields extends z.ZodRawShape>(fields: Fields) =>
  z.object({ status: z.literal('success'), ...fields });

// A deleted organizer is the string "unknown" in every field, and so is a username that was never set, and what Cal.com
// cannot read any more of what it stored.
const knownText = text.transform((value) => (value === 'unknown' ? null : value));
const DELETED_HOST: BookingHost = { userId: null, name: null, email: null, username: null, timeZone: null };
const UNKNOWN_HOST = z.literal('unknown').transform(() => null);

/** The e-mail of a managed user carries the id of the client that manages them: the person's own is without it. */
const MANAGED_SUFFIX = /\+[a-z0-9]{25}(?=@[^@]*$)/i;
const personEmail = knownText.transform((email) => email?.replace(MANAGED_SUFFIX, '') ?? null);

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
    MOST_LISTED,
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
  const profile = { name: text, email: personEmail, username: text, avatarUrl: avatar, timeZone: text };

  const membershipWire = z
    .object({
      userId: numericId,
      accepted: flag,
      user: z.object(profile).register(KEYS, { known: ['bio', 'metadata'] }),
    })
    .register(KEYS, { known: ['id', 'teamId', 'role', 'disableImpersonation', 'attributes'] })
    .transform(({ userId, accepted, user }): TeamMember => ({ userId, isInvited: accepted === false, ...user }));
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
    email: personEmail,
    avatarUrl: avatar,
    performance: text,
    totalBookings: int32,
  });
  const seriesWire = z.object({ userId: numericId, period_start: instant, total: z.int32() });

  return {
    memberships: envelope({ data: rowsOf(membershipWire, MOST_LISTED) }).transform(({ data }) => data),
    users: envelope({ data: rowsOf(userWire, MOST_LISTED) }).transform(({ data }) => data),
    me: envelope({ data: userWire }).transform(({ data }) => data),
    memberStats: envelope({
      data: z.object(
        Object.fromEntries(MEMBER_LISTS.map((list) => [list, rowsOf(rankedWire, MOST_RANKED).transform(topOf)])),
      ),
    }).transform(({ data }) => data as MemberStats),
    routedTo: envelope({
      data: z.object({
        users: z.object({ data: rowsOf(routedUserWire, MOST_ROUTED) }),
        periodStats: z.object({ data: rowsOf(seriesWire, ROUTING_LIMIT * ROUTING_LIMIT) }),
      }),
    }).transform(({ data }): RoutedTo => {
      const users = agreedRows(data.users.data, ({ id }) => id);
      const totals = agreedRows(data.periodStats.data, keyOfTotal);
      const series = Map.groupBy(firstOfEach(totals.rows, keyOfTotal), (row) => row.userId);
      return {
        contradicted: users.contradicted,
        users: {
          rejected: users.rejected,
          rows: firstOfEach(users.rows, ({ id }) => id).map(
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
        rejectedSeries: totals.rejected,
      };
    }),
  };
}

interface SeriesTotal {
  readonly userId: string;
  readonly period_start: Date;
  readonly total: number;
}

const keyOfTotal = ({ userId, period_start }: SeriesTotal): string => `${userId} ${period_start.getTime()}`;

const seriesOf = (rows: readonly SeriesTotal[]): RoutedToUser['series'] =>
  rows
    .map(({ period_start, total }) => ({ start: period_start, total }))
    .sort((a, b) => a.start.getTime() - b.start.getTime());

/** The first ten people of a top list. A row of one of them with another figure, or of an eleventh, is told as unreadable. */
function topOf(list: Rows<RankedMember>): Rows<RankedMember> {
  const { rows, rejected } = agreedRows(list, ({ userId }) => userId);
  const top = firstOfEach(rows, ({ userId }) => userId).slice(0, TOP);
  const shown = new Set(top.map(({ userId }) => userId));
  const positions = positionsOf({ rows, rejected });
  const beyond = positions.filter((_, index) => !shown.has(rows[index]?.userId ?? ''));
  return { rows: top, rejected: [...rejected, ...beyond].sort((a, b) => a - b) };
}

/** Cal.com's fallback is a path below the username, `/null/avatar.png` where there is no username: that is no picture. */
function resolveAvatar(path: string | null, webUrl: string): string | null {
  if (path === null || path === '/null/avatar.png' || !URL.canParse(path, webUrl)) return null;
  const { protocol, href } = new URL(path, webUrl);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}

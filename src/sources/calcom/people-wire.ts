/** What Cal.com API v2 sends of people, and of its event types: directories and the insights' reports. */
import { z } from 'zod';
import { KEYS } from '../../upstream/stats/drift.ts';
import {
  agreedRows,
  firstOfEach,
  flag,
  instant,
  int32,
  numericId,
  positionsOf,
  type Rows,
  rowsOf,
  text,
} from '../values.ts';
import {
  type CalcomPerson,
  MEMBER_LISTS,
  type MemberStats,
  type RankedMember,
  type RoutedTo,
  type RoutedToUser,
  type TeamEventType,
  type TeamMember,
} from './model.ts';
import { envelope, personEmail } from './shared-wire.ts';

/** Rows of a directory, also of one that comes in one piece whatever page is asked for. */
const MOST_LISTED = 5000;
/** A top list has ten; one that has more is cut. */
const TOP = 10;
const MOST_RANKED = 100;
/** People and periods that a routing report holds; the most that Cal.com allows. */
export const ROUTING_LIMIT = 100;
/** People of a report that was not cut, whatever limit was asked for. */
const MOST_ROUTED = 1000;

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

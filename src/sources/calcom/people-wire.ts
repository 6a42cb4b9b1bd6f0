/** What Cal.com API v2 sends of people, and of its event types: directories and the insights' reports. */
import { z } from 'zod';
import type { Pieces } from '../../time/pieces.ts';
import { sliced } from '../../time/slices.ts';
import { KEYS } from '../../upstream/stats/drift.ts';
import {
  agreedRows,
  finite,
  firstOfEach,
  flag,
  instant,
  int32,
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
import { calcomId, envelope, knownText, personEmail } from './shared-wire.ts';

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
      .object({ id: calcomId, slug: text, schedulingType: z.string().nullish() })
      .register(KEYS, { known: EVENT_TYPE_KEYS })
      .transform(({ id, slug, schedulingType }) => ({ sourceId: id, slug, managed: schedulingType === 'managed' })),
    MOST_LISTED,
  ),
}).transform(({ data }) => sliced(agreedTypes(data)));

/** Each event type once. Of rows that differ the first is believed, and the others are told as unreadable. */
function* agreedTypes(list: Rows<TeamEventType>): Pieces<Rows<TeamEventType>> {
  const { rows, rejected } = yield* agreedRows(list, ({ sourceId }) => sourceId);
  return { rows: firstOfEach(rows, ({ sourceId }) => sourceId), rejected };
}

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
  const avatar = knownText.transform((path) => resolveAvatar(path, webUrl));
  const profile = { name: knownText, email: personEmail, username: knownText, avatarUrl: avatar, timeZone: knownText };

  const membershipWire = z
    .object({
      userId: calcomId,
      accepted: flag,
      user: z.object(profile).register(KEYS, { known: ['bio', 'metadata'] }),
    })
    .register(KEYS, { known: ['id', 'teamId', 'role', 'disableImpersonation', 'attributes'] })
    .transform(({ userId, accepted, user }): TeamMember => ({ userId, isInvited: accepted === false, ...user }));
  const userWire = z
    .object({ id: calcomId, ...profile })
    .register(KEYS, { known: ACCOUNT_KEYS })
    .transform(({ id, ...user }): CalcomPerson => ({ userId: id, ...user }));
  const rankedWire = z
    .object({
      userId: calcomId,
      user: z.object(profile).register(KEYS, { known: ['id'] }),
      emailMd5: emailHash,
      count: finite,
    })
    .transform(({ userId, user, emailMd5, count }): RankedMember => ({ userId, ...user, emailMd5, value: count }));
  const routedUserWire = z.object({
    id: calcomId,
    name: knownText,
    email: personEmail,
    avatarUrl: avatar,
    performance: knownText,
    totalBookings: int32,
  });
  const seriesWire = z.object({ userId: calcomId, period_start: instant, total: z.int32() });

  return {
    memberships: envelope({ data: rowsOf(membershipWire, MOST_LISTED) }).transform(({ data }) => data),
    users: envelope({ data: rowsOf(userWire, MOST_LISTED) }).transform(({ data }) => data),
    me: envelope({ data: userWire }).transform(({ data }) => data),
    memberStats: envelope({
      data: z.object(Object.fromEntries(MEMBER_LISTS.map((list) => [list, rowsOf(rankedWire, MOST_RANKED)]))),
    }).transform(({ data }) => sliced(topsOf(data as MemberStats))),
    routedTo: envelope({
      data: z.object({
        users: z.object({
          data: rowsOf(routedUserWire, MOST_ROUTED).transform((list) => sliced(agreedRows(list, ({ id }) => id))),
        }),
        periodStats: z.object({
          data: rowsOf(seriesWire, ROUTING_LIMIT * ROUTING_LIMIT).transform((list) =>
            sliced(agreedRows(list, keyOfTotal)),
          ),
        }),
      }),
    }).transform(({ data }): RoutedTo => {
      const users = data.users.data;
      const totals = data.periodStats.data;
      const series = Map.groupBy(firstOfEach(totals.rows, keyOfTotal), (row) => row.userId);
      const listed = new Set(users.rows.map(({ id }) => id));
      return {
        contradicted: users.contradicted,
        hasUnlisted: [...series.keys()].some((id) => !listed.has(id)),
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

/** The lists that rank by the same figure, from the top and from the bottom. */
const OPPOSITES: readonly (readonly [keyof MemberStats, keyof MemberStats | null])[] = [
  ['mostBookings', 'leastBookings'],
  ['mostCancelled', null],
  ['mostCompleted', 'leastCompleted'],
  ['mostNoShow', null],
  ['highestRatings', 'lowestRatings'],
];

function* topsOf(stats: MemberStats): Pieces<MemberStats> {
  const tops: Partial<Record<keyof MemberStats, Rows<RankedMember>>> = {};
  for (const [most, least] of OPPOSITES) {
    tops[most] = yield* topOf(stats[most], (a, b) => b.value - a.value, least && stats[least]);
    if (least) tops[least] = yield* topOf(stats[least], (a, b) => a.value - b.value, stats[most]);
  }
  return tops as MemberStats;
}

/**
 * The ten people of a top list, in its order. A row of one of them with another figure, there or in the list from the other
 * end, or of an eleventh, is told as unreadable.
 */
function* topOf(
  list: Rows<RankedMember>,
  order: (a: RankedMember, b: RankedMember) => number,
  opposite: Rows<RankedMember> | null,
): Pieces<Rows<RankedMember>> {
  const { rows, rejected } = yield* agreedRows(list, ({ userId }) => userId);
  const ranked = firstOfEach(rows, ({ userId }) => userId).sort(order);
  const top = ranked.slice(0, TOP);
  const shown = new Set(top.map(({ userId }) => userId));
  const otherValues = new Map(opposite?.rows.map(({ userId, value }) => [userId, value]));
  const positions = positionsOf({ rows, rejected });
  const odd = positions.filter((_, index) => {
    const { userId, value } = rows[index] as RankedMember;
    return !shown.has(userId) || (otherValues.get(userId) ?? value) !== value;
  });
  return { rows: top, rejected: [...rejected, ...odd].sort((a, b) => a - b) };
}

/** Cal.com's fallback is a path below the username; where there is no username, that is no picture. */
const NO_PICTURES: ReadonlySet<string> = new Set(['/null/avatar.png', '/unknown/avatar.png']);

function resolveAvatar(path: string | null, webUrl: string): string | null {
  if (path === null || NO_PICTURES.has(path) || !URL.canParse(path, webUrl)) return null;
  const { protocol, href } = new URL(path, webUrl);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}

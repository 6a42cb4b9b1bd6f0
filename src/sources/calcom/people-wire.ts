/** What Cal.com API v2 sends of people and event types, in directories and reports of the insights. */
import { z } from 'zod';
import type { Pieces } from '../../time/pieces.ts';
import { sliced } from '../../time/slices.ts';
import { KEYS } from '../../upstream/schema/marks.ts';
import { agreedRows, firstOfEach } from '../agreed-rows.ts';
import { instant } from '../instants.ts';
import { positionsOf, type Rows, rowsOf } from '../rows.ts';
import { finite, flag, int32, text } from '../scalars.ts';
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
import { calcomId, envelope, knownText, personEmail } from './wire.ts';

/** Rows of a directory. It may come as one page, whatever page was requested. */
const MAX_LISTED = 5000;
/** A top list has ten people; a longer one is cut. */
const TOP = 10;
const MAX_RANKED = 100;
/** The highest `limit` that Cal.com allows for a routing report. It cuts people and periods. */
export const ROUTING_LIMIT = 100;
/** People of a routing report that ignores the limit. */
const MAX_ROUTED = 1000;

const splitWords = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Documented keys of an event type that are not read. */
const EVENT_TYPE_KEYS = splitWords(`
  afterEventBuffer assignAllTeamMembers beforeEventBuffer bookerActiveBookingsLimit bookerLayouts bookingFields
  bookingLimitsCount bookingLimitsDuration bookingRequiresAuthentication bookingWindow calVideoSettings color
  confirmationPolicy currency customName description destinationCalendar disableCancelling disableGuests
  disableRescheduling emailSettings forwardParamsSuccessRedirect hidden hideCalendarEventDetails hideCalendarNotes
  hideOrganizerEmail hosts isInstantEvent lengthInMinutes lengthInMinutesOptions locations
  lockTimeZoneToggleOnBookingPage metadata minimumBookingNotice offsetStart onlyShowFirstAvailableSlot ownerId
  parentEventTypeId price recurrence requiresBookerEmailVerification rescheduleWithSameRoundRobinHost
  rrHostSubsetEnabled scheduleId seats seatsPerTimeSlot seatsShowAvailabilityCount slotInterval successRedirectUrl
  team teamId useDestinationCalendarEmail
`);

/** Documented keys of a user, in the organization's list and in `/v2/me`, that are not read. */
const ACCOUNT_KEYS = splitWords(`
  allowDynamicBooking appTheme bio brandColor createdDate darkBrandColor defaultScheduleId emailVerified hideBranding
  invitedTo locale metadata organization organizationId profile theme timeFormat verified weekStart
`);

/** The event types of the team. */
export const teamEventTypesWire: z.ZodType<Rows<TeamEventType>> = envelope({
  data: rowsOf(
    z
      .object({ id: calcomId, slug: text, title: text, schedulingType: z.string().nullish() })
      .register(KEYS, { known: EVENT_TYPE_KEYS })
      .transform(({ id, slug, title, schedulingType }) => ({
        sourceId: id,
        slug,
        title,
        managed: schedulingType === 'managed',
      })),
    MAX_LISTED,
  ),
}).transform(({ data }) => sliced(agreedTypes(data)));

/** Each event type once. Of rows that differ the first is kept, and the others join `unreadable`. */
function* agreedTypes(list: Rows<TeamEventType>): Pieces<Rows<TeamEventType>> {
  const { rows, unreadable } = yield* agreedRows(list, ({ sourceId }) => sourceId);
  return { rows: firstOfEach(rows, ({ sourceId }) => sourceId), unreadable };
}

/** UNDOCUMENTED: a person without an e-mail has the MD5 of the empty text. */
const EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const emailHash = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{32}$/)
  .transform((hash) => (hash === EMPTY_MD5 ? null : hash))
  .nullish()
  .catch(null);

/** The schemas of people. Relative paths of pictures are resolved against `webUrl`, such as https://app.cal.com. */
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
    memberships: envelope({ data: rowsOf(membershipWire, MAX_LISTED) }).transform(({ data }) => data),
    users: envelope({ data: rowsOf(userWire, MAX_LISTED) }).transform(({ data }) => data),
    me: envelope({ data: userWire }).transform(({ data }) => data),
    memberStats: envelope({
      data: z.object(Object.fromEntries(MEMBER_LISTS.map((list) => [list, rowsOf(rankedWire, MAX_RANKED)]))),
    }).transform(({ data }) => sliced(topsOf(data as MemberStats))),
    routedTo: envelope({
      data: z.object({
        users: z.object({
          data: rowsOf(routedUserWire, MAX_ROUTED).transform((list) => sliced(agreedRows(list, ({ id }) => id))),
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
          unreadable: users.unreadable,
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
        rejectedSeries: totals.unreadable,
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

/** The lists that rank by the same figure, from the top and, if there is one, from the bottom. */
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
 * The ten people of a top list, in its order. Rows of further people, and rows with a figure that differs from another row of
 * the same person in this list or the opposite one, join `unreadable`.
 */
function* topOf(
  list: Rows<RankedMember>,
  order: (a: RankedMember, b: RankedMember) => number,
  opposite: Rows<RankedMember> | null,
): Pieces<Rows<RankedMember>> {
  const { rows, unreadable } = yield* agreedRows(list, ({ userId }) => userId);
  const ranked = firstOfEach(rows, ({ userId }) => userId).sort(order);
  const top = ranked.slice(0, TOP);
  const shown = new Set(top.map(({ userId }) => userId));
  const otherValues = new Map(opposite?.rows.map(({ userId, value }) => [userId, value]));
  const positions = positionsOf({ rows, unreadable });
  const odd = positions.filter((_, index) => {
    const { userId, value } = rows[index] as RankedMember;
    return !shown.has(userId) || (otherValues.get(userId) ?? value) !== value;
  });
  return { rows: top, unreadable: [...unreadable, ...odd].sort((a, b) => a - b) };
}

/** Cal.com's fallback picture has a path with the username. Without a username it does not exist. */
const NO_PICTURES: ReadonlySet<string> = new Set(['/null/avatar.png', '/unknown/avatar.png']);

function resolveAvatar(path: string | null, webUrl: string): string | null {
  if (path === null || NO_PICTURES.has(path)) return null;
  const url = URL.parse(path, webUrl);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : null;
}

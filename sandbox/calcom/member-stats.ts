/** Cal.com's member rankings: eight lists of at most ten hosts, over the bookings that scope and filters leave. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Quirk } from '../quirks.ts';
import type { Reply } from '../vendor-server.ts';
import type { Booking, World } from '../world/model.ts';
import { boundsOf, type ColumnFilters, passes, readBody, readColumnFilters } from './column-filters.ts';

const bodySchema = z.object({
  scope: z.enum(['user', 'team', 'org']),
  // Required, but these lists do not use it.
  timeZone: z.string().refine(isTimeZone, 'timeZone must be a valid IANA time-zone'),
  selectedTeamId: z.number().optional(),
  columnFilters: z.unknown().optional(),
});

const LIST_LENGTH = 10;

export function memberStats(world: World, nowMs: number, quirks: ReadonlySet<Quirk>, rawBody: unknown): Reply {
  const body = readBody(bodySchema, rawBody);
  const filters = readColumnFilters(body.columnFilters, rawBody, quirks);
  const isInScope = scopeOf(world, body);
  const isWanted = compile(world, filters);
  const tallies = new Map<number | null, Tally>();
  for (const booking of world.calcom.bookings) {
    if (isInScope(booking) && isWanted(booking)) count(tallies, booking, nowMs);
  }
  const rank = (order: 'most' | 'least', measure: (tally: Tally) => number) => ranking(world, tallies, order, measure);
  return {
    status: 200,
    body: {
      status: 'success',
      data: {
        mostBookings: rank('most', ({ all }) => all),
        leastBookings: rank('least', ({ all }) => all),
        mostCancelled: rank('most', ({ cancelled }) => cancelled),
        mostCompleted: rank('most', ({ completed }) => completed),
        leastCompleted: rank('least', ({ completed }) => completed),
        mostNoShow: rank('most', ({ noShow }) => noShow),
        highestRatings: rank('most', averageRating),
        lowestRatings: rank('least', averageRating),
      },
    },
  };
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** A scope that does not exist, or that the caller may not see, is empty rather than forbidden. */
function scopeOf({ calcom }: World, body: z.infer<typeof bodySchema>): (booking: Booking) => boolean {
  const { teamId, otherTeamId, callerId, users } = calcom;
  if (body.scope === 'user') return (booking) => booking.teamId === null && booking.hostId === callerId;
  const teams = [teamId, otherTeamId].filter((id) => body.scope === 'org' || id === body.selectedTeamId);
  const members = new Set(users.filter((user) => user.teamIds.some((id) => teams.includes(id))).map((user) => user.id));
  return ({ teamId: owner, hostId }) =>
    owner === null ? hostId !== null && members.has(hostId) : teams.includes(owner);
}

/** Columns that are not honoured are ignored. */
function compile({ calcom }: World, filters: ColumnFilters): (booking: Booking) => boolean {
  if (filters.size === 0) return () => true;
  const users = new Map(calcom.users.map((user) => [user.id, user]));
  const parents = new Map(calcom.eventTypes.map((type) => [type.id, type.parentId]));
  const start = boundsOf(filters.get('startTime'));
  const created = boundsOf(filters.get('createdAt'));
  return (booking) => {
    const user = users.get(booking.hostId ?? -1);
    const eventTypeId = booking.eventTypeId ?? -1;
    return (
      booking.startMs >= start.fromMs &&
      booking.endMs <= start.toMs &&
      booking.createdMs >= created.fromMs &&
      booking.createdMs <= created.toMs &&
      passes(filters.get('eventTypeId'), ['ms'], [eventTypeId, parents.get(eventTypeId) ?? -1]) &&
      passes(filters.get('userId'), ['ss'], booking.hostId) &&
      passes(filters.get('status'), ['ms'], booking.status) &&
      passes(filters.get('paid'), ['ss'], String(booking.paid)) &&
      passes(filters.get('userEmail'), ['t'], user?.email ?? null) &&
      passes(filters.get('userName'), ['t'], user?.name ?? null) &&
      passes(filters.get('rating'), ['n'], booking.rating)
    );
  };
}

/** The counts of one host's bookings. */
interface Tally {
  all: number;
  cancelled: number;
  completed: number;
  noShow: number;
  ratings: number[];
}

function count(tallies: Map<number | null, Tally>, booking: Booking, nowMs: number): void {
  const { hostId, status, endMs, absentHost, rating } = booking;
  const tally = tallies.get(hostId) ?? { all: 0, cancelled: 0, completed: 0, noShow: 0, ratings: [] };
  tallies.set(hostId, tally);
  tally.all += 1;
  // A rescheduled booking is kept as cancelled, and counts as such.
  if (status === 'cancelled') tally.cancelled += 1;
  if (status === 'accepted' && endMs <= nowMs) tally.completed += 1;
  if (absentHost) tally.noShow += 1;
  if (rating !== null) tally.ratings.push(rating);
}

/** Not rounded; 0 without bookings. */
function averageRating({ ratings }: Tally): number {
  return ratings.reduce((sum, rating) => sum + rating, 0) / Math.max(1, ratings.length);
}

/**
 * Hosts without a booking that counts are in no list. The list is cut before deleted accounts are dropped, so it may be shorter than ten.
 * UNDOCUMENTED: equal values are sorted by user id.
 */
function ranking(
  { calcom }: World,
  tallies: ReadonlyMap<number | null, Tally>,
  order: 'most' | 'least',
  measure: (tally: Tally) => number,
): unknown[] {
  const sign = order === 'most' ? -1 : 1;
  return [...tallies]
    .map(([hostId, tally]) => ({ hostId, value: measure(tally) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => sign * (a.value - b.value) || (a.hostId ?? 0) - (b.hostId ?? 0))
    .slice(0, LIST_LENGTH)
    .flatMap(({ hostId, value }) => {
      const user = calcom.users.find(({ id }) => id === hostId);
      if (!user) return [];
      const { id, username, name, email } = user;
      // The vendor builds this path even without a username.
      const avatarUrl = user.avatarUrl ?? `/${username}/avatar.png`;
      const emailMd5 = createHash('md5').update(email).digest('hex');
      return [{ userId: id, user: { id, username, name, email, avatarUrl }, emailMd5, count: value }];
    });
}

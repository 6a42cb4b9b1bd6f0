/** Cal.com's routed-to report: how many bookings each user got through routing forms, in all and per period. */
import { z } from 'zod';
import type { Quirk } from '../quirks.ts';
import { DAY_MS, dayOf, mondayOf, monthOf, parseIso, toIso, WEEK_MS } from '../time.ts';
import type { Reply } from '../vendor-server.ts';
import type { FormResponse, World } from '../world/model.ts';
import { boundsOf, type ColumnFilters, passes, readBody, readColumnFilters } from './column-filters.ts';

// UNDOCUMENTED: which dates are accepted (strict ISO 8601), the least limit (1), and an empty search (400).
const isoSchema = z.string().transform((text, context) => {
  const instant = parseIso(text);
  if (instant === null) context.addIssue({ code: 'custom', message: 'must be a valid ISO 8601 date string' });
  return instant ?? 0;
});
const bodySchema = z.object({
  scope: z.enum(['user', 'team', 'org']),
  selectedTeamId: z.number().optional(),
  startDate: isoSchema,
  endDate: isoSchema,
  period: z.enum(['perDay', 'perWeek', 'perMonth']),
  limit: z.int().min(1).max(100),
  searchQuery: z.string().trim().min(1).optional(),
  columnFilters: z.unknown().optional(),
});
type Body = z.infer<typeof bodySchema>;

const STATUS_ORDER = { accepted: 1, pending: 2, cancelled: 4, rejected: 5 };

export function routedToPerPeriod(world: World, quirks: ReadonlySet<Quirk>, rawBody: unknown): Reply {
  const body = readBody(bodySchema, rawBody);
  const filters = readColumnFilters(body.columnFilters, rawBody, quirks);
  const range = widen(body, quirks);
  const isInScope = scopeOf(world, body);
  const isWanted = compile(filters, quirks);
  // The day of the form's answer counts, not that of the meeting.
  const responses = world.calcom.formResponses.filter(
    (response) =>
      response.createdMs >= range.fromMs &&
      response.createdMs <= range.toMs &&
      isInScope(response) &&
      isWanted(response),
  );
  const byUser = Map.groupBy(responses, (response) => response.userId);
  const totals = [...byUser.values()].map(countBookings);
  const users = [...byUser]
    .sort(([a], [b]) => a - b)
    .map(([id, some]) => ({
      id,
      ...latestFace(some),
      total: countBookings(some),
      byBucket: Map.groupBy(some, ({ createdMs }) => bucketOf(createdMs, body.period)),
    }))
    .filter(({ name, email }) => isFound(body.searchQuery, name) || isFound(body.searchQuery, email))
    .slice(0, body.limit);
  const buckets = listBuckets(body, range);
  return {
    status: 200,
    body: {
      status: 'success',
      data: {
        users: {
          data: users.map(({ byBucket: _, total, ...user }) => ({
            ...user,
            performance: performanceOf(total, totals),
            totalBookings: total,
          })),
        },
        // Dense: every listed user in every listed period. The limit silently cuts the periods too.
        periodStats: {
          data: buckets.flatMap((startMs) =>
            users.map(({ id, byBucket }) => ({
              userId: id,
              period_start: toIso(startMs),
              total: countBookings(byBucket.get(startMs) ?? []),
            })),
          ),
        },
      },
    },
  };
}

/** The requested days, widened to whole periods. Weeks are widened from Sunday, though their buckets start on Monday. */
function widen({ startDate, endDate, period }: Body, quirks: ReadonlySet<Quirk>): { fromMs: number; toMs: number } {
  if (period === 'perMonth') return { fromMs: monthOf(startDate), toMs: monthOf(endDate, 1) - 1 };
  if (period === 'perDay') return { fromMs: dayOf(startDate), toMs: dayOf(endDate) + DAY_MS - 1 };
  // UNDOCUMENTED: the first day of the server's week. Quirk calcom-monday-weeks.
  const weekOf = quirks.has('calcom-monday-weeks') ? mondayOf : sundayOf;
  return { fromMs: weekOf(startDate), toMs: weekOf(endDate) + WEEK_MS - 1 };
}

function sundayOf(instantMs: number): number {
  return mondayOf(instantMs + DAY_MS) - DAY_MS;
}

/** The start of the instant's bucket. */
function bucketOf(instantMs: number, period: Body['period']): number {
  if (period === 'perMonth') return monthOf(instantMs);
  return period === 'perDay' ? dayOf(instantMs) : mondayOf(instantMs);
}

/** The starts of the earliest buckets of the range, as many as the limit allows. */
function listBuckets({ period, limit }: Body, range: { fromMs: number; toMs: number }): number[] {
  const buckets: number[] = [];
  let startMs = bucketOf(range.fromMs, period);
  while (startMs <= range.toMs && buckets.length < limit) {
    buckets.push(startMs);
    startMs = period === 'perMonth' ? monthOf(startMs, 1) : startMs + (period === 'perDay' ? DAY_MS : WEEK_MS);
  }
  return buckets;
}

/** A scope that does not exist is empty rather than forbidden. */
function scopeOf({ calcom }: World, { scope, selectedTeamId }: Body): (response: FormResponse) => boolean {
  const teams = [calcom.teamId, calcom.otherTeamId];
  if (scope === 'user') return ({ formTeamId }) => formTeamId === null;
  if (scope === 'org') return ({ formTeamId }) => formTeamId === null || teams.includes(formTeamId);
  return ({ formTeamId }) => formTeamId !== null && formTeamId === selectedTeamId;
}

function compile(filters: ColumnFilters, quirks: ReadonlySet<Quirk>): (response: FormResponse) => boolean {
  // UNDOCUMENTED: a createdAt filter, as in the published example, is not read. Quirk calcom-routing-created-at.
  const created = boundsOf(quirks.has('calcom-routing-created-at') ? filters.get('createdAt') : undefined);
  const fieldFilters = [...filters].filter(([id]) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id));
  return ({ createdMs, booking, userId, formId, assignmentReason, fields }) =>
    createdMs >= created.fromMs &&
    createdMs <= created.toMs &&
    passes(filters.get('bookingStatusOrder'), ['ms'], STATUS_ORDER[booking.status]) &&
    passes(filters.get('bookingAssignmentReason'), ['t'], assignmentReason) &&
    passes(filters.get('bookingUid'), ['t'], booking.uid) &&
    passes(
      filters.get('attendeeName'),
      ['t'],
      booking.attendees.map(({ name }) => name),
    ) &&
    passes(
      filters.get('attendeeEmail'),
      ['t'],
      booking.attendees.map(({ email }) => email),
    ) &&
    passes(
      filters.get('attendeePhone'),
      ['t'],
      booking.attendees.map(({ phoneNumber }) => phoneNumber ?? ''),
    ) &&
    passes(filters.get('bookingUserId'), ['ms'], userId) &&
    passes(filters.get('formId'), ['ss'], formId) &&
    fieldFilters.every(([id, filter]) => passes(filter, ['ms', 'ss', 't', 'n'], fields[id] ?? null));
}

/** Bookings, not answers: two answers may lead to one booking. */
function countBookings(responses: readonly FormResponse[]): number {
  return new Set(responses.map(({ booking }) => booking.id)).size;
}

/** Name, e-mail and avatar as in the latest answer. */
function latestFace(responses: readonly FormResponse[]) {
  const latest = responses.reduce((a, b) => (b.createdMs >= a.createdMs ? b : a));
  return { name: latest.userName, email: latest.userEmail, avatarUrl: latest.userAvatarUrl };
}

function isFound(search: string | undefined, text: string | null): boolean {
  return search === undefined || Boolean(text?.toLowerCase().includes(search.toLowerCase()));
}

/** Measured against all users of the report, whatever the search. */
function performanceOf(total: number, totals: readonly number[]): string {
  const average = totals.reduce((sum, one) => sum + one, 0) / totals.length;
  const median = totals.toSorted((a, b) => a - b)[Math.floor(totals.length / 2)];
  if (total > average) return 'above_average';
  if (total === median) return 'median';
  return total < average ? 'below_average' : 'at_average';
}

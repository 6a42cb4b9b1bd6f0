/** The rows of the vendors in the shapes of the graph. */
import { globalId, type People } from './people.ts';
import type { ActionRow, BookingRow, PeriodRow, Range, StatsRow } from './vendors.ts';

const STATUSES: Readonly<Record<string, string>> = {
  accepted: 'ACCEPTED',
  cancelled: 'CANCELLED',
  rejected: 'REJECTED',
  pending: 'PENDING',
};

const toIso = (time: string | null | undefined): string | null => (time ? new Date(time).toISOString() : null);
/** Cal.com writes `unknown` where it cannot read what it stored, and "" for nothing. */
const known = (text: string | null | undefined): string | null => (text && text !== 'unknown' ? text : null);
const cursorOf = ({ start, uid }: BookingRow): string => Buffer.from(`${start}|${uid}`).toString('base64url');

export function toPeriod({ id, name, start_date, end_date, markers }: PeriodRow) {
  return {
    __typename: 'Period',
    id: globalId('Period', id),
    number: id,
    name,
    start: toIso(start_date),
    end: toIso(end_date),
    markers: [markers ?? []].flat().map((marker) => ({ name: marker.name, at: toIso(marker.timestamp) })),
  };
}

export function overlapping(periods: readonly PeriodRow[], { from, to }: Range): PeriodRow[] {
  return periods
    .filter(
      ({ start_date, end_date }) =>
        Date.parse(start_date) < Date.parse(to) && (end_date === null || Date.parse(end_date) > Date.parse(from)),
    )
    .sort((a, b) => Date.parse(a.start_date) - Date.parse(b.start_date) || a.id - b.id);
}

/** Without those who had to do with it. */
export function toAction(periodId: number, row: ActionRow) {
  return {
    id: globalId('Action', `${periodId}/${row.actionId}`),
    number: row.periodActionId,
    status: row.status,
    classification: row.classification,
    subClassification: row.subClassification,
    createdAt: toIso(row.createdTime),
    closedAt: toIso(row.closedTime),
  };
}

/** As it stands in the list of its host. */
export function toBriefBooking({ uid, title, start, end, status }: BookingRow) {
  return { uid, title, start: toIso(start), end: toIso(end), status: STATUSES[status] ?? 'OTHER' };
}

function toBooking(row: BookingRow, people: People) {
  return {
    id: globalId('Booking', row.uid),
    uid: row.uid,
    title: row.title,
    description: row.description,
    status: STATUSES[row.status] ?? 'OTHER',
    start: toIso(row.start),
    end: toIso(row.end),
    durationMinutes: row.duration,
    location: known(row.location),
    rating: row.rating,
    createdAt: toIso(row.createdAt),
    updatedAt: toIso(row.updatedAt),
    absentHost: row.absentHost,
    icsUid: row.icsUid,
    hosts: row.hosts.map((host) => {
      if (host.id === 'unknown') return { name: null, email: null, timeZone: null, user: null };
      // A host who left is in no directory.
      const name = people.byCalcomId.get(host.id)?.name ?? host.name;
      const user = { id: globalId('User', `calcom:${host.id}`), name };
      return { name: host.name, email: host.email, timeZone: host.timeZone ?? null, user };
    }),
    attendees: row.attendees.map(({ name, email, timeZone, language, absent, phoneNumber = null }) => ({
      name,
      email,
      timeZone,
      language,
      absent,
      phoneNumber,
    })),
    guests: row.guests ?? null,
    eventType: row.eventType && { id: globalId('EventType', row.eventType.id), slug: row.eventType.slug },
    cancellation:
      row.status === 'cancelled'
        ? { reason: known(row.cancellationReason), byEmail: known(row.cancelledByEmail) }
        : null,
    rescheduling: toRescheduling(row),
    fieldResponses: row.bookingFieldsResponses ?? null,
    metadata: row.metadata,
  };
}

function toRescheduling(row: BookingRow) {
  const reason = known(row.reschedulingReason);
  const byEmail = known(row.rescheduledByEmail);
  const fromUid = row.rescheduledFromUid ?? null;
  const toUid = row.rescheduledToUid ?? null;
  return reason || byEmail || fromUid || toUid ? { reason, byEmail, fromUid, toUid } : null;
}

/** The first page of a list that is there as a whole. */
export function toBookingPage(rows: readonly BookingRow[], first: number, people: People) {
  const edges = rows.slice(0, first).map((row) => ({ cursor: cursorOf(row), node: toBooking(row, people) }));
  return {
    totalCount: rows.length,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    edges,
  };
}

export function toProspectStats(row: StatsRow | undefined) {
  if (!row) return null;
  return {
    contacted: row.prospectContacted ?? null,
    replied: row.replied ?? null,
    outcomes: { meetingBooked: row['Meeting Booked'] ?? null },
  };
}

/** The rows by the Cal.com number of each host. */
export function byHost(rows: readonly BookingRow[]): ReadonlyMap<number, BookingRow[]> {
  const found = new Map<number, BookingRow[]>();
  for (const row of rows) {
    for (const { id } of row.hosts) {
      if (id === 'unknown') continue;
      const theirs = found.get(id);
      if (theirs) theirs.push(row);
      else found.set(id, [row]);
    }
  }
  return found;
}

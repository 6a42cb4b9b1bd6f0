/** The expected answers on bookings. */
import { allPeople, compare, globalId, type Person } from './people.ts';
import type { BookingRow, Range, Vendors } from './vendors.ts';

export interface BookingFilter {
  status?: string[] | null;
  range?: Range | null;
  created?: Range | null;
  updated?: Range | null;
  attendeeEmail?: string | null;
  attendeeName?: string | null;
  bookingUid?: string | null;
  eventTypeIds?: string[] | null;
  hostIds?: string[] | null;
}

/** By start, then `uid`. Cal.com itself filters by state and by event type; the rest is compared here. */
export async function findBookings(vendors: Vendors, filter: BookingFilter): Promise<BookingRow[]> {
  const { status, range, created, updated, attendeeEmail, attendeeName, bookingUid, eventTypeIds, hostIds } = filter;
  let rows = await vendors.bookings();
  const keep = (test: (row: BookingRow) => boolean) => {
    rows = rows.filter(test);
  };
  const keepAnyOf = async (queries: string[]) => {
    const uids = new Set<string>();
    for (const query of queries) for (const { uid } of await vendors.bookings(query)) uids.add(uid);
    keep(({ uid }) => uids.has(uid));
  };

  if (status) await keepAnyOf(status.map((state) => `status=${state.toLowerCase()}`));
  if (eventTypeIds) await keepAnyOf(eventTypeIds.map((id) => `eventTypeId=${numberIn(id, 'EventType:')}`));
  if (range) keep(({ start }) => isIn(range, start));
  if (created) keep(({ createdAt }) => isIn(created, createdAt));
  if (updated) keep(({ updatedAt }) => isIn(updated, updatedAt));
  if (attendeeEmail)
    keep(({ attendees }) => attendees.some(({ email }) => email?.toLowerCase() === attendeeEmail.toLowerCase()));
  if (attendeeName) keep(({ attendees }) => attendees.some(({ name }) => name === attendeeName));
  if (bookingUid) keep(({ uid }) => uid === bookingUid);
  if (hostIds) {
    const people = await allPeople(vendors);
    const keys = hostIds.map((id) => numberIn(id, 'User:')).map((id) => (/^\d+$/.test(id) ? `calcom:${id}` : id));
    const wanted = people.filter((person) => person.keys.some((key) => keys.includes(key)));
    keep(({ hosts }) => hosts.some(({ id }) => wanted.some(({ calcomId }) => calcomId === id)));
  }
  return rows.sort((a, b) => compare(Date.parse(a.start), Date.parse(b.start)) || compare(a.uid, b.uid));
}

/** Accepts the global id and the vendor's number. */
function numberIn(id: string, prefix: string): string {
  return /^\d+$/.test(id) ? id : Buffer.from(id, 'base64url').toString().replace(prefix, '');
}

export function isIn({ from, to }: Range, time: string | null): boolean {
  return time !== null && Date.parse(time) >= Date.parse(from) && Date.parse(time) < Date.parse(to);
}

export function toIso(time: string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

export interface PageWish {
  first: number;
  skip: number;
}

/** Cursors are opaque: the oracle only says where there is one. */
export function pageInfo(total: number, { first, skip }: PageWish) {
  const cursor = skip < total ? 'a cursor' : null;
  return { hasNextPage: skip + first < total, hasPreviousPage: skip > 0, startCursor: cursor, endCursor: cursor };
}

/** `order` is undefined for the default: by start, ascending. */
export async function bookingList(
  vendors: Vendors,
  filter: BookingFilter,
  wish: PageWish,
  order?: (a: BookingRow, b: BookingRow) => number,
) {
  const people = await allPeople(vendors);
  const rows = await findBookings(vendors, filter);
  if (order) rows.sort((a, b) => order(a, b) || compare(a.uid, b.uid));
  return {
    bookings: {
      totalCount: rows.length,
      pageInfo: pageInfo(rows.length, wish),
      edges: rows
        .slice(wish.skip, wish.skip + wish.first)
        .map((row) => ({ cursor: 'a cursor', node: listedBooking(row, people) })),
    },
  };
}

const STATUSES = ['accepted', 'cancelled', 'rejected', 'pending'];

export function statusOf({ status }: BookingRow): string {
  return STATUSES.includes(status) ? status.toUpperCase() : 'OTHER';
}

/** Without the placeholder that Cal.com sends for an answer that it cannot read. */
const told = <Value>(value: Value): Value =>
  JSON.parse(JSON.stringify(value), (_, one) => (one === 'unknown' ? null : one));

function listedBooking(row: BookingRow, people: Person[]) {
  const { uid, eventType } = row;
  return {
    id: globalId('Booking', uid),
    uid,
    title: row.title,
    description: row.description,
    status: statusOf(row),
    start: toIso(row.start),
    end: toIso(row.end),
    durationMinutes: row.duration,
    location: told(row.location),
    rating: row.rating,
    createdAt: toIso(row.createdAt),
    updatedAt: toIso(row.updatedAt),
    absentHost: row.absentHost,
    icsUid: row.icsUid,
    hosts: row.hosts.map((host) => {
      if (host.id === 'unknown') return { name: null, email: null, timeZone: null, user: null };
      const person = people.find(({ calcomId }) => calcomId === host.id);
      const user = { id: globalId('User', `calcom:${host.id}`), name: person?.name ?? null };
      return { name: host.name, email: host.email, timeZone: host.timeZone ?? null, user };
    }),
    attendees: row.attendees.map(({ name, email, timeZone, language, absent, phoneNumber = null }) => {
      return { name, email, timeZone, language, absent, phoneNumber };
    }),
    guests: row.guests ?? null,
    eventType: eventType && { id: globalId('EventType', eventType.id), slug: eventType.slug },
    cancellation:
      row.status === 'cancelled'
        ? { reason: row.cancellationReason?.replace('$RCH$', '') || null, byEmail: row.cancelledByEmail || null }
        : null,
    rescheduling: rescheduling(row),
    fieldResponses: told(row.bookingFieldsResponses ?? null),
    metadata: row.metadata,
  };
}

function rescheduling(row: BookingRow) {
  const parts = {
    reason: told(row.reschedulingReason ?? null),
    byEmail: row.rescheduledByEmail ?? null,
    fromUid: row.rescheduledFromUid ?? null,
    toUid: row.rescheduledToUid ?? null,
  };
  return Object.values(parts).some((part) => part !== null) ? parts : null;
}

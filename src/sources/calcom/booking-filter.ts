/** Which bookings are asked for: what Cal.com is told of it, and what is checked on the rows that come back. Pure. */
import { foldEmail, isWithin, lastInstant, type Range } from '../values.ts';
import type { BookingConditions } from './client.ts';
import type { Booking, BookingState, BookingStatus, TeamEventType } from './model.ts';

/** Which bookings. Null and absent are the same. */
export interface BookingFilter {
  readonly status?: readonly BookingState[] | null;
  readonly range?: Range | null;
  readonly created?: Range | null;
  readonly updated?: Range | null;
  readonly attendeeEmail?: string | null;
  readonly attendeeName?: string | null;
  readonly bookingUid?: string | null;
  readonly eventTypeIds?: readonly string[] | null;
  /** Cal.com user ids. */
  readonly hostIds?: readonly string[] | null;
}

/** The part of a filter that Cal.com can apply. Its ends are inclusive. */
export function conditionsOf(filter: BookingFilter): BookingConditions {
  const { created, updated } = filter;
  return {
    status: filter.status,
    attendeeEmail: filter.attendeeEmail?.trim(),
    attendeeName: filter.attendeeName?.trim(),
    bookingUid: filter.bookingUid,
    eventTypeIds: filter.eventTypeIds,
    createdFrom: created?.from.toISOString(),
    createdTo: created && lastInstant(created).toISOString(),
    updatedFrom: updated?.from.toISOString(),
    updatedTo: updated && lastInstant(updated).toISOString(),
  };
}

/** What each state says of the status alone. The rest is about the time at Cal.com, which only Cal.com knows. */
const STATUSES_OF: Readonly<Record<BookingState, readonly BookingStatus[]>> = {
  UPCOMING: ['ACCEPTED', 'PENDING', 'OTHER'],
  RECURRING: ['ACCEPTED', 'PENDING', 'OTHER'],
  PAST: ['ACCEPTED', 'PENDING', 'OTHER'],
  CANCELLED: ['CANCELLED', 'REJECTED'],
  UNCONFIRMED: ['PENDING', 'OTHER'],
};

/**
 * Checks again what Cal.com was asked to filter, and filters what it cannot; but for the hosts, by whom rows are looked up.
 */
export function matcherOf(
  filter: Omit<BookingFilter, 'hostIds'>,
  types: readonly TeamEventType[] | null,
): (booking: Booking) => boolean {
  const { status, range, created, updated, attendeeEmail, attendeeName, bookingUid, eventTypeIds } = filter;
  const statuses = status && new Set(status.flatMap((state) => STATUSES_OF[state]));
  const email = attendeeEmail && foldEmail(attendeeEmail);
  const name = attendeeName?.trim();
  const isOfTypes = eventTypeIds && typesMatcher(new Set(eventTypeIds), types);
  return (booking) =>
    (!statuses || statuses.has(booking.status)) &&
    (!range || isWithin(range, booking.start)) &&
    (!created || (booking.createdAt !== null && isWithin(created, booking.createdAt))) &&
    (!updated || (booking.updatedAt !== null && isWithin(updated, booking.updatedAt))) &&
    (!email || booking.attendees.some((attendee) => attendee.email !== null && foldEmail(attendee.email) === email)) &&
    (!name || booking.attendees.some((attendee) => attendee.name?.trim() === name)) &&
    (!bookingUid || booking.uid === bookingUid) &&
    (!isOfTypes || isOfTypes(booking));
}

/** Whether a list that holds nothing makes the filter one that nothing matches. */
export const matchesNothing = ({ status, eventTypeIds, hostIds }: BookingFilter): boolean =>
  [status, eventTypeIds, hostIds].some((list) => list?.length === 0);

/** Members' copies of a managed event type have ids of their own, but its slug. */
function typesMatcher(ids: ReadonlySet<string>, types: readonly TeamEventType[] | null): (booking: Booking) => boolean {
  if (types === null) return () => true;
  const wanted = types.filter(({ sourceId }) => ids.has(sourceId));
  const managedSlugs = new Set(wanted.filter(({ managed }) => managed).map(({ slug }) => slug));
  return ({ eventType }) =>
    ids.has(eventType?.sourceId ?? '') || (eventType !== null && managedSlugs.has(eventType.slug));
}

/** For a team without event types Cal.com drops the team from its filter and shows every booking the credential can see. */
export const isTeamUnfiltered = (types: readonly TeamEventType[] | null): boolean => types?.length === 0;

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

/** Checks again what Cal.com was asked to filter, and filters what it cannot. */
export function matches(booking: Booking, filter: BookingFilter, types: readonly TeamEventType[] | null): boolean {
  const { status, range, created, updated, attendeeEmail, attendeeName, bookingUid, eventTypeIds, hostIds } = filter;
  const attendees = booking.attendees;
  return (
    (!status || status.some((state) => STATUSES_OF[state].includes(booking.status))) &&
    (!range || isWithin(range, booking.start)) &&
    (!created || (booking.createdAt !== null && isWithin(created, booking.createdAt))) &&
    (!updated || (booking.updatedAt !== null && isWithin(updated, booking.updatedAt))) &&
    (!attendeeEmail ||
      attendees.some(({ email }) => email !== null && foldEmail(email) === foldEmail(attendeeEmail))) &&
    (!attendeeName || attendees.some(({ name }) => name?.trim() === attendeeName.trim())) &&
    (!bookingUid || booking.uid === bookingUid) &&
    (!eventTypeIds || isOfTypes(booking, eventTypeIds, types)) &&
    (!hostIds || booking.hosts.some(({ userId }) => userId !== null && hostIds.includes(userId)))
  );
}

/** Whether a list that holds nothing makes the filter one that nothing matches. */
export const matchesNothing = ({ status, eventTypeIds, hostIds }: BookingFilter): boolean =>
  [status, eventTypeIds, hostIds].some((list) => list?.length === 0);

/** Members' copies of a managed event type have ids of their own, but its slug. */
const isOfType = ({ eventType }: Booking, type: TeamEventType): boolean =>
  eventType !== null && (type.sourceId === eventType.sourceId || (type.managed && type.slug === eventType.slug));

const isOfTypes = (booking: Booking, ids: readonly string[], types: readonly TeamEventType[] | null): boolean =>
  types === null ||
  ids.includes(booking.eventType?.sourceId ?? '') ||
  types.some((type) => ids.includes(type.sourceId) && isOfType(booking, type));

/** For a team without event types Cal.com drops the team from its filter and shows every booking the credential can see. */
export const isTeamUnfiltered = (types: readonly TeamEventType[] | null): boolean => types?.length === 0;

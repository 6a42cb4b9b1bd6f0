/** Which bookings are asked for: what Cal.com is told of it, and what is checked on the rows that come back. Pure. */
import { foldEmail, isWithin, lastInstant, type Range } from '../values.ts';
import type { BookingConditions } from './client.ts';
import type { Booking, BookingState, BookingStatus, TeamEventType } from './model.ts';
import { unmanaged } from './shared-wire.ts';

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

/**
 * UNDOCUMENTED: for past bookings alone Cal.com looks back in growing steps and orders each page by itself, so that the order
 * of the pages proves nothing. Asked for cancelled ones as well it does not; those are left out here, by their status.
 * Sandbox: calcom-past-steps
 */
const isPastAlone = (status: BookingFilter['status']): boolean => status?.length === 1 && status[0] === 'PAST';

/** The part of a filter that Cal.com can apply. Its ends are inclusive. */
export function conditionsOf(filter: BookingFilter): BookingConditions {
  const { created, updated } = filter;
  return {
    status: isPastAlone(filter.status) ? ['PAST', 'CANCELLED'] : filter.status,
    // Cal.com stores them in lower case, and compares letter by letter.
    attendeeEmail: filter.attendeeEmail && foldEmail(filter.attendeeEmail),
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
 * Whether a booking is one of those asked for:
 * - IN: it is, as far as the row tells
 * - OUT: it is not, by what this graph filters itself
 * - IGNORED: it is not, although Cal.com was asked to leave it out: then Cal.com does not know that condition
 * - TRUSTED: the row does not tell, but Cal.com was asked and has sent it
 * - VOUCHED: the same, and where Cal.com does not know the condition it is not: a booking without a time of change has none
 * - DOUBTFUL: the row does not tell, and what Cal.com was asked proves nothing
 */
export type Verdict = 'IN' | 'OUT' | 'IGNORED' | 'TRUSTED' | 'VOUCHED' | 'DOUBTFUL';

/** What a row says of one condition; undefined where it does not tell. */
type Test = (booking: Booking) => boolean | undefined;

/**
 * Checks again what Cal.com was asked to filter, and filters what it cannot; but for the hosts, by whom rows are looked up.
 * `types` are all event types of the team; null where they cannot be told. `isOfTypes`: whether Cal.com was asked for them.
 */
export function judgeOf(
  filter: Omit<BookingFilter, 'hostIds'>,
  types: readonly TeamEventType[] | null,
): (booking: Booking, isOfTypes: boolean) => Verdict {
  const { range, status, updated, eventTypeIds } = filter;
  const tests = testsOf(filter);
  const typeTest = eventTypeIds ? typeTestOf(new Set(eventTypeIds), types) : undefined;
  return (booking, isOfTypes) => {
    if (range && !isWithin(range, booking.start)) return 'OUT';
    // These were asked for with the past ones.
    if (isPastAlone(status) && STATUSES_OF.CANCELLED.includes(booking.status)) return 'OUT';
    const told = tests.map((test) => test(booking));
    const isOfType = typeTest ? typeTest(booking) : true;
    if (told.includes(false)) return 'IGNORED';
    if (isOfType === false) return isOfTypes ? 'IGNORED' : 'OUT';
    if (isOfType === undefined && (types === null || !isOfTypes)) return 'DOUBTFUL';
    if (updated && booking.updatedAt === null) return 'VOUCHED';
    return told.includes(undefined) || isOfType === undefined ? 'TRUSTED' : 'IN';
  };
}

function testsOf(filter: BookingFilter): Test[] {
  const { status, created, updated, attendeeEmail, attendeeName, bookingUid } = filter;
  const statuses = status && new Set(status.flatMap((state) => STATUSES_OF[state]));
  const email = attendeeEmail && foldEmail(attendeeEmail);
  const name = attendeeName?.trim();
  const tests: (Test | false | '' | null | undefined)[] = [
    statuses && (({ status: is }) => statuses.has(is)),
    created && (({ createdAt }) => (createdAt === null ? undefined : isWithin(created, createdAt))),
    updated && (({ updatedAt }) => (updatedAt === null ? undefined : isWithin(updated, updatedAt))),
    email &&
      (({ attendees }) =>
        hasOne(
          attendees.map((attendee) => [attendee.email, attendee.displayEmail]),
          (known) => foldEmail(known) === email || foldEmail(unmanaged(known)) === email,
        )),
    name &&
      (({ attendees }) =>
        hasOne(
          attendees.map((attendee) => [attendee.name]),
          (known) => known.trim() === name,
        )),
    bookingUid && (({ uid }) => uid === bookingUid),
  ];
  return tests.filter((test) => typeof test === 'function');
}

/** Whether one of the attendees is meant. Where there are none, or one tells nothing, the row may hide whom it was found by. */
function hasOne(
  attendees: readonly (readonly (string | null)[])[],
  isMeant: (known: string) => boolean,
): boolean | undefined {
  const isKnown = attendees.some((told) => told.some((known) => known !== null && isMeant(known)));
  if (isKnown) return true;
  const mayHide = attendees.length === 0 || attendees.some((told) => told.every((known) => known === null));
  return mayHide ? undefined : false;
}

/** Whether a list that holds nothing makes the filter one that nothing matches. */
export const matchesNothing = ({ status, eventTypeIds, hostIds }: BookingFilter): boolean =>
  [status, eventTypeIds, hostIds].some((list) => list?.length === 0);

/**
 * Members' copies of a managed event type have ids of their own, often its slug, and are in no list of the team. Cal.com
 * finds them by the id of the managed type.
 */
function typeTestOf(ids: ReadonlySet<string>, types: readonly TeamEventType[] | null): Test {
  const listed = new Set(types?.map(({ sourceId }) => sourceId));
  const managed = types?.filter((type) => type.managed && ids.has(type.sourceId)) ?? [];
  const slugs = new Set(managed.map(({ slug }) => slug));
  return ({ eventType }) => {
    if (eventType === null) return undefined;
    if (ids.has(eventType.sourceId) || slugs.has(eventType.slug)) return true;
    const mayBeCopy = types === null || (managed.length > 0 && !listed.has(eventType.sourceId));
    return mayBeCopy ? undefined : false;
  };
}

/** For a team without event types Cal.com drops the team from its filter and shows every booking the credential can see. */
export const isTeamUnfiltered = (types: readonly TeamEventType[] | null): boolean => types?.length === 0;

/** A filter of bookings: the part that Cal.com applies, and the check of the rows that it sends. */
import type { AsOfMinute } from '../../time/present.ts';
import { foldEmail } from '../folding.ts';
import { isWithin, lastInstant, type OpenRange } from '../instants.ts';
import type { BookingConditions } from './client.ts';
import type { Booking, BookingState, BookingStatus, TeamEventType } from './model.ts';
import { unmanaged } from './wire.ts';

/** Conditions that a booking must all meet. Null and absent mean no condition. */
export interface BookingFilter {
  readonly status?: readonly BookingState[] | null;
  readonly statuses?: readonly BookingStatus[] | null;
  readonly range?: OpenRange | null;
  readonly created?: OpenRange | null;
  readonly updated?: OpenRange | null;
  readonly attendeeEmail?: string | null;
  readonly attendeeName?: string | null;
  readonly bookingUid?: string | null;
  readonly eventTypeIds?: readonly string[] | null;
}

/**
 * UNDOCUMENTED: with `status=past` alone, Cal.com looks back in growing steps and sorts each page by itself, so that the order
 * of the pages proves nothing. With `status=cancelled,past` it does not. So both are requested, and cancelled rows are left out.
 * Sandbox: calcom-past-steps
 */
export const isPastAlone = (status: BookingFilter['status']): boolean => status?.length === 1 && status[0] === 'PAST';

/** The filter that is sent and checked: conditions on creation and change that end in the present are as of the minute. */
export const filterAsOfMinute = (filter: BookingFilter, asOfMinute: AsOfMinute): BookingFilter => ({
  ...filter,
  created: filter.created && asOfMinute(filter.created),
  updated: filter.updated && asOfMinute(filter.updated),
});

/** The part of a filter that Cal.com applies. Its ranges include their ends. */
export function conditionsOf(filter: BookingFilter): BookingConditions {
  const { created, updated } = filter;
  return {
    status: isPastAlone(filter.status) ? ['PAST', 'CANCELLED'] : filter.status,
    // Cal.com stores e-mails in lower case and compares them exactly.
    attendeeEmail: filter.attendeeEmail && foldEmail(filter.attendeeEmail),
    attendeeName: filter.attendeeName?.trim(),
    bookingUid: filter.bookingUid,
    eventTypeIds: filter.eventTypeIds,
    createdFrom: created?.from?.toISOString(),
    createdTo: created?.to && lastInstant({ to: created.to }).toISOString(),
    updatedFrom: updated?.from?.toISOString(),
    updatedTo: updated?.to && lastInstant({ to: updated.to }).toISOString(),
  };
}

/** The statuses that each state allows. The other part of a state depends on the time at Cal.com. */
const STATUSES_OF: Readonly<Record<BookingState, readonly BookingStatus[]>> = {
  UPCOMING: ['ACCEPTED', 'PENDING', 'OTHER'],
  RECURRING: ['ACCEPTED', 'PENDING', 'OTHER'],
  PAST: ['ACCEPTED', 'PENDING', 'OTHER'],
  CANCELLED: ['CANCELLED', 'REJECTED'],
  UNCONFIRMED: ['PENDING', 'OTHER'],
};

/**
 * Whether a booking meets a filter:
 * - IN: the row meets all conditions
 * - OUT: the row fails a condition that the graph checks itself
 * - IGNORED: the row fails a condition that was sent to Cal.com, so Cal.com ignores that condition
 * - TRUSTED: the row lacks a field that a condition needs, but the condition was sent and Cal.com sent the row
 * - VOUCHED: TRUSTED, and OUT if Cal.com ignores conditions: a booking without a time of change was never changed
 * - DOUBTFUL: the row lacks a field, and the condition was not sent or cannot be checked
 */
export type Verdict = 'IN' | 'OUT' | 'IGNORED' | 'TRUSTED' | 'VOUCHED' | 'DOUBTFUL';

/** Whether a row meets one condition; undefined if it lacks the field. */
type Test = (booking: Booking) => boolean | undefined;

/**
 * Checks rows against a filter. `types` are all event types of
 * the team, null if they are unknown. `isOfTypes` is whether the event types of the filter were sent to Cal.com.
 */
export function judgeOf(
  filter: BookingFilter,
  types: readonly TeamEventType[] | null,
): (booking: Booking, isOfTypes: boolean) => Verdict {
  const { range, status, statuses, updated, eventTypeIds } = filter;
  const tests = testsOf(filter);
  const typeTest = eventTypeIds ? typeTestOf(new Set(eventTypeIds), types) : undefined;
  return (booking, isOfTypes) => {
    if (range && !isWithin(range, booking.start)) return 'OUT';
    if (statuses && !statuses.includes(booking.status)) return 'OUT';
    // They were requested together with the past ones.
    if (isPastAlone(status) && STATUSES_OF.CANCELLED.includes(booking.status)) return 'OUT';
    let isUnproven = false;
    for (const test of tests) {
      const isMet = test(booking);
      if (isMet === false) return 'IGNORED';
      isUnproven ||= isMet === undefined;
    }
    const isOfType = typeTest ? typeTest(booking) : true;
    if (isOfType === false) return isOfTypes ? 'IGNORED' : 'OUT';
    if (isOfType === undefined && (types === null || !isOfTypes)) return 'DOUBTFUL';
    if (updated && booking.updatedAt === null) return 'VOUCHED';
    return isUnproven || isOfType === undefined ? 'TRUSTED' : 'IN';
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

/** Whether one of the attendees matches; undefined if there are no attendees or one has no value, so that one may be hidden. */
function hasOne(
  attendees: readonly (readonly (string | null)[])[],
  isMatch: (known: string) => boolean,
): boolean | undefined {
  const isFound = attendees.some((values) => values.some((known) => known !== null && isMatch(known)));
  if (isFound) return true;
  const mayHide = attendees.length === 0 || attendees.some((values) => values.every((known) => known === null));
  return mayHide ? undefined : false;
}

/** Whether an empty list of values makes it a filter that no booking can meet. */
export const matchesNothing = ({ status, statuses, eventTypeIds }: BookingFilter): boolean =>
  [status, statuses, eventTypeIds].some((list) => list?.length === 0);

/**
 * Members have copies of a managed event type. A copy has another id and often the same slug, and the team's list lacks it, but
 * Cal.com finds it by the id of the managed type.
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

/** For a team without event types Cal.com drops its filter on the team and sends all bookings that the credential can read. */
export const isTeamUnfiltered = (types: readonly TeamEventType[] | null): boolean => types?.length === 0;

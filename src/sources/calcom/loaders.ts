/**
 * What one request may read of Cal.com, and which reads share calls:
 *
 * | read                                    | calls                                                              |
 * |-----------------------------------------|--------------------------------------------------------------------|
 * | bookings, of the team, a user, a period | a scan for each set of conditions; a range continues another's scan |
 * | their number                            | one page, where Cal.com counts them                                |
 * | one booking                             | one                                                                |
 * | member statistics                       | one for each set of arguments                                      |
 * | routing report, also of a user          | one for each set of arguments, however many users                  |
 * | roster, event types, owner              | none while the directories have them                               |
 */
import { SourceError } from '../../errors.ts';
import { memoize, memoizeReady } from '../../provenance.ts';
import type { AsOfMinute } from '../../time/present.ts';
import type { Slices } from '../../time/slices.ts';
import type { WaitLimit } from '../../time/wait-limit.ts';
import type { Read } from '../../upstream/endpoint.ts';
import type { Held } from '../../upstream/read.ts';
import type { Rows } from '../rows.ts';
import { isTeamUnfiltered } from './booking-filter.ts';
import { createBookingHistory } from './booking-history.ts';
import { LATEST_FIRST } from './booking-order.ts';
import { createBookingReads, type ReadBookings } from './booking-reads.ts';
import { type CalcomEndpoints, PAGE_SIZE } from './client.ts';
import type { CalcomDirectories, CalcomRoster } from './directories.ts';
import type { Booking, CalcomPerson, EventType, TeamEventType } from './model.ts';
import { createShrinkingReader } from './pages.ts';
import { type CalcomReports, createCalcomReports } from './reports.ts';
import type { KnownStarts } from './scan-starts.ts';

/** The reads of one request. Each may throw a `SourceError`. */
export interface CalcomLoaders extends CalcomReports {
  roster(): Promise<CalcomRoster>;
  readonly bookings: ReadBookings;
  /** Null if there is no such booking. */
  booking(uid: string): Promise<Booking | null>;
  /** Null if neither the team nor any of its bookings has such an event type. */
  eventType(sourceId: string): Promise<EventType | null>;
  /** The event types in the team's list. */
  eventTypes(): Promise<Rows<TeamEventType>>;
  /** A person whom no directory lists, as the host of any booking of the team; null if no booking has that host. */
  pastHost(userId: string): Promise<CalcomPerson | null>;
  /** The same by e-mail, folded by `foldEmail`. */
  pastHostByEmail(email: string): Promise<CalcomPerson | null>;
}

/** The read of one booking. */
export const oneBooking = (bookingUid: string, take = PAGE_SIZE) =>
  ({ bookingUid, sort: 'sortStart', direction: 'asc', skip: 0, take }) as const;

/** How the reads of one request are made. */
export interface CalcomReading {
  /** Makes equal reads once. */
  readonly read: Read;
  readonly held: Held;
  readonly knownStarts: KnownStarts;
  readonly slices: Slices;
  readonly asOfMinute: AsOfMinute;
  readonly waitLimit: WaitLimit;
}

/** Makes the loaders of one request. */
export function createCalcomLoaders(
  endpoints: CalcomEndpoints,
  directories: CalcomDirectories,
  reading: CalcomReading,
): CalcomLoaders {
  const { read, asOfMinute } = reading;
  const eventTypes = memoizeReady(directories.eventTypes);
  const bookings = createBookingReads({ ...reading, endpoints, eventTypes: allEventTypes });
  const history = createBookingHistory(
    memoize(async () => (await bookings({}, LATEST_FIRST, null, { page: null, total: false, complete: true })).whole()),
  );
  return {
    roster: memoize(directories.roster),
    bookings,
    booking: findBooking,
    eventType: findEventType,
    eventTypes: async () => {
      const types = await eventTypes();
      if (types instanceof SourceError) throw types;
      return types;
    },
    pastHost: history.host,
    pastHostByEmail: history.hostByEmail,
    ...createCalcomReports(endpoints, directories, read, asOfMinute),
  };

  /** All event types of the team, to check bookings against; null if they cannot all be read. */
  async function allEventTypes(): Promise<readonly TeamEventType[] | null> {
    const types = await eventTypes();
    return types instanceof SourceError || types.unreadable.length > 0 ? null : types.rows;
  }

  async function findBooking(uid: string): Promise<Booking | null> {
    const [types, page] = await Promise.all([
      allEventTypes(),
      createShrinkingReader(PAGE_SIZE)((take) => read(endpoints.bookings, oneBooking(uid, take))),
    ]);
    if (isTeamUnfiltered(types)) throw new SourceError('CALCOM', 'UNFILTERED');
    const { rows, unreadable } = page.bookings;
    if (rows.length + unreadable.length === 0 && (page.hasNextPage || page.totalItems > 0)) {
      throw new SourceError('CALCOM', 'CONTRACT', { detail: 'the page has no rows but counts some' });
    }
    const found = rows.find((row) => row.uid === uid);
    if (found) return found;
    if (unreadable.length > 0) throw new SourceError('CALCOM', 'CONTRACT', { row: unreadable[0] });
    // Older versions of Cal.com ignore this condition and send any bookings.
    return rows.length > 0 ? history.booking(uid) : null;
  }

  async function findEventType(sourceId: string): Promise<EventType | null> {
    const types = await eventTypes();
    const found = types instanceof SourceError ? undefined : types.rows.find((type) => type.sourceId === sourceId);
    if (found) return found;
    // Bookings have the types that the list lacks: members' copies of managed types, deleted types and hidden ones.
    const past = await history.eventType(sourceId);
    if (past === null && types instanceof SourceError) throw types;
    return past;
  }
}

/** Finds bookings, hosts and event types among all bookings of the team, for those that no directory lists. */
import { SourceError } from '../../errors.ts';
import { memoize } from '../../provenance.ts';
import { firstByKey } from '../agreed-rows.ts';
import { foldEmail } from '../folding.ts';
import type { WholeBookingList } from './booking-list.ts';
import type { Booking, CalcomPerson, EventType } from './model.ts';

/**
 * Each lookup gives the first match in the order of the bookings, and null only if all bookings were read. Else it throws the
 * problem of the list or a TRUNCATED error.
 */
export interface BookingHistory {
  booking(uid: string): Promise<Booking | null>;
  host(userId: string): Promise<CalcomPerson | null>;
  /** `email` is folded by `foldEmail`. */
  hostByEmail(email: string): Promise<CalcomPerson | null>;
  eventType(sourceId: string): Promise<EventType | null>;
}

/** `whole` reads all bookings; it is called at most once for each kind of lookup. */
export function createBookingHistory(whole: () => Promise<WholeBookingList>): BookingHistory {
  function lookup<Found>(
    index: (bookings: readonly Booking[]) => ReadonlyMap<string, Found>,
  ): (key: string) => Promise<Found | null> {
    const indexed = memoize(async () => {
      const { bookings, complete, problem } = await whole();
      return { found: index(bookings), complete, problem };
    });
    return async (key) => {
      const { found, complete, problem } = await indexed();
      const one = found.get(key);
      if (one === undefined && !complete) throw problem ?? new SourceError('CALCOM', 'TRUNCATED');
      return one ?? null;
    };
  }

  return {
    booking: lookup((bookings) => firstByKey(bookings, ({ uid }) => uid)),
    host: lookup((bookings) => firstByKey(bookings.flatMap(hostsOf), ({ userId }) => userId)),
    hostByEmail: lookup((bookings) => firstByKey(bookings.flatMap(hostsOf), ({ email }) => email && foldEmail(email))),
    eventType: lookup((bookings) =>
      firstByKey(
        bookings.flatMap(({ eventType }) => eventType ?? []),
        ({ sourceId }) => sourceId,
      ),
    ),
  };
}

const hostsOf = ({ hosts }: Booking): CalcomPerson[] =>
  hosts.flatMap(({ userId, ...host }) => (userId === null ? [] : { ...host, userId, avatarUrl: null }));

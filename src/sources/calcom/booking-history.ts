/** Looks things up in all bookings of the team, for what no directory has (any more). Each index is made once. */
import { SourceError } from '../../errors.ts';
import { memoize } from '../../provenance.ts';
import { foldEmail } from '../values.ts';
import type { WholeBookingList } from './booking-list.ts';
import type { Booking, CalcomPerson, EventType } from './model.ts';

/**
 * Each finds the first in the order of the bookings. Null only if the bookings were seen whole; else a `SourceError`
 * (CUT, or why Cal.com cannot tell them).
 */
export interface BookingHistory {
  booking(uid: string): Promise<Booking | null>;
  host(userId: string): Promise<CalcomPerson | null>;
  /** `email` is as `foldEmail` has it. */
  hostByEmail(email: string): Promise<CalcomPerson | null>;
  eventType(sourceId: string): Promise<EventType | null>;
}

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
    booking: lookup((bookings) => firstOfEach(bookings, ({ uid }) => uid)),
    host: lookup((bookings) => firstOfEach(bookings.flatMap(hostsOf), ({ userId }) => userId)),
    hostByEmail: lookup((bookings) =>
      firstOfEach(bookings.flatMap(hostsOf), ({ email }) => (email === null ? null : foldEmail(email))),
    ),
    eventType: lookup((bookings) =>
      firstOfEach(
        bookings.flatMap(({ eventType }) => eventType ?? []),
        ({ sourceId }) => sourceId,
      ),
    ),
  };
}

const hostsOf = ({ hosts }: Booking): CalcomPerson[] =>
  hosts.flatMap(({ userId, ...host }) => (userId === null ? [] : { ...host, userId, avatarUrl: null }));

function firstOfEach<Item>(items: readonly Item[], keyOf: (item: Item) => string | null): Map<string, Item> {
  const first = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null && !first.has(key)) first.set(key, item);
  }
  return first;
}

/** Resolvers of bookings.graphql: the team's bookings and lists of them. */
import type { GraphQLResolveInfo } from 'graphql';
import { BadInputError } from '../errors.ts';
import type { BookingFilter as BookingFilterInput, Resolvers } from '../generated/resolvers.ts';
import { sourceIdOf } from '../people/link.ts';
import { type Connection, connect, pageOf } from '../relay/connection.ts';
import { fromGlobalId, isSourceId, toGlobalId, toSourceId } from '../relay/global-id.ts';
import type { BookingFilter } from '../sources/calcom/booking-filter.ts';
import type { BookingPosition, WholeBookingList } from '../sources/calcom/booking-list.ts';
import type { BookingOrder } from '../sources/calcom/loaders.ts';
import type { Booking } from '../sources/calcom/model.ts';
import { type Context, reportRows } from './context.ts';
import { maybeRange } from './input.ts';

/** What Cal.com allows on a page, so that a page of the graph costs one of Cal.com's. */
const MOST_BOOKINGS = 250;

/** The default order. */
export const BY_START = { field: 'START', direction: 'ASC' } as const;

export interface BookingConnection extends Connection<Booking> {
  /** Reads on to the end of the list. */
  whole(): Promise<WholeBookingList>;
}

/** `list` names the field and whose it is; the filter, order and page are what it was asked for. */
export async function bookingConnection(
  list: readonly string[],
  filter: BookingFilter,
  order: BookingOrder,
  args: { readonly first?: number | null; readonly after?: string | null },
  context: Context,
  info: GraphQLResolveInfo,
): Promise<BookingConnection> {
  const page = pageOf([...list, filter, order], args, MOST_BOOKINGS);
  const bookings = await context.calcom().bookings(filter, order);
  const window = await bookings.window(page.after && positionOf(page.after), page.size);
  reportRows(context, info, 'CALCOM', window.rejected);
  const rows = window.rows.map(({ booking, position }) => ({
    node: booking,
    position: [position.nearIndex, position.atMs, position.uid],
  }));
  return {
    ...connect(page, rows, { next: window.hasNextPage, previous: window.hasPreviousPage }),
    whole: bookings.whole,
  };
}

/** The digest of a cursor vouches for what is in it. */
const positionOf = ([nearIndex, atMs, uid]: readonly (string | number | null)[]): BookingPosition => ({
  nearIndex: Number(nearIndex),
  atMs: atMs === null || atMs === undefined ? null : Number(atMs),
  uid: String(uid),
});

/** A filter as callers give it, with ids that Cal.com knows. */
export async function checkedFilter(filter: BookingFilterInput, context: Context): Promise<BookingFilter> {
  if (typeof filter.bookingUid === 'string' && !isSourceId('Booking', filter.bookingUid)) {
    throw new BadInputError('filter.bookingUid', 'expected the uid of a booking.');
  }
  return {
    status: filter.status,
    range: maybeRange(filter.range, 'filter.range'),
    created: maybeRange(filter.created, 'filter.created'),
    updated: maybeRange(filter.updated, 'filter.updated'),
    attendeeEmail: filter.attendeeEmail,
    attendeeName: filter.attendeeName,
    bookingUid: filter.bookingUid,
    eventTypeIds: filter.eventTypeIds?.map((id) => toSourceId('EventType', id, 'filter.eventTypeIds')),
    hostIds: filter.hostIds && (await Promise.all(filter.hostIds.map((id) => hostId(id, context)))),
  };
}

/** Cal.com's number of a user. A user whom Cal.com does not know hosts nothing. */
async function hostId(id: string, context: Context): Promise<string> {
  if (isSourceId('User', `calcom:${id}`)) return id;
  const { type, key } = fromGlobalId(id, 'filter.hostIds');
  if (type !== 'User') throw new BadInputError('filter.hostIds', 'expected the ids of Users.');
  if (key.startsWith('calcom:')) return key.slice('calcom:'.length);
  const user = (await context.people()).byKey(key);
  return (user && sourceIdOf(user, 'CALCOM')) ?? '';
}

export const bookings: Pick<Resolvers, 'BookingHost' | 'EventType' | 'Booking' | 'BookingConnection'> = {
  BookingHost: {
    user: async ({ userId, ...host }, _, context) =>
      userId === null ? null : (await context.people()).ofCalcom({ ...host, userId, avatarUrl: null }),
  },
  EventType: {
    id: ({ sourceId }) => toGlobalId('EventType', sourceId),
  },
  Booking: {
    id: ({ uid }) => toGlobalId('Booking', uid),
  },
  BookingConnection: {
    totalCount: async ({ whole }) => {
      const { bookings: all, complete } = await whole();
      return complete ? all.length : null;
    },
    complete: async ({ whole }) => (await whole()).complete,
  },
};

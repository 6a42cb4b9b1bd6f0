/** Resolvers of bookings.graphql. */
import type { GraphQLResolveInfo } from 'graphql';
import { BadInputError } from '../errors.ts';
import type { BookingFilter as BookingFilterInput, Resolvers } from '../generated/resolvers.ts';
import { connect, type PageArguments, type PageRequest, pageOf } from '../relay/connection.ts';
import { cursorError, type Position } from '../relay/cursor.ts';
import { fromGlobalId, isSourceId, toGlobalId, toSourceId } from '../relay/global-id.ts';
import type { BookingFilter } from '../sources/calcom/booking-filter.ts';
import type { BookingNeed, BookingPosition } from '../sources/calcom/booking-list.ts';
import { type BookingOrder, BY_START } from '../sources/calcom/booking-order.ts';
import { type Awaitable, whenReady } from '../time/ready.ts';
import { type Context, reportRows } from './context.ts';
import { checkedText, maybeRange } from './input.ts';
import { idIn, userByKey } from './lookup.ts';
import type { BookingConnection } from './models.ts';
import { requireName, shownLocation, shownName, shownText } from './private-texts.ts';
import { selectionOf } from './selection.ts';

type OfBookings = 'BookingHost' | 'Attendee' | 'EventType' | 'Cancellation' | 'Rescheduling' | 'Booking';

export const bookings: Pick<Resolvers, OfBookings | 'BookingConnection'> = {
  BookingHost: {
    user: ({ userId, ...host }, _, context) =>
      userId === null
        ? null
        : whenReady(context.people(), (people) => people.ofCalcom({ ...host, userId, avatarUrl: null })),
  },
  Attendee: {
    name: ({ name, booking }, _, context) => shownName(name, booking, context),
  },
  EventType: {
    id: ({ sourceId }) => toGlobalId('EventType', sourceId),
  },
  Cancellation: {
    reason: ({ reason, booking }, _, context) => shownText(reason, booking, context),
  },
  Rescheduling: {
    reason: ({ reason, booking }, _, context) => shownText(reason, booking, context),
  },
  Booking: {
    id: ({ uid }) => toGlobalId('Booking', uid),
    title: (booking, _, context) => shownText(booking.title, booking, context),
    description: (booking, _, context) => shownText(booking.description, booking, context),
    location: (booking, _, context) => shownLocation(booking, context),
    icsUid: (booking, _, context) => shownText(booking.icsUid, booking, context),
    attendees: (booking) => booking.attendees.map((attendee) => ({ ...attendee, booking })),
    cancellation: (booking) => booking.cancellation && { ...booking.cancellation, booking },
    rescheduling: (booking) => booking.rescheduling && { ...booking.rescheduling, booking },
  },
  BookingConnection: {
    totalCount: ({ totalCount }) => totalCount(),
    complete: ({ complete }) => complete(),
  },
};

/** Cal.com's largest page, so that a page of the graph costs one of Cal.com's. */
const MAX_BOOKINGS = 250;

export { BY_START };

/** Reads the page arguments of a list of bookings, as `pageOf` does. */
export const bookingPage = (list: readonly unknown[], args: PageArguments): PageRequest =>
  pageOf(list, args, MAX_BOOKINGS);

/** What a list of bookings has, and its order. */
interface BookingSelection {
  readonly filter: BookingFilter;
  readonly order: BookingOrder;
  /** Cal.com user ids; null for any host. */
  readonly hostIds: readonly string[] | null;
}

/** What a query selects of a list; `selects` says whether it selects a field of the connection. */
export function bookingNeed({ after, size }: PageRequest, selects: (field: string) => boolean): BookingNeed {
  const position = after && positionOf(after);
  const hasRows = ['edges', 'nodes', 'pageInfo'].some(selects);
  return {
    page: hasRows ? { after: position, first: size } : null,
    total: selects('totalCount'),
    complete: selects('complete'),
  };
}

/**
 * Reads what is selected of a list of bookings: one page, and its counts when they are asked for. Reports rows that could not
 * be read.
 */
export function bookingConnection(
  page: PageRequest,
  { filter, order, hostIds }: BookingSelection,
  context: Context,
  info: GraphQLResolveInfo,
): Awaitable<BookingConnection> {
  const need = bookingNeed(page, selectionOf(info));
  const { after, first } = need.page ?? { after: null, first: 0 };
  return whenReady(context.calcom().bookings(filter, order, hostIds, need), (list) =>
    whenReady(list.window(after, first), (window) => {
      reportRows(context, info, 'CALCOM', window.unreadable);
      if (window.problem) context.reportPart(info, window.problem);
      const has = { next: window.hasNextPage, previous: window.hasPreviousPage };
      const connection = connect(page, window.bookings, has, (booking) => {
        const { nearIndex, atMs, uid } = window.positionOf(booking);
        return [nearIndex, atMs, uid];
      });
      // Beside `complete` the total is counted, where that is possible.
      const totalCount = () => window.totalCount(need.complete);
      return Object.assign(connection, { totalCount, complete: window.isComplete });
    }),
  );
}

/** Cal.com skips fewer rows. */
const MAX_INDEX = 1_000_000_000;

/** Throws a `BadInputError` for a cursor that this graph did not return. */
function positionOf([nearIndex, atMs, uid, ...rest]: Position): BookingPosition {
  const isIndex = typeof nearIndex === 'number' && Number.isInteger(nearIndex) && nearIndex >= 0;
  const isInstant = atMs === null || (typeof atMs === 'number' && Number.isInteger(atMs));
  if (isIndex && nearIndex <= MAX_INDEX && isInstant && typeof uid === 'string' && rest.length === 0) {
    return { nearIndex, atMs, uid };
  }
  throw cursorError();
}

/**
 * The filter with Cal.com's ids, and the keys of the hosts; null for any host. Throws a `BadInputError`, or a `ForbiddenError`
 * for contact data in place of a name.
 */
export function checkedFilter(
  filter: BookingFilterInput,
  context: Pick<Context, 'scopes'>,
): Pick<BookingSelection, 'filter'> & { readonly hostKeys: readonly string[] | null } {
  if (typeof filter.bookingUid === 'string' && !isSourceId('Booking', filter.bookingUid)) {
    throw new BadInputError('filter.bookingUid', 'expected the uid of a booking.');
  }
  requireName(filter.attendeeName, 'filter.attendeeName', context);
  const hostKeys = filter.hostIds && distinct(filter.hostIds.map(hostKey));
  const checked = {
    status: filter.status && distinct(filter.status),
    range: maybeRange(filter.range, 'filter.range'),
    created: maybeRange(filter.created, 'filter.created'),
    updated: maybeRange(filter.updated, 'filter.updated'),
    attendeeEmail: checkedText(filter.attendeeEmail, 'filter.attendeeEmail'),
    attendeeName: checkedText(filter.attendeeName, 'filter.attendeeName'),
    bookingUid: filter.bookingUid,
    eventTypeIds:
      filter.eventTypeIds &&
      distinct(filter.eventTypeIds.map((id) => toSourceId('EventType', id, 'filter.eventTypeIds'))),
  };
  return { filter: checked, hostKeys: hostKeys ?? null };
}

/** Each item once. */
export const distinct = <Item>(items: readonly Item[]): Item[] => [...new Set(items)];

/** The key of a user, from the global id or Cal.com's number. */
function hostKey(id: string): string {
  if (isSourceId('User', `calcom:${id}`)) return `calcom:${id}`;
  const { type, key } = fromGlobalId(id, 'filter.hostIds');
  if (type !== 'User') throw new BadInputError('filter.hostIds', 'expected the ids of Users.');
  return key;
}

/** Cal.com's numbers of users, except of users whom Cal.com does not know: they host nothing. */
export async function calcomIds(keys: readonly string[], context: Context): Promise<string[]> {
  const ids = keys.map(async (key) => {
    if (key.startsWith('calcom:')) return key.slice('calcom:'.length);
    const user = await userByKey(context, key);
    return user && idIn('CALCOM', user, context);
  });
  return (await Promise.all(ids)).filter((id) => id !== null);
}

/** Reads pages of one list of bookings, and asks otherwise where Cal.com cannot answer a page as it was asked for. */
import { SourceError } from '../../errors.ts';
import type { Read } from '../../upstream/endpoint.ts';
import type { BookingOrder, BookingOrderField, BookingScanOptions } from './booking-scan.ts';
import { type BookingConditions, type BookingSort, type CalcomEndpoints, PAGE_SIZE } from './client.ts';
import { smallerPage } from './smaller-page.ts';

const ORDERS: Readonly<Record<BookingOrderField, BookingSort>> = {
  START: 'sortStart',
  END: 'sortEnd',
  CREATED_AT: 'sortCreated',
  UPDATED_AT: 'sortUpdatedAt',
};

/**
 * A page that is too large to be read is asked for with fewer rows. UNDOCUMENTED: Cal.com refuses event types that are nowhere
 * (any more); then the list is read from its first page on without that condition, and the rows are to be checked.
 */
export function createPageReader(
  { bookings }: CalcomEndpoints,
  read: Read,
  conditions: BookingConditions,
  { field, direction }: BookingOrder,
): BookingScanOptions['readPage'] {
  const order = { sort: ORDERS[field], direction: direction === 'ASC' ? ('asc' as const) : ('desc' as const) };
  let take = PAGE_SIZE;
  let asked = conditions;
  let hasRead = false;
  return async (skip) => {
    for (;;) {
      try {
        const page = await read(bookings, { ...asked, ...order, skip, take });
        hasRead = true;
        return { page, take, isOfTypes: asked === conditions };
      } catch (error) {
        const smaller = smallerPage(error, take);
        if (smaller !== undefined) take = smaller;
        else if (!hasRead && isOfUnknownTypes(error, asked)) asked = { ...asked, eventTypeIds: null };
        else throw error;
      }
    }
  };
}

const isOfUnknownTypes = (error: unknown, { eventTypeIds }: BookingConditions): boolean =>
  error instanceof SourceError && error.context.status === 400 && Boolean(eventTypeIds);

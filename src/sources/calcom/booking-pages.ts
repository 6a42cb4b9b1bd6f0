/** Reads pages of one list of bookings, and asks otherwise where Cal.com cannot answer a page as it was asked for. */
import { SourceError } from '../../errors.ts';
import type { Read } from '../../upstream/endpoint.ts';
import type { BookingOrder, BookingOrderField, BookingScanOptions } from './booking-scan.ts';
import { type BookingConditions, type BookingSort, type CalcomEndpoints, PAGE_SIZE } from './client.ts';
import { smallerPages } from './smaller-pages.ts';

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
  const ask = smallerPages(PAGE_SIZE);
  let asked = conditions;
  let hasRead = false;
  return async (skip) => {
    for (;;) {
      try {
        const page = await ask(async (take) => ({
          page: await read(bookings, { ...asked, ...order, skip, take }),
          take,
        }));
        hasRead = true;
        return { ...page, isOfTypes: asked === conditions };
      } catch (error) {
        if (hasRead || !isOfUnknownTypes(error, asked)) throw error;
        asked = { ...asked, eventTypeIds: null };
      }
    }
  };
}

const isOfUnknownTypes = (error: unknown, { eventTypeIds }: BookingConditions): boolean =>
  error instanceof SourceError && error.context.status === 400 && Boolean(eventTypeIds);

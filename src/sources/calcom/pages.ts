/** Reads pages of Cal.com's lists, and changes the request where Cal.com cannot answer it. */
import { SourceError } from '../../errors.ts';
import type { Read } from '../../upstream/endpoint.ts';
import type { BookingOrder, BookingOrderField } from './booking-order.ts';
import type { BookingScanOptions } from './booking-scan.ts';
import { type BookingConditions, type BookingSort, type CalcomEndpoints, PAGE_SIZE } from './client.ts';

const SORTS: Readonly<Record<BookingOrderField, BookingSort>> = {
  START: 'sortStart',
  END: 'sortEnd',
  CREATED_AT: 'sortCreated',
  UPDATED_AT: 'sortUpdatedAt',
};

/**
 * Reads pages of one list of bookings, in fewer rows if a page is too large. UNDOCUMENTED: Cal.com answers 400 to event types
 * that do not exist. If that happens on the first page, the list is read without that condition, and the caller must check it
 * on the rows: `isOfTypes` is false.
 */
export function createPageReader(
  { bookings }: Pick<CalcomEndpoints, 'bookings'>,
  read: Read,
  conditions: BookingConditions,
  { field, direction }: BookingOrder,
): BookingScanOptions['readPage'] {
  const order = { sort: SORTS[field], direction: direction === 'ASC' ? ('asc' as const) : ('desc' as const) };
  const readPage = createShrinkingReader(PAGE_SIZE);
  let sent = conditions;
  let hasRead = false;
  return async (skip) => {
    for (;;) {
      try {
        const page = await readPage(async (take) => ({
          page: await read(bookings, { ...sent, ...order, skip, take }),
          take,
        }));
        hasRead = true;
        return { ...page, isOfTypes: sent === conditions };
      } catch (error) {
        if (hasRead || !mayBeOfUnknownTypes(error, sent)) throw error;
        sent = { ...sent, eventTypeIds: null };
      }
    }
  };
}

const mayBeOfUnknownTypes = (error: unknown, { eventTypeIds }: BookingConditions): boolean =>
  error instanceof SourceError && error.context.status === 400 && Boolean(eventTypeIds);

/** A page that is too large is requested again with a fifth of its rows. */
const SHRINK = 5;

/**
 * Reads pages of one list, at first with at most `size` rows. If an answer is too large (250 bookings of 40 seats each are
 * 5.9 MB), this page and all later ones have fewer rows. Throws TOO_LARGE when pages of 5 rows or fewer are still too large.
 */
export function createShrinkingReader(size: number): <Page>(read: (take: number) => Promise<Page>) => Promise<Page> {
  let take = size;
  return async (read) => {
    for (;;) {
      const asked = take;
      try {
        return await read(asked);
      } catch (error) {
        const isTooLarge = error instanceof SourceError && error.reason === 'TOO_LARGE';
        if (!isTooLarge || asked <= SHRINK) throw error;
        // Another page that was read at the same time may have been too large as well.
        take = Math.min(take, Math.ceil(asked / SHRINK));
      }
    }
  };
}

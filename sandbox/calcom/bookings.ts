/** Cal.com's list of a team's bookings: one page, with the pagination block. */
import type { Quirk } from '../quirks.ts';
import type { Reply } from '../vendor-server.ts';
import type { Booking, CalcomWorld } from '../world/model.ts';
import { type Asked, type BookingTest, dateTests, mainTests, readBookingQuery } from './booking-filters.ts';
import { bookingRow } from './booking-row.ts';
import { byKey, createBookingViews, type SortKey } from './booking-views.ts';
import { refuseFromService } from './errors.ts';

export function createBookingList(
  calcom: CalcomWorld,
  nowMs: () => number,
  quirks: ReadonlySet<Quirk>,
): (teamId: number, query: URLSearchParams) => Reply {
  const users = new Map(calcom.users.map((user) => [user.id, user]));
  const eventTypes = new Map(calcom.eventTypes.map((type) => [type.id, type]));
  const view = createBookingViews(calcom.bookings);
  let calls = 0;

  return (teamId, query) => {
    const asked = readBookingQuery(query, quirks);
    const ordered = view({
      // UNDOCUMENTED: whether a team without event types still filters by team. Quirk calcom-no-event-types.
      teamId: quirks.has('calcom-no-event-types') ? null : teamId,
      ...asked.sort,
      fromMs: asked.afterStart ?? Number.NEGATIVE_INFINITY,
      toMs: asked.beforeEnd ?? Number.POSITIVE_INFINITY,
    });
    const tests = [...eventTypeTests(asked.eventTypeIds), ...mainTests(asked, nowMs(), quirks)];
    const undated = keepPassing(ordered, tests);
    const found = keepPassing(undated, dateTests(asked));
    const page = pageOf(found, asked);
    calls += 1;
    if (quirks.has('calcom-shuffled-ties')) turnTies(page, asked.sort.key, calls);
    const count = { found: found.length, undated: undated.length, returned: page.length };
    return {
      status: 200,
      body: {
        status: 'success',
        data: page.map((booking) => bookingRow(booking, { users, eventTypes, quirks })),
        pagination: paginate(count, asked, quirks),
      },
    };
  };

  /** UNDOCUMENTED: the order across pages of a request for past bookings only. Quirk calcom-past-steps. */
  function pageOf(found: readonly Booking[], { skip, take, statuses, sort }: Asked): Booking[] {
    const isInSteps = quirks.has('calcom-past-steps') && statuses?.length === 1 && statuses[0] === 'past';
    if (!isInSteps) return found.slice(skip, skip + take);
    const newestFirst = found.toSorted((a, b) => b.startMs - a.startMs || b.id - a.id);
    return newestFirst.slice(skip, skip + take).sort(byKey(sort.key, sort.direction));
  }

  /** An id that does not exist is rejected. A managed event type stands for all of its copies. */
  function eventTypeTests(ids: readonly number[] | undefined): BookingTest[] {
    if (!ids) return [];
    if (ids.some((id) => !eventTypes.has(id))) throw refuseFromService();
    const copies = calcom.eventTypes.filter(({ parentId }) => parentId !== null && ids.includes(parentId));
    const wanted = new Set([...ids, ...copies.map(({ id }) => id)]);
    return [({ eventTypeId }) => eventTypeId !== null && wanted.has(eventTypeId)];
  }
}

function keepPassing(bookings: readonly Booking[], tests: readonly BookingTest[]): readonly Booking[] {
  if (tests.length === 0) return bookings;
  return bookings.filter((booking) => tests.every((test) => test(booking)));
}

/** Rotates each run of equal sort keys on a page, one step further with each call. */
function turnTies(page: Booking[], key: SortKey, steps: number): void {
  let from = 0;
  while (from < page.length) {
    let to = from + 1;
    while (to < page.length && page[to]?.[key] === page[from]?.[key]) to += 1;
    const run = page.slice(from, to);
    const turn = steps % run.length;
    page.splice(from, run.length, ...run.slice(turn), ...run.slice(0, turn));
    from = to;
  }
}

interface Count {
  found: number;
  /** Without the created and updated filters. */
  undated: number;
  returned: number;
}

function paginate({ found, undated, returned }: Count, { take, skip }: Asked, quirks: ReadonlySet<Quirk>) {
  let totalItems = found;
  // UNDOCUMENTED: totals are exact on every page. Quirks calcom-loose-totals and calcom-total-past-end.
  if (quirks.has('calcom-loose-totals') && returned === take) totalItems = undated;
  if (quirks.has('calcom-total-past-end') && returned === 0) totalItems = skip;
  const totalPages = Math.ceil(totalItems / take);
  return {
    totalItems,
    remainingItems: Math.max(0, totalItems - (skip + take)),
    [quirks.has('calcom-old-server') ? 'itemsReturned' : 'returnedItems']: returned,
    itemsPerPage: take,
    currentPage: Math.min(Math.floor(skip / take) + 1, totalPages),
    totalPages,
    hasNextPage: skip + take < totalItems,
    hasPreviousPage: skip > 0,
  };
}

/**
 * Lists of bookings as they are defined, without an index: each window walks all rows of all its pages again. The real lists
 * have to give the same.
 */
import { PAGE_CAP } from '../../src/sources/calcom/booking-bounds.ts';
import type { BookingListsOptions, BookingPosition } from '../../src/sources/calcom/booking-list.ts';
import { atMsOf, type BookingOrder, compareInstants, compareKeys } from '../../src/sources/calcom/booking-order.ts';

import type { Booking, BookingPage } from '../../src/sources/calcom/model.ts';
import { positionsOf } from '../../src/sources/rows.ts';

type Judge = BookingListsOptions['judge'];

export interface NaiveOptions extends Pick<BookingListsOptions, 'pagesAreInOrder' | 'range'> {
  /** The page that starts after so many rows. */
  pageAt(skip: number): BookingPage;
  readonly pageSize: number;
  readonly order: BookingOrder;
  readonly totalsAreExact: boolean;
  readonly judge: Judge;
  readonly hostIds: readonly string[] | null;
}

/** What the pages from `skip` on show, up to so many pages. */
export function naiveBookings(options: NaiveOptions) {
  const { order, pageSize, judge, range, hostIds } = options;
  const isBeyond = ({ start }: Booking): boolean => Boolean(range?.to && start >= range.to);

  function readPages(skip: number, limit: number) {
    const rows: { readonly booking: Booking; readonly index: number; readonly page: number }[] = [];
    const pages: BookingPage[] = [];
    const unreadable: number[] = [];
    let offset = skip;
    let isConsistent = true;
    let isEnded = false;
    let wasBeyond = false;
    while (!isEnded && pages.length < limit) {
      const page = options.pageAt(offset);
      const { bookings } = page;
      const slots = bookings.rows.length + bookings.unreadable.length;
      const before = new Set(rows.map(({ booking }) => booking.uid));
      const repeats = bookings.rows.filter(
        ({ uid }, at) => before.has(uid) || bookings.rows.slice(0, at).some((other) => other.uid === uid),
      ).length;
      const positions = positionsOf(bookings);
      rows.push(
        ...bookings.rows.map((booking, at) => ({ booking, index: offset + (positions[at] ?? 0), page: pages.length })),
      );
      unreadable.push(...bookings.unreadable.map((at) => offset + at));
      offset += slots;
      if (repeats > 0 || isContradiction(page, pages.at(-1), offset)) isConsistent = false;
      pages.push(page);
      const isLast = slots === 0 || (bookings.rows.length > 0 && repeats === bookings.rows.length) || !page.hasNextPage;
      const isShort = slots < pageSize && !isLast;
      const last = bookings.rows.at(-1);
      const starts = rows.map(({ booking }) => booking.start.getTime());
      const goesBeyond = last !== undefined && isAscending(starts) && isBeyond(last);
      isEnded = isLast || (goesBeyond && (wasBeyond || !isShort));
      wasBeyond = goesBeyond;
    }
    const isInOrder = rows.every(({ booking }, at) => {
      const next = rows[at + 1];
      return !next || compareInstants(booking, next.booking, order) <= 0;
    });
    return { rows, pages, unreadable, isConsistent, isInOrder, end: isEnded ? 'ENDED' : 'OPEN' };
  }

  function isContradiction(page: BookingPage, before: BookingPage | undefined, end: number): boolean {
    const { totalItems, hasNextPage, bookings, returnedItems } = page;
    const remaining = page.remainingItems ?? 0;
    const slots = bookings.rows.length + bookings.unreadable.length;
    if ((returnedItems ?? slots) !== slots || remaining < 0) return true;
    if (hasNextPage && slots === 0) return true;
    if (!hasNextPage) {
      const isTotal = slots === 0 ? totalItems <= end : totalItems === end;
      if (page.hasMorePages || remaining > 0 || !isTotal) return true;
    }
    if (!options.totalsAreExact) return false;
    return (before !== undefined && before.totalItems !== totalItems) || (hasNextPage && totalItems <= end);
  }

  /** The list as these rows show it: of each booking only the version that was changed last, or else the first. */
  function listOf({ rows }: ReturnType<typeof readPages>) {
    const changed = ({ updatedAt }: Booking): number => updatedAt?.getTime() ?? 0;
    const latest = rows
      .map(({ booking }) => booking)
      .filter((booking, at, all) =>
        all.every(
          (other, otherAt) =>
            other.uid !== booking.uid ||
            changed(other) < changed(booking) ||
            (changed(other) === changed(booking) && otherAt >= at),
        ),
      );
    const isOfHosts = ({ hosts }: Booking): boolean =>
      hostIds === null || hosts.some(({ userId }) => userId !== null && hostIds.includes(userId));
    const mayBeOfHosts = ({ hosts }: Booking): boolean =>
      hostIds !== null &&
      (hosts.length === 0 || hosts.some(({ userId, wasDeleted }) => userId === null && !wasDeleted));
    const isIn = (booking: Booking): boolean => !range?.from || (booking.start >= range.from && !isBeyond(booking));
    const verdictsOf = (some: readonly Booking[]) =>
      some.filter(isIn).map((booking) => ({ booking, verdict: judge(booking, true) }));
    // Pages before the last showed versions that were the latest then.
    const seen = rows.filter(({ booking, page }) => isLatestUpTo(page, booking)).map(({ booking }) => booking);
    const judged = verdictsOf(latest.filter(isOfHosts));
    const ever = verdictsOf(seen.filter(isOfHosts)).map(({ verdict }) => verdict);
    const isIgnored = ever.includes('IGNORED');
    const isDoubtful =
      ever.includes('DOUBTFUL') ||
      verdictsOf(rows.map(({ booking }) => booking).filter(mayBeOfHosts)).some(
        ({ verdict }) => verdict !== 'OUT' && verdict !== 'IGNORED',
      );
    const bookings = judged
      .filter(({ verdict }) => verdict === 'IN' || (!isIgnored && (verdict === 'TRUSTED' || verdict === 'VOUCHED')))
      .map(({ booking }) => booking)
      .sort(compare);
    const isUnproven = isIgnored && judged.some(({ verdict }) => verdict === 'TRUSTED');
    return { bookings, isDoubtful, isUnproven };

    function isLatestUpTo(page: number, booking: Booking): boolean {
      const versions = rows.filter((row) => row.page <= page && row.booking.uid === booking.uid);
      const most = Math.max(...versions.map((version) => changed(version.booking)));
      return versions.find((version) => changed(version.booking) === most)?.booking === booking;
    }
  }

  function compare(a: Booking, b: Booking): number {
    return compareInstants(a, b, order) || (a.uid < b.uid ? -1 : 1);
  }

  function whole() {
    const read = readPages(0, PAGE_CAP);
    const { bookings, isDoubtful, isUnproven } = listOf(read);
    const isRead = read.end === 'ENDED' && read.isConsistent && read.unreadable.length === 0;
    return { bookings, complete: isRead && !isDoubtful && !isUnproven, unreadable: read.unreadable };
  }

  function isAfter(booking: Booking, { atMs, uid }: BookingPosition): boolean {
    const compared = compareKeys(atMsOf(booking, order.field), atMs, order.direction);
    return compared > 0 || (compared === 0 && booking.uid > uid);
  }

  /** The first page of a window that starts after a position; undefined if it is not found. */
  function firstPageFor(after: BookingPosition | null): number | undefined {
    if (!after) return 0;
    let page = Math.floor(after.nearIndex / pageSize);
    for (let tries = 0; tries < PAGE_CAP; tries++) {
      const head = options.pageAt(page * pageSize).bookings.rows[0];
      const startsBefore = head && compareKeys(atMsOf(head, order.field), after.atMs, order.direction) < 0;
      if (page === 0 || startsBefore) return page;
      page = tries === 0 && head === undefined ? 0 : page - 1;
    }
    return undefined;
  }

  function window(after: BookingPosition | null, first: number) {
    const start = firstPageFor(after);
    if (start === undefined) return undefined;
    for (let count = 1; options.pagesAreInOrder && count <= PAGE_CAP; count++) {
      const read = readPages(start * pageSize, count);
      if (!read.isInOrder) break;
      const all = listOf(read).bookings;
      const rows = all.filter((booking) => !after || isAfter(booking, after));
      const isEnded = read.end === 'ENDED';
      const [lastOfWindow, lastRead] = [rows[first - 1], read.pages.at(-1)?.bookings.rows.at(-1)];
      const isSettled =
        rows.length > first && lastOfWindow && lastRead && compareInstants(lastOfWindow, lastRead, order) < 0;
      if (!isSettled && !isEnded && count < PAGE_CAP) continue;
      const bookings = rows.slice(0, first);
      const indexOf = (booking: Booking): number =>
        read.rows.find((row) => atMsOf(row.booking, order.field) === atMsOf(booking, order.field))?.index ?? 0;
      return {
        uids: bookings.map(({ uid }) => uid),
        indexes: bookings.map(indexOf),
        hasNextPage: rows.length > first || (!isEnded && rows.length > 0),
        unreadable: read.unreadable,
      };
    }
    const { bookings, unreadable } = whole();
    const rows = bookings.filter((booking) => !after || isAfter(booking, after));
    return {
      uids: rows.slice(0, first).map(({ uid }) => uid),
      indexes: rows.slice(0, first).map(() => 0),
      hasNextPage: rows.length > first,
      unreadable,
    };
  }

  return { window, whole };
}

const isAscending = (numbers: readonly number[]): boolean =>
  numbers.every((number, at) => at === 0 || (numbers[at - 1] ?? 0) <= number);

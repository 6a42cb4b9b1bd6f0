/** Lists of bookings over scripted pages. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BookingList,
  type BookingListsOptions,
  type BookingPosition,
  createBookingLists,
} from '../../../src/sources/calcom/booking-list.ts';
import type { BookingOrder } from '../../../src/sources/calcom/booking-order.ts';
import { type BookingScanOptions, createBookingScan } from '../../../src/sources/calcom/booking-scan.ts';
import type { Booking, BookingPage } from '../../../src/sources/calcom/model.ts';
import { createScheduler } from '../../../src/time/slices.ts';
import { bookingOf } from '../../support/booking.ts';

const PAGE = 4;

const booking = (uid: string, startMs: number, more: Partial<Booking> = {}): Booking =>
  bookingOf({ uid, start: new Date(startMs), end: new Date(startMs + 1), ...more });

/** A page, which need not say how many rows it has. */
type Page = Omit<BookingPage, 'returnedItems'> & Partial<Pick<BookingPage, 'returnedItems'>>;

/** A page of these rows with true counts. */
const honestPage = (rows: readonly Booking[], page: number): Page => ({
  bookings: { rows: rows.slice(page * PAGE, (page + 1) * PAGE), unreadable: [] },
  hasNextPage: (page + 1) * PAGE < rows.length,
  totalItems: rows.length,
  remainingItems: Math.max(0, rows.length - (page + 1) * PAGE),
});

interface ListOptions extends Partial<BookingListsOptions>, Partial<BookingOrder> {
  belongs?(booking: Booking): boolean;
}

/** A list over pages, and the pages that it has read. */
function listOver(readPage: (page: number) => Page, more: ListOptions = {}) {
  const read = new Set<number>();
  const { field = 'START', direction = 'ASC', totalsAreExact = true, belongs = () => true, ...options } = more;
  const order = { field, direction };
  const slices = createScheduler().slicesFor('test');
  const lists = createBookingLists({
    scanFrom: (skip) =>
      createBookingScan({
        readPage: async (at) => {
          const page = Math.ceil(at / PAGE);
          read.add(page);
          return { page: { returnedItems: null, ...readPage(page) }, take: PAGE, isOfTypes: true };
        },
        skip,
        order,
        totalsAreExact,
        slices,
      }),
    pageSize: PAGE,
    order,
    pagesAreInOrder: true,
    totalsAreExact,
    isCounted: false,
    judge: (booking) => (belongs(booking) ? 'IN' : 'OUT'),
    slices,
    ...options,
  });
  return { list: lists.of(null), read };
}

/** Reads window after window like a client, with a new list for each request. */
async function walk(listOf: (turn: number) => BookingList, first: number): Promise<string[]> {
  const seen: string[] = [];
  let after: BookingPosition | null = null;
  for (let turn = 0; turn < 200; turn++) {
    const window: Awaited<ReturnType<BookingList['window']>> = await listOf(turn).window(after, first);
    const { bookings, hasNextPage, positionOf } = window;
    seen.push(...uidsOf(bookings));
    after = bookings.slice(-1).map(positionOf)[0] ?? null;
    if (!hasNextPage) return seen;
  }
  throw new Error('the windows never end');
}

const uidsOf = (rows: readonly Booking[]): string[] => rows.map(({ uid }) => uid);
const inOrder = (rows: readonly Booking[], direction: 'ASC' | 'DESC' = 'ASC'): Booking[] =>
  [...rows].sort(
    (a, b) => (a.start.getTime() - b.start.getTime()) * (direction === 'ASC' ? 1 : -1) || (a.uid < b.uid ? -1 : 1),
  );

/** Bookings with few distinct starts, by start. Those with equal starts come in any order. */
const rowsArbitrary = (direction: 'ASC' | 'DESC' = 'ASC') =>
  fc
    .uniqueArray(fc.record({ uid: fc.constantFrom('a', 'b', 'c'), at: fc.nat(6), rank: fc.nat(1000) }), {
      maxLength: 30,
      selector: ({ uid, rank }) => `${uid}${rank}`,
    })
    .map((items) =>
      items
        .sort((a, b) => (direction === 'ASC' ? a.at - b.at : b.at - a.at))
        .map(({ uid, rank, at }) => booking(`${uid}${rank}`, at)),
    );

describe('a list of bookings over pages', () => {
  it.each(['ASC', 'DESC'] as const)('gives all bookings in order, window by window, %s', async (direction) => {
    await fc.assert(
      fc.asyncProperty(rowsArbitrary(direction), fc.integer({ min: 1, max: 12 }), async (rows, first) => {
        const listOf = () => listOver((page) => honestPage(rows, page), { direction }).list;
        expect(await walk(listOf, first)).toEqual(uidsOf(inOrder(rows, direction)));
      }),
    );
  });

  it('leaves out bookings that do not match or start at the end of the range or later', async () => {
    await fc.assert(
      fc.asyncProperty(rowsArbitrary(), fc.integer({ min: 1, max: 12 }), fc.nat(7), async (rows, first, end) => {
        const belongs = ({ uid }: Booking) => !uid.startsWith('a');
        const options = { belongs, range: { from: new Date(0), to: new Date(end) } };
        const expected = inOrder(rows).filter((row) => belongs(row) && row.start.getTime() < end);
        expect(await walk(() => listOver((page) => honestPage(rows, page), options).list, first)).toEqual(
          uidsOf(expected),
        );
        const whole = await listOver((page) => honestPage(rows, page), options).list.whole();
        expect(uidsOf(whole.bookings)).toEqual(uidsOf(expected));
        expect(whole.complete).toBe(true);
      }),
    );
  });

  it('gives each booking that stays once while others are deleted between two windows', async () => {
    await fc.assert(
      fc.asyncProperty(
        rowsArbitrary(),
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.nat(30), { maxLength: 10 }),
        async (rows, first, gone) => {
          const goneUids = new Set(gone.map((index) => rows[index]?.uid));
          const listOf = (turn: number) =>
            listOver((page) => honestPage(turn === 0 ? rows : rows.filter(({ uid }) => !goneUids.has(uid)), page)).list;
          const seen = await walk(listOf, first);
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen.filter((uid) => !goneUids.has(uid))).toEqual(
            uidsOf(inOrder(rows)).filter((uid) => !goneUids.has(uid)),
          );
        },
      ),
    );
  });

  it('reads one page for a window on one page of a long list', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => booking(`b${index}`, index));
    const first = listOver((page) => honestPage(rows, page));
    const { bookings: window } = await first.list.window(null, 2);
    expect([...first.read]).toEqual([0]);
    const deep = listOver((page) => honestPage(rows, page));
    await deep.list.window({ nearIndex: 49, atMs: 49, uid: 'b49' }, 1);
    expect([...deep.read]).toEqual([12]);
    expect(window).toHaveLength(2);
  });

  it('reads no further than the end of the range if pages come by start and the list has another order', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => booking(`b${index}`, index, { end: new Date(1000 - index) }));
    const options = { field: 'END', pagesAreInOrder: false, range: { from: new Date(0), to: new Date(10) } } as const;
    const { list, read } = listOver((page) => honestPage(rows, page), options);
    const window = await list.window(null, 100);
    expect(uidsOf(window.bookings)).toEqual(uidsOf(rows.slice(0, 10)).reverse());
    expect(await list.whole()).toMatchObject({ complete: true });
    expect([...read]).toEqual([0, 1, 2]);
  });

  it('sorts all bookings itself if the pages break the order', async () => {
    const rows = [5, 3, 9, 1, 7, 2, 8].map((at) => booking(`b${at}`, at));
    const listOf = () => listOver((page) => honestPage(rows, page)).list;
    expect(await walk(listOf, 3)).toEqual(['b1', 'b2', 'b3', 'b5', 'b7', 'b8', 'b9']);
  });

  it('gives a booking once, in its last version', async () => {
    const older = booking('twice', 1, { title: 'older', updatedAt: new Date(1) });
    const newer = booking('twice', 1, { title: 'newer', updatedAt: new Date(2) });
    for (const rows of [
      [older, newer],
      [newer, older],
    ]) {
      const whole = await listOver((page) => honestPage(rows, page)).list.whole();
      expect(whole.bookings.map(({ title }) => title)).toEqual(['newer']);
    }
  });

  it('gives the positions of unreadable rows, and is not complete', async () => {
    const rows = [booking('b0', 0), booking('b2', 2)];
    const { list } = listOver(() => ({
      bookings: { rows, unreadable: [1] },
      hasNextPage: false,
      totalItems: 3,
      remainingItems: 0,
    }));
    expect(await list.whole()).toMatchObject({ complete: false, unreadable: [1] });
    const window = await list.window(null, 1);
    expect(window.unreadable).toEqual([1]);
    expect(window.bookings.map((one) => window.positionOf(one).nearIndex)).toEqual([0]);
  });
});

describe('the counts of a list', () => {
  const rows = Array.from({ length: 30 }, (_, index) => booking(`b${index}`, index));
  const counted = (readPage: (page: number) => Page, more: ListOptions = {}) =>
    listOver(readPage, { isCounted: true, ...more });
  const many = 20 * PAGE + 1;

  it('are those of Cal.com on one page, unless they are to be proven', async () => {
    const { list, read } = counted((page) => honestPage(rows, page));
    const window = await list.window(null, 2);
    expect(await window.totalCount(false)).toBe(30);
    expect([...read]).toEqual([0]);
    expect(await window.totalCount(true)).toBe(30);
    expect(await window.isComplete()).toBe(true);
    expect(read.size).toBe(8);
  });

  it('are those of Cal.com on the page of a window that starts later', async () => {
    const { list, read } = counted((page) => honestPage(rows, page));
    const window = await list.window({ nearIndex: 21, atMs: 21, uid: 'b21' }, 1);
    expect(await window.totalCount(false)).toBe(30);
    expect([...read]).toEqual([5]);
  });

  const wrong: [string, (page: Page) => Page][] = [
    ['a remainder that does not agree', (page) => ({ ...page, remainingItems: 3 })],
    ['a negative remainder', (page) => ({ ...page, remainingItems: -1 })],
    ['a total of fewer rows than it has', (page) => ({ ...page, totalItems: 3 })],
    ['another number of rows than it says', (page) => ({ ...page, returnedItems: 3 })],
    ['more pages than fit its total', (page) => ({ ...page, hasMorePages: true })],
    ['a row twice', (page) => ({ ...page, bookings: { rows: [rows[0], rows[0]] as Booking[], unreadable: [] } })],
    ['a row that cannot be read', (page) => ({ ...page, bookings: { rows: rows.slice(0, 3), unreadable: [3] } })],
    ['no row', (page) => ({ ...page, bookings: { rows: [], unreadable: [] } })],
  ];
  it.each(wrong)('are unknown after one page with %s', async (_, spoil) => {
    const { list, read } = counted((page) => (page === 0 ? spoil(honestPage(rows, 0)) : honestPage(rows, page)));
    const window = await list.window(null, 0);
    expect(await window.totalCount(false)).toBeNull();
    expect([...read]).toEqual([0]);
  });

  it('are made by reading on if Cal.com ignores a condition', async () => {
    const judge = ({ uid }: Booking) => (uid.endsWith('0') ? 'IN' : 'IGNORED');
    const { list, read } = counted((page) => honestPage(rows, page), { judge });
    expect(await (await list.window(null, 0)).totalCount(false)).toBe(3);
    expect(read.size).toBe(8);
  });

  it('are known after one page not to be proven if there are more than may be read', async () => {
    const long = (page: number): Page => ({ ...honestPage(rows, page), totalItems: many, remainingItems: many - PAGE });
    for (const [isCounted, total] of [
      [true, many],
      [false, null],
    ] as const) {
      const { list, read } = listOver(long, { isCounted });
      const window = await list.window(null, 0);
      expect([await window.isComplete(), await window.totalCount(true)]).toEqual([false, total]);
      expect([...read]).toEqual([0]);
    }
  });

  it('read on despite a total of more than may be read if totals count without filters', async () => {
    const loose = (page: number): Page => ({ ...honestPage(rows, page), ...(page < 7 ? { totalItems: many } : {}) });
    const { list } = listOver(loose, { totalsAreExact: false });
    const window = await list.window(null, 0);
    expect([await window.isComplete(), await window.totalCount(true)]).toEqual([true, 30]);
  });

  it('stop at the page that shows that the list cannot be proven', async () => {
    const { list, read } = listOver((page) => (page === 3 ? honestPage(rows, 2) : honestPage(rows, page)));
    const window = await list.window(null, 0);
    expect(await window.totalCount(true)).toBeNull();
    expect(await window.isComplete()).toBe(false);
    // They were requested before.
    expect(read.size).toBe(8);
  });
});

describe('all pages of a list', () => {
  const rows = Array.from({ length: 30 }, (_, index) => booking(`b${index}`, index));

  /** A list whose pages after the first are answered when so many of them were requested. */
  function waiting(together: number, more: Partial<BookingScanOptions> = {}) {
    const requested: number[] = [];
    const all = Promise.withResolvers<void>();
    const slices = createScheduler().slicesFor('test');
    const order = { field: 'START', direction: 'ASC' } as const;
    const readPage = async (skip: number) => {
      requested.push(skip);
      if (requested.length === 1 + together) all.resolve();
      if (skip > 0) await all.promise;
      return { page: { returnedItems: null, ...honestPage(rows, skip / PAGE) }, take: PAGE, isOfTypes: true };
    };
    const scan = createBookingScan({ readPage, skip: 0, order, totalsAreExact: true, slices, ...more });
    const shared = { scanFrom: () => scan, pageSize: PAGE, order, pagesAreInOrder: true, slices };
    const judge = () => 'IN' as const;
    const list = createBookingLists({ ...shared, judge, totalsAreExact: true, isCounted: false }).of(null);
    return { list, requested };
  }

  it('are requested at once when the first one has shown how many there are', async () => {
    const { list, requested } = waiting(7);
    expect(await (await list.window(null, 0)).totalCount(true)).toBe(30);
    expect(requested).toEqual([0, 4, 8, 12, 16, 20, 24, 28]);
  });

  it('are requested at once for all bookings, too', async () => {
    const { list } = waiting(7);
    expect((await list.whole()).bookings).toHaveLength(30);
  });

  it('fail as a list if one of them does', async () => {
    const { list } = waiting(0, {
      readPage: async (skip) => {
        if (skip === 12) throw new Error('no answer');
        return { page: { returnedItems: null, ...honestPage(rows, skip / PAGE) }, take: PAGE, isOfTypes: true };
      },
    });
    await expect(list.whole()).rejects.toThrow('no answer');
  });
});

describe('a list that contradicts itself', () => {
  const full = (page: number): Booking[] =>
    Array.from({ length: PAGE }, (_, index) => booking(`p${page}-${index}`, page * PAGE + index));
  const pages = {
    'never ends': (page: number) => ({
      bookings: { rows: full(page), unreadable: [] },
      hasNextPage: true,
      totalItems: 1e6,
      remainingItems: 1e6,
    }),
    'sends the same page again': () => ({
      bookings: { rows: full(0), unreadable: [] },
      hasNextPage: true,
      totalItems: 20,
      remainingItems: 16,
    }),
    'sends an empty page and says there is more': (page: number) => ({
      bookings: { rows: page === 0 ? full(0) : [], unreadable: [] },
      hasNextPage: true,
      totalItems: 20,
      remainingItems: 16,
    }),
    'has a negative remainder': (page: number) => ({ ...honestPage(full(0), page), remainingItems: -3 }),
    'counts more than it sends': (page: number) => ({ ...honestPage(full(0), page), totalItems: 9 }),
    'moves a row from one page to the next': (page: number) => ({
      bookings: { rows: page === 0 ? full(0) : [...full(0).slice(-1), booking('last', 99)], unreadable: [] },
      hasNextPage: page === 0,
      totalItems: 6,
      remainingItems: 0,
    }),
  };

  it.each(Object.entries(pages))('is not complete: it %s', async (_, readPage) => {
    const { list, read } = listOver(readPage);
    const whole = await list.whole();
    expect(whole.complete).toBe(false);
    expect(whole.bookings.length).toBeGreaterThanOrEqual(PAGE);
    expect(read.size).toBeLessThanOrEqual(20);
  });

  it('reads at most 20 pages', async () => {
    const { list, read } = listOver(pages['never ends']);
    expect((await list.whole()).bookings).toHaveLength(20 * PAGE);
    expect(read.size).toBe(20);
  });

  it('is complete despite wrong totals on pages that others follow, if totals count without filters', async () => {
    const spoilt = (page: number): Page => ({
      bookings: { rows: page === 0 ? full(0) : [], unreadable: [] },
      hasNextPage: page === 0,
      totalItems: page === 0 ? 9 : PAGE,
      remainingItems: page === 0 ? 5 : 0,
    });
    expect(await listOver(spoilt, { totalsAreExact: false }).list.whole()).toMatchObject({ complete: true });
    expect(await listOver(spoilt, { totalsAreExact: true }).list.whole()).toMatchObject({ complete: false });
    const ended = pages['counts more than it sends'];
    expect(await listOver(ended, { totalsAreExact: false }).list.whole()).toMatchObject({ complete: false });
  });
});

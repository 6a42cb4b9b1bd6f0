/** Lists of bookings, which share an index of each page, against lists that walk all rows for each window. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Verdict } from '../../../src/sources/calcom/booking-filter.ts';
import { type BookingPosition, createBookingLists } from '../../../src/sources/calcom/booking-list.ts';
import { createBookingScan } from '../../../src/sources/calcom/booking-scan.ts';
import type { Booking, BookingHost, BookingPage } from '../../../src/sources/calcom/model.ts';
import { isWithin, type Range } from '../../../src/sources/instants.ts';
import { createScheduler } from '../../../src/time/slices.ts';
import { bookingOf } from '../../support/booking.ts';
import { naiveBookings } from '../../support/naive-bookings.ts';

const PAGE = 4;
const VERDICTS: readonly Verdict[] = ['IN', 'OUT', 'IGNORED', 'TRUSTED', 'VOUCHED', 'DOUBTFUL'];

const hostOf = (host: Partial<BookingHost>): BookingHost => ({
  userId: null,
  name: null,
  email: null,
  username: null,
  timeZone: null,
  ...host,
});
const instant = fc.nat(9).map((at) => new Date(at + 1));
const often = <Value>(usual: Value, other: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

/** A row; undefined where it cannot be read. The verdict on a row is in its title. */
const row = often<'row' | 'unreadable'>('row', fc.constant('unreadable')).chain((kind) =>
  kind === 'unreadable'
    ? fc.constant(undefined)
    : fc
        .record({
          uid: fc.stringMatching(/^[a-f][0-9]$/),
          start: instant,
          updatedAt: fc.option(instant),
          title: often<Verdict>('IN', fc.constantFrom(...VERDICTS)),
          hosts: fc.array(
            fc.constantFrom(
              ...[hostOf({ userId: '1' }), hostOf({ userId: '2' }), hostOf({ userId: '3' })],
              ...[hostOf({}), hostOf({ wasDeleted: true })],
            ),
            { maxLength: 3 },
          ),
        })
        .map((values) => bookingOf(values)),
);

const order = fc.record({ field: fc.constantFrom('START', 'UPDATED_AT'), direction: fc.constantFrom('ASC', 'DESC') });

/** Cal.com's list of these slots: its pages are cut anywhere, and may say anything. */
const vendor = fc.record({
  slots: fc.array(row, { maxLength: 24 }),
  isSorted: often(true, fc.constant(false)),
  order,
  cuts: fc.array(often(PAGE, fc.integer({ min: 0, max: PAGE })), { minLength: 24, maxLength: 24 }),
  lies: often(
    {},
    fc.record(
      {
        hasNextPage: fc.boolean(),
        totalItems: fc.nat(30),
        remainingItems: fc.integer({ min: -1, max: 9 }),
        returnedItems: fc.nat(PAGE),
        hasMorePages: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  ),
  liesAt: fc.nat(20),
});

type Vendor = typeof vendor extends fc.Arbitrary<infer Value> ? Value : never;

/** Its pages by the number of rows before them, each one object. */
function pagesOf({ slots, isSorted, order: { field, direction }, cuts, lies, liesAt }: Vendor) {
  const atMs = (booking: Booking | undefined): number =>
    (field === 'START' ? booking?.start.getTime() : booking?.updatedAt?.getTime()) ?? Number.MAX_SAFE_INTEGER;
  const sorted = isSorted ? slots.toSorted((a, b) => (atMs(a) - atMs(b)) * (direction === 'ASC' ? 1 : -1)) : slots;
  const known = new Map<number, BookingPage>();
  return (skip: number): BookingPage => {
    const part = sorted.slice(skip, skip + (cuts[skip % cuts.length] ?? PAGE));
    const end = skip + part.length;
    const page = known.get(skip) ?? {
      bookings: {
        rows: part.flatMap((booking) => booking ?? []),
        unreadable: part.flatMap((booking, index) => (booking ? [] : index)),
      },
      hasNextPage: end < sorted.length,
      totalItems: sorted.length,
      remainingItems: Math.max(0, sorted.length - end),
      returnedItems: null,
      ...(skip === liesAt ? lies : {}),
    };
    known.set(skip, page);
    return page;
  };
}

const question = fc.record({
  hostIds: fc.constantFrom(null, ['1'], ['2'], ['1', '3'], ['9'], []),
  first: fc.integer({ min: 1, max: 8 }),
  /** How many windows are read, each after the one before. */
  windows: fc.integer({ min: 0, max: 4 }),
});

const range = fc.option(
  fc.tuple(fc.nat(10), fc.integer({ min: 1, max: 10 })).map(([from, length]) => ({
    from: new Date(from),
    to: new Date(from + length),
  })),
);

/** As `judgeOf`, which checks the range as well. */
const judgeIn =
  (within: Range | null) =>
  (booking: Booking): Verdict =>
    within && !isWithin(within, booking.start) ? 'OUT' : (booking.title as Verdict);

it('lists of bookings are those of a walk over all rows, in whatever order they are read', async () => {
  await fc.assert(
    fc.asyncProperty(
      vendor,
      range,
      fc.boolean(),
      fc.array(question, { minLength: 1, maxLength: 5 }),
      async (source, within, totalsAreExact, questions) => {
        const pageAt = pagesOf(source);
        const isByStart = source.order.field === 'START' && source.order.direction === 'ASC';
        const shared = { pageSize: PAGE, order: source.order, judge: judgeIn(within), range: within, totalsAreExact };
        // As for Cal.com: with a range, pages are requested by ascending start.
        const pagesAreInOrder = within === null || isByStart;
        const scanOrder = within ? ({ field: 'START', direction: 'ASC' } as const) : source.order;
        for (const _ of ['a request', 'one that gets the same pages']) {
          const slices = createScheduler((run) => queueMicrotask(run)).slicesFor('test');
          const scans = new Map<number, ReturnType<typeof createBookingScan>>();
          const scanFrom = (skip: number) => {
            const readPage = async (at: number) => ({ page: pageAt(at), take: PAGE, isOfTypes: true });
            const scan =
              scans.get(skip) ?? createBookingScan({ readPage, skip, order: scanOrder, totalsAreExact, slices });
            scans.set(skip, scan);
            return scan;
          };
          const lists = createBookingLists({ ...shared, scanFrom, pagesAreInOrder, isCounted: false, slices });
          for (const { hostIds, first, windows } of questions) {
            const naive = naiveBookings({ ...shared, pageAt, pagesAreInOrder, hostIds });
            const list = lists.of(hostIds);
            let after: BookingPosition | null = null;
            for (let turn = 0; turn < windows; turn++) {
              const expected = naive.window(after, first);
              if (!expected) break;
              const window = await list.window(after, first);
              const positions: readonly BookingPosition[] = window.bookings.map(window.positionOf);
              expect({
                uids: positions.map(({ uid }) => uid),
                indexes: positions.map(({ nearIndex }) => nearIndex),
                hasNextPage: window.hasNextPage,
                unreadable: window.unreadable,
              }).toEqual(expected);
              after = positions.at(-1) ?? after;
            }
            const { bookings, complete, unreadable } = await list.whole();
            const all = naive.whole();
            expect(bookings).toEqual(all.bookings);
            expect({ complete, unreadable }).toEqual({ complete: all.complete, unreadable: all.unreadable });
          }
        }
      },
    ),
    { numRuns: 1000 },
  );
});

/** Sets of questions on small lists of bookings cost no more pages than the best way to share scans, found by brute force. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BY_START } from '../../../src/sources/calcom/booking-order.ts';
import { createBookingReads, readNeed } from '../../../src/sources/calcom/booking-reads.ts';
import { declareCalcomEndpoints } from '../../../src/sources/calcom/client.ts';
import type { Booking, BookingPage } from '../../../src/sources/calcom/model.ts';
import { createKnownStarts } from '../../../src/sources/calcom/scan-starts.ts';
import { createScheduler } from '../../../src/time/slices.ts';
import { NO_WAIT_LIMIT } from '../../../src/time/wait-limit.ts';
import { prepare, type Read } from '../../../src/upstream/endpoint.ts';
import type { Held } from '../../../src/upstream/read.ts';
import { bookingOf } from '../../support/booking.ts';
import { fewestPages, type Question, startsOf } from '../../support/fewest-calls.ts';

const HOUR_MS = 3_600_000;
const FROM_MS = Date.UTC(2026, 0, 1);

const endpoints = declareCalcomEndpoints({
  apiUrl: 'http://127.0.0.1',
  webUrl: 'http://127.0.0.1',
  apiKey: 'invented',
  orgId: '1',
  teamId: '2',
  limits: { perMinute: null, perSecond: null },
} as never);

/** A Cal.com that sends full pages in order, and what one process knows of it. */
function vendorOf(rows: readonly Booking[]) {
  const pages = new Map<string, BookingPage>();
  /** The pages that were read, in order. */
  const calls: string[] = [];
  const read = async (_: unknown, { startFrom, skip, take }: { startFrom?: string; skip: number; take: number }) => {
    calls.push(`${startFrom ? Date.parse(startFrom) : Number.NEGATIVE_INFINITY}/${skip / take}`);
    const found = rows.filter(({ start }) => !startFrom || start >= new Date(startFrom));
    const sent = found.slice(skip, skip + take);
    return {
      bookings: { rows: sent, unreadable: [] },
      hasNextPage: skip + take < found.length,
      totalItems: found.length,
      remainingItems: Math.max(0, found.length - skip - take),
      returnedItems: sent.length,
    };
  };
  const held: Held = async ({ key }) => {
    const model = pages.get(key) as never;
    return model && { model, isFresh: true };
  };
  const knownStarts = createKnownStarts();
  return {
    calls,
    /** Asks all questions at once, as one request. */
    ask: async (questions: readonly Question[]): Promise<string[][]> => {
      const once = new Map<string, Promise<BookingPage>>();
      const readOnce = async (endpoint: never, parameters: never): Promise<BookingPage> => {
        const { key } = prepare(endpoint, parameters);
        const known = pages.get(key);
        if (known) return known;
        const reading = once.get(key) ?? read(endpoint, parameters);
        once.set(key, reading);
        pages.set(key, await reading);
        return reading;
      };
      const lists = createBookingReads({
        endpoints,
        read: readOnce as unknown as Read,
        held,
        knownStarts,
        eventTypes: () => [{ sourceId: '1', slug: 's', managed: false }] as never,
        slices: createScheduler((run) => queueMicrotask(run)).slicesFor('test'),
        asOfMinute: (range) => range,
        waitLimit: NO_WAIT_LIMIT,
      });
      return Promise.all(
        questions.map(async ({ range, hostId, first }) => {
          const filter = { range };
          const isWhole = first === null;
          const need = { page: { after: null, first: first ?? 1 }, total: isWhole, complete: isWhole };
          const list = await lists(filter, BY_START, hostId === null ? null : [hostId], need);
          await readNeed(list, need);
          if (isWhole) return (await list.whole()).bookings.map(({ uid }) => uid);
          return (await list.window(null, first)).bookings.map(({ uid }) => uid);
        }),
      );
    },
  };
}

const rowsArbitrary = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: 40 * 24 }), many: fc.integer({ min: 1, max: 120 }) }), {
    maxLength: 40,
  })
  .map((clusters) =>
    clusters
      .flatMap(({ at, many }) => Array.from({ length: many }, (_, index) => FROM_MS + at * HOUR_MS + index * 60_000))
      .sort((a, b) => a - b)
      .map((startMs, index) =>
        bookingOf({
          uid: `b${String(index).padStart(5, '0')}`,
          start: new Date(startMs),
          hosts: [{ userId: String(1 + (index % 3)), name: null, email: null, username: null, timeZone: null }],
        }),
      ),
  );

const question: fc.Arbitrary<Question> = fc.record({
  range: fc.option(
    fc.tuple(fc.integer({ min: 0, max: 40 * 24 }), fc.integer({ min: 1, max: 15 * 24 })).map(([from, hours]) => ({
      from: new Date(FROM_MS + from * HOUR_MS),
      to: new Date(FROM_MS + (from + hours) * HOUR_MS),
    })),
    { freq: 6 },
  ),
  hostId: fc.option(fc.constantFrom('1', '2')),
  first: fc.option(fc.integer({ min: 1, max: 250 })),
});
const request = fc.array(question, { minLength: 1, maxLength: 4 });

it('reads as few pages as the best way to share scans, in one request and in the next one', async () => {
  const sums = { read: 0, best: 0, alone: 0 };
  const worse: string[] = [];
  await fc.assert(
    fc.asyncProperty(rowsArbitrary, fc.array(request, { minLength: 1, maxLength: 3 }), async (rows, requests) => {
      const vendor = vendorOf(rows);
      const starts = startsOf(requests.flat());
      for (const questions of requests) {
        const held = new Set(vendor.calls);
        expectAnswers(rows, questions, await vendor.ask(questions));
        const read = vendor.calls.length - held.size;
        const best = fewestPages(rows, questions, starts, held);
        sums.read += read;
        sums.best += best;
        sums.alone += questions.reduce((sum, one) => sum + fewestPages(rows, [one], startsOf([one])), 0);
        if (read !== best) worse.push(`${read} instead of ${best}: ${JSON.stringify({ questions, requests })}`);
      }
    }),
    { numRuns: 400 },
  );
  console.info(`${sums.read} pages, at best ${sums.best}; ${sums.alone} if each question is asked alone`);
  expect(worse).toEqual([]);
});

function expectAnswers(rows: readonly Booking[], questions: readonly Question[], answers: readonly string[][]): void {
  for (const [index, { range, hostId, first }] of questions.entries()) {
    const found = rows.filter(
      ({ start, hosts }) =>
        (!range || (range.from <= start && start < range.to)) &&
        (hostId === null || hosts.some(({ userId }) => userId === hostId)),
    );
    const uids = found.toSorted((a, b) => a.start.getTime() - b.start.getTime() || (a.uid < b.uid ? -1 : 1));
    expect(answers[index]).toEqual(uids.slice(0, first ?? found.length).map(({ uid }) => uid));
  }
}

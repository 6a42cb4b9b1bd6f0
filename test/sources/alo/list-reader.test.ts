/** Lists of ALO that are read again while some of their pages are the same objects. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PageInfo } from '../../../src/sources/alo/page-info.ts';
import { type AloList, createListReader } from '../../../src/sources/alo/pages.ts';
import type { AloPage } from '../../../src/sources/alo/wire.ts';
import { createScheduler } from '../../../src/time/slices.ts';

interface Row {
  readonly sourceId: string;
  readonly updatedAt: Date | null;
}
type Page = AloPage<Row>;

/** A reader that counts how often it makes a list. */
function createReader() {
  let made = 0;
  const read = createListReader(function* (list: AloList<Row>, pages: readonly Page[]) {
    made++;
    yield;
    return { list, pages };
  });
  return {
    made: () => made,
    /** The list over these pages, and the numbers of the pages that were read. */
    async over(pages: readonly Page[]) {
      const numbers: number[] = [];
      const slices = createScheduler((run) => queueMicrotask(run)).slicesFor('test');
      const found = await read(async (number) => {
        numbers.push(number);
        return pages[number - 1] ?? EMPTY;
      }, slices);
      return { found, numbers };
    },
  };
}

const NOTHING_SAID: PageInfo = { page: null, pages: null, perPage: null, rows: null, total: null, hasMore: null };
const EMPTY: Page = { rows: [], unreadable: [], info: NOTHING_SAID };

const page = fc.record({
  rows: fc.array(
    fc.record({
      sourceId: fc.nat(12).map(String),
      updatedAt: fc.option(fc.nat(2).map((at) => new Date(at))),
    }),
    { maxLength: 3 },
  ),
  unreadable: fc.constantFrom([], [], [0]),
  info: fc.record({
    page: fc.constant(null),
    pages: fc.constantFrom(null, 2, 4),
    perPage: fc.constantFrom(null, 3),
    rows: fc.constantFrom(null, 3),
    total: fc.constantFrom(null, null, 6),
    hasMore: fc.constantFrom(null, true, true, false),
  }),
});

it('are what a first reading of the same pages gives, and cost the same calls', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(page, { maxLength: 5 }),
      fc.array(page, { maxLength: 5 }),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      async (before, now, stays) => {
        const after = now.map((one, index) => (stays[index] ? (before[index] ?? one) : one));
        const reader = createReader();
        await reader.over(before);
        expect(await reader.over(after)).toEqual(await createReader().over(after));
      },
    ),
  );
});

it('are made once while their pages stay', async () => {
  const pages = [1, 2].map((number) => ({
    rows: [{ sourceId: String(number), updatedAt: null }],
    unreadable: [],
    info: { ...NOTHING_SAID, hasMore: number < 2 },
  }));
  const reader = createReader();
  const [first, second] = [await reader.over(pages), await reader.over(pages)];
  expect([reader.made(), second.found === first.found, second.numbers]).toEqual([1, true, [1, 2]]);
  await reader.over([...pages.slice(0, 1), ...structuredClone(pages.slice(1))]);
  expect(reader.made()).toBe(2);
});

/** How an invented ALO sends a list: in which pages, what it tells of them, and what it does otherwise than it should. */
import fc from 'fast-check';

const TELLINGS = ['page', 'per_page', 'total_pages', 'response_count', 'total_count'] as const;
type Telling = (typeof TELLINGS)[number];

/** What goes wrong, by page from 1. */
type Fault =
  /** This row of each page is left out. */
  | { readonly what: 'drop'; readonly at: number }
  /** Pages have at most so many rows, and the next goes on as if they had all. */
  | { readonly what: 'cap'; readonly rows: number }
  /** Pages behind this one are this one again. */
  | { readonly what: 'repeat' | 'empty' | 'gone'; readonly page: number }
  /** This number is another than it should be, on this page alone or on all. */
  | { readonly what: 'lie'; readonly about: Telling; readonly by: number; readonly page: number | null }
  | { readonly what: 'nonsense'; readonly about: Telling; readonly value: unknown }
  /** The list loses or gains its first row after the first page was read. */
  | { readonly what: 'move'; readonly by: 1 | -1 }
  /** Each page comes from the list in another order. */
  | { readonly what: 'stir' };

export interface Pages {
  /** Null where the list comes in one piece, whatever page is asked for. */
  readonly size: number | null;
  readonly tells: readonly Telling[];
  readonly form: 'number' | 'text';
  readonly isCamel: boolean;
  readonly fault: Fault | null;
}

const page = fc.integer({ min: 1, max: 3 });
const by = fc.constantFrom(-40, -10, -2, -1, 1, 2, 10, 250);
const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ what: fc.constant('drop' as const), at: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('cap' as const), rows: fc.integer({ min: 1, max: 20 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constantFrom('repeat' as const, 'empty' as const, 'gone' as const), page }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('lie' as const),
      about: fc.constantFrom(...TELLINGS),
      by,
      page: fc.option(page, { freq: 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('nonsense' as const),
      about: fc.constantFrom(...TELLINGS),
      value: fc.constantFrom<unknown>('many', -1, 1.5, true, [], {}, '1e3', ''),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('move' as const), by: fc.constantFrom(1 as const, -1 as const) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('stir' as const) }) },
);

export const pagesArbitrary: fc.Arbitrary<Pages> = fc
  .record({
    size: fc.option(fc.constantFrom(2, 2, 3, 5, 7, 10, 25, 100), { freq: 2 }),
    tells: fc.subarray([...TELLINGS], { minLength: 1 }),
    form: fc.constantFrom('number' as const, 'text' as const),
    isCamel: fc.boolean(),
    fault: fc.option(fault, { freq: 2 }),
  })
  .map((pages) => ({ ...pages, ...(canBeFollowed(pages) ? {} : { size: null }) }));

/** A list in pages that tells nothing of them, shorter than the longest that ALO has, looks like a whole one. */
const canBeFollowed = ({ size, tells }: Pick<Pages, 'size' | 'tells'>): boolean =>
  size === null ||
  size === 100 ||
  ['per_page', 'total_pages', 'total_count'].some((one) => tells.includes(one as Telling));

/** A page as it is sent; null where it is gone. */
export type SentPage = { readonly rows: readonly unknown[]; readonly told: Readonly<Record<string, unknown>> } | null;

export function pageOf(all: readonly unknown[], page: number, { size, tells, form, isCamel, fault }: Pages): SentPage {
  const length = size ?? Math.max(1, all.length);
  if (fault?.what === 'gone' && page > fault.page) return null;
  const isMoved = fault?.what === 'move' && page > 1;
  const list = isMoved ? (fault.by < 0 ? all.slice(1) : [...all.slice(-1), ...all]) : all;
  const stirred = fault?.what === 'stir' ? stir(list, page) : list;
  const sent = size === null ? 1 : fault?.what === 'repeat' ? Math.min(page, fault.page) : page;
  const full = stirred.slice((sent - 1) * length, sent * length);
  const rows =
    fault?.what === 'empty' && page > fault.page
      ? []
      : fault?.what === 'cap'
        ? full.slice(0, fault.rows)
        : full.filter((_, index) => fault?.what !== 'drop' || index !== fault.at);
  const truth: Readonly<Record<Telling, number>> = {
    page: size === null ? 1 : page,
    per_page: size ?? Math.max(100, all.length + 1),
    total_pages: Math.max(1, Math.ceil(list.length / length)),
    response_count: rows.length,
    total_count: list.length,
  };
  const told = tells.map((name) => {
    const isLie = fault?.what === 'lie' && fault.about === name && (fault.page ?? page) === page;
    const number = Math.max(0, truth[name] + (isLie ? fault.by : 0));
    const value = form === 'text' ? String(number) : number;
    const key = isCamel ? name.replace(/_(.)/, (_, letter: string) => letter.toUpperCase()) : name;
    return [key, fault?.what === 'nonsense' && fault.about === name ? fault.value : value] as const;
  });
  return { rows, told: Object.fromEntries(told) };
}

const stir = <Row>(rows: readonly Row[], page: number): Row[] =>
  rows
    .map((row, index) => ({ row, key: Math.imul((index + 1) * (page + 1), 0x9e3779b1) >>> 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row);

const READABLE = /^\d{1,9}$/;

/**
 * Whether some first pages are what an ALO would send whose list they are, so that nobody can tell that there is more:
 * such a world proves nothing of whoever believes it.
 */
export function looksWhole(all: readonly unknown[], pages: Pages): boolean {
  const told = { pages: new Set<number>(), totals: new Set<number>(), lengths: new Set<number>() };
  let count = 0;
  let size: number | undefined;
  for (let page = 1; ; page++) {
    const sent = pageOf(all, page, pages);
    if (sent === null || (page > 1 && sent.rows.length === 0)) return false;
    const readings = Object.entries(sent.told).map(
      ([key, value]) => [key.toLowerCase().replace('_', ''), value] as const,
    );
    if (readings.some(([, value]) => !READABLE.test(String(value)))) return false;
    for (const [key, value] of readings) {
      const number = Number(value);
      if (key === 'page' && number !== page) return false;
      if (key === 'responsecount' && number !== sent.rows.length) return false;
      if (key === 'totalpages') told.pages.add(number);
      if (key === 'totalcount') told.totals.add(number);
      if (key === 'perpage') told.lengths.add(number);
    }
    count += sent.rows.length;
    const [perPage] = told.lengths;
    const isEnd =
      told.pages.size + told.totals.size > 0
        ? (told.pages.size === 0 || told.pages.has(page)) && (told.totals.size === 0 || told.totals.has(count))
        : sent.rows.length < (perPage ?? 100) || sent.rows.length % 100 !== 0;
    // Pages are of one size, but the last.
    size ??= perPage ?? sent.rows.length;
    if (told.totals.size === 0 && (isEnd ? sent.rows.length > size : sent.rows.length !== size)) return false;
    if (isEnd) return Object.values(told).every((values) => values.size < 2);
    if (page > 20) return false;
  }
}

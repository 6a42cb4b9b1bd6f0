/** The pages in which an invented ALO sends a list, their page info, and their faults. */
import fc from 'fast-check';

const INFO_KEYS = ['page', 'per_page', 'total_pages', 'response_count', 'total_count'] as const;
type InfoKey = (typeof INFO_KEYS)[number];

/** A fault. Pages count from 1. */
type Fault =
  /** The row at this index is missing on each page. */
  | { readonly what: 'drop'; readonly at: number }
  /** Pages have at most this many rows, and the next page starts after the full size. */
  | { readonly what: 'cap'; readonly rows: number }
  /** Pages after this one repeat it, are empty, or are a 404. */
  | { readonly what: 'repeat' | 'empty' | 'gone'; readonly page: number }
  /** A number of the page info is wrong, on this page or, if null, on all. */
  | { readonly what: 'lie'; readonly about: InfoKey; readonly by: number; readonly page: number | null }
  /** A value of the page info cannot be read. */
  | { readonly what: 'nonsense'; readonly about: InfoKey; readonly value: unknown }
  /** The list loses or gains its first row after the first page. */
  | { readonly what: 'move'; readonly by: 1 | -1 }
  /** Each page is cut from the list in another order. */
  | { readonly what: 'shuffle' };

export interface Pages {
  /** Null if the list comes as one page, whatever page is requested. */
  readonly size: number | null;
  readonly infoKeys: readonly InfoKey[];
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
      about: fc.constantFrom(...INFO_KEYS),
      by,
      page: fc.option(page, { freq: 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('nonsense' as const),
      about: fc.constantFrom(...INFO_KEYS),
      value: fc.constantFrom<unknown>('many', -1, 1.5, true, [], {}, '1e3', ''),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('move' as const), by: fc.constantFrom(1 as const, -1 as const) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('shuffle' as const) }) },
);

export const pagesArbitrary: fc.Arbitrary<Pages> = fc
  .record({
    size: fc.option(fc.constantFrom(2, 2, 3, 5, 7, 10, 25, 100), { freq: 2 }),
    infoKeys: fc.subarray([...INFO_KEYS], { minLength: 1 }),
    form: fc.constantFrom('number' as const, 'text' as const),
    isCamel: fc.boolean(),
    fault: fc.option(fault, { freq: 2 }),
  })
  .map((pages) => ({ ...pages, ...(canBeFollowed(pages) ? {} : { size: null }) }));

/** Pages without page info look like a whole list, unless they have as many rows as ALO's longest page. */
const canBeFollowed = ({ size, infoKeys }: Pick<Pages, 'size' | 'infoKeys'>): boolean =>
  size === null ||
  size === 100 ||
  ['per_page', 'total_pages', 'total_count'].some((one) => infoKeys.includes(one as InfoKey));

/** A page as ALO sends it; null for a 404. */
export type SentPage = { readonly rows: readonly unknown[]; readonly info: Readonly<Record<string, unknown>> } | null;

export function pageOf(
  all: readonly unknown[],
  page: number,
  { size, infoKeys, form, isCamel, fault }: Pages,
): SentPage {
  const length = size ?? Math.max(1, all.length);
  if (fault?.what === 'gone' && page > fault.page) return null;
  const isMoved = fault?.what === 'move' && page > 1;
  const list = isMoved ? (fault.by < 0 ? all.slice(1) : [...all.slice(-1), ...all]) : all;
  const shuffled = fault?.what === 'shuffle' ? shuffle(list, page) : list;
  const sent = size === null ? 1 : fault?.what === 'repeat' ? Math.min(page, fault.page) : page;
  const full = shuffled.slice((sent - 1) * length, sent * length);
  const rows =
    fault?.what === 'empty' && page > fault.page
      ? []
      : fault?.what === 'cap'
        ? full.slice(0, fault.rows)
        : full.filter((_, index) => fault?.what !== 'drop' || index !== fault.at);
  const truth: Readonly<Record<InfoKey, number>> = {
    page: size === null ? 1 : page,
    per_page: size ?? Math.max(100, all.length + 1),
    total_pages: Math.max(1, Math.ceil(list.length / length)),
    response_count: rows.length,
    total_count: list.length,
  };
  const info = infoKeys.map((name) => {
    const isLie = fault?.what === 'lie' && fault.about === name && (fault.page ?? page) === page;
    const number = Math.max(0, truth[name] + (isLie ? fault.by : 0));
    const value = form === 'text' ? String(number) : number;
    const key = isCamel ? name.replace(/_(.)/, (_, letter: string) => letter.toUpperCase()) : name;
    return [key, fault?.what === 'nonsense' && fault.about === name ? fault.value : value] as const;
  });
  return { rows, info: Object.fromEntries(info) };
}

const shuffle = <Row>(rows: readonly Row[], page: number): Row[] =>
  rows
    .map((row, index) => ({ row, key: Math.imul((index + 1) * (page + 1), 0x9e3779b1) >>> 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row);

const READABLE = /^\d{1,9}$/;

/**
 * Whether some first pages look like the whole list. No client could notice that rows are missing, so such a world does not
 * test the client.
 */
export function looksWhole(all: readonly unknown[], pages: Pages): boolean {
  const said = { pages: new Set<number>(), totals: new Set<number>(), lengths: new Set<number>() };
  let count = 0;
  let size: number | undefined;
  for (let page = 1; ; page++) {
    const sent = pageOf(all, page, pages);
    if (sent === null) return false;
    // Without totals, an empty page is the end of a list.
    if (page > 1 && sent.rows.length === 0) return said.pages.size + said.totals.size === 0;
    const readings = Object.entries(sent.info).map(
      ([key, value]) => [key.toLowerCase().replace('_', ''), value] as const,
    );
    if (readings.some(([, value]) => !READABLE.test(String(value)))) return false;
    for (const [key, value] of readings) {
      const number = Number(value);
      if (key === 'page' && number !== page) return false;
      if (key === 'responsecount' && number !== sent.rows.length) return false;
      if (key === 'totalpages') said.pages.add(number);
      if (key === 'totalcount') said.totals.add(number);
      if (key === 'perpage') said.lengths.add(number);
    }
    count += sent.rows.length;
    const [perPage] = said.lengths;
    const isEnd =
      said.pages.size + said.totals.size > 0
        ? (said.pages.size === 0 || said.pages.has(page)) && (said.totals.size === 0 || said.totals.has(count))
        : sent.rows.length < (perPage ?? 100) || sent.rows.length % 100 !== 0;
    // All pages but the last have the same size.
    size ??= perPage ?? sent.rows.length;
    if (said.totals.size === 0 && (isEnd ? sent.rows.length > size : sent.rows.length !== size)) return false;
    if (isEnd) return Object.values(said).every((values) => values.size < 2);
    if (page > 20) return false;
  }
}

/** Reads all pages of a list of ALO, and proves that the list is whole or finds why it may not be. */
import { SourceError } from '../../errors.ts';
import { createNotes, oncePerObject } from '../../once.ts';
import type { Pieces } from '../../time/pieces.ts';
import type { Slices } from '../../time/slices.ts';
import { type AgreedRows, agreedRows, firstOfEach } from '../agreed-rows.ts';
import type { PageInfo } from './page-info.ts';
import type { AloPage } from './wire.ts';

/** A list may cost this many pages. */
export const PAGE_CAP = 20;
/** The most rows that ALO puts on a page. After a page with exactly this many and no page info, one more page is read. */
const FULL_PAGE = 100;

/** A row of ALO, which has an id and perhaps a time of change. */
export interface AloRow {
  readonly sourceId: string;
  readonly updatedAt?: Date | null;
}

/** The rows of a list, each once. */
export interface AloList<Row> extends AgreedRows<Row> {
  /** The list was read to its end, and its page info agrees with its rows. */
  readonly isWhole: boolean;
  /** False if ALO may have rows that were not read, or that cannot be read. */
  readonly complete: boolean;
}

/** A page that ALO no longer has, although earlier pages were read: the list is not whole. */
export const GONE: AloPage<never> = {
  rows: [],
  unreadable: [],
  info: { page: null, perPage: null, pages: Number.POSITIVE_INFINITY, rows: null, total: null, hasMore: true },
};

/**
 * Returns a function that reads a list whose pages `finish` completes. It gives the last list again if each of its pages is the
 * same object: pages come from the cache unchanged.
 */
export function createListReader<Page extends AloPage<AloRow>, List>(
  finish: (list: AloList<Page['rows'][number]>, pages: readonly Page[]) => Pieces<List>,
) {
  const known = createNotes<Page, { readonly pages: readonly Page[]; readonly list: List }>();
  return async (readPage: (page: number) => Promise<Page>, slices: Slices): Promise<List> => {
    const pages: Page[] = [];
    const pageAt = async (number: number): Promise<Page> => {
      const page = pages[number - 1] ?? (await readPage(number));
      pages[number - 1] = page;
      return page;
    };
    const last = known.get(await pageAt(1));
    while (last && pages.length < last.pages.length && isStart(pages, last.pages)) await pageAt(pages.length + 1);
    if (last && isStart(pages, last.pages)) return last.list;
    const found = await readPages(pageAt, slices);
    const list = await slices.work(finish(found, pages));
    known.set(await pageAt(1), { pages, list });
    return list;
  };
}

const isStart = (some: readonly unknown[], all: readonly unknown[]): boolean =>
  some.every((one, index) => one === all[index]);

/**
 * Reads the pages of a list, from 1 until the last or until `PAGE_CAP`. The list is whole if its end was seen and nothing
 * that ALO says contradicts its rows. Stops at a page that repeats rows or contradicts its own number.
 */
async function readPages<Row extends AloRow>(
  readPage: (page: number) => Promise<AloPage<Row>>,
  slices: Slices,
): Promise<AloList<Row>> {
  const rows: Row[] = [];
  const unreadable: number[] = [];
  const known = new Set<string>();
  let before: PageInfo | undefined;
  let isSound = true;
  let hasEnded = false;
  let size: number | undefined;
  for (let page = 1; page <= PAGE_CAP && !hasEnded; page++) {
    const answer = await readPage(page);
    const { info } = answer;
    const count = answer.rows.length + answer.unreadable.length;
    await slices.spendRows(answer.rows.length);
    const repeats = answer.rows.some(({ sourceId }) => known.has(sourceId));
    for (const { sourceId } of answer.rows) known.add(sourceId);
    const offset = rows.length + unreadable.length;
    unreadable.push(...answer.unreadable.map((index) => offset + index));
    rows.push(...answer.rows);
    const hasMore = hasMorePages(info, page, count, offset + count);
    const isLost = count === 0 && (hasMore || (page > 1 && typeof info.pages === 'number'));
    const isBeyond = count > 0 && typeof info.pages === 'number' && page > info.pages;
    const isStuck = repeats || contradicts(info.page, page) || isLost || isBeyond;
    size ??= info.perPage ?? count;
    isSound &&=
      !isStuck && !contradicts(info.rows, count) && isConsistent(info, before) && isFitting(info, count, size, hasMore);
    before = info;
    if (isStuck) break;
    hasEnded = !hasMore;
  }
  const isWhole =
    isSound && hasEnded && before?.hasMore !== true && !contradicts(before?.total, known.size + unreadable.length);
  const list = await slices.work(agreedById(rows, unreadable));
  return { ...list, isWhole, complete: isWhole && list.unreadable.length === 0 };
}

/** Whether pages follow, by the page info, or else by the number of rows. `read` counts the rows up to this page. */
function hasMorePages(
  { pages, perPage, total, hasMore }: PageInfo,
  page: number,
  count: number,
  read: number,
): boolean {
  if (typeof pages === 'number') return page < pages;
  if (typeof total === 'number') return read < total;
  if (typeof hasMore === 'boolean') return hasMore;
  return count > 0 && (count % FULL_PAGE === 0 || (typeof perPage === 'number' && count >= perPage));
}

/** Without a total, only the length of pages can show that rows are missing: all but the last have the same length. */
const isFitting = ({ total }: PageInfo, count: number, size: number, hasMore: boolean): boolean =>
  total !== null || (hasMore ? count === size : count <= size);

/** Whether a number of the page info differs from the real one. A number that cannot be read may differ. */
const contradicts = (said: number | null | undefined, real: number): boolean => said !== null && said !== real;

/** Whether all page info could be read, and its totals are those of the page before. */
const isConsistent = (
  { page, rows, perPage, pages, total, hasMore }: PageInfo,
  before: PageInfo | undefined,
): boolean =>
  ![page, rows, perPage, pages, total, hasMore].includes(undefined) &&
  (before === undefined || (before.pages === pages && before.total === total));

/** Each row once; of rows with the same id that differ, the one that was changed last. */
export function* agreedById<Row extends AloRow>(
  rows: readonly Row[],
  unreadable: readonly number[],
): Pieces<AgreedRows<Row>> {
  const list = yield* agreedRows({ rows, unreadable }, idOf, ({ updatedAt }) => updatedAt ?? null);
  return { ...list, rows: firstOfEach(list.rows, idOf) };
}

const idOf = ({ sourceId }: AloRow): string => sourceId;

/** The row with this id; null if a whole list lacks it. Throws a CONTRACT error if the list cannot answer. */
export function findIn<Row extends AloRow>(list: AloList<Row>, sourceId: string): Row | null {
  const found = byIdIn(list).get(sourceId);
  if (found ? !list.contradicted.has(sourceId) : list.complete) return found ?? null;
  throw new SourceError('ALO', 'CONTRACT', { row: list.unreadable[0], detail: 'the list is not complete' });
}

/** The rows of a list by id, indexed once for each list. */
export const byIdIn = <Row extends AloRow>(list: AloList<Row>): ReadonlyMap<string, Row> =>
  rowsById(list) as ReadonlyMap<string, Row>;

const rowsById = oncePerObject(
  ({ rows }: AloList<AloRow>): ReadonlyMap<string, AloRow> => new Map(rows.map((row) => [row.sourceId, row])),
);

/**
 * What one request may ask of ALO, and how those questions share calls:
 *
 * | question                          | calls                                                            |
 * |-----------------------------------|------------------------------------------------------------------|
 * | periods, one period               | one for all of them; where they are more than can be read, one   |
 * |                                   | more for those around the range or the actions of the period     |
 * | actions, one action, form fields  | one a period, with the union of the fields the request asks for  |
 */
import { SourceError } from '../../errors.ts';
import { memoize, memoizeBy } from '../../provenance.ts';
import { type Pieces, sortInPieces } from '../../time/pieces.ts';
import type { Slices } from '../../time/slices.ts';
import type { Read } from '../../upstream/endpoint.ts';
import { type AgreedRows, agreedRows, firstOfEach, type Range } from '../values.ts';
import { actionsEndpoint, periodsEndpoint } from './client.ts';
import type { Action, Period } from './model.ts';
import type { Told } from './odd-values.ts';
import type { AloPage } from './wire.ts';

/** How many pages one list may cost. */
const PAGE_CAP = 20;
/** The most rows of a page of ALO's: of exactly so many that say nothing about their end, it may not be the last. */
const FULL_PAGE = 100;
/** By how much the range that ALO is asked for is wider than ours, at either end. */
const MARGIN_MS = 24 * 60 * 60_000;

interface AloList<Row> extends AgreedRows<Row> {
  /** Whether the list was read to its end, and agrees with what ALO tells of it. */
  readonly isWhole: boolean;
  /** False where ALO may hold more than could be read. */
  readonly complete: boolean;
}

interface PeriodActions extends AloList<Action> {
  readonly notes: readonly string[];
}

export interface AloLoaders {
  /** All periods, by start, then id; those without a start come last. */
  periods(): Promise<AloList<Period>>;
  /** All periods that can be found, those of this range for sure if ALO's own rule allows. */
  periodsAround(range: Range): Promise<AloList<Period>>;
  /** Null if there is no such period. For `formFields` see `actions`. */
  period(periodId: string, formFields: readonly string[]): Promise<Period | null>;
  /**
   * The actions of a period by number; null if there is no such period. `formFields` should be all the custom fields
   * that the request asks for anywhere: then a period's actions are read once.
   */
  actions(periodId: string, formFields: readonly string[]): Promise<PeriodActions | null>;
  /** The names in the actions that were read so far. */
  namesRead(): ReadonlySet<string>;
  /** Null if there is no such action. */
  action(periodId: string, actionId: string, formFields: readonly string[]): Promise<Action | null>;
}

export function createAloLoaders(read: Read, slices: Slices): AloLoaders {
  const names = new Set<string>();
  const periods = memoize(async (): Promise<AloList<Period>> => {
    const pages = await readPages((page) => read(periodsEndpoint, { page }), slices);
    return { ...pages, rows: pages.rows.toSorted(byStart) };
  });

  const periodsOf = memoizeBy(
    async ({ from, to }: Range): Promise<AloList<Period>> => {
      const [start, end] = [isoAfter(from, -MARGIN_MS), isoAfter(to, MARGIN_MS)];
      return readPages((page) => read(periodsEndpoint, { start, end, page }), slices);
    },
    (range) => JSON.stringify(range),
  );

  async function periodsAround(range: Range): Promise<AloList<Period>> {
    const all = await periods();
    if (all.isWhole) return all;
    // ALO may not take ranges, or not answer them well: then what is known stays.
    const some = await periodsOf(range).catch((error: unknown) => {
      if (error instanceof SourceError && ['REFUSED', 'CONTRACT'].includes(error.reason)) return undefined;
      throw error;
    });
    return some ? slices.work(joined(all, some)) : all;
  }

  /** Where the list was cut, a period is looked for by its actions: they tell when it was, and ALO's range finds it. */
  async function findPeriod(periodId: string, formFields: readonly string[]): Promise<Period | null> {
    const all = await periods();
    if (all.isWhole || byIdIn(all).has(periodId)) return findIn(all, periodId);
    const list = await actions({ periodId, formFields });
    if (list === null) return null;
    const times = list.rows.flatMap(({ createdAt }) => createdAt?.getTime() ?? []);
    if (times.length > 0) {
      const [from, to] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
      const around = await periodsAround({ from: new Date(from), to: new Date(to) });
      if (byIdIn(around).has(periodId)) return findIn(around, periodId);
    }
    return unlisted(periodId, list.rows.find(({ periodName }) => periodName !== null)?.periodName ?? null);
  }

  interface ActionsRequest {
    readonly periodId: string;
    readonly formFields: readonly string[];
  }
  const actions = memoizeBy(readActions, ({ periodId, formFields }: ActionsRequest) =>
    JSON.stringify([periodId, formFields]),
  );

  async function readActions({ periodId, formFields }: ActionsRequest): Promise<PeriodActions | null> {
    const endpoint = actionsEndpoint(periodId, formFields);
    const first = await read(endpoint, { periodId, formFields, page: 1 });
    if (first === null) return null;
    const notes = [...first.notes];
    const pages = await readPages(async (page) => {
      const answer = page === 1 ? first : await read(endpoint, { periodId, formFields, page });
      if (answer && page > 1) notes.push(...answer.notes);
      return answer ?? GONE;
    }, slices);
    const rows = await slices.work(sortInPieces(pages.rows, byNumber));
    for (const { createdByName, assigneeNames } of rows) {
      for (const name of [createdByName, ...(assigneeNames ?? [])]) if (name !== null) names.add(name);
    }
    return { ...pages, rows, notes };
  }

  return {
    periods,
    periodsAround,
    period: findPeriod,
    actions: (periodId, formFields) => actions({ periodId, formFields }),
    namesRead: () => names,
    action: async (periodId, actionId, formFields) => {
      const list = await actions({ periodId, formFields });
      return list && findIn(list, actionId);
    },
  };
}

/** A list that goes away while it is read: there was to be more. */
const GONE: AloPage<never> = {
  rows: [],
  rejected: [],
  told: { page: null, perPage: null, pages: Number.POSITIVE_INFINITY, rows: null, total: null, more: true },
};

const isoAfter = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString();

/** A period of which its actions alone are known. */
const unlisted = (sourceId: string, name: string | null): Period => ({
  sourceId,
  name,
  start: null,
  end: null,
  isEndUnread: false,
  createdAt: null,
  updatedAt: null,
  markers: [],
  isUnlisted: true,
});

/** What two readings of periods found: no proof of a whole, since what ALO means by a range is not known. */
function* joined(all: AloList<Period>, some: AloList<Period>): Pieces<AloList<Period>> {
  const { rows, contradicted } = yield* agreed([...all.rows, ...some.rows], []);
  return {
    rows: rows.toSorted(byStart),
    rejected: [...all.rejected, ...some.rejected],
    contradicted: new Set([...all.contradicted, ...some.contradicted, ...contradicted]),
    isWhole: false,
    complete: false,
  };
}

/** Null only if the list was seen whole. */
function findIn<Row extends { readonly sourceId: string }>(list: AloList<Row>, sourceId: string): Row | null {
  const found = byIdIn(list).get(sourceId);
  if (found ? !list.contradicted.has(sourceId) : list.complete) return found ?? null;
  throw new SourceError('ALO', 'CONTRACT', { row: list.rejected[0], detail: 'the list is not whole' });
}

/** The rows of a list by id: actions ask for their period one by one. */
const rowsById = new WeakMap<AloList<unknown>, ReadonlyMap<string, unknown>>();

function byIdIn<Row extends AloRow>(list: AloList<Row>): ReadonlyMap<string, Row> {
  const known = rowsById.get(list);
  if (known) return known as ReadonlyMap<string, Row>;
  const byId = new Map(list.rows.map((row) => [row.sourceId, row]));
  rowsById.set(list, byId);
  return byId;
}

interface AloRow {
  readonly sourceId: string;
  readonly updatedAt?: Date | null;
}

/** All pages of a list, with every row once. It is whole where it is read to its end and nothing that ALO tells speaks against it. */
async function readPages<Row extends AloRow>(
  readPage: (page: number) => Promise<AloPage<Row>>,
  slices: Slices,
): Promise<AloList<Row>> {
  const rows: Row[] = [];
  const rejected: number[] = [];
  const known = new Set<string>();
  let before: Told | undefined;
  let isSound = true;
  let hasEnded = false;
  let size: number | undefined;
  for (let page = 1; page <= PAGE_CAP && !hasEnded; page++) {
    const answer = await readPage(page);
    const { told } = answer;
    const count = answer.rows.length + answer.rejected.length;
    await slices.spendRows(answer.rows.length);
    const repeats = answer.rows.some(({ sourceId }) => known.has(sourceId));
    for (const { sourceId } of answer.rows) known.add(sourceId);
    const offset = rows.length + rejected.length;
    rejected.push(...answer.rejected.map((index) => offset + index));
    rows.push(...answer.rows);
    const hasMore = tellsOfMore(told, page, count, offset + count);
    const isLost = count === 0 && (hasMore || (page > 1 && typeof told.pages === 'number'));
    const isBeyond = count > 0 && typeof told.pages === 'number' && page > told.pages;
    const isStuck = repeats || isOther(told.page, page) || isLost || isBeyond;
    size ??= told.perPage ?? count;
    isSound &&= !isStuck && !isOther(told.rows, count) && agrees(told, before) && isFitting(told, count, size, hasMore);
    before = told;
    if (isStuck) break;
    hasEnded = !hasMore;
  }
  const isWhole = isSound && hasEnded && before?.more !== true && !isOther(before?.total, known.size + rejected.length);
  const list = await slices.work(agreed(rows, rejected));
  return { ...list, isWhole, complete: isWhole && list.rejected.length === 0 };
}

/** Whether more pages are to come, going by what ALO tells of them, else by the rows. */
function tellsOfMore({ pages, perPage, total, more }: Told, page: number, count: number, read: number): boolean {
  if (typeof pages === 'number') return page < pages;
  if (typeof total === 'number') return read < total;
  if (typeof more === 'boolean') return more;
  return count > 0 && (count % FULL_PAGE === 0 || (typeof perPage === 'number' && count >= perPage));
}

/** Where no total tells of rows left out, a page that is shorter than the others does: but the last, which is not empty. */
const isFitting = ({ total }: Told, count: number, size: number, hasMore: boolean): boolean =>
  total !== null || (hasMore ? count === size : count <= size);

/** Whether a number that ALO tells is another than it must be; one that cannot be read may be. */
const isOther = (told: number | null | undefined, is: number): boolean => told !== null && told !== is;

/** Whether all that a page tells can be read, and is what the page before told. */
const agrees = ({ page, rows, perPage, pages, total, more }: Told, before: Told | undefined): boolean =>
  ![page, rows, perPage, pages, total, more].includes(undefined) &&
  (before === undefined || (before.pages === pages && before.total === total));

/** Every row once, where no two differ. */
function* agreed<Row extends AloRow>(rows: readonly Row[], rejected: readonly number[]): Pieces<AgreedRows<Row>> {
  const list = yield* agreedRows({ rows, rejected }, keyOf, ({ updatedAt }) => updatedAt ?? null);
  return { ...list, rows: firstOfEach(list.rows, keyOf) };
}

const keyOf = ({ sourceId }: AloRow): string => sourceId;

const byStart = (a: Period, b: Period): number =>
  (a.start?.getTime() ?? Number.POSITIVE_INFINITY) - (b.start?.getTime() ?? Number.POSITIVE_INFINITY) || byId(a, b);

const byNumber = (a: Action, b: Action): number =>
  (a.number ?? Number.POSITIVE_INFINITY) - (b.number ?? Number.POSITIVE_INFINITY) || byId(a, b);

/** Ids are numbers of any length. */
const byId = (a: { readonly sourceId: string }, b: { readonly sourceId: string }): number =>
  a.sourceId.length - b.sourceId.length || (a.sourceId < b.sourceId ? -1 : a.sourceId > b.sourceId ? 1 : 0);

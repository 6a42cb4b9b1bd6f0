/**
 * What one request may ask of ALO, and how those questions share calls:
 *
 * | question                          | calls                                                            |
 * |-----------------------------------|------------------------------------------------------------------|
 * | periods, one period               | one for all of them                                              |
 * | actions, one action, form fields  | one a period, with the union of the fields the request asks for  |
 */
import { SourceError } from '../../errors.ts';
import type { Slices } from '../../time/slices.ts';
import type { Read } from '../../upstream/endpoint.ts';
import { askOnce, once } from '../../upstream/trail.ts';
import { type AgreedRows, agreedRows, firstOfEach } from '../values.ts';
import { actionsEndpoint, periodsEndpoint } from './client.ts';
import type { Action, Period } from './model.ts';
import type { AloPage } from './wire.ts';

/** How many pages one list may cost. */
const PAGE_CAP = 20;

interface AloList<Row> extends AgreedRows<Row> {
  /** False where ALO may hold more than was read. */
  readonly complete: boolean;
}

interface PeriodActions extends AloList<Action> {
  readonly notes: readonly string[];
}

export interface AloLoaders {
  /** All periods, by start, then id; those without a start come last. */
  periods(): Promise<AloList<Period>>;
  /** Null if there is no such period. */
  period(periodId: string): Promise<Period | null>;
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
  const periods = once(async (): Promise<AloList<Period>> => {
    const pages = await readPages((page) => read(periodsEndpoint, { page }), slices);
    return { ...pages, rows: pages.rows.toSorted(byStart) };
  });

  interface ActionsRequest {
    readonly periodId: string;
    readonly formFields: readonly string[];
  }
  const actions = askOnce(readActions, ({ periodId, formFields }: ActionsRequest) =>
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
    const rows = pages.rows.toSorted(byNumber);
    for (const { createdByName, assigneeNames } of rows) {
      for (const name of [createdByName, ...(assigneeNames ?? [])]) if (name !== null) names.add(name);
    }
    return { ...pages, rows, notes };
  }

  return {
    periods,
    period: async (periodId) => findIn(await periods(), periodId),
    actions: (periodId, formFields) => actions({ periodId, formFields }),
    namesRead: () => names,
    action: async (periodId, actionId, formFields) => {
      const list = await actions({ periodId, formFields });
      return list && findIn(list, actionId);
    },
  };
}

/** A list that goes away while it is read: there was to be more. */
const GONE: AloPage<never> = { rows: [], rejected: [], pages: Number.POSITIVE_INFINITY };

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

/** All pages of a list, with every row once. */
async function readPages<Row extends AloRow>(
  readPage: (page: number) => Promise<AloPage<Row>>,
  slices: Slices,
): Promise<AloList<Row>> {
  const rows: Row[] = [];
  const rejected: number[] = [];
  const known = new Set<string>();
  let complete = false;
  for (let page = 1; page <= PAGE_CAP; page++) {
    const answer = await readPage(page);
    await slices.spendRows(answer.rows.length);
    const repeats = answer.rows.some(({ sourceId }) => known.has(sourceId));
    for (const { sourceId } of answer.rows) known.add(sourceId);
    const offset = rows.length + rejected.length;
    rejected.push(...answer.rejected.map((index) => offset + index));
    rows.push(...answer.rows);
    const contradicts = repeats || (answer.rows.length === 0 && page < answer.pages);
    complete = !contradicts && page >= answer.pages;
    if (contradicts || complete) break;
  }
  const agreed = agreedRows({ rows, rejected }, keyOf, ({ updatedAt }) => updatedAt ?? null);
  return { ...agreed, rows: firstOfEach(agreed.rows, keyOf), complete: complete && agreed.rejected.length === 0 };
}

const keyOf = ({ sourceId }: AloRow): string => sourceId;

const byStart = (a: Period, b: Period): number =>
  (a.start?.getTime() ?? Number.POSITIVE_INFINITY) - (b.start?.getTime() ?? Number.POSITIVE_INFINITY) || byId(a, b);

const byNumber = (a: Action, b: Action): number =>
  (a.number ?? Number.POSITIVE_INFINITY) - (b.number ?? Number.POSITIVE_INFINITY) || byId(a, b);

/** Ids are numbers of any length. */
const byId = (a: { readonly sourceId: string }, b: { readonly sourceId: string }): number =>
  a.sourceId.length - b.sourceId.length || (a.sourceId < b.sourceId ? -1 : a.sourceId > b.sourceId ? 1 : 0);

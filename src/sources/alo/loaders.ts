/**
 * What one request may read of ALO, and which reads share calls:
 *
 * | read                              | calls                                                               |
 * |-----------------------------------|---------------------------------------------------------------------|
 * | periods, one period               | one list of all periods; if it was cut, one more list for the range |
 * |                                   | or for the time of the period's actions                             |
 * | actions, one action, form fields  | one list for each period, with all form fields of the request       |
 *
 * A list costs one call for each page.
 */
import { SourceError } from '../../errors.ts';
import { memoize, memoizeBy } from '../../provenance.ts';
import { type Pieces, sortInPieces } from '../../time/pieces.ts';
import type { Slices } from '../../time/slices.ts';
import type { Read } from '../../upstream/endpoint.ts';
import type { Range } from '../instants.ts';
import { actionsEndpoint, periodsEndpoint } from './client.ts';
import type { Action, Period } from './model.ts';
import { type AloList, type AloRow, agreedById, byIdIn, findIn, GONE, readPages } from './pages.ts';

/** The range that ALO is called with is this much longer at both ends, since its meaning is not documented. */
const MARGIN_MS = 24 * 60 * 60_000;

interface PeriodActions extends AloList<Action> {
  readonly notes: readonly string[];
}

/** The reads of one request. Each may throw a `SourceError`. */
export interface AloLoaders {
  /** All periods, by start, then by id. Periods without a start come last. */
  periods(): Promise<AloList<Period>>;
  /** All periods that can be found. If the list of all was cut, it includes what ALO finds for the range. */
  periodsAround(range: Range): Promise<AloList<Period>>;
  /** Null if there is no such period. For `formFields` see `actions`. */
  period(periodId: string, formFields: readonly string[]): Promise<Period | null>;
  /**
   * The actions of a period, by number; null if there is no such period. Pass all custom fields that the request selects
   * anywhere, so that the actions of a period are read once.
   */
  actions(periodId: string, formFields: readonly string[]): Promise<PeriodActions | null>;
  /** The names of people in all actions read so far. */
  namesRead(): ReadonlySet<string>;
  /** Null if there is no such action. */
  action(periodId: string, actionId: string, formFields: readonly string[]): Promise<Action | null>;
}

/** Makes the loaders of one request. `read` makes equal reads once. */
export function createAloLoaders(read: Read, slices: Slices): AloLoaders {
  const names = new Set<string>();
  const periods = memoize(readPeriods);
  const periodsIn = memoizeBy(readPeriodsIn, (range) => JSON.stringify(range));
  const actions = memoizeBy(readActions, ([periodId, formFields]) => JSON.stringify([periodId, formFields]));
  return {
    periods,
    periodsAround,
    period: findPeriod,
    actions: (...request) => actions(request),
    namesRead: () => names,
    action: async (periodId, actionId, formFields) => {
      const list = await actions([periodId, formFields]);
      return list && findIn(list, actionId);
    },
  };

  async function readPeriods(): Promise<AloList<Period>> {
    const list = await readPages((page) => read(periodsEndpoint, { page }), slices);
    return { ...list, rows: list.rows.toSorted(byStart) };
  }

  async function periodsAround(range: Range): Promise<AloList<Period>> {
    const all = await periods();
    if (all.isWhole) return all;
    // ALO may refuse ranges or answer them badly. Then the periods that are known stay.
    const some = await periodsIn(range).catch((error: unknown) => {
      if (error instanceof SourceError && ['REFUSED', 'CONTRACT'].includes(error.reason)) return undefined;
      throw error;
    });
    return some ? slices.work(joined(all, some)) : all;
  }

  async function readPeriodsIn({ from, to }: Range): Promise<AloList<Period>> {
    const [start, end] = [isoAfter(from, -MARGIN_MS), isoAfter(to, MARGIN_MS)];
    return readPages((page) => read(periodsEndpoint, { start, end, page }), slices);
  }

  /** Finds a period that is missing in a cut list by its actions: they have times, and a range around them may find it. */
  async function findPeriod(periodId: string, formFields: readonly string[]): Promise<Period | null> {
    const all = await periods();
    if (all.isWhole || byIdIn(all).has(periodId)) return findIn(all, periodId);
    const list = await actions([periodId, formFields]);
    if (list === null) return null;
    const times = list.rows.flatMap(({ createdAt }) => createdAt?.getTime() ?? []);
    if (times.length > 0) {
      const [from, to] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
      const around = await periodsAround({ from: new Date(from), to: new Date(to) });
      if (byIdIn(around).has(periodId)) return findIn(around, periodId);
    }
    return unlisted(periodId, list.rows.find(({ periodName }) => periodName !== null)?.periodName ?? null);
  }

  async function readActions([periodId, formFields]: ActionsRequest): Promise<PeriodActions | null> {
    const endpoint = actionsEndpoint(periodId, formFields);
    const first = await read(endpoint, { periodId, formFields, page: 1 });
    if (first === null) return null;
    const notes = [...first.notes];
    const list = await readPages(async (page) => {
      const answer = page === 1 ? first : await read(endpoint, { periodId, formFields, page });
      if (answer && page > 1) notes.push(...answer.notes);
      return answer ?? GONE;
    }, slices);
    const rows = await slices.work(sortInPieces(list.rows, byNumber));
    for (const { createdByName, assigneeNames } of rows) {
      for (const name of [createdByName, ...(assigneeNames ?? [])]) if (name !== null) names.add(name);
    }
    return { ...list, rows, notes };
  }
}

/** The id of the period and the form fields. */
type ActionsRequest = readonly [periodId: string, formFields: readonly string[]];

const isoAfter = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString();

/** A period that only its actions show. */
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

/** The periods of two lists. Together they prove nothing whole, since the meaning of ALO's range is not documented. */
function* joined(all: AloList<Period>, some: AloList<Period>): Pieces<AloList<Period>> {
  const { rows, contradicted } = yield* agreedById([...all.rows, ...some.rows], []);
  return {
    rows: rows.toSorted(byStart),
    unreadable: [...all.unreadable, ...some.unreadable],
    contradicted: new Set([...all.contradicted, ...some.contradicted, ...contradicted]),
    isWhole: false,
    complete: false,
  };
}

const byStart = (a: Period, b: Period): number =>
  (a.start?.getTime() ?? Number.POSITIVE_INFINITY) - (b.start?.getTime() ?? Number.POSITIVE_INFINITY) || byId(a, b);

const byNumber = (a: Action, b: Action): number =>
  (a.number ?? Number.POSITIVE_INFINITY) - (b.number ?? Number.POSITIVE_INFINITY) || byId(a, b);

/** Ids are whole numbers of any length, as texts. */
const byId = ({ sourceId: a }: AloRow, { sourceId: b }: AloRow): number =>
  a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

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
import { memoizeReady, memoizeReadyBy } from '../../provenance.ts';
import { type Pieces, sortInPieces } from '../../time/pieces.ts';
import { type Awaitable, whenReady } from '../../time/ready.ts';
import type { Slices } from '../../time/slices.ts';
import type { Read } from '../../upstream/endpoint.ts';
import { dayStart, type Range } from '../instants.ts';
import { jsonOf } from '../keys.ts';
import { actionsEndpoint, type PeriodsParameters, periodsEndpoint } from './client.ts';
import type { Action, Period } from './model.ts';
import { type AloList, type AloRow, agreedById, byIdIn, createListReader, findIn, GONE } from './pages.ts';
import type { ActionsPage, AloPage } from './wire.ts';

/**
 * The range that ALO is called with is longer by at least this many days at both ends, since its meaning is not documented. It
 * has whole days: a range that moves by seconds is the same question.
 */
const MARGIN_DAYS = 1;

export interface PeriodActions extends AloList<Action> {
  readonly notes: readonly string[];
  /** The names of people in them, each once. */
  readonly names: readonly string[];
}

const readPeriodList = createListReader(function* (list: AloList<Period>, _: readonly AloPage<Period>[]) {
  return { ...list, rows: yield* sortInPieces(list.rows, byStart) };
});

const readActionList = createListReader(function* (
  list: AloList<Action>,
  pages: readonly ActionsPage[],
): Pieces<PeriodActions> {
  const rows = yield* sortInPieces(list.rows, byNumber);
  const names = new Set<string>();
  for (const { createdByName, assigneeNames } of rows) {
    for (const name of [createdByName, ...(assigneeNames ?? [])]) if (name !== null) names.add(name);
  }
  return { ...list, rows, notes: pages.flatMap(({ notes }) => notes), names: [...names] };
});

/** The reads of one request. Each may throw a `SourceError`. */
export interface AloLoaders {
  /** All periods, by start, then by id. Periods without a start come last. */
  periods(): Awaitable<AloList<Period>>;
  /** All periods that can be found. If the list of all was cut, it includes what ALO finds for the range. */
  periodsAround(range: Range): Awaitable<AloList<Period>>;
  /** Null if there is no such period. For `formFields` see `actions`. */
  period(periodId: string, formFields: readonly string[]): Awaitable<Period | null>;
  /**
   * The actions of a period, by number; null if there is no such period. Pass all custom fields that the request selects
   * anywhere, so that the actions of a period are read once.
   */
  actions(periodId: string, formFields: readonly string[]): Awaitable<PeriodActions | null>;
  /** The names of people in all actions read so far. */
  namesRead(): ReadonlySet<string>;
  /** Null if there is no such action. */
  action(periodId: string, actionId: string, formFields: readonly string[]): Awaitable<Action | null>;
}

/** Makes the loaders of one request. `read` makes equal reads once. */
export function createAloLoaders(read: Read, slices: Slices): AloLoaders {
  const names = new Set<string>();
  const periods = memoizeReady(() => readPeriodPages(read, {}, slices));
  const periodsIn = memoizeReadyBy((range: PeriodsRange) => readPeriodPages(read, range, slices), jsonOf);
  const actions = memoizeReadyBy(readActions, ([periodId, formFields]) => periodId + jsonOf(formFields));
  return {
    periods,
    periodsAround,
    period: findPeriod,
    actions: (...request) => actions(request),
    namesRead: () => names,
    action: (periodId, actionId, formFields) =>
      whenReady(actions([periodId, formFields]), (list) => list && findIn(list, actionId)),
  };

  function periodsAround(range: Range): Awaitable<AloList<Period>> {
    return whenReady(periods(), (all) => (all.isWhole ? all : withPeriodsIn(range, all)));
  }

  async function withPeriodsIn(range: Range, all: AloList<Period>): Promise<AloList<Period>> {
    try {
      return await slices.work(joined(all, await periodsIn(rangeParameters(range))));
    } catch (error) {
      // ALO may refuse ranges or answer them badly. Then the periods that are known stay.
      if (error instanceof SourceError && ['REFUSED', 'CONTRACT'].includes(error.reason)) return all;
      throw error;
    }
  }

  function findPeriod(periodId: string, formFields: readonly string[]): Awaitable<Period | null> {
    return whenReady(periods(), (all) =>
      all.isWhole || byIdIn(all).has(periodId) ? findIn(all, periodId) : findUnlisted(periodId, formFields),
    );
  }

  /** Finds a period that is missing in a cut list by its actions: they have times, and a range around them may find it. */
  async function findUnlisted(periodId: string, formFields: readonly string[]): Promise<Period | null> {
    const list = await actions([periodId, formFields]);
    if (list === null) return null;
    const range = createdWithin(list);
    if (range) {
      const around = await periodsAround(range);
      if (byIdIn(around).has(periodId)) return findIn(around, periodId);
    }
    return unlisted(periodId, list.rows.find(({ periodName }) => periodName !== null)?.periodName ?? null);
  }

  async function readActions([periodId, formFields]: ActionsRequest): Promise<PeriodActions | null> {
    const list = await readActionPages(read, periodId, formFields, slices);
    for (const name of list?.names ?? []) names.add(name);
    return list;
  }
}

/** Reads the list of all periods, or of those in a range. */
export const readPeriodPages = (read: Read, range: PeriodsRange, slices: Slices): Promise<AloList<Period>> =>
  readPeriodList((page) => read(periodsEndpoint, { ...range, page }), slices);

/** Reads the list of the actions of a period; null if there is no such period. */
export async function readActionPages(
  read: Read,
  periodId: string,
  formFields: readonly string[],
  slices: Slices,
): Promise<PeriodActions | null> {
  const endpoint = actionsEndpoint(periodId, formFields);
  const first = await read(endpoint, { periodId, formFields, page: 1 });
  if (first === null) return null;
  return readActionList(
    async (page) => (page === 1 ? first : ((await read(endpoint, { periodId, formFields, page })) ?? NO_ACTIONS)),
    slices,
  );
}

/** From the creation of the first action to that of the last; undefined if no action has a time. */
export function createdWithin({ rows }: PeriodActions): Range | undefined {
  const times = rows.flatMap(({ createdAt }) => createdAt?.getTime() ?? []);
  if (times.length === 0) return undefined;
  const [from, to] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  return { from: new Date(from), to: new Date(to) };
}

/** What ALO is called with; empty for all periods. */
export type PeriodsRange = Pick<PeriodsParameters, 'start' | 'end'>;

/** The range that ALO is called with to find the periods around a range. */
export const rangeParameters = ({ from, to }: Range): PeriodsRange => ({
  start: dayStart(from, -MARGIN_DAYS).toISOString(),
  end: dayStart(to, MARGIN_DAYS + 1).toISOString(),
});

const NO_ACTIONS: ActionsPage = { ...GONE, notes: [] };

/** The id of the period and the form fields. */
export type ActionsRequest = readonly [periodId: string, formFields: readonly string[]];

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

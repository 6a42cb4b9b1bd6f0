/** What the things that a query asks of ALO cost in calls. Runs the code of the loaders on what is held. */
import { memoize, memoizeBy } from '../../provenance.ts';
import type { Slices } from '../../time/slices.ts';
import type { Held } from '../../upstream/read.ts';
import type { Demand } from '../demand.ts';
import { demandOfPages, type HeldWalk, ifAtAll, listOf, walkHeld } from '../held-reads.ts';
import type { Range } from '../instants.ts';
import { jsonOf } from '../keys.ts';
import { actionsEndpoint, periodsEndpoint } from './client.ts';
import {
  type ActionsRequest,
  createdWithin,
  type PeriodActions,
  type PeriodsRange,
  rangeParameters,
  readActionPages,
  readPeriodPages,
} from './loaders.ts';
import type { Period } from './model.ts';
import { type AloList, byIdIn, PAGE_CAP } from './pages.ts';

/** The calls of one request to ALO, by what it asks. Named as the loaders; makes no call. */
export interface AloPlanner {
  periods(): Promise<readonly Demand[]>;
  periodsAround(range: Range): Promise<readonly Demand[]>;
  period(periodId: string, formFields: readonly string[]): Promise<readonly Demand[]>;
  actions(periodId: string, formFields: readonly string[]): Promise<readonly Demand[]>;
  /** All periods, as far as they are held; null if a call is needed to know them. */
  knownPeriods(): Promise<Pick<AloList<Period>, 'rows' | 'isWhole'> | null>;
}

const CUT = 'only if ALO cuts its list of all periods';

/** Plans with what is held now. */
export function createAloPlanner(held: Held, slices: Slices): AloPlanner {
  const walkPeriods = memoize(() => walkHeld(held, (read) => readPeriodPages(read, {}, slices)));
  const periodsIn = memoizeBy(planPeriodsIn, jsonOf);
  const walkActions = memoizeBy(
    ([periodId, formFields]: ActionsRequest) =>
      walkHeld(held, (read) => readActionPages(read, periodId, formFields, slices)),
    ([periodId, formFields]) => periodId + jsonOf(formFields),
  );
  return { periods, periodsAround, period, actions, knownPeriods };

  async function periods(): Promise<Demand[]> {
    return [periodsDemand(await walkPeriods(), {})];
  }

  async function periodsAround(range: Range): Promise<Demand[]> {
    const { found } = await walkPeriods();
    if (found?.isWhole) return periods();
    const around = await periodsIn(rangeParameters(range));
    return [...(await periods()), ...(found ? [around] : ifAtAll([around], CUT))];
  }

  async function planPeriodsIn(range: PeriodsRange): Promise<Demand> {
    return periodsDemand(await walkHeld(held, (read) => readPeriodPages(read, range, slices)), range);
  }

  async function period(periodId: string, formFields: readonly string[]): Promise<Demand[]> {
    const { found } = await walkPeriods();
    if (found && (found.isWhole || byIdIn(found).has(periodId))) return periods();
    const list = await walkActions([periodId, formFields]);
    const around = await aroundActions(list);
    const search = [actionsDemand(list, periodId, formFields), ...ifAtAll(around, 'only if its actions have times')];
    return [...(await periods()), ...(found ? search : ifAtAll(search, CUT))];
  }

  /** Of the list of periods around the actions of a period. */
  async function aroundActions({ found: actions, needsCall }: HeldWalk<PeriodActions | null>): Promise<Demand[]> {
    if (needsCall) return [{ ...periodsDemand(NOT_HELD, {}), key: 'around actions' }];
    const range = actions && createdWithin(actions);
    return range ? [await periodsIn(rangeParameters(range))] : [];
  }

  async function actions(periodId: string, formFields: readonly string[]): Promise<Demand[]> {
    return [actionsDemand(await walkActions([periodId, formFields]), periodId, formFields)];
  }

  async function knownPeriods(): Promise<AloList<Period> | null> {
    return (await walkPeriods()).found ?? null;
  }
}

const NOT_HELD = { cached: 0, stale: 0, needsCall: true };

type Walked = Pick<HeldWalk<unknown>, 'cached' | 'stale' | 'needsCall'>;

const periodsDemand = (walk: Walked, range: PeriodsRange): Demand =>
  demandOfPages(walk, { ...listOf(periodsEndpoint, { ...range, page: 1 }), pageCap: PAGE_CAP });

const actionsDemand = (walk: Walked, periodId: string, formFields: readonly string[]): Demand =>
  demandOfPages(walk, {
    ...listOf(actionsEndpoint(periodId, formFields), { periodId, formFields, page: 1 }),
    pageCap: PAGE_CAP,
  });

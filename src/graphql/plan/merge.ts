/** Adds demands up to a plan. */
import type { Demand, Plan, PlannedCalls } from '../../sources/demand.ts';
import type { FieldDemands } from './evaluate.ts';

/** The most fields that a row names. */
const MAX_FIELDS = 100;

/** Demands with the same source, endpoint and key share their calls: the larger of each bound counts. */
export function planOf(found: readonly FieldDemands[]): Plan {
  const shared = new Map<string, Shared>();
  // Most fields demand the same object as others.
  const known = new Map<Demand, Shared>();
  for (const { field, demands } of found) {
    for (const demand of demands) {
      const same = known.get(demand);
      if (same) same.fields.add(field);
      else known.set(demand, join(shared, demand, field));
    }
  }
  const rows = Map.groupBy(shared.values(), ({ endpoint }) => endpoint);
  const calls = [...rows.values()].map(rowOf).filter(({ max, cached }) => max + cached > 0);
  const price = { min: sum(calls, ({ min }) => min), max: sum(calls, ({ max }) => max) };
  return { calls, price, costliest: costliestOf([...shared.values()]) };
}

/** The calls that several demands share. */
interface Shared extends Pick<Demand, 'source' | 'endpoint'> {
  min: number;
  max: number;
  cached: number;
  readonly bounds: (string | null)[];
  readonly fields: Set<string>;
}

/** Adds the demand of a field to those that have its key. */
function join(all: Map<string, Shared>, demand: Demand, field: string): Shared {
  const { min, max, cached, bound } = demand;
  const key = `${demand.endpoint} ${demand.key}`;
  const shared = all.get(key);
  if (!shared) {
    const first = { ...demand, bounds: [bound], fields: new Set([field]) };
    all.set(key, first);
    return first;
  }
  if (max > shared.max) shared.bounds.length = 0;
  if (max >= shared.max) shared.bounds.push(bound);
  shared.min = Math.max(shared.min, min);
  shared.max = Math.max(shared.max, max);
  shared.cached = Math.max(shared.cached, cached);
  shared.fields.add(field);
  return shared;
}

function rowOf(demands: readonly Shared[]): PlannedCalls {
  const { source, endpoint } = demands[0] as Shared;
  const bounds = demands
    .flatMap(({ min, max, bounds: own }) => (min < max ? [...new Set(own)] : []))
    .filter((text) => text !== null);
  return {
    source,
    endpoint,
    min: sum(demands, ({ min }) => min),
    max: sum(demands, ({ max }) => max),
    cached: sum(demands, ({ cached }) => cached),
    fields: [...new Set(demands.flatMap(({ fields }) => [...fields]))].slice(0, MAX_FIELDS),
    bound: bounds.length === 0 ? null : [...Map.groupBy(bounds, (text) => text).values()].map(boundText).join('; '),
  };
}

/** The text of equal bounds. */
const boundText = (equal: readonly string[]): string =>
  equal.length === 1 ? `${equal[0]}` : `${equal.length} times: ${equal[0]}`;

/** Calls that several fields share count for the first of them. */
function costliestOf(demands: readonly Shared[]): Plan['costliest'] {
  const byField = Map.groupBy(demands, ({ fields: [first = ''] }) => first);
  const costs = Array.from(byField, ([field, own]) => ({ field, max: sum(own, ({ max }) => max) }));
  const costliest = costs.reduce((most, one) => (one.max > most.max ? one : most), { field: '', max: 0 });
  return costliest.max > 0 ? costliest : undefined;
}

const sum = <One>(ones: readonly One[], countOf: (one: One) => number): number =>
  ones.reduce((total, one) => total + countOf(one), 0);

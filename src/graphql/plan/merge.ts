/** Adds demands up to a plan. */
import type { Source } from '../../errors.ts';
import { formatNumber } from '../../format-number.ts';
import type { PlanContext } from '../../resolvers/plan-rule.ts';
import type { Demand, Plan, PlannedCalls } from '../../sources/demand.ts';
import type { FieldDemands } from './evaluate.ts';

/** A row names so many of its fields, and so many characters of each: its names are the client's. */
const MAX_FIELDS = 100;
const MAX_FIELD_LENGTH = 500;

/**
 * Demands with the same source, endpoint and key share their calls: the larger of each bound counts. No more calls than the
 * rate limit of a source allows while the request lasts.
 */
export function planOf(found: readonly FieldDemands[], { mostCalls }: Pick<PlanContext, 'mostCalls'>): Plan {
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
  const calls = [...rows.values()]
    .map(rowOf)
    .filter(({ max, cached }) => max + cached > 0)
    .map((row) => limitedRow(row, mostCalls(row.source)));
  const bySource = Map.groupBy(calls, ({ source }) => source);
  const maxima = new Map<Source, number>();
  for (const [source, rows] of bySource) {
    const planned = sum(rows, ({ max }) => max);
    maxima.set(source, Math.min(mostCalls(source), planned));
  }
  const min = sum(calls, (row) => row.min);
  const price = {
    min,
    max: Math.max(
      min,
      sum([...maxima.values()], (max) => max),
    ),
  };
  return { calls, price, maxima, costliest: costliestOf([...shared.values()], price.max) };
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
    fields: [...new Set(demands.flatMap(({ fields }) => [...fields].map(shortened)))].slice(0, MAX_FIELDS),
    bound: bounds.length === 0 ? null : [...Map.groupBy(bounds, (text) => text).values()].map(boundText).join('; '),
  };
}

function limitedRow(row: PlannedCalls, most: number): PlannedCalls {
  const { min, max, bound } = row;
  if (max <= most || max === min) return row;
  const limit = `at most ${formatNumber(most)}, which the rate limit allows while the request lasts`;
  return { ...row, max: Math.max(min, most), bound: bound === null ? limit : `${bound}; ${limit}` };
}

const shortened = (field: string): string =>
  field.length > MAX_FIELD_LENGTH ? `${field.slice(0, MAX_FIELD_LENGTH)}…` : field;

/** The text of equal bounds. */
const boundText = (equal: readonly string[]): string =>
  equal.length === 1 ? `${equal[0]}` : `${equal.length} times: ${equal[0]}`;

/** Calls that several fields share count for the first of them. */
function costliestOf(demands: readonly Shared[], most: number): Plan['costliest'] {
  const byField = Map.groupBy(demands, ({ fields: [first = ''] }) => first);
  const costs = Array.from(byField, ([field, own]) => ({
    field,
    max: Math.min(
      most,
      sum(own, ({ max }) => max),
    ),
  }));
  const costliest = costs.reduce((most, one) => (one.max > most.max ? one : most), { field: '', max: 0 });
  return costliest.max > 0 ? costliest : undefined;
}

const sum = <One>(ones: readonly One[], countOf: (one: One) => number): number =>
  ones.reduce((total, one) => total + countOf(one), 0);

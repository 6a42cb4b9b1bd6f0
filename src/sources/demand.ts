/** What a query demands of a source, in calls, told without a call: the source's planner makes demands, the plan adds them up. */
import type { Source } from '../errors.ts';

/**
 * The calls of one thing that a query asks for. Demands with the same source, endpoint and key share their calls: the larger
 * of each bound counts. Retries after a failure are not counted.
 */
export interface Demand {
  readonly source: Source;
  readonly endpoint: string;
  readonly key: string;
  /** The fewest calls, if the source answers each of them. */
  readonly min: number;
  readonly max: number;
  /** The reads that the cache answers: they need no call. */
  readonly cached: number;
  /** What `max` depends on, in words; null if it is exact. */
  readonly bound: string | null;
}

/** The calls of one endpoint that a query may make. */
export interface PlannedCalls {
  readonly source: Source;
  readonly endpoint: string;
  readonly min: number;
  readonly max: number;
  /** The reads that the cache answers. */
  readonly cached: number;
  /** The fields that cause them: names of the response, joined by dots, without indexes. */
  readonly fields: readonly string[];
  /** What `max` depends on, in words; null if it is exact. */
  readonly bound: string | null;
}

/** The calls that a query may make, in all sources. */
export interface Plan {
  readonly calls: readonly PlannedCalls[];
  /** The sums over all calls. */
  readonly price: { readonly min: number; readonly max: number };
  /** The most calls to each source that the query calls. */
  readonly maxima: ReadonlyMap<Source, number>;
  /** The field that may cause most calls; undefined if none causes any. */
  readonly costliest: { readonly field: string; readonly max: number } | undefined;
}

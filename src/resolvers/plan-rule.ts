/** What a rule of the plan is: for a field, the calls that its resolver may make, and what is known of the objects it returns. */

import type { Source } from '../errors.ts';
import { oncePerObject } from '../once.ts';
import type { People } from '../people/people.ts';
import type { Demand } from '../sources/demand.ts';
import type { Planners } from '../sources/index.ts';
import type { Look } from '../sources/watch.ts';
import type { Awaitable } from '../time/ready.ts';
import type { Context } from './context.ts';
import type { RequestInfo } from './form-fields.ts';

/** What rules may ask. None of it makes a call. */
export interface PlanContext extends Pick<Context, 'scopes' | 'configured' | 'minute'> {
  readonly planners: Planners;
  /** What has been looked at so far. */
  readonly looks: readonly Look[];
  /** The most calls to a source that can be sent while the request lasts; may be `Infinity`. */
  mostCalls(source: Source): number;
  /** Whether there is a people file, which may know an id of a person that no directory has. */
  readonly hasPeopleFile: boolean;
  /** What `Context.people` demands; and the people, if that is nothing. */
  people(): Awaitable<PlannedPeople>;
}

export interface PlannedPeople {
  readonly demands: readonly Demand[];
  readonly people: People | null;
}

/** The objects in one place of an answer, as far as they are known before anything is read. */
export interface PlannedObjects {
  /**
   * The objects as their resolver returns them, or objects that have only the properties that are known; null if nothing is
   * known.
   */
  readonly known: readonly object[] | null;
  /** Whether there is an object for certain, if the sources answer. If they are known: whether each of them is there. */
  readonly isCertain: boolean;
  /** The largest number of objects. */
  readonly atMost: number;
}

/** One field in one place. */
export interface PlannedField<Args = Readonly<Record<string, unknown>>> {
  /** The response names that lead to it, joined by dots. */
  readonly path: string;
  /** Coerced. */
  readonly args: Args;
  readonly info: RequestInfo;
  /** The objects that have the field. */
  readonly parents: PlannedObjects;
  /** Whether a field of this name is selected on what the field returns. */
  selects(name: string): boolean;
}

export interface Planned {
  /** The calls for parents that are there. `min` does not count if that is uncertain. */
  readonly demands: readonly Demand[];
  /** Undefined if nothing is known of them beyond their type. */
  readonly objects?: PlannedObjects;
}

/** Throws what the resolver throws before its first call: then the field makes none. */
export type PlanRule<Args = never> = (field: PlannedField<Args>, context: PlanContext) => Awaitable<Planned>;

/** The same demands of something that may not be read at all. */
export const perhaps = oncePerObject((demands: readonly Demand[]): readonly Demand[] =>
  demands.some(({ min }) => min > 0) ? demands.map((demand) => ({ ...demand, min: 0 })) : demands,
);

/** What the parents of a field demand together. */
export const ofEach = async <Parent>(
  parents: readonly Parent[],
  demandsOf: (parent: Parent) => Awaitable<readonly Demand[]>,
): Promise<readonly Demand[]> => (await Promise.all(parents.map(demandsOf))).flat();

/**
 * What at most `count` things demand of which nothing is known. `demandsOf` gives the demands of two examples: what both
 * demand is demanded once, the rest once for each.
 */
export async function ofUnknown(
  count: number,
  path: string,
  bound: string,
  demandsOf: (example: 0 | 1) => Awaitable<readonly Demand[]>,
): Promise<readonly Demand[]> {
  const [some, others] = await Promise.all([demandsOf(0), demandsOf(1)]);
  const shared = new Set(others.map(({ endpoint, key }) => `${endpoint} ${key}`));
  return some.map((demand) =>
    shared.has(`${demand.endpoint} ${demand.key}`)
      ? demand
      : {
          ...demand,
          key: `unknown ${path}`,
          min: 0,
          max: count * demand.max,
          bound: demand.bound === null ? bound : `${bound}, for each ${demand.bound}`,
        },
  );
}

/** Objects that are there, as their resolver returns them. */
export const exactly = (known: readonly object[]): PlannedObjects => ({
  known,
  isCertain: true,
  atMost: known.length,
});

/** Objects that may be there, of which these properties are known. */
export const maybe = (known: readonly object[], atMost = known.length): PlannedObjects => ({
  known,
  isCertain: false,
  atMost,
});

/** A connection of objects that may be there. */
export const someNodes = (nodes: readonly object[], atMost?: number): PlannedObjects =>
  maybe([{ nodes, edges: nodes.map((node) => ({ node })) }], atMost);

/**
 * Joins clusters that evidence groups, unless stronger evidence forbids it. Knows neither kind of evidence: the caller gives
 * both. Pure, in pieces; the result does not depend on any order.
 */
import type { Pieces } from '../time/pieces.ts';

type Clusters<Member> = readonly (readonly Member[])[];

export interface Joined<Member> {
  readonly clusters: Clusters<Member>;
  /** For each new cluster, the clusters that it was joined from. */
  readonly joins: readonly Clusters<Member>[];
  /** The groups of clusters that evidence would join and `mayJoin` forbids. */
  readonly refused: readonly Clusters<Member>[];
}

/**
 * Each of `groups` has clusters that are one person according to one piece of evidence. A group that may not be joined joins
 * nothing. Groups that share clusters are joined together; if that is forbidden, they join nothing either.
 */
export function* joinClusters<Member>(
  clusters: Clusters<Member>,
  groups: Iterable<Clusters<Member>>,
  mayJoin: (parts: Clusters<Member>) => boolean,
): Pieces<Joined<Member>> {
  const isSeveral = (group: Clusters<Member>): boolean => group.length > 1;
  const [allowed, refusedGroups] = yield* split([...groups].filter(isSeveral), mayJoin);
  const [joins, refusedChains] = yield* split(yield* connectedSets(allowed), mayJoin);
  const wholes = new Map(
    joins.flatMap((parts) => {
      const whole = parts.flat();
      return parts.map((part) => [part, whole] as const);
    }),
  );
  return {
    clusters: [...new Set(clusters.map((cluster) => wholes.get(cluster) ?? cluster))],
    joins,
    refused: [...refusedGroups, ...refusedChains],
  };
}

function* split<Thing>(
  things: readonly Thing[],
  test: (thing: Thing) => boolean,
): Pieces<[passed: Thing[], failed: Thing[]]> {
  const passed: Thing[] = [];
  const failed: Thing[] = [];
  for (const thing of things) {
    (test(thing) ? passed : failed).push(thing);
    yield;
  }
  return [passed, failed];
}

/** The sets of things that groups connect, directly or through each other (union-find). */
function* connectedSets<Thing>(groups: readonly (readonly Thing[])[]): Pieces<readonly (readonly Thing[])[]> {
  const parents = new Map<Thing, Thing>();
  const rootOf = (thing: Thing): Thing => {
    let root = thing;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    // Path compression.
    for (let step = thing; step !== root; ) {
      const next = parents.get(step) ?? root;
      parents.set(step, root);
      step = next;
    }
    return root;
  };
  for (const [first, ...others] of groups) {
    for (const other of others) {
      const [from, to] = [rootOf(other), rootOf(first as Thing)];
      if (from !== to) parents.set(from, to);
    }
    yield;
  }
  return [...Map.groupBy(new Set(groups.flat()), rootOf).values()];
}

/** Indexes things by each of their keys. A thing is in a group once. */
export function* groupByKeys<Thing>(
  things: readonly Thing[],
  keysOf: (thing: Thing) => Iterable<string>,
): Pieces<Map<string, Thing[]>> {
  const groups = new Map<string, Thing[]>();
  for (const thing of things) {
    for (const key of new Set(keysOf(thing))) {
      const group = groups.get(key);
      if (group) group.push(thing);
      else groups.set(key, [thing]);
    }
    yield;
  }
  return groups;
}

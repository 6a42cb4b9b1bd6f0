/**
 * Joins what evidence says is one person, and refuses what stronger evidence forbids. In pieces, and pure; the outcome does not depend
 * on the order of anything. What a piece of evidence is, and what forbids, the caller decides.
 */

import type { Pieces } from '../time/pieces.ts';

/** What is one person as far as is known. */
type Cluster<Member> = readonly Member[];
type Clusters<Member> = readonly Cluster<Member>[];

export interface Joined<Member> {
  readonly clusters: Clusters<Member>;
  /** What the new ones among the clusters were made from. */
  readonly joins: readonly Clusters<Member>[];
  /** What evidence would join, and may not be joined. */
  readonly refused: readonly Clusters<Member>[];
}

/**
 * `groups` are clusters, each group held to be one person by one piece of evidence. A group that may not be one person
 * joins nobody; groups that are fine alone but together, through the clusters they share, are not, join nobody either.
 */
export function* joinClusters<Member>(
  clusters: Clusters<Member>,
  groups: Iterable<Clusters<Member>>,
  mayJoin: (parts: Clusters<Member>) => boolean,
): Pieces<Joined<Member>> {
  const isSeveral = (group: Clusters<Member>): boolean => group.length > 1;
  const [fine, refusedGroups] = yield* split([...groups].filter(isSeveral), mayJoin);
  const [joins, refusedChains] = yield* split(yield* chainsOf(fine), mayJoin);
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

/** The sets of things that groups connect, directly or through one another. */
function* chainsOf<Thing>(groups: readonly (readonly Thing[])[]): Pieces<readonly (readonly Thing[])[]> {
  const parents = new Map<Thing, Thing>();
  const rootOf = (thing: Thing): Thing => {
    let root = thing;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    // Whoever asks next has a shorter way.
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

/** Things by each of their keys. A thing stands in a group once. */
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

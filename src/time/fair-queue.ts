/** A queue that serves callers round robin, and what a request waits for before background work. Pure. */

/** The caller of work that serves all callers, such as reading a directory. */
export const EVERY_CALLER = '';

export interface QueueItem {
  readonly caller: string;
  readonly isBackground: boolean;
}

export interface FairQueue<Item extends QueueItem> {
  add(item: Item): void;
  /** Removes and returns the next item of the callers that `mayGo` accepts; the other callers keep their positions. */
  take(mayGo?: (caller: string) => boolean): Item | undefined;
  /** The items of each caller, in the order in which the callers are served. A caller may be there twice. */
  lanes(): Iterable<readonly [caller: string, items: readonly Item[]]>;
  /** Removes an item as `take` does, wherever it stands: its caller has been served. */
  serve(item: Item): void;
  /** Removes an item wherever it stands; does nothing if it is not in the queue. */
  remove(item: Item): void;
  /**
   * Calls `keep` for each item in the order in which the queue would serve them, and removes those for which it returns
   * false. The caller's next item takes the position of a removed one.
   */
  retain(keep: (item: Item) => boolean): void;
  size(): number;
  /** The number of items of each caller. */
  waiting(): ReadonlyMap<string, number>;
}

/** The items by caller. The caller served next stands first. */
type Lane<Item> = Map<string, Item[]>;

/** An empty queue. */
export function createFairQueue<Item extends QueueItem>(): FairQueue<Item> {
  const foreground: Lane<Item> = new Map();
  const background: Lane<Item> = new Map();
  let size = 0;
  const laneOf = ({ isBackground }: QueueItem): Lane<Item> => (isBackground ? background : foreground);

  return {
    add: (item) => {
      const lane = laneOf(item);
      const items = lane.get(item.caller);
      if (items) items.push(item);
      else lane.set(item.caller, [item]);
      size++;
    },
    take: (mayGo = () => true) => {
      for (const lane of [foreground, background]) {
        const next = [...lane].find(([caller]) => mayGo(caller));
        if (!next) continue;
        const item = next[1][0];
        if (item) serve(item);
        return item;
      }
      return undefined;
    },
    lanes: function* () {
      yield* foreground;
      yield* background;
    },
    serve,
    remove: (item) => {
      const lane = laneOf(item);
      const items = lane.get(item.caller) ?? [];
      const left = items.filter((other) => other !== item);
      if (left.length === items.length) return;
      setItems(lane, item.caller, left);
      size--;
    },
    retain: (keep) => {
      for (const lane of [foreground, background]) size -= retainLane(lane, keep);
    },
    size: () => size,
    waiting: () => {
      const counts = new Map<string, number>();
      for (const lane of [foreground, background]) {
        for (const [caller, { length }] of lane) counts.set(caller, (counts.get(caller) ?? 0) + length);
      }
      return counts;
    },
  };

  function serve(item: Item): void {
    const lane = laneOf(item);
    const items = lane.get(item.caller) ?? [];
    items.splice(items.indexOf(item), 1);
    // The caller moves to the end, or out of the lane.
    lane.delete(item.caller);
    setItems(lane, item.caller, items);
    size--;
  }
}

/** A caller that is in the lane keeps its position. */
function setItems<Item>(lane: Lane<Item>, caller: string, items: Item[]): void {
  if (items.length > 0) lane.set(caller, items);
  else lane.delete(caller);
}

/** Visits the first item of each caller, then the second of each, and so on. Returns how many were removed. */
function retainLane<Item>(lane: Lane<Item>, keep: (item: Item) => boolean): number {
  const all = [...lane].map(([caller, items]) => ({ caller, rest: [...items], kept: [] as Item[] }));
  let removed = 0;
  let round = all;
  while (round.length > 0) {
    round = round.filter(({ rest, kept }) => {
      let item = rest.shift();
      while (item && !keep(item)) {
        removed++;
        item = rest.shift();
      }
      if (item) kept.push(item);
      return item;
    });
  }
  for (const { caller, kept } of all) setItems(lane, caller, kept);
  return removed;
}

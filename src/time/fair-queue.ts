/** A queue in which callers take turns, and what somebody waits for goes before what is done in the background. Pure. */

/** In whose name is read what everybody needs. */
export const FOR_ALL = '';

export interface Place {
  readonly caller: string;
  readonly isBackground: boolean;
}

export interface FairQueue<Item extends Place> {
  add(item: Item): void;
  /** Takes out who is next of those callers who may go; who may not keeps their place. */
  take(mayGo?: (caller: string) => boolean): Item | undefined;
  /** Takes somebody out of turn. */
  remove(item: Item): void;
  /**
   * Asks of everybody, in the order in which they would be taken, whether they stay. Whoever does not is taken out, and
   * the caller's next one has that place.
   */
  sift(stays: (item: Item) => boolean): void;
  size(): number;
  /** How many items of each caller there are. */
  waiting(): ReadonlyMap<string, number>;
}

/** The items of each caller; whose turn is next stands first. */
type Lane<Item> = Map<string, Item[]>;

export function createFairQueue<Item extends Place>(): FairQueue<Item> {
  const foreground: Lane<Item> = new Map();
  const background: Lane<Item> = new Map();
  let size = 0;
  const laneOf = ({ isBackground }: Place): Lane<Item> => (isBackground ? background : foreground);

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
        const [caller, items] = next;
        const item = items.shift();
        // To the end of the row, or out of it.
        lane.delete(caller);
        hold(lane, caller, items);
        size--;
        return item;
      }
      return undefined;
    },
    remove: (item) => {
      const lane = laneOf(item);
      const items = lane.get(item.caller) ?? [];
      const left = items.filter((other) => other !== item);
      if (left.length === items.length) return;
      hold(lane, item.caller, left);
      size--;
    },
    sift: (stays) => {
      for (const lane of [foreground, background]) size -= siftLane(lane, stays);
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
}

/** Sets what a caller waits for, and leaves the caller at their place in the row. */
function hold<Item>(lane: Lane<Item>, caller: string, items: Item[]): void {
  if (items.length > 0) lane.set(caller, items);
  else lane.delete(caller);
}

/**
 * One of each caller, then the second of each, and so on; in the place of one who goes stands the caller's next. Says how
 * many have gone.
 */
function siftLane<Item>(lane: Lane<Item>, stays: (item: Item) => boolean): number {
  const all = [...lane].map(([caller, items]) => ({ caller, rest: [...items], staying: [] as Item[] }));
  let gone = 0;
  let rows = all;
  while (rows.length > 0) {
    rows = rows.filter(({ rest, staying }) => {
      let item = rest.shift();
      while (item && !stays(item)) {
        gone++;
        item = rest.shift();
      }
      if (item) staying.push(item);
      return item;
    });
  }
  for (const { caller, staying } of all) hold(lane, caller, staying);
  return gone;
}

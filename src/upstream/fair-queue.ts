/** A queue in which callers take turns, and what somebody waits for goes before what is done in the background. Pure. */

export interface Place {
  readonly caller: string;
  readonly isBackground: boolean;
}

export interface FairQueue<Item extends Place> {
  add(item: Item): void;
  /** Takes out who is next. */
  take(): Item | undefined;
  /** Takes somebody out of turn. */
  remove(item: Item): void;
  /**
   * Asks of everybody, in the order in which they would be taken, whether they stay at their place, from 0. Whoever does
   * not is taken out, and somebody else has that place.
   */
  sift(stays: (item: Item, place: number) => boolean): void;
  size(): number;
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
    take: () => {
      const lane = foreground.size > 0 ? foreground : background;
      const [turn] = lane;
      if (!turn) return undefined;
      const [caller, items] = turn;
      const item = items.shift();
      // To the end of the row, or out of it.
      lane.delete(caller);
      if (items.length > 0) lane.set(caller, items);
      size--;
      return item;
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
      let place = 0;
      for (const lane of [foreground, background]) {
        siftLane(lane, (item) => {
          const isStaying = stays(item, place);
          if (isStaying) place++;
          return isStaying;
        });
      }
      size = place;
    },
    size: () => size,
  };
}

/** Sets what a caller waits for, and leaves the caller at their place in the row. */
function hold<Item>(lane: Lane<Item>, caller: string, items: Item[]): void {
  if (items.length > 0) lane.set(caller, items);
  else lane.delete(caller);
}

/** One of each caller, then the second of each, and so on; in the place of one who goes stands the caller's next. */
function siftLane<Item>(lane: Lane<Item>, stays: (item: Item) => boolean): void {
  const all = [...lane].map(([caller, items]) => ({ caller, rest: [...items], staying: [] as Item[] }));
  let rows = all;
  while (rows.length > 0) {
    rows = rows.filter(({ rest, staying }) => {
      let item = rest.shift();
      while (item && !stays(item)) item = rest.shift();
      if (item) staying.push(item);
      return item;
    });
  }
  for (const { caller, staying } of all) hold(lane, caller, staying);
}

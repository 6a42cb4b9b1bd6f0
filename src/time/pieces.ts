/** CPU work as a generator that yields between its pieces, so that a scheduler can interrupt it. */
export type Pieces<Result> = Generator<void, Result, void>;

/** Does all pieces at once. */
export function inOneGo<Result>(pieces: Pieces<Result>): Result {
  for (;;) {
    const piece = pieces.next();
    if (piece.done) return piece.value;
  }
}

/** `map`, with one call of `make` in each piece. */
export function* mapInPieces<Thing, Made>(things: Iterable<Thing>, make: (thing: Thing) => Made): Pieces<Made[]> {
  const made: Made[] = [];
  for (const thing of things) {
    made.push(make(thing));
    yield;
  }
  return made;
}

/** `filter`, with one call of `test` in each piece. */
export function* filterInPieces<Thing>(things: Iterable<Thing>, test: (thing: Thing) => boolean): Pieces<Thing[]> {
  const passed: Thing[] = [];
  for (const thing of things) {
    if (test(thing)) passed.push(thing);
    yield;
  }
  return passed;
}

/** How many elements one piece sorts. */
const SORTED_AT_ONCE = 1_000;

/** `toSorted` in pieces: sorts runs, then merges them. Stable. */
export function* sortInPieces<Thing>(
  things: readonly Thing[],
  compare: (a: Thing, b: Thing) => number,
): Pieces<Thing[]> {
  let runs: Thing[][] = [];
  for (let from = 0; from < things.length; from += SORTED_AT_ONCE) {
    runs.push(things.slice(from, from + SORTED_AT_ONCE).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: Thing[][] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(yield* merge(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

function* merge<Thing>(left: Thing[], right: Thing[], compare: (a: Thing, b: Thing) => number): Pieces<Thing[]> {
  const merged: Thing[] = [];
  let at = 0;
  for (const [index, thing] of left.entries()) {
    for (let other = right[at]; other !== undefined && compare(thing, other) > 0; other = right[++at])
      merged.push(other);
    merged.push(thing);
    if (index % SORTED_AT_ONCE === 0) yield;
  }
  return merged.concat(right.slice(at));
}

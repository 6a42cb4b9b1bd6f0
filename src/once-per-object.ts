/** Remembers what was made of an object that never changes, for as long as the object lives. */

/** Returns `make`, called once for each object. What it throws is not remembered. */
export function oncePerObject<Thing extends object, Made extends NonNullable<unknown>>(
  make: (thing: Thing) => Made,
): (thing: Thing) => Made {
  const made = new WeakMap<Thing, Made>();
  return (thing) => {
    let value = made.get(thing);
    if (value === undefined) {
      value = make(thing);
      made.set(thing, value);
    }
    return value;
  };
}

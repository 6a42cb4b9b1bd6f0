/** Remembers what was made of a thing that never changes. What a function throws is not remembered. */

/** Returns `make`, called once for each object. The result lives as long as the object. */
export function oncePerObject<Thing extends object, Made extends NonNullable<unknown>>(
  make: (thing: Thing) => Made,
): (thing: Thing) => Made {
  return remembered(new WeakMap<Thing, Made>(), make);
}

/** Returns `make`, called once for each text, unless it returned undefined. The results live as long as the function. */
export function oncePerText<Made>(make: (text: string) => Made): (text: string) => Made {
  return remembered(new Map<string, Made>(), make);
}

function remembered<Thing, Made>(
  made: { get(thing: Thing): Made | undefined; set(thing: Thing, value: Made): unknown },
  make: (thing: Thing) => Made,
): (thing: Thing) => Made {
  return (thing) => {
    let value = made.get(thing);
    if (value === undefined) {
      value = make(thing);
      made.set(thing, value);
    }
    return value;
  };
}

/** Remembers what was made of a thing that never changes. What a function throws is not remembered. */

/** What is remembered of objects, one value for each. */
export interface Notes<Thing extends object, Note> {
  get(thing: Thing): Note | undefined;
  set(thing: Thing, note: Note): void;
}

/**
 * Each note is kept on its object, and lives as long. A WeakMap would keep it until the next full garbage collection: a young
 * one takes the values of an old WeakMap for reachable, and with them all that they refer to. Frozen objects are few.
 */
export function createNotes<Thing extends object, Note>(): Notes<Thing, Note> {
  const key = Symbol('note');
  const ofFrozen = new WeakMap<Thing, Note>();
  return {
    get: (thing) => (thing as { readonly [key]?: Note })[key] ?? ofFrozen.get(thing),
    set: (thing, value) => {
      // Not enumerable, so that a copy of the object has no note, and is equal to it.
      if (Object.isExtensible(thing)) Object.defineProperty(thing, key, { value, configurable: true });
      else ofFrozen.set(thing, value);
    },
  };
}

/** Returns `make`, called once for each object. The result lives as long as the object. */
export function oncePerObject<Thing extends object, Made extends NonNullable<unknown>>(
  make: (thing: Thing) => Made,
): (thing: Thing) => Made {
  return remembered(createNotes<Thing, Made>(), make);
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

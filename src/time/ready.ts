/** Values that may be there already: code that waits for such a value costs a promise, and a query has thousands of fields. */

/** A value that is there, or that will be. */
export type Awaitable<Value> = Value | Promise<Value>;

/** Uses a value: at once if it is there. */
export const whenReady = <Value, Result>(
  value: Awaitable<Value>,
  use: (value: Value) => Awaitable<Result>,
): Awaitable<Result> => (value instanceof Promise ? value.then(use) : use(value));

/** Values that may be there already: code that waits for such a value costs a promise, and a query has thousands of fields. */
import { memoizeBy } from '../provenance.ts';

/** A value that is there, or that will be. */
export type Awaitable<Value> = Value | Promise<Value>;

/** Uses a value: at once if it is there. */
export const whenReady = <Value, Result>(
  value: Awaitable<Value>,
  use: (value: Value) => Awaitable<Result>,
): Awaitable<Result> => (value instanceof Promise ? value.then(use) : use(value));

/** `memoizeBy`, which gives the value itself as soon as it is there. */
export function memoizeReadyBy<Question, Value>(
  answer: (question: Question) => Awaitable<Value>,
  keyOf: (question: Question) => unknown,
): (question: Question) => Awaitable<Value> {
  const ask = memoizeBy((question: Question) => keep(answer(question)), keyOf);
  return (question) => ask(question).value;
}

/** `memoizeReadyBy` for a function without parameters. */
export function memoizeReady<Value>(answer: () => Awaitable<Value>): () => Awaitable<Value> {
  const once = memoizeReadyBy(answer, () => 'once');
  return () => once(undefined);
}

function keep<Value>(value: Awaitable<Value>): { readonly value: Awaitable<Value> } {
  const kept = { value };
  const settle = (settled: Value): void => {
    kept.value = settled;
  };
  if (value instanceof Promise) value.then(settle, () => {});
  return kept;
}

/** What a plan looks at. Whether all of it is still the same tells whether the plan is still good. Knows no vendor. */

/** Whether a look would show the same now. */
export type Look = () => boolean;

/** Takes each look. */
export type Watch = (look: Look) => void;

/**
 * The same function, each call of which is a look. `marksOf` tells results apart: they are the same exactly if their marks are.
 * What is looked at may be dropped meanwhile.
 */
export const watched =
  <Asked extends readonly unknown[], Seen>(
    show: (...asked: Asked) => Seen,
    marksOf: (seen: Seen) => readonly unknown[],
    watch: Watch,
  ): ((...asked: Asked) => Seen) =>
  (...asked) => {
    const seen = show(...asked);
    const marks = marksOf(seen).map(weakly);
    watch(() => marksOf(show(...asked)).every((mark, index) => mark === marks[index]?.()));
    return seen;
  };

function weakly(mark: unknown): () => unknown {
  if (typeof mark !== 'object' || mark === null) return () => mark;
  const reference = new WeakRef(mark);
  return () => reference.deref();
}

/** Gives memory back to the system that only the start has used. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** See https://github.com/v8/v8/blob/main/src/extensions/gc-extension.h. */
type CollectGarbage = (how: { readonly type: 'major'; readonly flavor: 'last-resort' }) => void;

/**
 * Collects the garbage of the start. It is mostly that of loading code, for which V8 grows the space of young objects to a
 * size that an idle server never needs; only this kind of collection shrinks it. Takes a few hundredths of a second.
 */
export function releaseStartMemory(): void {
  setFlagsFromString('--expose-gc');
  // The flag is of no effect in a context that is older.
  const collect: CollectGarbage = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  collect({ type: 'major', flavor: 'last-resort' });
}

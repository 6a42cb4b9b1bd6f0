/** Which failures of sources the log is told: each in the moment it begins, and while it lasts once a minute. */
import type { Source } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import type { Code } from './labels.ts';

/** Why a source gave no answer, as an operator reads it. */
export interface SourceFailure {
  readonly source: Source;
  readonly code: Code;
  /** A word of Node's or a sentence of ours: never what a vendor sent. */
  readonly detail: string;
}

const AGAIN_MS = 60_000;
/** More failures that differ are forgotten, and told again. */
const MOST_KNOWN = 200;

export function createFailureTeller(
  clock: Pick<Clock, 'nowMs'>,
  tell: (failure: SourceFailure) => void,
): (failure: SourceFailure) => void {
  const toldAtMs = new Map<string, number>();
  return (failure) => {
    const key = [failure.source, failure.code, failure.detail].join(' ');
    const nowMs = clock.nowMs();
    const lastMs = toldAtMs.get(key);
    if (lastMs !== undefined && nowMs - lastMs < AGAIN_MS) return;
    if (toldAtMs.size >= MOST_KNOWN) toldAtMs.clear();
    toldAtMs.set(key, nowMs);
    tell(failure);
  };
}

/**
 * From which calls a value came. Whoever asks inside `recordCalls` has each call noted, also where somebody else of the same
 * request asked first and the answer was shared. Without anybody who follows, nothing is noted.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Source } from './errors.ts';

/** One logical read of a source, as it was for whoever asked. */
export interface CallRecord {
  readonly source: Source;
  readonly endpoint: string;
  /** On the clock that never jumps. */
  readonly startedAtMs: number;
  /** How long it waited for its turn. */
  readonly waitMs: number;
  /** How long it took in all. */
  readonly ms: number;
  /** How often it was sent. */
  readonly attempts: number;
  /** MISS: it was sent. FRESH, STALE: a copy was there. SHARED: somebody else had sent it already. */
  readonly cache: 'MISS' | 'FRESH' | 'STALE' | 'SHARED';
  /** How old what it brought is. */
  readonly ageMs: number;
  /** For how long it is as good as an answer. */
  readonly freshMs: number;
  /** Why what it brought is older than it should be: REVALIDATING, or the code of the failure. */
  readonly staleBecause?: string;
  /** The code of the failure, where it brought nothing. */
  readonly code?: string;
  /** How many rows it brought; null where it brought none, or something that has none. */
  readonly rows: number | null;
}

export interface Provenance {
  readonly calls: Set<CallRecord>;
  /** The trails of what was shared. */
  readonly parts: Set<Provenance>;
}

const followed = new AsyncLocalStorage<Provenance>();

export const createProvenance = (): Provenance => ({ calls: new Set(), parts: new Set() });

/** Notes in `trail` each call that comes of `ask`. */
export const recordCalls = <Answer>(trail: Provenance, ask: () => Answer): Answer => followed.run(trail, ask);

export const recordCall = (call: CallRecord): unknown => followed.getStore()?.calls.add(call);

/** Notes all calls of a trail, those to come included. */
export const recordPart = (part: Provenance): unknown => followed.getStore()?.parts.add(part);

/** All calls of a trail, each once. */
export function callsOf(trail: Provenance): Set<CallRecord> {
  const trails = new Set([trail]);
  // A set that grows while it is walked is walked to its end.
  for (const { parts } of trails) for (const part of parts) trails.add(part);
  return new Set([...trails].flatMap(({ calls }) => [...calls]));
}

/** The same question is asked once; whoever asks again gets the same answer, and its calls noted. */
export function memoizeBy<Question, Answer>(
  ask: (question: Question) => Answer,
  keyOf: (question: Question) => unknown,
): (question: Question) => Answer {
  const asked = new Map<unknown, { readonly answer: Answer; readonly trail: Provenance | undefined }>();
  return (question) => {
    const key = keyOf(question);
    let known = asked.get(key);
    if (!known) {
      const trail = followed.getStore() && createProvenance();
      known = { trail, answer: trail ? recordCalls(trail, () => ask(question)) : ask(question) };
      asked.set(key, known);
    }
    if (known.trail) recordPart(known.trail);
    return known.answer;
  };
}

/** The same for what is always the same question. */
export function memoize<Answer>(ask: () => Answer): () => Answer {
  const answer = memoizeBy(ask, () => 'once');
  return () => answer(undefined);
}

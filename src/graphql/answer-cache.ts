/**
 * The cache of answers: whole answers as bytes. Each is served as long as everything that it was made of is the current one
 * and fresh. Equal requests of one caller that arrive while its answer is made wait for it.
 */
import { LRUCache } from 'lru-cache';
import { type Dependencies, dependenciesOf, type Provenance } from '../provenance.ts';
import type { Clock } from '../time/clock.ts';
import { createByteBudget } from '../upstream/cache/byte-budget.ts';
import type { HttpGraphqlAnswer } from './engine.ts';

/** An answer that was just made. */
export interface MadeAnswer {
  readonly answer: HttpGraphqlAnswer;
  readonly provenance: Provenance;
}

/** An answer that equal requests share. */
export interface KeptAnswer extends Pick<HttpGraphqlAnswer, 'headers' | 'kind' | 'operation'> {
  readonly body: Buffer;
  readonly dependencies: Dependencies;
}

export interface AnswerCache {
  /** The answer of this name, if it may be served now. */
  find(name: string): KeptAnswer | undefined;
  /**
   * The answer of this name that the caller's own request is making, as soon as it is there; it is undefined if no other
   * request may have it. Undefined at once if there is no such request. Never rejects.
   */
  awaited(caller: string, name: string): Promise<KeptAnswer | undefined> | undefined;
  /** Makes an answer and keeps it, if other requests may have it. Its memory counts for the caller. */
  make(caller: string, name: string, execute: () => Promise<MadeAnswer>): Promise<MadeAnswer | KeptAnswer>;
}

const BYTES_PER_CALLER = 32 * 1024 * 1024;
const BYTES_IN_ALL = 64 * 1024 * 1024;
/** A larger answer is not kept. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** An answer, and its two compressed forms, which are smaller. */
const FORMS = 3;
const ENTRY_BYTES = 1_024;
/** What the answer knows of one thing that it was made of: a small answer may be made of hundreds. */
const DEPENDENCY_BYTES = 512;
/** How many names are remembered whose last answer could not be shared. */
const MAX_UNSHARED = 1_000;

/** Empty. The names must differ wherever the answers may. */
export function createAnswerCache({ nowMs }: Pick<Clock, 'nowMs'>): AnswerCache {
  const memory = createByteBudget<KeptAnswer>({
    bytesPerOwner: BYTES_PER_CALLER,
    bytesInAll: BYTES_IN_ALL,
    bytesOf: ({ body, dependencies: { reads, kept } }) =>
      ENTRY_BYTES + FORMS * body.length + DEPENDENCY_BYTES * (reads.length + kept.length),
  });
  const inProgress = new Map<string, Promise<KeptAnswer | undefined>>();
  /** Requests do not wait for each other where that was in vain the last time: they would take twice as long. */
  const unshared = new LRUCache<string, true>({ max: MAX_UNSHARED });

  return {
    find: (name) => {
      const kept = memory.get(name);
      if (!kept) return undefined;
      const untilMs = freshUntilMs(kept.dependencies);
      if (untilMs > nowMs()) return kept;
      // A stale one may become fresh again: by an equal answer of the source.
      if (untilMs === Number.NEGATIVE_INFINITY) memory.delete(name);
      return undefined;
    },
    awaited: (caller, name) => inProgress.get(flightOf(caller, name)),
    make: async (caller, name, execute) => {
      const flight = flightOf(caller, name);
      const { promise, resolve } = Promise.withResolvers<KeptAnswer | undefined>();
      const isFirst = !inProgress.has(flight) && !unshared.has(flight);
      if (isFirst) inProgress.set(flight, promise);
      let kept: KeptAnswer | undefined;
      try {
        const made = await execute();
        kept = keep(caller, name, made);
        return kept ?? made;
      } finally {
        if (kept) unshared.delete(flight);
        else unshared.set(flight, true);
        if (isFirst) inProgress.delete(flight);
        resolve(kept);
      }
    },
  };

  function keep(caller: string, name: string, { answer, provenance }: MadeAnswer): KeptAnswer | undefined {
    const dependencies = answer.isCacheable ? dependenciesOf(provenance) : undefined;
    if (!dependencies || freshUntilMs(dependencies) <= nowMs()) return undefined;
    const body = Buffer.from(answer.body);
    if (body.length > MAX_ANSWER_BYTES) return undefined;
    const { headers, kind, operation } = answer;
    const kept: KeptAnswer = { headers, kind, operation, body, dependencies };
    memory.set(caller, name, kept);
    return kept;
  }
}

/** One for each caller: a request must not wait for what another caller's limits delay. */
const flightOf = (caller: string, name: string): string => `${name} ${caller}`;

/** When the first of them is stale; minus infinity if one is not current any more. */
function freshUntilMs({ reads, kept }: Dependencies): number {
  let untilMs = Number.POSITIVE_INFINITY;
  for (const dependency of reads) untilMs = Math.min(untilMs, dependency.freshUntilMs);
  for (const dependency of kept) untilMs = Math.min(untilMs, dependency.freshUntilMs);
  return untilMs;
}

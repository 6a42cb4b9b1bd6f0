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
export interface CachedAnswer extends Pick<HttpGraphqlAnswer, 'headers' | 'kind' | 'operation'> {
  readonly body: Buffer;
  readonly dependencies: Dependencies;
}

export interface AnswerCache {
  /** The answer with this key, if it may be served now. */
  find(key: string): CachedAnswer | undefined;
  /**
   * The answer with this key that another request of the caller is making, as soon as it is there; it is undefined if no other
   * request may have it. Undefined at once if there is no such request. Never rejects.
   */
  inProgress(caller: string, key: string): Promise<CachedAnswer | undefined> | undefined;
  /** Makes an answer and keeps it, if other requests may have it. Its memory counts for the caller. */
  make(caller: string, key: string, execute: () => Promise<MadeAnswer>): Promise<MadeAnswer | CachedAnswer>;
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
/** How many keys are remembered whose last answer could not be shared. */
const MAX_UNSHARED = 1_000;

/** Empty. The keys must differ wherever the answers may. */
export function createAnswerCache({ nowMs }: Pick<Clock, 'nowMs'>): AnswerCache {
  const memory = createByteBudget<CachedAnswer>({
    bytesPerOwner: BYTES_PER_CALLER,
    bytesInAll: BYTES_IN_ALL,
    bytesOf: ({ body, dependencies: { reads, others } }) =>
      ENTRY_BYTES + FORMS * body.length + DEPENDENCY_BYTES * (reads.length + others.length),
  });
  const flights = new Map<string, Promise<CachedAnswer | undefined>>();
  /** Requests do not wait for each other where that was in vain the last time: they would take twice as long. */
  const unshared = new LRUCache<string, true>({ max: MAX_UNSHARED });

  return {
    find: (key) => {
      const cached = memory.get(key);
      if (!cached) return undefined;
      const untilMs = freshUntilMs(cached.dependencies);
      if (untilMs > nowMs()) return cached;
      // A stale one may become fresh again: by an equal answer of the source.
      if (untilMs === Number.NEGATIVE_INFINITY) memory.delete(key);
      return undefined;
    },
    inProgress: (caller, key) => flights.get(flightOf(caller, key)),
    make: async (caller, key, execute) => {
      const flight = flightOf(caller, key);
      const { promise, resolve } = Promise.withResolvers<CachedAnswer | undefined>();
      const isFirst = !flights.has(flight) && !unshared.has(flight);
      if (isFirst) flights.set(flight, promise);
      let cached: CachedAnswer | undefined;
      try {
        const made = await execute();
        cached = keep(caller, key, made);
        return cached ?? made;
      } finally {
        if (cached) unshared.delete(flight);
        else unshared.set(flight, true);
        if (isFirst) flights.delete(flight);
        resolve(cached);
      }
    },
  };

  function keep(caller: string, key: string, { answer, provenance }: MadeAnswer): CachedAnswer | undefined {
    const dependencies = answer.isCacheable ? dependenciesOf(provenance) : undefined;
    if (!dependencies || freshUntilMs(dependencies) <= nowMs()) return undefined;
    const body = Buffer.from(answer.body);
    if (body.length > MAX_ANSWER_BYTES) return undefined;
    const { headers, kind, operation } = answer;
    const cached: CachedAnswer = { headers, kind, operation, body, dependencies };
    memory.set(caller, key, cached);
    return cached;
  }
}

/** One for each caller: a request must not wait for what another caller's limits delay. */
const flightOf = (caller: string, key: string): string => `${key} ${caller}`;

/** When the first of them is stale; minus infinity if one is not current any more. */
function freshUntilMs({ reads, others }: Dependencies): number {
  let untilMs = Number.POSITIVE_INFINITY;
  for (const dependency of reads) untilMs = Math.min(untilMs, dependency.freshUntilMs);
  for (const dependency of others) untilMs = Math.min(untilMs, dependency.freshUntilMs);
  return untilMs;
}

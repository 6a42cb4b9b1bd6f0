/** Caches of processes that share a store, under a clock that the test moves. */
import { type Cache, type CachedAnswer, createCache } from '../../../src/upstream/cache/cache.ts';
import { createKeyring } from '../../../src/upstream/cache/keyring.ts';
import type { SharedStore } from '../../../src/upstream/redis/shared-tier.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';
import { createSimulatedTier, type SimulatedTier } from '../simulation/shared-tier.ts';

export const HOUR_MS = 3_600_000;
export const MEGABYTE = 1024 * 1024;
export const SECRET = 'secret';
const CALLER = 'caller';

const isFresh = (copy: CachedAnswer<string>): boolean => copy.isMissing;
/** Accepts each text without `garbage`; null becomes a model, too. */
const parse = (text: string | null) => (text?.includes('garbage') ? undefined : { model: text ?? 'nothing' });

interface TestedCache extends Pick<Cache, 'drop' | 'dropAll' | 'dependencyOn'> {
  /** Null for an answer that there is no such thing. */
  put(name: string, text: string | null, caller?: string): void;
  /** The cached answer; fresh only if the test says so. */
  find(name: string, isAnythingFresh?: boolean): Promise<CachedAnswer<string> | undefined>;
  /** `find` in short. */
  seen(name: string): Promise<{ readonly model: string; readonly ageMs: number } | undefined>;
}

interface Caches {
  readonly clock: FakeClock;
  readonly store: SimulatedTier['store'];
  /** The cache of one more process, whose wall clock may be ahead of the others'. */
  open(settings?: { readonly secret?: string; readonly aheadMs?: number; readonly store?: SharedStore }): TestedCache;
}

export function startCaches(hasStore = true): Caches {
  const clock = createFakeClock();
  const { store } = createSimulatedTier({ clock, processes: 2 });
  return {
    clock,
    store,
    open: ({ secret = SECRET, aheadMs = 0, store: ownStore = store } = {}) => {
      const own = { ...clock, epochMs: () => clock.epochMs() + aheadMs };
      const cache = createCache(own, createKeyring(secret), hasStore ? ownStore : undefined);
      const find: TestedCache['find'] = async (name, isAnythingFresh) =>
        cache.find<string>(CALLER, name, isAnythingFresh ? () => true : isFresh, async (text) => parse(text));
      return {
        ...cache,
        put: (name, text, caller = CALLER) => cache.put(caller, name, parse(text)?.model, text),
        find,
        seen: async (name) => {
          const copy = await find(name);
          return copy && { model: copy.model, ageMs: clock.nowMs() - copy.readAtMs };
        },
      };
    },
  };
}

/**
 * Cached answers of one credential: models in memory, bounded in bytes, and encrypted texts in a store that all processes
 * share. Knows the age of each answer and what a refusal removes; the reader decides what may be served.
 */
import { LRUCache } from 'lru-cache';
import type { ReadDependency } from '../../provenance.ts';
import type { Clock } from '../../time/clock.ts';
import { type Awaitable, whenReady } from '../../time/ready.ts';
import type { SharedStore } from '../redis/shared-tier.ts';
import { createByteBudget } from './byte-budget.ts';
import type { Keyring } from './keyring.ts';

export interface CachedAnswer<Model> {
  readonly model: Model;
  /** When it was read, on the monotonic clock. */
  readonly readAtMs: number;
  /** Whether it says that there is no such thing. */
  readonly isMissing: boolean;
  /** Shared with an equal answer that replaces this one: what is made of the model does not depend on when it was read. */
  readonly dependency: Omit<ReadDependency, 'served'>;
  /** Until when it is not revalidated, because that has just failed, and with which code. */
  pause?: { readonly untilMs: number; readonly code: string };
}

/** How long a cached answer is fresh. */
export const MAX_AGE_MS = 60_000;

/**
 * The memory bound. A model takes about three times its text. An entry that is evicted from memory is also deleted from the
 * store if this process put it there: so the store holds a third of this for each process and credential.
 */
const MEMORY_BYTES = 128 * 1024 * 1024;
const MODEL_BYTES_PER_CHARACTER = 3;
const ENTRY_BYTES = 512;
/** How long a stale answer is served if its source fails (stale-if-error, RFC 5861). Older ones are dropped. */
const STALE_IF_ERROR_MS = 24 * 60 * 60_000;
/** How many dropped names are remembered. */
const MAX_DROPPED = 10_000;
/** After the store was read it is not read again for a newer answer for so long. */
const STORE_PAUSE_MS = 1_000;
const REFUSED = 'refused';

/** An answer as the store holds it. The text is null for one that there is no such thing. */
interface StoredAnswer {
  /** When it was read, in milliseconds since the epoch, by the clock of the process that read it. */
  readonly atMs: number;
  readonly text: string | null;
}

/** An answer as the memory holds it. */
interface Entry<Model = unknown> extends CachedAnswer<Model> {
  /** `atMs` of the stored answer. */
  readonly atMs: number;
  readonly bytes: number;
  /** Whether this process read it, and so put it into the store. */
  readonly isOwn: boolean;
  /** When the store was last read for a newer answer. */
  storeReadAtMs: number;
  readonly dependency: { freshUntilMs: number; readAtMs: number };
}

export interface Cache {
  /**
   * The latest answer that may be shown; undefined if there is none. `parse` makes a model of a stored text. The memory of
   * an entry counts for the caller that caused it. There at once if only the memory is looked at.
   */
  find<Model>(
    caller: string,
    name: string,
    isFresh: (cached: CachedAnswer<Model>) => boolean,
    parse: Parse<Model>,
  ): Awaitable<CachedAnswer<Model> | undefined>;
  /** What the memory has under a name, if that is this very model. */
  dependencyOn(name: string, model: unknown): CachedAnswer<unknown>['dependency'] | undefined;
  /** `text` is null for an answer that there is no such thing. */
  put(caller: string, name: string, model: unknown, text: string | null): void;
  drop(name: string): void;
  /** Drops all answers, of all processes, because the source refused the credential. */
  dropAll(): void;
}

/** Returns undefined for a text that the schema does not accept. */
type Parse<Model> = (text: string | null) => Promise<{ readonly model: Model } | undefined>;

/** An empty memory in front of `store`; without one, the cache of this process alone. */
export function createCache(clock: Clock, keyring: Keyring, store: SharedStore | undefined): Cache {
  const memory = createByteBudget<Entry>({
    bytesPerOwner: MEMORY_BYTES,
    bytesInAll: MEMORY_BYTES,
    bytesOf: ({ bytes }) => bytes,
    evicted: (name, { isOwn }) => {
      if (isOwn) store?.drop(name);
    },
    removed: ({ dependency }) => {
      dependency.freshUntilMs = Number.NEGATIVE_INFINITY;
    },
  });
  const refusedName = keyring.nameOf(REFUSED);
  /** When each name was dropped, since the epoch: the store may answer late, or not receive the deletion. */
  const dropped = new LRUCache<string, number>({ max: MAX_DROPPED });
  let refusedAtMs = Number.NEGATIVE_INFINITY;

  return {
    find: (caller, name, isFresh, parse) => {
      const known = usable(memory.get(name)) as Entry<never> | undefined;
      const nowMs = clock.nowMs();
      if (!store || (known && (isFresh(known) || nowMs - known.storeReadAtMs < STORE_PAUSE_MS))) return known;
      if (known) known.storeReadAtMs = nowMs;
      return whenReady(findStored(caller, name, store, parse), (found) => usable(found) as Entry<never> | undefined);
    },
    dependencyOn: (name, model) => {
      const entry = memory.peek(name);
      return entry?.model === model ? entry?.dependency : undefined;
    },
    put: (caller, name, model, text) => {
      const stored = storedNow(text);
      dropped.delete(name);
      remember(caller, name, stored, { model, readAtMs: clock.nowMs(), isOwn: true });
      share(name, stored);
    },
    drop: (name) => {
      memory.delete(name);
      dropped.set(name, storedNow(null).atMs);
      store?.drop(name);
    },
    dropAll: () => {
      refusedAtMs = clock.nowMs();
      memory.clear();
      share(refusedName, storedNow(null));
    },
  };

  function usable(entry: Entry | undefined): Entry | undefined {
    return entry && entry.readAtMs > Math.max(refusedAtMs, clock.nowMs() - STALE_IF_ERROR_MS) ? entry : undefined;
  }

  /** The newer of the answers in memory and store, unless it was dropped or the credential was refused since. */
  async function findStored(
    caller: string,
    name: string,
    shared: SharedStore,
    parse: Parse<unknown>,
  ): Promise<Entry | undefined> {
    const [sealed, refusal] = await shared.get([name, refusedName]);
    const refused = refusal && unpack(keyring.open(refusedName, refusal));
    const barredAtMs = Math.max(
      refused?.atMs ?? Number.NEGATIVE_INFINITY,
      dropped.get(name) ?? Number.NEGATIVE_INFINITY,
    );
    const isAllowed = ({ atMs }: StoredAnswer | Entry): boolean => atMs > barredAtMs;
    const entry = usable(memory.get(name));
    const known = entry && isAllowed(entry) ? entry : undefined;
    if (!known) memory.delete(name);
    const stored = sealed && unpack(keyring.open(name, sealed));
    if (!stored || !isAllowed(stored) || stored.atMs === known?.atMs) return known;
    // The clocks of machines differ: an answer from the future was read now.
    const readAtMs = clock.nowMs() - Math.max(0, clock.epochMs() - stored.atMs);
    if (known && known.readAtMs >= readAtMs) return known;
    const parsed = await parse(stored.text);
    // Meanwhile it may have been dropped, or read again.
    const latest = usable(memory.get(name));
    const isOvertaken = (latest && latest.readAtMs >= readAtMs) || stored.atMs <= (dropped.get(name) ?? 0);
    if (!parsed || isOvertaken) return latest;
    return remember(caller, name, stored, { model: parsed.model, readAtMs, isOwn: false });
  }

  function remember(
    caller: string,
    name: string,
    { atMs, text }: StoredAnswer,
    answer: Pick<Entry, 'model' | 'readAtMs' | 'isOwn'>,
  ): Entry {
    const bytes = ENTRY_BYTES + name.length + (text?.length ?? 0) * MODEL_BYTES_PER_CHARACTER;
    const dependency = memory.peek(name)?.model === answer.model ? memory.peek(name)?.dependency : undefined;
    const entry: Entry = {
      ...answer,
      ...{ atMs, storeReadAtMs: clock.nowMs(), isMissing: text === null, bytes },
      dependency: dependency ?? { freshUntilMs: Number.NEGATIVE_INFINITY, readAtMs: atMs },
    };
    memory.set(caller, name, entry);
    // The clock of the process that read it may be ahead.
    entry.dependency.readAtMs = Math.min(atMs, Math.round(clock.epochMs()));
    // It may be too large for the memory, or of the moment at which the credential was refused.
    if (usable(memory.peek(name)) === entry) entry.dependency.freshUntilMs = entry.readAtMs + MAX_AGE_MS;
    return entry;
  }

  function storedNow(text: string | null): StoredAnswer {
    return { atMs: Math.round(clock.epochMs()), text };
  }

  function share(name: string, stored: StoredAnswer): void {
    store?.set(name, keyring.seal(name, pack(stored)), STALE_IF_ERROR_MS);
  }
}

/** The time, then the text after a line break; no line break for an answer that there is no such thing. */
const pack = ({ atMs, text }: StoredAnswer): string => `${atMs}${text === null ? '' : `\n${text}`}`;

function unpack(packed: string | undefined): StoredAnswer | undefined {
  if (packed === undefined) return undefined;
  const end = packed.indexOf('\n');
  return end === -1
    ? { atMs: Number(packed), text: null }
    : { atMs: Number(packed.slice(0, end)), text: packed.slice(end + 1) };
}

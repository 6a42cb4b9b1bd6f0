/**
 * Copies of what one credential read: in memory, by bytes, and in a store that all processes share. Knows how old each is
 * and what a refusal makes of it; what may be served is decided by who reads.
 */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../time/clock.ts';
import type { SharedStore } from '../redis/shared-tier.ts';
import { createByteBudget } from './byte-budget.ts';
import type { Keyring } from './keyring.ts';

export interface Copy<Model> {
  readonly model: Model;
  /** When it was read, on the clock that never jumps. */
  readonly readAtMs: number;
  /** Whether it says that there is no such thing. */
  readonly isMissing: boolean;
  /** Before when it is not to be read again, because that failed just now, and with which code. */
  rest?: { readonly untilMs: number; readonly code: string };
}

/**
 * How much may be kept in memory. A model takes about three times the text it is made of. What leaves memory leaves the
 * store, too, where this process put it: so the store holds a third of this for each process and credential.
 */
const MEMORY_BYTES = 128 * 1024 * 1024;
const MODEL_BYTES_PER_CHARACTER = 3;
const ENTRY_BYTES = 512;
/** Nothing is kept longer. */
const LONGEST_MS = 24 * 60 * 60_000;
/** Of how many names it is remembered that their copies were dropped. */
const MOST_DROPPED = 10_000;
/** For how long after the store was asked for a later copy there is none. */
const ASK_MS = 1_000;
const REFUSED = 'refused';

/** What stands in the store, where text is null for what was missing. */
interface Content {
  /** When it was read, in milliseconds since the epoch, by the clock of whoever read it. */
  readonly atMs: number;
  readonly text: string | null;
}

interface Kept<Model = unknown> extends Copy<Model> {
  /** The same as it stands in the store. */
  readonly atMs: number;
  readonly bytes: number;
  /** Whether this process read it, and so put it into the store. */
  readonly isOwn: boolean;
  /** When the store was last asked whether there is a later one. */
  askedAtMs: number;
}

export interface Cache {
  /**
   * The latest copy; undefined if there is none that may be shown. `parse` makes a model of the text that was kept. A caller
   * pays for the memory of the copies that they asked for first.
   */
  find<Model>(
    caller: string,
    name: string,
    isFresh: (copy: Copy<Model>) => boolean,
    parse: Parse<Model>,
  ): Promise<Copy<Model> | undefined>;
  /** `text` is null for an answer that there is no such thing. */
  keep(caller: string, name: string, model: unknown, text: string | null): void;
  drop(name: string): void;
  /** The credential was refused: nothing is shown any more that it once let us see. */
  refuse(): void;
}

/** Undefined where the text cannot be read; null is what was missing. */
type Parse<Model> = (text: string | null) => Promise<{ readonly model: Model } | undefined>;

export function createCache(clock: Clock, keyring: Keyring, store: SharedStore | undefined): Cache {
  const memory = createByteBudget<Kept>({
    bytesPerOwner: MEMORY_BYTES,
    bytesInAll: MEMORY_BYTES,
    bytesOf: ({ bytes }) => bytes,
    evicted: (name, { isOwn }) => {
      if (isOwn) store?.drop(name);
    },
  });
  const refusedName = keyring.nameOf(REFUSED);
  /** When, since the epoch: the store may answer late, or not hear of it. */
  const dropped = new LRUCache<string, number>({ max: MOST_DROPPED });
  let refusedAtMs = Number.NEGATIVE_INFINITY;

  const contentNow = (text: string | null): Content => ({ atMs: Math.round(clock.epochMs()), text });
  const share = (name: string, content: Content): void =>
    store?.set(name, keyring.seal(name, pack(content)), LONGEST_MS);
  const hold = (
    caller: string,
    name: string,
    { atMs, text }: Content,
    copy: Pick<Kept, 'model' | 'readAtMs' | 'isOwn'>,
  ): Kept => {
    const bytes = ENTRY_BYTES + (text?.length ?? 0) * MODEL_BYTES_PER_CHARACTER;
    const kept: Kept = { ...copy, atMs, askedAtMs: clock.nowMs(), isMissing: text === null, bytes };
    memory.set(caller, name, kept);
    return kept;
  };
  const usable = (kept: Kept | undefined): Kept | undefined =>
    kept && kept.readAtMs > Math.max(refusedAtMs, clock.nowMs() - LONGEST_MS) ? kept : undefined;

  /** What another process may have read since, unless it was refused since. */
  async function fetch(
    caller: string,
    name: string,
    shared: SharedStore,
    parse: Parse<unknown>,
  ): Promise<Kept | undefined> {
    const [sealed, refusal] = await shared.get([name, refusedName]);
    const refused = refusal && unpack(keyring.open(refusedName, refusal));
    const barredAtMs = Math.max(
      refused?.atMs ?? Number.NEGATIVE_INFINITY,
      dropped.get(name) ?? Number.NEGATIVE_INFINITY,
    );
    const isAllowed = ({ atMs }: Content | Kept): boolean => atMs > barredAtMs;
    const kept = usable(memory.get(name));
    const known = kept && isAllowed(kept) ? kept : undefined;
    if (!known) memory.delete(name);
    const content = sealed && unpack(keyring.open(name, sealed));
    if (!content || !isAllowed(content) || content.atMs === known?.atMs) return known;
    // Clocks of machines differ: what seems to come from the future is of now.
    const readAtMs = clock.nowMs() - Math.max(0, clock.epochMs() - content.atMs);
    if (known && known.readAtMs >= readAtMs) return known;
    const parsed = await parse(content.text);
    // Meanwhile it may have been dropped, or read anew.
    const latest = usable(memory.get(name));
    const isOvertaken = (latest && latest.readAtMs >= readAtMs) || content.atMs <= (dropped.get(name) ?? 0);
    if (!parsed || isOvertaken) return latest;
    return hold(caller, name, content, { model: parsed.model, readAtMs, isOwn: false });
  }

  return {
    find: async (caller, name, isFresh, parse) => {
      const known = usable(memory.get(name)) as Kept<never> | undefined;
      const nowMs = clock.nowMs();
      if (!store || (known && (isFresh(known) || nowMs - known.askedAtMs < ASK_MS))) return known;
      if (known) known.askedAtMs = nowMs;
      return usable(await fetch(caller, name, store, parse)) as Kept<never> | undefined;
    },
    keep: (caller, name, model, text) => {
      const content = contentNow(text);
      dropped.delete(name);
      hold(caller, name, content, { model, readAtMs: clock.nowMs(), isOwn: true });
      share(name, content);
    },
    drop: (name) => {
      memory.delete(name);
      dropped.set(name, contentNow(null).atMs);
      store?.drop(name);
    },
    refuse: () => {
      refusedAtMs = clock.nowMs();
      memory.clear();
      share(refusedName, contentNow(null));
    },
  };
}

/** When it was read, then what; nothing at all for what was missing. */
const pack = ({ atMs, text }: Content): string => `${atMs}${text === null ? '' : `\n${text}`}`;

function unpack(packed: string | undefined): Content | undefined {
  if (packed === undefined) return undefined;
  const end = packed.indexOf('\n');
  return end === -1
    ? { atMs: Number(packed), text: null }
    : { atMs: Number(packed.slice(0, end)), text: packed.slice(end + 1) };
}

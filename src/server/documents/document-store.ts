/**
 * Documents under the SHA-256 of their text: in memory, and in what all processes share, if anything is shared. A name
 * says what stands under it, so whatever else somebody put there is not there. Who may write to what is shared can add others.
 * Trusted documents are the operator's; registered ones are kept within a budget for each caller, and for all.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { RegisteredDocuments } from '../../graphql/persisted-queries.ts';
import type { Clock } from '../../time/clock.ts';
import { FOR_ALL } from '../../time/fair-queue.ts';
import { createRollingCount, type RollingCount } from '../../time/rolling-count.ts';
import { createByteBudget } from '../../upstream/cache/byte-budget.ts';
import type { SharedStore } from '../../upstream/redis/shared-tier.ts';

const MEMORY_BYTES = 32 * 1024 * 1024;
/** How much one caller may have registered, in memory as well as in what is shared, and how much of it in any minute. */
const CALLER_BYTES = 4 * 1024 * 1024;
const ENTRY_BYTES = 256;
const MINUTE_MS = 60_000;
/** Of how many callers it is remembered what they registered in this minute; the one who registered longest ago is forgotten. */
const MOST_CALLERS = 10_000;
/** How long documents are kept that clients of a release know by their ids: longer than any of them is used. */
const TRUSTED_TTL_MS = 400 * 24 * 60 * 60_000;
/** And those that clients register: they register them again. */
const REGISTERED_TTL_MS = 24 * 60 * 60_000;
/** Nobody else is asked for what cannot be there. */
const SHA256 = /^[\da-f]{64}$/;

export interface TrustedDocumentStore {
  /** By the SHA-256 in lower-case hex; undefined where there is none. Never rejects. */
  get(sha256: string): Promise<string | undefined>;
  keep(text: string): void;
}

interface Registered {
  readonly text: string;
  /** When this process put it into what is shared; undefined where another one did. */
  readonly sharedAtMs?: number;
}

const bytesOf = (text: string): number => ENTRY_BYTES + 2 * text.length;

export function createTrustedDocumentStore(store: SharedStore | undefined): TrustedDocumentStore {
  const memory = new LRUCache<string, string>({ maxSize: MEMORY_BYTES, sizeCalculation: bytesOf });
  const nameOf = (sha256: string): string => `document:${sha256}`;
  return {
    get: async (sha256) => {
      const known = memory.get(sha256);
      if (known !== undefined) return known;
      const text = await sharedText(store, sha256, nameOf(sha256));
      if (text !== undefined) memory.set(sha256, text);
      return text;
    },
    keep: (text) => {
      const sha256 = sha256Of(text);
      memory.set(sha256, text);
      store?.set(nameOf(sha256), Buffer.from(text), TRUSTED_TTL_MS);
    },
  };
}

export function createRegisteredDocuments(store: SharedStore | undefined, clock: Clock): RegisteredDocuments {
  const nameOf = (sha256: string): string => `registered:${sha256}`;
  const memory = createByteBudget<Registered>({
    bytesPerOwner: CALLER_BYTES,
    bytesInAll: MEMORY_BYTES,
    bytesOf: ({ text }) => bytesOf(text),
    evicted: (sha256, { sharedAtMs }) => {
      if (sharedAtMs !== undefined) store?.drop(nameOf(sha256));
    },
  });
  const minutes = new LRUCache<string, RollingCount>({ max: MOST_CALLERS });

  /** Counts what a caller registers, if there is room for it in this minute. */
  function admit(caller: string, bytes: number): boolean {
    const minute = minutes.get(caller) ?? createRollingCount(MINUTE_MS, clock);
    minutes.set(caller, minute);
    if (minute.count() + bytes > CALLER_BYTES) return false;
    minute.add(bytes);
    return true;
  }

  return {
    get: async (sha256) => {
      const known = memory.get(sha256);
      if (known !== undefined) return known.text;
      const text = await sharedText(store, sha256, nameOf(sha256));
      if (text !== undefined) memory.set(FOR_ALL, sha256, { text });
      return text;
    },
    keep: (text, caller) => {
      const sha256 = sha256Of(text);
      const { sharedAtMs = Number.NEGATIVE_INFINITY } = memory.get(sha256) ?? {};
      // Some clients send the text with every request.
      if (clock.nowMs() - sharedAtMs < MINUTE_MS || !admit(caller, bytesOf(text))) return;
      memory.set(caller, sha256, { text, sharedAtMs: clock.nowMs() });
      store?.set(nameOf(sha256), Buffer.from(text), REGISTERED_TTL_MS);
    },
  };
}

/** What stands in what is shared, if it is what its name says. */
async function sharedText(store: SharedStore | undefined, sha256: string, name: string): Promise<string | undefined> {
  if (!store || !SHA256.test(sha256)) return undefined;
  const [shared] = await store.get([name]);
  const text = shared?.toString('utf8');
  return text === undefined || sha256Of(text) !== sha256 ? undefined : text;
}

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Stores documents by the SHA-256 of their text: in memory, and in Redis if it is set. Text from Redis that does not match
 * its hash is ignored. Trusted documents come from the operator. Registered ones (automatic persisted queries) come from
 * clients, and are kept within a budget for each caller and for all.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { RegisteredDocuments } from '../../graphql/persisted-queries.ts';
import type { Clock } from '../../time/clock.ts';
import { EVERY_CALLER } from '../../time/fair-queue.ts';
import { createRollingCount, type RollingCount } from '../../time/rolling-count.ts';
import { createByteBudget } from '../../upstream/cache/byte-budget.ts';
import type { SharedStore } from '../../upstream/redis/shared-tier.ts';

const MEMORY_BYTES = 32 * 1024 * 1024;
/** The budget of one caller, in memory as well as in Redis, and also what a caller may register in any minute. */
const CALLER_BYTES = 4 * 1024 * 1024;
const ENTRY_BYTES = 256;
const MINUTE_MS = 60_000;
/** The caller whose last registration is oldest is forgotten first. */
const MAX_CALLERS = 10_000;
/** Longer than the clients of any release are in use, because these know their documents by id alone. */
const TRUSTED_TTL_MS = 400 * 24 * 60 * 60_000;
/** Clients register a forgotten document again. */
const REGISTERED_TTL_MS = 24 * 60 * 60_000;
/** Redis is not called for anything else. */
const SHA256 = /^[\da-f]{64}$/;

export interface TrustedDocumentStore {
  /** By the SHA-256 in lower-case hex; undefined for an unknown one. Never rejects. */
  get(sha256: string): Promise<string | undefined>;
  keep(text: string): void;
}

interface Registered {
  readonly text: string;
  /** When this process wrote it to Redis; undefined if another process did. */
  readonly sharedAtMs?: number;
}

/** The SHA-256 of a text, in lower-case hex. */
export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

const bytesOf = (text: string): number => ENTRY_BYTES + 2 * text.length;

/** `store` is undefined without Redis. */
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

/** `store` is undefined without Redis. A registration beyond the budget of its caller is ignored. */
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
  /** The bytes that each caller has registered in the last minute. */
  const counts = new LRUCache<string, RollingCount>({ max: MAX_CALLERS });

  return {
    get: async (sha256) => {
      const known = memory.get(sha256);
      if (known !== undefined) return known.text;
      const text = await sharedText(store, sha256, nameOf(sha256));
      if (text !== undefined) memory.set(EVERY_CALLER, sha256, { text });
      return text;
    },
    keep: (text, caller) => {
      const sha256 = sha256Of(text);
      const { sharedAtMs = Number.NEGATIVE_INFINITY } = memory.get(sha256) ?? {};
      // Some clients send the text with every request.
      if (clock.nowMs() - sharedAtMs < MINUTE_MS || !mayRegister(caller, bytesOf(text))) return;
      memory.set(caller, sha256, { text, sharedAtMs: clock.nowMs() });
      store?.set(nameOf(sha256), Buffer.from(text), REGISTERED_TTL_MS);
    },
  };

  /** Counts the bytes if the caller has room for them in this minute. */
  function mayRegister(caller: string, bytes: number): boolean {
    const count = counts.get(caller) ?? createRollingCount(MINUTE_MS, clock);
    counts.set(caller, count);
    if (count.count() + bytes > CALLER_BYTES) return false;
    count.add(bytes);
    return true;
  }
}

/** The text in Redis, if it matches its hash. */
async function sharedText(store: SharedStore | undefined, sha256: string, name: string): Promise<string | undefined> {
  if (!store || !SHA256.test(sha256)) return undefined;
  const [shared] = await store.get([name]);
  const text = shared?.toString('utf8');
  return text === undefined || sha256Of(text) !== sha256 ? undefined : text;
}

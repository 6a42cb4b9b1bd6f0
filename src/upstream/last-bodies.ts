/**
 * The last body of each read, and what was parsed from it: if a source sends the same bytes again, that is still right.
 * It is used only for an answer that has just come, so no refusal has to remove it, and it makes nothing fresh.
 */
import type { Clock } from '../time/clock.ts';
import { createByteBudget } from './cache/byte-budget.ts';
import type { Body } from './http/body.ts';
import type { Drift } from './stats/drift.ts';

/** What was parsed from a body. */
export interface Parsed {
  /** Never changed: it is returned again. */
  readonly model: unknown;
  readonly drifts: readonly Drift[];
}

interface LastBody extends Parsed {
  readonly body: Body;
  /** Of the answer that the body came with. */
  readonly status: number;
}

export interface LastBodies {
  /** The last body of the read with this key. */
  find(key: string): LastBody | undefined;
  /** The memory counts for the caller. Ignores a body whose bytes are absent. */
  put(caller: string, key: string, last: LastBody): void;
}

const MEMORY_BYTES = 32 * 1024 * 1024;
/** A model takes about three times its text, which is kept too. */
const BYTES_PER_CHARACTER = 4;
const ENTRY_BYTES = 512;
/** A body that was not received for so long is dropped. Stale answers are revalidated earlier. */
const LARGEST_AGE_MS = 10 * 60_000;

interface Entry {
  readonly last: LastBody;
  readonly bytes: number;
  receivedAtMs: number;
}

/** Empty. */
export function createLastBodies(clock: Clock): LastBodies {
  const entries = createByteBudget<Entry>({
    bytesPerOwner: MEMORY_BYTES,
    bytesInAll: MEMORY_BYTES,
    bytesOf: ({ bytes }) => bytes,
  });
  return {
    find: (key) => {
      const entry = entries.get(key);
      if (!entry || clock.nowMs() - entry.receivedAtMs <= LARGEST_AGE_MS) return entry?.last;
      entries.delete(key);
      return undefined;
    },
    put: (caller, key, last) => {
      const { bytes, text } = last.body;
      if (!bytes) return;
      const entry = entries.get(key);
      if (entry?.last === last) entry.receivedAtMs = clock.nowMs();
      else {
        const size = ENTRY_BYTES + bytes.length + text.length * BYTES_PER_CHARACTER;
        entries.set(caller, key, { last, bytes: size, receivedAtMs: clock.nowMs() });
      }
    },
  };
}

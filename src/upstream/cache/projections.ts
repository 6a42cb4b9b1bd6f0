/** Finds reads that ask for more columns than another one: a fresh answer with more of a PROJECTION answers it as well. */
import { LRUCache } from 'lru-cache';
import type { PreparedRead } from '../endpoint.ts';

export interface Projections {
  /** Remembers a read whose answer is cached. */
  add(prepared: PreparedRead<unknown>): void;
  /** The remembered reads that ask for more than this one, and are equal else; the latest first. */
  wider(prepared: PreparedRead<unknown>): readonly PreparedRead<unknown>[];
}

/** Bounds of what is remembered: in characters of keys, and in reads that are equal but for their columns. */
const MAX_CHARACTERS = 4_000_000;
const MAX_ALIKE = 20;

export function createProjections(): Projections {
  const known = new LRUCache<string, readonly PreparedRead<unknown>[]>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (reads, base) => reads.reduce((sum, { key }) => sum + key.length, base.length),
  });
  return {
    add: (prepared) => {
      const { projection, key } = prepared;
      const alike = projection && (known.get(projection.base) ?? []);
      if (!alike || alike[0]?.key === key) return;
      known.set(projection.base, [prepared, ...alike.filter((other) => other.key !== key)].slice(0, MAX_ALIKE));
    },
    wider: ({ projection, key }) => {
      const alike = projection && known.get(projection.base);
      const isWider = (other: PreparedRead<unknown>): boolean =>
        [...(projection?.columns ?? [])].every((column) => other.projection?.columns.has(column));
      return alike?.filter((other) => other.key !== key && isWider(other)) ?? [];
    },
  };
}

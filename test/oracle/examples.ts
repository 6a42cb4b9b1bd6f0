/** Reads the canonical queries from `examples/`, and prepares answers for comparison. */
import { readFileSync } from 'node:fs';
import { ORACLE, type QueryName } from './index.ts';

export const QUERY_NAMES = Object.keys(ORACLE) as QueryName[];

export function example(name: QueryName): string {
  return readFileSync(new URL(`../../examples/${name}.graphql`, import.meta.url), 'utf8');
}

const CURSORS = ['cursor', 'startCursor', 'endCursor'];

/** Replaces the values of cursors, which are opaque; only their presence is compared. */
export function hideCursors(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data), (key, value) =>
    CURSORS.includes(key) && typeof value === 'string' && value !== '' ? 'a cursor' : value,
  );
}

/** The query with `complete` of every connection, as `isComplete`. */
export function withComplete(name: QueryName): string {
  return example(name).replaceAll(/(nodes|edges) \{/g, 'isComplete: complete $1 {');
}

/** Removes what `withComplete` added. Returns the rest of the answer, and whether all of it was true. */
export function takeComplete(data: unknown): { data: unknown; allComplete: boolean } {
  let allComplete = true;
  const rest = JSON.parse(JSON.stringify(data ?? null), (key, value) => {
    if (key !== 'isComplete') return value;
    allComplete &&= value === true;
    return undefined;
  });
  return { data: rest, allComplete };
}

/** The canonical queries as they stand in `examples/`, and how an answer is made fit to be compared. */
import { readFileSync } from 'node:fs';
import { ORACLE, type QueryName } from './index.ts';

export const QUERY_NAMES = Object.keys(ORACLE) as QueryName[];

export function example(name: QueryName): string {
  return readFileSync(new URL(`../../examples/${name}.graphql`, import.meta.url), 'utf8');
}

const CURSORS = ['cursor', 'startCursor', 'endCursor'];

/** A cursor's value is the graph's own affair: whether there is one is not. */
export function hideCursors(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data), (key, value) =>
    CURSORS.includes(key) && typeof value === 'string' && value !== '' ? 'a cursor' : value,
  );
}

/** The example with `complete` of every connection asked for, as `isComplete`. */
export function withComplete(name: QueryName): string {
  return example(name).replaceAll(/(nodes|edges) \{/g, 'isComplete: complete $1 {');
}

/** What `withComplete` added, taken out again: the answer without it, and whether all of it was true. */
export function takeComplete(data: unknown): { data: unknown; allComplete: boolean } {
  let allComplete = true;
  const rest = JSON.parse(JSON.stringify(data ?? null), (key, value) => {
    if (key !== 'isComplete') return value;
    allComplete &&= value === true;
    return undefined;
  });
  return { data: rest, allComplete };
}

/** Relay connections (https://relay.dev/graphql/connections.htm), forward paging. Pure. */
import { BadInputError } from '../errors.ts';
import { fromCursor, listKey, type Position, toCursor } from './cursor.ts';

/** Which part of which list is asked for. */
export interface Page {
  /** Tells the list, with everything that shapes it, from any other: see `listKey`. */
  readonly list: string;
  readonly size: number;
  /** The place that the page begins behind; null at the start. */
  readonly after: Position | null;
}

export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const DEFAULT_SIZE = 20;
/** The most nodes of a page, but for lists that say otherwise. */
const MOST_NODES = 100;

/** How many nodes are asked for. Throws a `BadInputError` unless 1 to `most`. */
function pageSize(first: number | null | undefined, most = MOST_NODES): number {
  const size = first ?? DEFAULT_SIZE;
  if (size < 1 || size > most) throw new BadInputError('first', `expected a number from 1 to ${most}.`);
  return size;
}

/**
 * The page that a field's arguments ask for. `list` is the field and all its other arguments. Throws a `BadInputError`
 * for a size out of bounds, and for a cursor of another list.
 */
export function pageOf(
  list: readonly unknown[],
  { first, after }: { readonly first?: number | null; readonly after?: string | null },
  most = MOST_NODES,
): Page {
  // What is null is as good as not given.
  const key = listKey(JSON.stringify(list, (_, value) => value ?? undefined));
  return { list: key, size: pageSize(first, most), after: typeof after === 'string' ? fromCursor(key, after) : null };
}

/** No list that is there as a whole is longer. */
const MOST_PLACES = 1_000_000;

/** The same of a list that is there as a whole. Throws a `BadInputError` also for a place that no such list has. */
export function wholePageOf(list: readonly unknown[], args: Parameters<typeof pageOf>[1]): Page {
  const page = pageOf(list, args);
  if (page.after && !isPlace(page.after)) throw new BadInputError('after', 'expected a cursor of this very list.');
  return page;
}

const isPlace = ([index, key, ...more]: Position): boolean =>
  Number.isInteger(index) &&
  Number(index) >= 0 &&
  Number(index) < MOST_PLACES &&
  typeof key === 'string' &&
  more.length === 0;

/** A connection over the nodes of a page, each with its place in the list. */
export function connect<Node>(
  { list }: Page,
  rows: readonly { readonly node: Node; readonly position: Position }[],
  has: { readonly next: boolean; readonly previous: boolean },
): Connection<Node> {
  // Most clients ask for the nodes alone: a cursor is made when it is asked for.
  const edges = rows.map(({ node, position }) => ({
    get cursor() {
      return toCursor(list, position);
    },
    node,
  }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: has.next,
      hasPreviousPage: has.previous,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
  };
}

/**
 * The page that `wholePageOf` tells. A cursor holds the place of its node and the node's key: the next page
 * begins behind that node or, should it have gone, where it stood.
 */
export function windowOf<Node>(page: Page, nodes: readonly Node[], keyOf: (node: Node) => string): Connection<Node> {
  const start = page.after ? startAfter(page.after, nodes, keyOf) : 0;
  const rows = nodes
    .slice(start, start + page.size)
    .map((node, index) => ({ node, position: [start + index, keyOf(node)] }));
  return connect(page, rows, { next: start + page.size < nodes.length, previous: start > 0 });
}

function startAfter<Node>([index, key]: Position, nodes: readonly Node[], keyOf: (node: Node) => string): number {
  const found = nodes.findIndex((node) => keyOf(node) === key);
  return found === -1 ? Math.min(Number(index), nodes.length) : found + 1;
}

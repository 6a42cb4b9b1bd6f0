/** Connections with forward pagination (https://relay.dev/graphql/connections.htm). Pure. */
import { BadInputError } from '../errors.ts';
import { cursorError, fromCursor, listKey, type Position, toCursor } from './cursor.ts';

/** The page that a field's arguments request. */
export interface PageRequest {
  /** The `listKey` of the list. */
  readonly list: string;
  readonly size: number;
  /** The position after which the page starts; null at the start of the list. */
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

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

const DEFAULT_SIZE = 20;
/** The largest page, except for lists that allow a larger one. */
const MAX_SIZE = 100;

/**
 * Reads the page arguments of a list that is paged by its source. `list` has the field and all its other arguments. Throws a
 * `BadInputError` for a size out of bounds, and for a cursor of another list.
 */
export function pageOf(list: readonly unknown[], { first, after }: PageArguments, max = MAX_SIZE): PageRequest {
  // A null argument is the same as none.
  const key = listKey(JSON.stringify(list, (_, value) => value ?? undefined));
  return { list: key, size: pageSize(first, max), after: typeof after === 'string' ? fromCursor(key, after) : null };
}

function pageSize(first: number | null | undefined, max: number): number {
  const size = first ?? DEFAULT_SIZE;
  if (size < 1 || size > max) throw new BadInputError('first', `expected a number from 1 to ${max}.`);
  return size;
}

/** Reads the page arguments of a list that is in memory as a whole, for `windowOf`. Throws what `pageOf` throws. */
export function wholePageOf(list: readonly unknown[], args: PageArguments): PageRequest {
  const page = pageOf(list, args);
  if (page.after && !isPosition(page.after)) throw cursorError();
  return page;
}

/** No list in memory is longer. */
const MAX_LENGTH = 1_000_000;

const isPosition = ([index, key, ...more]: Position): boolean =>
  Number.isInteger(index) &&
  Number(index) >= 0 &&
  Number(index) < MAX_LENGTH &&
  typeof key === 'string' &&
  more.length === 0;

/**
 * The page of a list in memory. A cursor has the index and the key of its node: the next page starts after that node or, if the
 * node is gone, where it was.
 */
export function windowOf<Node>(
  page: PageRequest,
  nodes: readonly Node[],
  keyOf: (node: Node) => string,
): Connection<Node> {
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

/** Makes a connection of the nodes of a page and their positions in the list. */
export function connect<Node>(
  { list }: PageRequest,
  rows: readonly { readonly node: Node; readonly position: Position }[],
  has: { readonly next: boolean; readonly previous: boolean },
): Connection<Node> {
  // Most clients select only the nodes, so cursors are computed on demand.
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

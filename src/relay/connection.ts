/** Connections with forward pagination (https://relay.dev/graphql/connections.htm). Pure. */
import { BadInputError } from '../errors.ts';
import { cursorError, fromCursor, listKey, type Position, toCursor } from './cursor.ts';

/** The page that a field's arguments request. */
export interface PageRequest {
  /** The `listKey` of the list, which only cursors need. */
  list(): string;
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
  let known: string | undefined;
  const key = (): string => {
    // A null argument is the same as none.
    known ??= listKey(JSON.stringify(list, (_, value) => value ?? undefined));
    return known;
  };
  return { list: key, size: pageSize(first, max), after: typeof after === 'string' ? fromCursor(key(), after) : null };
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
  return connect(
    page,
    nodes.slice(start, start + page.size),
    { next: start + page.size < nodes.length, previous: start > 0 },
    (node, index) => [start + index, keyOf(node)],
  );
}

function startAfter<Node>([index, key]: Position, nodes: readonly Node[], keyOf: (node: Node) => string): number {
  const last = nodes[Number(index)];
  if (last !== undefined && keyOf(last) === key) return Number(index) + 1;
  const found = nodes.findIndex((node) => keyOf(node) === key);
  return found === -1 ? Math.min(Number(index), nodes.length) : found + 1;
}

/**
 * Makes a connection of the nodes of a page and their positions in the list. Its edges and cursors are made when they are read,
 * for most clients select only the nodes: copy it with `Object.assign`, since a spread reads them.
 */
export function connect<Node>(
  { list }: PageRequest,
  nodes: readonly Node[],
  has: { readonly next: boolean; readonly previous: boolean },
  positionOf: (node: Node, index: number) => Position,
): Connection<Node> {
  const cursorAt = (index: number): string => toCursor(list(), positionOf(nodes[index] as Node, index));
  return new Page(nodes, has, cursorAt);
}

// Classes, and no getters in literals: V8 makes a hidden class for each such literal, and keeps the getter of it, with all that
// it refers to, until the next full garbage collection.

type CursorAt = (index: number) => string;

class Page<Node> implements Connection<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
  /** Not a private name: an object that inherits from this one has no access to those. */
  private readonly cursorAt: CursorAt;

  constructor(nodes: readonly Node[], has: { readonly next: boolean; readonly previous: boolean }, cursorAt: CursorAt) {
    this.nodes = nodes;
    this.pageInfo = new PageInfo(nodes.length, has, cursorAt);
    this.cursorAt = cursorAt;
  }

  get edges(): readonly Edge<Node>[] {
    return this.nodes.map((node, index) => new Edge(node, index, this.cursorAt));
  }
}

class Edge<Node> {
  readonly node: Node;
  readonly #index: number;
  readonly #cursorAt: CursorAt;

  constructor(node: Node, index: number, cursorAt: CursorAt) {
    this.node = node;
    this.#index = index;
    this.#cursorAt = cursorAt;
  }

  get cursor(): string {
    return this.#cursorAt(this.#index);
  }
}

class PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly #length: number;
  readonly #cursorAt: CursorAt;

  constructor(length: number, has: { readonly next: boolean; readonly previous: boolean }, cursorAt: CursorAt) {
    this.hasNextPage = has.next;
    this.hasPreviousPage = has.previous;
    this.#length = length;
    this.#cursorAt = cursorAt;
  }

  get startCursor(): string | null {
    return this.#length > 0 ? this.#cursorAt(0) : null;
  }

  get endCursor(): string | null {
    return this.#length > 0 ? this.#cursorAt(this.#length - 1) : null;
  }
}

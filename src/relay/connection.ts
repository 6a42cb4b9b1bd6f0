/** Connections (https://relay.dev/graphql/connections.htm): forward, and backward where the list is in memory. Pure. */
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

/** The arguments of a list that is in memory as a whole. */
export interface WholePageArguments extends PageArguments {
  readonly last?: number | null;
  readonly before?: string | null;
}

/** A page of a list that is in memory as a whole. */
export interface WholePage extends PageRequest {
  /** The position before which the page ends; null at the end of the list. */
  readonly before: Position | null;
  /** Whether the page has the last of the rows between the two positions, not the first ones. */
  readonly isAtEnd: boolean;
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
  return {
    list: key,
    size: pageSize('first', first, max),
    after: typeof after === 'string' ? fromCursor(key(), after) : null,
  };
}

function pageSize(argument: 'first' | 'last', given: number | null | undefined, max: number): number {
  const size = given ?? DEFAULT_SIZE;
  if (size < 1 || size > max) throw new BadInputError(argument, `expected a number from 1 to ${max}.`);
  return size;
}

/**
 * Reads the page arguments of a list that is in memory as a whole, for `windowOf`. Throws what `pageOf` throws, and a
 * `BadInputError` for `first` beside `last`: unless it is the default, which the schema puts in where `first` is not given.
 */
export function wholePageOf(list: readonly unknown[], { first, after, last, before }: WholePageArguments): WholePage {
  const isAtEnd = typeof last === 'number';
  if (isAtEnd && typeof first === 'number' && first !== DEFAULT_SIZE) {
    throw new BadInputError('last', 'expected either "first" or "last", not both.');
  }
  const page = pageOf(list, { first: isAtEnd ? null : first, after });
  const size = isAtEnd ? pageSize('last', last, MAX_SIZE) : page.size;
  const end = typeof before === 'string' ? fromCursor(page.list(), before, 'before') : null;
  if (page.after && !isPosition(page.after)) throw cursorError();
  if (end && !isPosition(end)) throw cursorError('before');
  return { ...page, size, before: end, isAtEnd };
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
 * The page of a list in memory. A cursor has the index and the key of its node: the page starts after that node, or ends before
 * it, or, if the node is gone, where it was.
 */
export function windowOf<Node>(
  page: WholePage,
  nodes: readonly Node[],
  keyOf: (node: Node) => string,
): Connection<Node> {
  const from = page.after ? placeOf(page.after, nodes, keyOf).next : 0;
  const to = Math.max(from, page.before ? placeOf(page.before, nodes, keyOf).at : nodes.length);
  const start = page.isAtEnd ? Math.max(from, to - page.size) : from;
  const end = Math.min(to, start + page.size);
  return connect(page, nodes.slice(start, end), { next: end < nodes.length, previous: start > 0 }, (node, index) => [
    start + index,
    keyOf(node),
  ]);
}

/** Where the node of a cursor is in the list, and where the one after it is: the same place if the node is gone. */
function placeOf<Node>(
  [index, key]: Position,
  nodes: readonly Node[],
  keyOf: (node: Node) => string,
): { readonly at: number; readonly next: number } {
  const node = nodes[Number(index)];
  const isThere = node !== undefined && keyOf(node) === key;
  const at = isThere ? Number(index) : nodes.findIndex((one) => keyOf(one) === key);
  if (at !== -1) return { at, next: at + 1 };
  const gone = Math.min(Number(index), nodes.length);
  return { at: gone, next: gone };
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

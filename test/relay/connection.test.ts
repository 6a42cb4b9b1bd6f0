import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../src/errors.ts';
import { type Connection, pageOf, type WholePageArguments, wholePageOf, windowOf } from '../../src/relay/connection.ts';

const keyOf = (node: string): string => node;
const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 40 });

/** Pages through a list as a client does, while the list may change. */
function walk(lists: readonly (readonly string[])[], first: number): string[] {
  const seen: string[] = [];
  let after: string | null = null;
  for (let turn = 0; turn < 200; turn++) {
    const list = lists[Math.min(turn, lists.length - 1)] ?? [];
    const { nodes, pageInfo }: Connection<string> = windowOf(wholePageOf(['list'], { first, after }), list, keyOf);
    seen.push(...nodes);
    if (!pageInfo.hasNextPage) return seen;
    after = pageInfo.endCursor;
  }
  throw new Error('the pages never end');
}

const window = (args: WholePageArguments, list: readonly string[]): Connection<string> =>
  windowOf(wholePageOf(['list'], args), list, keyOf);

/** The same from the end of the list. */
function walkBack(lists: readonly (readonly string[])[], last: number): string[] {
  let seen: string[] = [];
  let before: string | null = null;
  for (let turn = 0; turn < 200; turn++) {
    const { nodes, pageInfo } = window({ last, before }, lists[Math.min(turn, lists.length - 1)] ?? []);
    seen = [...nodes, ...seen];
    if (!pageInfo.hasPreviousPage) return seen;
    before = pageInfo.startCursor;
  }
  throw new Error('the pages never end');
}

describe('a window of a list', () => {
  it('is the plain slice, for every size and start', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 100 }), fc.nat(), (list, first, at) => {
        const start = list.length === 0 ? 0 : at % list.length;
        const after =
          start === 0
            ? null
            : (windowOf(wholePageOf(['list'], { first: start }), list, keyOf).pageInfo.endCursor ?? null);
        const window = windowOf(wholePageOf(['list'], { first, after }), list, keyOf);
        expect(window.nodes).toEqual(list.slice(start, start + first));
        expect(window.edges.map(({ node }) => node)).toEqual(window.nodes);
        expect(window.pageInfo.hasNextPage).toBe(start + first < list.length);
        expect(window.pageInfo.hasPreviousPage).toBe(start > 0);
        expect(window.pageInfo.startCursor).toBe(window.edges[0]?.cursor ?? null);
        expect(window.pageInfo.endCursor).toBe(window.edges.at(-1)?.cursor ?? null);
      }),
    );
  });

  it('and the following ones make up the whole list', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 50 }), (list, first) => {
        expect(walk([list], first)).toEqual(list);
      }),
    );
  });

  it('repeats and skips no remaining row when rows before the cursor are added or removed', () => {
    expect(
      walk(
        [
          ['b', 'c', 'd', 'e'],
          ['a', 'b', 'c', 'd', 'e'],
        ],
        2,
      ),
    ).toEqual(['b', 'c', 'd', 'e']);
    expect(
      walk(
        [
          ['a', 'b', 'c', 'd', 'e'],
          ['b', 'c', 'd', 'e'],
        ],
        2,
      ),
    ).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('continues where the last row was if that row is gone', () => {
    expect(
      walk(
        [
          ['a', 'b', 'c', 'd'],
          ['a', 'c', 'd'],
        ],
        2,
      ),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is what the cursors leave of the plain list, and of that its first or last rows', () => {
    const place = fc.option(fc.nat(), { nil: null });
    fc.assert(
      fc.property(
        names,
        place,
        place,
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        (list, left, right, isLast, size) => {
          const cursorOf = (at: number | null): string | null => {
            if (at === null || list.length === 0) return null;
            return window({ first: 100 }, list).edges[at % list.length]?.cursor ?? null;
          };
          const from = left === null || list.length === 0 ? 0 : (left % list.length) + 1;
          const to = right === null || list.length === 0 ? list.length : right % list.length;
          const rest = list.slice(from, to);
          const rows = isLast ? rest.slice(-size) : rest.slice(0, size);
          const { nodes, edges, pageInfo } = window(
            { [isLast ? 'last' : 'first']: size, after: cursorOf(left), before: cursorOf(right) },
            list,
          );
          expect(nodes).toEqual(rows);
          if (rows.length > 0) {
            expect(pageInfo.hasPreviousPage).toBe(rows[0] !== list[0]);
            expect(pageInfo.hasNextPage).toBe(rows.at(-1) !== list.at(-1));
          }
          expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([
            edges[0]?.cursor ?? null,
            edges.at(-1)?.cursor ?? null,
          ]);
        },
      ),
    );
  });

  it('and the ones before it make up the whole list', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 50 }), (list, last) => {
        expect(walkBack([list], last)).toEqual(list);
      }),
    );
  });

  it('before a cursor repeats and skips no remaining row when rows are added or removed', () => {
    const list = ['a', 'b', 'c', 'd', 'e'];
    expect(walkBack([list, ['0', ...list]], 2)).toEqual(['0', ...list]);
    expect(walkBack([list, list.slice(1)], 2)).toEqual(['b', 'c', 'd', 'e']);
    expect(walkBack([list, ['a', 'b', 'c', 'e']], 2)).toEqual(list);
  });

  it.each([-1, 0, 101, 1e9])('of %d rows is rejected', (size) => {
    expect(() => pageOf(['list'], { first: size })).toThrow('Argument "first": expected a number from 1 to 100.');
    expect(() => wholePageOf(['list'], { last: size })).toThrow('Argument "last": expected a number from 1 to 100.');
  });

  it('has either the first or the last rows; the default of `first` yields to `last`', () => {
    expect(() => wholePageOf(['list'], { first: 5, last: 5 })).toThrow('Argument "last": expected either');
    expect(wholePageOf(['list'], { first: 20, last: 5 })).toMatchObject({ size: 5, isAtEnd: true });
    expect(wholePageOf(['list'], { first: null, last: 5 })).toMatchObject({ size: 5, isAtEnd: true });
    expect(wholePageOf(['list'], { first: 5, last: null })).toMatchObject({ size: 5, isAtEnd: false });
  });

  it('has 20 rows by default', () => {
    expect(pageOf(['list'], { first: null }).size).toBe(20);
  });
});

describe('a cursor', () => {
  const cursorOf = (list: readonly unknown[]): string =>
    windowOf(wholePageOf(list, { first: 1 }), ['a', 'b'], keyOf).pageInfo.endCursor ?? '';

  /** A null argument is the same as none. */
  const withoutNulls = (list: unknown): string => JSON.stringify([list], (_, value) => value ?? undefined);

  it('of another list, or of the same list with other arguments, is rejected', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        fc.pre(withoutNulls(one) !== withoutNulls(other));
        expect(() => pageOf([one], { after: cursorOf([other]) })).toThrow(BadInputError);
        expect(pageOf([one], { after: cursorOf([one]) }).after).toEqual([0, 'a']);
      }),
    );
  });

  it('that is truncated, changed or invented is rejected, and never means the first page', () => {
    const cursor = cursorOf(['list']);
    const cuts = Array.from({ length: cursor.length - 1 }, (_, length) => cursor.slice(0, length + 1));
    const changes = Array.from(
      cursor,
      (letter, at) => `${cursor.slice(0, at)}${letter === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`,
    );
    for (const after of [...cuts, ...changes, `${cursor}=`, ` ${cursor}`, 'MA==', '%00', 'ä', 'x'.repeat(10_000)]) {
      if (after !== cursor) expect(() => pageOf(['list'], { after }), after).toThrow(BadInputError);
    }
  });
});

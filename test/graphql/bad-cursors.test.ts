/** Invalid and forged cursors. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listKey, toCursor } from '../../src/relay/cursor.ts';
import { type Graph, type GraphAnswer, startGraph } from '../support/graph.ts';
import { expectBadInput } from '../support/refusal.ts';

let graph: Graph;
let cursors: { bookings: string; periods: string; users: string; filtered: string };
beforeAll(async () => {
  graph = await startGraph();
  const { data } = await graph.ask(/* GraphQL */ `
    {
      bookings(first: 1) { pageInfo { endCursor } }
      filtered: bookings(first: 1, filter: { status: [PAST] }) { pageInfo { endCursor } }
      periods(first: 1) { pageInfo { endCursor } }
      users(first: 1) { pageInfo { endCursor } }
    }
  `);
  const cursorOf = (field: string): string => data[field].pageInfo.endCursor;
  cursors = {
    bookings: cursorOf('bookings'),
    periods: cursorOf('periods'),
    users: cursorOf('users'),
    filtered: cursorOf('filtered'),
  };
});
afterAll(() => graph.close());

const FIELDS = {
  bookings: 'bookings(first: 1, after: $after) { nodes { id } }',
  periods: 'periods(first: 1, after: $after) { nodes { id } }',
  users: 'users(first: 1, after: $after) { nodes { id } }',
} as const;
const LISTS = ['bookings', 'periods', 'users'] as const;
const ask = (list: (typeof LISTS)[number], after: string) =>
  graph.ask(`query ($after: String) { ${FIELDS[list]} }`, { after });

const rejected = (asking: Promise<GraphAnswer>) => expectBadInput(graph, asking, 'after');

describe.each(LISTS)('a cursor of %s', (list) => {
  it('leads to the next page', async () => {
    const { data, errors } = await ask(list, cursors[list]);
    expect([errors, data[list].nodes.length]).toEqual([undefined, 1]);
  });

  it('that was cut, lengthened or changed is rejected', async () => {
    const good = cursors[list];
    const swapped = (at: number) => `${good.slice(0, at)}${good[at] === 'A' ? 'B' : 'A'}${good.slice(at + 1)}`;
    for (const bad of [
      good.slice(0, -1),
      good.slice(0, 12),
      good.slice(1),
      `${good}A`,
      `${good}=`,
      `${good} `,
      ` ${good}`,
      good.toUpperCase(),
      ...[0, 5, 11, 16, 20, good.length - 2].map(swapped),
    ]) {
      await rejected(ask(list, bad));
    }
  });

  it('that is no cursor is rejected', async () => {
    for (const bad of [
      '0',
      '1',
      '-1',
      'null',
      '[]',
      '🎉',
      'x'.repeat(10_240),
      'YXJyYXljb25uZWN0aW9uOjA=',
      '\0',
      '..',
    ]) {
      await rejected(ask(list, bad));
    }
  });

  it('of another list is rejected', async () => {
    for (const other of LISTS.filter((name) => name !== list)) await rejected(ask(list, cursors[other]));
  });
});

it('a cursor of the same list with another filter or order is rejected', async () => {
  await rejected(ask('bookings', cursors.filtered));
  await rejected(
    graph.ask('query ($after: String) { bookings(after: $after, orderBy: { field: END }) { nodes { id } } }', {
      after: cursors.bookings,
    }),
  );
});

it('an empty cursor is rejected, and is never the first page', async () => {
  for (const list of LISTS) await rejected(ask(list, ''));
});

describe('a forged cursor', () => {
  const LIST = listKey('["bookings",null,{"field":"START","direction":"ASC"}]');
  const positionIn = (cursor: string): unknown[] => JSON.parse(Buffer.from(cursor, 'base64url').toString().slice(12));
  const bookingCalls = () => graph.sandbox.calcom.calls.filter(({ path }) => path.endsWith('/bookings')).length;
  const AT = Date.parse('2026-01-01');

  it('is accepted where it equals a real one', () => {
    const [index = 0, at = 0, uid = ''] = positionIn(cursors.bookings);
    expect(toCursor(LIST, [Number(index), Number(at), String(uid)])).toBe(cursors.bookings);
  });

  it('makes no more calls than a list may where no list has its position', async () => {
    const before = bookingCalls();
    await ask('bookings', toCursor(LIST, [1_000_000_000, AT, 'x']));
    expect(bookingCalls() - before).toBeLessThanOrEqual(20);
    expect(graph.internalErrors).toEqual([]);
  });

  it.each([
    ['a negative position', [-250, AT, 'x']],
    ['a fractional position', [0.5, AT, 'x']],
    ['a position beyond any', [1e15, AT, 'x']],
    ['a position that is a string', ['x', 'y', 'z']],
    ['no position', [null, AT, 'x']],
    ['an instant that is a string', [0, 'y', 'x']],
    ['an instant between milliseconds', [0, 0.5, 'x']],
    ['a uid that is a number', [0, AT, 1]],
    ['more than three values', [0, AT, 'x', 'y']],
    ['nothing', []],
  ])('is rejected before any call where it holds %s', async (_, position) => {
    await rejected(ask('bookings', toCursor(LIST, position)));
  });

  describe.each([
    ['users', listKey('["users",null]')],
    ['periods', listKey('["periods",null]')],
  ] as const)('of %s', (field, list) => {
    it('is accepted where it equals a real one', () => {
      expect(toCursor(list, positionIn(cursors[field]) as [number, string])).toBe(cursors[field]);
    });

    it.each([
      ['nothing', []],
      ['no key', [0]],
      ['more than two values', [0, 'x', 'y']],
      ['a negative position', [-1, 'x']],
      ['a fractional position', [0.5, 'x']],
      ['a position beyond any list', [1_000_000_000, 'x']],
      ['a position that is a string', ['0', 'x']],
      ['no position', [null, 'x']],
      ['a key that is a number', [0, 1]],
      ['a key that is null', [0, null]],
    ])('is rejected before any call where it holds %s', async (_, position) => {
      await rejected(ask(field, toCursor(list, position)));
    });
  });
});

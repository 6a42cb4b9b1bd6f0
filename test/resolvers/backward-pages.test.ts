/** Pages from the end of the lists that the server holds whole. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../support/graph.ts';
import { expectBadInput } from '../support/refusal.ts';

const RANGE = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

/** Each list: its field with a place for the page, and the fields above it. */
const LISTS = {
  users: 'users(PAGE) { BODY }',
  'users found': 'users(search: "a", PAGE) { BODY }',
  eventTypes: 'eventTypes(PAGE) { BODY }',
  periods: 'periods(PAGE) { BODY }',
  'periods of a range': `periods(range: ${RANGE}, PAGE) { BODY }`,
  actions: `actions(filter: { range: ${RANGE} }, PAGE) { BODY }`,
  'actions, latest first': `actions(filter: { range: ${RANGE} }, orderBy: { field: CREATED_AT, direction: DESC }, PAGE) { BODY }`,
  'actions of a period': 'period(id: 305) { actions(PAGE) { BODY } }',
  'actions of a person': `user(by: { id: "VXNlcjpjYWxjb206MTA0Mg" }) { actions(range: ${RANGE}, PAGE) { BODY } }`,
  routedTo: `routedTo(range: ${RANGE}, every: WEEK, PAGE) { BODY }`,
  'outreach by prospect': `teamStats(range: ${RANGE}) { prospect(PAGE) { BODY } }`,
  'outreach by e-mail': `teamStats(range: ${RANGE}) { email(orderBy: { field: OPENED }, PAGE) { BODY } }`,
  conflicts: 'people { conflicts(PAGE) { BODY } }',
  unlinkedNames: `people { unlinkedNames(range: ${RANGE}, PAGE) { BODY } }`,
  ambiguousNames: `people { ambiguousNames(range: ${RANGE}, PAGE) { BODY } }`,
};

const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const bodyOf = (list: string): string => {
  if (list === 'routedTo') return `${PAGE_INFO} users { user { id } }`;
  if (list === 'conflicts') return `${PAGE_INFO} edges { cursor } nodes { users { id } }`;
  if (list.startsWith('outreach')) return `${PAGE_INFO} edges { cursor } nodes { name email }`;
  return `${PAGE_INFO} edges { cursor } nodes { ${list.endsWith('Names') ? 'name' : 'id'} }`;
};

interface Page {
  readonly rows: readonly unknown[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** The connection in an answer, below the objects on the way to it. */
function connectionIn(data: Record<string, Record<string, unknown>>): Record<string, unknown> {
  const [value] = Object.values(data);
  if (!value) throw new Error('no connection');
  return 'pageInfo' in value ? value : connectionIn(value as typeof data);
}

const queryOf = (list: keyof typeof LISTS, page: string): string =>
  `{ ${LISTS[list].replace('PAGE', page).replace('BODY', bodyOf(list))} }`;

async function read(list: keyof typeof LISTS, page: string): Promise<Page> {
  const { data, errors } = await graph.ask(queryOf(list, page));
  expect(errors).toBeUndefined();
  const { pageInfo, nodes, users } = connectionIn(data);
  return { pageInfo: pageInfo as Page['pageInfo'], rows: (nodes ?? users) as Page['rows'] };
}

async function walkBack(list: keyof typeof LISTS, size: number): Promise<unknown[]> {
  let rows: unknown[] = [];
  for (let before = ''; ; ) {
    const page = await read(list, `last: ${size}${before}`);
    expect(page.rows.length).toBeLessThanOrEqual(size);
    expect(page.pageInfo.hasNextPage).toBe(before !== '');
    rows = [...page.rows, ...rows];
    if (!page.pageInfo.hasPreviousPage) return rows;
    before = `, before: "${page.pageInfo.startCursor}"`;
  }
}

describe.each(Object.keys(LISTS) as (keyof typeof LISTS)[])('the list of %s', (list) => {
  it('is the same from the end, page by page', async () => {
    const { rows } = await read(list, 'first: 100');
    expect(await walkBack(list, 7)).toEqual(rows);
    expect(await walkBack(list, 100)).toEqual(rows);
    expect((await read(list, 'last: 1')).rows).toEqual(rows.slice(-1));
  });

  it('has pages between two cursors', async () => {
    const { rows } = await read(list, 'first: 100');
    const { pageInfo: first } = await read(list, 'first: 1');
    const { pageInfo: last } = await read(list, 'last: 1');
    if (first.endCursor === null || last.startCursor === null) return expect(rows).toEqual([]);
    const between = `after: "${first.endCursor}", before: "${last.startCursor}"`;
    expect((await read(list, `first: 2, ${between}`)).rows).toEqual(rows.slice(1, -1).slice(0, 2));
    expect((await read(list, `last: 2, ${between}`)).rows).toEqual(rows.slice(1, -1).slice(-2));
  });

  it('rejects bad arguments', async () => {
    const rejected = async (page: string, argument: string) => {
      const asking = graph.ask(queryOf(list, page));
      // The period is read before its actions.
      if (list !== 'actions of a period') return expectBadInput(graph, asking, argument);
      const { errors } = await asking;
      expect(errors).toMatchObject([{ path: ['period', 'actions'], extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(errors?.[0]?.message).toMatch(`Argument "${argument}": `);
    };
    for (const page of ['last: 0', 'last: -1', 'last: 101', 'first: 5, last: 5']) await rejected(page, 'last');
    for (const cursor of ['', 'MA==', '0']) await rejected(`last: 2, before: "${cursor}"`, 'before');
    const { pageInfo } = await read(list === 'users' ? 'periods' : 'users', 'last: 1');
    await rejected(`before: "${pageInfo.startCursor}"`, 'before');
  });
});

it('variables that are null are arguments that are not given, as Relay sends them', async () => {
  const query = `query ($first: Int, $after: String, $last: Int, $before: String) {
    users(first: $first, after: $after, last: $last, before: $before) { nodes { id } ${PAGE_INFO} }
  }`;
  const all = await read('users', 'first: 100');
  const back = await graph.ask(query, { first: null, after: null, last: 3, before: null });
  expect([back.errors, back.data.users.nodes]).toEqual([undefined, all.rows.slice(-3)]);
  const forth = await graph.ask(query, { first: 3, after: null, last: null, before: null });
  expect([forth.errors, forth.data.users.nodes]).toEqual([undefined, all.rows.slice(0, 3)]);
  const neither = await graph.ask(query);
  expect(neither.data.users.nodes).toEqual(all.rows.slice(0, 20));
});

/** Lists of ALO: when one is said to be whole, and what of a part is still found. Each on an ALO of its own, made of bytes. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import type { Clock } from '../../../src/time/clock.ts';
import { createJumpingClock } from '../../support/clock.ts';
import { type FakeVendor, jsonAnswer, startFakeVendor } from '../../support/fake-vendor.ts';
import { startServer } from '../../support/graph.ts';

type Row = Record<string, unknown>;

let sandbox: Sandbox;
const undo: (() => Promise<void>)[] = [];
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});
afterAll(() => sandbox.close());

interface Alo {
  readonly periods: (query: URLSearchParams, page: number) => Row;
  readonly actions?: (periodId: string, page: number) => Row | null;
}

/** A server over this ALO and the sandbox's other vendors. */
async function serverOver(
  { periods, actions = () => ({ actions: [] }) }: Alo,
  settings: Record<string, string> = {},
  clock?: Clock,
) {
  const alo: FakeVendor = await startFakeVendor((socket, head) => {
    const url = new URL(head.split(' ')[1] ?? '', 'http://alo');
    const page = Number(url.searchParams.get('page') ?? 1);
    const id = /^\/periods\/(\d+)\/actions$/.exec(url.pathname)?.[1];
    const body = id === undefined ? periods(url.searchParams, page) : actions(id, page);
    socket.write(
      body === null
        ? 'HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: 30\r\n\r\n{"message":"Period not found"}'
        : jsonAnswer(JSON.stringify(body)),
    );
  });
  undo.push(alo.close);
  const server = await startServer({ ...sandbox.settings, ALO_API_URL: alo.url, ...settings }, { clock });
  undo.push(server.close);
  return { ...server, asked: () => alo.arrivals.map((head) => head.split(' ')[1] ?? '') };
}

const HOUR_MS = 60 * 60_000;
const START_MS = Date.parse('2026-01-01T00:00:00Z');
const iso = (ms: number): string => new Date(ms).toISOString();

/** A period of two hours, the first of which begins with the year. */
const shift = (index: number, more: Row = {}): Row => ({
  id: index + 1,
  name: `Shift ${index + 1}`,
  start_date: iso(START_MS + 2 * index * HOUR_MS),
  end_date: iso(START_MS + 2 * (index + 1) * HOUR_MS),
  ...more,
});
const shifts = (count: number): Row[] => Array.from({ length: count }, (_, index) => shift(index));

const PERIODS =
  'query ($range: DateTimeRange) { periods(range: $range, first: 100) { complete totalCount nodes { sourceId } } }';
const DAY = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };

describe('what ALO tells of a list', () => {
  const ONE = [shift(0)];
  it.each([
    ['250 in all, beside one row', { periods: ONE, total_count: 250 }],
    ['250 in all, as a text', { periods: ONE, total_count: '250' }],
    ['250 in all, in camel case', { periods: ONE, totalCount: 250 }],
    ['250 in all on one page', { periods: ONE, total_count: 250, total_pages: 1, page: 1 }],
    ['two rows on this page', { periods: ONE, response_count: 2 }],
    ['none in all', { periods: ONE, total_count: 0 }],
    ['a total that cannot be read', { periods: ONE, total_count: 'many' }],
    ['no pages', { periods: ONE, total_pages: 0 }],
    ['pages that cannot be read', { periods: ONE, total_pages: -1 }],
    ['a size of pages that cannot be read', { periods: ONE, per_page: 'few' }],
    ['that this is another page', { periods: ONE, page: 2, total_pages: 2 }],
    ['two pages, and the second repeats the first', { periods: ONE, total_pages: 2 }],
  ])('is not whole where it tells %s', async (_, body) => {
    const { ask } = await serverOver({ periods: () => body, actions: () => ({ ...body, actions: [{ actionId: 1 }] }) });
    const { data, errors } = await ask(PERIODS);
    expect(errors).toBeUndefined();
    expect(data.periods).toEqual({ complete: false, totalCount: null, nodes: [{ sourceId: '1' }] });
    const { data: one } = await ask(
      '{ node(id: "UGVyaW9kOjE") { ... on Period { actions { complete totalCount } } } }',
    );
    expect(one.node.actions).toEqual({ complete: false, totalCount: null });
  });

  it.each([
    ['nothing', {}],
    ['one page', { page: 1, total_pages: 1, total_count: 1, response_count: 1 }],
    ['the same in texts', { page: '1', totalPages: '1', totalCount: '1', responseCount: '1' }],
    ['nulls', { page: null, total_pages: null, total_count: null }],
  ])('is whole where it tells %s', async (_, totals) => {
    const { ask } = await serverOver({ periods: () => ({ periods: ONE, ...totals }) });
    expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: true, totalCount: 1 });
  });

  it('is followed by its total where the pages are not told', async () => {
    const all = shifts(25);
    const { ask } = await serverOver({
      periods: (_, page) => ({ periods: all.slice((page - 1) * 10, page * 10), total_count: 25 }),
    });
    expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: true, totalCount: 25 });
  });

  it('is believed of no page alone: totals that change from one to the next are no proof', async () => {
    const all = shifts(20);
    const { ask } = await serverOver({
      periods: (_, page) => ({
        periods: all.slice((page - 1) * 10, page * 10),
        total_pages: 2,
        total_count: page === 1 ? 21 : 20,
      }),
    });
    expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: false, totalCount: null });
  });

  it.each([{ per_page: 10 }, { perPage: '10' }])(
    'is the size of its pages alone: a full one is not the last: %j',
    async (told) => {
      const all = shifts(25);
      const { ask } = await serverOver({
        periods: (_, page) => ({ periods: all.slice((page - 1) * 10, page * 10), ...told }),
      });
      expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: true, totalCount: 25 });
    },
  );

  it.each<[string, number[]]>([
    ['an empty last page', [2, 2, 0]],
    ['a short page before the last', [2, 1, 2]],
    ['a longer last page', [2, 2, 3]],
  ])('is not believed beside %s', async (_, lengths) => {
    const all = shifts(10);
    const pages = lengths.map((length) => all.splice(0, length));
    const { ask } = await serverOver({ periods: (_, page) => ({ periods: pages[page - 1], total_pages: 3 }) });
    expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: false, totalCount: null });
  });

  it('is looked for on one more page after a full one that says nothing', async () => {
    const all = shifts(137);
    const { ask } = await serverOver({ periods: (_, page) => ({ periods: all.slice((page - 1) * 100, page * 100) }) });
    expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: true, totalCount: 137 });
  });
});

describe('rows of one thing', () => {
  it('that differ in their assignees are a contradiction, told by row', async () => {
    const action = { actionId: 7, periodId: 1, createdByUserName: 'Bob Lang' };
    const actions = ['Bob Lang', 'Grace Lindqvist'].map((name) => ({ ...action, assignedUserNames: [name] }));
    const { ask } = await serverOver({ periods: () => ({ periods: [shift(0)] }), actions: () => ({ actions }) });
    const { data, errors } = await ask(
      '{ period(id: "1") { actions { complete totalCount nodes { assignees { name } } } } }',
    );
    expect(data.period.actions).toEqual({
      complete: false,
      totalCount: null,
      nodes: [{ assignees: [{ name: 'Bob Lang' }] }],
    });
    expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.teamgraph?.row])).toEqual([
      ['period.actions', 1],
    ]);
  });

  it('that are a period twice, with other times, are one', async () => {
    const periods = [shift(0), shift(0, { end_date: iso(START_MS + 9 * HOUR_MS) })];
    const { ask } = await serverOver({ periods: () => ({ periods }) });
    const { data, errors } = await ask(PERIODS);
    expect(data.periods).toEqual({ complete: false, totalCount: null, nodes: [{ sourceId: '1' }] });
    expect(errors?.map(({ extensions }) => extensions.teamgraph?.row)).toEqual([1]);
    expect((await ask('{ period(id: "1") { end } }')).errors?.[0]?.extensions.code).toBe('SOURCE_CONTRACT');
  });

  it('that are equal are one row of a whole list', async () => {
    const { ask } = await serverOver({ periods: () => ({ periods: [shift(0), shift(0)] }) });
    expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: true, totalCount: 1 });
  });
});

describe('more periods than the pages that are read', () => {
  const ALL = shifts(4380);
  const LATE = { from: '2026-12-01T00:00:00Z', to: '2026-12-02T00:00:00Z' };
  const ms = (row: Row, name: string): number => Date.parse(String(row[name]));
  const READINGS: Record<string, (row: Row, from: number, to: number) => boolean> = {
    overlap: (row, from, to) => ms(row, 'start_date') <= to && ms(row, 'end_date') >= from,
    containment: (row, from, to) => ms(row, 'start_date') >= from && ms(row, 'end_date') <= to,
    start: (row, from, to) => ms(row, 'start_date') >= from && ms(row, 'start_date') <= to,
  };
  const yearOf =
    (rows: readonly Row[], reading: string): Alo['periods'] =>
    (query, page) => {
      const [from, to] = ['start_date', 'end_date'].map((name) => query.get(name));
      const isIn = (row: Row) => READINGS[reading]?.(row, Date.parse(from ?? ''), Date.parse(to ?? ''));
      const some = from && to ? rows.filter(isIn) : rows;
      const periods = some.slice((page - 1) * 100, page * 100);
      return { periods, page, total_pages: Math.ceil(some.length / 100), total_count: some.length };
    };
  const actions = (id: string) => {
    const row = ALL[Number(id) - 1];
    if (!row) return null;
    return { actions: [{ actionId: Number(id) * 10, periodName: row.name, createdTime: row.start_date }] };
  };

  it.each(Object.keys(READINGS))('are found by a range that ALO reads as %s, and not told as all', async (reading) => {
    const { ask, asked } = await serverOver({ periods: yearOf(ALL, reading) });
    const { data, errors } = await ask(PERIODS, { range: LATE });
    expect(errors).toBeUndefined();
    const names = ALL.filter((row) => READINGS.overlap?.(row, Date.parse(LATE.from) + 1, Date.parse(LATE.to) - 1));
    expect(names).toHaveLength(12);
    expect(data.periods).toEqual({
      complete: false,
      totalCount: null,
      nodes: names.map(({ id }) => ({ sourceId: String(id) })),
    });
    expect(asked()).toHaveLength(21);
  });

  it('keep a long one that was read without a range, whatever a range means to ALO', async () => {
    const long = { id: 9000, name: 'Year', start_date: '2026-01-01T00:00:00Z', end_date: '2027-01-01T00:00:00Z' };
    const { ask } = await serverOver({ periods: yearOf([long, ...ALL], 'containment') });
    const { data } = await ask(PERIODS, { range: LATE });
    expect(data.periods.nodes[0]).toEqual({ sourceId: '9000' });
    expect(data.periods.nodes).toHaveLength(13);
  });

  it('are not asked for by range where the list is whole', async () => {
    const { ask, asked } = await serverOver({ periods: yearOf(shifts(1500), 'overlap') });
    expect((await ask(PERIODS, { range: DAY })).data.periods).toMatchObject({ complete: true, totalCount: 12 });
    expect(asked().filter((path) => path.includes('start_date'))).toEqual([]);
  });

  it('are found by id, by the time of their actions', async () => {
    const { ask } = await serverOver({ periods: yearOf(ALL, 'containment'), actions });
    const query =
      '{ period(id: "4001") { name start actions { complete totalCount } } none: period(id: "5000") { name } }';
    const { data, errors } = await ask(query);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      period: { name: 'Shift 4001', start: ALL[4000]?.start_date, actions: { complete: true, totalCount: 1 } },
      none: null,
    });
  });

  it('are known by their actions alone where their times are not told, with an error', async () => {
    const { ask } = await serverOver({
      periods: yearOf(ALL, 'overlap'),
      actions: (id) => ({ actions: [{ actionId: Number(id) * 10, periodName: `Shift ${id}` }] }),
    });
    const { data, errors } = await ask('{ period(id: "4001") { name start actions { totalCount } } }');
    expect(data.period).toEqual({ name: 'Shift 4001', start: null, actions: { totalCount: 1 } });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['period'], 'SOURCE_CONTRACT']]);
  });
});

describe('a time that is not known', () => {
  const after = { from: '2026-02-01T00:00:00Z', to: '2026-03-01T00:00:00Z' };
  const before = { from: '2025-02-01T00:00:00Z', to: '2025-03-01T00:00:00Z' };
  const found = { complete: true, totalCount: 1, nodes: [{ sourceId: '1' }] };
  const none = { complete: true, totalCount: 0, nodes: [] };
  const unknown = { complete: false, totalCount: null, nodes: [] };

  it.each([
    ['no end is found after its start', { end_date: null }, after, found],
    ['an empty end is found after its start', { end_date: '' }, after, found],
    ['a zero date for an end is found after its start', { end_date: '0001-01-01T00:00:00Z' }, after, found],
    ['no end is not found before its start', { end_date: null }, before, none],
    ['an end that cannot be read may be there after its start', { end_date: 'soon' }, after, unknown],
    ['an end that cannot be read is found where it starts', { end_date: 'soon' }, DAY, found],
    ['an end that cannot be read is not found before its start', { end_date: 'soon' }, before, none],
    ['no start may be there before its end', { start_date: null }, before, unknown],
    ['no start is not found after its end', { start_date: null }, after, none],
    ['a start that cannot be read may be there before its end', { start_date: 1 }, DAY, unknown],
    ['no times may be there at any time', { start_date: null, end_date: null }, after, unknown],
  ])('a period with %s', async (_, times, range, expected) => {
    const { ask } = await serverOver({ periods: () => ({ periods: [shift(0, times)] }) });
    const { data, errors } = await ask(PERIODS, { range });
    expect(errors).toBeUndefined();
    expect(data.periods).toEqual(expected);
  });

  const ACTIONS = `query ($range: DateTimeRange!) {
    bob: user(by: { email: "bob@example.com" }) { actions(range: $range) { complete totalCount nodes { sourceId } } }
    maya: user(by: { email: "maya.okafor@example.com" }) { actions(range: $range) { complete totalCount } }
    people { unlinkedNames(range: $range) { complete } }
  }`;
  const mine = (actionId: number, more: Row = {}): Row => ({
    actionId,
    createdTime: DAY.from,
    createdByUserName: 'Bob Lang',
    assignedUserNames: [],
    ...more,
  });
  const askActions = async (actions: readonly unknown[]) => {
    const { ask } = await serverOver({ periods: () => ({ periods: [shift(0)] }), actions: () => ({ actions }) });
    const { data, errors } = await ask(ACTIONS, { range: DAY });
    expect(errors).toBeUndefined();
    return data;
  };

  it.each([null, '', 'yesterday', 1773046800000, '0001-01-01T00:00:00Z', undefined])(
    "of an action's creation, %j, makes the list of its people a part, and of nobody else",
    async (createdTime) => {
      expect(await askActions([mine(1), mine(2, { createdTime })])).toEqual({
        bob: { actions: { complete: false, totalCount: null, nodes: [{ sourceId: '1' }] } },
        maya: { actions: { complete: true, totalCount: 0 } },
        people: { unlinkedNames: { complete: true } },
      });
    },
  );

  it.each([
    [{ assignedUserNames: 'Maya Okafor, Bob Lang' }],
    [{ assignedUserNames: ['Maya Okafor', null] }],
    [{ createdByUserName: 5 }],
    [{ createdByUserName: null }],
    [{ createdByUserName: undefined }],
    [{ assignedUserNames: null }],
    [{ assignedUserNames: undefined, status: 'Doing' }],
    [{ assignedUserNames: null, status: 'Created', assignedTime: DAY.from }],
  ])('and names that are not told or cannot be read, %j, may be of anybody', async (names) => {
    const { bob, maya, people } = await askActions([mine(1), mine(2, names)]);
    expect([bob.actions.complete, maya.actions, people.unlinkedNames]).toEqual([
      false,
      { complete: false, totalCount: null },
      { complete: false },
    ]);
  });

  it.each([null, undefined, []])('but an action that nobody has yet is not assigned: %j', async (assignedUserNames) => {
    const { bob, people } = await askActions([mine(1), mine(2, { status: 'Created', assignedUserNames })]);
    expect([bob.actions.complete, people.unlinkedNames.complete]).toEqual([true, true]);
  });

  it('counts for the role that is asked for', async () => {
    const { ask } = await serverOver({
      periods: () => ({ periods: [shift(0)] }),
      actions: () => ({ actions: [mine(1), mine(2, { createdByUserName: null })] }),
    });
    const { data } = await ask(
      `query ($range: DateTimeRange!) {
        user(by: { email: "bob@example.com" }) {
          created: actions(range: $range, role: CREATED) { complete }
          assigned: actions(range: $range, role: ASSIGNED) { complete }
        }
      }`,
      { range: DAY },
    );
    expect(data.user).toEqual({ created: { complete: false }, assigned: { complete: true } });
  });
});

describe('the actions of one period', () => {
  const BOB = `query ($range: DateTimeRange!) {
    user(by: { email: "bob@example.com" }) { actions(range: $range) { complete totalCount nodes { sourceId } } }
  }`;
  it.each([[{ actions: null }], [{}], [{ actions: 'none' }]])(
    'that are %j fail that period, and not those of the others',
    async (broken) => {
      const { ask } = await serverOver({
        periods: () => ({ periods: shifts(3) }),
        actions: (id) =>
          id === '2' ? broken : { actions: [{ actionId: id, createdTime: DAY.from, createdByUserName: 'Bob Lang' }] },
      });
      const { data, errors } = await ask(BOB, { range: DAY });
      expect(data.user.actions).toEqual({
        complete: false,
        totalCount: null,
        nodes: [{ sourceId: '1' }, { sourceId: '3' }],
      });
      expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code])).toEqual([
        ['user.actions', 'SOURCE_CONTRACT'],
      ]);
    },
  );

  it('are no list at all where none could be read', async () => {
    const { ask } = await serverOver({ periods: () => ({ periods: shifts(3) }), actions: () => ({ actions: null }) });
    const { data, errors } = await ask(BOB, { range: DAY });
    expect(data.user.actions).toBeNull();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_CONTRACT']);
  });
});

describe('form fields in a container', () => {
  const FIELDS = `{ period(id: "1") { actions { nodes {
    sourceId budget: formField(name: "budget") extra: formFields(names: ["budget", "other"]) { name value found }
  } } } }`;
  const askFields = async (form_fields: unknown) => {
    const { ask } = await serverOver({
      periods: () => ({ periods: [shift(0)] }),
      actions: () => ({ actions: [{ actionId: 1, form_fields }] }),
    });
    const { data, errors } = await ask(FIELDS);
    return { node: data.period.actions.nodes[0], errors };
  };

  it.each([
    [[{ name: 'budget', value: 5 }]],
    [[{ key: 'budget', value: 5 }]],
    [[{ label: 'budget', value: 5 }]],
    ['{"budget":5}'],
    ['[{"name":"budget","value":5}]'],
  ])('are read: %j', async (container) => {
    const { node, errors } = await askFields(container);
    expect(errors).toBeUndefined();
    expect(node).toEqual({
      sourceId: '1',
      budget: 5,
      extra: [
        { name: 'budget', value: 5, found: true },
        { name: 'other', value: null, found: false },
      ],
    });
  });

  it.each([
    [5],
    ['budget: 5'],
    [true],
    [[5]],
    [
      [
        { name: 'budget', value: 5 },
        { name: 'budget', value: 6 },
      ],
    ],
  ])('that cannot be read are an error at the field, and the action stays: %j', async (container) => {
    const { node, errors } = await askFields(container);
    expect(node).toEqual({ sourceId: '1', budget: null, extra: null });
    expect(errors?.map(({ path, extensions }) => [path?.at(-1), extensions.code])).toEqual([
      ['budget', 'SOURCE_CONTRACT'],
      ['extra', 'SOURCE_CONTRACT'],
    ]);
  });
});

describe('more periods in a range than calls in a minute', () => {
  const BOB = `query ($range: DateTimeRange!) {
    user(by: { email: "bob@example.com" }) { actions(range: $range, first: 1) { complete totalCount } }
  }`;
  const actions = (id: string) => ({
    actions: [{ actionId: id, createdTime: DAY.from, createdByUserName: 'Bob Lang', assignedUserNames: [] }],
  });

  it.each([12, 40, 120])('are read as far as fits, and further each time that is told: %i', async (count) => {
    const clock = createJumpingClock();
    const { ask, asked } = await serverOver(
      { periods: () => ({ periods: shifts(count) }), actions },
      { CACHE: 'on', ALO_PER_MINUTE: '10' },
      clock,
    );
    const range = { from: DAY.from, to: '2026-02-01T00:00:00Z' };
    const read = () => new Set(asked().filter((path) => path.includes('actions'))).size;
    for (let before = -1; read() > before; ) {
      before = read();
      const { data, errors } = await ask(BOB, { range });
      if (!errors) {
        expect(data.user.actions).toEqual({ complete: true, totalCount: count });
        return;
      }
      expect([data.user.actions, errors.map(({ extensions }) => extensions.code)]).toEqual([
        null,
        ['SOURCE_THROTTLED'],
      ]);
      const told = errors[0]?.extensions.teamgraph as { retryAfterMs: number };
      expect(told.retryAfterMs).toBeGreaterThan(0);
      clock.jump(told.retryAfterMs);
    }
    expect.unreachable('asking again did not get further');
  });
});

/** Periods and actions of ALO: cut lists, unknown times, periods that fail, and rate limits. */
import { describe, expect, it } from 'vitest';
import { createJumpingClock } from '../../support/clock.ts';
import { DAY, type FakeAlo, PERIODS, type Row, shift, shifts, useFakeAlo } from '../../support/fake-alo.ts';

const serverOver = useFakeAlo();

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
    (rows: readonly Row[], reading: string): FakeAlo['periods'] =>
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

  it.each(Object.keys(READINGS))(
    'are found by a range, whose meaning to ALO is %s, in a list that is not complete',
    async (reading) => {
      const { ask, calls } = await serverOver({ periods: yearOf(ALL, reading) });
      const { data, errors } = await ask(PERIODS, { range: LATE });
      expect(errors).toBeUndefined();
      const names = ALL.filter((row) => READINGS.overlap?.(row, Date.parse(LATE.from) + 1, Date.parse(LATE.to) - 1));
      expect(names).toHaveLength(12);
      expect(data.periods).toEqual({
        complete: false,
        totalCount: null,
        nodes: names.map(({ id }) => ({ sourceId: String(id) })),
      });
      expect(calls()).toHaveLength(21);
    },
  );

  it('include a long one that was read without a range, if a range means containment to ALO', async () => {
    const long = { id: 9000, name: 'Year', start_date: '2026-01-01T00:00:00Z', end_date: '2027-01-01T00:00:00Z' };
    const { ask } = await serverOver({ periods: yearOf([long, ...ALL], 'containment') });
    const { data } = await ask(PERIODS, { range: LATE });
    expect(data.periods.nodes[0]).toEqual({ sourceId: '9000' });
    expect(data.periods.nodes).toHaveLength(13);
  });

  it('are not read by range if the list of all is complete', async () => {
    const { ask, calls } = await serverOver({ periods: yearOf(shifts(1500), 'overlap') });
    expect((await ask(PERIODS, { range: DAY })).data.periods).toMatchObject({ complete: true, totalCount: 12 });
    expect(calls().filter((path) => path.includes('start_date'))).toEqual([]);
  });

  it('are found by id, at the time of their actions', async () => {
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

  it('are shown as far as their actions show them, with an error, if the actions have no times', async () => {
    const { ask } = await serverOver({
      periods: yearOf(ALL, 'overlap'),
      actions: (id) => ({ actions: [{ actionId: Number(id) * 10, periodName: `Shift ${id}` }] }),
    });
    const { data, errors } = await ask('{ period(id: "4001") { name start actions { totalCount } } }');
    expect(data.period).toEqual({ name: 'Shift 4001', start: null, actions: { totalCount: 1 } });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['period'], 'SOURCE_CONTRACT']]);
  });
});

describe('an unknown time', () => {
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
    ['an end that cannot be read may overlap a range after its start', { end_date: 'soon' }, after, unknown],
    ['an end that cannot be read is found where it starts', { end_date: 'soon' }, DAY, found],
    ['an end that cannot be read is not found before its start', { end_date: 'soon' }, before, none],
    ['no start may overlap a range before its end', { start_date: null }, before, unknown],
    ['no start is not found after its end', { start_date: null }, after, none],
    ['a start that cannot be read may overlap a range before its end', { start_date: 1 }, DAY, unknown],
    ['no times may overlap any range', { start_date: null, end_date: null }, after, unknown],
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
    "of an action's creation, %j, makes only the lists of its people incomplete",
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
  ])('with absent or unreadable names, %j, makes the lists of all people incomplete', async (names) => {
    const { bob, maya, people } = await askActions([mine(1), mine(2, names)]);
    expect([bob.actions.complete, maya.actions, people.unlinkedNames]).toEqual([
      false,
      { complete: false, totalCount: null },
      { complete: false },
    ]);
  });

  it.each([null, undefined, []])(
    'changes nothing for an action that is known to have no assignees: %j',
    async (assignedUserNames) => {
      const { bob, people } = await askActions([mine(1), mine(2, { status: 'Created', assignedUserNames })]);
      expect([bob.actions.complete, people.unlinkedNames.complete]).toEqual([true, true]);
    },
  );

  it('changes only the lists of the role whose names are unknown', async () => {
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
    'are an error if they are %j, and those of other periods stay',
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

  it('are an error and no list if those of no period could be read', async () => {
    const { ask } = await serverOver({ periods: () => ({ periods: shifts(3) }), actions: () => ({ actions: null }) });
    const { data, errors } = await ask(BOB, { range: DAY });
    expect(data.user.actions).toBeNull();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_CONTRACT']);
  });
});

describe('more periods in a range than calls in a minute', () => {
  const BOB = `query ($range: DateTimeRange!) {
    user(by: { email: "bob@example.com" }) { actions(range: $range, first: 1) { complete totalCount } }
  }`;
  const actions = (id: string) => ({
    actions: [{ actionId: id, createdTime: DAY.from, createdByUserName: 'Bob Lang', assignedUserNames: [] }],
  });

  it.each([12, 40, 120])(
    'are read as far as the rate limit allows, and further after each announced wait: %i',
    async (count) => {
      const clock = createJumpingClock();
      const { ask, calls } = await serverOver(
        { periods: () => ({ periods: shifts(count) }), actions },
        { CACHE: 'on', ALO_PER_MINUTE: '10' },
        clock,
      );
      const range = { from: DAY.from, to: '2026-02-01T00:00:00Z' };
      const read = () => new Set(calls().filter((path) => path.includes('actions'))).size;
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
        const [{ retryAfterMs }] = errors.map(({ extensions }) => extensions.teamgraph) as [{ retryAfterMs: number }];
        expect(retryAfterMs).toBeGreaterThan(0);
        clock.jump(retryAfterMs);
      }
      expect.unreachable('another request read no further');
    },
  );
});

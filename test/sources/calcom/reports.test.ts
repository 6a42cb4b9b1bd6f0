/** Reports of Cal.com that contradict themselves or lack rows (B12). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../../support/graph.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

type Row = Record<string, unknown>;

const person = (id: number, count: number): Row => ({
  userId: id,
  user: { id, name: `P${id}`, email: `p${id}@example.com` },
  emailMd5: null,
  count,
});
const people = (length: number): Row[] => Array.from({ length }, (_, index) => person(index + 1, 100 - index));

describe('a top list', () => {
  const LISTS = [
    'mostBookings',
    'leastBookings',
    'mostCancelled',
    'mostCompleted',
    'leastCompleted',
    'mostNoShow',
    'highestRatings',
    'lowestRatings',
  ];

  async function ask(rows: readonly Row[]) {
    const data = Object.fromEntries(LISTS.map((list) => [list, list === 'mostBookings' ? rows : []]));
    const remove = graph.sandbox.calcom.inject({
      match: /\/members$/,
      body: JSON.stringify({ status: 'success', data }),
    });
    const answer = await graph.ask(
      '{ memberStats(timeZone: "UTC") { mostBookings { name value } leastBookings { name } } }',
    );
    remove();
    expect(answer.errors?.every(({ path }) => path?.join('.') === 'memberStats.mostBookings') ?? true).toBe(true);
    return {
      names: (answer.data.memberStats.mostBookings as { name: string }[]).map(({ name }) => name),
      values: (answer.data.memberStats.mostBookings as { value: number }[]).map(({ value }) => value),
      reported: answer.errors?.map(({ extensions: { code, teamgraph } }) => [code, teamgraph?.row]),
    };
  }
  const TEN = people(10).map(({ user }) => (user as Row).name);

  it('of ten people is shown as it came', async () => {
    expect(await ask(people(10))).toMatchObject({ names: TEN, reported: undefined });
  });

  it('shows a person once, without an error, if their rows are equal', async () => {
    expect(await ask([...people(10), ...people(2)])).toMatchObject({ names: TEN, reported: undefined });
  });

  it('shows a person once, with an error that names the row, if their rows have different figures', async () => {
    const { names, values, reported } = await ask([person(1, 100), person(2, 99), person(1, 7), person(2, 99)]);
    expect([names, values]).toEqual([
      ['P1', 'P2'],
      [100, 99],
    ]);
    expect(reported).toEqual([['SOURCE_CONTRACT', 2]]);
  });

  it('shows ten of more people, with an error for each further row', async () => {
    const { names, reported } = await ask([{ userId: 'x' }, ...people(12)]);
    expect(names).toEqual(TEN);
    expect(reported).toEqual([
      ['SOURCE_CONTRACT', 0],
      ['SOURCE_CONTRACT', 11],
      ['SOURCE_CONTRACT', 12],
    ]);
  });

  it('is sorted by its figures, in whatever order it comes, before it is cut to ten people', async () => {
    const { names, reported } = await ask(people(12).toReversed());
    expect(names).toEqual(TEN);
    expect(reported).toEqual([
      ['SOURCE_CONTRACT', 0],
      ['SOURCE_CONTRACT', 1],
    ]);
  });

  it.each([
    ['mostBookings', 'leastBookings'],
    ['mostCompleted', 'leastCompleted'],
    ['highestRatings', 'lowestRatings'],
  ])('%s has an error for a person with another figure in %s, which has one as well', async (most, least) => {
    const data = Object.fromEntries(LISTS.map((list) => [list, []]));
    const lists = { ...data, [most]: [person(1, 9), person(2, 5)], [least]: [person(2, 5), person(1, 8)] };
    const remove = graph.sandbox.calcom.inject({
      match: /\/members$/,
      body: JSON.stringify({ status: 'success', data: lists }),
    });
    const { errors } = await graph.ask(`{ memberStats(timeZone: "UTC") { ${most} { value } ${least} { value } } }`);
    remove();
    expect(errors?.map(({ path, extensions: { teamgraph } }) => [path?.[1], teamgraph?.row])).toEqual([
      [most, 0],
      [least, 1],
    ]);
  });

  it('of more than 100 rows is refused', async () => {
    const data = Object.fromEntries(LISTS.map((list) => [list, people(101)]));
    const remove = graph.sandbox.calcom.inject({
      match: /\/members$/,
      body: JSON.stringify({ status: 'success', data }),
    });
    const { data: answer, errors } = await graph.ask('{ memberStats(timeZone: "UTC") { mostBookings { name } } }');
    remove();
    expect(answer).toEqual({ memberStats: null });
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['SOURCE_CONTRACT']);
  });
});

describe('a routing report', () => {
  const DAY = '2026-03-09T00:00:00.000Z';
  const OTHER_DAY = '2026-03-10T00:00:00.000Z';
  const user = (id: number, totalBookings: number): Row => ({
    id,
    name: `P${id}`,
    email: `p${id}@example.com`,
    avatarUrl: null,
    performance: 'median',
    totalBookings,
  });
  const total = (userId: number, period_start: string, count: number): Row => ({ userId, period_start, total: count });
  const REPORT = '(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-11T00:00:00Z" }, every: DAY)';

  async function askWith(users: readonly Row[], totals: readonly Row[], query: string) {
    const data = { users: { data: users }, periodStats: { data: totals } };
    const remove = graph.sandbox.calcom.inject({
      match: /routed-to-per-period$/,
      body: JSON.stringify({ status: 'success', data }),
    });
    const answer = await graph.ask(query);
    remove();
    return {
      data: answer.data,
      reported: answer.errors?.map(({ path, extensions: { code, teamgraph } }) => [
        path?.join('.'),
        code,
        teamgraph?.row,
      ]),
    };
  }
  const ask = (users: readonly Row[], totals: readonly Row[] = []) =>
    askWith(users, totals, `{ routedTo${REPORT} { complete users { name total series { start total } } } }`);

  it('has each person and period once, and is complete, if their rows are equal', async () => {
    const twice = [total(1, DAY, 3), total(1, OTHER_DAY, 4)];
    const series = [
      { start: DAY, total: 3 },
      { start: OTHER_DAY, total: 4 },
    ];
    const users = [
      { name: 'P1', total: 7, series },
      { name: 'P2', total: 0, series: [] },
    ];
    expect(await ask([user(1, 7), user(2, 0), user(1, 7)], [...twice, ...twice])).toEqual({
      data: { routedTo: { complete: true, users } },
      reported: undefined,
    });
  });

  it('is not complete, with an error that names the row, if a person has two different figures', async () => {
    const { data, reported } = await ask([user(1, 7), user(2, 0), user(1, 8)]);
    expect(data.routedTo).toMatchObject({ complete: false, users: [{ name: 'P1', total: 7 }, { name: 'P2' }] });
    expect(data.routedTo.users).toHaveLength(2);
    expect(reported).toEqual([['routedTo', 'SOURCE_CONTRACT', 2]]);
  });

  it('is not complete, with an error, if a period of a person has two different totals', async () => {
    const { data, reported } = await ask([user(1, 7)], [total(1, DAY, 3), total(1, DAY, 4)]);
    expect(data.routedTo).toEqual({
      complete: false,
      users: [{ name: 'P1', total: 7, series: [{ start: DAY, total: 3 }] }],
    });
    expect(reported).toEqual([['routedTo', 'SOURCE_CONTRACT', undefined]]);
  });

  it('is not complete if a period of the range is missing for one person or for all', async () => {
    const days = [total(1, DAY, 3), total(1, OTHER_DAY, 4)];
    expect((await ask([user(1, 7), user(2, 1)], [...days, total(2, DAY, 1)])).data.routedTo.complete).toBe(false);
    expect((await ask([user(1, 7), user(2, 1)], days)).data.routedTo.complete).toBe(false);
    expect((await ask([user(1, 3)], [total(1, DAY, 3)])).data.routedTo.complete).toBe(false);
    expect((await ask([user(1, 7)], days)).data.routedTo.complete).toBe(true);
  });

  it('is not complete if it has totals of people whom it does not list', async () => {
    const both = [1, 2].flatMap((id) => [total(id, DAY, 3), total(id, OTHER_DAY, 4)]);
    expect((await ask([user(1, 7)], both)).data.routedTo).toMatchObject({ complete: false, users: [{ name: 'P1' }] });
  });

  it.each([
    ['WEEK', '2026-02-11T00:00:00Z', '2026-02-24T00:00:00Z', ['2026-02-09', '2026-02-16', '2026-02-23']],
    ['MONTH', '2025-12-31T23:00:00Z', '2026-02-01T00:00:00Z', ['2025-12-01', '2026-01-01']],
    ['DAY', '2026-02-28T12:00:00Z', '2026-03-01T12:00:00Z', ['2026-02-28', '2026-03-01']],
  ])('is complete only with each %s that the range touches', async (every, from, to, starts) => {
    const totals = starts.map((day) => total(1, `${day}T00:00:00.000Z`, 1));
    const query = `{ routedTo(range: { from: "${from}", to: "${to}" }, every: ${every}) { complete } }`;
    const isComplete = async (some: readonly Row[]) =>
      (await askWith([user(1, 3)], some, query)).data.routedTo.complete;
    expect(await isComplete(totals)).toBe(true);
    for (const missing of totals) expect(await isComplete(totals.filter((row) => row !== missing))).toBe(false);
  });

  it('keeps a person with a hidden name, unless another person shows that Cal.com ignores the search', async () => {
    const days = (id: number): Row[] => [total(id, DAY, 1), total(id, OTHER_DAY, 1)];
    const hidden = { ...user(2, 2), name: null };
    const query = `{ routedTo(range: { from: "${DAY}", to: "2026-03-11T00:00:00Z" }, every: DAY, search: "P1") {
      complete totalCount users { email } } }`;
    const found = await askWith([user(1, 2), hidden], [...days(1), ...days(2)], query);
    expect(found.data.routedTo).toMatchObject({ complete: true, totalCount: 2 });
    const ignored = await askWith([user(1, 2), hidden, user(3, 2)], [1, 2, 3].flatMap(days), query);
    expect(ignored.data.routedTo).toEqual({ complete: false, totalCount: null, users: [{ email: 'p1@example.com' }] });
  });

  it('shows a person’s series with an error if periods are missing or the range is too long', async () => {
    const [one] = graph.sandbox.world.calcom.users.map(({ id }) => id);
    const ofUser = (range: string): string =>
      `{ node(id: "${Buffer.from(`User:calcom:${one}`).toString('base64url')}") {
        ... on User { routedTo(range: ${range}, every: DAY) { series { start } } } } }`;
    const report = [[user(one ?? 0, 7)], [total(one ?? 0, DAY, 3)]] as const;
    const short = await askWith(...report, ofUser(`{ from: "${DAY}", to: "2026-03-11T00:00:00Z" }`));
    const long = await askWith(...report, ofUser(`{ from: "2025-03-09T00:00:00Z", to: "2026-03-11T00:00:00Z" }`));
    for (const { data, reported } of [short, long]) {
      expect(data.node.routedTo.series).toEqual([{ start: DAY }]);
      expect(reported).toEqual([['node.routedTo', 'SOURCE_CONTRACT', undefined]]);
    }
  });

  it('gives a person with two different figures an error, and all others their figures', async () => {
    const [one, other] = graph.sandbox.world.calcom.users.map(({ id }) => id);
    const query = `query { users(first: 100) { nodes { identities { sourceId } routedTo${REPORT} { total } } } }`;
    const { data, reported } = await askWith([user(one ?? 0, 7), user(one ?? 0, 8), user(other ?? 0, 5)], [], query);
    const totalOf = (id: number | undefined) =>
      (data.users.nodes as { identities: { sourceId: string }[]; routedTo: { total: number } | null }[]).find(
        ({ identities }) => identities.some(({ sourceId }) => sourceId === String(id)),
      )?.routedTo;
    expect([totalOf(one), totalOf(other)]).toEqual([null, { total: 5 }]);
    expect(reported?.map(([, code]) => code)).toContain('SOURCE_CONTRACT');
  });
});

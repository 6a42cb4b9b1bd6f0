/** Lists of ALO: when a list is complete, and which rows it has. */
import { describe, expect, it } from 'vitest';
import { HOUR_MS, iso, PERIODS, START_MS, shift, shifts, useFakeAlo } from '../../support/fake-alo.ts';

const serverOver = useFakeAlo();

describe('a list of ALO', () => {
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
    ['another page number', { periods: ONE, page: 2, total_pages: 2 }],
    ['two pages, and the second repeats the first', { periods: ONE, total_pages: 2 }],
  ])('is not complete if its page info says %s', async (_, body) => {
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
  ])('is complete if its page info says %s', async (_, totals) => {
    const { ask } = await serverOver({ periods: () => ({ periods: ONE, ...totals }) });
    expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: true, totalCount: 1 });
  });

  it('is read up to its total if it gives no number of pages', async () => {
    const all = shifts(25);
    const { ask } = await serverOver({
      periods: (_, page) => ({ periods: all.slice((page - 1) * 10, page * 10), total_count: 25 }),
    });
    expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: true, totalCount: 25 });
  });

  it('is not complete if its total changes from page to page', async () => {
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
    'is read on after a full page if its page info gives only the page size: %j',
    async (info) => {
      const all = shifts(25);
      const { ask } = await serverOver({
        periods: (_, page) => ({ periods: all.slice((page - 1) * 10, page * 10), ...info }),
      });
      expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: true, totalCount: 25 });
    },
  );

  it.each<[string, number[]]>([
    ['an empty last page', [2, 2, 0]],
    ['a short page before the last', [2, 1, 2]],
    ['a longer last page', [2, 2, 3]],
  ])('is not complete with %s', async (_, lengths) => {
    const all = shifts(10);
    const pages = lengths.map((length) => all.splice(0, length));
    const { ask } = await serverOver({ periods: (_, page) => ({ periods: pages[page - 1], total_pages: 3 }) });
    expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: false, totalCount: null });
  });

  it('is read for one more page after a full page without page info', async () => {
    const all = shifts(137);
    const { ask } = await serverOver({ periods: (_, page) => ({ periods: all.slice((page - 1) * 100, page * 100) }) });
    expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: true, totalCount: 137 });
  });
});

describe('rows with the same id', () => {
  it('contradict each other if their assignees differ, with an error that names the row', async () => {
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

  it('become one period that cannot be read alone if their times differ', async () => {
    const periods = [shift(0), shift(0, { end_date: iso(START_MS + 9 * HOUR_MS) })];
    const { ask } = await serverOver({ periods: () => ({ periods }) });
    const { data, errors } = await ask(PERIODS);
    expect(data.periods).toEqual({ complete: false, totalCount: null, nodes: [{ sourceId: '1' }] });
    expect(errors?.map(({ extensions }) => extensions.teamgraph?.row)).toEqual([1]);
    expect((await ask('{ period(id: "1") { end } }')).errors?.[0]?.extensions.code).toBe('SOURCE_CONTRACT');
  });

  it('become one row of a complete list if they are equal', async () => {
    const { ask } = await serverOver({ periods: () => ({ periods: [shift(0), shift(0)] }) });
    expect((await ask(PERIODS)).data.periods).toMatchObject({ complete: true, totalCount: 1 });
  });
});

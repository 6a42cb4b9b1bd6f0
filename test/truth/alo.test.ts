/** A part of a list of ALO is never complete, wherever and in whatever form ALO says that there is more. */
import { describe, expect, it } from 'vitest';
import { actionRow, askScripted, periodRow, type Script } from '../support/scripted-vendors.ts';

const ask = async (script: Script, query: string) => (await askScripted(['ALO'], script, query)).data;
const LIST = '{ totalCount complete nodes { sourceId } }';
const RANGE = 'range: { from: "2026-03-20T00:00:00Z", to: "2026-03-21T00:00:00Z" }';

/** Page info for more than one row. */
const MORE: readonly [string, object][] = [
  ['total', { total: 250 }],
  ['has_more', { has_more: true }],
  ['hasMore as a text', { hasMore: 'true' }],
  ['total_count in a meta', { meta: { total_count: '250' } }],
  ['totalPages in a pagination', { pagination: { page: 1, totalPages: 3 } }],
  ['response_count in a meta', { meta: { response_count: 9 } }],
  ['an unreadable count in a pagination', { pagination: { total_count: 'many' } }],
];

describe.each(MORE)('a list of ALO with more rows by its %s', (_, info) => {
  it('is not complete: periods', async () => {
    const { periods } = await ask({ periods: () => ({ periods: [periodRow(1)], ...info }) }, `{ periods ${LIST} }`);
    expect(periods).toEqual({ totalCount: null, complete: false, nodes: [{ sourceId: '1' }] });
  });

  it('is not complete: actions', async () => {
    const script = {
      periods: () => ({ periods: [periodRow(1)] }),
      actions: () => ({ actions: [actionRow(1)], ...info }),
    };
    const { period } = await ask(script, `{ period(id: "1") { actions ${LIST} } }`);
    expect(period.actions).toEqual({ totalCount: null, complete: false, nodes: [{ sourceId: '101' }] });
  });
});

describe('a list of ALO', () => {
  it('is complete if its page info, in several places, agrees', async () => {
    const info = { meta: { total_count: 1, page: 1, total_pages: 1, per_page: 100 }, has_more: false };
    const { periods } = await ask({ periods: () => ({ periods: [periodRow(1)], ...info }) }, `{ periods ${LIST} }`);
    expect(periods).toMatchObject({ totalCount: 1, complete: true });
  });

  it('is read on while it says that there is more', async () => {
    const script = {
      periods: (query: URLSearchParams) => {
        const page = Number(query.get('page') ?? 1);
        return { periods: [periodRow(page)], has_more: page < 3 };
      },
    };
    const { periods } = await ask(script, `{ periods ${LIST} }`);
    expect(periods).toMatchObject({ totalCount: 3, complete: true });
  });
});

it('a period that ends before it starts may overlap only ranges between its end and its start', async () => {
  const odd = periodRow(2, { start_date: '2026-03-22T00:00:00Z', end_date: '2026-03-19T00:00:00Z' });
  const script = { periods: () => ({ periods: [periodRow(1), odd] }) };
  const late = 'range: { from: "2026-04-20T00:00:00Z", to: "2026-04-21T00:00:00Z" }';
  expect(await ask(script, `{ within: periods(${RANGE}) ${LIST} late: periods(${late}) ${LIST} }`)).toEqual({
    within: { totalCount: null, complete: false, nodes: [{ sourceId: '1' }] },
    late: { totalCount: 0, complete: true, nodes: [] },
  });
});

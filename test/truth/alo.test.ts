/** A part of what ALO has is never told as the whole, in whatever words and wherever it tells of the rest. */
import { describe, expect, it } from 'vitest';
import { actionRow, askScripted, periodRow, type Script } from '../support/scripted-vendors.ts';

const ask = async (script: Script, query: string) => (await askScripted(['ALO'], script, query)).data;
const LIST = '{ totalCount complete nodes { sourceId } }';
const RANGE = 'range: { from: "2026-03-20T00:00:00Z", to: "2026-03-21T00:00:00Z" }';

/** What tells of more than one row. */
const MORE: readonly [string, object][] = [
  ['total', { total: 250 }],
  ['has_more', { has_more: true }],
  ['hasMore as a text', { hasMore: 'true' }],
  ['total_count in a meta', { meta: { total_count: '250' } }],
  ['totalPages in a pagination', { pagination: { page: 1, totalPages: 3 } }],
  ['response_count in a meta', { meta: { response_count: 9 } }],
  ['something that cannot be read, in a pagination', { pagination: { total_count: 'many' } }],
];

describe.each(MORE)('a list of ALO that says there is more by %s', (_, told) => {
  it('is not whole: periods', async () => {
    const { periods } = await ask({ periods: () => ({ periods: [periodRow(1)], ...told }) }, `{ periods ${LIST} }`);
    expect(periods).toEqual({ totalCount: null, complete: false, nodes: [{ sourceId: '1' }] });
  });

  it('is not whole: actions', async () => {
    const script = {
      periods: () => ({ periods: [periodRow(1)] }),
      actions: () => ({ actions: [actionRow(1)], ...told }),
    };
    const { period } = await ask(script, `{ period(id: "1") { actions ${LIST} } }`);
    expect(period.actions).toEqual({ totalCount: null, complete: false, nodes: [{ sourceId: '101' }] });
  });
});

describe('a list of ALO', () => {
  it('that says in other places that this is all, is whole', async () => {
    const told = { meta: { total_count: 1, page: 1, total_pages: 1, per_page: 100 }, has_more: false };
    const { periods } = await ask({ periods: () => ({ periods: [periodRow(1)], ...told }) }, `{ periods ${LIST} }`);
    expect(periods).toMatchObject({ totalCount: 1, complete: true });
  });

  it('is read on while it says that more follows', async () => {
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

it('a period that ends before it starts may overlap what lies between, and nothing else', async () => {
  const odd = periodRow(2, { start_date: '2026-03-22T00:00:00Z', end_date: '2026-03-19T00:00:00Z' });
  const script = { periods: () => ({ periods: [periodRow(1), odd] }) };
  const late = 'range: { from: "2026-04-20T00:00:00Z", to: "2026-04-21T00:00:00Z" }';
  expect(await ask(script, `{ within: periods(${RANGE}) ${LIST} late: periods(${late}) ${LIST} }`)).toEqual({
    within: { totalCount: null, complete: false, nodes: [{ sourceId: '1' }] },
    late: { totalCount: 0, complete: true, nodes: [] },
  });
});

/**
 * F27: pages that lie about what follows them. Each source pages in its own way; in all of them the rows that came are
 * shown, the list is not `complete`, and at most the capped number of pages is requested.
 */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../../src/errors.ts';
import {
  endProbe,
  GONE_MS,
  PLACES,
  type Probe,
  SOURCES,
  startProbe,
  timesAsked,
  vendorOf,
} from '../../support/upstream/endpoint.ts';

let probe: Probe;
beforeAll(async () => {
  probe = await startProbe();
  return () => endProbe(probe);
});
beforeEach(() => probe.clock.jump(GONE_MS));

const PAGE_CAP = 20;

/** The rows of a page, by their numbers, and whether it says that more follows. */
type Lie = (page: number) => { readonly rows: readonly number[]; readonly more: boolean; readonly left?: number };

const four = (page: number): number[] => [1, 2, 3, 4].map((row) => page * 4 + row);

const LIES: readonly [string, Lie, { readonly asked: number; readonly rows: number }][] = [
  ['never end', (page) => ({ rows: four(page), more: true }), { asked: PAGE_CAP, rows: 4 * PAGE_CAP }],
  ['are the same again and again', () => ({ rows: four(0), more: true }), { asked: 2, rows: 4 }],
  [
    'are empty, and say that more follows',
    (page) => ({ rows: page === 0 ? four(0) : [], more: true }),
    { asked: 2, rows: 4 },
  ],
  [
    'show a row again that moved',
    (page) => (page === 0 ? { rows: four(0), more: true } : { rows: [4, 5], more: false }),
    { asked: 2, rows: 5 },
  ],
];

interface Paging {
  readonly query: string;
  /** The body of a page; `template` is the first of the vendor's own rows. */
  body(page: number, lie: ReturnType<Lie>, template: object | undefined): unknown;
}

const instant = (row: number): string => new Date(Date.UTC(2026, 2, 1, 0, row)).toISOString();

const PAGINGS: Readonly<Record<Source, Paging>> = {
  CALCOM: {
    query: '{ bookings(first: 250) { nodes { uid } totalCount complete } }',
    body: (page, { rows, more, left }, template) => ({
      status: 'success',
      data: rows.map((row) => ({ ...template, uid: `booking${row}`, start: instant(row), end: instant(row + 1) })),
      pagination: {
        hasNextPage: more,
        currentPage: page + 1,
        totalItems: 1000,
        remainingItems: left ?? (more ? 1000 : 0),
        returnedItems: rows.length,
      },
    }),
  },
  ALO: {
    query: '{ periods(first: 100) { nodes { sourceId } totalCount complete } }',
    body: (page, { rows, more }) => ({
      periods: rows.map((id) => ({ id, start_date: instant(id) })),
      total_pages: more ? 1000 : page + 1,
    }),
  },
  SALESHANDY: {
    query: `{ teamStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) {
      prospect(first: 100) { nodes { added } totalCount complete } } }`,
    body: (_, { rows, more }) => ({
      payload: { data: rows.map((row) => ({ userId: memberOf(row), prospectAdded: row })), hasMore: more },
    }),
  },
};

/** A member of the team, as long as there are any. */
const memberOf = (row: number): string => probe.sandbox.world.saleshandy.members[row - 1]?.id ?? `missing${row}`;

/** Queries a list whose pages lie. */
async function askPages(source: Source, lie: Lie) {
  const { query, body } = PAGINGS[source];
  let page = 0;
  let template: object | undefined;
  const before = timesAsked(probe, source);
  const remove = vendorOf(probe, source).inject({
    match: PLACES[source].path,
    transform: (own) => {
      template ??= (own as { data?: object[] }).data?.[0];
      const lying = body(page, lie(page), template);
      page++;
      return lying;
    },
  });
  const { data, errors } = await probe.ask(query);
  remove();
  return {
    list: data.bookings ?? data.periods ?? data.teamStats.prospect,
    errors,
    asked: timesAsked(probe, source) - before,
  };
}

describe.each(SOURCES)('pages of %s', (source) => {
  it.each(LIES)('that %s are a list that is not whole', async (_, lie, expected) => {
    const { list, errors, asked } = await askPages(source, lie);
    expect(errors).toBeUndefined();
    expect(list).toMatchObject({ complete: false, totalCount: null });
    expect(asked).toBe(expected.asked);
    // Of Saleshandy only the figures of members are shown.
    const members = probe.sandbox.world.saleshandy.members.length;
    expect(list.nodes).toHaveLength(source === 'SALESHANDY' ? Math.min(members, expected.rows) : expected.rows);
  });
});

describe('pages of Cal.com', () => {
  it('with a negative remainder are a list that is not whole', async () => {
    const { list, errors } = await askPages('CALCOM', () => ({ rows: four(0), more: false, left: -3 }));
    expect(errors).toBeUndefined();
    expect(list).toMatchObject({ complete: false, totalCount: null });
    expect(list.nodes).toHaveLength(4);
  });
});

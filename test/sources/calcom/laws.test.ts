/** The laws of the parameters of bookings that lists and the plan are built on, against the sandbox. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { askCalcom } from '../../support/sandbox/start.ts';

const NOW_MS = Date.parse('2026-03-18T12:00:00Z');
const DAY_MS = 24 * 60 * 60_000;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ now: new Date(NOW_MS), dimensions: { bookings: 700 } });
});
afterAll(() => sandbox.close());

interface Page {
  readonly data: readonly { readonly uid: string; readonly start: string }[];
  readonly pagination: { readonly totalItems: number; readonly hasNextPage: boolean; readonly remainingItems: number };
}

async function read(query: object): Promise<Page> {
  const text = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const { calcom } = sandbox.world;
  const { status, body } = await askCalcom<Page>(
    sandbox,
    `/v2/organizations/${calcom.orgId}/teams/${calcom.teamId}/bookings?${text}`,
  );
  expect(status).toBe(200);
  return body;
}

async function readAll(query: object): Promise<Page['data']> {
  const rows: Page['data'][number][] = [];
  for (;;) {
    const { data, pagination } = await read({ ...query, take: 250, skip: rows.length });
    rows.push(...data);
    if (!pagination.hasNextPage) return rows;
  }
}

const conditions = fc.record(
  { status: fc.constantFrom('past', 'upcoming', 'cancelled,past'), eventTypeIds: fc.constantFrom('505', '501,503') },
  { requiredKeys: [] },
);
const order = fc
  .constantFrom('sortStart', 'sortEnd', 'sortCreated')
  .chain((sort) => fc.constantFrom('asc', 'desc').map((direction) => ({ [sort]: direction })));
const instant = fc.integer({ min: -60 * 24 * 60, max: 60 * 24 * 60 }).map((minutes) => NOW_MS + minutes * 60_000);

describe('bookings of Cal.com', () => {
  it('keep the law RANGE: an earlier start has the bookings of a later one, after others, in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(conditions, instant, fc.integer({ min: 0, max: 20 * DAY_MS }), async (kept, atMs, earlierMs) => {
        const scan = { ...kept, sortStart: 'asc' };
        const [later, earlier] = await Promise.all(
          [atMs, atMs - earlierMs].map((ms) => readAll({ ...scan, afterStart: new Date(ms).toISOString() })),
        );
        const isBefore = ({ start }: { start: string }): boolean => Date.parse(start) < atMs;
        const before = earlier?.findIndex((row) => !isBefore(row)) ?? -1;
        const answered = before === -1 ? [] : earlier?.slice(before);
        expect(answered).toEqual(later);
        expect(answered?.some(isBefore)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('keep the law PAGE: pages of any size are parts of one list, with one total', async () => {
    await fc.assert(
      fc.asyncProperty(
        conditions,
        order,
        fc.nat(700),
        fc.integer({ min: 1, max: 250 }),
        async (kept, sort, skip, take) => {
          const all = await readAll({ ...kept, ...sort });
          const { data, pagination } = await read({ ...kept, ...sort, skip, take });
          expect(data).toEqual(all.slice(skip, skip + take));
          expect(pagination).toMatchObject({
            totalItems: all.length,
            remainingItems: Math.max(0, all.length - skip - take),
            hasNextPage: skip + take < all.length,
          });
        },
      ),
      { numRuns: 40 },
    );
  });
});

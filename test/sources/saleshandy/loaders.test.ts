/** Reports of Saleshandy over scripted answers: whose figures are whose, and when a report is complete. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { createSaleshandyLoaders } from '../../../src/sources/saleshandy/loaders.ts';
import type { SaleshandyMember } from '../../../src/sources/saleshandy/model.ts';
import type { Read } from '../../../src/upstream/endpoint.ts';

const RANGE = { from: new Date('2026-03-09T00:00:00Z'), to: new Date('2026-03-16T00:00:00Z') };
const REQUEST = { range: RANGE, countBy: 'ABSOLUTE' } as const;

interface Row {
  readonly userId?: string;
  readonly email?: string;
  readonly name?: string;
  readonly prospectAdded: number;
}

interface Body {
  readonly userIds: string[];
  readonly limit: number;
  readonly page: number;
}

/** Loaders over a Saleshandy that answers with `answer`, and the bodies of the calls to it. */
function saleshandy(members: readonly SaleshandyMember[], answer: (body: Body) => object) {
  const bodies: Body[] = [];
  const read: Read = async (endpoint, parameters) => {
    const body = endpoint.request(parameters).body as Body;
    bodies.push(body);
    return endpoint.wire.parse(JSON.parse(JSON.stringify(answer(body))));
  };
  const directory = async () => ({ rows: members, unreadable: [], wasWhole: true });
  const loaders = createSaleshandyLoaders(directory, read, (range) => range);
  type Question = Parameters<typeof loaders.prospectStatsOf>;
  return {
    bodies,
    loaders: { ...loaders, prospectStatsOf: async (...question: Question) => loaders.prospectStatsOf(...question) },
  };
}

const page = (rows: readonly Row[], { limit, page: number }: Body) => ({
  payload: { data: rows.slice((number - 1) * limit, number * limit), hasMore: rows.length > number * limit },
});

const member = (index: number): SaleshandyMember => ({
  userId: `id${index}`,
  name: null,
  email: `m${index}@example.com`,
});
const rowOf = ({ userId }: SaleshandyMember): Row => ({ userId, prospectAdded: Number(userId.slice(2)) });

async function expectUnknown(stats: readonly Promise<unknown>[]): Promise<void> {
  const settled = await Promise.allSettled(stats);
  for (const one of settled) expect(one).toMatchObject({ status: 'rejected', reason: { code: 'SOURCE_CONTRACT' } });
}

describe("a user's figures", () => {
  it('belong to that user if rows are missing, doubled, added or in another order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.func(fc.boolean()),
        fc.array(fc.nat(40)),
        fc.func(fc.nat()),
        async (count, isMissing, doubled, rank) => {
          const members = Array.from({ length: count }, (_, index) => member(index));
          const rows = [...members, ...doubled.map(member)]
            .filter(({ userId }) => !isMissing(userId))
            .map(rowOf)
            .sort((a, b) => rank(a.userId) - rank(b.userId));
          const { loaders } = saleshandy(members, (body) => page(rows, body));
          // Pages that repeat rows do not prove that a member has no row. That is an error.
          const stats = await Promise.all(
            members.map(({ userId }) =>
              loaders.prospectStatsOf(userId, REQUEST).catch((error: unknown) => {
                expect(error).toBeInstanceOf(SourceError);
                return null;
              }),
            ),
          );
          const present = new Set(rows.map(({ userId }) => userId));
          expect(stats.map((row) => row?.metrics.added ?? null)).toEqual(
            members.map(({ userId }, index) => (present.has(userId) ? index : null)),
          );
        },
      ),
    );
  });

  it('cost one call for all members, with each id once', async () => {
    const members = Array.from({ length: 40 }, (_, index) => member(index));
    const { loaders, bodies } = saleshandy(members, (body) => page(members.map(rowOf), body));
    await Promise.all(members.map(({ userId }) => loaders.prospectStatsOf(userId, REQUEST)));
    await loaders.prospectReport(REQUEST);
    expect(bodies).toHaveLength(1);
    expect(bodies[0]?.userIds).toEqual(members.map(({ userId }) => userId).sort());
  });

  it('are found by e-mail if rows have no ids', async () => {
    const members = [member(0), member(1)];
    const rows = [
      { email: ' M1@Example.com', prospectAdded: 1 },
      { email: 'm0@example.com', prospectAdded: 0 },
    ];
    const { loaders } = saleshandy(members, (body) => page(rows, body));
    expect((await loaders.prospectStatsOf('id0', REQUEST))?.metrics.added).toBe(0);
    expect((await loaders.prospectStatsOf('id1', REQUEST))?.metrics.added).toBe(1);
  });

  it('cost one more call for each requested user if rows are unnamed', async () => {
    const members = [member(0), member(1), member(2)];
    const { loaders, bodies } = saleshandy(members, (body) =>
      page(
        body.userIds.map((id) => ({ prospectAdded: Number(id.slice(2)) })),
        body,
      ),
    );
    expect((await loaders.prospectStatsOf('id1', REQUEST))?.metrics.added).toBe(1);
    expect(bodies.map(({ userIds }) => userIds)).toEqual([['id0', 'id1', 'id2'], ['id1']]);
  });

  it('are an error if rows are unnamed and the call for one user brings several', async () => {
    const members = [member(0), member(1)];
    const { loaders } = saleshandy(members, (body) => page([{ prospectAdded: 1 }, { prospectAdded: 2 }], body));
    await expect(loaders.prospectStatsOf('id0', REQUEST)).rejects.toMatchObject({ code: 'SOURCE_CONTRACT' });
    expect((await loaders.prospectReport(REQUEST)).rows.map(({ userId }) => userId)).toEqual([null, null]);
  });

  it('are the only row if the team has one member', async () => {
    const { loaders } = saleshandy([member(0)], (body) => page([{ prospectAdded: 7 }], body));
    expect(await loaders.prospectStatsOf('id0', REQUEST)).toMatchObject({ userId: 'id0', metrics: { added: 7 } });
  });

  it('are an error without further calls if the only row of the team is unnamed', async () => {
    const members = Array.from({ length: 30 }, (_, index) => member(index));
    const { loaders, bodies } = saleshandy(members, (body) => page([{ prospectAdded: 7 }], body));
    await expectUnknown(members.map(({ userId }) => loaders.prospectStatsOf(userId, REQUEST)));
    expect(bodies).toHaveLength(1);
  });

  it('are an error if two users get the same row, whichever answer comes first', async () => {
    const members = [member(0), member(1), member(2)];
    const { loaders } = saleshandy(members, (body) =>
      page(
        body.userIds.length === 1 ? [{ prospectAdded: 7 }] : [1, 7, 9].map((prospectAdded) => ({ prospectAdded })),
        body,
      ),
    );
    await expectUnknown(members.map(({ userId }) => loaders.prospectStatsOf(userId, REQUEST)));
  });

  it('are known if two users get the same row and the report has that row twice', async () => {
    const members = [member(0), member(1), member(2)];
    const { loaders } = saleshandy(members, (body) =>
      page(
        body.userIds.map((id) => ({ prospectAdded: id === 'id2' ? 9 : 0 })),
        body,
      ),
    );
    const stats = await Promise.all(members.map(({ userId }) => loaders.prospectStatsOf(userId, REQUEST)));
    expect(stats.map((row) => row?.metrics.added)).toEqual([0, 0, 9]);
  });

  it.each([
    ['an e-mail', { email: 'other@example.com', prospectAdded: 1 }],
    ['a name', { name: 'Another Person', prospectAdded: 1 }],
  ])('are an error if the only row has %s that contradicts the directory', async (_, row) => {
    const known = { ...member(0), name: 'Jo Doe' };
    const { loaders } = saleshandy([known], (body) => page([row], body));
    await expectUnknown([loaders.prospectStatsOf('id0', REQUEST)]);
  });

  it('are known if the only row has the name in another spelling', async () => {
    const known = { ...member(0), name: 'José  Doe' };
    const { loaders } = saleshandy([known], (body) => page([{ name: 'jose doe', prospectAdded: 1 }], body));
    expect((await loaders.prospectStatsOf('id0', REQUEST))?.metrics.added).toBe(1);
  });

  it('are an error if other rows are named and one is not', async () => {
    const { loaders } = saleshandy([member(0), member(1)], (body) =>
      page([rowOf(member(1)), { prospectAdded: 99 }], body),
    );
    await expectUnknown([loaders.prospectStatsOf('id0', REQUEST)]);
    expect((await loaders.prospectStatsOf('id1', REQUEST))?.metrics.added).toBe(1);
  });

  it('of a person outside the directory are left out', async () => {
    const { loaders } = saleshandy([member(0)], (body) => page([rowOf(member(7)), rowOf(member(0))], body));
    expect((await loaders.prospectReport(REQUEST)).rows.map(({ userId }) => userId)).toEqual(['id0']);
  });
});

describe('a report', () => {
  const members = Array.from({ length: 9 }, (_, index) => member(index));
  const rows = members.map(rowOf);

  it('is read on while Saleshandy says that there is more, even if pages are short', async () => {
    const { loaders, bodies } = saleshandy(members, (body) => page(rows, { ...body, limit: 4 }));
    const report = await loaders.prospectReport(REQUEST);
    expect(report.rows).toHaveLength(9);
    expect(report.complete).toBe(true);
    expect(bodies.map((body) => body.page)).toEqual([1, 2, 3]);
  });

  it('ends at a page with all members if Saleshandy does not say whether there is more', async () => {
    const { loaders, bodies } = saleshandy(members, () => ({ payload: rows }));
    expect(await loaders.prospectReport(REQUEST)).toMatchObject({ complete: true });
    expect(bodies).toHaveLength(1);
  });

  it('is not complete if Saleshandy does not say and a member is missing, since the page may be cut', async () => {
    const { loaders, bodies } = saleshandy(members, () => ({ payload: rows.slice(1) }));
    expect(await loaders.prospectReport(REQUEST)).toMatchObject({ complete: false });
    // The second page is the first again.
    expect(bodies).toHaveLength(2);
  });

  it('is not complete if the same page comes again', async () => {
    const { loaders, bodies } = saleshandy(members, () => ({ payload: { data: rows, hasMore: true } }));
    expect(await loaders.prospectReport(REQUEST)).toMatchObject({ complete: false });
    expect(bodies).toHaveLength(2);
  });

  it.each([
    ['nothing at all', {}],
    ['an empty payload', { payload: {} }],
    ['a payload that is text', { payload: 'none' }],
    ['two lists', { payload: { a: [], b: [] } }],
    ['null', { payload: null }],
  ])('is refused and not empty if the answer is %s', async (_, body) => {
    const { loaders } = saleshandy(members, () => body);
    await expect(loaders.prospectReport(REQUEST)).rejects.toThrow();
  });

  it('has null and not 0 for a missing figure, and null for a percentage', async () => {
    const odd = [
      { userId: 'id0', prospectAdded: 0, Opened: '12', clicked: '12.5%', replied: null, 'Meeting Booked': 3 },
    ];
    const { loaders } = saleshandy(members, () => ({ payload: odd }));
    const [row] = (await loaders.prospectReport(REQUEST)).rows;
    expect(row?.metrics).toMatchObject({
      added: 0,
      opened: 12,
      clicked: null,
      replied: null,
      bounced: null,
      meetingBooked: 3,
    });
  });

  it('has a member once whose rows differ, is not complete, and has an error for their figures', async () => {
    const differing = [
      { ...rowOf(member(2)), prospectAdded: 50 },
      { email: 'm3@example.com', prospectAdded: 51 },
    ];
    const { loaders } = saleshandy(members, (body) => page([...rows, ...differing], body));
    const report = await loaders.prospectReport(REQUEST);
    expect(report).toMatchObject({ unreadable: [9, 10], complete: false });
    expect(report.rows.map(({ metrics }) => metrics.added)).toEqual(rows.map(({ prospectAdded }) => prospectAdded));
    await expectUnknown(['id2', 'id3'].map((userId) => loaders.prospectStatsOf(userId, REQUEST)));
    expect((await loaders.prospectStatsOf('id4', REQUEST))?.metrics.added).toBe(4);
  });

  it('is not complete, and has an error for the figures, if rows of a member differ on two pages', async () => {
    const { loaders } = saleshandy(members, (body) => ({
      payload: {
        data: body.page === 1 ? rows.slice(0, 8) : [{ ...rows[2], prospectAdded: 50 }, rows[8]],
        hasMore: body.page === 1,
      },
    }));
    expect(await loaders.prospectReport(REQUEST)).toMatchObject({ unreadable: [10], complete: false });
    await expectUnknown([loaders.prospectStatsOf('id2', REQUEST)]);
  });

  it('leaves out a row without any figure and has its position', async () => {
    const { loaders } = saleshandy(members, () => ({ payload: [rows[0], { userId: 'id1' }, rows[2]] }));
    expect(await loaders.prospectReport(REQUEST)).toMatchObject({ unreadable: [1], complete: false });
  });
});

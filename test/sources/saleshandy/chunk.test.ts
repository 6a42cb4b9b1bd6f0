/** Reports of Saleshandy: `complete: true` is a proof, and figures with an unknown owner are an error. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../../support/graph.ts';

let graph: Graph;
beforeEach(async () => {
  graph = await startGraph();
});
afterEach(() => graph.close());

type Row = Readonly<Record<string, unknown>> & { readonly userId: string; readonly email: string };
interface Reply {
  readonly rows: readonly Row[];
  /** From 1. */
  readonly call: number;
}

const WEEK = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const QUERY = `{
  teamStats(range: ${WEEK}) { prospect(first: 100) { complete totalCount nodes { name added user { id } } } }
  users(first: 100) { nodes { identities { source sourceId } prospectStats(range: ${WEEK}) { added opened } } }
}`;

async function ask(answer?: (reply: Reply) => object) {
  let call = 0;
  if (answer) {
    graph.sandbox.saleshandy.inject({
      match: /team\/stats$/,
      transform: (json) => answer({ rows: (json as { payload: { data: Row[] } }).payload.data, call: ++call }),
    });
  }
  const { data, errors = [] } = await graph.ask(QUERY);
  const list = data.teamStats.prospect as {
    complete: boolean;
    totalCount: number;
    nodes: { name: string; added: number }[];
  } | null;
  const users = data.users.nodes as {
    identities: { source: string; sourceId: string }[];
    prospectStats: { added: number } | null;
  }[];
  const added = new Map(
    users.flatMap(({ identities, prospectStats }) =>
      identities
        .filter(({ source }) => source === 'SALESHANDY')
        .map(({ sourceId }) => [sourceId, prospectStats?.added ?? null] as const),
    ),
  );
  const codes = new Set(errors.map(({ extensions }) => extensions.code));
  const failed = errors.filter(({ path }) => path?.at(-1) === 'prospectStats').length;
  return { list, added, codes: [...codes], failed, calls: call };
}

const payload = (data: readonly object[], end: object = { hasMore: false }) => ({ payload: { data, ...end } });
const without = (row: Row, ...keys: string[]): object =>
  Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));
const NAMES = ['firstName', 'lastName', 'email'];
const members = () => graph.sandbox.world.saleshandy.members.length;

describe('rows whose ids are of another kind than the directory’s', () => {
  it.each<[string, (row: Row, index: number) => object]>([
    ['the e-mail is a member’s', (row, index) => ({ ...row, userId: index + 1 })],
    [
      'the e-mail is a member’s and the id has another case',
      (row) => ({ ...row, userId: row.userId.toUpperCase().concat('X') }),
    ],
    [
      'another id is a member’s',
      (row, index) => ({ ...without(row, ...NAMES), id: index, userId: `u${index}`, memberId: row.userId }),
    ],
    [
      'the id of the user in it is a member’s',
      (row, index) => ({ ...without(row, ...NAMES), userId: index, user: { id: row.userId } }),
    ],
  ])('have an owner if %s', async (_, change) => {
    const plain = await ask();
    const { list, added, codes } = await ask(({ rows }) => payload(rows.map(change)));
    expect(codes).toEqual([]);
    expect(list).toEqual(plain.list);
    expect(added).toEqual(plain.added);
  });

  it.each<[string, (row: Row, index: number) => object]>([
    ['running numbers', (row, index) => ({ ...without(row, ...NAMES), userId: index + 1 })],
    ['in another case', (row) => ({ ...without(row, ...NAMES), userId: row.userId.toUpperCase().concat('X') })],
    ['with an unknown e-mail', (row, index) => ({ ...row, userId: index + 1, email: `x${index}@example.net` })],
  ])('are an error if no row has an owner: %s', async (_, change) => {
    const { list, codes, failed } = await ask(({ rows }) => payload(rows.map(change)));
    expect(list).toBeNull();
    expect(codes).toEqual(['SOURCE_CONTRACT']);
    expect(failed).toBe(members());
  });

  it('make the report incomplete if some have an owner, and members without a row are an error', async () => {
    const plain = await ask();
    const { list, added, codes, failed } = await ask(({ rows }) =>
      payload(rows.map((row, index) => (index < 3 ? { ...without(row, ...NAMES), userId: index } : row))),
    );
    expect(list).toMatchObject({ complete: false, totalCount: null });
    expect(list?.nodes).toHaveLength((plain.list?.nodes.length ?? 0) - 3);
    expect(codes).toEqual(['SOURCE_CONTRACT']);
    // The three, and the member who never has a row.
    expect(failed).toBe(4);
    for (const [id, figure] of added) expect([plain.added.get(id), null]).toContain(figure);
  });

  it('have no owner if the id is of one member and the e-mail of another', async () => {
    const { list, failed } = await ask(({ rows }) =>
      payload(rows.map((row, index) => (index < 2 ? { ...row, email: rows[1 - index]?.email } : row))),
    );
    expect(list).toMatchObject({ complete: false });
    expect(failed).toBe(3);
  });

  it('are left out and make the report incomplete even if each member has a row', async () => {
    const { list } = await ask(({ rows }) => {
      const [first] = rows;
      const idle = graph.sandbox.world.saleshandy.members.filter(({ id }) => !rows.some(({ userId }) => userId === id));
      return payload([
        ...rows,
        ...idle.map(({ id }) => ({ ...first, userId: id, email: null })),
        { ...first, userId: 'aliens', email: 'x@example.net' },
      ]);
    });
    expect(list).toMatchObject({ complete: false, totalCount: null });
    expect(list?.nodes).toHaveLength(members());
  });
});

describe('two rows of one member that differ', () => {
  const other = (row: Row | undefined): object => ({ ...row, prospectAdded: 123_456 });
  it.each<[string, (reply: Reply) => object]>([
    ['on one page', ({ rows }) => payload([...rows, other(rows[0])])],
    ['on two pages', ({ rows, call }) => (call === 1 ? payload(rows, { hasMore: true }) : payload([other(rows[0])]))],
    ['one by its id, one by its e-mail', ({ rows }) => payload([...rows, { ...other(rows[0]), userId: null }])],
    [
      'one by another id',
      ({ rows }) => payload([...rows, { ...other(rows[0]), userId: 17, memberId: rows[0]?.userId }]),
    ],
    ['one with an id in another case', ({ rows }) => payload([...rows, { ...other(rows[0]), userId: 'QQ' }])],
  ])('are an error for that member and make the report incomplete: %s', async (_, answer) => {
    const plain = await ask();
    let first: Row | undefined;
    const { list, added, codes } = await ask((reply) => {
      if (reply.call === 1) first = reply.rows[0];
      return answer(reply.call === 1 ? reply : { ...reply, rows: first ? [first] : [] });
    });
    expect(list).toMatchObject({ complete: false, totalCount: null });
    expect(codes).toEqual(['SOURCE_CONTRACT']);
    expect(added.get(first?.userId ?? '')).toBeNull();
    expect(plain.added.get(first?.userId ?? '')).not.toBeNull();
  });

  it('are an error if they come in two calls', async () => {
    const people = Array.from({ length: 300 }, (_, index) => ({
      id: `m${1000 + index}`,
      email: `m${index}@example.net`,
    }));
    graph.sandbox.saleshandy.inject({ match: /team-member-list$/, body: { payload: people } });
    graph.sandbox.saleshandy.inject({
      match: /team\/stats$/,
      transform: () => payload(people.map(({ id }) => ({ userId: id, prospectAdded: 1 }))),
      times: 1,
    });
    graph.sandbox.saleshandy.inject({
      match: /team\/stats$/,
      transform: () => payload(people.map(({ id }, index) => ({ userId: id, prospectAdded: index === 0 ? 9 : 1 }))),
    });
    const id = Buffer.from('User:saleshandy:m1000').toString('base64url');
    const { data, errors } = await graph.ask(`{
      user(by: { id: "${id}" }) { prospectStats(range: ${WEEK}) { added } }
      teamStats(range: ${WEEK}) { prospect(first: 1) { complete totalCount } } }`);
    expect(data.user.prospectStats).toBeNull();
    expect(data.teamStats.prospect).toEqual({ complete: false, totalCount: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_CONTRACT']);
  });
});

describe('a report that contradicts itself about its end', () => {
  it.each<[string, (count: number) => object]>([
    ['hasMore beside a total that is reached', (count) => ({ hasMore: true, total: count })],
    ['no more, beside a larger total', (count) => ({ hasMore: false, total: count + 5 })],
    ['no more, beside a larger total as text', (count) => ({ hasMore: false, total: String(count + 5) })],
    ['no more, beside a larger total in a meta', (count) => ({ hasMore: false, meta: { total: count + 5 } })],
    ['a larger total alone', (count) => ({ total: count + 5 })],
    ['a smaller total', (count) => ({ hasMore: false, total: count - 2 })],
    ['two totals', (count) => ({ total: count, meta: { total: count + 1 } })],
    ['more and no more', (count) => ({ hasMore: false, meta: { hasMore: true, total: count } })],
  ])('is not complete, and members without a row are an error: %s', async (_, end) => {
    const { list, codes, failed, added } = await ask(({ rows, call }) =>
      payload(call === 1 ? rows.slice(1) : [], end(rows.length - 1)),
    );
    expect(list).toMatchObject({ complete: false, totalCount: null });
    expect(list?.nodes).toHaveLength(members() - 2);
    expect(codes).toEqual(['SOURCE_CONTRACT']);
    expect(failed).toBe(2);
    expect([...added.values()].filter((figure) => figure === null)).toHaveLength(2);
  });

  it.each<[string, (count: number) => object]>([
    ['a total', (count) => ({ total: count })],
    ['a total in a meta, as text', (count) => ({ meta: { total: `${count}` } })],
    ['a total and no more', (count) => ({ hasMore: false, total: count })],
  ])('is complete if it agrees: %s', async (_, end) => {
    const { list, codes, calls } = await ask(({ rows }) => payload(rows, end(rows.length)));
    expect(codes).toEqual([]);
    expect(list).toMatchObject({ complete: true, totalCount: members() - 1 });
    expect(calls).toBe(1);
  });
});

describe('a row', () => {
  it.each([
    ['called Total', { name: 'Total' }],
    ['called Summary', { firstName: 'Summary' }],
    ['without a name', { userId: null, label: 'All' }],
  ])('for all members, %s, belongs to no person', async (_, named) => {
    const plain = await ask();
    const all = graph.sandbox.world.saleshandy.members;
    const { list } = await ask(({ rows }) => {
      const idle = all.filter(({ id }) => !rows.some(({ userId }) => userId === id));
      return payload([
        { ...named, prospectAdded: 99_999 },
        ...rows,
        ...idle.map(({ id }) => ({ userId: id, prospectAdded: 0 })),
      ]);
    });
    expect(list?.nodes.map(({ added }) => added)).not.toContain(99_999);
    expect(list).toMatchObject({ complete: true, totalCount: all.length });
    expect(list?.nodes[0]).toEqual(plain.list?.nodes[0]);
  });

  it.each([
    ['1,234', 1_234],
    ['1 234', 1_234],
    ['1\u00a0234', 1_234],
    ['1\u202f234\u202f567', 1_234_567],
    [' 1,234,567 ', 1_234_567],
    ['12,34', null],
    ['1,234.5', null],
    ['1.234', null],
    ['1,234 567', null],
    ['12%', null],
  ])('with the text %j has the figure %s', async (text, expected) => {
    const { list } = await ask(({ rows }) => payload(rows.map((row) => ({ ...row, prospectAdded: text }))));
    expect(new Set(list?.nodes.map(({ added }) => added))).toEqual(new Set([expected]));
  });

  it('has its figures read under the names of other reports', async () => {
    const query = `{ teamStats(range: ${WEEK}) {
      prospect(first: 100) { nodes { added contacted opened clicked replied bounced unsubscribed } }
      email(first: 100) { nodes { contacted sent opened clicked replied bounced } } } }`;
    const plain = await graph.ask(query);
    const NEIGHBOURS: Readonly<Record<string, string>> = {
      prospectAdded: 'prospectsAdded',
      prospectContacted: 'contacted',
      opened: 'opens',
      clicked: 'clicks',
      replied: 'replies',
      bounced: 'bounces',
      unSubscribed: 'unsubscribes',
      emailSent: 'sent',
    };
    graph.sandbox.saleshandy.inject({
      match: /team\/stats$/,
      transform: (json) =>
        payload(
          (json as { payload: { data: Row[] } }).payload.data.map((row) =>
            Object.fromEntries(Object.entries(row).map(([key, value]) => [NEIGHBOURS[key] ?? key, value])),
          ),
        ),
    });
    expect(await graph.ask(query)).toEqual(plain);
  });

  it.each([
    ['has none that is known', { total: 5, delivered: 4, other: 3 }],
    ['has none that can be read', { prospectAdded: 'many', opened: '12%' }],
  ])('is left out and reported if it has no figure: it %s', async (_, figures) => {
    const { list, codes } = await ask(({ rows }) =>
      payload(rows.map((row, index) => (index === 0 ? { userId: row.userId, email: row.email, ...figures } : row))),
    );
    expect(list?.nodes).toHaveLength(members() - 2);
    expect(list).toMatchObject({ complete: false, totalCount: null });
    expect(codes).toEqual(['SOURCE_CONTRACT']);
  });
});

describe('a report without page info', () => {
  it('is read on until a page comes back empty', async () => {
    const plain = await ask();
    let all: readonly Row[] = [];
    const { list, added, codes } = await ask(({ rows, call }) => {
      if (rows.length > 0) all = rows;
      return { payload: all.slice((call - 1) * 3, call * 3) };
    });
    expect(codes).toEqual([]);
    expect(list).toEqual(plain.list);
    expect(added).toEqual(plain.added);
  });

  it('is not complete if the page comes again, and members without a row are an error', async () => {
    let first: readonly Row[] | undefined;
    const { list, codes, failed } = await ask(({ rows }) => {
      first ??= rows.slice(2);
      return { payload: first };
    });
    expect(list).toMatchObject({ complete: false, totalCount: null });
    expect(codes).toEqual(['SOURCE_CONTRACT']);
    expect(failed).toBe(3);
  });
});

describe('a row that sums up the others', () => {
  const SUM = { name: 'Total', prospectAdded: 999 };

  it('is not counted by a total', async () => {
    const { list } = await ask(({ rows }) => payload([...rows, SUM], { total: rows.length }));
    expect(list).toMatchObject({ complete: true });
  });

  it('does not replace a missing row', async () => {
    const { list, codes } = await ask(({ rows }) =>
      payload([...rows.slice(1), SUM], { hasMore: false, total: rows.length }),
    );
    expect(list).toMatchObject({ complete: false, totalCount: null });
    expect(codes).toEqual(['SOURCE_CONTRACT']);
  });
});

describe('unnamed rows of a Saleshandy that ignores userIds', () => {
  it('are shown once if several calls bring them', async () => {
    const people = Array.from({ length: 300 }, (_, index) => ({ id: `m${index}`, email: `m${index}@example.net` }));
    graph.sandbox.saleshandy.inject({ match: /team-member-list$/, body: { payload: people } });
    graph.sandbox.saleshandy.inject({
      match: /team\/stats$/,
      transform: () => payload(people.map((_, index) => ({ prospectAdded: index }))),
    });
    const { data } = await graph.ask(
      `{ teamStats(range: ${WEEK}) { prospect(first: 100, orderBy: { field: ADDED, direction: ASC }) { complete nodes { added } } } }`,
    );
    const first = Array.from({ length: 100 }, (_, added) => ({ added }));
    expect(data.teamStats.prospect).toEqual({ complete: false, nodes: first });
  });
});

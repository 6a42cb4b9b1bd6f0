/** Invalid ids, variables and inputs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, type GraphAnswer, startGraph } from '../support/graph.ts';
import { expectBadInput } from '../support/refusal.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

const globalId = (text: string | Buffer) => Buffer.from(text).toString('base64url');

const rejected = (asking: Promise<GraphAnswer>, argument?: string) => expectBadInput(graph, asking, argument);

const INVALID_IDS: readonly [string, string][] = [
  ['empty', ''],
  ['blank', ' '],
  ['..', '..'],
  ['%2e%2e', '%2e%2e'],
  ['a path', '1/../../me'],
  ['a query', '1?x='],
  ['a fragment', '1#'],
  ['two lines', '1\r\nx-evil: 1'],
  ['a NUL', '1\0'],
  ['an emoji', '🎉'],
  ['10 KB', '1'.repeat(10_240)],
  ['-1', '-1'],
  ['+1', '+1'],
  ['1e3', '1e3'],
  ['0x1', '0x1'],
  ['01', '01'],
  ['1.5', '1.5'],
  ['2^53+1', '9007199254740993'],
  ['full-width', '１２'],
  ['a blank before', ' 1'],
  ['a comma', '1,2'],
  ['a right-to-left mark', '1\u200f'],
];

describe.each(INVALID_IDS)('an invalid id (%s)', (_, bad) => {
  const id = { bad };
  it.each([
    ['id', 'query ($bad: ID!) { node(id: $bad) { id } }'],
    ['ids', 'query ($bad: ID!) { nodes(ids: [$bad]) { id } }'],
    ['by.id', 'query ($bad: ID!) { user(by: { id: $bad }) { id } }'],
    ['id', 'query ($bad: ID!) { period(id: $bad) { id } }'],
    ['filter.eventTypeIds', 'query ($bad: ID!) { bookings(filter: { eventTypeIds: [$bad] }) { nodes { uid } } }'],
    ['filter.hostIds', 'query ($bad: ID!) { bookings(filter: { hostIds: [$bad] }) { nodes { uid } } }'],
  ])('is rejected as %s of %s', async (argument, query) => {
    await rejected(graph.ask(query, id), argument);
  });
});

describe('an invalid uid of a booking', () => {
  // Uids are opaque: a word that looks like a number may be one.
  const words = new Set(['-1', '1e3', '0x1', '01', '2^53+1', '1.5']);
  it.each(INVALID_IDS.filter(([name]) => !words.has(name)))('(%s) is rejected', async (_, bad) => {
    const query = 'query ($bad: String!) { bookings(filter: { bookingUid: $bad }) { nodes { uid } } }';
    await rejected(graph.ask(query, { bad }), 'filter.bookingUid');
  });
});

describe('a global id', () => {
  it.each([
    ['of an unknown type', globalId('Nothing:1')],
    ['of a type that every JavaScript object has', globalId('constructor:1')],
    ['of __proto__', globalId('__proto__:1')],
    ['without a type', globalId(':1')],
    ['without a key', globalId('Booking:')],
    ['with a path as key', globalId('Booking:../../me')],
    ['with a query as key', globalId('Period:1?x=1')],
    ['followed by a line feed', globalId('Period:1\n')],
    ['of an unknown source', globalId('User:github:1')],
    ['of a user by a number too large', globalId('User:calcom:9007199254740993')],
    ['of an event type by a number too large', globalId('EventType:9007199254740993')],
    ['of an action without its period', globalId('Action:1')],
    ['of an action three levels deep', globalId('Action:1/2/3')],
    ['in the other base64', Buffer.from('Booking:??>>??').toString('base64')],
    ['with padding', `${globalId('Period:1')}=`],
    ['followed by a blank', `${globalId('Period:1')} `],
    ['encoded twice', globalId(globalId('Period:1'))],
    ['of bytes that are not UTF-8', globalId(Buffer.from([0x50, 0xff, 0xfe]))],
  ])('(%s) is rejected', async (_, id) => {
    await rejected(graph.ask('query ($id: ID!) { node(id: $id) { id } }', { id }), 'id');
  });

  it.each([
    ['by.id', 'query ($id: ID!) { user(by: { id: $id }) { id } }', 'Period:1'],
    ['id', 'query ($id: ID!) { period(id: $id) { id } }', 'User:calcom:1'],
    [
      'filter.eventTypeIds',
      'query ($id: ID!) { bookings(filter: { eventTypeIds: [$id] }) { nodes { uid } } }',
      'Period:1',
    ],
    ['filter.hostIds', 'query ($id: ID!) { bookings(filter: { hostIds: [$id] }) { nodes { uid } } }', 'EventType:1'],
  ])('is rejected as %s where it is of another type', async (argument, query, text) => {
    await rejected(graph.ask(query, { id: globalId(text) }), argument);
  });

  it('is rejected among good ones, which make no call', async () => {
    const ids = [globalId('User:saleshandy:abc'), globalId('Period:1'), '..'];
    await rejected(graph.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }), 'ids');
    const filter = { hostIds: [globalId('User:saleshandy:abc'), '..'] };
    const query = 'query ($filter: BookingFilter) { bookings(filter: $filter) { nodes { uid } } }';
    await rejected(graph.ask(query, { filter }), 'filter.hostIds');
  });

  it('is limited to 100 in one field', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => globalId(`Period:${index}`));
    await rejected(graph.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }), 'ids');
  });

  it('or an e-mail address is required, not both and not neither', async () => {
    const query = 'query ($by: UserBy!) { user(by: $by) { id } }';
    for (const by of [{}, { id: globalId('User:calcom:1'), email: 'a@b.example' }, { id: null }, { email: null }]) {
      await rejected(graph.ask(query, { by }));
    }
    for (const email of ['', 'nobody', 'a@', '@b', 'a b@c.example', 'a@b.example\r\nx: y']) {
      await rejected(graph.ask(query, { by: { email } }));
    }
  });
});

describe('a variable without a value where one is required', () => {
  const range = 'range: { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }';
  it.each([
    ['a oneOf input', 'query ($x: EmailAddress) { user(by: { email: $x }) { id } }'],
    [
      'an argument with a default',
      `query ($x: CountBy) { teamStats(${range}, countBy: $x) { prospect { totalCount } } }`,
    ],
    [
      'an input with a default',
      'query ($x: OrderDirection) { bookings(orderBy: { field: START, direction: $x }) { totalCount } }',
    ],
    ['a directive', 'query ($x: Boolean = true) { sources { name @include(if: $x) } }'],
    ['a directive at the root', 'query ($x: Boolean = true) { people @skip(if: $x) { total } }'],
  ])('is rejected for %s', async (_, query) => {
    await rejected(graph.ask(query, { x: null }));
  });
});

describe('an input with unknown or invalid parts', () => {
  it.each([
    ['__proto__', '{"__proto__":{"status":["PAST"]}}'],
    ['constructor', '{"constructor":{"prototype":{"polluted":1}}}'],
    ['an unknown field', '{"take":9999}'],
  ])('(%s) is rejected and changes nothing', async (_, filter) => {
    const query = 'query ($filter: BookingFilter) { bookings(filter: $filter) { nodes { uid } } }';
    await rejected(graph.ask(query, { filter: JSON.parse(filter) }));
    expect('polluted' in {}).toBe(false);
  });

  it.each([
    ['attendeeName', 'query ($x: String!) { bookings(filter: { attendeeName: $x }) { nodes { uid } } }'],
    ['search', 'query ($x: String!) { users(search: $x) { nodes { id } } }'],
  ])('(half of a surrogate pair, as %s) is rejected', async (_, query) => {
    await rejected(graph.ask(query, { x: '\ud800' }));
  });

  it('in an undeclared variable is ignored', async () => {
    const variables = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    expect(await graph.ask('{ __typename }', variables)).toEqual({ data: { __typename: 'Query' } });
    expect('polluted' in {}).toBe(false);
  });

  const FIELDS = [
    ['ID!', 'node(id: $deep) { id }'],
    ['[ID!]!', 'nodes(ids: $deep) { id }'],
    ['String', 'users(search: $deep) { nodes { id } }'],
    ['DateTimeRange', 'periods(range: $deep) { nodes { id } }'],
    ['BookingFilter', 'bookings(filter: $deep) { nodes { id } }'],
    ['[BookingState!]', 'bookings(filter: { status: $deep }) { nodes { id } }'],
  ] as const;

  it.each([
    ['lists 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['objects 40,000 deep', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`],
  ])('(%s) is rejected, or ignored in an undeclared variable', async (_, deep) => {
    const ask = async (query: string) => {
      const body = `{"query":${JSON.stringify(query)},"variables":{"deep":${deep}}}`;
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      return (await (await fetch(graph.url, init)).json()) as GraphAnswer;
    };
    expect(await ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    for (const [type, field] of FIELDS) await rejected(ask(`query ($deep: ${type}) { ${field} }`));
    expect(graph.internalErrors).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, type GraphAnswer, startGraph } from '../support/graph.ts';
import { expectRefusal } from '../support/refusal.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

const globalId = (text: string | Buffer) => Buffer.from(text).toString('base64url');

const refused = (asking: Promise<GraphAnswer>, argument?: string) => expectRefusal(graph, asking, argument);

const NO_IDS: readonly [string, string][] = [
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

describe.each(NO_IDS)('what is no id (%s)', (_, bad) => {
  const id = { bad };
  it.each([
    ['id', 'query ($bad: ID!) { node(id: $bad) { id } }'],
    ['ids', 'query ($bad: ID!) { nodes(ids: [$bad]) { id } }'],
    ['by.id', 'query ($bad: ID!) { user(by: { id: $bad }) { id } }'],
    ['id', 'query ($bad: ID!) { period(id: $bad) { id } }'],
    ['filter.eventTypeIds', 'query ($bad: ID!) { bookings(filter: { eventTypeIds: [$bad] }) { nodes { uid } } }'],
    ['filter.hostIds', 'query ($bad: ID!) { bookings(filter: { hostIds: [$bad] }) { nodes { uid } } }'],
  ])('is refused as %s of %s', async (argument, query) => {
    await refused(graph.ask(query, id), argument);
  });
});

describe('what is no uid of a booking', () => {
  // Uids are opaque words: what only looks like an odd number may well be one.
  const words = new Set(['-1', '1e3', '0x1', '01', '2^53+1', '1.5']);
  it.each(NO_IDS.filter(([name]) => !words.has(name)))('(%s) is refused', async (_, bad) => {
    const query = 'query ($bad: String!) { bookings(filter: { bookingUid: $bad }) { nodes { uid } } }';
    await refused(graph.ask(query, { bad }), 'filter.bookingUid');
  });
});

describe('an id of this graph’s own form', () => {
  it.each([
    ['of a type that is not there', globalId('Nothing:1')],
    ['of a type that every object has', globalId('constructor:1')],
    ['of __proto__', globalId('__proto__:1')],
    ['without a type', globalId(':1')],
    ['without a key', globalId('Booking:')],
    ['with a path as key', globalId('Booking:../../me')],
    ['with a query as key', globalId('Period:1?x=1')],
    ['with a line feed behind its key', globalId('Period:1\n')],
    ['of a source that is not there', globalId('User:github:1')],
    ['of a user by a number too large', globalId('User:calcom:9007199254740993')],
    ['of an event type by a number too large', globalId('EventType:9007199254740993')],
    ['of an action without its period', globalId('Action:1')],
    ['of an action three levels deep', globalId('Action:1/2/3')],
    ['in the other base64', Buffer.from('Booking:??>>??').toString('base64')],
    ['with padding', `${globalId('Period:1')}=`],
    ['with a blank behind', `${globalId('Period:1')} `],
    ['encoded twice', globalId(globalId('Period:1'))],
    ['of bytes that are no text', globalId(Buffer.from([0x50, 0xff, 0xfe]))],
  ])('(%s) is refused', async (_, id) => {
    await refused(graph.ask('query ($id: ID!) { node(id: $id) { id } }', { id }), 'id');
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
  ])('is refused as %s where it is of another type', async (argument, query, text) => {
    await refused(graph.ask(query, { id: globalId(text) }), argument);
  });

  it('is refused beside good ones, and the good ones cost nothing', async () => {
    const ids = [globalId('User:saleshandy:abc'), globalId('Period:1'), '..'];
    await refused(graph.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }), 'ids');
    const filter = { hostIds: [globalId('User:saleshandy:abc'), '..'] };
    const query = 'query ($filter: BookingFilter) { bookings(filter: $filter) { nodes { uid } } }';
    await refused(graph.ask(query, { filter }), 'filter.hostIds');
  });

  it('is asked for at most 100 times at once', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => globalId(`Period:${index}`));
    await refused(graph.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }), 'ids');
  });

  it('or an e-mail is asked for, not both and not neither', async () => {
    const query = 'query ($by: UserBy!) { user(by: $by) { id } }';
    for (const by of [{}, { id: globalId('User:calcom:1'), email: 'a@b.example' }, { id: null }, { email: null }]) {
      await refused(graph.ask(query, { by }));
    }
    for (const email of ['', 'nobody', 'a@', '@b', 'a b@c.example', 'a@b.example\r\nx: y']) {
      await refused(graph.ask(query, { by: { email } }));
    }
  });
});

describe('a variable without a value, in the place of what has to have one', () => {
  const range = 'range: { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }';
  it.each([
    ['an input of one of several', 'query ($x: EmailAddress) { user(by: { email: $x }) { id } }'],
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
  ])('is refused for %s', async (_, query) => {
    await refused(graph.ask(query, { x: null }));
  });
});

describe('an input that carries more than it should', () => {
  it.each([
    ['__proto__', '{"__proto__":{"status":["PAST"]}}'],
    ['constructor', '{"constructor":{"prototype":{"polluted":1}}}'],
    ['a field that is not there', '{"take":9999}'],
  ])('(%s) is refused and changes nothing', async (_, filter) => {
    const query = 'query ($filter: BookingFilter) { bookings(filter: $filter) { nodes { uid } } }';
    await refused(graph.ask(query, { filter: JSON.parse(filter) }));
    expect('polluted' in {}).toBe(false);
  });

  it.each([
    ['attendeeName', 'query ($x: String!) { bookings(filter: { attendeeName: $x }) { nodes { uid } } }'],
    ['search', 'query ($x: String!) { users(search: $x) { nodes { id } } }'],
  ])('(half a character, as %s) is refused', async (_, query) => {
    await refused(graph.ask(query, { x: '\ud800' }));
  });

  it('as a variable that nobody declared is ignored', async () => {
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
  ])('(%s) is refused, or ignored where nobody declared it', async (_, deep) => {
    const ask = async (query: string) => {
      const body = `{"query":${JSON.stringify(query)},"variables":{"deep":${deep}}}`;
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      return (await (await fetch(graph.url, init)).json()) as GraphAnswer;
    };
    expect(await ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    for (const [type, field] of FIELDS) await refused(ask(`query ($deep: ${type}) { ${field} }`));
    expect(graph.internalErrors).toEqual([]);
  });
});

/** Invalid ranges, time zones and page sizes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, type GraphAnswer, startGraph } from '../support/graph.ts';
import { expectBadInput } from '../support/refusal.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

const rejected = (asking: Promise<GraphAnswer>, argument?: string) => expectBadInput(graph, asking, argument);

/** Every root argument that takes a range, with its name in messages. */
const RANGED = [
  ['range', 'periods(range: $range) { nodes { id } }'],
  ['range', 'memberStats(range: $range, timeZone: "UTC") { mostBookings { value } }'],
  ['range', 'routedTo(range: $range, every: WEEK) { users { total } }'],
  ['range', 'teamStats(range: $range) { email { nodes { sent } } }'],
  ['filter.range', 'bookings(filter: { range: $range }) { nodes { uid } }'],
  ['filter.created', 'bookings(filter: { created: $range }) { nodes { uid } }'],
  ['filter.updated', 'bookings(filter: { updated: $range }) { nodes { uid } }'],
] as const;
const askRange = (field: string, range: object) => graph.ask(`query ($range: DateTimeRange!) { ${field} }`, { range });

describe.each(RANGED)('%s of %s', (argument, field) => {
  it.each([
    ['reversed', { from: '2026-03-16T00:00:00Z', to: '2026-03-09T00:00:00Z' }],
    ['empty', { from: '2026-03-09T00:00:00Z', to: '2026-03-09T00:00:00Z' }],
    ['empty, in two zones', { from: '2026-03-09T01:00:00+01:00', to: '2026-03-09T00:00:00Z' }],
    ['a hundred years', { from: '1950-01-01T00:00:00Z', to: '2050-01-01T00:00:00Z' }],
    ['all of time', { from: '0001-01-01T00:00:00Z', to: '9999-12-31T23:59:59Z' }],
  ])('that is %s is rejected', async (_, range) => {
    await rejected(askRange(field, range), argument);
  });

  it.each([
    ['without a zone', '2026-03-09T00:00:00'],
    ['without a time', '2026-03-09'],
    ['on February 30', '2024-02-30T00:00:00Z'],
    ['on February 29 of another year', '2025-02-29T00:00:00Z'],
    ['in month 13', '2026-13-01T00:00:00Z'],
    ['at 24:00', '2026-03-09T24:00:00Z'],
    ['at second 61', '2026-03-09T00:00:61Z'],
    ['in an impossible zone', '2026-03-09T00:00:00+25:00'],
    ['in a named zone', '2026-03-09T00:00:00 Europe/Berlin'],
    ['in words', 'yesterday'],
    ['that is empty', ''],
    ['as a number', 1_773_014_400_000],
    ['followed by a path', '2026-03-09T00:00:00Z/../..'],
    ['of five digits of year', '+12026-03-09T00:00:00Z'],
    ['of six digits of year', '+010000-01-01T00:00:00Z'],
    ['in the year 10000', '10000-01-01T00:00:00Z'],
    ['in the year 0000', '0000-01-01T00:00:00Z'],
    ['before the year 0000', '-000001-01-01T00:00:00Z'],
    ['in the year 0000 of UTC', '0001-01-01T00:00:00+01:00'],
    ['in the year 10000 of UTC', '9999-12-31T23:30:00-01:00'],
    ['at second 60', '2016-12-31T23:59:60Z'],
  ])('that begins with an instant %s is rejected', async (_, from) => {
    await rejected(askRange(field, { from, to: '2026-03-16T00:00:00Z' }));
  });

  it('without any form is rejected', async () => {
    await rejected(askRange(field, {}), argument);
    await rejected(askRange(field, { from: null, to: null }), argument);
  });

  it('of two forms is rejected', async () => {
    await rejected(askRange(field, { from: '2026-03-09T00:00:00Z', last: 'P7D' }), argument);
    await rejected(askRange(field, { next: 'P7D', last: 'P7D' }), argument);
  });
});

it.each(RANGED.filter(([, field]) => /^(memberStats|routedTo|teamStats)/.test(field)))(
  '%s of %s is rejected without one of its ends',
  async (argument, field) => {
    await rejected(askRange(field, { from: '2026-03-09T00:00:00Z' }), argument);
    await rejected(askRange(field, { from: null, to: '2026-03-09T00:00:00Z' }), argument);
  },
);

it.each(['+05:30', ''])('a literal time zone %j is rejected', async (zone) => {
  await rejected(graph.ask(`{ memberStats(timeZone: "${zone}") { mostBookings { value } } }`));
});

it.each(['0000-01-01T00:00:00Z', '+010000-01-01T00:00:00Z'])(
  'a literal instant out of range (%s) is rejected',
  async (from) => {
    await rejected(graph.ask(`{ periods(range: { from: "${from}", to: "2026-01-01T00:00:00Z" }) { nodes { id } } }`));
  },
);

it.each([
  { from: '0000-06-01T00:00:00Z', to: '0001-06-01T00:00:00Z' },
  { from: '0001-01-01T00:00:00+01:00', to: '0001-06-01T00:00:00Z' },
  { from: '9999-06-01T00:00:00Z', to: '9999-12-31T23:30:00-01:00' },
])('a range beyond the end of the calendar is rejected: %j', async (range) => {
  for (const [, field] of RANGED) await rejected(askRange(field, range));
});

it.each([
  { from: '0001-01-01T00:00:00Z', to: '0002-01-01T00:00:00Z' },
  { from: '9999-01-01T00:00:00Z', to: '9999-12-31T23:59:59.999Z' },
])('a range at the end of the calendar is sent with a year of four digits: %j', async (range) => {
  const before = graph.sandbox.calcom.calls.length;
  for (const [, field] of RANGED) await askRange(field, range);
  const sent = JSON.stringify(graph.sandbox.calcom.calls.slice(before));
  expect(sent).toContain(range.from.slice(0, 5));
  expect(decodeURIComponent(sent)).not.toMatch(/[+-]0\d{5}-\d\d|0000-\d\d-\d\dT/);
});

it('an invalid literal instant is rejected before any call', async () => {
  const before = graph.sandbox.alo.calls.length;
  const answer = await graph.ask(
    '{ periods(range: { from: "2024-02-30T00:00:00Z", to: "2024-03-01T00:00:00Z" }) { nodes { id } } }',
  );
  expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(answer.errors?.[0]?.extensions.code);
  expect(graph.sandbox.alo.calls).toHaveLength(before);
});

it('a range in the hour that daylight saving skips is accepted', async () => {
  const range = { from: '2026-03-29T02:30:00+01:00', to: '2026-03-29T03:30:00+02:00' };
  await rejected(askRange(RANGED[0][1], range), 'range');
  const hour = { from: '2026-03-29T01:30:00+01:00', to: '2026-03-29T03:30:00+02:00' };
  expect((await askRange(RANGED[0][1], hour)).errors).toBeUndefined();
});

describe('a time zone', () => {
  const ask = (zone: unknown) =>
    graph.ask('query ($zone: TimeZone!) { memberStats(timeZone: $zone) { mostBookings { value } } }', { zone });

  it.each([
    '',
    ' ',
    'Mars/Olympus',
    '../../etc',
    'Europe/Berlin\r\n',
    'Europe/Berlin#',
    '🎉',
    'x'.repeat(10_240),
    '+05:30',
    '-08',
    '+0530',
    '\u221205:00',
    'UTC+5',
    'GMT+5',
    'PST',
    'SystemV/EST5',
    1,
    null,
  ])('%j is rejected', async (zone) => {
    await rejected(ask(zone));
  });

  it.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Etc/GMT+5', 'CET'])('%s is accepted', async (zone) => {
    expect((await ask(zone)).errors).toBeUndefined();
  });
});

/** Every root list with a page size, and its maximum. */
const SIZED = [
  ['users', 100, 'users(first: $first) { nodes { id } }'],
  ['periods', 100, 'periods(first: $first) { nodes { id } }'],
  ['bookings', 250, 'bookings(first: $first) { nodes { id } }'],
  [
    'routedTo',
    100,
    'routedTo(range: {from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z"}, every: DAY, first: $first) { users { total } }',
  ],
  [
    'teamStats.prospect',
    100,
    'teamStats(range: {from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z"}) { prospect(first: $first) { nodes { added } } }',
  ],
] as const;

describe.each(SIZED)('the page size of %s', (_, most, field) => {
  const ask = (first: number) => graph.ask(`query ($first: Int) { ${field} }`, { first });

  it.each([-1, 0, most + 1, 1_000_000_000, -2_147_483_648])('%s is rejected', async (first) => {
    await rejected(ask(first), 'first');
  });

  it.each([1e10, 1.5, 2_147_483_648])('%s, which is no Int, is rejected', async (first) => {
    await rejected(ask(first));
  });

  it(`may be 1 to ${most}`, async () => {
    expect((await ask(1)).errors).toBeUndefined();
    expect((await ask(most)).errors).toBeUndefined();
  });
});

it('a page size is rejected before the hosts are read', async () => {
  const cold = await startGraph();
  const hostIds = [Buffer.from('User:saleshandy:abc').toString('base64url')];
  const query = 'query ($hostIds: [ID!]) { bookings(filter: { hostIds: $hostIds }, first: 0) { nodes { uid } } }';
  try {
    await expectBadInput(cold, cold.ask(query, { hostIds }), 'first');
  } finally {
    await cold.close();
  }
});

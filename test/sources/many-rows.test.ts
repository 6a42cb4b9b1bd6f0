/**
 * F38: answers with more rows or values than an endpoint can have are refused unread, and of unreadable rows a few dozen are
 * reported. F40: rows with the same key that differ.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bookingPageWire } from '../../src/sources/calcom/booking-wire.ts';
import { parseJson } from '../../src/upstream/json.ts';
import type { GraphAnswer } from '../support/graph.ts';
import {
  endProbe,
  expectColumns,
  GONE_MS,
  meetFault,
  PLACES,
  type Probe,
  SOURCES,
  startProbe,
  timesAsked,
  vendorOf,
} from '../support/upstream/endpoint.ts';

let probe: Probe;
beforeAll(async () => {
  probe = await startProbe();
});
beforeEach(() => probe.clock.jump(GONE_MS));
afterAll(() => endProbe(probe));

type Row = Record<string, unknown>;

const times = (count: number, row: string): string => Array(count).fill(row).join(',');
const PAGINATION = '"pagination":{"totalItems":1,"remainingItems":0,"hasNextPage":false}';
const WEEK = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';

const LISTS = {
  CALCOM: (rows: string) => `{"status":"success","data":[${rows}],${PAGINATION}}`,
  ALO: (rows: string) => `{"periods":[${rows}]}`,
  SALESHANDY: (rows: string) => `{"payload":{"data":[${rows}],"hasMore":false}}`,
} as const;

const MANY_KEYS = JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, key) => [`k${key}`, key])));

describe.each(SOURCES)('an answer of %s', (source) => {
  it.each([
    ['a row more than a page may have', (most: number) => LISTS[source](times(most + 1, '{}'))],
    ['100,000 rows', () => LISTS[source](times(100_000, '{}'))],
    ['1,600,000 rows', () => LISTS[source](times(1_600_000, '{}'))],
    ['600,000 numbers for rows', () => LISTS[source](times(600_000, '1'))],
    ['an object of 10,000 keys beside its rows', () => LISTS[source]('').replace(/}$/, `,"more":${MANY_KEYS}}`)],
  ])('with %s is refused as a whole: a stale answer is served, or there is one error', async (_, body) => {
    const most = { CALCOM: 250, ALO: 10_000, SALESHANDY: 5_000 }[source];
    const fault = { body: body(most) };
    expectColumns(await meetFault(probe, source, fault), source, { code: 'SOURCE_CONTRACT', attempts: 1 });
  });
});

describe('a directory of more than 5,000', () => {
  const sources = (answer: GraphAnswer) =>
    answer.errors?.map(({ extensions: { code, teamgraph } }) => [code, teamgraph?.source]);
  const ask = async (source: 'CALCOM' | 'SALESHANDY', match: RegExp, body: string) => {
    const remove = vendorOf(fresh, source).inject({ match, body });
    const answer = await fresh.ask('{ users { nodes { name } complete } }');
    remove();
    return answer;
  };
  let fresh: Probe;
  beforeEach(async () => {
    fresh = await startProbe();
    return () => endProbe(fresh);
  });

  it('members of Cal.com is refused', async () => {
    const row = '{"userId":1,"accepted":true,"user":{"name":"A"}}';
    const answer = await ask('CALCOM', /\/memberships$/, `{"status":"success","data":[${times(5_001, row)}]}`);
    expect(sources(answer)).toEqual([['SOURCE_CONTRACT', 'CALCOM']]);
  });

  it('members of Saleshandy is refused, also if they are in several teams', async () => {
    const members = `{"id":"t","members":[${times(2_100, '{"id":"a","email":"a@example.com"}')}]}`;
    const answer = await ask('SALESHANDY', /team-member-list$/, `{"payload":[${times(5, members)}]}`);
    expect(sources(answer)).toEqual([['SOURCE_CONTRACT', 'SALESHANDY']]);
  });

  it('is read with exactly 5,000 members, although the endpoint has no pages', async () => {
    const members = Array.from({ length: 5_000 }, (_, id) => ({ id: `m${id}`, email: `m${id}@example.com` }));
    const answer = await ask('SALESHANDY', /team-member-list$/, JSON.stringify({ payload: members }));
    expect(answer.errors).toBeUndefined();
  });
});

/** Runs a query while a source's rows come changed, as the only page. */
async function askChanged(source: 'CALCOM' | 'ALO' | 'SALESHANDY', query: string, change: (rows: Row[]) => Row[]) {
  const before = timesAsked(probe, source);
  const remove = vendorOf(probe, source).inject({
    match: PLACES[source].path,
    transform: (json) => {
      const body = json as { data: Row[]; periods: Row[]; payload: { data: Row[] }; pagination: Row };
      if (source === 'ALO') return { periods: change(body.periods) };
      if (source === 'SALESHANDY') return { payload: { data: change(body.payload.data), hasMore: false } };
      const data = change(body.data.slice(0, 100));
      const pagination = { ...body.pagination, totalItems: data.length, remainingItems: 0, hasNextPage: false };
      return { ...body, data, pagination };
    },
  });
  const answer = await probe.ask(query);
  remove();
  expect(timesAsked(probe, source)).toBe(before + 1);
  return answer;
}

const QUERIES = {
  CALCOM: '{ list: bookings(first: 250) { nodes { key: uid title } totalCount complete } }',
  ALO: '{ list: periods(first: 100) { nodes { key: sourceId name } totalCount complete } }',
  SALESHANDY: `{ teamStats(range: ${WEEK}) { list: prospect(first: 100) { nodes { key: email added } totalCount complete } } }`,
} as const;
const listIn = ({ data }: GraphAnswer) =>
  (data.list ?? data.teamStats.list) as { nodes: Row[]; totalCount: number | null; complete: boolean };
const reportedIn = ({ errors = [] }: GraphAnswer) => errors.map(({ extensions: { teamgraph } }) => teamgraph);

describe.each(SOURCES)('unreadable rows of %s', (source) => {
  it('are reported one by one up to 25, and the others in one error with their number', async () => {
    const answer = await askChanged(source, QUERIES[source], (rows) => [...rows.slice(0, 5), ...Array(90).fill({})]);
    expect(listIn(answer)).toMatchObject({ complete: false, totalCount: null });
    expect(listIn(answer).nodes).toHaveLength(5);
    expect(reportedIn(answer)).toEqual([
      ...Array.from({ length: 25 }, (_, index) => ({ source, row: 5 + index })),
      { source, moreRows: 65 },
    ]);
    expect(answer.errors?.at(-1)?.message).toContain('65 more rows');
    expect(answer.errors?.map(({ extensions: { code } }) => code)).toEqual(Array(26).fill('SOURCE_CONTRACT'));
  });

  it('include rows with more than 1,000 keys', async () => {
    const keys = Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`key${index}`, index]));
    const answer = await askChanged(source, QUERIES[source], ([row, ...rows]) => [{ ...row, ...keys }, ...rows]);
    expect(reportedIn(answer)).toEqual([{ source, row: 0 }]);
  });
});

describe.each(SOURCES)('rows of %s with the same key', (source) => {
  const FIELD = { CALCOM: 'title', ALO: 'name', SALESHANDY: 'prospectAdded' }[source];
  const other = (row: Row | undefined): Row => ({ ...row, [FIELD]: source === 'SALESHANDY' ? 123_456 : 'other' });

  it('become one row without an error if they are equal', async () => {
    const once = await askChanged(source, QUERIES[source], (rows) => rows);
    probe.clock.jump(GONE_MS);
    const twice = await askChanged(source, QUERIES[source], (rows) => [...rows, ...rows.slice(0, 3)]);
    expect(twice.errors).toBeUndefined();
    expect(listIn(twice).nodes).toEqual(listIn(once).nodes);
    if (source !== 'CALCOM') expect(listIn(twice)).toEqual(listIn(once));
  });

  it('become one row with an error if they differ, and the list is not complete', async () => {
    const once = await askChanged(source, QUERIES[source], (rows) => rows);
    probe.clock.jump(GONE_MS);
    let position = 0;
    const twice = await askChanged(source, QUERIES[source], (rows) => {
      position = rows.length;
      return [...rows, other(rows[2])];
    });
    expect(listIn(twice)).toEqual({ nodes: listIn(once).nodes, totalCount: null, complete: false });
    expect(reportedIn(twice)).toEqual([{ source, row: position }]);
  });
});

describe('a list inside a booking', () => {
  const attendee = { name: 'A', email: 'a@example.com' };
  it.each([
    ['attendees', attendee],
    ['hosts', { id: 1, name: 'A' }],
    ['guests', 'a@example.com'],
  ])('(%s) is read with 1,000 items; with more the booking is left out', async (field, item) => {
    const query = '{ list: bookings(first: 250) { nodes { uid } totalCount complete } }';
    const withList = (length: number) => (rows: Row[]) => [{ ...rows[0], [field]: Array(length).fill(item) }];
    expect((await askChanged('CALCOM', query, withList(1_000))).errors).toBeUndefined();
    probe.clock.jump(GONE_MS);
    const answer = await askChanged('CALCOM', query, withList(1_001));
    expect(reportedIn(answer)).toEqual([{ source: 'CALCOM', row: 0 }]);
  });
});

describe('the largest known answers', () => {
  const answers = (slug: string) => ({
    name: { firstName: 'A', lastName: slug },
    location: { value: 'x', optionValue: '' },
  });

  it('are read: 250 seated bookings of 40 seats', () => {
    const attendees = Array.from({ length: 40 }, (_, seat) => ({
      name: 'A',
      email: `a${seat}@example.com`,
      displayEmail: `a${seat}@example.com`,
      timeZone: 'UTC',
      language: 'en',
      absent: false,
      seatUid: `seat${seat}`,
      bookingFieldsResponses: answers(`s${seat}`),
      metadata: {},
    }));
    const data = Array.from({ length: 250 }, (_, index) => ({
      uid: `b${index}`,
      status: 'accepted',
      start: '2026-03-09T00:00:00Z',
      end: '2026-03-09T01:00:00Z',
      hosts: [],
      attendees,
    }));
    const body = { status: 'success', data, pagination: { totalItems: 250, hasNextPage: false } };
    const { bookings } = bookingPageWire.parse(parseJson(JSON.stringify(body)));
    expect([bookings.rows.length, bookings.unreadable]).toEqual([250, []]);
  });

  it('are read: 160 event types of 200 hosts', () => {
    const hosts = Array.from({ length: 200 }, (_, userId) => ({
      userId,
      name: 'A',
      mandatory: false,
      priority: 'low',
      avatarUrl: null,
    }));
    const keys = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`key${index}`, { enabled: false }]));
    const body = { data: Array.from({ length: 160 }, (_, id) => ({ id, ...keys, hosts })) };
    expect(parseJson(JSON.stringify(body))).toEqual(body);
  });
});

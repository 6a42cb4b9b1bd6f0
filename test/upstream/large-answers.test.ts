/** Large answers are parsed in pieces, and other work runs between them. */
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aloProtocol } from '../../src/sources/alo/client.ts';
import { actionsWire } from '../../src/sources/alo/wire.ts';
import { bookingPageWire } from '../../src/sources/calcom/booking-wire.ts';
import { rowsOf } from '../../src/sources/rows.ts';
import { membersWire } from '../../src/sources/saleshandy/members-wire.ts';
import { prospectStatsWire } from '../../src/sources/saleshandy/wire.ts';
import { systemClock } from '../../src/time/clock.ts';
import { deadlineIn } from '../../src/time/deadline.ts';
import { createScheduler, inSlicesOf } from '../../src/time/slices.ts';
import { type Endpoint, prepare } from '../../src/upstream/endpoint.ts';
import { parseJson, readJson } from '../../src/upstream/json.ts';
import { createUpstream } from '../../src/upstream/read.ts';
import { jsonAnswer, startFakeVendor } from '../support/fake-vendor.ts';

const running: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of running.splice(0).reverse()) await close();
});

/** A scheduler for which each reading of the clock takes a millisecond, so that a slice holds a few pieces. */
function slowScheduler() {
  let nowMs = 0;
  return createScheduler(setImmediate, () => nowMs++);
}

/** Counts the turns of the event loop. */
function countTurns(): { now(): number } {
  let turns = 0;
  let isOver = false;
  const turn = (): void => {
    turns++;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  running.push(() => {
    isOver = true;
  });
  return { now: () => turns };
}

const UNLIMITED = { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };

describe('a page of many rows', () => {
  /** Reads a page of so many rows over the network. Returns the turns of the event loop in which its rows were read. */
  async function readRows(count: number) {
    const vendor = await startFakeVendor((socket) => socket.write(jsonAnswer(JSON.stringify(Array(count).fill({})))));
    const upstream = createUpstream(aloProtocol({ apiUrl: vendor.url, apiKey: 'invented', limits: UNLIMITED }), {
      clock: systemClock,
      random: Math.random,
      limits: UNLIMITED,
      backgroundMs: 8_000,
      isCaching: false,
      scheduler: slowScheduler(),
    });
    const left = new AbortController();
    running.push(vendor.close, upstream.close, () => left.abort());
    const turns = countTurns();
    const readIn: number[] = [];
    const row = z.object({}).transform(() => readIn.push(turns.now()));
    const endpoint: Endpoint<Record<string, never>, { readonly rows: readonly number[] }> = {
      source: 'ALO',
      name: 'rows',
      method: 'GET',
      laws: {},
      request: () => ({ path: '/rows' }),
      wire: rowsOf(row, 10_000),
      rowsIn: ({ rows }) => rows.length,
    };
    const deadline = deadlineIn(8_000, systemClock, left.signal);
    const read = upstream.readFor({ caller: 'caller', isBackground: false, deadline });
    expect((await read(prepare(endpoint, {}))).rows).toHaveLength(count);
    return readIn;
  }

  it('is read in many turns of the event loop, a few rows in each', async () => {
    const rowsPerTurn = Map.groupBy(await readRows(1_000), (turn) => turn);
    expect(Math.max(...[...rowsPerTurn.values()].map(({ length }) => length))).toBeLessThanOrEqual(10);
  });

  it('is read in one turn if it is small', async () => {
    expect(new Set(await readRows(1)).size).toBe(1);
  });
});

const booking = (uid: string) => ({
  uid,
  status: 'accepted',
  start: '2026-03-09T00:00:00Z',
  end: '2026-03-09T01:00:00Z',
  hosts: [],
  attendees: [{ name: 'A', email: 'a@example.com' }],
});
const PAGINATION = { totalItems: 200, hasNextPage: false };
const several = <Row>(row: (index: number) => Row): Row[] => Array.from({ length: 200 }, (_, index) => row(index));

describe.each<[string, z.ZodType, unknown]>([
  [
    'bookings',
    bookingPageWire,
    { status: 'success', data: several((at) => booking(`b${at}`)), pagination: PAGINATION },
  ],
  [
    'one booking many times',
    bookingPageWire,
    { status: 'success', data: several(() => booking('b')), pagination: PAGINATION },
  ],
  ['actions', actionsWire('1', []), { actions: several((actionId) => ({ actionId })) }],
  ['actions that cannot be read', actionsWire('1', []), { actions: several(() => ({})) }],
  ['figures', prospectStatsWire, { payload: { data: several((id) => ({ id, added: 1 })), hasMore: false } }],
  ['members', membersWire, { payload: several((id) => ({ id: `m${id}`, email: `m${id}@example.com` })) }],
  ['members in teams', membersWire, { payload: several((id) => ({ id, members: [{ id: `m${id}`, name: 'M' }] })) }],
])('%s', (_, wire, body) => {
  it('are read in many turns, with the same result as at once', async () => {
    const turns = countTurns();
    const parsed = await inSlicesOf(slowScheduler().slicesFor('caller'), () => wire.safeParseAsync(body));
    expect(turns.now()).toBeGreaterThan(20);
    expect(parsed).toEqual(wire.safeParse(body));
    expect(parsed.success).toBe(true);
  });
});

describe('JSON', () => {
  const LONG = '12345678901234567';
  const readInPieces = (text: string) => {
    const pieces = readJson(text);
    let count = 1;
    while (!pieces.next().done) count++;
    return count;
  };

  it.each([
    ['long strings', JSON.stringify(Array(20).fill('x'.repeat(100_000)))],
    ['quotes', JSON.stringify('"'.repeat(1_000_000))],
    ['long numbers', `[${Array(2_000).fill(LONG)}]`],
    ['a long number and many values', `[${LONG},${Array(100_000).fill('1')}]`],
  ])('of %s is read in pieces', (_, text) => {
    expect(readInPieces(text)).toBeGreaterThan(15);
  });

  it.each([
    ['a number of 17 digits', LONG],
    ['a number that is too large', '1e999'],
    ['a number that is too small', '1e-999'],
    ['a fraction', `0.${LONG}`],
    ['a negative number', `-${LONG}`],
  ])('keeps %s as it is written, at any position', (_, number) => {
    const text = `{"a":[1,${number},{"b":${number}}],"x${number}":"${number}","__proto__":${number}}`;
    expect(JSON.stringify(parseJson(text))).toBe(text);
    expect(JSON.stringify(parseJson(number))).toBe(number);
  });

  it.each([`{${LONG}:1}`, `[${LONG}`, `[0${LONG}]`, `[${LONG}.]`, `[${LONG} ${LONG}]`, `-`])('rejects %s', (text) => {
    expect(parseJson(text)).toBeUndefined();
  });

  it('is rejected if large objects hold very many keys', () => {
    const object = (keys: number) => Object.fromEntries(Array.from({ length: keys }, (_, key) => [`k${key}`, key]));
    expect(parseJson(JSON.stringify(Array(90).fill(object(1_100))))).toHaveLength(90);
    expect(parseJson(JSON.stringify(Array(110).fill(object(1_100))))).toBeUndefined();
  });
});

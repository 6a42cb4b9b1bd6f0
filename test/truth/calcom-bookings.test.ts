/** A part of Cal.com's bookings is never told as the whole. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../support/graph.ts';
import {
  type CalcomVendor,
  type Faults,
  hasStatus,
  type Row,
  startCalcomVendor,
  type World,
} from '../support/truth/calcom-vendor.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 2, 18, 12);
const iso = (ms: number): string => new Date(ms).toISOString();
const ANN = 'ann@example.com';
const TYPES = [
  { id: 10, slug: 'intro' },
  { id: 11, slug: 'review' },
  { id: 12, slug: 'managed', managed: true },
];

const rowAt = (index: number, startMs: number, more: Partial<Row> = {}): Row => ({
  uid: `b${String(index).padStart(4, '0')}`,
  startMs,
  status: 'accepted',
  createdMs: startMs - DAY_MS,
  updatedMs: null,
  hostId: 1 + (index % 3),
  email: index % 5 === 0 ? ANN : `guest${index}@example.org`,
  typeId: 10 + (index % 2),
  ...more,
});
const hourly = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => rowAt(index, NOW_MS - (count - index) * 3 * HOUR_MS));
const world = (rows: readonly Row[], faults: Faults = {}): World => ({
  nowMs: NOW_MS,
  rows,
  types: TYPES,
  members: [1, 2, 3].map((userId) => ({ userId, name: `Host ${userId}` })),
  faults,
});

let vendor: CalcomVendor;
let server: Awaited<ReturnType<typeof startServer>>;
/** Where the event types may not be seen. A directory is kept: each needs a server of its own. */
let blind: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  vendor = await startCalcomVendor(world([], { typesRefused: true }));
  blind = await startServer(vendor.settings);
  await blind.ask('{ bookings { totalCount } users { totalCount } }');
  vendor.world = world([]);
  server = await startServer(vendor.settings);
  await server.ask('{ bookings { totalCount } users { totalCount } }');
});
afterAll(async () => {
  await Promise.all([server.close(), blind.close()]);
  await vendor.close();
});

interface Answer {
  readonly total: number | null;
  readonly complete: boolean;
  readonly uids: string[];
  readonly codes: string[];
}

async function list(now: World, filter: object = {}, at = server): Promise<Answer> {
  vendor.world = now;
  const { data, errors = [] } = await at.ask(
    'query ($filter: BookingFilter) { bookings(filter: $filter, first: 250) { totalCount complete nodes { uid } } }',
    { filter },
  );
  return {
    total: data.bookings?.totalCount ?? null,
    complete: data.bookings?.complete ?? false,
    uids: (data.bookings?.nodes ?? []).map(({ uid }: { uid: string }) => uid),
    codes: errors.map(({ extensions }) => extensions.code),
  };
}

describe('pages of bookings', () => {
  it('are followed behind the rows that came where a server lowers them', async () => {
    expect(await list(world(hourly(320), { cap: 100 }))).toMatchObject({ total: 320, complete: true });
  });

  it('of which each hides its last row, or one in the middle, are whole or say that they are not', async () => {
    for (const drop of [249, 100, 0]) {
      const { total, complete } = await list(world(hourly(400), { drop }));
      expect([drop, complete ? total : null]).toEqual([drop, complete ? 400 : null]);
    }
  });

  it.each<[string, number, Faults]>([
    ['have fewer rows than they say are behind them', 700, { hiddenCap: 100 }],
    ['repeat', 700, { repeat: 1 }],
    ['count more than there is', 300, { totalOff: 100 }],
    ['count less than there is', 700, { totalOff: -300 }],
    ['disagree in their totals', 400, { firstTotalOff: 1 }],
    ['say that nothing follows while rows remain', 700, { noMore: true }],
    ['are empty and count 700', 0, { totalOff: 700 }],
  ])('that %s are not complete', async (_, count, faults) => {
    expect(await list(world(hourly(count), faults))).toMatchObject({ total: null, complete: false });
  });

  it('that are too large to be read are asked for with fewer rows', async () => {
    expect(await list(world(hourly(120), { tooLargeAbove: 60 }))).toMatchObject({
      total: 120,
      complete: true,
      codes: [],
    });
  });

  it('that are too large with a few rows, too, are an error after three smaller ones', async () => {
    vendor.calls.length = 0;
    expect(await list(world(hourly(120), { tooLargeAbove: 0 }))).toMatchObject({ codes: ['SOURCE_CONTRACT'] });
    const takes = vendor.calls.map((path) => /take=(\d+)/.exec(path)?.[1]);
    expect(takes).toEqual(['250', '50', '10', '2']);
  });
});

describe('past bookings alone', () => {
  it('are whole where Cal.com looks back in steps', async () => {
    const rows = hourly(1_200);
    const range = { from: iso(NOW_MS - 60 * DAY_MS), to: iso(NOW_MS - 30 * DAY_MS) };
    const inRange = rows.filter(({ startMs }) => startMs >= NOW_MS - 60 * DAY_MS && startMs < NOW_MS - 30 * DAY_MS);
    const { total, complete } = await list(world(rows, { pastSteps: true }), { status: ['PAST'], range });
    expect([total, complete]).toEqual([inRange.length, true]);
  });

  it('leave out the cancelled ones that are asked for with them', async () => {
    const rows = hourly(40).map((row, index) => (index % 4 === 0 ? { ...row, status: 'cancelled' as const } : row));
    expect(await list(world(rows), { status: ['PAST'] })).toMatchObject({ total: 30, complete: true });
  });
});

describe('a filter that a row does not tell about', () => {
  const rows = hourly(60);
  const anns = rows.filter(({ email }) => email === ANN).length;

  it('keeps what Cal.com found by an attendee it does not show', async () => {
    expect(await list(world(rows, { hide: 'attendees' }), { attendeeEmail: ANN })).toMatchObject({
      total: anns,
      complete: true,
    });
  });

  it('keeps what Cal.com found by its creation and sends without', async () => {
    const created = { from: iso(NOW_MS - 8 * DAY_MS), to: iso(NOW_MS) };
    const found = rows.filter(({ createdMs }) => createdMs >= NOW_MS - 8 * DAY_MS).length;
    expect(await list(world(rows, { hide: 'createdAt' }), { created })).toMatchObject({ total: found, complete: true });
  });

  it('finds an attendee whatever the case of the e-mail', async () => {
    expect(await list(world(rows), { attendeeEmail: ' ANN@Example.COM'.trim() })).toMatchObject({
      total: anns,
      complete: true,
    });
  });

  it('drops what contradicts where Cal.com ignores the condition', async () => {
    expect(await list(world(rows, { ignore: 'attendeeEmail' }), { attendeeEmail: ANN })).toMatchObject({
      total: anns,
      complete: true,
    });
  });

  it('shows no booking of another type where the types may not be seen and Cal.com ignores them', async () => {
    const answer = await list(
      world(rows, { ignore: 'eventTypeIds', typesRefused: true }),
      { eventTypeIds: ['10'] },
      blind,
    );
    expect(answer).toMatchObject({ total: null, complete: false });
    expect(answer.uids).toEqual(rows.filter(({ typeId }) => typeId === 10).map(({ uid }) => uid));
  });

  it('keeps a member’s copy of a managed type that has a slug of its own', async () => {
    const copies = [rowAt(900, NOW_MS - HOUR_MS, { typeId: 1012 }), rowAt(901, NOW_MS - 2 * HOUR_MS, { typeId: 12 })];
    expect(await list(world([...rows, ...copies]), { eventTypeIds: ['12'] })).toMatchObject({
      total: 2,
      complete: true,
    });
  });

  it('is an empty list for an event type that is gone', async () => {
    expect(await list(world(rows), { eventTypeIds: ['999'] })).toEqual({
      total: 0,
      complete: true,
      uids: [],
      codes: [],
    });
  });
});

describe('a JSON value', () => {
  it.each(['750727362669608961', '-9007199254740993', '1e400', '0.1234567890123456789', '1E-400', '12.50', '0', '1e2'])(
    'keeps every digit of %s',
    async (digits) => {
      vendor.world = world(hourly(1), {
        answers: { order: JSON.rawJSON(digits), list: [1, 'x', JSON.rawJSON(digits)] },
      });
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ bookings { nodes { fieldResponses } } }' }),
      });
      const [, order = ''] = /"order":\s*([^,\s}]+)/.exec(await response.text()) ?? [];
      const isKept =
        order === digits || (digits.length <= 15 && Number(order) === Number(digits) && !digits.includes('400'));
      expect([order, isKept]).toEqual([order, true]);
    },
  );
});

describe('whatever Cal.com does', () => {
  const faults: fc.Arbitrary<Faults> = fc.oneof(
    fc.constant({}),
    fc.record({ cap: fc.integer({ min: 1, max: 120 }) }),
    fc.record({ hiddenCap: fc.integer({ min: 1, max: 249 }) }),
    fc.record({ drop: fc.nat(249) }),
    fc.record({ cap: fc.integer({ min: 20, max: 120 }), drop: fc.nat(119) }),
    fc.record({ repeat: fc.nat(2) }),
    fc.record({ totalOff: fc.integer({ min: -300, max: 300 }) }),
    fc.record({ firstTotalOff: fc.integer({ min: -3, max: 3 }) }),
    fc.constant({ noMore: true }),
    fc.constant({ shuffle: true }),
    fc.constant({ pastSteps: true }),
    fc.record({ hide: fc.constantFrom('attendees' as const, 'createdAt' as const) }),
    fc.record({ ignore: fc.constantFrom('attendeeEmail' as const, 'created' as const, 'eventTypeIds' as const) }),
  );
  const filters = fc.record(
    {
      range: fc.tuple(fc.nat(80), fc.integer({ min: 1, max: 40 })).map(([ago, days]) => ({
        from: iso(NOW_MS - ago * DAY_MS),
        to: iso(NOW_MS - ago * DAY_MS + days * DAY_MS),
      })),
      status: fc.constantFrom(['PAST'], ['CANCELLED'], ['PAST', 'UPCOMING']),
      attendeeEmail: fc.constant(ANN),
      created: fc.nat(60).map((ago) => ({ from: iso(NOW_MS - ago * DAY_MS), to: iso(NOW_MS) })),
      eventTypeIds: fc.constantFrom(['10'], ['11'], ['10', '11']),
      hostIds: fc.constantFrom(['1'], ['2', '3']),
    },
    { requiredKeys: [] },
  );

  interface Filter {
    range?: { from: string; to: string };
    status?: readonly string[];
    attendeeEmail?: string;
    created?: { from: string; to: string };
    eventTypeIds?: readonly string[];
    hostIds?: readonly string[];
  }
  const oracle = (rows: readonly Row[], filter: Filter): string[] => {
    const isIn = ({ from, to }: { from: string; to: string }, ms: number): boolean =>
      Date.parse(from) <= ms && ms < Date.parse(to);
    return rows
      .filter(
        (row) =>
          (!filter.range || isIn(filter.range, row.startMs)) &&
          (!filter.created || isIn(filter.created, row.createdMs)) &&
          (!filter.status || filter.status.some((status) => hasStatus(row, status.toLowerCase(), NOW_MS))) &&
          (!filter.attendeeEmail || row.email === filter.attendeeEmail) &&
          (!filter.eventTypeIds || filter.eventTypeIds.includes(String(row.typeId))) &&
          (!filter.hostIds || filter.hostIds.includes(String(row.hostId))),
      )
      .map(({ uid }) => uid);
  };

  it('a list that is complete is the truth, and any other a part of it', async () => {
    const rowsOf = fc
      .integer({ min: 0, max: 620 })
      .map((count) =>
        hourly(count).map((row, index) => ({ ...row, status: index % 7 === 0 ? ('cancelled' as const) : row.status })),
      );
    const seen = { complete: 0, cut: 0 };
    await fc.assert(
      fc.asyncProperty(rowsOf, faults, filters, async (rows, fault, filter) => {
        const truth = oracle(rows, filter);
        const { total, complete, uids } = await list(world(rows, fault), filter);
        if (complete) expect(total).toBe(truth.length);
        else expect(total).toBeNull();
        const known = new Set(truth);
        expect(uids.filter((uid) => !known.has(uid))).toEqual([]);
        if (complete && truth.length <= 250) expect(uids).toHaveLength(truth.length);
        seen[complete ? 'complete' : 'cut']++;
      }),
      { numRuns: 400 },
    );
    expect(seen.complete).toBeGreaterThan(100);
    expect(seen.cut).toBeGreaterThan(20);
  });
});

/** A part of Cal.com's bookings is never complete, and a filter never keeps or drops a booking by guess. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../support/graph.ts';
import { askScripted, bookingPage, bookingRow, GRACE, type Script } from '../support/scripted-vendors.ts';
import { ANN, DAY_MS, HOUR_MS, hourly, iso, NOW_MS, rowAt, world } from '../support/truth/calcom-rows.ts';
import { type CalcomVendor, type Faults, startCalcomVendor, type World } from '../support/truth/calcom-vendor.ts';

let vendor: CalcomVendor;
let server: Awaited<ReturnType<typeof startServer>>;
/** A server whose event types were refused. A server keeps its directories, so this needs its own. */
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
  it('are read on after the rows that came if a server sends fewer than requested', async () => {
    expect(await list(world(hourly(320), { cap: 100 }))).toMatchObject({ total: 320, complete: true });
  });

  it('are complete only with all rows if each page lacks one', async () => {
    for (const drop of [249, 100, 0]) {
      const { total, complete } = await list(world(hourly(400), { drop }));
      expect([drop, complete ? total : null]).toEqual([drop, complete ? 400 : null]);
    }
  });

  it.each<[string, number, Faults]>([
    ['have fewer rows than they count', 700, { hiddenCap: 100 }],
    ['repeat', 700, { repeat: 1 }],
    ['count more rows than there are', 300, { totalOff: 100 }],
    ['count fewer rows than there are', 700, { totalOff: -300 }],
    ['have different totals', 400, { firstTotalOff: 1 }],
    ['say that no page follows while rows remain', 700, { noMore: true }],
    ['are empty and count 700', 0, { totalOff: 700 }],
  ])('are not complete if they %s', async (_, count, faults) => {
    expect(await list(world(hourly(count), faults))).toMatchObject({ total: null, complete: false });
  });

  it('are requested with fewer rows if they are too large', async () => {
    expect(await list(world(hourly(120), { tooLargeAbove: 60 }))).toMatchObject({
      total: 120,
      complete: true,
      codes: [],
    });
  });

  it('are an error after three smaller requests if they are still too large', async () => {
    vendor.calls.length = 0;
    expect(await list(world(hourly(120), { tooLargeAbove: 0 }))).toMatchObject({ codes: ['SOURCE_CONTRACT'] });
    const takes = vendor.calls.map((path) => /take=(\d+)/.exec(path)?.[1]);
    expect(takes).toEqual(['250', '50', '10', '2']);
  });
});

describe('past bookings alone', () => {
  it('are complete although Cal.com looks back in steps', async () => {
    const rows = hourly(1_200);
    const range = { from: iso(NOW_MS - 60 * DAY_MS), to: iso(NOW_MS - 30 * DAY_MS) };
    const inRange = rows.filter(({ startMs }) => startMs >= NOW_MS - 60 * DAY_MS && startMs < NOW_MS - 30 * DAY_MS);
    const { total, complete } = await list(world(rows, { pastSteps: true }), { status: ['PAST'], range });
    expect([total, complete]).toEqual([inRange.length, true]);
  });

  it('leave out the cancelled ones that are requested with them', async () => {
    const rows = hourly(40).map((row, index) => (index % 4 === 0 ? { ...row, status: 'cancelled' as const } : row));
    expect(await list(world(rows), { status: ['PAST'] })).toMatchObject({ total: 30, complete: true });
  });
});

describe('a filter by a field that rows may lack', () => {
  const rows = hourly(60);
  const anns = rows.filter(({ email }) => email === ANN).length;

  it('keeps a booking that Cal.com found by a hidden attendee', async () => {
    expect(await list(world(rows, { hide: 'attendees' }), { attendeeEmail: ANN })).toMatchObject({
      total: anns,
      complete: true,
    });
  });

  it('keeps a booking that Cal.com found by its creation and sends without it', async () => {
    const created = { from: iso(NOW_MS - 8 * DAY_MS), to: iso(NOW_MS) };
    const found = rows.filter(({ createdMs }) => createdMs >= NOW_MS - 8 * DAY_MS).length;
    expect(await list(world(rows, { hide: 'createdAt' }), { created })).toMatchObject({ total: found, complete: true });
  });

  it('finds an attendee by an e-mail in any case', async () => {
    expect(await list(world(rows), { attendeeEmail: ' ANN@Example.COM'.trim() })).toMatchObject({
      total: anns,
      complete: true,
    });
  });

  it('drops a booking that does not match if Cal.com ignores the condition', async () => {
    expect(await list(world(rows, { ignore: 'attendeeEmail' }), { attendeeEmail: ANN })).toMatchObject({
      total: anns,
      complete: true,
    });
  });

  it('keeps past bookings with hidden attendees, with which cancelled ones come', async () => {
    const some = rows.map((row, index) => (index % 10 === 0 ? { ...row, status: 'cancelled' as const } : row));
    const filter = { status: ['PAST'], attendeeEmail: ANN };
    const past = some.filter(({ status, email }) => status === 'accepted' && email === ANN).length;
    expect(await list(world(some, { hide: 'attendees' }), filter)).toMatchObject({ total: past, complete: true });
  });

  it('drops bookings without a type if Cal.com refuses a type that does not exist', async () => {
    const answer = await list(world(rows, { hide: 'eventType' }), { eventTypeIds: ['999'] });
    expect(answer).toEqual({ total: null, complete: false, uids: [], codes: [] });
  });

  it('drops bookings of another type if the types are refused and Cal.com ignores the condition', async () => {
    const answer = await list(
      world(rows, { ignore: 'eventTypeIds', typesRefused: true }),
      { eventTypeIds: ['10'] },
      blind,
    );
    expect(answer).toMatchObject({ total: null, complete: false });
    expect(answer.uids).toEqual(rows.filter(({ typeId }) => typeId === 10).map(({ uid }) => uid));
  });

  it('keeps a member’s copy of a managed type with another slug', async () => {
    const copies = [rowAt(900, NOW_MS - HOUR_MS, { typeId: 1012 }), rowAt(901, NOW_MS - 2 * HOUR_MS, { typeId: 12 })];
    expect(await list(world([...rows, ...copies]), { eventTypeIds: ['12'] })).toMatchObject({
      total: 2,
      complete: true,
    });
  });

  it('gives an empty list for an event type that does not exist', async () => {
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

describe('a booking with an unknown field', () => {
  const askList = async (script: Script, list: string) => {
    const { data } = await askScripted(['CALCOM'], script, `{ ${list} }`);
    return data;
  };
  const of = (changes: object): Script => ({ bookings: () => bookingPage([bookingRow(1), bookingRow(2, changes)]) });
  const LIST = '{ totalCount complete nodes { uid } }';
  const PART = { totalCount: null, complete: false, nodes: [{ uid: 'u1' }] };

  it.each<[string, object]>([
    ['none', { hosts: [] }],
    ['one without an id', { hosts: [{ name: 'Grace Hopper', email: 'grace@example.com' }] }],
    ['one whose id is null', { hosts: [{ ...GRACE, id: null }] }],
    ['one of two', { hosts: [{ ...GRACE, id: 2 }, { name: 'Another Host' }] }],
  ])('makes lists by host incomplete if its hosts are %s', async (_, changes) => {
    const lists = `users { nodes { bookings ${LIST} } } bookings(filter: { hostIds: ["1"] }) ${LIST}`;
    expect(await askList(of(changes), lists)).toEqual({ users: { nodes: [{ bookings: PART }] }, bookings: PART });
    expect((await askList(of(changes), `bookings ${LIST}`)).bookings).toMatchObject({ totalCount: 2, complete: true });
  });

  it('belongs to no host if its host was deleted, and changes nothing outside the range', async () => {
    const deleted = { hosts: [{ id: 'unknown', name: 'unknown', email: 'unknown' }] };
    const whole = { totalCount: 1, complete: true, nodes: [{ uid: 'u1' }] };
    expect(await askList(of(deleted), `bookings(filter: { hostIds: ["1"] }) ${LIST}`)).toEqual({ bookings: whole });
    const early = 'range: { from: "2026-03-20T00:00:00Z", to: "2026-03-20T02:00:00Z" }';
    expect(await askList(of({ hosts: [] }), `bookings(filter: { hostIds: ["1"], ${early} }) ${LIST}`)).toEqual({
      bookings: whole,
    });
  });

  it('has the event type of its deprecated number if it has no other', async () => {
    const { other, shown } = await askList(
      of({ eventType: null, eventTypeId: 9 }),
      `other: bookings(filter: { eventTypeIds: ["7"] }) ${LIST} shown: bookings { nodes { eventType { sourceId } } }`,
    );
    expect(other).toEqual({ totalCount: 1, complete: true, nodes: [{ uid: 'u1' }] });
    expect(shown.nodes[1].eventType).toEqual({ sourceId: '9' });
  });

  it('is found by the own e-mail of an attendee whose account is managed', async () => {
    const attendees = [{ name: 'Ann Lee', email: `ann+${'c0'.repeat(12)}x@example.org` }];
    const found = await askList(of({ attendees }), `bookings(filter: { attendeeEmail: "ann@example.org" }) ${LIST}`);
    expect(found.bookings).toMatchObject({ totalCount: 2, complete: true });
  });
});

describe('a page with counts', () => {
  it.each<[string, object]>([
    ['of rows, by an earlier name', { returnedItems: undefined, itemsReturned: 5 }],
    ['of pages', { totalPages: 3 }],
    ['of pages of 100 rows', { totalPages: 2, itemsPerPage: 100 }],
  ])('is not complete if they are wrong: %s', async (_, pagination) => {
    const script = { bookings: () => bookingPage([bookingRow(1)], pagination) };
    const { data } = await askScripted(['CALCOM'], script, '{ bookings { totalCount complete } }');
    expect(data.bookings).toEqual({ totalCount: null, complete: false });
  });

  it('is complete if they are right', async () => {
    const pagination = { returnedItems: undefined, itemsReturned: 0, totalPages: 1, currentPage: 0 };
    const script = { bookings: () => bookingPage([], pagination) };
    const { data } = await askScripted(['CALCOM'], script, '{ bookings { totalCount complete } }');
    expect(data.bookings).toEqual({ totalCount: 0, complete: true });
  });
});

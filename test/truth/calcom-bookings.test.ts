/** A part of Cal.com's bookings is never told as the whole. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../support/graph.ts';
import { askScripted, bookingPage, bookingRow, GRACE, type Script } from '../support/scripted-vendors.ts';
import { ANN, DAY_MS, HOUR_MS, hourly, iso, NOW_MS, rowAt, world } from '../support/truth/calcom-rows.ts';
import { type CalcomVendor, type Faults, startCalcomVendor, type World } from '../support/truth/calcom-vendor.ts';

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

  it('keeps them also among past bookings, with which cancelled ones come', async () => {
    const some = rows.map((row, index) => (index % 10 === 0 ? { ...row, status: 'cancelled' as const } : row));
    const filter = { status: ['PAST'], attendeeEmail: ANN };
    const past = some.filter(({ status, email }) => status === 'accepted' && email === ANN).length;
    expect(await list(world(some, { hide: 'attendees' }), filter)).toMatchObject({ total: past, complete: true });
  });

  it('shows no booking of a hidden type for a type that is gone, which Cal.com refuses to look for', async () => {
    const answer = await list(world(rows, { hide: 'eventType' }), { eventTypeIds: ['999'] });
    expect(answer).toEqual({ total: null, complete: false, uids: [], codes: [] });
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

describe('a booking that does not tell', () => {
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
    ['one of two', { hosts: [{ ...GRACE, id: 2 }, { name: 'Somebody' }] }],
  ])('whose it is may be anybody’s: hosts, %s', async (_, changes) => {
    const lists = `users { nodes { bookings ${LIST} } } bookings(filter: { hostIds: ["1"] }) ${LIST}`;
    expect(await askList(of(changes), lists)).toEqual({ users: { nodes: [{ bookings: PART }] }, bookings: PART });
    expect((await askList(of(changes), `bookings ${LIST}`)).bookings).toMatchObject({ totalCount: 2, complete: true });
  });

  it('whose it is is nobody’s where its host was deleted, and matters not where it is not asked for', async () => {
    const deleted = { hosts: [{ id: 'unknown', name: 'unknown', email: 'unknown' }] };
    const whole = { totalCount: 1, complete: true, nodes: [{ uid: 'u1' }] };
    expect(await askList(of(deleted), `bookings(filter: { hostIds: ["1"] }) ${LIST}`)).toEqual({ bookings: whole });
    const early = 'range: { from: "2026-03-20T00:00:00Z", to: "2026-03-20T02:00:00Z" }';
    expect(await askList(of({ hosts: [] }), `bookings(filter: { hostIds: ["1"], ${early} }) ${LIST}`)).toEqual({
      bookings: whole,
    });
  });

  it('its event type, but its number, is of that type and of no other', async () => {
    const { other, shown } = await askList(
      of({ eventType: null, eventTypeId: 9 }),
      `other: bookings(filter: { eventTypeIds: ["7"] }) ${LIST} shown: bookings { nodes { eventType { sourceId } } }`,
    );
    expect(other).toEqual({ totalCount: 1, complete: true, nodes: [{ uid: 'u1' }] });
    expect(shown.nodes[1].eventType).toEqual({ sourceId: '9' });
  });

  it('an attendee’s own e-mail, but the one of an account that is managed, is theirs', async () => {
    const attendees = [{ name: 'Ann Lee', email: `ann+${'c0'.repeat(12)}x@example.org` }];
    const found = await askList(of({ attendees }), `bookings(filter: { attendeeEmail: "ann@example.org" }) ${LIST}`);
    expect(found.bookings).toMatchObject({ totalCount: 2, complete: true });
  });
});

describe('a page that counts itself', () => {
  it.each<[string, object]>([
    ['by an earlier name', { returnedItems: undefined, itemsReturned: 5 }],
    ['in pages', { totalPages: 3 }],
    ['in pages of a hundred', { totalPages: 2, itemsPerPage: 100 }],
  ])('otherwise than it is contradicts itself: %s', async (_, pagination) => {
    const script = { bookings: () => bookingPage([bookingRow(1)], pagination) };
    const { data } = await askScripted(['CALCOM'], script, '{ bookings { totalCount complete } }');
    expect(data.bookings).toEqual({ totalCount: null, complete: false });
  });

  it('rightly is whole', async () => {
    const pagination = { returnedItems: undefined, itemsReturned: 0, totalPages: 1, currentPage: 0 };
    const script = { bookings: () => bookingPage([], pagination) };
    const { data } = await askScripted(['CALCOM'], script, '{ bookings { totalCount complete } }');
    expect(data.bookings).toEqual({ totalCount: 0, complete: true });
  });
});

/** Seated bookings, whose attendees Cal.com may hide, are still found by attendee. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../../support/graph.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
  await graph.ask('{ bookings(first: 1) { nodes { uid } } }');
});
afterAll(() => graph.close());

type Row = Record<string, unknown>;

const seat = (name: string | null, email: string | null, more: Row = {}): Row => ({
  name,
  email,
  timeZone: 'UTC',
  absent: false,
  seatUid: `seat-${name}`,
  ...more,
});
const booking = (uid: string, attendees: readonly Row[], more: Row = {}): Row => ({
  uid,
  title: 'Class',
  status: 'accepted',
  start: '2026-03-09T10:00:00.000Z',
  end: '2026-03-09T11:00:00.000Z',
  hosts: [],
  attendees,
  eventType: { id: graph.sandbox.world.calcom.eventTypes[0]?.id, slug: 'class' },
  ...more,
});

async function find(filter: string, rows: readonly Row[]) {
  const pagination = { totalItems: rows.length, remainingItems: 0, returnedItems: rows.length, hasNextPage: false };
  const remove = graph.sandbox.calcom.inject({
    match: /\/bookings$/,
    body: JSON.stringify({ status: 'success', data: rows, pagination }),
  });
  const { data } = await graph.ask(`{ bookings(filter: ${filter}) { totalCount complete nodes { uid } } }`);
  remove();
  const { totalCount, complete, nodes } = data.bookings;
  return { totalCount, complete, uids: nodes.map(({ uid }: { uid: string }) => uid) };
}

describe.each([
  ['e-mail', '{ attendeeEmail: "Ann@Example.com" }'],
  ['name', '{ attendeeName: "Ann" }'],
])('a filter by the %s of an attendee', (_, filter) => {
  it.each<[string, Row[]]>([
    ['none is shown', []],
    ['all lack name and e-mail', [seat(null, null), seat(null, null)]],
    ['one lacks name and e-mail', [seat('Bob', 'bob@example.com'), seat(null, null)]],
    ['Cal.com can no longer read one', [seat(null, 'unknown')]],
    ['all are shown', [seat('Bob', 'bob@example.com'), seat('Ann', 'ann@example.com')]],
  ])('keeps a booking that Cal.com sent if of its attendees %s', async (_, attendees) => {
    const rows = [booking('a', attendees), booking('b', [seat('Ann', 'ann@example.com')])];
    expect(await find(filter, rows)).toEqual({ totalCount: 2, complete: true, uids: ['a', 'b'] });
  });

  it('drops bookings with hidden attendees if another booking shows that Cal.com ignores the filter', async () => {
    const rows = [
      booking('a', []),
      booking('b', [seat('Bob', 'bob@example.com')]),
      booking('c', [seat('Ann', 'ann@example.com')]),
    ];
    expect(await find(filter, rows)).toEqual({ totalCount: null, complete: false, uids: ['c'] });
  });

  it('keeps past bookings although a cancelled one, which came with them, does not match', async () => {
    const rows = [booking('a', []), booking('b', [seat('Bob', 'bob@example.com')], { status: 'cancelled' })];
    const past = filter.replace('{', '{ status: [PAST],');
    expect(await find(past, rows)).toEqual({ totalCount: 1, complete: true, uids: ['a'] });
  });
});

describe('an attendee whose account is managed', () => {
  it('is found by both of their e-mails', async () => {
    const managed = seat('Ann', 'ann+clw1234567890abcdefghijkl@example.com', { displayEmail: 'ann@example.com' });
    for (const email of ['ann@example.com', 'ann+clw1234567890abcdefghijkl@example.com']) {
      expect(await find(`{ attendeeEmail: "${email}" }`, [booking('a', [managed])])).toMatchObject({ totalCount: 1 });
    }
  });
});

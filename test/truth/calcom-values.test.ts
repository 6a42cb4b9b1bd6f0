/** An absent value of Cal.com is null, in whatever form it is absent, and changes no other field. */
import { describe, expect, it } from 'vitest';
import {
  askScripted,
  bookingPage,
  bookingRow,
  GRACE,
  listed,
  memberRow,
  type Script,
} from '../support/scripted-vendors.ts';

const ask = (script: Script, query: string) => askScripted(['CALCOM'], script, query);
const askBooking = async (changes: object, fields: string) => {
  const { data, errors } = await ask(
    { bookings: () => bookingPage([bookingRow(1, changes)]) },
    `{ bookings { complete nodes { ${fields} } } }`,
  );
  expect([data.bookings.complete, errors]).toEqual([true, undefined]);
  return data.bookings.nodes[0];
};

describe('a placeholder of Cal.com', () => {
  it.each(['unknown', ' unknown ', '$RCH$'])('is null in any text of a booking: %j', async (word) => {
    const attendee = { name: word, email: word, phoneNumber: word, language: word, timeZone: word, seatUid: word };
    const texts = { title: word, description: word, location: word, icsUid: word, recurringBookingUid: word };
    const changes = { cancellationReason: word, cancelledByEmail: word, reschedulingReason: word };
    const fields = [...Object.keys(texts), 'cancellation { reason }', 'rescheduling { reason }'].join(' ');
    expect(
      await askBooking(
        { ...texts, ...changes, rescheduledByEmail: word, rescheduledFromUid: word, attendees: [attendee] },
        `${fields} attendees { ${Object.keys(attendee).join(' ')} }`,
      ),
    ).toEqual({
      ...Object.fromEntries(Object.keys(texts).map((key) => [key, null])),
      cancellation: null,
      rescheduling: null,
      attendees: [Object.fromEntries(Object.keys(attendee).map((key) => [key, null]))],
    });
  });

  it('is null in an answer and left out of guests', async () => {
    const seat = { name: 'Ann', bookingFieldsResponses: { notes: 'unknown' } };
    const answers = { email: 'unknown', wants: ['unknown', 'tea'], size: { value: '$RCH$' }, notes: 'unknown to me' };
    expect(
      await askBooking(
        { bookingFieldsResponses: answers, guests: ['unknown', '', 'eve@example.org'], attendees: [seat] },
        'fieldResponses guests',
      ),
    ).toEqual({
      fieldResponses: { email: null, wants: ['tea'], size: { value: null }, notes: 'unknown to me' },
      guests: ['eve@example.org'],
    });
  });

  it('is not shown before a reason', async () => {
    const reasons = { cancellationReason: ' $RCH$ too early', reschedulingReason: '$RCH$ moved' };
    expect(await askBooking(reasons, 'cancellation { reason } rescheduling { reason }')).toEqual({
      cancellation: { reason: 'too early' },
      rescheduling: { reason: 'moved' },
    });
  });

  it('is null in the name, username, picture and time zone of a person', async () => {
    const word = { name: 'unknown', username: 'unknown', avatarUrl: 'unknown', timeZone: 'unknown' };
    const script = {
      members: listed(memberRow(1, word), memberRow(2, { name: 'Bob', avatarUrl: '/unknown/avatar.png' })),
      routedTo: () => ({
        status: 'success',
        data: {
          users: { data: [{ id: 1, email: null, totalBookings: 1, performance: 'unknown', ...word }] },
          periodStats: { data: [] },
        },
      }),
    };
    const range = 'range: { from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" }';
    const { data } = await ask(
      script,
      `{
        users { nodes { name username avatarUrl timeZone } }
        routedTo(every: WEEK, ${range}) { users { name avatarUrl performance } }
      }`,
    );
    expect(data.users.nodes).toEqual([
      { name: 'Bob', username: null, avatarUrl: null, timeZone: 'UTC' },
      { name: 'p1@example.com', username: null, avatarUrl: null, timeZone: null },
    ]);
    expect(data.routedTo.users).toEqual([{ name: null, avatarUrl: null, performance: null }]);
  });
});

describe('an absent value', () => {
  it.each([
    ['a blank text', '', null],
    ['white space', '  ', null],
    ['the first instant of the calendar', '0001-01-01T00:00:00+00:00', null],
    ['the first instant of Unix time', '1970-01-01T00:00:00.000Z', null],
  ])('is null if a time is %s', async (_, at, shown) => {
    const times = { createdAt: at, updatedAt: at };
    expect(await askBooking(times, 'createdAt updatedAt')).toEqual({ createdAt: shown, updatedAt: shown });
  });

  it('is null if a number or a truth value is blank', async () => {
    const blank = { duration: '', rating: ' ', absentHost: '' };
    expect(await askBooking(blank, 'durationMinutes rating absentHost')).toEqual({
      durationMinutes: null,
      rating: null,
      absentHost: null,
    });
  });
});

it('a figure with too many digits for JavaScript is rounded, and the row stays', async () => {
  const page = JSON.stringify(bookingPage([bookingRow(1, { rating: 'RATING' })]));
  const { data } = await ask(
    { bookings: () => page.replace('"RATING"', '4.66666666666666674068') },
    '{ bookings { complete nodes { rating } } }',
  );
  expect(data.bookings).toEqual({ complete: true, nodes: [{ rating: 14 / 3 }] });
});

describe('an id', () => {
  it('of 0 finds its object again', async () => {
    const zero = { ...GRACE, id: 0 };
    const script = {
      members: listed(memberRow(0)),
      bookings: () => bookingPage([bookingRow(1, { hosts: [zero], eventType: { id: 0, slug: 'zero' } })]),
    };
    const { data } = await ask(script, '{ bookings { nodes { eventType { id } hosts { user { id } } } } }');
    const [{ eventType, hosts }] = data.bookings.nodes;
    const ids = [eventType.id, hosts[0].user.id];
    const again = await ask(script, `{ nodes(ids: ${JSON.stringify(ids)}) { id } }`);
    expect(again).toEqual({ data: { nodes: ids.map((id) => ({ id })) } });
  });

  it('larger than a JSON number makes its row unreadable', async () => {
    const { data, errors } = await ask(
      { members: listed(memberRow(1), memberRow('9007199254740993')) },
      '{ users { complete nodes { id } } }',
    );
    expect([data.users.complete, data.users.nodes.length]).toEqual([false, 1]);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'SOURCE_CONTRACT', teamgraph: { row: 1 } });
  });
});

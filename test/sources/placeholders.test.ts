/** A placeholder that a vendor writes for an unknown value is an absent value, in any field. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Vendor } from '../../sandbox/index.ts';
import { type Graph, startGraph, startServer } from '../support/graph.ts';

type Json = Record<string, unknown>;

let graph: Graph;
const faults: (() => void)[] = [];
beforeAll(async () => {
  graph = await startGraph();
});
afterEach(() => {
  for (const remove of faults.splice(0)) remove();
});
afterAll(() => graph.close());

function change(vendor: Vendor, match: RegExp, list: string, edit: (row: Json) => Json): void {
  const transform = (body: unknown) => {
    const answer = body as Record<string, Json[]>;
    return { ...answer, [list]: answer[list]?.map(edit) };
  };
  faults.push(vendor.inject({ match, transform }));
}

/** Only placeholders change: other texts that contain their words stay. */
const ANSWERS = {
  name: { firstName: 'Ann', lastName: 'unknown' },
  email: 'unknown',
  guests: ['ann@example.org', 'unknown'],
  notes: '$RCH$',
  reason: '$RCH$ Another day',
  rating: 5,
  empty: '',
  about: 'The unknown',
  location: { value: 'unknown', optionValue: '' },
};
const SHOWN = {
  name: { firstName: 'Ann', lastName: null },
  email: null,
  guests: ['ann@example.org'],
  notes: null,
  reason: 'Another day',
  rating: 5,
  empty: '',
  about: 'The unknown',
  location: { value: null, optionValue: '' },
};

describe('placeholders of Cal.com', () => {
  it('are null in the answers to a form', async () => {
    change(graph.sandbox.calcom, /\/bookings$/, 'data', (row) => ({ ...row, bookingFieldsResponses: ANSWERS }));
    const { data, errors } = await graph.ask('{ bookings(first: 5) { nodes { fieldResponses } } }');
    expect(errors).toBeUndefined();
    expect(data.bookings.nodes).toEqual(Array(5).fill({ fieldResponses: SHOWN }));
  });

  it('are null in the texts of a booking and its attendees, and are left out of its guests', async () => {
    const attendee = Object.fromEntries(
      ['name', 'email', 'displayEmail', 'timeZone', 'language', 'phoneNumber'].map((key) => [key, 'unknown']),
    );
    const texts = ['title', 'description', 'location', 'icsUid', 'recurringBookingUid', 'rescheduledFromUid'];
    change(graph.sandbox.calcom, /\/bookings$/, 'data', (row) => ({
      ...row,
      ...Object.fromEntries(texts.map((key) => [key, 'unknown'])),
      ...Object.fromEntries(
        ['rescheduledToUid', 'reschedulingReason', 'rescheduledByEmail'].map((key) => [key, 'unknown']),
      ),
      cancellationReason: '$RCH$unknown',
      cancelledByEmail: 'unknown',
      bookingFieldsResponses: 'unknown',
      status: 'cancelled',
      attendees: [{ ...attendee, absent: false }],
      guests: ['unknown', 'gil@example.org'],
    }));
    const { data, errors } = await graph.ask(`{ bookings(first: 3) { nodes {
      title description location icsUid recurringBookingUid guests fieldResponses
      cancellation { reason byEmail } rescheduling { reason byEmail fromUid toUid }
      attendees { name email timeZone language phoneNumber }
    } } }`);
    expect(errors).toBeUndefined();
    for (const node of data.bookings.nodes) {
      expect(node).toEqual({
        title: null,
        description: null,
        location: null,
        icsUid: null,
        recurringBookingUid: null,
        guests: ['gil@example.org'],
        fieldResponses: null,
        cancellation: { reason: null, byEmail: null },
        rescheduling: null,
        attendees: [{ name: null, email: null, timeZone: null, language: null, phoneNumber: null }],
      });
    }
  });

  it('are null in the profile of a member, whose e-mail is shown as the name', async () => {
    change(graph.sandbox.calcom, /\/(memberships|users)$/, 'data', (row) => {
      const unknown = { name: 'unknown', username: 'unknown', avatarUrl: 'unknown', timeZone: 'unknown' };
      return row.user ? { ...row, user: { ...(row.user as Json), ...unknown } } : { ...row, ...unknown };
    });
    const other = await startServer({
      ...graph.sandbox.settings,
      SALESHANDY_API_KEY: undefined,
      SALESHANDY_API_URL: undefined,
    });
    const { data } = await other.ask(
      '{ user(by: { email: "alex.kim@example.com" }) { name username avatarUrl timeZone email } }',
    );
    await other.close();
    expect(data.user).toEqual({
      name: 'alex.kim@example.com',
      username: null,
      avatarUrl: null,
      timeZone: null,
      email: 'alex.kim@example.com',
    });
  });
});

describe('placeholders of ALO and Saleshandy', () => {
  it('are left out of the names, notes and markers of ALO', async () => {
    const remove = graph.sandbox.alo.inject({
      match: /\/actions$/,
      transform: (body) => {
        const { actions } = body as { actions: Json[] };
        const names = { createdByUserName: 'unknown', assignedUserNames: ['unknown', 'Zoe Quill'] };
        return { notes: ['', ' ', 'A remark'], actions: actions.map((action) => ({ ...action, ...names })) };
      },
    });
    faults.push(remove);
    change(graph.sandbox.alo, /\/periods$/, 'periods', (row) => ({ ...row, markers: ['', { name: ' ' }, 'Doors'] }));
    const { data, errors } = await graph.ask(`{ periods(first: 2) { nodes {
      markers { name } actions(first: 2) { nodes { createdBy { name } assignees { name } } notes }
    } } }`);
    expect(errors).toBeUndefined();
    for (const { markers, actions } of data.periods.nodes) {
      expect(markers).toEqual([{ name: 'Doors' }]);
      expect(actions.notes).toEqual(['A remark']);
      for (const action of actions.nodes)
        expect(action).toEqual({ createdBy: null, assignees: [{ name: 'Zoe Quill' }] });
    }
  });

  it('are null in the names and e-mails of Saleshandy', async () => {
    faults.push(
      graph.sandbox.saleshandy.inject({
        match: /stats$/,
        transform: (body) => {
          const { payload } = body as { payload: { data: Json[] } };
          const unknown = { firstName: 'unknown', lastName: 'unknown', email: 'unknown' };
          return { payload: { ...payload, data: payload.data.map((row) => ({ ...row, ...unknown })) } };
        },
      }),
    );
    const { data, errors } =
      await graph.ask(`{ teamStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) {
      prospect(first: 3) { nodes { name email } }
    } }`);
    expect(errors).toBeUndefined();
    for (const node of data.teamStats.prospect.nodes) {
      expect(node.name).not.toBe('unknown');
      expect(node.email).not.toBe('unknown');
    }
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Quirk, type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { rowsOf } from '../../../src/sources/rows.ts';
import { membersEndpoint, prospectStatsEndpoint } from '../../../src/sources/saleshandy/client.ts';
import { type Drift, driftIn, KEYS } from '../../../src/upstream/stats/drift.ts';
import { vendorAnswers } from '../../support/upstream/vendor-answers.ts';

type Json = Record<string, unknown>;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.quirks.clear());
afterAll(() => sandbox.close());

const answers = vendorAnswers(() => sandbox);
const { bookings, memberStats, routedTo, periods, actions, prospectStats, emailStats, members } = answers;

const missed = (field: string): Drift => ({ kind: 'MISSED', field });
const unknown = (field: string): Drift => ({ kind: 'UNKNOWN', field });
const widened = (field: string): Drift => ({ kind: 'WIDENED', field });

describe('what the vendors send today', () => {
  it.each([
    ['bookings, oldest first', () => bookings()],
    ['bookings, newest first', () => bookings('desc')],
    ['bookings, past the end', () => bookings('asc', 99)],
    ['team members', answers.teamMembers],
    ['organization users', answers.organizationUsers],
    ['event types', answers.eventTypes],
    ['the caller', answers.me],
    ['member stats', memberStats],
    ['routed to', routedTo],
    ['periods', periods],
    ['actions', () => actions()],
    ['actions with form fields', () => actions('2026-W11', ['budget', 'department', 'nothing'])],
    ['team stats by prospect', prospectStats],
    ['team stats by e-mail', emailStats],
    ['members', members],
  ])('has no drift: %s', async (_, answer) => {
    const { wire, json } = await answer();
    expect(driftIn(wire, json)).toEqual([]);
  });

  it('has no drift in any booking, 20 at a time', async () => {
    const { wire, json } = await bookings();
    const rows = json.data as Json[];
    expect(rows.length).toBeGreaterThan(100);
    for (let from = 0; from < rows.length; from += 20) {
      expect(driftIn(wire, { ...json, data: rows.slice(from, from + 20) })).toEqual([]);
    }
  });
});

describe('a vendor that answers in another form', () => {
  it.each([
    ['calcom-old-server', bookings, [unknown('pagination.itemsReturned')]],
    ['calcom-string-ids', bookings, [widened('data[].hosts[].id'), widened('data[].eventType.id')]],
    ['calcom-string-ids', routedTo, [widened('data.users.data[].id'), widened('data.periodStats.data[].userId')]],
    ['alo-markers-array', periods, [widened('periods[].markers')]],
    ['alo-string-ids', periods, [widened('periods[].id')]],
    ['alo-paging', actions, []],
    ['saleshandy-bare-array', prospectStats, []],
    ['saleshandy-double-wrapped', emailStats, []],
    ['saleshandy-human-label-keys', prospectStats, []],
    ['saleshandy-flat-members', members, []],
  ] as const)('is noticed by field: %s', async (quirk: Quirk, answer, drifts) => {
    sandbox.quirks.add(quirk);
    const { wire, json } = await answer();
    expect(driftIn(wire, json)).toEqual(drifts);
  });

  it('drifts in each figure that came as a text, however its key is written', async () => {
    sandbox.quirks.add('saleshandy-numeric-strings');
    const { wire, json } = await prospectStats();
    const drifts = driftIn(wire, json);
    expect(drifts).toHaveLength(15);
    expect(drifts).toContainEqual(widened('payload.data[].prospectAdded'));
    expect(drifts).toContainEqual(widened('payload.data[].meetingbooked'));
  });
});

/** An answer whose rows are changed, one by one. */
const withRows = (json: Json, list: string, change: (row: Json, index: number) => unknown): Json => ({
  ...json,
  [list]: (json[list] as Json[]).map(change),
});

const without = (row: Json, field: string): Json => {
  const { [field]: _, ...rest } = row;
  return rest;
};

describe('a field', () => {
  it('that is new is unknown, and reported once', async () => {
    const { wire, json } = await bookings();
    expect(
      driftIn(
        wire,
        withRows(json, 'data', (row) => ({ ...row, mood: 'good' })),
      ),
    ).toEqual([unknown('data[].mood')]);
  });

  it('that is new is found in nested lists and objects', async () => {
    const { wire, json } = await bookings();
    const changed = withRows(json, 'data', (row) => ({
      ...row,
      attendees: (row.attendees as Json[]).map((attendee) => ({ ...attendee, pronouns: 'she' })),
      eventType: row.eventType && { ...row.eventType, color: 'red' },
    }));
    const drifts = driftIn(wire, { ...changed, traceId: 'x' });
    expect(new Set(drifts)).toEqual(
      new Set([unknown('data[].attendees[].pronouns'), unknown('data[].eventType.color'), unknown('traceId')]),
    );
  });

  it('that is absent in one of several rows is missed, also beyond the sample', async () => {
    const { wire, json } = await bookings();
    const changed = withRows(json, 'data', (row, index) => (index === 99 ? without(row, 'start') : row));
    expect(driftIn(wire, changed)).toEqual([missed('data[].start')]);
  });

  it('that has another name is missed by the old one and unknown by the new', async () => {
    const { wire, json } = await actions();
    const changed = withRows(json, 'actions', (row) => ({ ...without(row, 'actionId'), action_id: row.actionId }));
    expect(driftIn(wire, changed)).toEqual([missed('actions[].actionId'), unknown('actions[].action_id')]);
  });

  it('of another type is missed, in nested lists by its whole path', async () => {
    const { wire, json } = await bookings();
    const changed = withRows(json, 'data', (row) => ({
      ...row,
      attendees: (row.attendees as Json[]).map((attendee) => ({ ...attendee, phoneNumber: 5550100 })),
    }));
    expect(driftIn(wire, changed)).toEqual([missed('data[].attendees[].phoneNumber')]);
  });

  it('that costs no row but its own value is widened', async () => {
    const { wire, json } = await bookings();
    const changed = withRows(json, 'data', (row) => ({ ...row, eventType: { id: 'intro', slug: 'intro' } }));
    expect(driftIn(wire, changed)).toEqual([widened('data[].eventType.id')]);
  });

  it('of ALO is known if it was requested as a form field', async () => {
    const { wire, json } = await actions('2026-W11', ['budget']);
    const changed = withRows(json, 'actions', (row) => ({ ...row, budget: 5, department: 'x' }));
    expect(driftIn(wire, changed)).toEqual([unknown('actions[].department')]);
  });

  it('of Saleshandy is found wherever the rows stand', async () => {
    const { wire, json } = await prospectStats();
    const rows = (json.payload as { data: Json[] }).data;
    const odd = rows.map((row, index) => (index === 3 ? { userId: 'x' } : { ...row, Opened: '12%', dreamed: 5 }));
    const fields = (list: string) => [missed(`${list}[]`), widened(`${list}[].Opened`), unknown(`${list}[].dreamed`)];
    expect(driftIn(wire, { payload: { data: odd } })).toEqual(fields('payload.data'));
    expect(driftIn(wire, { payload: { payload: odd } })).toEqual(fields('payload.payload'));
  });

  it('of a Saleshandy member is found in every team', async () => {
    const { wire, json } = await members();
    const teams = json.payload as { members: Json[] }[];
    const renamed = teams.map((team) => ({
      ...team,
      members: team.members.map((member) => ({ ...without(member, 'id'), uid: member.id })),
    }));
    expect(driftIn(wire, { ...json, payload: renamed })).toEqual([
      missed('payload[].members[]'),
      unknown('payload[].members[].uid'),
    ]);
  });
});

describe('a body of another shape', () => {
  it.each([null, [], 'text', 5])('(%j) is missed as a whole', async (body) => {
    const { wire } = await bookings();
    expect(driftIn(wire, body)).toEqual([missed('(body)')]);
    expect(driftIn(membersEndpoint.wire, body)).toEqual([missed('(body)')]);
    expect(driftIn(prospectStatsEndpoint.wire, body)).toEqual([missed('(body)')]);
  });

  it('is missed by the fields that it lacks at the top', async () => {
    const { wire, json } = await bookings();
    expect(driftIn(wire, { status: 'error', data: {} })).toEqual([
      missed('status'),
      missed('data'),
      missed('pagination'),
    ]);
    expect(driftIn(wire, { ...json, data: [null, 'x'] })).toEqual([missed('data[]')]);
  });
});

describe('a drift', () => {
  const wire = z.object({ rows: rowsOf(z.object({ id: z.number(), notes: z.record(z.string(), z.number()) }), 1000) });

  it('holds no key that may be personal, and no value', () => {
    const notes = { 'jo@example.com': 'secret' };
    const body = { rows: [{ id: 'hidden', notes, 'jo@example.com': 1, 'Jo Doe': 2, ['x'.repeat(41)]: 3, __proto: 4 }] };
    expect(driftIn(wire, body)).toEqual([
      missed('rows[].id'),
      missed('rows[].notes.(other)'),
      unknown('rows[].(other)'),
    ]);
  });

  it('treats the name of an inherited property like any other key', () => {
    const body = JSON.parse('{ "rows": [], "constructor": 1, "__proto__": {} }');
    expect(driftIn(wire, body)).toEqual([unknown('constructor'), unknown('(other)')]);
  });

  it('is never more than 50 fields, the missed before all others', () => {
    const keys = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`key${index}`, index]));
    const drifts = driftIn(wire, { rows: [{ id: 1, notes: {}, ...keys }, { id: 2 }] });
    expect(drifts).toHaveLength(50);
    expect(drifts[0]).toEqual(missed('rows[].notes'));
  });
});

describe('a list of 1000 rows', () => {
  let reads = 0;
  const row = z
    .object({ id: z.number() })
    .register(KEYS, { known: ['name'] })
    .refine(() => {
      reads += 1;
      return true;
    });
  const wire = z.object({ rows: rowsOf(row, 1000) });
  const rows = (change: (index: number) => unknown) => ({ rows: Array.from({ length: 1000 }, (_, at) => change(at)) });

  it('is not read again', () => {
    const body = rows((id) => ({ id, name: 'x' }));
    const parsed = wire.safeParse(body);
    reads = 0;
    expect(driftIn(wire, body, parsed)).toEqual([]);
    expect(reads).toBe(0);
  });

  it('reports what is missed in the last and what is new in the first 20', () => {
    const body = rows((id) => (id === 999 ? { id: 'x' } : id < 20 ? { id } : { id, late: true }));
    expect(driftIn(wire, body)).toEqual([missed('rows[].id')]);
    expect(driftIn(wire, { rows: body.rows.toReversed() })).toEqual([missed('rows[].id'), unknown('rows[].late')]);
  });
});

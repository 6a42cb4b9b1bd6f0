/**
 * Compares each canonical query with the oracle, on the sandbox without quirks: every leaf, no errors, several variables each.
 * The sandbox's clock stands at noon UTC on Wednesday, 18 March 2026.
 */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BookingFilter, bookingList, type PageWish } from './oracle/bookings.ts';
import { example, hideCursors } from './oracle/examples.ts';
import { describeError } from './oracle/honest.ts';
import { connect, globalId, ORACLE, type QueryName, type Variables, type Vendors } from './oracle/index.ts';
import type { BookingRow } from './oracle/vendors.ts';
import { type Graph, startGraph, startServer } from './support/graph.ts';

let graph: Graph;
let vendors: Vendors;
beforeAll(async () => {
  graph = await startGraph();
  vendors = connect(graph.sandbox.settings);
});
afterAll(() => graph.close());

const LAST_WEEK = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };
const THIS_WEEK = { from: '2026-03-16T00:00:00Z', to: '2026-03-23T00:00:00Z' };
/** Starts and ends with periods and bookings, and has an offset from UTC. */
const REHEARSAL = { from: '2026-03-10T15:00:00+01:00', to: '2026-03-10T17:00:00+01:00' };
const QUARTER = { from: '2026-01-01T00:00:00Z', to: '2026-04-01T00:00:00Z' };
const LONG_AGO = { from: '2001-01-01T00:00:00Z', to: '2001-02-01T00:00:00Z' };
const ONE_MS = { from: '2026-03-16T00:00:00.000Z', to: '2026-03-16T00:00:00.001Z' };
const RANGES = { LAST_WEEK, THIS_WEEK, REHEARSAL, QUARTER, LONG_AGO, ONE_MS };

async function expectOracle(name: QueryName, variables: Variables): Promise<void> {
  const answer = await graph.ask(example(name), variables);
  expect(answer.errors).toBeUndefined();
  expect(hideCursors(answer.data)).toEqual(await ORACLE[name](vendors, variables));
}

describe('01 team dashboard equals the oracle', () => {
  it.each(Object.entries(RANGES))('in the range %s', async (_, range) => {
    await expectOracle('01-team-dashboard', { range });
  });
  it.each([
    { periods: 1, actions: 1 },
    { periods: 2, actions: 3 },
    { periods: 13, actions: 80 },
  ])('with $periods periods and $actions actions each', async (sizes) => {
    await expectOracle('01-team-dashboard', { range: QUARTER, ...sizes });
  });

  it('with every name linked as in the sandbox, or not at all', async () => {
    interface Participant {
      name: string;
      user: { id: string } | null;
    }
    interface Row {
      createdBy: Participant;
      assignees: Participant[];
    }
    const variables = { range: QUARTER, periods: 13, actions: 80 };
    const { data } = await graph.ask(example('01-team-dashboard'), variables);
    const rows: Row[] = data.periods.nodes.flatMap(({ actions }: { actions: { nodes: Row[] } }) => actions.nodes);
    const shown = rows.flatMap(({ createdBy, assignees }) => [createdBy, ...assignees]);
    const found = new Map(shown.map(({ name, user }) => [name, user?.id ?? null]));

    const meant = new Map<string, string | null>();
    for (const { aloNames, calcomId } of graph.sandbox.world.humans) {
      for (const name of aloNames) meant.set(name, calcomId === null ? null : globalId('User', `calcom:${calcomId}`));
    }
    for (const name of ['Alex Kim', 'Daniel Novak', 'Robert Lang', 'Sofia Marchetti', 'Victor Hale'])
      meant.set(name, null);
    expect(found).toEqual(meant);
  });
});

describe('02 booking list equals the oracle', () => {
  const filters = (): Record<string, BookingFilter | null> => {
    const { landmarks, calcom } = graph.sandbox.world;
    const plus = calcom.bookings.find(({ uid }) => uid === landmarks.plusInEmail)?.attendees[0];
    return {
      'no filter': null,
      'an empty filter': {},
      'nulls in the filter': { status: null, range: null, attendeeEmail: null, eventTypeIds: null, hostIds: null },
      'a status': { status: ['UPCOMING'] },
      'the status RECURRING': { status: ['RECURRING'] },
      'the status PAST': { status: ['PAST'] },
      'the status CANCELLED': { status: ['CANCELLED'] },
      'the status UNCONFIRMED': { status: ['UNCONFIRMED'] },
      'two statuses': { status: ['CANCELLED', 'UNCONFIRMED'] },
      'all statuses': { status: ['UPCOMING', 'RECURRING', 'PAST', 'CANCELLED', 'UNCONFIRMED'] },
      'no status at all': { status: [] },
      'a range': { range: LAST_WEEK },
      'a range of one millisecond': { range: ONE_MS },
      'a range with an offset': { range: REHEARSAL },
      'a range without bookings': { range: LONG_AGO },
      'when they were made': { created: LAST_WEEK },
      'when they were last changed': { updated: LAST_WEEK },
      'all three ranges': { range: THIS_WEEK, created: QUARTER, updated: LAST_WEEK },
      'an attendee e-mail with a plus': { attendeeEmail: plus?.email ?? '' },
      'an attendee e-mail in another case': { attendeeEmail: (plus?.email ?? '').toUpperCase() },
      'an attendee name': { attendeeName: plus?.name ?? '' },
      'an attendee name in another case': { attendeeName: (plus?.name ?? '').toLowerCase() },
      'a part of an attendee name': { attendeeName: (plus?.name ?? '').slice(1) },
      'one uid': { bookingUid: landmarks.seated },
      'a uid of another team': { bookingUid: landmarks.foreign },
      'a personal uid': { bookingUid: landmarks.personal },
      'an unknown uid': { bookingUid: 'no-such-uid' },
      'a managed event type, which stands for its copies': { eventTypeIds: ['505'] },
      'a copy of a managed event type': { eventTypeIds: ['551'] },
      'an event type of another team': { eventTypeIds: ['601'] },
      'an event type by its number': { eventTypeIds: ['501'] },
      'event types by id and number': { eventTypeIds: [globalId('EventType', 503), '506'] },
      'no event type at all': { eventTypeIds: [] },
      'a host by id': { hostIds: [globalId('User', 'calcom:1042')] },
      'hosts by id and number': { hostIds: [globalId('User', 'calcom:1002'), '1013'] },
      'a host who left': { hostIds: ['1016'] },
      'an unknown host': { hostIds: ['999999'] },
      'a host by the id of another record': { hostIds: [globalId('User', 'saleshandy:Hx04RtbW9e')] },
      'a person who is not in Cal.com as host': { hostIds: [globalId('User', 'saleshandy:Qe81LrT0vB')] },
      'no host at all': { hostIds: [] },
      'everything at once': {
        status: ['PAST'],
        range: QUARTER,
        created: QUARTER,
        updated: QUARTER,
        eventTypeIds: ['501', '502'],
        hostIds: ['1002', '1013', '7'],
      },
    };
  };
  it('by every member of BookingFilter, alone and together', async () => {
    const wrong: Record<string, unknown> = {};
    for (const [name, filter] of Object.entries(filters())) {
      const { errors, data } = await graph.ask(example('02-booking-list'), { filter, first: 250 });
      const expected = await ORACLE['02-booking-list'](vendors, { filter, first: 250 });
      if (errors || !isDeepStrictEqual(hideCursors(data), expected)) {
        const total = data?.bookings?.totalCount ?? null;
        wrong[name] = { errors: errors?.map(describeError), expected: expected.bookings.totalCount, total };
      }
    }
    expect(wrong).toEqual({});
  });

  it.each([1, 25, 100, 250])('with first %i', async (first) => {
    await expectOracle('02-booking-list', { first });
  });

  it('for each special booking', async () => {
    for (const bookingUid of Object.values(graph.sandbox.world.landmarks).flat()) {
      await expectOracle('02-booking-list', { filter: { bookingUid } });
    }
  });
});

/** Reads page after page and compares each with the oracle's. */
async function expectPages(
  name: QueryName,
  { text = example(name), first, variables = {} }: { text?: string; first: number; variables?: Variables },
  expectedPage: (wish: PageWish) => Promise<unknown>,
): Promise<void> {
  let after: string | null = null;
  for (let skip = 0; ; skip += first) {
    const { data, errors } = await graph.ask(text, { ...variables, first, after });
    expect(errors).toBeUndefined();
    expect(hideCursors(data)).toEqual(await expectedPage({ first, skip }));
    const [{ pageInfo }] = Object.values(data) as [{ pageInfo: { hasNextPage: boolean; endCursor: string } }];
    if (!pageInfo.hasNextPage) return;
    after = pageInfo.endCursor;
  }
}

describe('02 booking list, page after page, equals the oracle', () => {
  it('in the order of the example', async () => {
    const filter = { range: QUARTER };
    await expectPages('02-booking-list', { first: 90, variables: { filter } }, (wish) =>
      ORACLE['02-booking-list'](vendors, { filter, ...wish }),
    );
  });

  it('one by one', async () => {
    const filter = { range: { from: '2026-03-11T00:00:00Z', to: '2026-03-12T00:00:00Z' } };
    await expectPages('02-booking-list', { first: 1, variables: { filter } }, (wish) =>
      ORACLE['02-booking-list'](vendors, { filter, ...wish }),
    );
  });

  const time = (text: string | null) => (text === null ? Number.POSITIVE_INFINITY : Date.parse(text));
  const fields: Record<string, (row: BookingRow) => number> = {
    START: (row) => time(row.start),
    END: (row) => time(row.end),
    CREATED_AT: (row) => time(row.createdAt),
    UPDATED_AT: (row) => time(row.updatedAt),
  };
  it.each(Object.keys(fields).flatMap((field) => ['ASC', 'DESC'].map((direction) => ({ field, direction }))))(
    'ordered by $field $direction',
    async ({ field, direction }) => {
      const text = example('02-booking-list').replace(
        'field: START, direction: ASC',
        `field: ${field}, direction: ${direction}`,
      );
      const sign = direction === 'ASC' ? 1 : -1;
      const value = fields[field] ?? (() => 0);
      // Bookings with equal values, two that never changed among them, are ordered by uid.
      const order = (a: BookingRow, b: BookingRow) => (value(a) === value(b) ? 0 : sign * (value(a) - value(b)));
      await expectPages('02-booking-list', { text, first: 120 }, (wish) => bookingList(vendors, {}, wish, order));
    },
  );
});

describe('03 one user equals the oracle', () => {
  it.each([
    ['in Cal.com and Saleshandy', 'maya.okafor@example.com'],
    ['whose e-mail is asked in another case', 'BOB@Example.com'],
    ['whose e-mails differ in case', 'Jonas.Brandt@Example.com'],
    ['who shares a name', 'alex.kim@example.com'],
    ['who shares a name, the other one', 'alex.kim.design@example.com'],
    ['with diacritics', 'jose.alvarez@example.com'],
    ['without a username', 'priya.raman@example.com'],
    ['without a name in Cal.com', 'tomek.wojcik@example.com'],
    ['who was never active in Saleshandy', 'front.desk@example.com'],
    ['with two e-mails, by the one', 'sofia.marchetti@example.com'],
    ['with two e-mails, by the other', 's.marchetti@example.org'],
    ['of Cal.com, with a namesake', 'daniel.novak@example.com'],
    ['of Saleshandy, with a namesake', 'dnovak@example.org'],
    ['of Saleshandy alone', 'nadia.petrova@example.com'],
    ['without an avatar', 'grace.lindqvist@example.com'],
    ['of another team', 'lena.fischer@example.com'],
    ['of no team', 'omar.haddad@example.com'],
    ['whom ALO knows by another name as well', 'bob@example.com'],
    ['who left', 'victor.hale@example.com'],
    ['whom no source knows', 'nobody@example.com'],
  ])('for a person %s', async (_, email) => {
    await expectOracle('03-one-user', { email, range: LAST_WEEK });
    await expectOracle('03-one-user', { email, range: QUARTER });
  });
  it.each(Object.entries(RANGES))('in the range %s', async (_, range) => {
    await expectOracle('03-one-user', { email: 'jonas.brandt@example.com', range });
  });
  it.each([
    ['CREATED', 'role: CREATED, '],
    [null, ''],
  ] as const)('with the actions of the role %s', async (role, argument) => {
    const text = example('03-one-user').replace('role: ASSIGNED, ', argument);
    for (const email of ['grace.lindqvist@example.com', 'bob@example.com', 'sofia.marchetti@example.com']) {
      const { data, errors } = await graph.ask(text, { email, range: QUARTER });
      expect(errors).toBeUndefined();
      expect(data).toEqual(await ORACLE['03-one-user'](vendors, { email, range: QUARTER, role }));
    }
  });
});

describe('04 member stats equals the oracle', () => {
  it.each(Object.entries(RANGES))('in the range %s', async (_, range) => {
    await expectOracle('04-member-stats', { range, timeZone: 'Europe/Berlin' });
  });
  it('for all time', async () => {
    await expectOracle('04-member-stats', { timeZone: 'UTC' });
    await expectOracle('04-member-stats', { range: null, timeZone: 'UTC' });
  });
  it.each(['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati'])(
    'in the time zone %s',
    async (timeZone) => {
      await expectOracle('04-member-stats', { range: QUARTER, timeZone });
    },
  );
});

describe('05 routed to equals the oracle', () => {
  it.each(Object.entries(RANGES))('in the range %s', async (_, range) => {
    await expectOracle('05-routed-to', { range });
  });
  it.each([null, 'a', 'KIM', 'álvarez', '@example.com', 'nobody at all'])('with the search %s', async (search) => {
    await expectOracle('05-routed-to', { range: QUARTER, search });
  });
  it('for more periods than Cal.com returns', async () => {
    await expectOracle('05-routed-to', { range: { from: '2025-12-01T00:00:00Z', to: '2026-04-01T00:00:00Z' } });
  });
});

describe('06 outreach leaderboard equals the oracle', () => {
  it.each(Object.entries(RANGES))('in the range %s', async (_, range) => {
    await expectOracle('06-outreach-leaderboard', { range });
  });
  it.each([1, 3, 11, 100])('with first %i', async (first) => {
    await expectOracle('06-outreach-leaderboard', { range: QUARTER, first });
  });
});

describe('07 period actions equals the oracle', () => {
  it('for every period, by id and by number', async () => {
    for (const { id } of graph.sandbox.world.alo.periods) {
      await expectOracle('07-period-actions', { id: globalId('Period', id) });
      await expectOracle('07-period-actions', { id: String(id) });
    }
  });
  it('for a period that does not exist', async () => {
    await expectOracle('07-period-actions', { id: globalId('Period', 999) });
    await expectOracle('07-period-actions', { id: '999' });
  });
});

describe('08 users equals the oracle', () => {
  it.each([1, 3, 20, 100])('with first %i', async (first) => {
    await expectOracle('08-users', { first });
  });
  it.each([null, '', 'kim', 'JOSE', 'álvarez', 'wojcik', 'tomek', '@example.org', 'desk', 'nobody at all'])(
    'with the search %s',
    async (search) => {
      await expectOracle('08-users', { search });
    },
  );
  it.each([1, 4])('page after page, %i a page', async (first) => {
    await expectPages('08-users', { first }, (wish) => ORACLE['08-users'](vendors, wish));
  });
  it('page after page with a search', async () => {
    const variables = { search: 'example.com' };
    await expectPages('08-users', { first: 4, variables }, (wish) =>
      ORACLE['08-users'](vendors, { ...wish, ...variables }),
    );
  });
});

describe('09 refetch equals the oracle', () => {
  it('for ids of every type, known and unknown, mixed and repeated', async () => {
    const { landmarks, alo } = graph.sandbox.world;
    const [period, other] = alo.periods;
    const ids = [
      globalId('User', 'calcom:1042'),
      globalId('Booking', landmarks.seated),
      globalId('Period', period?.id ?? ''),
      globalId('Action', `${period?.id}/${period?.actions[0]?.id}`),
      globalId('EventType', 501),
      globalId('User', 'saleshandy:Qe81LrT0vB'),
      globalId('User', 'saleshandy:2dP27N0gZ4'),
      globalId('User', 'calcom:1016'),
      globalId('User', 'calcom:1015'),
      globalId('User', 'calcom:1042'),
      globalId('Booking', landmarks.foreign),
      globalId('Booking', landmarks.personal),
      globalId('Booking', 'no-such-uid'),
      globalId('Booking', landmarks.straddlesMonday),
      globalId('Period', 999),
      globalId('Action', '999/1'),
      globalId('Action', `${other?.id}/${period?.actions[0]?.id}`),
      globalId('User', 'calcom:999999'),
      globalId('User', 'saleshandy:nobody'),
    ];
    await expectOracle('09-refetch', { ids });
  });
  it('for no ids', async () => {
    await expectOracle('09-refetch', { ids: [] });
  });
  it('for a hundred ids', async () => {
    const bookings = graph.sandbox.world.calcom.bookings.slice(0, 10).map(({ uid }) => globalId('Booking', uid));
    const actions = graph.sandbox.world.alo.periods
      .flatMap(({ id, actions }) => actions.map((action) => globalId('Action', `${id}/${action.id}`)))
      .slice(0, 90);
    await expectOracle('09-refetch', { ids: [...bookings, ...actions] });
  });
  it('for every id that the other queries return', async () => {
    const users = (await graph.ask('{ users(first: 100) { nodes { id name email } } }')).data.users.nodes;
    const { data, errors } = await graph.ask(example('09-refetch'), { ids: users.map(({ id }: { id: string }) => id) });
    expect(errors).toBeUndefined();
    expect(data.nodes).toEqual(users.map((user: object) => ({ ...user, __typename: 'User' })));
  });
});

describe('10 sources', () => {
  it('equals the oracle on a server that has made no call, and makes none', async () => {
    const cold = await startGraph();
    try {
      const { data, errors } = await cold.ask(example('10-sources'));
      expect(errors).toBeUndefined();
      expect(data).toEqual(await ORACLE['10-sources']());
      const { calcom, alo, saleshandy } = cold.sandbox;
      expect([calcom.calls, alo.calls, saleshandy.calls]).toEqual([[], [], []]);
    } finally {
      await cold.close();
    }
  });

  it('says after a call to each that all three are up, with the quota of the one that reports it', async () => {
    const cold = await startServer(graph.sandbox.settings);
    try {
      await cold.ask('{ users { totalCount } periods { totalCount } }');
      const { data, errors } = await cold.ask(example('10-sources'));
      expect(errors).toBeUndefined();
      const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      const up = { configured: true, state: 'UP', lastSuccessAt: instant, lastError: null };
      expect(data.sources).toEqual([
        { ...up, name: 'CALCOM', quota: { limit: 120, remaining: 120, resetAt: instant } },
        { ...up, name: 'ALO', quota: null },
        { ...up, name: 'SALESHANDY', quota: null },
      ]);
    } finally {
      await cold.close();
    }
  });

  it('does not report a missing object as a failure of its source', async () => {
    const cold = await startServer(graph.sandbox.settings);
    try {
      const ids = [globalId('Period', 999), globalId('Action', '999/1'), globalId('Booking', 'no-such-uid')];
      const { data, errors } = await cold.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
      expect({ data, errors }).toEqual({ data: { nodes: [null, null, null] }, errors: undefined });
      const { sources } = (await cold.ask('{ sources { name state lastError { code } } }')).data;
      expect(sources.slice(0, 2)).toEqual([
        { name: 'CALCOM', state: 'UP', lastError: null },
        { name: 'ALO', state: 'UP', lastError: null },
      ]);
    } finally {
      await cold.close();
    }
  });
});

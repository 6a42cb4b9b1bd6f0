/**
 * The ten questions that a dashboard asks: each is one query of `examples/`, whose answer equals a naive computation from the
 * vendors' rows. The sandbox's clock stands at noon UTC on Wednesday, 18 March 2026.
 */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findBookings, isIn, statusOf, toIso } from './oracle/bookings.ts';
import { connect, globalId, type Vendors } from './oracle/index.ts';
import { routedToOne } from './oracle/insights.ts';
import { leaderboard, rowOf } from './oracle/outreach.ts';
import { allPeople, compare } from './oracle/people.ts';
import { actionsOf, aloIdentities } from './oracle/periods.ts';
import type { ActionRow, BookingRow, PeriodRow, Range } from './oracle/vendors.ts';
import { type Graph, startGraph } from './support/graph.ts';

const NOW = '2026-03-18T12:00:00Z';
/** What the ranges of the examples are in Berlin, whose summer time begins on 29 March. */
const BERLIN = {
  MONTH: { from: '2026-02-28T23:00:00Z', to: '2026-03-31T22:00:00Z' },
  QUARTER: { from: '2025-12-31T23:00:00Z', to: '2026-03-31T22:00:00Z' },
  THIS_WEEK: { from: '2026-03-15T23:00:00Z', to: '2026-03-22T23:00:00Z' },
  LAST_WEEK: { from: '2026-03-08T23:00:00Z', to: '2026-03-15T23:00:00Z' },
  WEEK_BEFORE: { from: '2026-03-01T23:00:00Z', to: '2026-03-08T23:00:00Z' },
};
const timeZone = 'Europe/Berlin';
const FOUR_WEEKS = { from: '2026-02-18T12:00:00Z', to: NOW };
const EMAIL = 'bob@example.com';

let graph: Graph;
let vendors: Vendors;
beforeAll(async () => {
  graph = await startGraph();
  vendors = connect(graph.sandbox.settings);
});
afterAll(() => graph.close());

async function answerOf(name: string, variables: object) {
  const query = readFileSync(new URL(`../examples/${name}.graphql`, import.meta.url), 'utf8');
  const { data, errors } = await graph.ask(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

const isAccepted = ({ status }: BookingRow): boolean => status === 'accepted';
const isEnded = ({ end }: BookingRow): boolean => Date.parse(end) <= Date.parse(NOW);
const isHeld = (row: BookingRow): boolean => isAccepted(row) && isEnded(row) && !row.absentHost;
const countOf = <Row>(rows: readonly Row[], test: (row: Row) => boolean): number => rows.filter(test).length;
const sumOf = (figures: readonly number[]): number => figures.reduce((sum, figure) => sum + figure, 0);

function meanOf(rows: readonly BookingRow[]): number | null {
  const ratings = rows.map(({ rating }) => rating).filter((rating) => rating !== null);
  return ratings.length === 0 ? null : sumOf(ratings) / ratings.length;
}

function medianOf(minutes: readonly number[]): number | null {
  const sorted = minutes.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const half = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? at(half) : (at(half - 1) + at(half)) / 2;
}

/** The most first, then by label. */
const byCount = <Group extends { counts: Record<string, unknown> }>(groups: Group[], figure: string): Group[] =>
  groups.sort((a, b) => Number(b.counts[figure]) - Number(a.counts[figure]));

describe('11 the bookings of each day of this month', () => {
  it('equal a naive count, on all 31 days', async () => {
    const { bookingStats } = await answerOf('11-bookings-per-day', { timeZone });
    const rows = await findBookings(vendors, { range: BERLIN.MONTH });
    const upcoming = new Set((await findBookings(vendors, { status: ['UPCOMING'] })).map(({ uid }) => uid));
    const counts = (some: readonly BookingRow[]) => ({
      bookings: some.length,
      held: countOf(some, isHeld),
      upcoming: countOf(some, ({ uid }) => upcoming.has(uid)),
      cancelled: countOf(some, ({ status }) => status === 'cancelled'),
    });
    const dayOf = (instant: string): string =>
      new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant));
    const days = Array.from({ length: 31 }, (_, index) => `2026-03-${String(index + 1).padStart(2, '0')}`);
    expect(bookingStats).toEqual({
      complete: true,
      total: counts(rows),
      groups: days.map((label) => ({
        label,
        start: new Date(`${label}T00:00:00${label > '2026-03-29' ? '+02:00' : '+01:00'}`).toISOString(),
        counts: counts(rows.filter(({ start }) => dayOf(start) === label)),
      })),
    });
    expect(counts(rows).held).toBeGreaterThan(10);
  });
});

/** The actions created in a range, each with its period. */
async function actionsIn(range: Range): Promise<{ period: PeriodRow; row: ActionRow }[]> {
  const found = [];
  for (const period of await vendors.periods()) {
    if (Date.parse(period.start_date) >= Date.parse(range.to)) continue;
    if (period.end_date !== null && Date.parse(period.end_date) <= Date.parse(range.from)) continue;
    for (const row of await vendors.actions(period.id)) {
      if (isIn(range, row.createdTime ?? null)) found.push({ period, row });
    }
  }
  return found;
}

const STATES: Readonly<Record<string, string>> = {
  open: 'CREATED',
  created: 'CREATED',
  new: 'CREATED',
  assigned: 'ASSIGNED',
  doing: 'DOING',
  'in progress': 'DOING',
  completed: 'COMPLETED',
  canceled: 'CANCELED',
  cancelled: 'CANCELED',
};
const stateOf = ({ status }: ActionRow): string => STATES[status.toLowerCase().replaceAll(/[_-]/g, ' ')] ?? 'OTHER';

const minutesTo = (rows: readonly ActionRow[], end: 'doingTime' | 'closedTime'): number | null =>
  medianOf(
    rows
      .filter((row) => row[end] !== null)
      .map((row) => (Date.parse(row[end] ?? '') - Date.parse(row.createdTime ?? '')) / 60_000),
  );

describe('12 the actions by period and state', () => {
  it('equal a naive count', async () => {
    const { actionStats } = await answerOf('12-actions-by-state', {});
    const found = await actionsIn(FOUR_WEEKS);
    const rows = found.map(({ row }) => row);
    const states = rows.map(stateOf);
    expect(actionStats.total).toEqual({
      actions: rows.length,
      open: countOf(states, (state) => state !== 'COMPLETED' && state !== 'CANCELED'),
      closed: countOf(states, (state) => state === 'COMPLETED'),
      canceled: countOf(states, (state) => state === 'CANCELED'),
      medianMinutesToStart: minutesTo(rows, 'doingTime'),
      medianMinutesToClose: minutesTo(rows, 'closedTime'),
    });
    const groups = new Map<string, { period: PeriodRow; state: string; rows: ActionRow[] }>();
    for (const { period, row } of found) {
      const key = `${period.id} ${stateOf(row)}`;
      const group = groups.get(key) ?? { period, state: stateOf(row), rows: [] };
      group.rows.push(row);
      groups.set(key, group);
    }
    const expected = [...groups.values()]
      .map(({ period, state, rows: own }) => ({
        label: `${period.name} · ${state}`,
        state,
        period: { id: globalId('Period', period.id), name: period.name },
        counts: { actions: own.length, medianMinutesToClose: minutesTo(own, 'closedTime') },
      }))
      .sort((a, b) => compare(a.label, b.label));
    expect(actionStats.groups).toEqual(byCount(expected, 'actions'));
    expect(actionStats.complete).toBe(true);
    expect(expected.length).toBeGreaterThan(5);
  });
});

describe('13 the leaderboard of last week', () => {
  it('equals a naive one', async () => {
    const { bookingStats } = await answerOf('13-leaderboard', { timeZone });
    const rows = await findBookings(vendors, { range: BERLIN.LAST_WEEK });
    const people = await allPeople(vendors);
    const hosts = new Map(rows.flatMap((row) => row.hosts.map((host) => [host.id, host] as const)));
    const expected = [...hosts.values()]
      .map((host) => {
        const own = rows.filter((row) => row.hosts.some(({ id }) => id === host.id));
        const person = people.find(({ calcomId }) => calcomId === host.id);
        const isDeleted = host.id === 'unknown';
        const username = host.username === 'unknown' ? host.email : host.username;
        return {
          label: isDeleted ? '' : (host.name ?? username),
          host: isDeleted ? null : { id: globalId('User', `calcom:${host.id}`), avatarUrl: person?.avatarUrl ?? null },
          counts: {
            bookings: own.length,
            held: countOf(own, isHeld),
            minutes: sumOf(own.filter(isHeld).map(({ duration }) => duration)),
            averageRating: meanOf(own),
          },
        };
      })
      .sort((a, b) => compare(a.label, b.label));
    expect(bookingStats).toEqual({ complete: true, groups: byCount(expected, 'bookings') });
    expect(expected.length).toBeGreaterThan(3);
  });
});

/** The meetings of a person that are to come, in the next days. */
async function nextOf(calcomId: number, days: number): Promise<BookingRow[]> {
  const to = new Date(Date.parse(NOW) + days * 24 * 60 * 60_000).toISOString();
  return findBookings(vendors, { range: { from: NOW, to }, status: ['UPCOMING'], hostIds: [String(calcomId)] });
}

async function personOf(email: string) {
  const people = await allPeople(vendors);
  const person = people.find(({ identities }) => identities.some((one) => one.email?.toLowerCase() === email));
  if (!person || person.calcomId === null) throw new Error(`${email} is not in Cal.com`);
  return { people, person, calcomId: person.calcomId };
}

describe('14 the next meetings of a person', () => {
  it('are those of the vendor', async () => {
    const { user } = await answerOf('14-next-meetings', { email: EMAIL });
    const { person, calcomId } = await personOf(EMAIL);
    const rows = await nextOf(calcomId, 14);
    expect(user).toEqual({
      id: person.id,
      name: person.name,
      bookings: {
        totalCount: rows.length,
        nodes: rows.slice(0, 5).map(({ uid, title, start, duration, location, attendees }) => ({
          uid,
          title,
          start: toIso(start),
          durationMinutes: duration,
          location,
          attendees: attendees.map(({ name }) => ({ name })),
        })),
      },
    });
    expect(rows.length).toBeGreaterThan(1);
  });
});

async function totalsOf(type: 'prospect' | 'email', range: Range, keys: readonly string[]): Promise<number[]> {
  const rows = (await leaderboard(vendors, type, range, 'replied')).map(({ row }) => row);
  return keys.map((key) => sumOf(rows.map((row) => Number(row[key]))));
}

describe('15 last week beside the week before', () => {
  it('equals naive sums', async () => {
    const data = await answerOf('15-period-over-period', { timeZone });
    const weeks = [
      ['', BERLIN.LAST_WEEK],
      ['Before', BERLIN.WEEK_BEFORE],
    ] as const;
    for (const [suffix, range] of weeks) {
      const meetings = await findBookings(vendors, { range });
      expect(data[`meetings${suffix}`]).toEqual({
        complete: true,
        total: {
          bookings: meetings.length,
          held: countOf(meetings, isHeld),
          cancelled: countOf(meetings, ({ status }) => status === 'cancelled'),
          minutes: sumOf(meetings.filter(isHeld).map(({ duration }) => duration)),
          averageRating: meanOf(meetings),
        },
      });
      const actions = (await actionsIn(range)).map(({ row }) => row);
      expect(data[`actions${suffix}`]).toEqual({
        complete: true,
        total: {
          actions: actions.length,
          closed: countOf(actions, (row) => stateOf(row) === 'COMPLETED'),
          medianMinutesToClose: minutesTo(actions, 'closedTime'),
        },
      });
      const [contacted, replied] = await totalsOf('prospect', range, ['prospectContacted', 'replied']);
      expect(data[`outreach${suffix}`]).toEqual({ prospect: { complete: true, totals: { contacted, replied } } });
    }
    expect(data.meetings).not.toEqual(data.meetingsBefore);
  });
});

describe('16 the no-shows of the last four full weeks', () => {
  it('equal a naive count, with each week', async () => {
    const { bookingStats } = await answerOf('16-no-shows', { timeZone });
    const starts = ['2026-02-15T23:00:00.000Z', '2026-02-22T23:00:00.000Z', '2026-03-01T23:00:00.000Z'];
    const weeks = [...starts, toIso(BERLIN.LAST_WEEK.from) ?? '', toIso(BERLIN.LAST_WEEK.to) ?? ''];
    const rows = await findBookings(vendors, { range: { from: weeks[0] ?? '', to: weeks[4] ?? '' } });
    const counts = (some: readonly BookingRow[]) => {
      const accepted = some.filter(isAccepted);
      const attendees = accepted.flatMap((row) => row.attendees);
      return {
        accepted: accepted.length,
        hostAbsent: countOf(accepted, ({ absentHost }) => absentHost),
        attendees: attendees.length,
        attendeeAbsent: countOf(attendees, ({ absent }) => absent),
      };
    };
    expect(bookingStats).toEqual({
      complete: true,
      total: counts(rows),
      groups: weeks.slice(0, 4).map((start, index) => ({
        start,
        counts: counts(rows.filter((row) => isIn({ from: start, to: weeks[index + 1] ?? '' }, row.start))),
      })),
    });
    expect(counts(rows)).toMatchObject({ hostAbsent: expect.toSatisfy((count: number) => count > 0) });
    expect(counts(rows).attendeeAbsent).toBeGreaterThan(0);
  });
});

describe('17 who has no bookings this week', () => {
  it('are those who host none', async () => {
    const { users } = await answerOf('17-without-bookings', { timeZone });
    const rows = await findBookings(vendors, { range: BERLIN.THIS_WEEK });
    const expected = (await allPeople(vendors))
      .filter(({ listed }) => listed)
      .map(({ id, name, calcomId }) => {
        const totalCount = countOf(rows, ({ hosts }) => hosts.some((host) => host.id === calcomId));
        return { id, name, bookings: calcomId === null ? null : { totalCount } };
      });
    expect(users).toEqual({ complete: true, nodes: expected });
    expect(countOf(expected, ({ bookings }) => bookings?.totalCount === 0)).toBeGreaterThan(0);
  });
});

describe('18 the bookings of this quarter by event type', () => {
  it('equal a naive count', async () => {
    const { bookingStats } = await answerOf('18-event-types', { timeZone });
    const rows = await findBookings(vendors, { range: BERLIN.QUARTER });
    const typeWith = (id: number | null | undefined) =>
      graph.sandbox.world.calcom.eventTypes.find((eventType) => eventType.id === id);
    // The copies of a managed event type count with it.
    const typeOf = ({ eventType }: (typeof rows)[number]) => {
      const own = typeWith(eventType?.id);
      return typeWith(own?.parentId) ?? own;
    };
    const expected = [...new Set(rows.map(typeOf))]
      .map((known) => {
        const own = rows.filter((row) => typeOf(row) === known);
        return {
          label: known?.title ?? '',
          eventType: known ? { id: globalId('EventType', known.id), title: known.title, slug: known.slug } : null,
          counts: {
            bookings: own.length,
            held: countOf(own, isHeld),
            cancelled: countOf(own, ({ status }) => status === 'cancelled'),
            averageRating: meanOf(own),
          },
        };
      })
      .sort((a, b) => compare(a.label, b.label) || compare(a.eventType?.id ?? '', b.eventType?.id ?? ''));
    expect(bookingStats).toEqual({
      complete: true,
      total: { bookings: rows.length },
      groups: byCount(expected, 'bookings'),
    });
    expect(expected.length).toBeGreaterThan(3);
  });
});

describe('19 the outreach funnel', () => {
  it('equals the sum over all members', async () => {
    const { teamStats } = await answerOf('19-outreach-funnel', {});
    const [added, contacted, opened, clicked, replied, interested, meetingBooked] = await totalsOf(
      'prospect',
      FOUR_WEEKS,
      ['prospectAdded', 'prospectContacted', 'opened', 'clicked', 'replied', 'Interested', 'Meeting Booked'],
    );
    expect(teamStats.prospect).toEqual({
      complete: true,
      totals: { added, contacted, opened, clicked, replied, outcomes: { interested, meetingBooked } },
    });
    const [sent, ...rest] = await totalsOf('email', FOUR_WEEKS, [
      'emailSent',
      'opened',
      'clicked',
      'replied',
      'bounced',
    ]);
    expect(teamStats.email).toEqual({
      complete: true,
      totals: { sent, opened: rest[0], clicked: rest[1], replied: rest[2], bounced: rest[3] },
    });
    expect(Number(contacted)).toBeGreaterThan(Number(replied));
    expect(meetingBooked).toBeGreaterThan(0);
  });
});

describe('20 everything about a person', () => {
  it.each([EMAIL, 'jonas.brandt@example.com'])('is what the vendors have: %s', async (email) => {
    const { user } = await answerOf('20-everything-about-a-person', { email });
    const { people, person, calcomId } = await personOf(email);
    const rows = await findBookings(vendors, { range: FOUR_WEEKS, hostIds: [String(calcomId)] });
    const next = await nextOf(calcomId, 7);
    const actions = await actionsOf(vendors, people, person, FOUR_WEEKS, 'ASSIGNED');
    const [prospect, sent] = [
      await rowOf(vendors, person, 'prospect', FOUR_WEEKS),
      await rowOf(vendors, person, 'email', FOUR_WEEKS),
    ];
    const routed = await routedToOne(vendors, calcomId, FOUR_WEEKS);
    const { id, name, avatarUrl, timeZone: zone } = person;
    const identities = [...person.identities, ...(await aloIdentities(vendors, people, person, FOUR_WEEKS))];
    expect(user).toEqual({
      id,
      name,
      email: person.email,
      avatarUrl,
      timeZone: zone,
      identities: identities.map(({ source, sourceId, rule }) => ({ source, sourceId, rule })),
      bookings: {
        totalCount: rows.length,
        nodes: rows.slice(0, 5).map((row) => ({
          uid: row.uid,
          title: row.title,
          start: toIso(row.start),
          status: statusOf(row),
        })),
      },
      next: {
        totalCount: next.length,
        nodes: next.slice(0, 5).map(({ uid, title, start }) => ({ uid, title, start: toIso(start) })),
      },
      actions: actions && {
        totalCount: actions.totalCount,
        nodes: actions.nodes.slice(0, 5).map((node) => expect.objectContaining({ id: node.id })),
      },
      prospectStats: prospect && {
        contacted: prospect.prospectContacted,
        replied: prospect.replied,
        outcomes: { meetingBooked: prospect['Meeting Booked'] },
      },
      emailStats: sent && { sent: sent.emailSent, opened: sent.opened, replied: sent.replied },
      routedTo: routed && { total: routed.total },
    });
    expect(rows.length).toBeGreaterThan(1);
  });
});

describe('the sums over all members', () => {
  afterEach(() => graph.sandbox.quirks.clear());

  const reportOf = async (first: number) => {
    const { data, errors } = await graph.ask(`{ teamStats(range: { last: "P28D" }) { prospect(first: ${first}) {
      complete nodes { added contacted bounced } totals { added contacted bounced }
    } } }`);
    expect(errors).toBeUndefined();
    return data.teamStats.prospect;
  };

  it('are those of the whole report, whatever the page', async () => {
    const { totals, nodes } = await reportOf(100);
    expect((await reportOf(1)).totals).toEqual(totals);
    expect(totals.added).toBe(sumOf(nodes.map(({ added }: { added: number }) => added)));
  });

  it('do not count a row that is the sum of the others', async () => {
    const { totals } = await reportOf(1);
    graph.sandbox.quirks.add('saleshandy-total-row');
    expect((await reportOf(1)).totals).toEqual(totals);
  });

  it('are null in a figure that a member lacks', async () => {
    graph.sandbox.quirks.add('saleshandy-missing-metrics');
    const { nodes, totals } = await reportOf(100);
    for (const figure of ['added', 'contacted', 'bounced']) {
      const figures: (number | null)[] = nodes.map((node: Record<string, number | null>) => node[figure]);
      const known = figures.filter((one) => one !== null);
      expect(totals[figure]).toBe(known.length < figures.length ? null : sumOf(known));
    }
    expect(totals.bounced).toBeNull();
  });
});

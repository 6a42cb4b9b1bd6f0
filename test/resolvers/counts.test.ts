/** Counts over HTTP: they are those of the list with the same filter, and cost its calls. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Graph, startGraph, startServer } from '../support/graph.ts';

const WEEK = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const QUARTER = '{ from: "2026-01-01T00:00:00Z", to: "2026-04-01T00:00:00Z" }';
const MONTH = '{ calendar: { unit: MONTH, timeZone: "Europe/Berlin" } }';
const COUNTS = `bookings accepted cancelled rejected pending held upcoming rescheduled hostAbsent attendeeAbsent attendees
  minutes averageRating`;

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());
beforeEach(() => {
  forgetCalls();
});
afterEach(() => graph.sandbox.quirks.clear());

/** The calls that arrived at the vendors. */
const calls = () =>
  [graph.sandbox.calcom, graph.sandbox.alo, graph.sandbox.saleshandy].flatMap((vendor) => vendor.calls);
const forgetCalls = (): void => {
  for (const vendor of [graph.sandbox.calcom, graph.sandbox.alo, graph.sandbox.saleshandy]) vendor.calls.length = 0;
};

async function dataOf(query: string) {
  const { data, errors } = await graph.ask(query);
  expect(errors).toBeUndefined();
  return data;
}

interface Group {
  readonly label: string;
  readonly counts: Record<string, number>;
}

const sumOf = (groups: readonly Group[], name: string): number =>
  groups.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0);

describe('bookingStats', () => {
  it.each([
    ['no filter', ''],
    ['a range', `filter: { range: ${QUARTER} }`],
    ['a relative range', `filter: { range: ${MONTH} }`],
    ['an open range', 'filter: { range: { from: "2026-03-01T00:00:00Z" } }'],
    ['a status', `filter: { range: ${QUARTER}, statuses: [CANCELLED, REJECTED] }`],
    ['a state', `filter: { range: ${QUARTER}, status: [PAST] }`],
    ['a host', 'filter: { hostIds: ["1042"] }'],
    ['no status at all', 'filter: { statuses: [] }'],
  ])('has the total of the list, with %s', async (_, filter) => {
    const bookings = filter === '' ? 'bookings(first: 1)' : `bookings(${filter}, first: 1)`;
    const stats = filter === '' ? 'bookingStats' : `bookingStats(${filter})`;
    const data = await dataOf(`{ ${bookings} { totalCount complete } ${stats} { complete total { ${COUNTS} } } }`);
    expect(data.bookingStats.total.bookings).toBe(data.bookings.totalCount);
    expect(data.bookingStats.complete).toBe(data.bookings.complete);
    expect(data.bookingStats.complete).toBe(true);
  });

  it('costs the calls of the list, however many groups it has', async () => {
    const list = `bookings(filter: { range: ${QUARTER} }, first: 250) { totalCount complete nodes { uid } }`;
    await dataOf(`{ ${list} }`);
    const alone = calls().length;
    forgetCalls();
    const stats = (name: string, groupBy: string) =>
      `${name}: bookingStats(filter: { range: ${QUARTER} }, groupBy: [${groupBy}], timeZone: "UTC") { groups { label } }`;
    await dataOf(`{ ${list} ${stats('a', 'DAY')} ${stats('b', 'STATUS, WEEK')} ${stats('c', 'EVENT_TYPE')} }`);
    // The directory of event types is there after the first query.
    expect(calls().length).toBeLessThanOrEqual(alone);
  });

  it('adds up to its total in each dimension that puts a booking into one group', async () => {
    const dimensions = ['DAY', 'WEEK', 'MONTH', 'WEEKDAY', 'HOUR', 'STATUS', 'EVENT_TYPE'];
    const data = await dataOf(`{
      ${dimensions
        .map(
          (
            dimension,
          ) => `${dimension}: bookingStats(filter: { range: ${QUARTER} }, groupBy: [${dimension}], timeZone: "Asia/Kolkata") {
            total { ${COUNTS} } groups { label start status eventType { id } counts { ${COUNTS} } }
          }`,
        )
        .join('\n')}
    }`);
    for (const dimension of dimensions) {
      const { total, groups } = data[dimension];
      expect(groups.length).toBeGreaterThan(1);
      for (const name of ['bookings', 'accepted', 'held', 'attendees']) expect(sumOf(groups, name)).toBe(total[name]);
    }
  });

  it('tells the month by day in one field, and each of its days', async () => {
    const data = await dataOf(`{
      bookingStats(filter: { range: ${MONTH} }, groupBy: [DAY], timeZone: "Europe/Berlin") {
        total { bookings } groups { label start counts { bookings } }
      }
    }`);
    const { groups, total } = data.bookingStats;
    expect(groups).toHaveLength(31);
    expect(groups[0]).toMatchObject({ label: '2026-03-01', start: '2026-02-28T23:00:00.000Z' });
    expect(groups.at(-1)).toMatchObject({ label: '2026-03-31', start: '2026-03-30T22:00:00.000Z' });
    expect(sumOf(groups, 'bookings')).toBe(total.bookings);
  });

  it('shows the hosts as people, and keeps homonyms apart', async () => {
    const { bookingStats } = await dataOf(`{
      bookingStats(groupBy: [HOST]) { groups { label hostName host { id name } counts { bookings } } }
    }`);
    const named = bookingStats.groups.filter(({ host }: { host: object | null }) => host);
    expect(named.length).toBeGreaterThan(3);
    const ids = named.map(({ host }: { host: { id: string } }) => host.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('labels an event type by its title', async () => {
    const { bookingStats, eventTypes } = await dataOf(`{
      bookingStats(groupBy: [EVENT_TYPE]) { groups { label eventType { title slug } } }
      eventTypes(first: 100) { totalCount complete nodes { title slug } }
    }`);
    expect(eventTypes).toMatchObject({ complete: true, totalCount: eventTypes.nodes.length });
    const titled = bookingStats.groups.filter(
      ({ eventType }: { eventType: { title: string } | null }) => eventType?.title,
    );
    expect(titled.length).toBeGreaterThan(0);
    for (const { label, eventType } of titled) expect(label).toBe(eventType.title);
  });

  it('counts the copies of a managed event type with it, as the filter does', async () => {
    const { bookingStats, both, bookings, all } = await dataOf(`{
      bookingStats(groupBy: [EVENT_TYPE]) { groups { label eventType { sourceId slug title } counts { bookings } } }
      both: bookingStats(groupBy: [STATUS, EVENT_TYPE]) { groups { label eventType { sourceId slug } counts { bookings } } }
      bookings(filter: { eventTypeIds: ["505"] }, first: 250) { totalCount nodes { eventType { sourceId } } }
      all: bookings(first: 1) { totalCount }
    }`);
    const copies = bookings.nodes.map(({ eventType }: { eventType: { sourceId: string } }) => eventType.sourceId);
    expect(new Set(copies).size).toBeGreaterThan(1);
    const isOfType = ({ eventType }: { eventType: { slug: string } | null }) => eventType?.slug === 'office-hours';
    expect(bookingStats.groups.filter(isOfType)).toEqual([
      {
        label: 'Office hours',
        eventType: { sourceId: '505', slug: 'office-hours', title: 'Office hours' },
        counts: { bookings: bookings.totalCount },
      },
    ]);
    expect(sumOf(bookingStats.groups, 'bookings')).toBe(all.totalCount);
    const paired = both.groups.filter(isOfType);
    expect(new Set(paired.map(({ label }: Group) => label)).size).toBe(paired.length);
    expect(sumOf(paired, 'bookings')).toBe(bookings.totalCount);
  });

  it.each([
    ['three dimensions', 'groupBy: [DAY, STATUS, HOST], timeZone: "UTC"'],
    ['two times', 'groupBy: [DAY, HOUR], timeZone: "UTC"'],
    ['one dimension twice', 'groupBy: [STATUS, STATUS]'],
    ['a time without a time zone', 'groupBy: [DAY]'],
    [
      'too many days',
      'groupBy: [DAY], timeZone: "UTC", filter: { range: { from: "2010-01-01T00:00:00Z", to: "2030-01-01T00:00:00Z" } }',
    ],
  ])('refuses %s without a call', async (_, args) => {
    const { errors } = await graph.ask(`{ bookingStats(${args}) { total { bookings } } }`);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(calls()).toHaveLength(0);
  });

  it('says that its counts are lower bounds, with the error of the list, where the list is not complete', async () => {
    const server = await startServer(graph.sandbox.settings);
    graph.sandbox.quirks.add('calcom-no-event-types');
    const { data, errors } = await server.ask(
      '{ bookingStats { complete total { bookings } } bookings(first: 1) { complete } }',
    );
    expect(data).toEqual({ bookingStats: { complete: false, total: { bookings: 0 } }, bookings: { complete: false } });
    expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual(['bookingStats', 'bookings'].toSorted());
    await server.close();
  });
});

describe('actionStats', () => {
  it.each([
    ['a range', `range: ${QUARTER}`],
    ['states', `range: ${QUARTER}, states: [COMPLETED, DOING]`],
    ['closed in a range', `range: ${QUARTER}, closed: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }`],
    ['an open range', 'range: { to: "2026-03-16T00:00:00Z" }'],
  ])('has the total of the list, with %s', async (_, filter) => {
    const data = await dataOf(`{
      actions(filter: { ${filter} }, first: 1) { totalCount complete }
      actionStats(filter: { ${filter} }) { complete total { actions open closed canceled } }
    }`);
    const { total, complete } = data.actionStats;
    expect(total.actions).toBe(data.actions.totalCount);
    expect(total.actions).toBeGreaterThan(0);
    expect(total.open + total.closed + total.canceled).toBe(total.actions);
    expect(complete).toBe(data.actions.complete);
  });

  it('adds up to its total in each dimension that puts an action into one group', async () => {
    const dimensions = [
      'DAY',
      'WEEK',
      'MONTH',
      'STATE',
      'STATUS',
      'CLASSIFICATION',
      'CHANNEL',
      'MARKER',
      'PERIOD',
      'CREATOR',
    ];
    const data = await dataOf(`{
      ${dimensions
        .map(
          (
            dimension,
          ) => `${dimension}: actionStats(filter: { range: ${QUARTER} }, groupBy: [${dimension}], timeZone: "UTC") {
            total { actions } groups { label state name counts { actions } }
          }`,
        )
        .join('\n')}
    }`);
    for (const dimension of dimensions) {
      const { total, groups } = data[dimension];
      expect(groups.length).toBeGreaterThan(0);
      expect(sumOf(groups, 'actions')).toBe(total.actions);
    }
  });

  it('has the medians of a naive computation', async () => {
    const { actionStats, actions } = await dataOf(`{
      actionStats(filter: { range: ${WEEK} }) { total { medianMinutesToStart medianMinutesToClose } }
      actions(filter: { range: ${WEEK} }, first: 100) { nodes { createdAt startedAt closedAt } pageInfo { hasNextPage } }
    }`);
    expect(actions.pageInfo.hasNextPage).toBe(false);
    const median = (name: 'startedAt' | 'closedAt'): number => {
      const times = actions.nodes
        .filter((action: Record<string, string | null>) => action.createdAt && action[name])
        .map(
          (action: Record<string, string>) =>
            (Date.parse(action[name] ?? '') - Date.parse(action.createdAt ?? '')) / 60_000,
        )
        .sort((a: number, b: number) => a - b);
      return (times[Math.floor((times.length - 1) / 2)] + times[Math.ceil((times.length - 1) / 2)]) / 2;
    };
    expect(actionStats.total).toEqual({
      medianMinutesToStart: median('startedAt'),
      medianMinutesToClose: median('closedAt'),
    });
  });

  it('shows creators as people', async () => {
    const { actionStats } = await dataOf(`{
      actionStats(filter: { range: ${QUARTER} }, groupBy: [CREATOR]) { groups { label name user { name } } }
    }`);
    expect(actionStats.groups.some(({ user }: { user: object | null }) => user)).toBe(true);
    for (const { label, name } of actionStats.groups) expect(label).toBe(name ?? '');
  });
});

describe('actions', () => {
  it('are those of all periods, in the requested order, with what is not closed last', async () => {
    const query = (direction: string) => `{
      actions(filter: { range: ${WEEK} }, orderBy: { field: CLOSED_AT, direction: ${direction} }, first: 100) {
        nodes { id closedAt }
      }
    }`;
    const closed = async (direction: string) =>
      (await dataOf(query(direction))).actions.nodes.map(({ closedAt }: { closedAt: string | null }) => closedAt);
    const [up, down] = [await closed('ASC'), await closed('DESC')];
    const times = up.filter((at: string | null) => at !== null);
    expect(times.length).toBeGreaterThan(1);
    expect(times.length).toBeLessThan(up.length);
    expect(up).toEqual([...times.toSorted(), ...up.filter((at: string | null) => at === null)]);
    expect(down).toEqual([...times.toSorted().reverse(), ...up.filter((at: string | null) => at === null)]);
  });

  it('can be filtered alike in a period, of a user, and across periods', async () => {
    const data = await dataOf(`{
      actions(filter: { range: ${QUARTER}, states: [COMPLETED] }, first: 100) { nodes { id state } }
      periods(range: ${QUARTER}, first: 100) { nodes { actions(filter: { states: [COMPLETED] }, first: 100) { nodes { id state createdAt } } } }
      users(first: 100) { nodes { actions(range: ${QUARTER}, filter: { states: [COMPLETED] }, first: 100) { nodes { id state } } } }
    }`);
    interface Row {
      readonly id: string;
      readonly state: string;
      readonly createdAt?: string;
    }
    const all: Row[] = data.actions.nodes;
    expect(all.length).toBeGreaterThan(0);
    const ofPeriods: Row[] = data.periods.nodes.flatMap(({ actions }: { actions: { nodes: Row[] } }) => actions.nodes);
    const created = ofPeriods.filter(
      ({ createdAt }) => createdAt && createdAt >= '2026-01-01' && createdAt < '2026-04-01',
    );
    expect(created.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
    const ofUsers: Row[] = data.users.nodes.flatMap(
      ({ actions }: { actions: { nodes: Row[] } | null }) => actions?.nodes ?? [],
    );
    expect(ofUsers.length).toBeGreaterThan(0);
    for (const { id, state } of ofUsers) {
      expect(state).toBe('COMPLETED');
      expect(all.map((one) => one.id)).toContain(id);
    }
  });

  it('of an assignee are theirs alone', async () => {
    const { users } = await dataOf(
      `{ users(first: 100) { nodes { id actions(range: ${QUARTER}, role: ASSIGNED, first: 100) { nodes { id } } } } }`,
    );
    const busy = users.nodes.find(({ actions }: { actions: { nodes: object[] } | null }) => actions?.nodes.length);
    const { actions } = await dataOf(`{
      actions(filter: { range: ${QUARTER}, assigneeIds: ["${busy.id}"] }, first: 100) { nodes { id assignees { user { id } } } }
    }`);
    expect(actions.nodes.map(({ id }: { id: string }) => id).sort()).toEqual(
      busy.actions.nodes.map(({ id }: { id: string }) => id).sort(),
    );
  });
});

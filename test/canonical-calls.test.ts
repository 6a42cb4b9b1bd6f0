/** The number of calls of each canonical query: on a cold server, again on a warm one, and with more rows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../sandbox/index.ts';
import { type Counts, countCalls } from './oracle/calls.ts';
import { casesOf, LAST_WEEK, QUARTER } from './oracle/cases.ts';
import { example, QUERY_NAMES } from './oracle/examples.ts';
import { globalId, type QueryName, type Variables } from './oracle/index.ts';
import { type Graph, startGraph, startServer } from './support/graph.ts';

/** Two calls for each list whose end the vendor does not mark: the second one returns an empty page. */
const PEOPLE = { memberships: 2, 'organization users': 2, 'member list': 1 };
const PEOPLE_AND_TYPES = { ...PEOPLE, 'event types': 1 };

/** For the plain case of each query. `own` calls are made every time; directories are read once and cached. */
const TABLE: Record<QueryName, Counts> = {
  // One call for each period, because ALO has no other way to its actions. One scan and one report for all people in them.
  '01-team-dashboard': {
    own: { periods: 1, actions: 4, bookings: 1, 'team stats': 1 },
    directories: PEOPLE_AND_TYPES,
  },
  '02-booking-list': { own: { bookings: 1 }, directories: PEOPLE_AND_TYPES },
  '03-one-user': {
    own: { periods: 1, actions: 4, bookings: 1, 'routed to': 1, 'team stats': 2 },
    directories: PEOPLE_AND_TYPES,
  },
  '04-member-stats': { own: { 'member stats': 1 }, directories: PEOPLE },
  '05-routed-to': { own: { 'routed to': 1 }, directories: PEOPLE },
  '06-outreach-leaderboard': { own: { 'team stats': 2 }, directories: PEOPLE },
  '07-period-actions': {
    own: { periods: 1, actions: 1, bookings: 1, 'team stats': 1 },
    directories: { 'event types': 1, 'member list': 1 },
  },
  '08-users': { own: {}, directories: PEOPLE },
  '09-refetch': { own: { bookings: 1, periods: 1, actions: 1 }, directories: PEOPLE_AND_TYPES },
  '10-sources': { own: {}, directories: {} },
};

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

const measure = (name: QueryName, variables: Variables) => measureText(example(name), variables);

/** The calls of a query on a cold server, and of the same query again. */
async function measureText(text: string, variables: object): Promise<{ cold: Counts; warm: Counts }> {
  const server = await startServer(graph.sandbox.settings);
  try {
    const runs: Counts[] = [];
    for (let run = 0; run < 2; run++) {
      const count = countCalls(graph.sandbox);
      const { errors } = await server.ask(text, variables);
      expect(errors).toBeUndefined();
      runs.push(count());
    }
    const [cold, warm] = runs as [Counts, Counts];
    return { cold, warm };
  } finally {
    await server.close();
  }
}

describe.each(QUERY_NAMES)('%s', (name) => {
  it('makes the calls in the table on a cold server, and no directory calls on a warm one', async () => {
    const plain = casesOf(graph.sandbox.world).find(({ query }) => query === name);
    const { cold, warm } = await measure(name, plain?.variables ?? {});
    expect(cold).toEqual(TABLE[name]);
    expect(warm.directories).toEqual({});
    expect(warm.own).toEqual(TABLE[name].own);
  });
});

describe('the number of calls does not grow with rows:', () => {
  const range = LAST_WEEK;
  const more: [name: QueryName, variables: Variables][] = [
    ['01-team-dashboard', { range, actions: 1 }],
    ['01-team-dashboard', { range, actions: 80, periods: 13 }],
    ['02-booking-list', { filter: { range }, first: 1 }],
    ['02-booking-list', { filter: { range }, first: 250 }],
    ['06-outreach-leaderboard', { range, first: 1 }],
    ['06-outreach-leaderboard', { range: QUARTER, first: 100 }],
    ['08-users', { first: 1 }],
    ['08-users', { first: 100, search: 'a' }],
    ['05-routed-to', { range: QUARTER }],
    ['04-member-stats', { timeZone: 'UTC' }],
  ];
  it.each(more)('%s with %j', async (name, variables) => {
    expect((await measure(name, variables)).cold).toEqual(TABLE[name]);
  });

  it('07 period actions in the period with the most actions', async () => {
    const periods = graph.sandbox.world.alo.periods.toSorted((a, b) => b.actions.length - a.actions.length);
    const { cold } = await measure('07-period-actions', { id: String(periods[0]?.id) });
    expect(cold).toEqual(TABLE['07-period-actions']);
  });

  it('01 team dashboard makes one more call for each period, and only for the periods on its page', async () => {
    const ownOf = async (periods: number) => (await measure('01-team-dashboard', { range: QUARTER, periods })).cold.own;
    const always = { periods: 1, bookings: 1, 'team stats': 1 };
    expect(await ownOf(1)).toEqual({ ...always, actions: 1 });
    expect(await ownOf(3)).toEqual({ ...always, actions: 3 });
    expect(await ownOf(12)).toEqual({ ...always, actions: 10 });
  });

  it('03 one user makes one more call for each period, and none to ALO for a user to whom no name links', async () => {
    const ownOf = async (email: string) => (await measure('03-one-user', { range: QUARTER, email })).cold.own;
    const always = { bookings: 1, 'routed to': 1, 'team stats': 2 };
    expect(await ownOf('bob@example.com')).toEqual({ ...always, periods: 1, actions: 10 });
    expect(await ownOf('priya.raman@example.com')).toEqual({ bookings: 1, 'routed to': 1, periods: 1, actions: 10 });
    expect(await ownOf('alex.kim@example.com')).toEqual(always);
  });

  it('all fields of all users make as many calls as those of one', async () => {
    const everything = `query ($range: DateTimeRange!, $first: Int!) {
      users(first: $first) {
        nodes {
          identities { name rule }
          bookings(range: $range) { totalCount }
          assigned: actions(range: $range, role: ASSIGNED) { nodes { assignees { user { id } } } }
          created: actions(range: $range, role: CREATED) { nodes { createdBy { match { candidates { id } } } } }
          prospectStats(range: $range) { added }
          emailStats(range: $range) { sent }
          routedTo(range: $range, every: DAY) { total }
        }
      }
    }`;
    const own = { bookings: 1, periods: 1, actions: 4, 'team stats': 2, 'routed to': 1 };
    const counts = { own, directories: PEOPLE_AND_TYPES };
    for (const first of [3, 100]) expect((await measureText(everything, { range, first })).cold).toEqual(counts);
  });

  it('09 refetch of many people, of many periods and of many actions of one period', async () => {
    const { alo, calcom }: World = graph.sandbox.world;
    const members = calcom.users.filter(({ inOrg }) => inOrg);
    const ids = {
      people: members.map(({ id }) => globalId('User', `calcom:${id}`)),
      periods: alo.periods.map(({ id }) => globalId('Period', id)),
      actions: alo.periods
        .slice(4, 5)
        .flatMap(({ id, actions }) => actions.map((one) => globalId('Action', `${id}/${one.id}`))),
    };
    expect((await measure('09-refetch', { ids: ids.people })).cold).toEqual({ own: {}, directories: PEOPLE });
    expect((await measure('09-refetch', { ids: ids.periods })).cold.own).toEqual({ periods: 1 });
    expect((await measure('09-refetch', { ids: ids.actions })).cold.own).toEqual({ periods: 1, actions: 1 });
  });
});

describe('bookings are read in pages of 250', () => {
  it('so a list of the 330 of the team takes the calls of its page alone, with its total', async () => {
    for (const [first, bookings] of [
      [1, 1],
      [25, 1],
      [250, 2],
    ]) {
      expect((await measure('02-booking-list', { first })).cold.own).toEqual({ bookings });
    }
  });

  it('and each booking by id takes one call', async () => {
    const bookings = graph.sandbox.world.calcom.bookings.filter(({ teamId }) => teamId === 4210).slice(0, 3);
    const ids = bookings.map(({ uid }) => globalId('Booking', uid));
    expect((await measure('09-refetch', { ids })).cold).toEqual({
      own: { bookings: 3 },
      directories: { 'event types': 1 },
    });
  });
});

describe('while the team may not be read', () => {
  it('its hosts are read with one call for each 250 of its latest bookings, once', async () => {
    graph.sandbox.quirks.add('calcom-directories-403');
    try {
      const server = await startServer(graph.sandbox.settings);
      const runs: Counts[] = [];
      for (let run = 0; run < 2; run++) {
        const count = countCalls(graph.sandbox);
        await server.ask(example('08-users'));
        runs.push(count());
      }
      await server.close();
      expect(runs).toEqual([
        { own: { bookings: 2 }, directories: { ...PEOPLE_AND_TYPES, memberships: 1, 'organization users': 1 } },
        { own: {}, directories: {} },
      ]);
    } finally {
      graph.sandbox.quirks.delete('calcom-directories-403');
    }
  });
});

/**
 * The ten canonical queries again, written as naively as possible: loops over the vendors' endpoints, one call for each row.
 * The answers of the graph must equal these leaf by leaf, except for the values of cursors.
 */
import { type BookingFilter, bookingList, findBookings, pageInfo, toIso } from './bookings.ts';
import { memberStats, routedTo, routedToOne } from './insights.ts';
import { outreachLeaderboard, statsOf } from './outreach.ts';
import { allPeople, foldName, globalId, type Person } from './people.ts';
import { actionId, actionsOf, aloIdentities, periodActions, type Role, teamDashboard } from './periods.ts';
import type { Range, Vendors } from './vendors.ts';

export { globalId } from './people.ts';
export { connect, type Vendors } from './vendors.ts';

/** The variables of all queries; each query reads its own. */
export interface Variables {
  range?: Range | null;
  periods?: number;
  actions?: number;
  filter?: BookingFilter | null;
  first?: number;
  /** Only for the oracle, instead of `after`: the number of items before the page. */
  skip?: number;
  email?: string;
  /** Only for the oracle, instead of the order in the example. */
  role?: Role;
  timeZone?: string;
  search?: string | null;
  id?: string;
  ids?: string[];
}

const NO_RANGE: Range = { from: '', to: '' };

/** By the name of the query's file: a function that returns the expected `data`. */
export const ORACLE = {
  '01-team-dashboard': (vendors: Vendors, { range, periods = 5, actions = 20 }: Variables) =>
    teamDashboard(vendors, range ?? NO_RANGE, periods, actions),
  '02-booking-list': (vendors: Vendors, { filter, first = 25, skip = 0 }: Variables) =>
    bookingList(vendors, filter ?? {}, { first, skip }),
  '03-one-user': oneUser,
  '04-member-stats': (vendors: Vendors, { range, timeZone = '' }: Variables) =>
    memberStats(vendors, range ?? null, timeZone),
  '05-routed-to': (vendors: Vendors, { range, search }: Variables) => routedTo(vendors, range ?? NO_RANGE, search),
  '06-outreach-leaderboard': (vendors: Vendors, { range, first = 10 }: Variables) =>
    outreachLeaderboard(vendors, range ?? NO_RANGE, first),
  '07-period-actions': (vendors: Vendors, { id = '' }: Variables) =>
    periodActions(vendors, Number(/^\d+$/.test(id) ? id : decode(id).key)),
  '08-users': users,
  '09-refetch': refetch,
  '10-sources': async () => ({
    sources: ['CALCOM', 'ALO', 'SALESHANDY'].map((name) => {
      return { name, configured: true, state: 'UNTRIED', quota: null, lastSuccessAt: null, lastError: null };
    }),
  }),
} as const;

export type QueryName = keyof typeof ORACLE;

async function oneUser(vendors: Vendors, { email = '', range: asked, role = 'ASSIGNED' }: Variables) {
  const range = asked ?? NO_RANGE;
  const wanted = email.trim().toLowerCase();
  const people = await allPeople(vendors);
  const person = people.find(({ identities }) => identities.some((one) => one.email?.toLowerCase() === wanted));
  if (!person) return { user: null };
  return {
    user: {
      ...inFull(person),
      identities: [...person.identities, ...(await aloIdentities(vendors, people, person, range))],
      bookings: await pastBookings(vendors, person, range),
      actions: await actionsOf(vendors, people, person, range, role),
      ...(await statsOf(vendors, person, range)),
      routedTo: await routedToOne(vendors, person.calcomId, range),
    },
  };
}

function inFull({ id, name, email, username, avatarUrl, timeZone }: Person) {
  return { id, name, email, username, avatarUrl, timeZone };
}

async function pastBookings(vendors: Vendors, { calcomId }: Person, range: Range) {
  if (calcomId === null) return null;
  const rows = await findBookings(vendors, { range, status: ['PAST'], hostIds: [String(calcomId)] });
  const nodes = rows.slice(0, 10).map(({ uid, start }) => ({ uid, start: toIso(start) }));
  return { totalCount: rows.length, nodes };
}

async function users(vendors: Vendors, { first = 50, skip = 0, search }: Variables) {
  const found = (await allPeople(vendors)).filter(
    ({ listed, name, username, email }) =>
      listed && [name, username, email].some((text) => foldName(text).includes(foldName(search ?? ''))),
  );
  const { hasNextPage, endCursor } = pageInfo(found.length, { first, skip });
  return {
    users: {
      totalCount: found.length,
      pageInfo: { hasNextPage, endCursor },
      nodes: found.slice(skip, skip + first).map(({ id, name, email, username, identities }) => ({
        id,
        name,
        email,
        username,
        identities: identities.map(({ source, sourceId, rule }) => ({ source, sourceId, rule })),
      })),
    },
  };
}

async function refetch(vendors: Vendors, { ids = [] }: Variables) {
  const nodes = [];
  for (const id of ids) nodes.push(await thing(vendors, id));
  return { nodes };
}

async function thing(vendors: Vendors, id: string) {
  const { type, key } = decode(id);
  switch (type) {
    case 'User': {
      const person = (await allPeople(vendors)).find(({ keys }) => keys.includes(key));
      return person ? { id: person.id, __typename: type, name: person.name, email: person.email } : null;
    }
    case 'Booking': {
      const row = (await vendors.bookings()).find(({ uid }) => uid === key);
      return row ? { id, __typename: type, uid: key, title: row.title } : null;
    }
    case 'EventType': {
      const isThere = (await vendors.bookings()).some(({ eventType }) => String(eventType?.id) === key);
      return isThere ? { id, __typename: type } : null;
    }
    case 'Period': {
      const row = (await vendors.periods()).find((period) => String(period.id) === key);
      return row
        ? { id, __typename: type, name: row.name, start: toIso(row.start_date), end: toIso(row.end_date) }
        : null;
    }
    default: {
      const periodId = Number(key.split('/')[0]);
      if (!(await vendors.periods()).some((period) => period.id === periodId)) return null;
      const row = (await vendors.actions(periodId)).find((action) => actionId(periodId, action) === id);
      const period = { id: globalId('Period', periodId) };
      return row ? { id, __typename: type, number: row.periodActionId, status: row.status, period } : null;
    }
  }
}

function decode(id: string): { type: string; key: string } {
  const [type = '', ...key] = Buffer.from(id, 'base64url').toString().split(':');
  return { type, key: key.join(':') };
}

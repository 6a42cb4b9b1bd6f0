/** The resolvers of every GraphQL peer, batched with DataLoader. Everything but the directories is read anew in each request. */
import DataLoader from 'dataloader';
import { globalId, linkPeople, type People, type Person } from './people.ts';
import { byHost, overlapping, toAction, toBookingPage, toBriefBooking, toPeriod, toProspectStats } from './shapes.ts';
import {
  type ActionRow,
  type BookingRow,
  connectVendors,
  type PeriodRow,
  type Range,
  type Send,
  type StatsRow,
} from './vendors.ts';

interface BookingsKey {
  readonly range: Range;
  readonly status?: string;
}

interface OfPerson<Id> {
  readonly id: Id;
  readonly range: Range;
}

export interface Context {
  readonly people: People;
  readonly bookings: DataLoader<BookingsKey, BookingRow[], string>;
  readonly bookingsOfHost: DataLoader<OfPerson<number>, BookingRow[], string>;
  readonly periods: DataLoader<'all', PeriodRow[]>;
  readonly actions: DataLoader<number, ActionRow[]>;
  readonly prospectStats: DataLoader<OfPerson<string>, StatsRow | undefined, string>;
}

/** Reads the directories once. Returns what makes the context of a request. */
export async function openContexts(send: Send): Promise<() => Context> {
  const vendors = connectVendors(process.env, send);
  const people = linkPeople(await vendors.directories());
  const keyed = { cacheKeyFn: (key: object) => JSON.stringify(key) };
  return () => {
    const bookings = new DataLoader<BookingsKey, BookingRow[], string>(
      (keys) => Promise.all(keys.map(({ range, status }) => vendors.bookings(range, status))),
      keyed,
    );
    return {
      people,
      bookings,
      bookingsOfHost: new DataLoader<OfPerson<number>, BookingRow[], string>(
        (keys) =>
          byRange(keys, async (range) => {
            const found = byHost(await bookings.load({ range }));
            return (id) => found.get(id) ?? [];
          }),
        keyed,
      ),
      periods: new DataLoader((keys) => Promise.all(keys.map(() => vendors.periods()))),
      actions: new DataLoader((ids) => Promise.all(ids.map((id) => vendors.actions(id)))),
      prospectStats: new DataLoader<OfPerson<string>, StatsRow | undefined, string>(
        (keys) =>
          byRange(keys, async (range) => {
            const rows = await vendors.prospectStats(people.memberIds, range);
            const found = new Map(rows.map((row) => [row.userId, row]));
            return (id) => found.get(id);
          }),
        keyed,
      ),
    };
  };
}

/** Reads each range once, and looks up in what was read for it. */
async function byRange<Id, Found>(
  keys: readonly OfPerson<Id>[],
  read: (range: Range) => Promise<(id: Id) => Found>,
): Promise<Found[]> {
  const reads = new Map<string, Promise<(id: Id) => Found>>();
  return Promise.all(
    keys.map(async ({ id, range }) => {
      const key = `${range.from} ${range.to}`;
      const reading = reads.get(key) ?? read(range);
      reads.set(key, reading);
      return (await reading)(id);
    }),
  );
}

interface Filter {
  readonly range: Range;
  readonly status?: readonly string[];
}

type PeriodModel = ReturnType<typeof toPeriod>;
type First = { readonly first: number };

/** The response cache of Yoga asks the id of everything. */
const toBriefNode = (row: BookingRow) => ({ id: globalId('Booking', row.uid), ...toBriefBooking(row) });
const participant = (name: string, people: People) => ({ name, user: people.named(name) });

export const RESOLVERS = {
  Query: {
    periods: async (_: unknown, { range, first }: First & { range: Range }, { periods }: Context) => {
      const rows = overlapping(await periods.load('all'), range);
      return { totalCount: rows.length, nodes: rows.slice(0, first).map(toPeriod) };
    },
    bookings: async (_: unknown, { filter, first }: First & { filter: Filter }, { bookings, people }: Context) => {
      const rows = await bookings.load({ range: filter.range, status: filter.status?.join(',').toLowerCase() });
      return toBookingPage(rows, first, people);
    },
    nodes: async (_: unknown, { ids }: { ids: readonly string[] }, { periods }: Context) => {
      const rows = await periods.load('all');
      return ids.map((id) => {
        const row = rows.find((period) => Buffer.from(id, 'base64url').toString() === `Period:${period.id}`);
        return row ? toPeriod(row) : null;
      });
    },
    users: (_: unknown, __: unknown, { people }: Context) => ({ totalCount: people.listed }),
  },
  Node: { __resolveType: ({ __typename }: PeriodModel) => __typename },
  Period: {
    actions: async ({ number }: PeriodModel, { first }: First, { actions, people }: Context) => {
      const rows = await actions.load(number);
      return {
        totalCount: rows.length,
        nodes: rows.slice(0, first).map((row) => ({
          ...toAction(number, row),
          createdBy: participant(row.createdByUserName, people),
          assignees: row.assignedUserNames.map((name) => participant(name, people)),
        })),
      };
    },
  },
  User: {
    bookings: async ({ calcomId }: Person, { range, first }: First & { range: Range }, { bookingsOfHost }: Context) => {
      if (calcomId === null) return null;
      const rows = await bookingsOfHost.load({ id: calcomId, range });
      return { totalCount: rows.length, nodes: rows.slice(0, first).map(toBriefNode) };
    },
    prospectStats: async ({ memberId }: Person, { range }: { range: Range }, { prospectStats }: Context) =>
      memberId === null ? null : toProspectStats(await prospectStats.load({ id: memberId, range })),
  },
};

/** A hand-written join: one function for each work over a pool of undici. No GraphQL, no validation, no cache. */
import { linkPeople, type Person } from '../graph/people.ts';
import {
  byHost,
  overlapping,
  toAction,
  toBookingPage,
  toBriefBooking,
  toPeriod,
  toProspectStats,
} from '../graph/shapes.ts';
import { sendOverPools } from '../graph/transport.ts';
import { connectVendors, type Range } from '../graph/vendors.ts';
import { answerJson, bodyOf, serve } from './serve.ts';

const vendors = connectVendors(process.env, sendOverPools());
// Like teamgraph, the join reads the directories once.
const people = linkPeople(await vendors.directories());

const WORKS: Readonly<Record<string, (variables: never) => Promise<object>>> = {
  TeamDashboard: teamDashboard,
  BookingList: bookingList,
  Refetch: refetch,
  Counts: counts,
};

serve('join', async (incoming, outgoing) => {
  const { operationName, variables } = JSON.parse(await bodyOf(incoming));
  try {
    answerJson(outgoing, JSON.stringify({ data: await WORKS[operationName]?.(variables as never) }));
  } catch (error) {
    outgoing.writeHead(500).end(String(error));
  }
});

async function teamDashboard({ range }: { range: Range }): Promise<object> {
  const [allPeriods, bookings, stats] = await Promise.all([
    vendors.periods(),
    vendors.bookings(range),
    vendors.prospectStats(people.memberIds, range),
  ]);
  const periods = overlapping(allPeriods, range).slice(0, 5);
  const actions = await Promise.all(periods.map(({ id }) => vendors.actions(id)));
  const bookingsOf = byHost(bookings);
  const statsOf = new Map(stats.map((row) => [row.userId, row]));
  const assignees = new Map<Person, object>();

  function assignee(person: Person | null): object | null {
    if (!person) return null;
    let made = assignees.get(person);
    if (!made) {
      const { id, name, email, calcomId, memberId } = person;
      const hosted = calcomId === null ? null : (bookingsOf.get(calcomId) ?? []);
      made = {
        id,
        name,
        email,
        bookings: hosted && { totalCount: hosted.length, nodes: hosted.slice(0, 5).map(toBriefBooking) },
        prospectStats: memberId === null ? null : toProspectStats(statsOf.get(memberId)),
      };
      assignees.set(person, made);
    }
    return made;
  }

  const nodes = periods.map((period, index) => {
    const { id, name, start, end, markers } = toPeriod(period);
    const rows = actions[index] ?? [];
    const shown = rows.slice(0, 20).map((row) => {
      const creator = people.named(row.createdByUserName);
      return {
        ...toAction(period.id, row),
        createdBy: { name: row.createdByUserName, user: creator && { id: creator.id, email: creator.email } },
        assignees: row.assignedUserNames.map((one) => ({ name: one, user: assignee(people.named(one)) })),
      };
    });
    return { id, name, start, end, markers, actions: { totalCount: rows.length, nodes: shown } };
  });
  return { periods: { nodes } };
}

async function bookingList({ filter, first }: { filter: { range: Range }; first: number }): Promise<object> {
  return { bookings: toBookingPage(await vendors.bookings(filter.range), first, people) };
}

async function refetch({ ids }: { ids: readonly string[] }): Promise<object> {
  const periods = await vendors.periods();
  const nodes = ids.map((wanted) => {
    const row = periods.find((period) => Buffer.from(wanted, 'base64url').toString() === `Period:${period.id}`);
    if (!row) return null;
    const { id, __typename, name, start, end } = toPeriod(row);
    return { id, __typename, name, start, end };
  });
  return { nodes };
}

async function counts({ range }: { range: Range }): Promise<object> {
  const count = async (status?: string) => ({ totalCount: (await vendors.bookings(range, status)).length });
  const [all, past, cancelled, unconfirmed, periods] = await Promise.all([
    count(),
    count('past'),
    count('cancelled'),
    count('unconfirmed'),
    vendors.periods(),
  ]);
  return {
    all,
    past,
    cancelled,
    unconfirmed,
    periods: { totalCount: overlapping(periods, range).length },
    users: { totalCount: people.listed },
  };
}

/** The expected answers on periods, actions, and the people in them. */
import { findBookings, isIn, statusOf, toIso } from './bookings.ts';
import { isNamed, personNamed } from './names.ts';
import { leaderboard, nameIn, rowOf } from './outreach.ts';
import { allPeople, compare, globalId, type Identity, type Person } from './people.ts';
import type { ActionRow, PeriodRow, Range, Vendors } from './vendors.ts';

async function overlapping(vendors: Vendors, { from, to }: Range): Promise<PeriodRow[]> {
  const start = (period: PeriodRow) => Date.parse(period.start_date);
  return (await vendors.periods())
    .filter(
      (period) =>
        start(period) < Date.parse(to) && (period.end_date === null || Date.parse(period.end_date) > Date.parse(from)),
    )
    .sort((a, b) => compare(start(a), start(b)) || compare(a.id, b.id));
}

async function byNumber(vendors: Vendors, periodId: number, formField?: string): Promise<ActionRow[]> {
  const rows = await vendors.actions(periodId, formField);
  return rows.sort((a, b) => compare(a.periodActionId, b.periodActionId));
}

export function actionId(periodId: number, row: ActionRow): string {
  return globalId('Action', `${periodId}/${row.actionId}`);
}

export async function teamDashboard(vendors: Vendors, range: Range, periods: number, actions: number) {
  const people = await allPeople(vendors);
  const assignees = new Map<Person, Awaited<ReturnType<typeof assigneeOf>>>();
  const nodes = [];
  for (const period of (await overlapping(vendors, range)).slice(0, periods)) {
    const rows = await byNumber(vendors, period.id);
    for (const name of rows.slice(0, actions).flatMap((row) => row.assignedUserNames)) {
      const person = personNamed(people, name);
      if (person && !assignees.has(person)) assignees.set(person, await assigneeOf(vendors, person, range));
    }
    nodes.push({
      id: globalId('Period', period.id),
      name: period.name,
      start: toIso(period.start_date),
      end: toIso(period.end_date),
      markers: [period.markers ?? []].flat().map(({ name, timestamp }) => ({ name, at: toIso(timestamp) })),
      actions: {
        totalCount: rows.length,
        nodes: rows.slice(0, actions).map((row) => {
          const creator = personNamed(people, row.createdByUserName);
          return {
            id: actionId(period.id, row),
            number: row.periodActionId,
            status: row.status,
            classification: row.classification,
            subClassification: row.subClassification,
            createdAt: toIso(row.createdTime ?? null),
            closedAt: toIso(row.closedTime),
            createdBy: { name: row.createdByUserName, user: creator && { id: creator.id, email: creator.email } },
            assignees: row.assignedUserNames.map((name) => {
              const person = personNamed(people, name);
              return { name, user: (person && assignees.get(person)) ?? null };
            }),
          };
        }),
      },
    });
  }
  return { periods: { nodes } };
}

/** A person who was assigned an action, with their other activity in the range. */
async function assigneeOf(vendors: Vendors, person: Person, range: Range) {
  const { id, name, email, calcomId } = person;
  const hosted = calcomId === null ? null : await findBookings(vendors, { range, hostIds: [String(calcomId)] });
  const row = await rowOf(vendors, person, 'prospect', range);
  return {
    id,
    name,
    email,
    bookings: hosted && {
      totalCount: hosted.length,
      nodes: hosted.slice(0, 5).map((booking) => {
        const { uid, title, start, end } = booking;
        return { uid, title, start: toIso(start), end: toIso(end), status: statusOf(booking) };
      }),
    },
    prospectStats: row && {
      contacted: row.prospectContacted ?? null,
      replied: row.replied ?? null,
      outcomes: { meetingBooked: row['Meeting Booked'] ?? null },
    },
  };
}

export type Role = 'ASSIGNED' | 'CREATED' | null;

/** The actions of a person in a range, in one role or in any; null if no name links to them. */
export async function actionsOf(vendors: Vendors, people: Person[], person: Person, range: Range, role: Role) {
  const isTheirs = (name: string) => personNamed(people, name) === person;
  // The person may share one of two names with another: then there may be more actions.
  const mayBeTheirs = (name: string) =>
    personNamed(people, name) === null && person.names.some((one) => isNamed(one, name));
  if (!person.names.some(isTheirs)) return null;
  const found: { period: PeriodRow; row: ActionRow }[] = [];
  let isWhole = true;
  for (const period of await overlapping(vendors, range)) {
    for (const row of await byNumber(vendors, period.id)) {
      if (!isIn(range, row.createdTime ?? null)) continue;
      const names = [];
      if (role !== 'CREATED') names.push(...row.assignedUserNames);
      if (role !== 'ASSIGNED') names.push(row.createdByUserName);
      if (names.some(isTheirs)) found.push({ period, row });
      if (names.some(mayBeTheirs)) isWhole = false;
    }
  }
  const order = ({ row }: (typeof found)[number]) => Date.parse(row.createdTime ?? '');
  found.sort((a, b) => compare(order(a), order(b)) || compare(a.row.periodActionId, b.row.periodActionId));
  return {
    totalCount: isWhole ? found.length : null,
    nodes: found.slice(0, 10).map(({ period, row }) => {
      const { id, name } = period;
      return { id: actionId(id, row), status: row.status, period: { id: globalId('Period', id), name } };
    }),
  };
}

/** The spellings of a person's name in the actions of a range's periods, in any role. */
export async function aloIdentities(
  vendors: Vendors,
  people: Person[],
  person: Person,
  range: Range,
): Promise<Identity[]> {
  const names = new Set<string>();
  for (const period of await overlapping(vendors, range)) {
    for (const { createdByUserName, assignedUserNames } of await vendors.actions(period.id)) {
      for (const name of [createdByUserName, ...assignedUserNames]) {
        if (personNamed(people, name) === person) names.add(name);
      }
    }
  }
  return [...names].sort(compare).map((name) => ({ source: 'ALO', sourceId: null, name, email: null, rule: 'NAME' }));
}

/** `periodId` is ALO's id. */
export async function periodActions(vendors: Vendors, periodId: number) {
  const period = (await vendors.periods()).find(({ id }) => id === periodId);
  if (!period) return { period: null };
  const range = { from: period.start_date, to: period.end_date ?? '' };
  const bookings = await findBookings(vendors, { range });
  const prospects = await leaderboard(vendors, 'prospect', range, 'prospectAdded');
  const values: Record<string, ActionRow[]> = {};
  for (const field of ['department', 'budget', 'no_such_field'])
    values[field] = await byNumber(vendors, periodId, field);
  const rows = await byNumber(vendors, periodId);
  return {
    period: {
      id: globalId('Period', period.id),
      name: period.name,
      createdAt: toIso(period.created_at),
      updatedAt: toIso(period.updated_at),
      actions: {
        totalCount: rows.length,
        pageInfo: { hasNextPage: rows.length > 50, endCursor: rows.length > 0 ? 'a cursor' : null },
        nodes: rows.slice(0, 50).map((row, place) => {
          const field = (name: string) => values[name]?.[place]?.[name];
          return {
            id: actionId(period.id, row),
            number: row.periodActionId,
            channel: row.channel,
            latestChannel: row.latestChannel,
            formType: row.formType,
            marker: row.periodMarker,
            aiDispatched: typeof row.aiDispatched === 'boolean' ? row.aiDispatched : null,
            assignedAt: toIso(row.assignedTime),
            startedAt: toIso(row.doingTime),
            department: field('department') ?? null,
            extra: ['budget', 'no_such_field'].map((name) => ({
              name,
              value: field(name) ?? null,
              found: field(name) !== undefined,
            })),
          };
        }),
      },
      bookings: {
        totalCount: bookings.length,
        nodes: bookings.slice(0, 10).map(({ uid, start }) => ({ uid, start: toIso(start) })),
      },
      teamStats: {
        prospect: {
          nodes: prospects.slice(0, 5).map(({ row }) => ({ name: nameIn(row), replied: row.replied ?? null })),
        },
      },
    },
  };
}

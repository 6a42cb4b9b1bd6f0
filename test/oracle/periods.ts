/** What the graph should say of periods and actions. Names are not linked to people yet. */
import { findBookings, toIso } from './bookings.ts';
import { leaderboard, nameIn } from './outreach.ts';
import { compare, globalId } from './people.ts';
import type { ActionRow, PeriodRow, Range, Vendors } from './vendors.ts';

async function overlapping(vendors: Vendors, { from, to }: Range): Promise<PeriodRow[]> {
  const start = (period: PeriodRow) => Date.parse(period.start_date);
  return (await vendors.periods())
    .filter((period) => start(period) < Date.parse(to) && Date.parse(period.end_date) > Date.parse(from))
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
  const nodes = [];
  for (const period of (await overlapping(vendors, range)).slice(0, periods)) {
    const rows = await byNumber(vendors, period.id);
    nodes.push({
      id: globalId('Period', period.id),
      name: period.name,
      start: toIso(period.start_date),
      end: toIso(period.end_date),
      markers: [period.markers ?? []].flat().map(({ name, timestamp }) => ({ name, at: toIso(timestamp) })),
      actions: { totalCount: rows.length, nodes: rows.slice(0, actions).map((row) => dashboardAction(period.id, row)) },
    });
  }
  return { periods: { nodes } };
}

function dashboardAction(periodId: number, row: ActionRow) {
  return {
    id: actionId(periodId, row),
    number: row.periodActionId,
    status: row.status,
    classification: row.classification,
    subClassification: row.subClassification,
    createdAt: toIso(row.createdTime),
    closedAt: toIso(row.closedTime),
    createdBy: { name: row.createdByUserName, user: null },
    assignees: row.assignedUserNames.map((name) => ({ name, user: null })),
  };
}

/** `periodId` is ALO's own. */
export async function periodActions(vendors: Vendors, periodId: number) {
  const period = (await vendors.periods()).find(({ id }) => id === periodId);
  if (!period) return { period: null };
  const range = { from: period.start_date, to: period.end_date };
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
            aiDispatched: row.aiDispatched,
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

// Asks the sandbox's Saleshandy for the team report of one week, and for parts of it.

import type { Sandbox } from '../../../sandbox/index.ts';
import { type Answer, askSaleshandy } from './start.ts';

const STATS = '/v1/analytics/team/stats';
export const PEOPLE = '/v1/user/team-member-list';

export type Row = Record<string, unknown> & { userId: string; prospectAdded: number; opened: number };
export interface Page {
  message: string;
  payload: { data: Row[]; hasMore?: boolean };
}

function wish(sandbox: Sandbox, changes: object = {}): object {
  return {
    userIds: sandbox.world.saleshandy.members.map(({ id }) => id),
    startDate: '2026-03-09T00:00:00.000+00:00',
    endDate: '2026-03-15T23:59:59.999+00:00',
    countBy: 'absolute',
    limit: 50,
    page: 1,
    sortOrder: 'desc',
    orderBy: 'prospectAdded',
    type: 'prospect',
    ...changes,
  };
}

export function askStats<T = Page>(sandbox: Sandbox, changes: object = {}): Promise<Answer<T>> {
  return askSaleshandy<T>(sandbox, STATS, wish(sandbox, changes));
}

export async function rowsOf(sandbox: Sandbox, changes: object = {}): Promise<Row[]> {
  return (await askStats(sandbox, changes)).body.payload.data;
}

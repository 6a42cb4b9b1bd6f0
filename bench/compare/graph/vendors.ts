/** The vendors as a hand-written client reads them: no validation, no cache. Of answers only what the works need. */
import type {
  ActionRow,
  BookingRow,
  CalcomAccount,
  Member,
  PeriodRow,
  Range,
  StatsRow,
} from '../../../test/oracle/vendors.ts';

export type { ActionRow, BookingRow, PeriodRow, Range, StatsRow };

interface Exchange {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** With a body it is a POST. */
  readonly body?: string;
}

/** Sends a request and parses the answer. Rejects unless the status is 200. */
export type Send = (exchange: Exchange) => Promise<unknown>;

export interface Directories {
  readonly teamIds: ReadonlySet<number>;
  readonly accounts: readonly CalcomAccount[];
  readonly members: readonly Member[];
}

const PAGE_SIZE = 250;

/** `settings` are those of teamgraph. */
export function connectVendors(settings: Readonly<Record<string, string | undefined>>, send: Send) {
  const { CALCOM_API_URL = '', CALCOM_ORG_ID, CALCOM_TEAM_ID, CALCOM_API_KEY } = settings;
  const { ALO_API_URL = '', ALO_API_KEY, SALESHANDY_API_URL = '', SALESHANDY_API_KEY = '' } = settings;
  const organization = `/v2/organizations/${CALCOM_ORG_ID}`;
  const team = `${organization}/teams/${CALCOM_TEAM_ID}`;
  const calcomHeaders = { authorization: `Bearer ${CALCOM_API_KEY}`, 'cal-api-version': '2024-08-13' };
  const aloHeaders = { authorization: `Bearer ${ALO_API_KEY}` };
  const saleshandyHeaders = { 'x-api-key': SALESHANDY_API_KEY, 'content-type': 'application/json' };

  const calcom = (path: string) => send({ origin: CALCOM_API_URL, path, headers: calcomHeaders });
  const alo = (path: string) => send({ origin: ALO_API_URL, path, headers: aloHeaders });
  const saleshandy = (path: string, body?: string) =>
    send({ origin: SALESHANDY_API_URL, path, headers: saleshandyHeaders, ...(body === undefined ? {} : { body }) });

  return {
    /** Those that start in the range, by start then uid. `status` in Cal.com's words. */
    async bookings(range: Range, status?: string): Promise<BookingRow[]> {
      const from = Date.parse(range.from);
      const to = Date.parse(range.to);
      const afterStart = encodeURIComponent(new Date(from).toISOString());
      const query = `${status === undefined ? '' : `status=${status}&`}afterStart=${afterStart}&sortStart=asc`;
      const rows: BookingRow[] = [];
      for (let skip = 0; ; skip += PAGE_SIZE) {
        const page = (await calcom(`${team}/bookings?${query}&take=${PAGE_SIZE}&skip=${skip}`)) as BookingPage;
        for (const row of page.data) {
          const start = Date.parse(row.start);
          if (start >= from && start < to) rows.push(row);
        }
        // Cal.com cannot cut at the end of a range, but no row behind it comes before one in it.
        const last = page.data.at(-1);
        if (!last || !page.pagination.hasNextPage || Date.parse(last.start) >= to) break;
      }
      return rows.sort((a, b) => Date.parse(a.start) - Date.parse(b.start) || (a.uid < b.uid ? -1 : 1));
    },

    async periods(): Promise<PeriodRow[]> {
      return ((await alo('/periods')) as { periods: PeriodRow[] }).periods;
    },

    /** By number. */
    async actions(periodId: number): Promise<ActionRow[]> {
      const { actions } = (await alo(`/periods/${periodId}/actions`)) as { actions: ActionRow[] };
      return actions.sort((a, b) => a.periodActionId - b.periodActionId);
    },

    /** At most 50 members. */
    async prospectStats(userIds: readonly string[], { from, to }: Range): Promise<StatsRow[]> {
      const withOffset = (ms: number) => new Date(ms).toISOString().replace('Z', '+00:00');
      const body = JSON.stringify({
        userIds,
        startDate: withOffset(Date.parse(from)),
        endDate: withOffset(Date.parse(to) - 1),
        countBy: 'absolute',
        limit: 50,
        page: 1,
        sortOrder: 'desc',
        orderBy: 'prospectAdded',
        type: 'prospect',
      });
      return ((await saleshandy('/v1/analytics/team/stats', body)) as { payload: { data: StatsRow[] } }).payload.data;
    },

    async directories(): Promise<Directories> {
      const [memberships, users, teams] = (await Promise.all([
        calcom(`${team}/memberships?take=250&skip=0`),
        calcom(`${organization}/users?take=1000&skip=0`),
        saleshandy('/v1/user/team-member-list'),
      ])) as [{ data: { userId: number }[] }, { data: CalcomAccount[] }, { payload: { members: Member[] }[] }];
      return {
        teamIds: new Set(memberships.data.map(({ userId }) => userId)),
        accounts: users.data,
        members: teams.payload.flatMap(({ members }) => members),
      };
    },
  };
}

interface BookingPage {
  readonly data: BookingRow[];
  readonly pagination: { readonly hasNextPage: boolean };
}

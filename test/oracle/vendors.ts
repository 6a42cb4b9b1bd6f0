/**
 * Calls the vendors' REST endpoints as simply as possible: no batching, no cache. Only for the oracle, which shares no code
 * with the graph, so that both cannot be wrong in the same way.
 */

export interface CalcomHost {
  id: number | 'unknown';
  name: string | null;
  email: string;
  /** `unknown` if there is none. */
  username: string;
  timeZone?: string;
}

export interface BookingRow {
  uid: string;
  title: string;
  description: string | null;
  status: string;
  start: string;
  end: string;
  duration: number;
  location: string | null;
  rating: number | null;
  createdAt: string;
  updatedAt: string | null;
  absentHost: boolean;
  icsUid: string;
  hosts: CalcomHost[];
  attendees: {
    name: string;
    email: string;
    timeZone: string;
    language: string | null;
    absent: boolean;
    phoneNumber?: string;
  }[];
  guests?: string[];
  eventType: { id: number; slug: string } | null;
  cancellationReason?: string;
  cancelledByEmail?: string;
  reschedulingReason?: string;
  rescheduledByEmail?: string | null;
  rescheduledFromUid?: string;
  rescheduledToUid?: string;
  bookingFieldsResponses?: object;
  metadata: object;
}

export interface CalcomAccount {
  id: number;
  name: string | null;
  email: string | null;
  username: string | null;
  avatarUrl: string | null;
  timeZone: string | null;
}

interface RankedRow {
  userId: number;
  user: { name: string | null; username: string | null; email: string; avatarUrl: string };
  count: number;
}

interface RoutedRows {
  users: {
    data: {
      id: number;
      name: string | null;
      email: string | null;
      avatarUrl: string | null;
      performance: string;
      totalBookings: number;
    }[];
  };
  periodStats: { data: { userId: number; period_start: string; total: number }[] };
}

interface Marker {
  name: string;
  timestamp: string;
}

export interface PeriodRow {
  id: number;
  name: string;
  start_date: string;
  /** Null for a running period, under a quirk. */
  end_date: string | null;
  created_at: string;
  updated_at: string;
  markers?: Marker | Marker[];
}

export interface ActionRow {
  periodActionId: number;
  actionId: number;
  classification: string;
  subClassification: string | null;
  status: string;
  /** Absent under a quirk. */
  createdTime?: string;
  assignedTime: string | null;
  doingTime: string | null;
  closedTime: string | null;
  createdByUserName: string;
  periodMarker: string | null;
  assignedUserNames: string[];
  channel: string;
  formType: string;
  latestChannel: string;
  /** A string under a quirk. */
  aiDispatched: boolean | string;
  [formField: string]: unknown;
}

export interface Member {
  id: string;
  firstName: string;
  lastName: string;
  email?: string;
}

export type StatsRow = Record<string, string | number>;

export interface Range {
  from: string;
  to: string;
}

/** The bounds for a vendor whose end is inclusive. */
export function inclusive({ from, to }: Range): { startDate: string; endDate: string } {
  return { startDate: new Date(from).toISOString(), endDate: new Date(Date.parse(to) - 1).toISOString() };
}

class Refusal extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(`${status} ${text}`);
    this.status = status;
  }
}

export type Vendors = ReturnType<typeof connect>;

/** Makes the clients. `settings` are the sandbox's. */
export function connect(settings: Record<string, string>) {
  const org = `${settings.CALCOM_API_URL}/v2/organizations/${settings.CALCOM_ORG_ID}`;
  const team = `${org}/teams/${settings.CALCOM_TEAM_ID}`;
  const bearer = { authorization: `Bearer ${settings.CALCOM_API_KEY}`, 'cal-api-version': '2024-08-13' };
  const aloKey = { authorization: `Bearer ${settings.ALO_API_KEY}` };
  const apiKey = { 'x-api-key': `${settings.SALESHANDY_API_KEY}` };

  async function ask<T>(url: string, headers: Record<string, string>, body?: object): Promise<T> {
    const posted = { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(url, {
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body ? posted : {}),
    });
    if (!response.ok) throw new Refusal(response.status, await response.text());
    return (await response.json()) as T;
  }

  /** Null if the vendor refuses it or does not have it. */
  async function unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof Refusal && [403, 404].includes(error.status)) return null;
      throw error;
    }
  }

  async function allPages<T>(url: string): Promise<T[]> {
    const take = 100;
    const rows: T[] = [];
    for (let skip = 0; ; skip += take) {
      const { data } = await ask<{ data: T[] }>(`${url}take=${take}&skip=${skip}`, bearer);
      rows.push(...data);
      if (data.length < take) return rows;
    }
  }

  const memberList = () =>
    unlessRefused(
      ask<{ payload: { members: Member[] }[]; hasMore?: boolean }>(
        `${settings.SALESHANDY_API_URL}/v1/user/team-member-list`,
        apiKey,
      ),
    );

  return {
    teamId: Number(settings.CALCOM_TEAM_ID),
    bookings: (query = '') => allPages<BookingRow>(`${team}/bookings?${query}&sortStart=asc&`),
    memberIds: async () => {
      const memberships = await unlessRefused(allPages<{ userId: number }>(`${team}/memberships?`));
      return memberships?.map(({ userId }) => userId) ?? null;
    },
    accounts: () => unlessRefused(allPages<CalcomAccount>(`${org}/users?`)),
    memberStats: async (body: object) => {
      const url = `${settings.CALCOM_API_URL}/v2/insights/bookings/members`;
      return (await ask<{ data: Record<string, RankedRow[]> }>(url, bearer, body)).data;
    },
    routedTo: async (body: object) => {
      const url = `${settings.CALCOM_API_URL}/v2/insights/routings/routed-to-per-period`;
      return (await ask<{ data: RoutedRows }>(url, bearer, body)).data;
    },
    periods: async () => (await ask<{ periods: PeriodRow[] }>(`${settings.ALO_API_URL}/periods`, aloKey)).periods,
    actions: async (periodId: number, formField?: string) => {
      const query = formField ? `?form_fields=${encodeURIComponent(JSON.stringify([formField]))}` : '';
      const url = `${settings.ALO_API_URL}/periods/${periodId}/actions${query}`;
      return (await ask<{ actions: ActionRow[] }>(url, aloKey)).actions;
    },
    members: async () => (await memberList())?.payload.flatMap(({ members }) => members) ?? null,
    /** Whether the member list is complete. */
    hasAllMembers: async () => {
      const answer = await memberList();
      return answer !== null && !answer.hasMore;
    },
    /** The row of one member in a report; undefined if there is none. */
    stats: async (member: Member, type: 'prospect' | 'email', range: Range): Promise<StatsRow | undefined> => {
      const url = `${settings.SALESHANDY_API_URL}/v1/analytics/team/stats`;
      const report = { type, countBy: 'absolute', orderBy: 'replied', sortOrder: 'desc', limit: 1, page: 1 };
      const body = { ...report, ...offsetForm(range), userIds: [member.id] };
      return (await ask<{ payload: { data: StatsRow[] } }>(url, apiKey, body)).payload.data[0];
    },
  };
}

/** The format of times that Saleshandy documents. */
function offsetForm(range: Range) {
  const { startDate, endDate } = inclusive(range);
  return { startDate: startDate.replace('Z', '+00:00'), endDate: endDate.replace('Z', '+00:00') };
}

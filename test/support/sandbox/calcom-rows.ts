// What the tests read of Cal.com's answers, and the paths they ask.

import type { Sandbox } from '../../../sandbox/index.ts';
import { type Answer, askCalcom } from './start.ts';

export const BOOKINGS = '/v2/organizations/4100/teams/4210/bookings';
export const MEMBERS = '/v2/insights/bookings/members';
export const ROUTED = '/v2/insights/routings/routed-to-per-period';

export interface BookingRow extends Record<string, unknown> {
  id: number;
  uid: string;
  status: string;
  start: string;
  end: string;
  createdAt: string;
  updatedAt: string | null;
  eventType: { id: number; slug: string } | null;
  hosts: { id: number | string; name: string | null; timeZone?: string }[];
  attendees: { name: string; email: string; seatUid?: string; phoneNumber?: string }[];
}

export interface BookingPage {
  status: string;
  data: BookingRow[];
  pagination: Record<string, number | boolean>;
}

export interface Failure {
  status: string;
  timestamp: string;
  path: string;
  error: {
    code: string;
    message: string;
    details?: { errors?: { property: string; constraints: Record<string, string> }[] };
  };
}

interface Ranked {
  userId: number;
  user: { email: string; avatarUrl: string };
  emailMd5: string;
  count: number;
}

export interface Stats {
  data: Record<string, Ranked[]>;
}

export interface Routed {
  data: {
    users: { data: { id: number; name: string | null; performance: string; totalBookings: number }[] };
    periodStats: { data: { userId: number; period_start: string; total: number }[] };
  };
}

export async function listBookings(sandbox: Sandbox, query: Record<string, string> = {}): Promise<BookingPage> {
  const answer = await askCalcom<BookingPage>(sandbox, `${BOOKINGS}?${new URLSearchParams(query)}`);
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
  return answer.body;
}

export async function uidsOf(sandbox: Sandbox, query: Record<string, string>): Promise<string[]> {
  return (await listBookings(sandbox, query)).data.map(({ uid }) => uid);
}

export async function bookingOf(sandbox: Sandbox, bookingUid: string): Promise<BookingRow> {
  const [row] = (await listBookings(sandbox, { bookingUid })).data;
  if (!row) throw new Error(`No booking ${bookingUid}`);
  return row;
}

export function askMembers(sandbox: Sandbox, body: object = {}): Promise<Answer<Stats>> {
  return askCalcom(sandbox, MEMBERS, { scope: 'team', selectedTeamId: 4210, timeZone: 'UTC', ...body });
}

export function askRouted(sandbox: Sandbox, body: object = {}): Promise<Answer<Routed>> {
  return askCalcom(sandbox, ROUTED, {
    scope: 'team',
    selectedTeamId: 4210,
    startDate: '2026-03-02',
    endDate: '2026-03-15',
    period: 'perDay',
    limit: 100,
    ...body,
  });
}

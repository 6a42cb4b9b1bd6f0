/** An invented Cal.com on a loopback socket, with known rows and with faults. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Row {
  readonly uid: string;
  readonly startMs: number;
  readonly status: 'accepted' | 'cancelled' | 'rejected' | 'pending';
  readonly createdMs: number;
  readonly updatedMs: number | null;
  readonly hostId: number;
  readonly email: string;
  readonly typeId: number;
}

export interface Member {
  readonly userId: number;
  readonly name: string;
  readonly accepted?: boolean;
}

/** The faults of this vendor. */
export interface Faults {
  /** A page has at most this many rows, whatever `take` is, and its counts are true. */
  readonly cap?: number;
  /** The same, but the counts assume that the page has `take` rows. */
  readonly hiddenCap?: number;
  /** The row at this index is missing on each page. */
  readonly drop?: number;
  /** Sends this page, counted from 0, again in place of later ones. */
  readonly repeat?: number;
  /** Added to the total. */
  readonly totalOff?: number;
  /** Added to the total of the first page only. */
  readonly firstTotalOff?: number;
  /** Each page says that it is the last. */
  readonly noMore?: boolean;
  readonly hide?: 'attendees' | 'createdAt' | 'eventType';
  readonly ignore?: 'attendeeEmail' | 'created' | 'eventTypeIds' | 'skip';
  /** Looks back in steps for `status=past`. */
  readonly pastSteps?: boolean;
  readonly shuffle?: boolean;
  readonly typesRefused?: boolean;
  readonly noTypes?: boolean;
  /** A page with more rows than this is too large to be read. */
  readonly tooLargeAbove?: number;
  /** The answers to the form of each booking. */
  readonly answers?: unknown;
}

export interface World {
  readonly nowMs: number;
  readonly rows: readonly Row[];
  readonly types: readonly { readonly id: number; readonly slug: string; readonly managed?: boolean }[];
  readonly members: readonly Member[];
  readonly faults: Faults;
}

export interface CalcomVendor {
  readonly settings: Readonly<Record<string, string>>;
  world: World;
  /** Path and query of each request, oldest first. */
  readonly calls: string[];
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** Starts the vendor. Set `world` to change its rows and faults. */
export async function startCalcomVendor(first: World): Promise<CalcomVendor> {
  const calls: string[] = [];
  const vendor = { world: first, calls };
  const server = createServer((request, response) => {
    calls.push(request.url ?? '');
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const { status, body } = answer(vendor.world, pathname, searchParams);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(vendor, {
    settings: {
      CALCOM_API_URL: `http://127.0.0.1:${port}`,
      CALCOM_API_KEY: 'cal_invented',
      CALCOM_ORG_ID: '1',
      CALCOM_TEAM_ID: '2',
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function answer(world: World, path: string, query: URLSearchParams): { status: number; body: unknown } {
  const { faults, members } = world;
  if (path.endsWith('/bookings')) return bookings(world, query);
  if (path.endsWith('/memberships')) return ok(listed(members.map(membership), query, faults));
  if (path.endsWith('/users')) return ok([]);
  if (path.endsWith('/event-types')) return faults.typesRefused ? refusal(403, 'ForbiddenException') : ok(types(world));
  return refusal(404, 'NotFoundException');
}

const ok = (data: unknown) => ({ status: 200, body: { status: 'success', data } });
const refusal = (status: number, code: string) => ({
  status,
  body: {
    status: 'error',
    timestamp: iso(0),
    path: '/',
    error: { code, message: code, details: { statusCode: status } },
  },
});

const types = ({ types: all, faults }: World) =>
  faults.noTypes ? [] : all.map(({ id, slug, managed }) => ({ id, slug, schedulingType: managed ? 'managed' : null }));

const membership = ({ userId, name, accepted = true }: Member) => ({
  id: userId,
  userId,
  teamId: 2,
  accepted,
  role: 'MEMBER',
  user: { email: `u${userId}@example.com`, name, username: `u${userId}`, avatarUrl: null, bio: null, metadata: {} },
});

function listed<Item>(rows: readonly Item[], query: URLSearchParams, faults: Faults): readonly Item[] {
  const skip = faults.ignore === 'skip' ? 0 : Number(query.get('skip'));
  const take = Math.min(Number(query.get('take')), faults.cap ?? Number.POSITIVE_INFINITY);
  return rows.slice(skip, skip + take);
}

function bookings(world: World, query: URLSearchParams) {
  const { faults, types: known } = world;
  const ids = query.get('eventTypeIds')?.split(',').map(Number);
  if (ids?.every((id) => !known.some((type) => type.id === id))) return refusal(400, 'TRPCError');
  const skip = Number(query.get('skip'));
  const requested = Number(query.get('take'));
  const take = Math.min(requested, faults.cap ?? requested);
  const found = inOrder(matching(world, query), query, world);
  const page = faults.repeat !== undefined && skip > faults.repeat * take ? faults.repeat * take : skip;
  const sent = found
    .slice(page, page + Math.min(take, faults.hiddenCap ?? take))
    .filter((_, index) => index !== faults.drop);
  const off = (faults.totalOff ?? 0) + (skip === 0 ? (faults.firstTotalOff ?? 0) : 0);
  const totalItems = Math.max(0, found.length + off);
  const data = sent.map((row) => bookingRow(row, world));
  const filling =
    faults.tooLargeAbove !== undefined && sent.length > faults.tooLargeAbove ? 'x'.repeat(6 * 1024 * 1024) : '';
  return {
    status: 200,
    body: {
      status: 'success',
      data,
      pagination: {
        totalItems,
        remainingItems: Math.max(0, totalItems - (skip + take)),
        hasNextPage: faults.noMore ? false : skip + take < totalItems,
      },
      filling,
    },
  };
}

function matching({ rows, nowMs, faults, types: known }: World, query: URLSearchParams): Row[] {
  const at = (name: string): number | undefined => {
    const text = query.get(name);
    return text === null ? undefined : Date.parse(text);
  };
  const statuses = query.get('status')?.split(',');
  const email = faults.ignore === 'attendeeEmail' ? null : query.get('attendeeEmail');
  const uid = query.get('bookingUid');
  const ids = faults.ignore === 'eventTypeIds' ? undefined : query.get('eventTypeIds')?.split(',').map(Number);
  const [from, since, until] = [at('afterStart'), at('afterCreatedAt'), at('beforeCreatedAt')];
  const managed = ids?.filter((id) => known.some((type) => type.id === id && type.managed)) ?? [];
  return rows.filter(
    (row) =>
      (statuses === undefined || statuses.some((status) => hasStatus(row, status, nowMs))) &&
      (email === null || row.email === email) &&
      (uid === null || row.uid === uid) &&
      (ids === undefined || ids.includes(row.typeId) || managed.some((id) => row.typeId === id + 1000)) &&
      (from === undefined || row.startMs >= from) &&
      (faults.ignore === 'created' ||
        ((since === undefined || row.createdMs >= since) && (until === undefined || row.createdMs <= until))),
  );
}

/** Whether a booking has a state that Cal.com's `status` filters by. */
export function hasStatus({ status, startMs }: Row, state: string, nowMs: number): boolean {
  const isOff = status === 'cancelled' || status === 'rejected';
  const isOver = startMs + HOUR_MS <= nowMs;
  if (state === 'past') return isOver && !isOff;
  if (state === 'cancelled') return isOff;
  if (state === 'unconfirmed') return !isOver && status === 'pending';
  return state === 'upcoming' && !isOver && !isOff;
}

function inOrder(rows: Row[], query: URLSearchParams, { faults }: World): Row[] {
  const descends = [...query].some(([name, value]) => name.startsWith('sort') && value === 'desc');
  const sorted = (some: readonly Row[]): Row[] =>
    [...some].sort((a, b) => (descends ? b.startMs - a.startMs : a.startMs - b.startMs) || (a.uid < b.uid ? -1 : 1));
  if (faults.shuffle) return [...rows].sort((a, b) => (a.uid < b.uid ? -1 : 1));
  if (!faults.pastSteps || query.get('status') !== 'past') return sorted(rows);
  // Pages take the newest bookings first, and each page is sorted by itself.
  const newestFirst = [...rows].sort((a, b) => b.startMs - a.startMs || (a.uid < b.uid ? -1 : 1));
  const pages: Row[] = [];
  const take = Number(query.get('take'));
  for (let start = 0; start < newestFirst.length; start += take) {
    pages.push(...sorted(newestFirst.slice(start, start + take)));
  }
  return pages;
}

function bookingRow(row: Row, { faults, types: known }: World) {
  const type = known.find(({ id }) => id === row.typeId);
  return {
    id: 1,
    uid: row.uid,
    title: `Meeting ${row.uid}`,
    description: null,
    status: row.status,
    start: iso(row.startMs),
    end: iso(row.startMs + HOUR_MS),
    duration: 60,
    location: null,
    absentHost: false,
    ...(faults.hide === 'createdAt' ? {} : { createdAt: iso(row.createdMs) }),
    updatedAt: row.updatedMs === null ? null : iso(row.updatedMs),
    hosts: [
      {
        id: row.hostId,
        name: `Host ${row.hostId}`,
        email: `u${row.hostId}@example.com`,
        username: 'u',
        timeZone: 'UTC',
      },
    ],
    attendees:
      faults.hide === 'attendees'
        ? []
        : [{ name: 'Ann', email: row.email, timeZone: 'UTC', language: 'en', absent: false }],
    eventType: faults.hide === 'eventType' ? null : { id: row.typeId, slug: type?.slug ?? `own-${row.typeId}` },
    bookingFieldsResponses: faults.answers ?? {},
    metadata: {},
  };
}

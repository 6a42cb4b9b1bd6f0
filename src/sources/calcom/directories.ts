/** The lists of Cal.com that are asked for once and kept: who belongs to the team and organization, and what can be booked. */
import { SourceError } from '../../errors.ts';
import { createDirectory, type DirectoryAge } from '../../upstream/directory.ts';
import type { Endpoint, Read } from '../../upstream/endpoint.ts';
import { nextRoster, type Roster, type Rows } from '../values.ts';
import { isTeamUnfiltered } from './booking-filter.ts';
import { type CalcomEndpoints, PAGE_SIZE, USERS_PAGE_SIZE } from './client.ts';
import type { CalcomPerson, TeamEventType } from './model.ts';

const DIRECTORY_PAGE_CAP = 20;
/** The latest 1,000 bookings. */
const HOST_PAGE_CAP = 4;

export interface CalcomRoster {
  readonly teamMembers: Roster<CalcomPerson>;
  /** Why the credential may not see the members; then they are the hosts of the team's latest bookings. */
  readonly membersRefused: SourceError | null;
  /** Or why the credential may not see the organization: rights differ by plan. */
  readonly organizationUsers: Roster<CalcomPerson> | SourceError;
}

export interface CalcomDirectories {
  roster(): Promise<CalcomRoster>;
  /** Or why the credential may not see them. */
  eventTypes(): Promise<Rows<TeamEventType> | SourceError>;
  me(): Promise<CalcomPerson>;
}

/** `read` must not end with any one request: what it brings is for all of them. */
export function createCalcomDirectories(endpoints: CalcomEndpoints, read: Read, age: DirectoryAge): CalcomDirectories {
  const eventTypes = createDirectory(() => unlessRefused(read(endpoints.teamEventTypes, {})), age);
  const teamHosts = async (): Promise<Rows<CalcomPerson>> => {
    const types = await eventTypes();
    const isWhole = !(types instanceof SourceError) && types.rejected.length === 0;
    return isTeamUnfiltered(isWhole ? types.rows : null) ? { rows: [], rejected: [] } : readHosts(read, endpoints);
  };
  const loadRoster = async (kept: CalcomRoster | undefined): Promise<CalcomRoster> => {
    const [members, users] = await Promise.all([
      unlessRefused(readPeople(read, endpoints.teamMembers, PAGE_SIZE)),
      unlessRefused(readPeople(read, endpoints.organizationUsers, USERS_PAGE_SIZE)),
    ]);
    const isRefused = members instanceof SourceError;
    return {
      teamMembers: isRefused
        ? { ...(await teamHosts()), wasWhole: false }
        : nextRoster(members, kept?.membersRefused ? undefined : kept?.teamMembers),
      membersRefused: isRefused ? members : null,
      organizationUsers: users instanceof SourceError ? users : nextRoster(users, rosterIn(kept?.organizationUsers)),
    };
  };
  return {
    roster: createDirectory(loadRoster, age),
    eventTypes,
    me: createDirectory(() => read(endpoints.me, {}), age),
  };
}

/** All pages of a list that does not say whether more follows: a short page is the last. */
async function readPeople(
  read: Read,
  endpoint: Endpoint<{ readonly page: number }, Rows<CalcomPerson>>,
  pageSize: number,
): Promise<Rows<CalcomPerson>> {
  const people = new Map<string, CalcomPerson>();
  const rejected: number[] = [];
  for (let page = 0; page < DIRECTORY_PAGE_CAP; page++) {
    const { rows, rejected: unread } = await read(endpoint, { page });
    const known = people.size;
    for (const person of rows) people.set(person.userId, person);
    rejected.push(...unread.map((index) => page * pageSize + index));
    const isLast = rows.length + unread.length < pageSize || people.size === known;
    if (isLast) return { rows: [...people.values()], rejected };
  }
  throw new SourceError('CALCOM', 'CONTRACT', { detail: `${endpoint.name}: pages without end` });
}

const rosterIn = (list: Roster<CalcomPerson> | SourceError | undefined): Roster<CalcomPerson> | undefined =>
  list instanceof SourceError ? undefined : list;

/** Who hosts the team's latest bookings, latest first: what can be told of its members where their list may not be seen. */
async function readHosts(read: Read, { bookings }: CalcomEndpoints): Promise<Rows<CalcomPerson>> {
  const hosts = new Map<string, CalcomPerson>();
  let skip = 0;
  for (let page = 0; page < HOST_PAGE_CAP; page++) {
    const answer = await read(bookings, { sort: 'sortStart', direction: 'desc', skip, take: PAGE_SIZE });
    const { rows, rejected } = answer.bookings;
    skip += rows.length + rejected.length;
    for (const { userId, ...host } of rows.flatMap((booking) => booking.hosts)) {
      if (userId !== null && !hosts.has(userId)) hosts.set(userId, { ...host, userId, avatarUrl: null });
    }
    if (!answer.hasNextPage) break;
  }
  return { rows: [...hosts.values()], rejected: [] };
}

/** A refusal is an answer like any other, and kept: what the credential may see depends on the plan. */
const unlessRefused = <Content>(reading: Promise<Content>): Promise<Content | SourceError> =>
  reading.catch((error: unknown) => {
    if (error instanceof SourceError && error.isRefusal) return error;
    throw error;
  });

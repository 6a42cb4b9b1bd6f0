/** The lists of Cal.com that are asked for once and kept: who belongs to the team and organization, and what can be booked. */
import { SourceError } from '../../errors.ts';
import { createDirectory, type DirectoryAge } from '../../upstream/cache/directory.ts';
import type { Endpoint, Read } from '../../upstream/endpoint.ts';
import { type Listing, nextRoster, type Roster, type Rows } from '../values.ts';
import { isTeamUnfiltered } from './booking-filter.ts';
import { type CalcomEndpoints, PAGE_SIZE } from './client.ts';
import type { CalcomPerson, TeamEventType, TeamMember } from './model.ts';

const DIRECTORY_PAGE_CAP = 20;
/** The latest 1,000 bookings. */
const HOST_PAGE_CAP = 4;

export interface CalcomRoster {
  readonly teamMembers: Roster<TeamMember>;
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
  const teamHosts = async (): Promise<Rows<TeamMember>> => {
    const types = await eventTypes();
    const isWhole = !(types instanceof SourceError) && types.rejected.length === 0;
    return isTeamUnfiltered(isWhole ? types.rows : null) ? { rows: [], rejected: [] } : readHosts(read, endpoints);
  };
  const loadRoster = async (kept: CalcomRoster | undefined): Promise<CalcomRoster> => {
    const [members, users] = await Promise.all([
      unlessRefused(readPeople(read, endpoints.teamMembers)),
      unlessRefused(readPeople(read, endpoints.organizationUsers)),
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

/**
 * All pages of a list that does not say whether more follows: it has ended when a further page is empty. Pages go on behind
 * the rows that came, for a server may send fewer than were asked for. A page with people of an earlier one proves nothing.
 */
async function readPeople<Person extends CalcomPerson>(
  read: Read,
  endpoint: Endpoint<{ readonly skip: number }, Rows<Person>>,
): Promise<Listing<Person>> {
  const people = new Map<string, Person>();
  const rejected: number[] = [];
  let skip = 0;
  let repeats = false;
  for (let page = 0; page < DIRECTORY_PAGE_CAP; page++) {
    const answer = await read(endpoint, { skip });
    const slots = answer.rows.length + answer.rejected.length;
    if (slots === 0) return { rows: [...people.values()], rejected, isProven: !repeats };
    const known = new Set(people.keys());
    const isNothingNew = answer.rows.length > 0 && answer.rows.every(({ userId }) => known.has(userId));
    repeats ||= answer.rows.some(({ userId }) => known.has(userId));
    if (isNothingNew) break;
    for (const person of answer.rows) people.set(person.userId, person);
    for (const index of answer.rejected) rejected.push(skip + index);
    skip += slots;
  }
  return { rows: [...people.values()], rejected, isProven: false };
}

const rosterIn = (list: CalcomRoster['organizationUsers'] | undefined): Roster<CalcomPerson> | undefined =>
  list instanceof SourceError ? undefined : list;

/** Who hosts the team's latest bookings, latest first: what can be told of its members where their list may not be seen. */
async function readHosts(read: Read, { bookings }: CalcomEndpoints): Promise<Rows<TeamMember>> {
  const hosts = new Map<string, TeamMember>();
  let skip = 0;
  for (let page = 0; page < HOST_PAGE_CAP; page++) {
    const answer = await read(bookings, { sort: 'sortStart', direction: 'desc', skip, take: PAGE_SIZE });
    const { rows, rejected } = answer.bookings;
    skip += rows.length + rejected.length;
    for (const { userId, ...host } of rows.flatMap((booking) => booking.hosts)) {
      if (userId !== null && !hosts.has(userId))
        hosts.set(userId, { ...host, userId, avatarUrl: null, isInvited: false });
    }
    if (!answer.hasNextPage) break;
  }
  return { rows: [...hosts.values()], rejected: [] };
}

/** A refusal is an answer like any other, and kept: what the credential may see depends on the plan. */
const unlessRefused = <Content>(reading: Promise<Content>): Promise<Content | SourceError> =>
  reading.catch((error: unknown) => {
    if (error instanceof SourceError && error.facts.isRefusal) return error;
    throw error;
  });

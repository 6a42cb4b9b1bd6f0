/** The lists of Cal.com that are asked for once and kept: who belongs to the team and organization, and what can be booked. */

import { SourceError } from '../../errors.ts';
import type { Pieces } from '../../time/pieces.ts';
import { sliced } from '../../time/slices.ts';
import { createDirectory, type DirectoryAge } from '../../upstream/cache/directory.ts';
import type { Endpoint, Read } from '../../upstream/endpoint.ts';
import {
  type AgreedRows,
  agreedRows,
  firstOfEach,
  foldEmail,
  type Listing,
  nextRoster,
  type Roster,
  type Rows,
} from '../values.ts';
import { isTeamUnfiltered } from './booking-filter.ts';
import { type CalcomEndpoints, PAGE_SIZE, type Page, USERS_PAGE_SIZE } from './client.ts';
import type { CalcomPerson, TeamEventType, TeamMember } from './model.ts';
import { smallerPages } from './smaller-pages.ts';

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

/**
 * All pages of a list that does not say whether more follows: it has ended when a further page is empty. Pages go on behind
 * the rows that came, for a server may send fewer than were asked for. A page with people of an earlier one proves nothing,
 * nor do rows of one person that differ.
 */
async function readPeople<Person extends CalcomPerson>(
  read: Read,
  endpoint: Endpoint<Page, Rows<Person>>,
  mostRows: number,
): Promise<Listing<Person>> {
  const ask = smallerPages(mostRows);
  const rows: Person[] = [];
  const rejected: number[] = [];
  const known = new Set<string>();
  let skip = 0;
  let repeats = false;
  let isEnded = false;
  for (let page = 0; page < DIRECTORY_PAGE_CAP; page++) {
    const answer = await ask((take) => read(endpoint, { skip, take }));
    const slots = answer.rows.length + answer.rejected.length;
    isEnded = slots === 0;
    const isNothingNew = answer.rows.length > 0 && answer.rows.every(({ userId }) => known.has(userId));
    repeats ||= answer.rows.some(({ userId }) => known.has(userId));
    rows.push(...answer.rows);
    if (isEnded || isNothingNew) break;
    for (const person of answer.rows) known.add(person.userId);
    for (const index of answer.rejected) rejected.push(skip + index);
    skip += slots;
  }
  const people = await sliced(agreedPeople({ rows, rejected }));
  return { ...people, isProven: isEnded && !repeats && people.contradicted.size === 0 };
}

/** Each person once, by the first row. Where their rows differ in the e-mail none is told: it would link them. */
function* agreedPeople<Person extends CalcomPerson>(list: Rows<Person>): Pieces<AgreedRows<Person>> {
  const agreed = yield* agreedRows(list, ({ userId }) => userId);
  const rowsOf = Map.groupBy(list.rows, ({ userId }) => userId);
  const emailsOf = ({ userId }: Person) => new Set(rowsOf.get(userId)?.map(({ email }) => email && foldEmail(email)));
  const people = firstOfEach(agreed.rows, ({ userId }) => userId);
  return { ...agreed, rows: people.map((one) => (emailsOf(one).size === 1 ? one : { ...one, email: null })) };
}

const rosterIn = (list: CalcomRoster['organizationUsers'] | undefined): Roster<CalcomPerson> | undefined =>
  list instanceof SourceError ? undefined : list;

/** Who hosts the team's latest bookings, latest first: what can be told of its members where their list may not be seen. */
async function readHosts(read: Read, { bookings }: CalcomEndpoints): Promise<Rows<TeamMember>> {
  const hosts = new Map<string, TeamMember>();
  const ask = smallerPages(PAGE_SIZE);
  let skip = 0;
  for (let page = 0; page < HOST_PAGE_CAP; page++) {
    const answer = await ask((take) => read(bookings, { sort: 'sortStart', direction: 'desc', skip, take }));
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

/** The directories of Cal.com: the people of the team and organization, the event types, and the owner of the credential. */
import { SourceError } from '../../errors.ts';
import { memoize } from '../../provenance.ts';
import type { Pieces } from '../../time/pieces.ts';
import { sliced } from '../../time/slices.ts';
import { createDirectory, type Directory, type DirectoryAge } from '../../upstream/cache/directory.ts';
import type { Endpoint, Read } from '../../upstream/endpoint.ts';
import type { Held } from '../../upstream/read.ts';
import { type AgreedRows, agreedRows, firstOfEach } from '../agreed-rows.ts';
import type { Demand } from '../demand.ts';
import { foldEmail } from '../folding.ts';
import { demandOfFreshRead, demandOfPages, demandsOfDirectory, ifAtAll, listOf, walkHeld } from '../held-reads.ts';
import { type Listing, nextRoster, type Roster } from '../rosters.ts';
import type { Rows } from '../rows.ts';
import { isTeamUnfiltered } from './booking-filter.ts';
import { type CalcomEndpoints, PAGE_SIZE, type PageParameters, USERS_PAGE_SIZE } from './client.ts';
import type { CalcomPerson, TeamEventType, TeamMember } from './model.ts';
import { createShrinkingReader } from './pages.ts';

/** A directory may cost this many pages. */
const DIRECTORY_PAGE_CAP = 20;
/** Pages of bookings that are searched for hosts: the latest 1,000 bookings. */
const HOST_PAGE_CAP = 4;

export interface CalcomRoster {
  readonly teamMembers: Roster<TeamMember>;
  /** The refusal of the members. If there is one, `teamMembers` are the hosts of the team's latest bookings. */
  readonly membersRefused: SourceError | null;
  /** Or the refusal: whether the credential may read them depends on the plan. */
  readonly organizationUsers: Roster<CalcomPerson> | SourceError;
}

/** Each load throws a `SourceError` if Cal.com gives no answer; a refusal of a whole directory is an answer. */
export interface CalcomDirectories {
  roster(): Promise<CalcomRoster>;
  /** Or the refusal. */
  eventTypes(): Promise<Rows<TeamEventType> | SourceError>;
  me(): Promise<CalcomPerson>;
}

/** The directories of the server, which can be looked at without a load. */
export interface HeldCalcomDirectories extends CalcomDirectories {
  readonly roster: Directory<CalcomRoster>;
  readonly eventTypes: Directory<Rows<TeamEventType> | SourceError>;
  readonly me: Directory<CalcomPerson>;
}

/** `read` must not end with a request, because all requests share the directories. */
export function createCalcomDirectories(
  endpoints: CalcomEndpoints,
  read: Read,
  age: DirectoryAge,
): HeldCalcomDirectories {
  const eventTypes = createDirectory(() => unlessRefused(read(endpoints.teamEventTypes, {})), age);
  const teamHosts = async (): Promise<Rows<TeamMember>> => {
    const types = await eventTypes();
    const isWhole = !(types instanceof SourceError) && types.unreadable.length === 0;
    return isTeamUnfiltered(isWhole ? types.rows : null) ? { rows: [], unreadable: [] } : readHosts(read, endpoints);
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

/** What is held of the directories. */
export type HeldOfDirectories = {
  readonly [Name in keyof HeldCalcomDirectories]: Pick<HeldCalcomDirectories[Name], 'held'>;
};

/** Tells the calls of the directories: none while they are fresh. */
export function planDirectories(endpoints: CalcomEndpoints, directories: HeldOfDirectories, held: Held) {
  const { teamMembers, organizationUsers, teamEventTypes, me } = endpoints;
  const eventTypes = memoize(() =>
    demandsOfDirectory(directories.eventTypes.held(), [listOf(teamEventTypes, {})], async () => [
      await demandOfFreshRead(held, teamEventTypes, {}),
    ]),
  );
  return {
    eventTypes,
    roster: memoize(() =>
      demandsOfDirectory(
        directories.roster.held(),
        [listOf(teamMembers, FIRST_PAGE), listOf(organizationUsers, FIRST_PAGE)],
        loadRoster,
      ),
    ),
    me: memoize(() =>
      demandsOfDirectory(directories.me.held(), [listOf(me, {})], async () => [await demandOfFreshRead(held, me, {})]),
    ),
  };

  async function loadRoster(): Promise<Demand[]> {
    const [members, users] = await Promise.all([
      demandOfPeople(teamMembers, PAGE_SIZE),
      demandOfPeople(organizationUsers, USERS_PAGE_SIZE),
    ]);
    const hosts: Demand = {
      ...{ source: 'CALCOM', endpoint: endpoints.bookings.name, key: 'hosts', min: 0, max: HOST_PAGE_CAP, cached: 0 },
      bound: `the latest bookings, up to ${HOST_PAGE_CAP} pages`,
    };
    const isListed = members.max === 0;
    return [members, users, ...(isListed ? [] : ifAtAll([hosts, ...(await eventTypes())], REFUSED))];
  }

  async function demandOfPeople<Person extends CalcomPerson>(
    endpoint: Endpoint<PageParameters, Rows<Person>>,
    take: number,
  ): Promise<Demand> {
    const walk = await walkHeld(held, (read) => readPeople(read, endpoint, take), { onlyFresh: true });
    return demandOfPages(walk, { ...listOf(endpoint, FIRST_PAGE), pageCap: DIRECTORY_PAGE_CAP });
  }
}

const FIRST_PAGE = { skip: 0, take: PAGE_SIZE };

const REFUSED = 'only if Cal.com refuses the list of members';

/**
 * Reads all pages of a list that does not say whether more follow: it has ended when a page is empty. The next page starts
 * after the rows that came, since a server may send fewer than requested. The list is not proven if a person comes on two
 * pages, or with rows that differ.
 */
async function readPeople<Person extends CalcomPerson>(
  read: Read,
  endpoint: Endpoint<PageParameters, Rows<Person>>,
  pageSize: number,
): Promise<Listing<Person>> {
  const readPage = createShrinkingReader(pageSize);
  const rows: Person[] = [];
  const unreadable: number[] = [];
  const known = new Set<string>();
  let skip = 0;
  let repeats = false;
  let isEnded = false;
  for (let page = 0; page < DIRECTORY_PAGE_CAP; page++) {
    const answer = await readPage((take) => read(endpoint, { skip, take }));
    const slots = answer.rows.length + answer.unreadable.length;
    isEnded = slots === 0;
    const isNothingNew = answer.rows.length > 0 && answer.rows.every(({ userId }) => known.has(userId));
    repeats ||= answer.rows.some(({ userId }) => known.has(userId));
    rows.push(...answer.rows);
    if (isEnded || isNothingNew) break;
    for (const person of answer.rows) known.add(person.userId);
    for (const index of answer.unreadable) unreadable.push(skip + index);
    skip += slots;
  }
  const people = await sliced(agreedPeople({ rows, unreadable }));
  return { ...people, isProven: isEnded && !repeats && people.contradicted.size === 0 };
}

/** Each person once. If the rows of a person have different e-mails, the e-mail is null, because it would link the person. */
function* agreedPeople<Person extends CalcomPerson>(list: Rows<Person>): Pieces<AgreedRows<Person>> {
  const agreed = yield* agreedRows(list, ({ userId }) => userId);
  const rowsOf = Map.groupBy(list.rows, ({ userId }) => userId);
  const emailsOf = ({ userId }: Person) => new Set(rowsOf.get(userId)?.map(({ email }) => email && foldEmail(email)));
  const people = firstOfEach(agreed.rows, ({ userId }) => userId);
  return { ...agreed, rows: people.map((one) => (emailsOf(one).size === 1 ? one : { ...one, email: null })) };
}

const rosterIn = (list: CalcomRoster['organizationUsers'] | undefined): Roster<CalcomPerson> | undefined =>
  list instanceof SourceError ? undefined : list;

/** The hosts of the team's latest bookings, latest first. They stand in for members whose list the credential may not read. */
async function readHosts(read: Read, { bookings }: CalcomEndpoints): Promise<Rows<TeamMember>> {
  const hosts = new Map<string, TeamMember>();
  const readPage = createShrinkingReader(PAGE_SIZE);
  let skip = 0;
  for (let page = 0; page < HOST_PAGE_CAP; page++) {
    const answer = await readPage((take) => read(bookings, { sort: 'sortStart', direction: 'desc', skip, take }));
    const { rows, unreadable } = answer.bookings;
    skip += rows.length + unreadable.length;
    for (const { userId, ...host } of rows.flatMap((booking) => booking.hosts)) {
      if (userId !== null && !hosts.has(userId))
        hosts.set(userId, { ...host, userId, avatarUrl: null, isInvited: false });
    }
    if (!answer.hasNextPage) break;
  }
  return { rows: [...hosts.values()], unreadable: [] };
}

/** A refusal is kept like any other answer: what the credential may read depends on the plan. */
const unlessRefused = <Content>(reading: Promise<Content>): Promise<Content | SourceError> =>
  reading.catch((error: unknown) => {
    if (error instanceof SourceError && error.facts.isRefusal) return error;
    throw error;
  });

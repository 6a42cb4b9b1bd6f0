/** The lists of Cal.com that are asked for once and kept: who belongs to the team and organization, and what can be booked. */
import { SourceError } from '../../errors.ts';
import { createDirectory } from '../../upstream/directory.ts';
import type { Endpoint, Read } from '../../upstream/endpoint.ts';
import { isRefusal } from '../../upstream/read.ts';
import type { Rows } from '../values.ts';
import { type CalcomEndpoints, PAGE_SIZE, USERS_PAGE_SIZE } from './client.ts';
import type { CalcomPerson, TeamEventType } from './model.ts';

const DIRECTORY_PAGE_CAP = 20;

export interface CalcomRoster {
  readonly teamMembers: Rows<CalcomPerson>;
  /** Null where the credential may not see the organization: rights differ by plan. */
  readonly organizationUsers: Rows<CalcomPerson> | null;
}

export interface CalcomDirectories {
  roster(): Promise<CalcomRoster>;
  /** Or why the credential may not see them. */
  eventTypes(): Promise<Rows<TeamEventType> | SourceError>;
  me(): Promise<CalcomPerson>;
}

/** `read` must not end with any one request: what it brings is for all of them. */
export function createCalcomDirectories(endpoints: CalcomEndpoints, read: Read): CalcomDirectories {
  const loadRoster = async (): Promise<CalcomRoster> => {
    const [teamMembers, organizationUsers] = await Promise.all([
      readPeople(read, endpoints.teamMembers, PAGE_SIZE),
      unlessRefused(readPeople(read, endpoints.organizationUsers, USERS_PAGE_SIZE)),
    ]);
    return { teamMembers, organizationUsers: organizationUsers instanceof SourceError ? null : organizationUsers };
  };
  return {
    roster: createDirectory(loadRoster),
    eventTypes: createDirectory(() => unlessRefused(read(endpoints.teamEventTypes, {}))),
    me: createDirectory(() => read(endpoints.me, {})),
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

/** A refusal is an answer like any other, and kept: what the credential may see depends on the plan. */
const unlessRefused = <Content>(reading: Promise<Content>): Promise<Content | SourceError> =>
  reading.catch((error: unknown) => {
    if (isRefusal(error)) return error;
    throw error;
  });

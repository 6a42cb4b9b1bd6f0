/** What each source's roster tells of a person, as a record that can be linked. */
import type { Source, SourceError } from '../errors.ts';
import type { CalcomRoster } from '../sources/calcom/directories.ts';
import type { CalcomPerson } from '../sources/calcom/model.ts';
import type { SaleshandyMember } from '../sources/saleshandy/model.ts';
import type { Rows } from '../sources/values.ts';
import { mapInPieces, type Pieces } from '../time/pieces.ts';
import type { PersonRecord } from './user.ts';

/** A record of which nothing is known but its id. */
export const bareRecord = (source: Source, sourceId: string): PersonRecord => ({
  source,
  sourceId,
  name: null,
  email: null,
  emailMd5: null,
  username: null,
  avatarUrl: null,
  timeZone: null,
  isListed: false,
});

/**
 * A member of the team may be a user of the organization as well, who has more to tell. Who was invited is a person, and no
 * member yet.
 */
export function* calcomRecords({ teamMembers, organizationUsers }: CalcomRoster): Pieces<PersonRecord[]> {
  const users = new Map(rowsOf(organizationUsers).map((user) => [user.userId, user]));
  const members = yield* mapInPieces(teamMembers.rows, (member) => {
    const user = users.get(member.userId);
    users.delete(member.userId);
    return { ...calcomRecord(user ? merged(member, user) : member), isListed: !member.isInvited };
  });
  return [...members, ...(yield* mapInPieces(users.values(), calcomRecord))];
}

const rowsOf = <Row>(list: Rows<Row> | SourceError): readonly Row[] => ('rows' in list ? list.rows : []);

const merged = (member: CalcomPerson, user: CalcomPerson): CalcomPerson => ({
  userId: member.userId,
  name: member.name ?? user.name,
  email: member.email ?? user.email,
  username: member.username ?? user.username,
  avatarUrl: member.avatarUrl ?? user.avatarUrl,
  timeZone: member.timeZone ?? user.timeZone,
});

/** Somebody whom Cal.com shows; not listed. */
export const calcomRecord = (person: CalcomPerson): PersonRecord => ({
  ...bareRecord('CALCOM', person.userId),
  name: person.name,
  email: person.email,
  emailMd5: person.emailMd5 ?? null,
  username: person.username,
  avatarUrl: person.avatarUrl,
  timeZone: person.timeZone,
});

export const saleshandyRecord = ({ userId, name, email }: SaleshandyMember): PersonRecord => ({
  ...bareRecord('SALESHANDY', userId),
  name,
  email,
  isListed: true,
});

/** Makes the records that can be linked from what the rosters say of people. */
import type { Source, SourceError } from '../errors.ts';
import type { CalcomRoster } from '../sources/calcom/directories.ts';
import type { CalcomPerson } from '../sources/calcom/model.ts';
import type { Rows } from '../sources/rows.ts';
import type { SaleshandyMember } from '../sources/saleshandy/model.ts';
import { mapInPieces, type Pieces } from '../time/pieces.ts';
import type { PersonRecord } from './user.ts';

/**
 * The records of Cal.com's roster. A member of the team may also be a user of the organization, who completes the record.
 * Someone who was invited is a person, but not yet a listed member.
 */
export function* calcomRecords({ teamMembers, organizationUsers }: CalcomRoster): Pieces<PersonRecord[]> {
  const users = new Map(rowsOf(organizationUsers).map((user) => [user.userId, user]));
  const members = yield* mapInPieces(teamMembers.rows, (member) => {
    const user = users.get(member.userId);
    users.delete(member.userId);
    return { ...calcomRecord(user ? merge(member, user) : member), isListed: !member.isInvited };
  });
  return [...members, ...(yield* mapInPieces(users.values(), calcomRecord))];
}

const rowsOf = <Row>(list: Rows<Row> | SourceError): readonly Row[] => ('rows' in list ? list.rows : []);

const merge = (member: CalcomPerson, user: CalcomPerson): CalcomPerson => ({
  userId: member.userId,
  name: member.name ?? user.name,
  email: member.email ?? user.email,
  username: member.username ?? user.username,
  avatarUrl: member.avatarUrl ?? user.avatarUrl,
  timeZone: member.timeZone ?? user.timeZone,
});

/** The record of a person whom Cal.com shows; not listed. */
export const calcomRecord = (person: CalcomPerson): PersonRecord => ({
  ...bareRecord('CALCOM', person.userId),
  name: person.name,
  email: person.email,
  emailMd5: person.emailMd5 ?? null,
  username: person.username,
  avatarUrl: person.avatarUrl,
  timeZone: person.timeZone,
});

/** The record of a member whom Saleshandy lists. */
export const saleshandyRecord = ({ userId, name, email }: SaleshandyMember): PersonRecord => ({
  ...bareRecord('SALESHANDY', userId),
  name,
  email,
  isListed: true,
});

/** A record of which only the id is known; not listed. */
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

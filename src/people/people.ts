/** The people of one request: the rosters as far as they could be read, joined, and looked up by what a source shows. */
import { type Source, SourceError } from '../errors.ts';
import type { CalcomRoster } from '../sources/calcom/directories.ts';
import type { CalcomPerson } from '../sources/calcom/model.ts';
import type { SaleshandyMember } from '../sources/saleshandy/model.ts';
import { foldEmail, foldText, type Rows } from '../sources/values.ts';
import { linkPeople, type PersonRecord, recordKey, type User } from './link.ts';

/** How a roster came out; null where its source is not configured. */
export type RosterReading<Roster> = PromiseSettledResult<Roster> | null;

export interface People {
  /** Everybody that `users` lists, by name, then key. */
  readonly listed: readonly User[];
  /** Why a roster is missing, for each that is. */
  readonly failures: readonly SourceError[];
  /** The positions, by roster, of the rows that could not be read. */
  readonly unread: readonly { readonly source: Source; readonly rejected: readonly number[] }[];
  /** Whether every roster was read, and each row of it. */
  readonly complete: boolean;
  /** Whether any source that has a roster is configured. */
  readonly isConfigured: boolean;
  /** The person with this key of one of their records; undefined if no roster has it. */
  byKey(key: string): User | undefined;
  /** The person with this e-mail; undefined if no roster has it. */
  byEmail(email: string): User | undefined;
  /** The person that Cal.com shows somewhere, in a roster or not. */
  ofCalcom(person: CalcomPerson): User;
  /** Why nothing is known of a person from a source; undefined if its roster was read. */
  failureOf(source: Source): SourceError | undefined;
  /** The listed people with a text in their name, username or e-mail. */
  search(text: string): readonly User[];
}

export function gatherPeople(
  calcom: RosterReading<CalcomRoster>,
  saleshandy: RosterReading<Rows<SaleshandyMember>>,
): People {
  const failures = [calcom, saleshandy].flatMap((reading) =>
    reading?.status === 'rejected' ? [failureIn(reading)] : [],
  );
  const roster = calcom?.status === 'fulfilled' ? calcom.value : null;
  const members = saleshandy?.status === 'fulfilled' ? saleshandy.value : null;
  const others = (members?.rows ?? []).map(saleshandyRecord);
  const users = linkPeople([...(roster ? calcomRecords(roster) : []), ...others]);
  const byKey = new Map(
    users.flatMap((user) =>
      user.identities.map(({ source, sourceId }) => [recordKey(source, sourceId ?? ''), user] as const),
    ),
  );
  const byEmail = new Map(
    [...users]
      .reverse()
      .flatMap((user) =>
        user.identities
          .filter(({ email }) => email !== null)
          .map(({ email }) => [foldEmail(email ?? ''), user] as const),
      ),
  );
  const unclaimed = others.filter(
    (record) => byKey.get(recordKey(record.source, record.sourceId))?.identities.length === 1,
  );
  const listed = users.filter((user) => user.isListed).sort(byName);
  const unread = [
    { source: 'CALCOM' as const, rejected: roster?.teamMembers.rejected ?? [] },
    { source: 'CALCOM' as const, rejected: roster?.organizationUsers?.rejected ?? [] },
    { source: 'SALESHANDY' as const, rejected: members?.rejected ?? [] },
  ];

  return {
    listed,
    failures,
    unread,
    complete: failures.length === 0 && unread.every(({ rejected }) => rejected.length === 0),
    isConfigured: calcom !== null || saleshandy !== null,
    byKey: (key) => byKey.get(key),
    byEmail: (email) => byEmail.get(foldEmail(email)),
    ofCalcom: (person) => byKey.get(recordKey('CALCOM', person.userId)) ?? withoutRoster(person, unclaimed),
    failureOf: (source) => failures.find((failure) => failure.source === source),
    search: (text) => listed.filter((user) => isFoundBy(foldText(text), user)),
  };
}

const isFoundBy = (folded: string, { name, username, email }: User): boolean =>
  [name, username, email].some((value) => value !== null && foldText(value).includes(folded));

const byName = (a: User, b: User): number =>
  foldText(a.name ?? '\uffff').localeCompare(foldText(b.name ?? '\uffff'), 'en') || (a.key < b.key ? -1 : 1);

function failureIn(reading: PromiseRejectedResult): SourceError {
  if (reading.reason instanceof SourceError) return reading.reason;
  throw reading.reason;
}

/** A member of the team may be a user of the organization as well, who has more to tell. */
function calcomRecords({ teamMembers, organizationUsers }: CalcomRoster): PersonRecord[] {
  const users = new Map((organizationUsers?.rows ?? []).map((user) => [user.userId, user]));
  const members = teamMembers.rows.map((member) => {
    const user = users.get(member.userId);
    users.delete(member.userId);
    return calcomRecord(user ? mergedPerson(member, user) : member, true);
  });
  return [...members, ...[...users.values()].map((user) => calcomRecord(user, false))];
}

const mergedPerson = (member: CalcomPerson, user: CalcomPerson): CalcomPerson => ({
  userId: member.userId,
  name: member.name ?? user.name,
  email: member.email ?? user.email,
  username: member.username ?? user.username,
  avatarUrl: member.avatarUrl ?? user.avatarUrl,
  timeZone: member.timeZone ?? user.timeZone,
});

const calcomRecord = ({ userId, ...person }: CalcomPerson, isListed: boolean): PersonRecord => ({
  source: 'CALCOM',
  sourceId: userId,
  ...pickProfile(person),
  isListed,
});

const pickProfile = ({ name, email, username, avatarUrl, timeZone }: Omit<CalcomPerson, 'userId'>) => ({
  name,
  email,
  username,
  avatarUrl,
  timeZone,
});

const saleshandyRecord = ({ userId, name, email }: SaleshandyMember): PersonRecord => ({
  source: 'SALESHANDY',
  sourceId: userId,
  name,
  email,
  username: null,
  avatarUrl: null,
  timeZone: null,
  isListed: true,
});

/** Somebody whom no Cal.com roster has: a host who left, say. They may still be in another source's roster, by e-mail. */
function withoutRoster(person: CalcomPerson, others: readonly PersonRecord[]): User {
  const { email } = person;
  const partners = others.filter(
    (other) => email !== null && other.email !== null && foldEmail(other.email) === foldEmail(email),
  );
  const key = recordKey('CALCOM', person.userId);
  const user = linkPeople([calcomRecord(person, false), ...partners]).find((candidate) => candidate.key === key);
  if (!user) throw new Error('a record makes a user');
  return user;
}

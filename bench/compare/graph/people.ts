/** The people of the directories, linked once by equal e-mail and found by a name that nobody else has. */
import type { Directories } from './vendors.ts';

export interface Person {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly calcomId: number | null;
  readonly memberId: string | null;
}

export interface People {
  readonly byCalcomId: ReadonlyMap<number, Person>;
  readonly memberIds: readonly string[];
  /** How many `users` lists. */
  readonly listed: number;
  /** Null where nobody has the name, or more than one person. */
  named(name: string): Person | null;
}

export const globalId = (type: string, key: string | number): string =>
  Buffer.from(`${type}:${key}`).toString('base64url');

export function linkPeople({ accounts, members, teamIds }: Directories): People {
  const memberByEmail = new Map(members.map((member) => [foldEmail(member.email), member]));
  const linked = new Set<string>();
  const byCalcomId = new Map<number, Person>();
  const byName = new Map<string, Person | null>();
  const addName = (name: string, person: Person) => {
    const key = foldName(name);
    byName.set(key, byName.has(key) && byName.get(key) !== person ? null : person);
  };
  let listed = 0;
  for (const { id, name, username, email } of accounts) {
    const member = email ? memberByEmail.get(foldEmail(email)) : undefined;
    const memberName = member && `${member.firstName} ${member.lastName}`;
    const shown = name ?? memberName ?? username ?? email;
    const person = {
      id: globalId('User', `calcom:${id}`),
      name: shown,
      email,
      calcomId: id,
      memberId: member?.id ?? null,
    };
    byCalcomId.set(id, person);
    if (name) addName(name, person);
    if (member && memberName) {
      linked.add(member.id);
      addName(memberName, person);
    }
    if (member || teamIds.has(id)) listed++;
  }
  for (const { id, firstName, lastName, email = null } of members) {
    if (linked.has(id)) continue;
    const name = `${firstName} ${lastName}`;
    addName(name, { id: globalId('User', `saleshandy:${id}`), name, email, calcomId: null, memberId: id });
    listed++;
  }
  return {
    byCalcomId,
    memberIds: members.map(({ id }) => id).sort(),
    listed,
    named: (name) => byName.get(foldName(name)) ?? null,
  };
}

const foldEmail = (email: string | null | undefined): string => email?.trim().toLowerCase() ?? '';

/** Without regard to case, spacing and diacritics. */
const foldName = (name: string): string =>
  name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim().replaceAll(/\s+/g, ' ');

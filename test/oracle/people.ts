/** The people of the team, joined by e-mail alone, and the global ids. */
import type { CalcomAccount, CalcomHost, Member, Vendors } from './vendors.ts';

export function globalId(type: string, key: string | number): string {
  return Buffer.from(`${type}:${key}`).toString('base64url');
}

export interface Person {
  id: string;
  key: string;
  name: string | null;
  email: string | null;
  username: string | null;
  avatarUrl: string | null;
  timeZone: string | null;
  identities: { source: string; sourceId: string; name: string | null; email: string | null; rule: string }[];
  calcomId: number | null;
  member: Member | null;
  /** Whether `users` lists them. */
  listed: boolean;
}

/** Everybody in a directory, and everybody who hosts a booking. */
export async function everybody(vendors: Vendors): Promise<Person[]> {
  const memberIds = await vendors.memberIds();
  const accounts = await vendors.accounts();
  const members = await vendors.members();
  const joined = new Set<Member>();

  const people = accounts.map((account) => {
    const same = members.filter(({ email }) => email && fold(email) === fold(account.email));
    const isAlone = accounts.filter(({ email }) => fold(email) === fold(account.email)).length === 1;
    const member = same.length === 1 && isAlone ? (same[0] ?? null) : null;
    if (member) joined.add(member);
    return fromAccount(account, member, memberIds.includes(account.id));
  });
  for (const member of members) if (!joined.has(member)) people.push(fromMember(member));
  for (const { hosts } of await vendors.bookings()) {
    for (const host of hosts) {
      if (host.id !== 'unknown' && !people.some(({ calcomId }) => calcomId === host.id)) {
        people.push(fromHost(host, host.id));
      }
    }
  }
  return people.sort((a, b) => compare(foldName(a.name), foldName(b.name)) || compare(a.key, b.key));
}

function fromAccount(account: CalcomAccount, member: Member | null, listed: boolean): Person {
  const { id, name, email, username, avatarUrl, timeZone } = account;
  const memberIdentity = member && identity('SALESHANDY', member.id, fullName(member), member.email ?? null, 'EMAIL');
  return {
    ...keys(`calcom:${id}`),
    name: name ?? (member ? fullName(member) : null) ?? username ?? email,
    email,
    username,
    avatarUrl: absolute(avatarUrl),
    timeZone,
    identities: [identity('CALCOM', String(id), name, email, 'DIRECTORY'), ...(memberIdentity ? [memberIdentity] : [])],
    calcomId: id,
    member,
    listed,
  };
}

function fromMember(member: Member): Person {
  const name = fullName(member);
  return {
    ...keys(`saleshandy:${member.id}`),
    name,
    email: member.email ?? null,
    username: null,
    avatarUrl: null,
    timeZone: null,
    identities: [identity('SALESHANDY', member.id, name, member.email ?? null, 'DIRECTORY')],
    calcomId: null,
    member,
    listed: true,
  };
}

/** Somebody who left is known from the bookings they host. */
function fromHost(host: CalcomHost, id: number): Person {
  const { name, email, username, timeZone } = host;
  return {
    ...keys(`calcom:${id}`),
    name,
    email,
    username,
    avatarUrl: null,
    timeZone: timeZone ?? null,
    identities: [identity('CALCOM', String(id), name, email, 'DIRECTORY')],
    calcomId: id,
    member: null,
    listed: false,
  };
}

function keys(key: string) {
  return { key, id: globalId('User', key) };
}

function identity(source: string, sourceId: string, name: string | null, email: string | null, rule: string) {
  return { source, sourceId, name, email, rule };
}

function fullName({ firstName, lastName }: Member): string {
  return `${firstName} ${lastName}`;
}

function fold(email: string): string {
  return email.trim().toLowerCase();
}

/** Without regard to case and diacritics. */
export function foldName(name: string | null): string {
  return (name ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

export function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Without a picture and a username Cal.com's statistics say `/null/avatar.png`: nobody's picture. */
export function absolute(avatarUrl: string | null): string | null {
  if (avatarUrl === null || avatarUrl === '/null/avatar.png') return null;
  return avatarUrl.startsWith('/') ? `https://app.cal.com${avatarUrl}` : avatarUrl;
}

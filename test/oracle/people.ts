/** The people of the team, joined by equal e-mail and by equal name, and the global ids. */
import { hasDiacritics, isNamed, isNamedExactly, mayBeOneName } from './names.ts';
import type { CalcomAccount, CalcomHost, Member, StatsRow, Vendors } from './vendors.ts';

export function globalId(type: string, key: string | number): string {
  return Buffer.from(`${type}:${key}`).toString('base64url');
}

export interface Identity {
  source: string;
  sourceId: string | null;
  name: string | null;
  email: string | null;
  rule: string;
}

export interface Person {
  id: string;
  /** The ids of the records, strongest first: each finds the person. */
  keys: string[];
  name: string | null;
  email: string | null;
  username: string | null;
  avatarUrl: string | null;
  timeZone: string | null;
  identities: Identity[];
  calcomId: number | null;
  member: Member | null;
  /** Whether `users` lists them. */
  listed: boolean;
  /** The full names that link to the person in ALO; none while a directory may not be read. */
  names: string[];
}

interface Directories {
  accounts: CalcomAccount[];
  teamIds: number[];
  members: Member[];
  /** Whether all directories may be read. */
  whole: boolean;
}

async function directories(vendors: Vendors): Promise<Directories> {
  const teamIds = await vendors.memberIds();
  const accounts = await vendors.accounts();
  const members = await vendors.members();
  if (teamIds && accounts) return { teamIds, accounts, members: members ?? [], whole: await vendors.hasAllMembers() };
  const hosts = await latestHosts(vendors);
  return { teamIds: hosts.map(({ id }) => id), accounts: hosts, members: members ?? [], whole: false };
}

/** If the team may not be read, it is the hosts of its latest thousand bookings. */
async function latestHosts(vendors: Vendors): Promise<CalcomAccount[]> {
  const bookings = await vendors.bookings();
  bookings.sort((a, b) => compare(Date.parse(b.start), Date.parse(a.start)));
  const hosts: CalcomAccount[] = [];
  for (const host of bookings.slice(0, 1_000).flatMap((booking) => booking.hosts)) {
    if (host.id !== 'unknown' && !hosts.some(({ id }) => id === host.id)) hosts.push(accountOf(host, host.id));
  }
  return hosts;
}

function accountOf({ name, email, username, timeZone }: CalcomHost, id: number): CalcomAccount {
  const known = username === 'unknown' ? null : username;
  return { id, name, email, username: known, avatarUrl: null, timeZone: timeZone ?? null };
}

/** All people in a directory, and all hosts of bookings. */
export async function allPeople(vendors: Vendors): Promise<Person[]> {
  const known = await directories(vendors);
  const { accounts, teamIds, members } = known;
  const joined: Member[] = [];
  const people: Person[] = [];
  for (const account of accounts) {
    const partner = byEmail(account, known) ?? byName(account, known);
    if (partner) joined.push(partner.member);
    people.push(personOf(account, partner, known.whole, teamIds.includes(account.id)));
  }
  for (const member of members) {
    if (!joined.includes(member)) people.push(personOfMember(member, known.whole));
  }
  // A host who left has old bookings and is in no directory: no name links to them.
  for (const { hosts } of await vendors.bookings()) {
    for (const host of hosts) {
      if (host.id !== 'unknown' && !people.some(({ calcomId }) => calcomId === host.id)) {
        people.push(personOf(accountOf(host, host.id), null, false, false));
      }
    }
  }
  return people.sort((a, b) => compare(foldName(a.name), foldName(b.name)) || compare(keyOf(a), keyOf(b)));
}

interface Partner {
  member: Member;
  rule: 'EMAIL' | 'NAME';
}

/** The only member with the account's e-mail, if no other account has it. */
function byEmail(account: CalcomAccount, { accounts, members }: Directories): Partner | null {
  const [member, ...others] = members.filter(({ email }) => isSameEmail(email, account.email));
  const sharing = accounts.filter(({ email }) => isSameEmail(email, account.email));
  return member && others.length === 0 && sharing.length === 1 ? { member, rule: 'EMAIL' } : null;
}

/** The only member with the account's name, if at most one of them has an e-mail and no other person has the name. */
function byName(account: CalcomAccount, known: Directories): Partner | null {
  const { accounts, members, whole } = known;
  const { name } = account;
  if (!whole || name === null) return null;
  for (const isSame of [isNamed, isNamedExactly]) {
    const [member, ...others] = members.filter((one) => isSame(fullName(one), name));
    const namesakes = accounts.filter((one) => one.name !== null && isSame(one.name, name));
    if (!member || others.length > 0 || namesakes.length > 1) continue;
    const isTaken = accounts.some((one) => byEmail(one, known)?.member === member);
    const sayBoth = Boolean(account.email && member.email);
    if (!(isSame === isNamed ? mayBeOneName(fullName(member), name) : hasDiacritics(name))) continue;
    if (!isTaken && !sayBoth) return { member, rule: 'NAME' };
  }
  return null;
}

function personOf(account: CalcomAccount, partner: Partner | null, nameable: boolean, inTeam: boolean): Person {
  const { id, name, email, username, avatarUrl, timeZone } = account;
  const member = partner?.member ?? null;
  const theirs = email ?? member?.email ?? null;
  const identities = [identity('CALCOM', String(id), name, email, 'DIRECTORY')];
  if (partner) identities.push(memberIdentity(partner.member, partner.rule));
  const names = [name, member && fullName(member)].filter((one) => one !== null);
  return {
    ...keysOf(member ? [`calcom:${id}`, `saleshandy:${member.id}`] : [`calcom:${id}`]),
    name: names[0] ?? username ?? theirs,
    email: theirs,
    username,
    avatarUrl: absolute(avatarUrl),
    timeZone,
    identities,
    calcomId: id,
    member,
    listed: inTeam || member !== null,
    names: nameable ? names : [],
  };
}

function personOfMember(member: Member, nameable: boolean): Person {
  const name = fullName(member);
  return {
    ...keysOf([`saleshandy:${member.id}`]),
    name,
    email: member.email ?? null,
    username: null,
    avatarUrl: null,
    timeZone: null,
    identities: [memberIdentity(member, 'DIRECTORY')],
    calcomId: null,
    member,
    listed: true,
    names: nameable ? [name] : [],
  };
}

function keysOf(keys: string[]) {
  return { keys, id: globalId('User', keys[0] ?? '') };
}

function keyOf({ keys }: Person): string {
  return keys[0] ?? '';
}

function identity(source: string, sourceId: string, name: string | null, email: string | null, rule: string): Identity {
  return { source, sourceId, name, email, rule };
}

function memberIdentity(member: Member, rule: string): Identity {
  return identity('SALESHANDY', member.id, fullName(member), member.email ?? null, rule);
}

/** Whether figures may be a namesake's: the person is joined only by name and has another e-mail. */
export function isOfNamesake({ identities, email }: Person, row: StatsRow): boolean {
  const byNameAlone = identities.some(({ source, rule }) => source === 'SALESHANDY' && rule === 'NAME');
  return byNameAlone && row.email !== undefined && email !== null && !isSameEmail(String(row.email), email);
}

function fullName({ firstName, lastName }: Member): string {
  return `${firstName} ${lastName}`;
}

function isSameEmail(one: string | null | undefined, other: string | null | undefined): boolean {
  return Boolean(one) && Boolean(other) && one?.trim().toLowerCase() === other?.trim().toLowerCase();
}

/** A text, ignoring case and diacritics. */
export function foldName(name: string | null): string {
  return (name ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

export function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** For a person without a picture and a username, Cal.com's statistics have the URL `/null/avatar.png`. */
export function absolute(avatarUrl: string | null): string | null {
  if (avatarUrl === null || avatarUrl === '/null/avatar.png') return null;
  return avatarUrl.startsWith('/') ? `https://app.cal.com${avatarUrl}` : avatarUrl;
}

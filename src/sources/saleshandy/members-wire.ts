/**
 * The members of the account, found anywhere below `payload`: the vendor documents no answer. If the answer says that there
 * are more members than it shows, the list is not proven, since the endpoint has no parameters for further pages.
 */
import { z } from 'zod';
import { oncePerObject } from '../../once.ts';
import type { Pieces } from '../../time/pieces.ts';
import { sliced } from '../../time/slices.ts';
import { KEYS, type ListsRead, ROWS } from '../../upstream/schema/marks.ts';
import { agreedRows, firstOfEach } from '../agreed-rows.ts';
import type { Listing } from '../rosters.ts';
import { hasManyKeys } from '../rows.ts';
import type { SaleshandyMember } from './model.ts';
import {
  endIn,
  fullName,
  idText,
  isObject,
  isSum,
  type Json,
  plainEntries,
  plainKey,
  trimmedText,
} from './notation.ts';

/** Ids are opaque, but they go into global ids and back into calls. */
const MEMBER_ID = /^[\x21-\x7e]{1,128}$/;

/** Members may be this many levels below `payload`. */
const MEMBER_DEPTH = 4;
/** Objects that the search visits: 5,000 members, as in a report, and as many teams. */
const MAX_OBJECTS = 10_000;
/** The plain keys of a team's list of people. They show that a team without people is not a person. */
const PEOPLE_KEY = /^(team|all)?(members|users|people|persons)(list)?$|^(team)?(member|user|people)list$/;

interface Search {
  visited: number;
  /** The answer says that there are more members, or contradicts itself. */
  isCut: boolean;
}

/**
 * Each member once. The positions in `unreadable` count members in the order of the answer, not teams.
 * UNDOCUMENTED: teams with members, or a flat list. Sandbox: saleshandy-flat-members
 */
export const membersWire: z.ZodType<Listing<SaleshandyMember>> = z
  .unknown()
  .transform((body) => sliced(readMembers(body)))
  .transform((members, context) => {
    if (members) return members;
    context.addIssue({ code: 'custom', message: 'no list of members' });
    return z.NEVER;
  });

/** Undefined if the body has no list of members. */
function* readMembers(body: unknown): Pieces<Listing<SaleshandyMember> | undefined> {
  const payload = isObject(body) ? body.payload : undefined;
  const search: Search = { visited: 0, isCut: false };
  yield* preparePlainEntries(payload);
  const found = yield* membersIn(payload, MEMBER_DEPTH, search);
  if (!found || !isObject(body) || search.visited > MAX_OBJECTS) return undefined;
  noteEnd(body, payload, found, search);
  const list = {
    rows: filledIn(found.filter((member) => member !== null)),
    unreadable: found.flatMap((member, position) => (member === null ? [position] : [])),
  };
  const { rows, unreadable } = yield* agreedRows(list, ({ userId }) => userId);
  return { rows: firstOfEach(rows, ({ userId }) => userId), unreadable, isProven: !search.isCut };
}

/** Makes the plain entries of all objects below, one a piece, so that the search finds them ready. */
function* preparePlainEntries(payload: unknown): Pieces<void> {
  const rest = [payload];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value !== 'object' || value === null) continue;
    const items = Array.isArray(value) ? value : plainEntries(value as Json).values();
    for (const item of items) rest.push(item);
    yield;
  }
}

/** The plain keys of a member or a team. */
const MEMBER_KEYS = ['id', 'userid', 'user', 'name', 'firstname', 'lastname', 'email', 'members', 'users'];
const memberLists: ListsRead = new WeakMap();
ROWS.set(membersWire, {
  row: z.object(Object.fromEntries(MEMBER_KEYS.map((key) => [key, z.unknown()]))).register(KEYS, { fold: plainKey }),
  read: memberLists,
});

/** A person in several teams may have a name or an e-mail in only one of them. */
function filledIn(members: readonly SaleshandyMember[]): SaleshandyMember[] {
  const byId = Map.groupBy(members, ({ userId }) => userId);
  const firstOf = (userId: string, field: 'name' | 'email'): string | null =>
    byId.get(userId)?.find((member) => member[field] !== null)?.[field] ?? null;
  return members.map(({ userId, name, email }) => ({
    userId,
    name: name ?? firstOf(userId, 'name'),
    email: email ?? firstOf(userId, 'email'),
  }));
}

type Found = readonly (SaleshandyMember | null)[];

/** Each member below a value, null for one that cannot be read; undefined if there is no list of objects. */
function* membersIn(value: unknown, depth: number, search: Search): Pieces<Found | undefined> {
  if (depth < 0 || typeof value !== 'object' || value === null) return undefined;
  if (++search.visited > MAX_OBJECTS) return undefined;
  yield;
  if (Array.isArray(value)) return yield* membersInList(value, depth, search);
  const group = value as Json;
  if (hasManyKeys(group)) return undefined;
  const member = isGroup(group) ? null : memberOf(group);
  if (member) return [member];
  const lists: Found[] = [];
  for (const item of Object.values(group)) {
    const below = yield* membersIn(item, depth - 1, search);
    if (below) lists.push(below);
  }
  const found = lists.flat();
  if (lists.length > 0) noteEnd(group, group, found, search);
  return lists.length > 0 || isEmptyTeam(group) ? found : undefined;
}

function* membersInList(list: readonly unknown[], depth: number, search: Search): Pieces<Found | undefined> {
  const items = list.filter(isObject).filter((item) => isGroup(item) || !isSumRow(item));
  if (items.length === 0 && list.length > 0) return undefined;
  const hasGroups = items.some(isGroup);
  // Next to teams, an object that has only a name may be a team that does not show its people.
  const found: (Found | undefined)[] = [];
  for (const item of items) {
    const isLeftOut = hasGroups && !isGroup(item) && !looksLikePerson(item);
    found.push(isLeftOut ? undefined : yield* membersIn(item, depth - 1, search));
  }
  const misses = found.filter((members) => members === undefined).map(() => ({ path: [] }));
  // The members of teams are in lists of their own, so a list of teams is not a list of members.
  if (misses.length > 0 || !hasGroups) memberLists.set(list, { issues: misses });
  return found.flatMap((members) => members ?? [null]);
}

/** Marks the search as cut if the object around a list says another number of members than were found. */
function noteEnd(around: Json, content: unknown, found: Found, search: Search): void {
  const { hasMore, totals, pages } = endIn([around]);
  if (pages !== null && pages > 1) search.isCut = true;
  if (hasMore === null && totals.length === 0) return;
  const distinct = new Set(found.map((member, position) => member?.userId ?? position)).size;
  const counts = [distinct, found.length, ...lengthsIn(content)];
  search.isCut ||= hasMore === true || totals.some((total) => !counts.includes(total));
}

/** The lengths of all lists that are not inside another list. */
const lengthsIn = (value: unknown): number[] => {
  if (Array.isArray(value)) return [value.length];
  return isObject(value) ? Object.values(value).flatMap(lengthsIn) : [];
};

const hasId = (value: unknown): boolean => isObject(value) && idOf(value) !== null;

/** Whether an object holds people: in a list of objects with ids, or under a key that names people. */
const isGroup = oncePerObject((value: Json): boolean => {
  const items = listsIn(value, MEMBER_DEPTH).flat().filter(hasId).filter(isObject);
  return items.some(peopleTestFor(value)) || peopleOf(value).some(isCollection) || isEmptyTeam(value);
});

/** Tests whether an item below may be a person. A person may have lists too, of roles or mailboxes; a team has no first name. */
function peopleTestFor(value: Json): (item: Json) => boolean {
  if (hasOwnName(value)) return hasOwnName;
  const hasEmail = (one: Json): boolean => trimmedText(plainEntries(one).get('email')) !== null;
  if (!hasEmail(value)) return () => true;
  return (item) => hasOwnName(item) || (hasEmail(item) && fullName(plainEntries(item)) !== null);
}

/** Whether a value is a list, or an object of objects by id. */
const isCollection = (value: unknown): boolean =>
  Array.isArray(value) || (isObject(value) && Object.values(value).some(hasId));

const listsIn = (value: Json, depth: number): (readonly unknown[])[] =>
  depth < 0
    ? []
    : Object.values(value).flatMap((item) =>
        Array.isArray(item) ? [item] : isObject(item) ? [Object.values(item), ...listsIn(item, depth - 1)] : [],
      );

/** The values under keys that name people. */
const peopleOf = (value: Json): unknown[] =>
  [...plainEntries(value)].flatMap(([key, item]) => (PEOPLE_KEY.test(key) ? [item] : []));

const isEmptyTeam = (value: Json): boolean => !hasOwnName(value) && peopleOf(value).includes(null);

function hasOwnName(value: Json): boolean {
  const plain = plainEntries(value);
  return ['firstname', 'lastname'].some((key) => trimmedText(plain.get(key)) !== null);
}

const looksLikePerson = (value: Json): boolean =>
  hasOwnName(value) || trimmedText(plainEntries(value).get('email')) !== null;

function isSumRow(value: Json): boolean {
  const plain = plainEntries(value);
  return idOf(value) === null && trimmedText(plain.get('email')) === null && isSum(fullName(plain));
}

function idOf(value: Json): string | null {
  const plain = plainEntries(value);
  return idText(plain.get('id')) ?? idText(plain.get('userid'));
}

/** An object with an id and a name or an e-mail is a member; null for any other. */
function memberOf(value: Json): SaleshandyMember | null {
  const plain = plainEntries(value);
  const userId = idOf(value);
  const member = { name: fullName(plain), email: trimmedText(plain.get('email')) };
  const isAddressable = userId !== null && MEMBER_ID.test(userId);
  return isAddressable && (member.name !== null || member.email !== null) ? { userId, ...member } : null;
}

/**
 * The members of the account. The vendor publishes no answer, so they are looked for below `payload`, in teams or not.
 * What says that there are more than it shows is told: the endpoint has no parameters to ask for the rest.
 */
import { z } from 'zod';
import type { Pieces } from '../../time/pieces.ts';
import { sliced } from '../../time/slices.ts';
import { KEYS, type ListsRead, ROWS } from '../../upstream/stats/drift.ts';
import { agreedRows, firstOfEach, hasManyKeys, type Listing } from '../values.ts';
import type { SaleshandyMember } from './model.ts';
import { endIn, fullName, identifier, isObject, isSum, type Json, plainEntries, plainKey, words } from './reading.ts';

/** Opaque, but it goes into global ids and back into calls. */
const MEMBER_ID = /^[\x21-\x7e]{1,128}$/;

/** How deep below `payload` a member may stand. */
const MEMBER_DEPTH = 4;
/** How many objects are looked at for members: as many members as rows of a page of a report, and as many teams. */
const MOST_OBJECTS = 10_000;
/** The names of a team's list of people, as far as a team without any must be told from a person. */
const PEOPLE_KEY = /^(team|all)?(members|users|people|persons)(list)?$|^(team)?(member|user|people)list$/;

interface Search {
  looked: number;
  /** Whether something says that there are more members than stand there, or contradicts itself. */
  isCut: boolean;
}

/**
 * The members of the account, once each; the position of one that cannot be read counts members alone.
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

/** Undefined where there is no list of members. */
function* readMembers(body: unknown): Pieces<Listing<SaleshandyMember> | undefined> {
  const payload = isObject(body) ? body.payload : undefined;
  const search: Search = { looked: 0, isCut: false };
  yield* prepare(payload);
  const found = yield* membersIn(payload, MEMBER_DEPTH, search);
  if (!found || !isObject(body) || search.looked > MOST_OBJECTS) return undefined;
  noteEnd(body, payload, found, search);
  const list = {
    rows: filledIn(found.filter((member) => member !== null)),
    rejected: found.flatMap((member, position) => (member === null ? [position] : [])),
  };
  const { rows, rejected } = yield* agreedRows(list, ({ userId }) => userId);
  return { rows: firstOfEach(rows, ({ userId }) => userId), rejected, isProven: !search.isCut };
}

/** Has the keys of all objects below read, so that to look at them again takes little. */
function* prepare(payload: unknown): Pieces<void> {
  const rest = [payload];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value !== 'object' || value === null) continue;
    const items = Array.isArray(value) ? value : plainEntries(value as Json).values();
    for (const item of items) rest.push(item);
    yield;
  }
}

/** How a member is named, as `plainKey` has it. */
const MEMBER_KEYS = ['id', 'userid', 'user', 'name', 'firstname', 'lastname', 'email', 'members', 'users'];
const memberLists: ListsRead = new WeakMap();
ROWS.set(membersWire, {
  row: z.object(Object.fromEntries(MEMBER_KEYS.map((key) => [key, z.unknown()]))).register(KEYS, { fold: plainKey }),
  read: memberLists,
});

/** Who stands in several teams need not have an e-mail in each. */
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

/** Every member below, null for one that cannot be read; undefined where there is no list of objects at all. */
function* membersIn(value: unknown, depth: number, search: Search): Pieces<Found | undefined> {
  if (depth < 0 || typeof value !== 'object' || value === null) return undefined;
  if (++search.looked > MOST_OBJECTS) return undefined;
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
  // Beside teams, what has a name alone may be a team that does not show its people.
  const found: (Found | undefined)[] = [];
  for (const item of items) {
    const isLeftOut = hasGroups && !isGroup(item) && !looksLikePerson(item);
    found.push(isLeftOut ? undefined : yield* membersIn(item, depth - 1, search));
  }
  const misses = found.filter((members) => members === undefined).map(() => ({ path: [] }));
  // Not a list of teams: the members of those stand in lists of their own.
  if (misses.length > 0 || !hasGroups) memberLists.set(list, misses);
  return found.flatMap((members) => members ?? [null]);
}

/** Notes where what stands around a list says of its end something else than the list shows. */
function noteEnd(around: Json, content: unknown, found: Found, search: Search): void {
  const { hasMore, totals, pages } = endIn([around]);
  if (pages !== null && pages > 1) search.isCut = true;
  if (hasMore === null && totals.length === 0) return;
  const distinct = new Set(found.map((member, position) => member?.userId ?? position)).size;
  const counts = [distinct, found.length, ...lengthsIn(content)];
  search.isCut ||= hasMore === true || totals.some((total) => !counts.includes(total));
}

/** The lengths of the lists that do not stand in another list. */
const lengthsIn = (value: unknown): number[] => {
  if (Array.isArray(value)) return [value.length];
  return isObject(value) ? Object.values(value).flatMap(lengthsIn) : [];
};

const hasId = (value: unknown): boolean => isObject(value) && idOf(value) !== null;

/** Whether people stand below: in a list of objects with ids, under any key, or in one under a key that says so. */
function isGroup(value: Json): boolean {
  const known = knownGroups.get(value);
  if (known !== undefined) return known;
  const isOne = holdsPeople(value);
  knownGroups.set(value, isOne);
  return isOne;
}

const knownGroups = new WeakMap<Json, boolean>();

function holdsPeople(value: Json): boolean {
  const items = listsIn(value, MEMBER_DEPTH).flat().filter(hasId).filter(isObject);
  return items.some(peopleTestFor(value)) || peopleOf(value).some(isCollection) || isEmptyTeam(value);
}

/** Whether what stands below may be people. A person may have a list of roles or mailboxes; nobody calls a team by a first name. */
function peopleTestFor(value: Json): (item: Json) => boolean {
  if (hasOwnName(value)) return hasOwnName;
  const hasEmail = (one: Json): boolean => words(plainEntries(one).get('email')) !== null;
  if (!hasEmail(value)) return () => true;
  return (item) => hasOwnName(item) || (hasEmail(item) && fullName(plainEntries(item)) !== null);
}

/** A list, or objects by their ids. */
const isCollection = (value: unknown): boolean =>
  Array.isArray(value) || (isObject(value) && Object.values(value).some(hasId));

const listsIn = (value: Json, depth: number): (readonly unknown[])[] =>
  depth < 0
    ? []
    : Object.values(value).flatMap((item) =>
        Array.isArray(item) ? [item] : isObject(item) ? [Object.values(item), ...listsIn(item, depth - 1)] : [],
      );

/** What stands where a team has its people. */
const peopleOf = (value: Json): unknown[] =>
  [...plainEntries(value)].flatMap(([key, item]) => (PEOPLE_KEY.test(key) ? [item] : []));

const isEmptyTeam = (value: Json): boolean => !hasOwnName(value) && peopleOf(value).includes(null);

function hasOwnName(value: Json): boolean {
  const plain = plainEntries(value);
  return ['firstname', 'lastname'].some((key) => words(plain.get(key)) !== null);
}

const looksLikePerson = (value: Json): boolean => hasOwnName(value) || words(plainEntries(value).get('email')) !== null;

function isSumRow(value: Json): boolean {
  const plain = plainEntries(value);
  return idOf(value) === null && words(plain.get('email')) === null && isSum(fullName(plain));
}

function idOf(value: Json): string | null {
  const plain = plainEntries(value);
  return identifier(plain.get('id')) ?? identifier(plain.get('userid'));
}

/** Something with an id and a name or an e-mail; null for anything else. */
function memberOf(value: Json): SaleshandyMember | null {
  const plain = plainEntries(value);
  const userId = idOf(value);
  const member = { name: fullName(plain), email: words(plain.get('email')) };
  const isAddressable = userId !== null && MEMBER_ID.test(userId);
  return isAddressable && (member.name !== null || member.email !== null) ? { userId, ...member } : null;
}

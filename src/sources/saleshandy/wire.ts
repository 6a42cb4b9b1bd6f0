/**
 * What the Saleshandy Open API sends, made into our model. The vendor publishes no answer for either endpoint, so the
 * rows are looked for where its other endpoints keep theirs, and a body without rows is refused: zero rows would read
 * as "nobody sold anything". Docs: https://developer.saleshandy.com/api-reference/analytics/team-stats
 */
import { z } from 'zod';
import { KEYS, type ListsRead, ROWS } from '../../upstream/drift.ts';
import { hasManyKeys, int32OrText, type Rows, rowsOf } from '../values.ts';
import type { EMAIL_METRICS, PROSPECT_METRICS, SaleshandyMember, StatsRow } from './model.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Saleshandy's names for the figures, as `plainKey` has them: the literals that its `orderBy` takes. */
const PROSPECT_KEYS = {
  added: 'prospectadded',
  contacted: 'prospectcontacted',
  opened: 'opened',
  clicked: 'clicked',
  replied: 'replied',
  unsubscribed: 'unsubscribed',
  bounced: 'bounced',
  uncategorized: 'uncategorized',
  interested: 'interested',
  notInterested: 'notinterested',
  meetingBooked: 'meetingbooked',
  outOfOffice: 'outofoffice',
  closed: 'closed',
  notNow: 'notnow',
  doNotContact: 'donotcontact',
} as const satisfies Record<(typeof PROSPECT_METRICS)[number], string>;
const EMAIL_KEYS = {
  contacted: 'prospectcontacted',
  sent: 'emailsent',
  opened: 'opened',
  clicked: 'clicked',
  replied: 'replied',
  bounced: 'bounced',
} as const satisfies Record<(typeof EMAIL_METRICS)[number], string>;
/** How rows and members name people, as `plainKey` has it. */
const PERSON_KEYS = ['id', 'userid', 'memberid', 'user', 'name', 'firstname', 'lastname', 'email'];

/** An object with these keys as `plainKey` has them: for the eye that watches what Saleshandy changes, not for reading. */
const withKeys = (keys: readonly string[], value: z.ZodType) =>
  z
    .object(Object.fromEntries([...PERSON_KEYS.map((key) => [key, z.unknown()]), ...keys.map((key) => [key, value])]))
    .register(KEYS, { fold: plainKey });

/** Rows of a page, also of one that holds the whole account whatever was asked for. */
const MOST_ROWS = 5000;

/** One page of a report. */
export interface StatsPage<Metric extends string> extends Rows<StatsRow<Metric>> {
  /** Null where Saleshandy does not say. */
  readonly hasMore: boolean | null;
  /** How many rows there are on all pages; null where Saleshandy does not say. */
  readonly total: number | null;
}

const statsWire = <Metric extends string>(keys: Readonly<Record<Metric, string>>): z.ZodType<StatsPage<Metric>> => {
  const read: ListsRead = new WeakMap();
  const rows = rowsOf(
    z.unknown().transform((row, context): StatsRow<Metric> => {
      const parsed = isObject(row) ? statsRow(row, keys) : undefined;
      if (parsed) return parsed;
      context.addIssue({ code: 'custom', message: 'no figure in the row' });
      return z.NEVER;
    }),
    MOST_ROWS,
    read,
  );
  const wire = z.unknown().transform((body, context): StatsPage<Metric> => {
    const found = findRows(body);
    const parsed = found && rows.safeParse(found.rows);
    if (found && parsed?.success) return { ...parsed.data, hasMore: found.hasMore, total: found.total };
    context.addIssue({ code: 'custom', message: 'no list of rows' });
    return z.NEVER;
  });
  ROWS.set(wire, { row: withKeys(Object.values(keys), int32OrText.catch(null)), read });
  return wire;
};

export const prospectStatsWire = statsWire(PROSPECT_KEYS);
export const emailStatsWire = statsWire(EMAIL_KEYS);

interface FoundRows {
  readonly rows: unknown[];
  readonly hasMore: boolean | null;
  readonly total: number | null;
}

/** Unwraps `payload`, twice if need be; then the list itself, its `data`, or the only list there is. */
function findRows(body: unknown): FoundRows | undefined {
  if (!isObject(body) || !('payload' in body)) return undefined;
  const outer = body.payload;
  const content = isObject(outer) && 'payload' in outer ? outer.payload : outer;
  const levels = [content, outer, body].filter(isObject);
  const hasMore = levels.map((level) => level.hasMore).find((more) => typeof more === 'boolean') ?? null;
  const total = levels.map((level) => level.total).find((count) => typeof count === 'number') ?? null;
  if (Array.isArray(content)) return { rows: content, hasMore, total };
  if (!isObject(content)) return undefined;
  const lists = Object.values(content).filter(Array.isArray);
  const rows = Array.isArray(content.data) ? content.data : lists.length === 1 ? lists[0] : undefined;
  return rows && { rows, hasMore, total };
}

/** Undefined for a row without any figure we know. */
function statsRow<Metric extends string>(
  row: Json,
  keys: Readonly<Record<Metric, string>>,
): StatsRow<Metric> | undefined {
  const plain = new Map(Object.entries(row).map(([key, value]) => [plainKey(key), value]));
  const names = Object.entries<string>(keys) as [Metric, string][];
  if (!names.some(([, key]) => plain.has(key))) return undefined;
  const user = plain.get('user');
  const ids = [plain.get('userid'), plain.get('id'), plain.get('memberid'), isObject(user) ? user.id : undefined];
  return {
    userId: ids.map(identifier).find((id) => id !== null) ?? null,
    name: fullName(plain),
    email: words(plain.get('email')),
    metrics: Object.fromEntries(
      names.map(([metric, key]) => [metric, figure(plain.get(key))]),
    ) as StatsRow<Metric>['metrics'],
  };
}

/** The same for "Meeting Booked", meetingBooked and meeting_booked. */
function plainKey(key: string): string {
  return key.toLowerCase().replace(/[\s_-]/g, '');
}

/** A number, or a text that is one; null for anything else: a missing figure is not 0, and a percentage no count. */
function figure(value: unknown): number | null {
  const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' ? (INT32.safeParse(number).data ?? null) : null;
}

const INT32 = z.int32();

const words = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

/** Opaque, and compared letter by letter. */
const identifier = (value: unknown): string | null => (typeof value === 'number' ? String(value) : words(value));

function fullName(plain: ReadonlyMap<string, unknown>): string | null {
  const parts = [words(plain.get('firstname')), words(plain.get('lastname'))].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(' ') : words(plain.get('name'));
}

/** Opaque, but it goes into global ids and back into calls. */
const MEMBER_ID = /^[\x21-\x7e]{1,128}$/;

/** How deep below `payload` a member may stand. */
const MEMBER_DEPTH = 4;
/** How many objects are looked at for members: as many members as rows of a page, and as many teams. */
const MOST_OBJECTS = 2 * MOST_ROWS;

/**
 * The members of the account, once each; the position of one that cannot be read counts members alone.
 * UNDOCUMENTED: teams with members, or a flat list. Sandbox: saleshandy-flat-members
 */
export const membersWire: z.ZodType<Rows<SaleshandyMember>> = z.unknown().transform((body, context) => {
  const payload = isObject(body) ? body.payload : undefined;
  const search = { looked: 0 };
  const found = membersIn(payload, MEMBER_DEPTH, search);
  if (found && search.looked <= MOST_OBJECTS) {
    const members = found.filter((member) => member !== null);
    return {
      rows: [...new Map(members.map((member) => [member.userId, member])).values()],
      rejected: found.flatMap((member, position) => (member === null ? [position] : [])),
    };
  }
  context.addIssue({ code: 'custom', message: 'no list of members' });
  return z.NEVER;
});

const memberLists: ListsRead = new WeakMap();
ROWS.set(membersWire, { row: withKeys(['members', 'users'], z.unknown()), read: memberLists });

/** Every member below, null for one that cannot be read; undefined where there is no list of objects at all. */
function membersIn(value: unknown, depth: number, search: { looked: number }): (SaleshandyMember | null)[] | undefined {
  if (depth < 0 || typeof value !== 'object' || value === null) return undefined;
  if (++search.looked > MOST_OBJECTS) return undefined;
  if (Array.isArray(value)) {
    const items = value.filter(isObject);
    if (items.length === 0 && value.length > 0) return undefined;
    const found = items.map((item) => membersIn(item, depth - 1, search));
    const misses = found.filter((members) => members === undefined).map(() => ({ path: [] }));
    // Not a list of teams: the members of those stand in lists of their own.
    if (misses.length > 0 || items.every((item) => memberOf(item) !== null)) memberLists.set(value, misses);
    return found.flatMap((members) => members ?? [null]);
  }
  const member = memberOf(value as Json);
  if (member) return [member];
  const lists = Object.values(value).flatMap((item) => {
    const below = membersIn(item, depth - 1, search);
    return below ? [below] : [];
  });
  return lists.length > 0 ? lists.flat() : undefined;
}

/** Something with an id and a name or an e-mail that has no members itself; null for anything else. */
function memberOf(value: Json): SaleshandyMember | null {
  if (Array.isArray(value.members) || Array.isArray(value.users) || hasManyKeys(value)) return null;
  const plain = new Map(Object.entries(value).map(([key, item]) => [plainKey(key), item]));
  const userId = identifier(plain.get('id')) ?? identifier(plain.get('userid'));
  const member = { name: fullName(plain), email: words(plain.get('email')) };
  const isAddressable = userId !== null && MEMBER_ID.test(userId);
  return isAddressable && (member.name !== null || member.email !== null) ? { userId, ...member } : null;
}

/**
 * What the Saleshandy Open API sends as a report, made into our model. The vendor publishes no answer, so the
 * rows are looked for where its other endpoints keep theirs, and a body without rows is refused: zero rows would read
 * as "nobody sold anything". Docs: https://developer.saleshandy.com/api-reference/analytics/team-stats
 */
import { z } from 'zod';
import { KEYS, type ListsRead, ROWS } from '../../upstream/stats/drift.ts';
import { int32OrText, type Rows, rowsOf } from '../values.ts';
import type { EMAIL_METRICS, PROSPECT_METRICS, SentRow } from './model.ts';
import {
  type End,
  endIn,
  fullName,
  identifier,
  isObject,
  type Json,
  plainEntries,
  plainKey,
  wholeNumber,
  words,
} from './reading.ts';

/**
 * Saleshandy's names for the figures, as `plainKey` has them: first the literal that its `orderBy` takes, then what its
 * other reports call the same. None may mean two things: what was `delivered` was not merely sent, a `total` is of anything.
 */
const PROSPECT_KEYS = {
  added: ['prospectadded', 'prospectsadded', 'added'],
  contacted: ['prospectcontacted', 'prospectscontacted', 'contacted'],
  opened: ['opened', 'open', 'opens', 'opencount'],
  clicked: ['clicked', 'click', 'clicks', 'clickcount'],
  replied: ['replied', 'reply', 'replies', 'replycount'],
  unsubscribed: ['unsubscribed', 'unsubscribe', 'unsubscribes'],
  bounced: ['bounced', 'bounce', 'bounces'],
  uncategorized: ['uncategorized'],
  interested: ['interested'],
  notInterested: ['notinterested'],
  meetingBooked: ['meetingbooked', 'meetingsbooked'],
  outOfOffice: ['outofoffice'],
  closed: ['closed'],
  notNow: ['notnow'],
  doNotContact: ['donotcontact'],
} as const satisfies Record<(typeof PROSPECT_METRICS)[number], readonly string[]>;
const EMAIL_KEYS = {
  contacted: PROSPECT_KEYS.contacted,
  sent: ['emailsent', 'emailssent', 'sent'],
  opened: PROSPECT_KEYS.opened,
  clicked: PROSPECT_KEYS.clicked,
  replied: PROSPECT_KEYS.replied,
  bounced: PROSPECT_KEYS.bounced,
} as const satisfies Record<(typeof EMAIL_METRICS)[number], readonly string[]>;
/** How rows name people, as `plainKey` has it. */
const PERSON_KEYS = ['id', 'userid', 'memberid', 'user', 'name', 'firstname', 'lastname', 'email'];

/** An object with these keys as `plainKey` has them: for the eye that watches what Saleshandy changes, not for reading. */
const withKeys = (keys: readonly string[], value: z.ZodType) =>
  z
    .object(Object.fromEntries([...PERSON_KEYS.map((key) => [key, z.unknown()]), ...keys.map((key) => [key, value])]))
    .register(KEYS, { fold: plainKey });

/** Rows of a page, also of one that holds the whole account whatever was asked for. */
const MOST_ROWS = 5000;

/** One page of a report. */
export interface StatsPage<Metric extends string> extends Rows<SentRow<Metric>>, End {}

type MetricKeys<Metric extends string> = Readonly<Record<Metric, readonly string[]>>;

const statsWire = <Metric extends string>(keys: MetricKeys<Metric>): z.ZodType<StatsPage<Metric>> => {
  const read: ListsRead = new WeakMap();
  const rows = rowsOf(
    z.unknown().transform((row, context): SentRow<Metric> => {
      const parsed = isObject(row) ? statsRow(row, keys) : undefined;
      if (parsed) return parsed;
      context.addIssue({ code: 'custom', message: 'no figure in the row' });
      return z.NEVER;
    }),
    MOST_ROWS,
    read,
  );
  const wire = z
    .unknown()
    .transform((body, context): FoundRows => {
      const found = findRows(body);
      if (found) return found;
      context.addIssue({ code: 'custom', message: 'no list of rows' });
      return z.NEVER;
    })
    .pipe(z.object({ rows, end: z.custom<End>() }))
    .transform(({ rows, end }): StatsPage<Metric> => ({ ...rows, ...end }));
  ROWS.set(wire, { row: withKeys(Object.values<readonly string[]>(keys).flat(), int32OrText.catch(null)), read });
  return wire;
};

export const prospectStatsWire = statsWire(PROSPECT_KEYS);
export const emailStatsWire = statsWire(EMAIL_KEYS);

interface FoundRows {
  readonly rows: readonly unknown[];
  readonly end: End;
}

/** Unwraps `payload`, twice if need be; then the list itself, its `data`, or the only list there is. */
function findRows(body: unknown): FoundRows | undefined {
  if (!isObject(body) || !('payload' in body)) return undefined;
  const outer = body.payload;
  const content = isObject(outer) && 'payload' in outer ? outer.payload : outer;
  const end = endIn([...new Set([content, outer, body])].filter(isObject));
  if (Array.isArray(content)) return { rows: content, end };
  if (!isObject(content)) return undefined;
  const lists = Object.values(content).filter(Array.isArray);
  const rows = Array.isArray(content.data) ? content.data : lists.length === 1 ? lists[0] : undefined;
  return rows && { rows, end };
}

/** Undefined for a row without any figure we know. */
function statsRow<Metric extends string>(row: Json, keys: MetricKeys<Metric>): SentRow<Metric> | undefined {
  const plain = plainEntries(row);
  const figures = Object.entries<readonly string[]>(keys).map(
    ([metric, names]) => [metric, figure(plain, names)] as const,
  );
  if (figures.every(([, value]) => value === undefined)) return undefined;
  const user = plain.get('user');
  const ids = ['userid', 'memberid', 'teammemberid', 'id', 'user'].map((key) => plain.get(key));
  const idsOfUser = isObject(user) ? [user.id, user.userId] : [];
  return {
    ids: [...new Set([...ids, ...idsOfUser].map(identifier).filter((id) => id !== null))],
    name: fullName(plain),
    email: words(plain.get('email')) ?? (isObject(user) ? words(user.email) : null),
    metrics: Object.fromEntries(
      figures.map(([metric, value]) => [metric, value ?? null]),
    ) as SentRow<Metric>['metrics'],
  };
}

/**
 * A number, or a text that is one; null where the row has none: a missing figure is not 0, and a percentage no count.
 * Undefined where no name of the figure is there, or nothing that can be read.
 */
function figure(
  plain: ReadonlyMap<string, unknown>,
  [literal, ...others]: readonly string[],
): number | null | undefined {
  const names = literal !== undefined && plain.has(literal) ? [literal] : others.filter((name) => plain.has(name));
  const values = new Set(names.map((name) => count(plain.get(name))));
  const [value] = values;
  return values.size === 1 ? value : undefined;
}

const count = (value: unknown): number | null | undefined =>
  value === null ? null : INT32.safeParse(wholeNumber(value)).data;

const INT32 = z.int32();

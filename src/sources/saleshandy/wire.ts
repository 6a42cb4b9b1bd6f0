/**
 * What the Saleshandy Open API sends as a report, parsed into the model. The vendor documents no answer, so the rows are
 * looked for where its other endpoints have theirs. A body without a list of rows is refused, because an empty report would
 * mean that there were no sales. Page: https://developer.saleshandy.com/api-reference/analytics/team-stats
 */
import { z } from 'zod';
import { KEYS, type ListsRead, ROWS } from '../../upstream/schema/marks.ts';
import { type Rows, rowsOf } from '../rows.ts';
import { int32OrText } from '../scalars.ts';
import type { EMAIL_METRICS, PROSPECT_METRICS, SentRow } from './model.ts';
import {
  endIn,
  fullName,
  idText,
  isObject,
  type Json,
  type ListEnd,
  plainKey,
  readPlainEntries,
  trimmedText,
  wholeNumber,
} from './notation.ts';

/**
 * The plain keys of each figure: first the literal of `orderBy`, which is the only documented name, then the names in other
 * reports. Ambiguous names, such as `delivered` and `total`, are left out.
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
/** The plain keys by which rows name people. */
const PERSON_KEYS = ['id', 'userid', 'memberid', 'user', 'name', 'firstname', 'lastname', 'email'];

/** The schema of an object with these plain keys. It serves the search for drift and parses nothing. */
const withKeys = (keys: readonly string[], value: z.ZodType) =>
  z
    .object(Object.fromEntries([...PERSON_KEYS.map((key) => [key, z.unknown()]), ...keys.map((key) => [key, value])]))
    .register(KEYS, { fold: plainKey });

/** Rows of a page. Saleshandy may ignore `userIds` and `limit` and send the whole account. */
const MAX_ROWS = 5000;

/** One page of a report. */
export interface StatsPage<Metric extends string> extends Rows<SentRow<Metric>>, ListEnd {}

type MetricKeys<Metric extends string> = Readonly<Record<Metric, readonly string[]>>;

const statsWire = <Metric extends string>(keys: MetricKeys<Metric>): z.ZodType<StatsPage<Metric>> => {
  const read: ListsRead = new WeakMap();
  const rows = rowsOf(
    z.unknown().transform((row, context): SentRow<Metric> => {
      const parsed = isObject(row) ? statsRow(row, keys) : undefined;
      if (parsed) return parsed;
      context.addIssue({ code: 'custom', message: 'no known figure in the row' });
      return z.NEVER;
    }),
    MAX_ROWS,
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
    .pipe(z.object({ rows, end: z.custom<ListEnd>() }))
    .transform(({ rows, end }): StatsPage<Metric> => ({ ...rows, ...end }));
  ROWS.set(wire, { row: withKeys(Object.values<readonly string[]>(keys).flat(), int32OrText.catch(null)), read });
  return wire;
};

/** A page of the report counted by prospect. */
export const prospectStatsWire = statsWire(PROSPECT_KEYS);
/** A page of the report counted by e-mail. */
export const emailStatsWire = statsWire(EMAIL_KEYS);

interface FoundRows {
  readonly rows: readonly unknown[];
  readonly end: ListEnd;
}

/** The rows of a body: `payload`, unwrapped up to twice, is a list, has a list `data`, or has exactly one list. */
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

/** Undefined for a row that has no known figure. */
function statsRow<Metric extends string>(row: Json, keys: MetricKeys<Metric>): SentRow<Metric> | undefined {
  const plain = readPlainEntries(row);
  const metrics: Partial<Record<Metric, number | null>> = {};
  let hasFigure = false;
  for (const metric in keys) {
    const value = figure(plain, keys[metric]);
    metrics[metric] = value ?? null;
    hasFigure ||= value !== undefined;
  }
  if (!hasFigure) return undefined;
  const user = plain.get('user');
  const ids = ['userid', 'memberid', 'teammemberid', 'id', 'user'].map((key) => plain.get(key));
  const idsOfUser = isObject(user) ? [user.id, user.userId] : [];
  return {
    ids: [...new Set([...ids, ...idsOfUser].map(idText).filter((id) => id !== null))],
    name: fullName(plain),
    email: trimmedText(plain.get('email')) ?? (isObject(user) ? trimmedText(user.email) : null),
    metrics: metrics as SentRow<Metric>['metrics'],
  };
}

/**
 * The figure under the literal, or else under the other names. Null if it is null: a missing figure is not 0. Undefined if no
 * name is present, the value cannot be read, or two names have different values.
 */
function figure(plain: ReadonlyMap<string, unknown>, names: readonly string[]): number | null | undefined {
  const present = names.filter((name) => plain.has(name));
  const [first, ...others] = present[0] === names[0] ? present.slice(0, 1) : present;
  if (first === undefined) return undefined;
  const value = count(plain.get(first));
  return others.every((name) => count(plain.get(name)) === value) ? value : undefined;
}

/** A figure that GraphQL's Int can hold. */
function count(value: unknown): number | null | undefined {
  if (value === null) return null;
  const number = wholeNumber(value);
  return number !== null && (number | 0) === number ? number | 0 : undefined;
}

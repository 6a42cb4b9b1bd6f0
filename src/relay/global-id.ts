/** Global ids: a type and what its source calls the thing, opaque to clients. Pure. */
import { BadInputError } from '../errors.ts';

const CALCOM_ID = '(?:0|[1-9]\\d{0,15})';
const ALO_ID = '(?:0|[1-9]\\d{0,18})';
const OPAQUE_ID = '[\\x21-\\x7e]{1,128}';

/** What may recordCalls the type. Whatever reaches a vendor's path or query has passed one of these. */
const PATTERNS = {
  User: new RegExp(`^(calcom:${CALCOM_ID}|saleshandy:${OPAQUE_ID})$`),
  Booking: /^(?=.*[A-Za-z0-9])[A-Za-z0-9_.@-]{1,255}$/,
  EventType: new RegExp(`^${CALCOM_ID}$`),
  Period: new RegExp(`^${ALO_ID}$`),
  /** The period it is in, and its own id. */
  Action: new RegExp(`^${ALO_ID}/${ALO_ID}$`),
} as const;

export type NodeType = keyof typeof PATTERNS;

export interface GlobalId {
  readonly type: NodeType;
  readonly key: string;
}

export const toGlobalId = (type: NodeType, key: string): string => Buffer.from(`${type}:${key}`).toString('base64url');

/** Throws a `BadInputError` that names the argument for anything this graph cannot have handed out. */
export function fromGlobalId(id: string, argument: string): GlobalId {
  const parsed = parse(id);
  if (!parsed) throw new BadInputError(argument, 'expected an id that this graph handed out.');
  return parsed;
}

/**
 * What the source calls a thing of one type, from its global id, or from the source's own id as it is. Throws a
 * `BadInputError` that names the argument for anything else.
 */
export function toSourceId(type: NodeType, id: string, argument: string): string {
  if (isSourceId(type, id) && isExact(id)) return id;
  const parsed = parse(id);
  if (parsed?.type !== type) throw new BadInputError(argument, `expected the id of one ${type}.`);
  return parsed.key;
}

/** Whether the source itself could call a thing so. */
export const isSourceId = (type: NodeType, id: string): boolean =>
  PATTERNS[type].test(id) && (!CALCOM_NUMBERED.has(type) || isExact(id.replace('calcom:', '')));

function parse(id: string): GlobalId | undefined {
  if (id.length > 512) return undefined;
  const text = Buffer.from(id, 'base64url').toString();
  const separator = text.indexOf(':');
  const type = text.slice(0, separator) as NodeType;
  const key = text.slice(separator + 1);
  const isOurs = Object.hasOwn(PATTERNS, type) && isSourceId(type, key) && toGlobalId(type, key) === id;
  return isOurs ? { type, key } : undefined;
}

/** Cal.com's numbers pass through JSON numbers, so one beyond them cannot exist. ALO's may come as texts. */
const CALCOM_NUMBERED: ReadonlySet<NodeType> = new Set(['User', 'EventType']);

/** Whether a number is told to its last digit; anything but a number is. */
const isExact = (id: string): boolean => !/^\d+$/.test(id) || Number.isSafeInteger(Number(id));

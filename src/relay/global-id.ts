/** Global ids: a type and the source's own id, opaque to clients. Pure. */
import { BadInputError } from '../errors.ts';

const CALCOM_ID = '(?:0|[1-9]\\d{0,15})';
const ALO_ID = '(?:0|[1-9]\\d{0,18})';
const OPAQUE_ID = '[\\x21-\\x7e]{1,128}';

/** The ids that each type may have. Every id in a path or query of a vendor has matched one of these. */
const PATTERNS = {
  User: new RegExp(`^(calcom:${CALCOM_ID}|saleshandy:${OPAQUE_ID})$`),
  Booking: /^(?=.*[A-Za-z0-9])[A-Za-z0-9_.@-]{1,255}$/,
  EventType: new RegExp(`^${CALCOM_ID}$`),
  Period: new RegExp(`^${ALO_ID}$`),
  /** The id of the period, and of the action in it. */
  Action: new RegExp(`^${ALO_ID}/${ALO_ID}$`),
} as const;

export type NodeType = keyof typeof PATTERNS;

export interface GlobalId {
  readonly type: NodeType;
  /** The source's own id. */
  readonly key: string;
}

/** The global id of an object, from its type and the source's own id. */
export const toGlobalId = (type: NodeType, key: string): string => Buffer.from(`${type}:${key}`).toString('base64url');

/** Throws a `BadInputError` that names the argument if this graph cannot have returned the id. */
export function fromGlobalId(id: string, argument: string): GlobalId {
  const parsed = parse(id);
  if (!parsed) throw new BadInputError(argument, 'expected an id that this graph returned.');
  return parsed;
}

/**
 * The source's own id of an object of one type, from that id or from the global id. Throws a `BadInputError` that names the
 * argument for anything else.
 */
export function toSourceId(type: NodeType, id: string, argument: string): string {
  if (isSourceId(type, id) && isExact(id)) return id;
  const parsed = parse(id);
  if (parsed?.type !== type) throw new BadInputError(argument, `expected the id of one ${type}.`);
  return parsed.key;
}

/** Whether the text can be the source's own id of an object of this type. */
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

/** Cal.com sends these ids as JSON numbers, so one that a double cannot hold does not exist. ALO may send strings. */
const CALCOM_NUMBERED: ReadonlySet<NodeType> = new Set(['User', 'EventType']);

/** Whether an id is not a number, or one that a double holds exactly. */
const isExact = (id: string): boolean => !/^\d+$/.test(id) || Number.isSafeInteger(Number(id));

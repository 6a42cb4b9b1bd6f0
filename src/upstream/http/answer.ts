/** Interprets an answer: its status, or what the vendor says instead of it, and its JSON. */
import { remedyOf, type Source, SourceError, type SourceFailureCause, type SourceFailureReason } from '../../errors.ts';
import type { Slices } from '../../time/slices.ts';
import type { PreparedRead } from '../endpoint.ts';
import { readJson } from '../json.ts';
import type { Answer } from './attempt.ts';
import { retryAfterMs } from './rate-limit-headers.ts';

/** What all endpoints of a vendor have in common. */
export interface VendorProtocol {
  readonly source: Source;
  readonly apiUrl: string;
  /** Sent with each attempt; they hold the credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** What else than URL and credential decides what the server sees, such as a team; empty if nothing does. */
  readonly account: string;
  /** A refusal of the vendor is an object with one of these keys; undefined: it may have any body. */
  readonly errorKeys?: readonly string[];
  /** The failure that a body reports although the HTTP status says something else; undefined: the status decides. */
  explain?(status: number, body: unknown): SourceFailureReason | undefined;
  /** The setting or right that a refusal is about, by the vendor's message; undefined if it does not say. */
  causeOf?(status: number, message: string): SourceFailureCause | undefined;
}

/**
 * The JSON body of a success; undefined for a 404 that says that there is no such thing, if the endpoint has a model for
 * that. Throws a `SourceError` for any other answer. `epochMs` is the present time.
 */
export async function interpret(
  protocol: VendorProtocol,
  answer: Answer,
  epochMs: number,
  { name, missing }: Pick<PreparedRead<unknown>, 'name' | 'missing'>,
  slices: Pick<Slices, 'work'>,
): Promise<unknown> {
  const { source } = protocol;
  const { status } = answer;
  const body = await slices.work(readJson(answer.text));
  const reason = protocol.explain?.(status, body) ?? explainRefusal(protocol, answer, body) ?? explainStatus(status);
  if (reason === undefined && body !== undefined) return body;
  if (reason === undefined) throw new SourceError(source, 'CONTRACT', { status, detail: `${name}: body is not JSON` });
  const isRefusal = reason === 'REFUSED' || reason === 'UNAUTHORIZED';
  const cause = isRefusal ? causeOf(protocol, status, body, missing !== undefined) : undefined;
  if (reason === 'REFUSED' && status === 404 && cause === undefined) return undefined;
  const remedy = remedyOf(source, reason, cause);
  throw new SourceError(source, reason, {
    status,
    cause,
    detail: `${name}: HTTP ${status}${remedy === undefined ? '' : `, ${remedy}`}`,
    retryAfterMs: reason === 'THROTTLED' ? retryAfterMs(answer.headers, epochMs) : undefined,
  });
}

/** How common web servers say that they have no such path, as opposed to no such thing. */
const NO_SUCH_PATH = /^cannot (get|post)\b|\b(route|path|endpoint|url)\b/i;

/** Undefined for a 404 about one missing thing. */
function causeOf(
  { causeOf: vendorCause }: VendorProtocol,
  status: number,
  body: unknown,
  mayBeMissing: boolean,
): SourceFailureCause | undefined {
  const { error, message } = Object(body);
  const text = [error?.message, message, error].find((one) => typeof one === 'string') ?? '';
  const isPath = status === 404 && (!mayBeMissing || NO_SUCH_PATH.test(text));
  return vendorCause?.(status, text) ?? (isPath ? 'PATH' : undefined);
}

/**
 * The error page of a proxy in front of the vendor is not a refusal of the vendor. Only a 401 may come without a body that
 * can be read: it is about the credential and nothing else.
 */
function explainRefusal(
  { errorKeys }: VendorProtocol,
  { status, text }: Answer,
  body: unknown,
): SourceFailureReason | undefined {
  if (errorKeys === undefined || ![401, 403, 404].includes(status) || (status === 401 && text === '')) return undefined;
  return errorKeys.some((key) => Object(body)[key]) ? undefined : 'UNAVAILABLE';
}

/** A whole answer is a 200 or, to a POST, a 201: any other 2xx is a part, is not ready yet, or comes from a proxy. */
function explainStatus(status: number): SourceFailureReason | undefined {
  if (status === 200 || status === 201) return undefined;
  if (status < 400) return 'CONTRACT';
  if (status === 401 || status === 403) return 'UNAUTHORIZED';
  if (status === 408 || status === 504) return 'TIMEOUT';
  if (status === 429) return 'THROTTLED';
  return status < 500 ? 'REFUSED' : 'UNAVAILABLE';
}

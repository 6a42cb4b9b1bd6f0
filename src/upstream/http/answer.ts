/** What an answer means: its status, or what a vendor says in place of it, and its JSON. */
import { remedyOf, type Source, SourceError, type SourceFailureCause, type SourceFailureReason } from '../../errors.ts';
import type { Slices } from '../../time/slices.ts';
import type { Endpoint, Parameters } from '../endpoint.ts';
import { readJson } from '../json.ts';
import type { Answer } from './attempt.ts';
import { retryAfterMs } from './rate-limit-headers.ts';

/** How one vendor is spoken to. */
export interface VendorProtocol {
  readonly source: Source;
  readonly apiUrl: string;
  /** Sent with every call; holds the credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** What, beside URL and credential, tells apart what two servers of this project may see; empty if nothing does. */
  readonly account: string;
  /** A refusal in the vendor's own form is an object with one of these keys; undefined: any body may be one. */
  readonly errorKeys?: readonly string[];
  /** What an answer means where the vendor says it by other means than the HTTP status; undefined: the status speaks. */
  explain?(status: number, body: unknown): SourceFailureReason | undefined;
  /** Which setting or right a refusal is about, by the vendor's own message; undefined where it does not say. */
  causeOf?(status: number, message: string): SourceFailureCause | undefined;
}

/**
 * The JSON body of an answer that went well; undefined for one that says, in the vendor's own form, that there is no such
 * thing. Throws a `SourceError` that says what the answer means otherwise.
 */
export async function understand<Asked extends Parameters>(
  protocol: VendorProtocol,
  answer: Answer,
  epochMs: number,
  { name, missing }: Pick<Endpoint<Asked, unknown>, 'name' | 'missing'>,
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

/** How the servers that vendors run say that they have no such path, and not that a thing lacks which one may ask for. */
const NO_SUCH_PATH = /^cannot (get|post)\b|\b(route|path|endpoint|url)\b/i;

/** Undefined, of a 404, where it is about one thing. */
function causeOf(
  { causeOf: told }: VendorProtocol,
  status: number,
  body: unknown,
  mayBeMissing: boolean,
): SourceFailureCause | undefined {
  const { error, message } = Object(body);
  const text = [error?.message, message, error].find((one) => typeof one === 'string') ?? '';
  const isLost = status === 404 && (!mayBeMissing || NO_SUCH_PATH.test(text));
  return told?.(status, text) ?? (isLost ? 'PATH' : undefined);
}

/**
 * A page of whatever stands before the vendor is no refusal of the vendor's. A 401 alone may come without a body, or with one
 * that cannot be read: it is about the credential and nothing else.
 */
function explainRefusal(
  { errorKeys }: VendorProtocol,
  { status, text }: Answer,
  body: unknown,
): SourceFailureReason | undefined {
  if (errorKeys === undefined || ![401, 403, 404].includes(status) || (status === 401 && text === '')) return undefined;
  return errorKeys.some((key) => Object(body)[key]) ? undefined : 'UNAVAILABLE';
}

/** A whole answer is a 200 or, to a POST, a 201: any other 2xx is a part, a promise, or of somebody in between. */
function explainStatus(status: number): SourceFailureReason | undefined {
  if (status === 200 || status === 201) return undefined;
  if (status < 400) return 'CONTRACT';
  if (status === 401 || status === 403) return 'UNAUTHORIZED';
  if (status === 408 || status === 504) return 'TIMEOUT';
  if (status === 429) return 'THROTTLED';
  return status < 500 ? 'REFUSED' : 'UNAVAILABLE';
}

/** What an answer means: its status, or what a vendor says in place of it, and its JSON. */
import { type Source, SourceError, type SourceFailureReason } from '../errors.ts';
import type { Slices } from '../time/slices.ts';
import type { Answer } from './attempt.ts';
import { readJson } from './json.ts';
import { retryAfterMs } from './retry-after.ts';

/** How one vendor is spoken to. */
export interface VendorManners {
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
}

/**
 * The JSON body of an answer that went well; undefined for one that says, in the vendor's own form, that there is no such
 * thing. Throws a `SourceError` that says what the answer means otherwise.
 */
export async function understand(
  manners: VendorManners,
  answer: Answer,
  epochMs: number,
  mayBeMissing: boolean,
  slices: Pick<Slices, 'work'>,
): Promise<unknown> {
  const { source } = manners;
  const { status } = answer;
  const body = await slices.work(readJson(answer.text));
  const reason = manners.explain?.(status, body) ?? explainRefusal(manners, answer, body) ?? explainStatus(status);
  if (reason === 'REFUSED' && status === 404 && mayBeMissing) return undefined;
  if (reason === 'THROTTLED') {
    throw new SourceError(source, reason, { status, retryAfterMs: retryAfterMs(answer.headers, epochMs) });
  }
  if (reason) throw new SourceError(source, reason, { status });
  if (body === undefined) throw new SourceError(source, 'CONTRACT', { status, detail: 'body is not JSON' });
  return body;
}

/**
 * A page of whatever stands before the vendor is no refusal of the vendor's. A 401 alone may come without a body, or with one
 * that cannot be read: it is about the credential and nothing else.
 */
function explainRefusal(
  { errorKeys }: VendorManners,
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

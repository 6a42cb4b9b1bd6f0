/**
 * One logical read of a source, told flat: request, attempt, status, JSON, wire schema. Knows HTTP and time; which
 * vendor it speaks to comes in as data.
 */
import DataLoader from 'dataloader';
import { Agent } from 'undici';
import { type Source, SourceError, type SourceFailureReason } from '../errors.ts';
import { type Answer, attempt, CONNECT_MS } from './attempt.ts';
import { canonicalKey, type Endpoint, type HttpRequest, type Parameters, type Read } from './endpoint.ts';
import { createHealthRecord, type Health } from './health.ts';
import { readQuota, retryAfterMs } from './retry-after.ts';

/** How one vendor is spoken to. */
export interface VendorManners {
  readonly source: Source;
  readonly apiUrl: string;
  /** Sent with every call; holds the credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** What an answer means where the vendor says it by other means than the HTTP status; undefined: the status speaks. */
  explain?(status: number, body: unknown): SourceFailureReason | undefined;
}

export interface Upstream {
  /** Reads that end with `deadline`. */
  readWithin(deadline: AbortSignal): Read;
  health(): Health;
  close(): Promise<void>;
}

export function createUpstream(manners: VendorManners, nowMs: () => number): Upstream {
  const { source } = manners;
  const dispatcher = new Agent({ connect: { timeout: CONNECT_MS } });
  const record = createHealthRecord(nowMs);

  async function exchange(
    method: 'GET' | 'POST',
    { path, body }: HttpRequest,
    headers: Readonly<Record<string, string>> | undefined,
    deadline: AbortSignal,
  ): Promise<unknown> {
    const answer = await attempt(
      source,
      dispatcher,
      {
        method,
        url: `${manners.apiUrl}${path}`,
        headers: { ...manners.headers, ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
        body: body && JSON.stringify(body),
      },
      deadline,
    );
    const quota = readQuota(answer.headers, nowMs());
    if (quota) record.quota(quota);
    return understand(manners, answer, nowMs());
  }

  return {
    readWithin: (deadline) => async (endpoint, asked) => {
      try {
        const body = await exchange(endpoint.method, endpoint.request(asked), endpoint.headers, deadline);
        const model = endpoint.wire.safeParse(body);
        if (!model.success) {
          const at = model.error.issues[0]?.path.join('.');
          throw new SourceError(source, 'CONTRACT', { detail: `${endpoint.name}: unexpected shape at "${at}"` });
        }
        record.success();
        return model.data;
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        if (error.context.status === 404 && endpoint.missing !== undefined) {
          record.success();
          return endpoint.missing;
        }
        if (endpoint.isOptional && error instanceof SourceError && error.isRefusal) record.success();
        else if (!isGivenUp(deadline)) record.failure(error);
        throw error;
      }
    },
    health: () => record.read(),
    close: () => dispatcher.destroy(),
  };
}

/** Whether nobody waits any more, which says nothing about the source. */
const isGivenUp = (deadline: AbortSignal): boolean => deadline.aborted && deadline.reason?.name !== 'TimeoutError';

/** The same reads, but what is asked more than once is read once, and its asker gets the same answer or failure. */
export function readOnce(read: Read): Read {
  interface Request {
    readonly endpoint: Endpoint<Parameters, unknown>;
    readonly asked: Parameters;
  }
  const loader = new DataLoader<Request, unknown, string>(
    (requests) =>
      Promise.all(requests.map(({ endpoint, asked }) => read(endpoint, asked).catch((error: Error) => error))),
    { cacheKeyFn: ({ endpoint, asked }) => canonicalKey(endpoint, asked) },
  );
  // The key names the endpoint, and the endpoint its model: what comes back is what this very endpoint makes.
  return (endpoint, asked) =>
    loader.load({ endpoint: endpoint as Endpoint<Parameters, unknown>, asked }) as Promise<never>;
}

/** The JSON body of an answer that went well. Throws a `SourceError` that says what the answer means otherwise. */
function understand(manners: VendorManners, answer: Answer, nowMs: number): unknown {
  const { source } = manners;
  const { status } = answer;
  const body = parseJson(answer.text);
  const reason = manners.explain?.(status, body) ?? explainStatus(status);
  if (reason === 'THROTTLED') {
    throw new SourceError(source, reason, { status, retryAfterMs: retryAfterMs(answer.headers, nowMs) });
  }
  if (reason) throw new SourceError(source, reason, { status });
  if (body === undefined) throw new SourceError(source, 'CONTRACT', { status, detail: 'body is not JSON' });
  return body;
}

function explainStatus(status: number): SourceFailureReason | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status < 400) return 'CONTRACT';
  if (status === 401 || status === 403) return 'UNAUTHORIZED';
  if (status === 408 || status === 504) return 'TIMEOUT';
  if (status === 429) return 'THROTTLED';
  return status < 500 ? 'REFUSED' : 'UNAVAILABLE';
}

/** Undefined for what is not JSON, or nested deeper than anything a vendor documents. */
function parseJson(text: string): unknown {
  if (nestedDeeperThan(64, text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is nested without end parses, but overflows the stack of whoever walks it later. */
function nestedDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

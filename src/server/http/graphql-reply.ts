/** Answers a GraphQL request of a known caller: from the cache of answers, else by the engine. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SCOPES, type Scope } from '../../config/values.ts';
import type { AnswerCache, CachedAnswer, MadeAnswer } from '../../graphql/answer-cache.ts';
import { answerKeyOf } from '../../graphql/answer-key.ts';
import type { Engine, HttpGraphqlRequest } from '../../graphql/engine.ts';
import { PLAN_HEADER, planModeOf } from '../../graphql/plan/header.ts';
import type { MakeContext } from '../../graphql/request-context.ts';
import { createTrace, TRACE_HEADER } from '../../graphql/trace.ts';
import { oncePerObject } from '../../once.ts';
import {
  createProvenance,
  type Dependency,
  type Freshness,
  freshnessOf,
  freshnessPartsOf,
  type Provenance,
  recordCalls,
} from '../../provenance.ts';
import type { Sources } from '../../sources/index.ts';
import type { Clock } from '../../time/clock.ts';
import { type Deadline, deadlineIn, raceAbort } from '../../time/deadline.ts';
import type { Principal } from '../auth/principal.ts';
import type { QueryConcurrency } from '../auth/query-concurrency.ts';
import type { TrustedDocuments } from '../documents/trusted-documents.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { cacheHeaders } from './cache-headers.ts';
import { createMessageKeys } from './message-keys.ts';
import { type GraphqlMessage, LEFT, parseGraphqlMessage, readGraphqlMessage } from './read-request.ts';
import type { Reply } from './response.ts';

export interface GraphqlReplyOptions {
  readonly engine: Pick<Engine, 'answer'>;
  /** Undefined if no answer is kept. */
  readonly answers: AnswerCache | undefined;
  readonly sources: Sources;
  readonly makeContext: MakeContext;
  /** The deadline of a request, in milliseconds from its arrival. */
  readonly requestDeadlineMs: number;
  readonly clock: Clock;
  readonly queryConcurrency: QueryConcurrency;
  readonly documents: TrustedDocuments;
  readonly metrics: Pick<Metrics, 'http'>;
  readonly telemetry: Pick<Telemetry, 'answered'>;
}

/** A request, and when it arrived, on the monotonic clock. It may have waited since. */
export interface Arrived {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly arrivedAtMs: number;
}

/** A request beyond these lengths is not looked up in the cache of answers. */
const MAX_MESSAGE_LENGTH = 64 * 1024;
const MAX_ACCEPT_LENGTH = 256;

/** Gives the function that reads a request whose caller is known, and answers it. It throws what `errorReply` understands. */
export function createGraphqlReply(options: GraphqlReplyOptions) {
  const { engine, answers, documents, clock, metrics, telemetry } = options;
  const messageKeys = createMessageKeys();
  const variantOf = createVariants();

  return async (arrived: Arrived, search: string, principal: Principal): Promise<Reply> => {
    const { request, response } = arrived;
    const message = await readGraphqlMessage(request, search);
    if (!answers || !mayUseCache(request, message)) {
      const query = await documents.resolve(parseGraphqlMessage(message, request.headers));
      return madeReply(request, await execute(request, query, principal, startOf(arrived)));
    }
    const variant = variantOf(principal.scopes, request.headers.accept);
    const keyOfMessage = messageKeys.find(message, variant);
    const found = keyOfMessage === undefined ? undefined : answers.find(keyOfMessage);
    if (found) return cachedReply(request, found, 'hit');

    const query = await documents.resolve(parseGraphqlMessage(message, request.headers));
    const key = keyOfMessage ?? answerKeyOf(query, variant);
    if (key === undefined) return madeReply(request, await execute(request, query, principal, startOf(arrived)));
    messageKeys.put(message, variant, key);
    const equal = answers.find(key);
    if (equal) return cachedReply(request, equal, 'hit');

    const deadline = startOf(arrived);
    const awaited = await awaitedWithin(deadline, answers.inProgress(principal.name, key));
    if (awaited) return cachedReply(request, awaited, 'shared');
    if (response.closed) throw LEFT;
    metrics.http.answerLookedUp('miss');
    const made = await answers.make(principal.name, key, () => execute(request, query, principal, deadline));
    return 'answer' in made ? madeReply(request, made) : cachedReply(request, made);
  };

  /** The deadline of a query. No query starts for a client that has left. */
  function startOf({ response, arrivedAtMs }: Arrived): Deadline {
    if (response.closed) throw LEFT;
    const gone = new AbortController();
    response.once('close', () => gone.abort(LEFT));
    return deadlineIn(options.requestDeadlineMs - (clock.nowMs() - arrivedAtMs), clock, gone.signal);
  }

  async function execute(
    request: IncomingMessage,
    query: HttpGraphqlRequest,
    { name, subject, scopes }: Principal,
    deadline: Deadline,
  ): Promise<MadeAnswer> {
    const trace = isTraced(request) ? createTrace(clock, options.sources) : undefined;
    const permit = options.queryConcurrency.permitFor(name, deadline);
    const context = options.makeContext({ caller: name, isBackground: false, deadline }, scopes, {
      subject,
      trace,
      acquire: permit.acquire,
      planMode: planModeIn(request),
    });
    const provenance = createProvenance();
    const answer = await recordCalls(provenance, () => engine.answer(query, context)).finally(permit.release);
    return { answer, provenance };
  }

  function cachedReply({ method }: IncomingMessage, cached: CachedAnswer, lookup?: 'hit' | 'shared'): Reply {
    const { headers, body, kind, operation, dependencies } = cached;
    if (lookup) {
      metrics.http.answerLookedUp(lookup);
      for (const read of dependencies.reads) read.served();
      telemetry.answered({ kind, operation, codes: [], isRejected: false });
    }
    if (method !== 'GET') return replyToPost(cached);
    const caching = cacheHeaders(freshnessOf(dependencies), Number.POSITIVE_INFINITY, clock);
    return { status: 200, headers: { ...Object.fromEntries(headers), ...caching }, body };
  }

  function madeReply({ method }: IncomingMessage, { answer, provenance }: MadeAnswer): Reply {
    const { status, headers, body, isBadGraphql, heldMs } = answer;
    return {
      status: isBadGraphql ? badGraphqlStatus(status, headers.get('content-type')) : status,
      headers: {
        ...Object.fromEntries(headers),
        ...(method === 'GET' && heldMs !== undefined
          ? cacheHeaders(freshnessOfMade(provenance, heldMs), heldMs, clock)
          : NOT_CACHEABLE),
      },
      body,
    };
  }
}

/** The reply to a POST, which no client may keep. */
const replyToPost = oncePerObject(
  ({ headers, body }: CachedAnswer): Reply => ({ status: 200, headers: Object.fromEntries(headers), body }),
);

const isTraced = ({ headers }: IncomingMessage): boolean => headers[TRACE_HEADER] === 'on';

const planModeIn = ({ headers }: IncomingMessage) => planModeOf(headers[PLAN_HEADER]);

/** Whether an answer that was made for another request may be sent. */
function mayUseCache(request: IncomingMessage, { method, bytes }: GraphqlMessage): boolean {
  const { headers } = request;
  const { accept = '' } = headers;
  if (
    isTraced(request) ||
    planModeIn(request) ||
    bytes.length > MAX_MESSAGE_LENGTH ||
    accept.length > MAX_ACCEPT_LENGTH
  )
    return false;
  return method === 'POST' || headers['content-type'] === undefined;
}

/** Gives what an answer depends on beside the GraphQL request: scopes, and the media types that the client accepts. */
function createVariants(): (scopes: ReadonlySet<Scope>, accept?: string) => string {
  let last: { readonly scopes: ReadonlySet<Scope>; readonly accept: string; readonly variant: string } | undefined;
  return (scopes, accept = '') => {
    if (last?.scopes === scopes && last.accept === accept) return last.variant;
    const variant = `${SCOPES.filter((scope) => scopes.has(scope)).join(' ')}\n${accept}`;
    last = { scopes, accept, variant };
    return variant;
  };
}

/** Undefined where the deadline comes first. */
const awaitedWithin = async (
  { signal }: Deadline,
  awaited: Promise<CachedAnswer | undefined> | undefined,
): Promise<CachedAnswer | undefined> => awaited && raceAbort([awaited], signal).catch(() => undefined);

const NOT_CACHEABLE = { 'cache-control': 'no-store' };

/** A directory that could not be read limits an answer with the error of that no more than the error does. */
function freshnessOfMade(provenance: Provenance, heldMs: number): Freshness {
  const { reads, others } = freshnessPartsOf(provenance);
  const isCurrent = ({ freshUntilMs }: Dependency): boolean => freshUntilMs > Number.NEGATIVE_INFINITY;
  return freshnessOf({ reads, others: Number.isFinite(heldMs) ? others.filter(isCurrent) : others });
}

/**
 * Bad GraphQL in well-formed JSON is a 400 as `application/graphql-response+json`. As `application/json` it is a 200, because
 * its clients take another status for a broken connection: https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
 */
const badGraphqlStatus = (status: number, type = ''): number =>
  status === 400 && !type.startsWith('application/graphql-response+json') ? 200 : status;

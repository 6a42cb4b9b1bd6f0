/** The front door: which path leads where, who may come in, and what is said of an answer beside it. Answers JSON, never HTML. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AuthUnavailableError, UnauthenticatedError } from '../../errors.ts';
import type { Engine } from '../../graphql/engine.ts';
import type { MakeContext } from '../../graphql/request-context.ts';
import { createTrace, TRACE_HEADER } from '../../graphql/trace.ts';
import { callsOf, createProvenance, recordCalls } from '../../provenance.ts';
import type { Sources } from '../../sources/index.ts';
import type { Clock } from '../../time/clock.ts';
import { deadlineIn } from '../../time/deadline.ts';
import type { RedisHealth } from '../../upstream/redis/redis-health.ts';
import type { Authentication } from '../auth/authentication.ts';
import type { CallerRateLimits } from '../auth/caller-rate-limits.ts';
import type { Principal } from '../auth/principal.ts';
import type { QueryConcurrency } from '../auth/query-concurrency.ts';
import type { TrustedDocuments } from '../documents/trusted-documents.ts';
import type { GraphiqlPage } from '../graphiql/page.ts';
import type { PeopleFileWatcher } from '../people-file/people-file.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { isOwnName } from './allowed-hosts.ts';
import { cacheControl } from './cache-control.ts';
import type { Cors } from './cors.ts';
import { HttpError } from './http-error.ts';
import { METHODS, readGraphqlRequest, requireHost, requireOnce, targetOf } from './read-request.ts';
import { readiness } from './readiness.ts';
import { JSON_TYPE, type Reply, send } from './response.ts';
import type { Timeouts } from './timeouts.ts';

export interface HandlerOptions {
  readonly engine: Pick<Engine, 'answer'>;
  readonly sources: Sources;
  /** Whether the data is invented. */
  readonly sandbox: boolean;
  readonly makeContext: MakeContext;
  /** Undefined where none is set. */
  readonly peopleFile?: PeopleFileWatcher;
  /** How Redis is doing; undefined where none is set. */
  readonly redisHealth?: () => RedisHealth;
  /** What one request may take in all. */
  readonly requestDeadlineMs: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly authentication: Authentication;
  /** Whether nobody is asked who they are. */
  readonly isOpen: boolean;
  readonly callerRateLimits: Pick<CallerRateLimits, 'request'>;
  readonly queryConcurrency: QueryConcurrency;
  readonly documents: TrustedDocuments;
  readonly cors: Cors;
  readonly timeouts: Timeouts;
  /** Undefined where the page is not served. */
  readonly graphiql?: GraphiqlPage;
  readonly telemetry: Telemetry;
}

const ASKED_BY_NAME =
  'Nobody is asked who they are here, so this machine alone is answered, by its address or as localhost. See AUTH_TOKENS.';

export function createHandler(options: HandlerOptions): RequestListener {
  const { engine, sources, makeContext, peopleFile, requestDeadlineMs, clock, metrics, graphiql, telemetry } = options;

  async function replyTo(request: IncomingMessage, response: ServerResponse): Promise<Reply> {
    requireOnce(request);
    if (options.isOpen && !isOwnName(request.headers.host ?? '')) throw new HttpError(421, ASKED_BY_NAME);
    requireHost(request);
    const { pathname, search } = targetOf(request);
    if (pathname === '/graphql') {
      if (request.method === 'OPTIONS') return preflight(request);
      if (graphiql && wantsPage(request, search)) return found(await graphiql.page());
      return graphqlReply(request, response, search);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new HttpError(404, 'Not found.');
    if (pathname === '/healthz') return json(200, { status: 'ok' });
    if (pathname === '/readyz') return json(200, readiness(options));
    if (pathname === '/metrics') {
      await authenticate(request);
      const body = await metrics.text(sources, peopleFile, options.redisHealth?.());
      return found({ body, headers: { 'content-type': metrics.contentType } });
    }
    if (pathname === '/' && graphiql && wantsPage(request, search)) {
      return { status: 302, headers: { location: '/graphql' }, body: '' };
    }
    const file = await graphiql?.file(pathname, () => isKnown(request));
    if (!file) throw new HttpError(404, 'Not found.');
    return found(file);
  }

  function preflight({ headers }: IncomingMessage): Reply {
    const allowed = options.cors.preflight(headers.origin);
    if (!allowed) throw new HttpError(405, 'GraphQL is asked by GET or POST.', { headers: { allow: METHODS } });
    return { status: 204, headers: allowed, body: '' };
  }

  async function authenticate({ headersDistinct, socket }: IncomingMessage): Promise<Principal> {
    // Of two of them nobody knows which is meant.
    const authorization = headersDistinct.authorization?.join(', ');
    const caller = await options.authentication.authenticate({ authorization, address: socket.remoteAddress ?? '' });
    telemetry.caller(caller.name);
    return caller;
  }

  /** Who asks, if they may ask again already. */
  async function enter(request: IncomingMessage): Promise<Principal> {
    const caller = await authenticate(request);
    const retryAfterMs = options.callerRateLimits.request(caller.name);
    if (retryAfterMs === undefined) return caller;
    throw new HttpError(429, 'This caller asks too often.', waiting(retryAfterMs));
  }

  /** The page is open to everybody; the values in its tabs are not where callers are asked who they are. */
  async function isKnown(request: IncomingMessage): Promise<boolean> {
    if (options.isOpen) return true;
    if (request.headers.authorization === undefined) return false;
    try {
      await enter(request);
      return true;
    } catch (error) {
      if (error instanceof UnauthenticatedError) return false;
      throw error;
    }
  }

  async function graphqlReply(request: IncomingMessage, response: ServerResponse, search: string): Promise<Reply> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const { name, scopes } = await enter(request);
    const asked = await options.documents.resolve(await readGraphqlRequest(request, search));
    // For whoever has left meanwhile nothing is begun.
    gone.signal.throwIfAborted();
    const deadline = deadlineIn(requestDeadlineMs, clock, gone.signal);
    const trace = request.headers[TRACE_HEADER] === 'on' ? createTrace(clock, sources) : undefined;
    const slot = options.queryConcurrency.permitFor(name, deadline);
    const context = makeContext({ caller: name, isBackground: false, deadline }, scopes, { trace, admit: slot.admit });
    const trail = createProvenance();
    const answered = await recordCalls(trail, () => engine.answer(asked, context)).finally(slot.leave);
    const { status, headers, body, isBadGraphql, isCacheable } = answered;
    const mayKeep = request.method === 'GET' && isCacheable;
    return {
      status: isBadGraphql ? badGraphqlStatus(status, headers.get('content-type')) : status,
      headers: { ...Object.fromEntries(headers), 'cache-control': mayKeep ? cacheControl(callsOf(trail)) : 'no-store' },
      body,
    };
  }

  function refuse(error: unknown): Reply {
    const refused = refusalOf(error) ?? new HttpError(500, 'Internal error.', { teamgraph: bug(error) });
    telemetry.rejected(refused);
    const { status, body, headers } = json(refused.status, refused);
    return { status, body, headers: { ...headers, ...refused.headers } };
  }

  const bug = (error: unknown) => ({ requestId: telemetry.internalError(error) });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = await replyTo(request, response).catch((error: unknown) => {
      // Who has left in the middle of a request is no bug, and reads nothing any more.
      if (!request.socket.destroyed) return refuse(error);
    });
    if (!reply) return;
    // What is left of a refused body is not read, and would be taken for the next request.
    if (reply.status >= 400 && !request.complete) response.setHeader('connection', 'close');
    await send(request, response, reply, options.timeouts.pieceMs);
    if (!request.complete) request.destroy();
  }

  return (request, response) => {
    response.setHeaders(options.cors.answer(request.headers.origin));
    telemetry.request(request, response, () => {
      answer(request, response).catch((error: unknown) => {
        telemetry.internalError(error);
        // Who was not answered is not left waiting.
        response.destroy();
      });
    });
  };
}

/** A browser that opens the address, as against a client that asks something. */
function wantsPage(request: IncomingMessage, search: string): boolean {
  const accepts = request.headers.accept ?? '';
  return request.method === 'GET' && accepts.includes('text/html') && !new URLSearchParams(search).has('query');
}

/**
 * A request that is well-formed JSON but bad GraphQL is a 400 for GraphQL's own type of answers, and a 200 for
 * `application/json`, whose clients take another status for a broken connection: https://graphql.github.io/graphql-over-http
 */
const badGraphqlStatus = (status: number, type = ''): number =>
  status === 400 && !type.startsWith('application/graphql-response+json') ? 200 : status;

const json = (status: number, body: object): Reply => ({ status, headers: JSON_TYPE, body: JSON.stringify(body) });

const found = (file: Omit<Reply, 'status'>): Reply => ({ ...file, status: 200 });

/** Undefined for what is nobody's fault but ours. */
function refusalOf(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error;
  if (error instanceof UnauthenticatedError) {
    return new HttpError(401, error.message, { headers: { 'www-authenticate': 'Bearer' } });
  }
  if (error instanceof AuthUnavailableError) {
    return new HttpError(503, error.message, { code: error.code, ...waiting(error.retryAfterMs) });
  }
  return undefined;
}

/** Says when it may be tried again, to those who read headers and those who read the body. */
const waiting = (ms: number) => ({
  headers: { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) },
  teamgraph: { retryAfterMs: Math.ceil(ms) },
});

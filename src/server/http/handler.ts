/** The way of a request through the HTTP server: from the checks of its headers to its reply, always JSON and never HTML. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { UnauthenticatedError } from '../../errors.ts';
import type { Engine } from '../../graphql/engine.ts';
import type { MakeContext } from '../../graphql/request-context.ts';
import { createTrace, TRACE_HEADER } from '../../graphql/trace.ts';
import { callsOf, createProvenance, recordCalls } from '../../provenance.ts';
import type { Sources } from '../../sources/index.ts';
import type { Clock } from '../../time/clock.ts';
import { deadlineIn } from '../../time/deadline.ts';
import type { Authentication } from '../auth/authentication.ts';
import type { CallerRateLimits } from '../auth/caller-rate-limits.ts';
import type { Principal } from '../auth/principal.ts';
import type { QueryConcurrency } from '../auth/query-concurrency.ts';
import type { TrustedDocuments } from '../documents/trusted-documents.ts';
import type { GraphiqlPage } from '../graphiql/page.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Monitored } from '../telemetry/state-metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { isAllowedHost } from './allowed-hosts.ts';
import type { Cors } from './cors.ts';
import { HttpError, httpErrorOf, retryAfter } from './http-error.ts';
import type { ClientTimeouts } from './listen.ts';
import type { LoadShedding } from './load-shedding.ts';
import { callerKeyOf, isSheddable, rejectOverload } from './overload.ts';
import { methodNotAllowed, readGraphqlRequest, requireHost, requireSingleHeaders, targetOf } from './read-request.ts';
import { readiness } from './readiness.ts';
import { cacheControl, JSON_TYPE, type Reply, send } from './response.ts';

export interface HandlerOptions extends Monitored {
  readonly engine: Pick<Engine, 'answer'>;
  readonly sources: Sources;
  /** Whether the data is invented. */
  readonly sandbox: boolean;
  readonly makeContext: MakeContext;
  /** The deadline of a request, in milliseconds from its arrival. */
  readonly requestDeadlineMs: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly authentication: Authentication;
  /** Whether authentication is off. */
  readonly isOpen: boolean;
  readonly callerRateLimits: Pick<CallerRateLimits, 'request'>;
  readonly queryConcurrency: QueryConcurrency;
  readonly loadShedding: LoadShedding;
  readonly documents: TrustedDocuments;
  readonly cors: Cors;
  readonly timeouts: ClientTimeouts;
  /** Undefined if GraphiQL is not served. */
  readonly graphiql?: GraphiqlPage;
  readonly telemetry: Telemetry;
}

const HOST_NOT_ALLOWED =
  'The Host header does not name this machine. Without authentication this server answers only at an IP address, at ' +
  'localhost, or at a name that is not in the public DNS. See AUTH_TOKENS.';

/** Answers every request of the server. */
export function createHandler(options: HandlerOptions): RequestListener {
  const { engine, sources, makeContext, requestDeadlineMs, clock, metrics, graphiql, telemetry } = options;

  return (request, response) => {
    response.setHeaders(options.cors.responseHeaders(request.headers.origin));
    const arrivedAtMs = clock.nowMs();
    const answer = (): void => {
      const run = (): void => {
        respond(request, response, arrivedAtMs).catch((error: unknown) => {
          telemetry.internalError(error);
          response.destroy();
        });
      };
      telemetry.request(request, response, run, arrivedAtMs);
    };
    if (!isSheddable(request)) return answer();
    if (options.loadShedding.admit(callerKeyOf(request), response, answer)) return;
    telemetry.shed(request, response);
    rejectOverload(request, response);
  };

  async function respond(request: IncomingMessage, response: ServerResponse, arrivedAtMs: number): Promise<void> {
    const reply = await replyTo(request, response, arrivedAtMs).catch((error: unknown) => {
      // A client that leaves in the middle of its request causes an error that is no bug.
      if (!request.socket.destroyed) return errorReply(error);
    });
    if (!reply) return;
    // The rest of a rejected body is not read, and the next request cannot follow it.
    if (reply.status >= 400 && !request.complete) response.setHeader('connection', 'close');
    await send(request, response, reply, options.timeouts.pieceMs);
    if (!request.complete) request.destroy();
  }

  /** Each check either throws an error that `errorReply` understands, or lets the request go on. */
  async function replyTo(request: IncomingMessage, response: ServerResponse, arrivedAtMs: number): Promise<Reply> {
    requireSingleHeaders(request);
    if (options.isOpen && !isAllowedHost(request.headers.host ?? '')) throw new HttpError(421, HOST_NOT_ALLOWED);
    requireHost(request);
    const { pathname, search } = targetOf(request);
    if (pathname !== '/graphql') return resourceReply(request, pathname, search);
    if (request.method === 'OPTIONS') return preflightReply(request);
    if (graphiql && wantsPage(request, search)) return ok(await graphiql.page());

    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const { name, scopes } = await authenticateWithinLimit(request);
    const query = await options.documents.resolve(await readGraphqlRequest(request, search));
    // No query starts for a client that has left.
    gone.signal.throwIfAborted();
    const deadline = deadlineIn(requestDeadlineMs - (clock.nowMs() - arrivedAtMs), clock, gone.signal);
    const trace = request.headers[TRACE_HEADER] === 'on' ? createTrace(clock, sources) : undefined;
    const permit = options.queryConcurrency.permitFor(name, deadline);
    const context = makeContext({ caller: name, isBackground: false, deadline }, scopes, {
      trace,
      acquire: permit.acquire,
    });
    const provenance = createProvenance();
    const answered = await recordCalls(provenance, () => engine.answer(query, context)).finally(permit.release);
    const { status, headers, body, isBadGraphql, isCacheable } = answered;
    const mayKeep = request.method === 'GET' && isCacheable;
    return {
      status: isBadGraphql ? badGraphqlStatus(status, headers.get('content-type')) : status,
      headers: {
        ...Object.fromEntries(headers),
        'cache-control': mayKeep ? cacheControl(callsOf(provenance)) : 'no-store',
      },
      body,
    };
  }

  /** Everything but GraphQL: health, metrics, and the files of GraphiQL. */
  async function resourceReply(request: IncomingMessage, pathname: string, search: string): Promise<Reply> {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw notFound();
    if (pathname === '/healthz') return json(200, { status: 'ok' });
    if (pathname === '/readyz') return json(200, readiness(options));
    if (pathname === '/metrics') {
      await authenticate(request);
      return ok({ body: await metrics.text(options), headers: { 'content-type': metrics.contentType } });
    }
    if (!graphiql) throw notFound();
    if (pathname === '/' && wantsPage(request, search)) {
      return { status: 302, headers: { location: '/graphql' }, body: '' };
    }
    const file = await graphiql.file(pathname, () => isAuthenticated(request));
    if (!file) throw notFound();
    return ok(file);
  }

  function preflightReply({ headers }: IncomingMessage): Reply {
    const allowed = options.cors.preflightHeaders(headers.origin);
    if (!allowed) throw methodNotAllowed();
    return { status: 204, headers: allowed, body: '' };
  }

  /** The principal, if the rate limit lets it send another request. */
  async function authenticateWithinLimit(request: IncomingMessage): Promise<Principal> {
    const principal = await authenticate(request);
    const retryAfterMs = options.callerRateLimits.request(principal.name);
    if (retryAfterMs === undefined) return principal;
    throw new HttpError(429, 'This caller has sent too many requests in the last minute.', retryAfter(retryAfterMs));
  }

  async function authenticate({ headers: { authorization }, socket }: IncomingMessage): Promise<Principal> {
    const principal = await options.authentication.authenticate({ authorization, address: socket.remoteAddress ?? '' });
    telemetry.caller(principal.name);
    return principal;
  }

  /** Whether the tabs of GraphiQL may hold values of the data. The page itself needs no token. */
  async function isAuthenticated(request: IncomingMessage): Promise<boolean> {
    if (options.isOpen) return true;
    if (request.headers.authorization === undefined) return false;
    try {
      await authenticateWithinLimit(request);
      return true;
    } catch (error) {
      if (error instanceof UnauthenticatedError) return false;
      throw error;
    }
  }

  function errorReply(thrown: unknown): Reply {
    const error = httpErrorOf(thrown) ?? internalError(thrown);
    telemetry.rejected(error);
    const { status, body, headers } = json(error.status, error);
    return { status, body, headers: { ...headers, ...error.headers } };
  }

  function internalError(thrown: unknown): HttpError {
    return new HttpError(500, 'Internal error.', { teamgraph: { requestId: telemetry.internalError(thrown) } });
  }
}

/** Whether a browser opens the address, and no GraphQL client sends a query. */
function wantsPage(request: IncomingMessage, search: string): boolean {
  const accepts = request.headers.accept ?? '';
  return request.method === 'GET' && accepts.includes('text/html') && !new URLSearchParams(search).has('query');
}

/**
 * Bad GraphQL in well-formed JSON is a 400 as `application/graphql-response+json`. As `application/json` it is a 200, because
 * its clients take another status for a broken connection: https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
 */
const badGraphqlStatus = (status: number, type = ''): number =>
  status === 400 && !type.startsWith('application/graphql-response+json') ? 200 : status;

const json = (status: number, body: object): Reply => ({ status, headers: JSON_TYPE, body: JSON.stringify(body) });

const ok = (reply: Omit<Reply, 'status'>): Reply => ({ ...reply, status: 200 });

const notFound = (): HttpError => new HttpError(404, 'Not found.');

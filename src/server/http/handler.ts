/** The way of a request through the HTTP server: from the checks of its headers to its reply, always JSON and never HTML. */
import type { IncomingMessage, RequestListener } from 'node:http';
import Negotiator from 'negotiator';
import { UnauthenticatedError } from '../../errors.ts';
import type { Authentication } from '../auth/authentication.ts';
import type { CallerRateLimits } from '../auth/caller-rate-limits.ts';
import type { Principal } from '../auth/principal.ts';
import type { GraphiqlPage } from '../graphiql/page.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Monitored } from '../telemetry/state-metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { isAllowedHost } from './allowed-hosts.ts';
import type { Cors } from './cors.ts';
import { rejectCrossSite } from './cross-site.ts';
import { type Arrived, createGraphqlReply, type GraphqlReplyOptions } from './graphql-reply.ts';
import { HttpError, httpErrorOf, retryAfter } from './http-error.ts';
import type { ClientTimeouts } from './listen.ts';
import type { LoadShedding } from './load-shedding.ts';
import { callerKeyOf, isSheddable, rejectOverload } from './overload.ts';
import { methodNotAllowed, requireHost, requireSingleHeaders, targetOf } from './read-request.ts';
import { readiness } from './readiness.ts';
import { JSON_TYPE, type Reply, send } from './response.ts';

export interface HandlerOptions extends Monitored, GraphqlReplyOptions {
  readonly sources: GraphqlReplyOptions['sources'];
  /** Whether the data is invented. */
  readonly sandbox: boolean;
  readonly metrics: Metrics;
  readonly authentication: Authentication;
  /** Whether authentication is off. */
  readonly isOpen: boolean;
  readonly callerRateLimits: Pick<CallerRateLimits, 'request'>;
  readonly loadShedding: LoadShedding;
  readonly cors: Cors;
  readonly timeouts: ClientTimeouts;
  /** Undefined if GraphiQL is not served. */
  readonly graphiql?: GraphiqlPage;
  /** The SDL. Undefined if clients may not read the schema. */
  readonly schemaText?: () => Buffer;
  readonly telemetry: Telemetry;
}

const HOST_NOT_ALLOWED =
  'The Host header does not name this machine. Without authentication this server answers only at an IP address, at ' +
  'localhost, or at a name that is not in the public DNS. See AUTH_TOKENS.';

const SCHEMA_PATH = '/schema.graphql';
/** As text, which browsers show. No type for SDL is registered. */
const SCHEMA_HEADERS = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'private, no-cache' };

/** Answers every request of the server. */
export function createHandler(options: HandlerOptions): RequestListener {
  const { clock, metrics, graphiql, schemaText, telemetry } = options;
  const graphqlReply = createGraphqlReply(options);
  /** The last `Host` that passed the checks: most requests have the same. */
  let lastHost: string | undefined;

  return (request, response) => {
    const arrivedAtMs = clock.nowMs();
    const answer = (): void => {
      const run = (requestId: string): void => {
        const ownHeaders = { 'x-request-id': requestId, ...options.cors.responseHeaders(request.headers.origin) };
        respond({ request, response, arrivedAtMs }, ownHeaders).catch((error: unknown) => {
          telemetry.internalError(error);
          response.destroy();
        });
      };
      telemetry.request(request, response, run, arrivedAtMs);
    };
    if (!isSheddable(request)) return answer();
    if (options.loadShedding.admit(callerKeyOf(request), response, answer)) return;
    response.setHeaders(new Map(Object.entries(options.cors.responseHeaders(request.headers.origin))));
    telemetry.shed(request, response);
    rejectOverload(request, response);
  };

  async function respond(arrived: Arrived, ownHeaders: Readonly<Record<string, string>>): Promise<void> {
    const { request, response } = arrived;
    const reply = await replyTo(arrived).catch((error: unknown) => {
      // A client that leaves in the middle of its request causes an error that is no bug.
      if (!request.socket.destroyed) return errorReply(error);
    });
    if (!reply) return;
    // The rest of a rejected body is not read, and the next request cannot follow it.
    if (reply.status >= 400 && !request.complete) response.setHeader('connection', 'close');
    await send(request, response, reply, options.timeouts.pieceMs, ownHeaders);
    if (!request.complete) request.destroy();
  }

  /** Each check either throws an error that `errorReply` understands, or lets the request go on. */
  async function replyTo(arrived: Arrived): Promise<Reply> {
    const { request } = arrived;
    requireSingleHeaders(request);
    checkHost(request);
    const { pathname, search } = targetOf(request);
    const isGraphql = pathname === '/graphql';
    const isSchema = schemaText !== undefined && pathname === SCHEMA_PATH;
    if (request.method === 'OPTIONS' && (isGraphql || isSchema)) return preflightReply(request);
    if (!isGraphql) return resourceReply(request, pathname);
    if (graphiql && wantsPage(request)) return ok(await graphiql.page());

    return graphqlReply(arrived, search, await authenticateWithinLimit(request));
  }

  function checkHost(request: IncomingMessage): void {
    const { host = '' } = request.headers;
    if (host !== '' && host === lastHost) return;
    if (options.isOpen && !isAllowedHost(host)) throw new HttpError(421, HOST_NOT_ALLOWED);
    requireHost(request);
    lastHost = host;
  }

  /** Everything but GraphQL: health, metrics, the schema, and the files of GraphiQL. */
  async function resourceReply(request: IncomingMessage, pathname: string): Promise<Reply> {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw notFound();
    if (pathname === '/healthz') return json(200, { status: 'ok' });
    if (pathname === '/readyz') return json(200, readiness(options));
    if (pathname === '/metrics') {
      await authenticate(request);
      return ok({ body: await metrics.text(options), headers: { 'content-type': metrics.contentType } });
    }
    if (schemaText && pathname === SCHEMA_PATH) {
      await authenticateWithinLimit(request);
      return ok({ body: schemaText(), headers: SCHEMA_HEADERS });
    }
    if (!graphiql) throw notFound();
    if (pathname === '/' && wantsPage(request)) {
      return { status: 302, headers: { location: '/graphql' }, body: '' };
    }
    const file = await graphiql.file(pathname, () => isAuthenticated(request));
    if (!file) throw notFound();
    return ok(file);
  }

  function preflightReply({ headers }: IncomingMessage): Reply {
    const allowed = options.cors.preflightHeaders(headers.origin, headers['access-control-request-headers']);
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

  async function authenticate(request: IncomingMessage): Promise<Principal> {
    rejectCrossSite(request, options.cors);
    const { authorization } = request.headers;
    const address = request.socket.remoteAddress ?? '';
    const principal = await options.authentication.authenticate({ authorization, address });
    telemetry.caller(principal.name);
    return principal;
  }

  /** Whether the tabs of GraphiQL may hold values of the data. The page itself needs no token. */
  async function isAuthenticated(request: IncomingMessage): Promise<boolean> {
    rejectCrossSite(request, options.cors);
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

const PAGE_TYPE = 'text/html';
const TYPES = ['application/json', 'application/graphql-response+json', PAGE_TYPE];

/** Whether a browser opens the address. A query in it, as in a link to GraphiQL, is not run. */
function wantsPage(request: IncomingMessage): boolean {
  const { method, headers } = request;
  if (method !== 'GET' || !headers.accept?.includes(PAGE_TYPE)) return false;
  return new Negotiator(request).mediaType(TYPES) === PAGE_TYPE;
}

const json = (status: number, body: object): Reply => ({ status, headers: JSON_TYPE, body: JSON.stringify(body) });

const ok = (reply: Omit<Reply, 'status'>): Reply => ({ ...reply, status: 200 });

const notFound = (): HttpError => new HttpError(404, 'Not found.');

/** The front door: which path leads where, and what a request must look like to come in. Answers JSON, never HTML. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { SOURCES } from '../errors.ts';
import { PEOPLE_FILE_INVALID } from '../people/people-file.ts';
import { stateOf } from '../resolvers/sources.ts';
import type { Health, Sources } from '../sources/index.ts';
import type { Clock } from '../upstream/clock.ts';
import { deadlineIn } from '../upstream/deadline.ts';
import type { GraphiqlPage, PageFile } from './graphiql.ts';
import type { Metrics } from './metrics.ts';
import type { KeptPeopleFile } from './people-file.ts';
import type { MakeContext, RequestContext } from './request-context.ts';
import { createTrace, TRACE_HEADER } from './trace.ts';

/** How large the body of a request may be. */
const BODY_CAP_BYTES = 256 * 1024;

export interface FrontDoorOptions {
  readonly graphql: ApolloServer<RequestContext>;
  readonly sources: Sources;
  readonly makeContext: MakeContext;
  /** Undefined where none is set. */
  readonly peopleFile?: KeptPeopleFile;
  /** What one request may take in all. */
  readonly requestDeadlineMs: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Undefined where the page is not served. */
  readonly graphiql?: GraphiqlPage;
  /** Keeps what no client may see and returns the id that the client is told. */
  logInternal(error: unknown): string;
}

/** A request that is turned away before GraphQL sees it. */
class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  /** The id under which the log has more. */
  readonly requestId: string | undefined;

  constructor(status: number, message: string, requestId?: string) {
    super(message);
    this.status = status;
    this.requestId = requestId;
  }
}

export function createFrontDoor({
  graphql,
  sources,
  makeContext,
  peopleFile,
  requestDeadlineMs,
  clock,
  metrics,
  graphiql,
  logInternal,
}: FrontDoorOptions): RequestListener {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = targetOf(request);
    if (pathname === '/graphql') {
      if (graphiql && wantsPage(request, search)) return sendFile(response, await graphiql.page());
      return answerGraphql(request, response, search);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new HttpError(404, 'Not found.');
    if (pathname === '/healthz') return sendJson(response, 200, { status: 'ok' });
    if (pathname === '/readyz') {
      return sendJson(response, 200, { status: 'ready', sources: sourceStates(sources, peopleFile) });
    }
    if (pathname === '/metrics') {
      return sendFile(response, {
        body: await metrics.text(sources),
        headers: { 'content-type': metrics.contentType },
      });
    }
    const file = await graphiql?.file(pathname);
    if (!file) throw new HttpError(404, 'Not found.');
    sendFile(response, file);
  }

  async function answerGraphql(request: IncomingMessage, response: ServerResponse, search: string): Promise<void> {
    const httpGraphQLRequest = await readGraphqlRequest(request, search);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const deadline = deadlineIn(requestDeadlineMs, clock, gone.signal);
    const asker = { caller: callerOf(request), isBackground: false, deadline };
    const trace = request.headers[TRACE_HEADER] === 'on' ? createTrace(clock) : undefined;
    const {
      status = 200,
      headers,
      body,
    } = await graphql.executeHTTPGraphQLRequest({
      httpGraphQLRequest,
      context: async () => makeContext(asker, trace),
    });
    if (body.kind !== 'complete') throw new Error('nothing in the schema is answered in parts');
    response.writeHead(status, { ...SAFE_HEADERS, ...Object.fromEntries(headers) });
    response.end(body.string);
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const hasLeft = request.socket.destroyed;
      if (!hasLeft && !response.headersSent) sendError(response, error instanceof HttpError ? error : bug(error));
      // What is left of a refused body is not read.
      if (!request.complete) request.destroy();
    });
  };

  function bug(error: unknown): HttpError {
    return new HttpError(500, 'Internal error.', logInternal(error));
  }
}

const SAFE_HEADERS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

/** Path and query as they stand in the request line; what is no path leads nowhere. */
function targetOf({ url = '/' }: IncomingMessage): { pathname: string; search: string } {
  const [pathname = '', ...search] = url.split('?');
  return { pathname, search: search.length === 0 ? '' : `?${search.join('?')}` };
}

/** Whose turn it is when calls have to wait: who shows the same credential or, without one, comes from the same address. */
function callerOf({ headers, socket }: IncomingMessage): string {
  return headers.authorization ?? socket.remoteAddress ?? '';
}

/** A browser that opens the address, as against a client that asks something. */
function wantsPage(request: IncomingMessage, search: string): boolean {
  const accepts = request.headers.accept ?? '';
  return request.method === 'GET' && accepts.includes('text/html') && !new URLSearchParams(search).has('query');
}

async function readGraphqlRequest(request: IncomingMessage, search: string): Promise<HTTPGraphQLRequest> {
  const { method = '' } = request;
  if (method !== 'GET' && method !== 'POST') throw new HttpError(405, 'GraphQL is asked by GET or POST.');
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const body = method === 'POST' ? await readJsonBody(request) : undefined;
  return { method, headers, search, body };
}

async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/json') throw new HttpError(415, 'Expected the content type application/json.');
  const charset =
    parameters.map((parameter) => /^\s*charset="?([^"]*)"?\s*$/.exec(parameter)?.[1]).find(Boolean) ?? 'utf-8';
  if (!/^utf-?8$/.test(charset)) throw new HttpError(415, 'Expected the charset utf-8.');
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new HttpError(415, 'Expected a body without content encoding.');
  const text = await readBody(request);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new HttpError(400, 'The body is not valid JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HttpError(400, 'Expected a JSON object with one GraphQL request.');
  }
  return body;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const tooLarge = () => new HttpError(413, `The body is larger than ${BODY_CAP_BYTES} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > BODY_CAP_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > BODY_CAP_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sourceStates(sources: Sources, peopleFile: KeptPeopleFile | undefined) {
  const states = SOURCES.map((source) => {
    const health = sources.health(source);
    return [source, health && sourceState(health)];
  });
  const file = peopleFile?.health();
  const lastError = file?.lastFailureAtMs === undefined ? null : PEOPLE_FILE_INVALID;
  return Object.fromEntries([...states, ...(file ? [['PEOPLE_FILE', { ok: file.isGood, lastError }]] : [])]);
}

function sourceState(health: Health) {
  const { lastCallWentWell, lastFailure, breaker, parkedMs, waiting, quota } = health;
  return {
    state: stateOf(health),
    ok: lastCallWentWell ?? null,
    lastError: lastFailure?.error.code ?? null,
    breaker,
    parkedMs: Math.ceil(parkedMs),
    waiting,
    quotaRemaining: quota?.remaining ?? null,
  };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { ...SAFE_HEADERS, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function sendFile(response: ServerResponse, { body, headers }: PageFile): void {
  response.writeHead(200, { ...SAFE_HEADERS, ...headers });
  response.end(body);
}

function sendError(response: ServerResponse, { status, message, requestId }: HttpError): void {
  const code = status === 500 ? ApolloServerErrorCode.INTERNAL_SERVER_ERROR : ApolloServerErrorCode.BAD_REQUEST;
  if (status === 405) response.setHeader('allow', 'GET, POST');
  // The rest of a refused body would be taken for the next request.
  response.setHeader('connection', 'close');
  sendJson(response, status, { errors: [{ message, extensions: { code, teamgraph: requestId && { requestId } } }] });
}

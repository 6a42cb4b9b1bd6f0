/**
 * Sends the requests of GraphiQL: with a trace and a plan, and with the token of the page. A failure becomes an error with a
 * sentence.
 */
import { sortSchema } from './sort-schema.ts';
import { authorizationIn, type TokenMemory } from './token-memory.ts';

/** The codes of errors that the page makes itself. */
export const UNREACHABLE = 'SERVER_UNREACHABLE';
const NO_GRAPHQL = 'NO_GRAPHQL_ANSWER';
const BAD_HEADERS = 'BAD_HEADERS';

/** An answer as GraphiQL needs it; it may have more. */
interface Answer {
  readonly data?: Record<string, unknown> | null;
}

interface FetcherOptions {
  readonly url: string;
  readonly memory: TokenMemory;
}

/** The content of the Headers editor of the tab. */
interface RequestOptions {
  readonly headers?: Readonly<Record<string, unknown>>;
}

type Fetcher = (request: object, options?: RequestOptions) => Promise<Answer>;

export function createFetcher({ url, memory }: FetcherOptions): Fetcher {
  return async (request, { headers: tabHeaders = {} } = {}) => {
    const authorization = authorizationIn(tabHeaders) ?? memory.read().accepted;
    const headers = headersOf({ ...DEFAULT_HEADERS, ...tabHeaders }, authorization);
    if (!headers) return failure(BAD_HEADERS, 'Not sent: a request header has an invalid name or value.');
    let response: Response;
    try {
      response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request) });
    } catch {
      return failure(UNREACHABLE, 'The server did not answer. It may have stopped, or the network is down.');
    }
    memory.note(authorization, response.status);
    const text = await response.text().catch(() => '');
    const answer = answerIn(text);
    if (answer) return isIntrospection(request) ? sortSchema(answer) : answer;
    return failure(NO_GRAPHQL, `The answer is not from a GraphQL server (status ${response.status}).`);
  };
}

/** Whether GraphiQL asks for the schema. */
const isIntrospection = (request: object): boolean =>
  'operationName' in request && request.operationName === 'IntrospectionQuery';

const DEFAULT_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json;q=0.9',
  'apollo-require-preflight': '1',
  'teamgraph-trace': 'on',
  'teamgraph-plan': 'on',
};

/** Undefined where a header is invalid. */
function headersOf(fields: Readonly<Record<string, unknown>>, authorization: string | undefined): Headers | undefined {
  try {
    const headers = new Headers();
    for (const [name, value] of Object.entries(fields)) headers.set(name, String(value));
    if (authorization !== undefined) headers.set('authorization', authorization);
    return headers;
  } catch {
    return undefined;
  }
}

const failure = (code: string, message: string) => ({ data: null, errors: [{ message, extensions: { code } }] });

function answerIn(text: string): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? answer : undefined;
  } catch {
    return undefined;
  }
}

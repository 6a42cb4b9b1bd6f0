/** Asks the graph for GraphiQL: with a trace, and with the token of the page. What goes wrong is told in a sentence. */
import { authorizationIn, type TokenMemory } from './token-memory.ts';

/** The codes of answers that are no answer of the server. */
export const UNREACHABLE = 'SERVER_UNREACHABLE';
const NO_GRAPHQL = 'NO_GRAPHQL_ANSWER';
const BAD_HEADERS = 'BAD_HEADERS';

/** What GraphiQL shows, and whatever else is in it. */
interface Answer {
  readonly data?: Record<string, unknown> | null;
}

interface FetcherOptions {
  /** Where the graph is. */
  readonly url: string;
  readonly memory: TokenMemory;
}

/** What a request of GraphiQL comes with: what the tab's Headers editor holds. */
interface Asked {
  readonly headers?: Readonly<Record<string, unknown>>;
}

type AskGraph = (request: object, asked?: Asked) => Promise<Answer>;

export function createFetcher({ url, memory }: FetcherOptions): AskGraph {
  return async (request, { headers: own = {} } = {}) => {
    const authorization = authorizationIn(own) ?? memory.read().accepted;
    const headers = headersOf({ ...OWN_HEADERS, ...own }, authorization);
    if (!headers) return failure(BAD_HEADERS, 'Not sent: a request header holds something that no header can hold.');
    let response: Response;
    try {
      response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request) });
    } catch {
      return failure(UNREACHABLE, 'The server did not answer: it may be stopped, or out of reach.');
    }
    memory.note(authorization, response.status);
    const text = await response.text().catch(() => '');
    return answerIn(text) ?? failure(NO_GRAPHQL, `What answered is no GraphQL server: status ${response.status}.`);
  };
}

const OWN_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json;q=0.9',
  'apollo-require-preflight': '1',
  // Whoever explores sees what each query costs.
  'teamgraph-trace': 'on',
};

/** Undefined where one of them cannot be sent. */
function headersOf(own: Readonly<Record<string, unknown>>, authorization: string | undefined): Headers | undefined {
  try {
    const headers = new Headers();
    for (const [name, value] of Object.entries(own)) headers.set(name, String(value));
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

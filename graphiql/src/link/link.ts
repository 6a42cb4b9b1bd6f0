/** Links to a query: the page that opens such a link has a tab with the query. Pure. */

/** What a link has. */
export interface Linked {
  readonly query: string;
  /** JSON; empty for none. */
  readonly variables: string;
  /** Null where the query has one operation, or no name was given. */
  readonly operationName: string | null;
}

/** The longest link that proxies and servers take with certainty. */
export const MAX_LINK = 8_000;

/** What the `search` of an address has; undefined without a query. Variables that are no JSON are shown as they are. */
export function linkedIn(search: string): Linked | undefined {
  const parameters = new URLSearchParams(search);
  const query = parameters.get('query') ?? '';
  if (query.trim() === '') return undefined;
  return {
    query,
    variables: indented(parameters.get('variables') ?? ''),
    operationName: parameters.get('operationName'),
  };
}

/** `page` is the address of the page. Request headers are never in a link: they may hold a token. */
export function linkTo(page: string, { query, variables, operationName }: Linked): string {
  const link = new URL(page);
  link.hash = '';
  link.search = String(
    new URLSearchParams({
      query,
      ...(isBlank(variables) ? {} : { variables: compact(variables) }),
      ...(operationName ? { operationName } : {}),
    }),
  );
  return link.href;
}

const isBlank = (variables: string): boolean => /^\s*(\{\s*\})?\s*$/.test(variables);

const compact = (json: string): string => written(json, undefined);

const indented = (json: string): string => written(json, 2);

/** The text itself where it is no JSON, or where a number would lose digits. */
function written(json: string, indent: number | undefined): string {
  try {
    const parsed: unknown = JSON.parse(json);
    const isSame = JSON.stringify(parsed) === json.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
    return isSame ? JSON.stringify(parsed, null, indent) : json;
  } catch {
    return json;
  }
}

/** Requests to a server that keeps answers, and what its metrics say of them. */

export interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends a query by POST. */
export const post = (url: string, query: string, headers: Readonly<Record<string, string>> = {}): Promise<Sent> =>
  send(url, { method: 'POST', body: JSON.stringify({ query }), headers });

/** Sends a request to the graph as it is, and reads its answer. */
export async function send(
  url: string,
  { headers, ...init }: RequestInit & { readonly headers?: Readonly<Record<string, string>> },
): Promise<Sent> {
  const response = await fetch(url, {
    ...init,
    headers: {
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...{ accept: 'application/json', connection: 'close' },
      ...headers,
    },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export interface Lookups {
  readonly hit: number;
  readonly shared: number;
  readonly miss: number;
}

/** How many requests the server has looked up in its cache of answers, by what it had. */
export async function lookupsOf(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Lookups> {
  const response = await fetch(new URL('/metrics', url), { headers: { connection: 'close', ...headers } });
  const text = await response.text();
  const count = (lookup: string): number =>
    Number(new RegExp(`^teamgraph_answer_lookups_total\\{lookup="${lookup}"\\} (\\d+)`, 'm').exec(text)?.[1]);
  return { hit: count('hit'), shared: count('shared'), miss: count('miss') };
}

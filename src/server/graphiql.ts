/** The GraphiQL page and its files, from this origin alone, and the canonical queries as its ready tabs. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ApolloServer } from '@apollo/server';
import { createDirectory } from '../upstream/directory.ts';
import type { RequestContext } from './request-context.ts';

const DIST_FOLDER = new URL('../../graphiql/dist/', import.meta.url);
const EXAMPLES_FOLDER = new URL('../../examples/', import.meta.url);

/** No inline script and nothing from elsewhere. The editor sets styles inline and starts workers from blobs. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self' blob:",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

export interface PageFile {
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface GraphiqlPage {
  page(): Promise<PageFile>;
  /** The file at a path of this origin; undefined if the page has none there. */
  file(path: string): Promise<PageFile | undefined>;
}

export interface GraphiqlOptions {
  readonly graphql: ApolloServer<RequestContext>;
  makeContext(): RequestContext;
  /** The time that the data is about, in milliseconds since the epoch. */
  readonly nowMs: () => number;
}

export function createGraphiql({ graphql, makeContext, nowMs }: GraphiqlOptions): GraphiqlPage {
  const files = new Set(readdirSync(DIST_FOLDER, { recursive: true, encoding: 'utf8' }));
  const load = async (name: string): Promise<PageFile> => ({
    body: await readFile(new URL(name, DIST_FOLDER)),
    headers: {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      // The names of assets hold a hash of what is in them.
      'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  });
  const values = createDirectory(() => exampleValues(graphql, makeContext(), nowMs()), nowMs);

  return {
    page: () => load('index.html'),
    file: async (path) => {
      if (path === '/graphiql/tabs.json') {
        return {
          body: JSON.stringify(readyTabs(await values())),
          headers: { 'content-type': 'application/json; charset=utf-8' },
        };
      }
      const name = path.startsWith('/graphiql/') ? path.slice('/graphiql/'.length) : '';
      return files.has(name) && extname(name) !== '' ? load(name) : undefined;
    },
  };
}

type Values = Readonly<Record<string, unknown>>;

/** The canonical queries with variables that are there in the data that is served. */
function readyTabs(values: Values): { title: string; query: string; variables: string }[] {
  return readdirSync(EXAMPLES_FOLDER)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => {
      const query = readFileSync(new URL(file, EXAMPLES_FOLDER), 'utf8');
      const declared = [...query.matchAll(/\$(\w+)\s*:/g)].map(([, name = '']) => name);
      const variables = Object.fromEntries(
        declared.filter((name) => name in values).map((name) => [name, values[name]]),
      );
      return { title: file, query, variables: JSON.stringify(variables, null, 2) };
    });
}

/** Asks the graph itself for things to ask about: a person whom several sources know, a period, a booking, an action. */
async function exampleValues(
  graphql: ApolloServer<RequestContext>,
  contextValue: RequestContext,
  nowMs: number,
): Promise<Values> {
  const range = lastWholeWeek(nowMs);
  const query = /* GraphQL */ `
    query ReadyTabs($range: DateTimeRange!) {
      users(first: 100) { nodes { id email identities { source } } }
      periods(range: $range, first: 1) { nodes { id actions(first: 1) { nodes { id } } } }
      bookings(filter: { range: $range }, first: 1) { nodes { id } }
    }
  `;
  const { body } = await graphql.executeOperation({ query, variables: { range } }, { contextValue });
  const data = body.kind === 'single' ? (body.singleResult.data as ReadyTabsData | null | undefined) : undefined;
  const users = data?.users?.nodes.filter(({ email }) => email !== null) ?? [];
  const user = users.sort((a, b) => b.identities.length - a.identities.length)[0];
  const period = data?.periods?.nodes[0];
  const ids = [user?.id, period?.id, period?.actions?.nodes[0]?.id, data?.bookings?.nodes[0]?.id].filter(
    (id) => id !== undefined,
  );
  return { range, filter: { range }, timeZone: 'UTC', email: user?.email ?? '', id: period?.id ?? '', ids };
}

interface ReadyTabsData {
  readonly users: {
    readonly nodes: { readonly id: string; readonly email: string | null; readonly identities: unknown[] }[];
  } | null;
  readonly periods: {
    readonly nodes: { readonly id: string; readonly actions: { readonly nodes: { readonly id: string }[] } | null }[];
  } | null;
  readonly bookings: { readonly nodes: { readonly id: string }[] } | null;
}

/** From Monday to Monday, UTC, the latest week that is over. */
function lastWholeWeek(nowMs: number): { from: string; to: string } {
  const day = 24 * 60 * 60_000;
  const sinceMonday = (new Date(nowMs).getUTCDay() + 6) % 7;
  const monday = Math.floor(nowMs / day) * day - sinceMonday * day;
  return { from: new Date(monday - 7 * day).toISOString(), to: new Date(monday).toISOString() };
}

/**
 * Serves the GraphiQL page and its files. They go through the same `send` as every answer, for its compression and its limit
 * on slow readers, which a static file server would bypass.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Clock } from '../../time/clock.ts';
import { createDirectory } from '../../upstream/cache/directory.ts';
import { JSON_TYPE } from '../http/response.ts';
import { emptyValues, type Found, readyTabs, type Values } from './tabs.ts';

const DIST_FOLDER = new URL('../../../graphiql/dist/', import.meta.url);

/** No inline script, and nothing from another origin. The editor sets inline styles and starts workers from blobs. */
const CONTENT_SECURITY_POLICY = [
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

interface PageFile {
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface GraphiqlPage {
  page(): Promise<PageFile>;
  /**
   * The file at a path; undefined for an unknown path. `isAuthenticated` is called only for the ready tabs: these have values
   * of the data if it resolves to true.
   */
  file(path: string, isAuthenticated: () => Promise<boolean>): Promise<PageFile | undefined>;
}

export interface GraphiqlOptions {
  /** Queries the graph for values of the ready tabs. */
  readonly findValues: () => Promise<Found>;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** The time that the data is about, in milliseconds since the epoch. */
  readonly nowMs: () => number;
}

/** Reads each file when it is first requested, and keeps it in memory. */
export function createGraphiql({ findValues, nowMs, clock }: GraphiqlOptions): GraphiqlPage {
  const names = new Set(readdirSync(DIST_FOLDER, { recursive: true, encoding: 'utf8' }));
  const loaded = new Map<string, Promise<PageFile>>();
  const empty = (): Values => emptyValues(nowMs());
  const values = cacheValues(findValues, empty, clock);

  return {
    page: () => load('index.html'),
    file: async (path, isAuthenticated) => {
      if (path === '/graphiql/tabs.json') {
        return {
          body: JSON.stringify(readyTabs((await isAuthenticated()) ? await values() : empty())),
          headers: { ...JSON_TYPE, 'cache-control': 'no-store' },
        };
      }
      const name = path.startsWith('/graphiql/') ? path.slice('/graphiql/'.length) : '';
      return names.has(name) && extname(name) !== '' ? load(name) : undefined;
    },
  };

  function load(name: string): Promise<PageFile> {
    const file = loaded.get(name) ?? read(name);
    loaded.set(name, file);
    // A file that could not be read, such as for too many open files, is read again the next time.
    file.catch(() => loaded.delete(name));
    return file;
  }
}

const read = async (name: string): Promise<PageFile> => ({
  body: await readFile(new URL(name, DIST_FOLDER)),
  headers: {
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'referrer-policy': 'no-referrer',
    // The name of an asset has a hash of its content.
    'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  },
});

/** The pause after values could not be found. */
const RETRY_MS = 5_000;

/**
 * Caches complete values as a directory is cached. While a source has never answered, the values of the other sources are
 * used.
 */
function cacheValues(
  find: () => Promise<Found>,
  empty: () => Values,
  clock: Pick<Clock, 'nowMs'>,
): () => Promise<Values> {
  let partial: { readonly values: Values; readonly retryAtMs: number } | undefined;
  const complete = createDirectory(
    async () => {
      if (partial && clock.nowMs() < partial.retryAtMs) throw new IncompleteError();
      const { values, isComplete } = await find();
      partial = isComplete ? undefined : { values, retryAtMs: clock.nowMs() + RETRY_MS };
      if (partial) throw new IncompleteError();
      return values;
    },
    { clock },
  );
  return () => complete().catch(() => partial?.values ?? empty());
}

class IncompleteError extends Error {}

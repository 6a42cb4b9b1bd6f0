/** The GraphiQL page and its files, from this origin alone. What its tabs hold is not decided here. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Clock } from '../upstream/clock.ts';
import { createDirectory } from '../upstream/directory.ts';
import { emptyValues, readyTabs, type Values } from './graphiql-tabs.ts';

const DIST_FOLDER = new URL('../../graphiql/dist/', import.meta.url);

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

interface PageFile {
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface GraphiqlPage {
  page(): Promise<PageFile>;
  /** The file at a path of this origin; undefined if the page has none there. */
  file(path: string): Promise<PageFile | undefined>;
}

export interface GraphiqlOptions {
  /** Asks the graph itself what there is to ask about; undefined where the page may not tell everybody who opens it. */
  readonly findValues: (() => Promise<Values>) | undefined;
  readonly clock: Clock;
  /** The time that the data is about, in milliseconds since the epoch. */
  readonly nowMs: () => number;
}

export function createGraphiql({ findValues, nowMs, clock }: GraphiqlOptions): GraphiqlPage {
  const files = new Set(readdirSync(DIST_FOLDER, { recursive: true, encoding: 'utf8' }));
  const read = async (name: string): Promise<PageFile> => ({
    body: await readFile(new URL(name, DIST_FOLDER)),
    headers: {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      // The names of assets hold a hash of what is in them.
      'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  });
  /** As they were when they were first asked for: whoever asks for many at once has no copies made. */
  const loaded = new Map<string, Promise<PageFile>>();
  const load = (name: string): Promise<PageFile> => {
    const file = loaded.get(name) ?? read(name);
    loaded.set(name, file);
    // What cannot be read while too many files are open can be read the next time.
    file.catch(() => loaded.delete(name));
    return file;
  };
  const values = findValues ? createDirectory(findValues, { clock }) : async () => emptyValues(nowMs());

  return {
    page: () => load('index.html'),
    file: async (path) => {
      if (path === '/graphiql/tabs.json') {
        return {
          body: JSON.stringify(readyTabs(await values().catch(() => emptyValues(nowMs())))),
          headers: { 'content-type': 'application/json; charset=utf-8' },
        };
      }
      const name = path.startsWith('/graphiql/') ? path.slice('/graphiql/'.length) : '';
      return files.has(name) && extname(name) !== '' ? load(name) : undefined;
    },
  };
}

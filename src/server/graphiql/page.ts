/** The GraphiQL page and its files, from this origin alone. What its tabs hold is not decided here. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Clock } from '../../time/clock.ts';
import { createDirectory } from '../../upstream/cache/directory.ts';
import { JSON_TYPE } from '../http/response.ts';
import { emptyValues, type Found, readyTabs, type Values } from './tabs.ts';

const DIST_FOLDER = new URL('../../../graphiql/dist/', import.meta.url);

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
  /**
   * The file at a path of this origin; undefined if the page has none there. `isKnown` tells whether whoever asks may ask
   * the graph, else the ready tabs have no values; it is called for nothing but them.
   */
  file(path: string, isKnown: () => Promise<boolean>): Promise<PageFile | undefined>;
}

export interface GraphiqlOptions {
  /** Asks the graph itself what there is to ask about. */
  readonly findValues: () => Promise<Found>;
  readonly clock: Pick<Clock, 'nowMs'>;
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
  const nothing = (): Values => emptyValues(nowMs());
  const values = keepValues(findValues, nothing, clock);

  return {
    page: () => load('index.html'),
    file: async (path, isKnown) => {
      if (path === '/graphiql/tabs.json') {
        return {
          body: JSON.stringify(readyTabs((await isKnown()) ? await values() : nothing())),
          headers: { ...JSON_TYPE, 'cache-control': 'no-store' },
        };
      }
      const name = path.startsWith('/graphiql/') ? path.slice('/graphiql/'.length) : '';
      return files.has(name) && extname(name) !== '' ? load(name) : undefined;
    },
  };
}

/** For how long nobody is asked again what could not be told. */
const RETRY_MS = 5_000;

/** Keeps values as a directory is kept. For as long as a source cannot tell and never could, what the others told stands. */
function keepValues(
  find: () => Promise<Found>,
  nothing: () => Values,
  clock: Pick<Clock, 'nowMs'>,
): () => Promise<Values> {
  let partial: { readonly values: Values; readonly retryAtMs: number } | undefined;
  const whole = createDirectory(
    async () => {
      if (partial && clock.nowMs() < partial.retryAtMs) throw new IncompleteError();
      const { values, isComplete } = await find();
      partial = isComplete ? undefined : { values, retryAtMs: clock.nowMs() + RETRY_MS };
      if (partial) throw new IncompleteError();
      return values;
    },
    { clock },
  );
  return () => whole().catch(() => partial?.values ?? nothing());
}

class IncompleteError extends Error {}

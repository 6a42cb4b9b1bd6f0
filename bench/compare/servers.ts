/** The servers that are compared, and how each is started and asked. */
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { startChild } from './child.ts';
import { bodyOf, type WorkRequest } from './works.ts';

export interface Server {
  readonly name: string;
  readonly title: string;
  /** Below the folder `bench/compare/`. */
  readonly script: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it reads the vendors for each request, or repeats an answer. */
  readonly kind: 'uncached' | 'repeated';
  /** Whether its packages stand in `bench/compare/peers/`. */
  readonly needsPeers?: boolean;
  /** Whether the path of a request has to name the work. */
  readonly takesWorkFromPath?: boolean;
  /** Whether it has to be given the answers that it sends. */
  readonly takesAnswers?: boolean;
}

const UNLIMITED = Object.fromEntries(
  ['CALCOM', 'ALO', 'SALESHANDY'].flatMap((source) =>
    ['PER_MINUTE', 'PER_SECOND'].map((time) => [`${source}_${time}`, 'unlimited'] as const),
  ),
);
const OURS = { script: '../../src/main.ts', title: 'teamgraph' } as const;
const BARE = { script: 'servers/bare.ts', kind: 'repeated', takesAnswers: true } as const;

export const SERVERS: readonly Server[] = [
  { name: 'join', title: 'hand-written join, undici', script: 'servers/join.ts', kind: 'uncached' },
  {
    name: 'apollo',
    title: 'Apollo Server, DataLoader, fetch',
    script: 'peers/apollo.mjs',
    kind: 'uncached',
    needsPeers: true,
  },
  { name: 'yoga', title: 'Yoga, graphql-jit, undici', script: 'peers/yoga.mjs', kind: 'uncached', needsPeers: true },
  {
    name: 'mercurius',
    title: 'Mercurius, graphql-jit, undici',
    script: 'peers/mercurius.mjs',
    kind: 'uncached',
    needsPeers: true,
  },
  { ...OURS, name: 'ours', kind: 'uncached', env: { ...UNLIMITED, CACHE: 'off' } },
  { ...BARE, name: 'bare', title: 'bare node:http', takesWorkFromPath: true },
  { ...BARE, name: 'bare-parsing', title: 'bare node:http, parses the request', env: { PARSE: 'on' } },
  {
    name: 'yoga-cached',
    title: 'Yoga, response cache',
    script: 'peers/yoga.mjs',
    kind: 'repeated',
    env: { RESPONSE_CACHE: 'on' },
    needsPeers: true,
  },
  { ...OURS, name: 'ours-cached', kind: 'repeated', env: { ...UNLIMITED, CACHE: 'on' } },
];

/** What the others of its kind are measured against. */
export const BASELINES = { uncached: 'join', repeated: 'bare' } as const;

export interface RunningServer extends Server {
  readonly port: number;
  /** Sends a request for a work. Resolves with the body; rejects unless the status is 200. */
  post(work: WorkRequest): Promise<Buffer>;
  /** The CPU time it has used, in microseconds. */
  cpuUs(): Promise<number>;
  /** The memory it has, in bytes. */
  rssBytes(): Promise<number>;
  /** Gives the answers to a server that takes them, by the name of the work. */
  giveAnswers(answers: Readonly<Record<string, string>>): Promise<void>;
  /** Lets it end by itself. */
  stop(): Promise<void>;
  end(): Promise<void>;
}

export interface ServerStart {
  readonly settings: Readonly<Record<string, string>>;
  readonly core: number | undefined;
  readonly connections: number;
}

const HEADERS = { 'content-type': 'application/json', accept: 'application/json' };
const REPORT_CPU = fileURLToPath(new URL('report-cpu.mjs', import.meta.url));

export async function startServer(
  server: Server,
  { settings, core, connections }: ServerStart,
): Promise<RunningServer> {
  const child = startChild({
    script: new URL(server.script, import.meta.url),
    core,
    env: { ...settings, PORT: '0', NODE_ENV: 'production', ...server.env },
    options: ['--import', REPORT_CPU],
  });
  const url = new URL(await child.printed(/ready at (\S+)/));
  const pool = new Pool(url.origin, { connections });
  return {
    ...server,
    port: Number(url.port),
    post: async (work) => {
      const path = server.takesWorkFromPath ? `/${work.name}` : url.pathname;
      const { statusCode, body } = await pool.request({ method: 'POST', path, headers: HEADERS, body: bodyOf(work) });
      const bytes = Buffer.from(await body.arrayBuffer());
      if (statusCode === 200) return bytes;
      throw new Error(`${server.name} answers ${work.name} with ${statusCode}: ${bytes.toString().slice(0, 300)}`);
    },
    cpuUs: async () => (await child.ask<{ cpuUs: number }>('cpu')).cpuUs,
    rssBytes: async () => (await child.ask<{ rssBytes: number }>('cpu')).rssBytes,
    giveAnswers: (answers) => child.ask({ answers }),
    stop: async () => {
      await pool.destroy();
      await child.stop();
    },
    end: async () => {
      await pool.destroy();
      await child.end();
    },
  };
}

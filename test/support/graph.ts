/** A whole teamgraph for one test file: the vendors of the sandbox, and the server, on real sockets. */
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/index.ts';
import { createApp, type Optimization } from '../../src/app.ts';
import { type Environment, readConfig } from '../../src/config/config.ts';
import { type ClientTimeouts, listen } from '../../src/server/http/listen.ts';
import { createLog, type Log } from '../../src/server/telemetry/log.ts';
import type { Sources } from '../../src/sources/index.ts';
import { type Clock, systemClock } from '../../src/time/clock.ts';
import type { Scheduler } from '../../src/time/slices.ts';

export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions: {
    readonly code: string;
    readonly teamgraph?: { readonly source?: string; readonly row?: number };
  };
}

export interface TracedCall {
  readonly source: string;
  readonly endpoint: string;
  readonly startMs: number;
  readonly waitMs: number;
  readonly ms: number;
  readonly attempts: number;
  readonly cache: string;
  readonly ageMs: number;
  readonly rows: number | null;
  readonly code?: string;
}

interface TracedStale {
  readonly path: readonly (string | number)[];
  readonly source: string;
  readonly ageMs: number;
  readonly reason: string;
}

interface TracedSource {
  readonly source: string;
  readonly limit: number | null;
  readonly left: number | null;
  readonly parkedMs: number;
  readonly breaker: string;
}

export interface GraphAnswer {
  /** Parsed JSON. The test knows its shape. */
  readonly data: ReturnType<typeof JSON.parse>;
  readonly errors?: readonly GraphError[];
  /** Present in a traced request. */
  readonly extensions?: {
    readonly teamgraph: {
      readonly ms: number;
      readonly calls: readonly TracedCall[];
      readonly stale: readonly TracedStale[];
      readonly sources: readonly TracedSource[];
    };
  };
}

export interface Graph {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly internalErrors: unknown[];
  /** The warnings of the log. */
  readonly warnings: readonly string[];
  /** The lines of the log. */
  readonly log: readonly string[];
  /** The number of connected clients. */
  connections(): number;
  ask(query: string, variables?: object): Promise<GraphAnswer>;
  /** The same, with the trace. */
  trace(query: string, variables?: object): Promise<GraphAnswer>;
  close(): Promise<void>;
}

export interface GraphOptions {
  readonly sandbox?: SandboxOptions;
  /** They replace settings of the sandbox; undefined removes one. */
  readonly settings?: Environment;
  readonly clock?: Clock;
  readonly timeouts?: ClientTimeouts;
  readonly scheduler?: Scheduler;
  readonly without?: readonly Optimization[];
}

/** Starts the sandbox and the server. Its cache is off, and no rate limiter delays a call, unless a setting says otherwise. */
export async function startGraph({ sandbox: sandboxOptions, settings, ...times }: GraphOptions = {}): Promise<Graph> {
  const sandbox = await startSandbox(sandboxOptions);
  const server = await startServer(
    { ...sandbox.settings, ...settings },
    { nowMs: () => sandbox.now.getTime(), ...times },
  );
  return {
    ...server,
    sandbox,
    close: async () => {
      await server.close();
      await sandbox.close();
    },
  };
}

/** Settings without rate limits. */
export const NO_RATE_LIMITS: Readonly<Record<string, string>> = Object.fromEntries(
  ['CALCOM', 'ALO', 'SALESHANDY'].flatMap((source) =>
    ['MINUTE', 'SECOND'].map((time) => [`${source}_PER_${time}`, 'unlimited']),
  ),
);

/** With `OPTIMIZATIONS=off`, nothing is optimized: test/setup.ts. */
const WITHOUT: readonly Optimization[] =
  process.env.OPTIMIZATIONS === 'off' ? ['ANSWER_CACHE', 'COMPILED_OPERATIONS', 'EQUAL_BODIES'] : [];

/** Every read makes a call, and no call waits. */
const DEFAULTS: Environment = { CACHE: 'off', ...NO_RATE_LIMITS };

export interface ServerTimes {
  readonly timeouts?: ClientTimeouts;
  /** The current time of the data. */
  readonly nowMs?: () => number;
  readonly clock?: Clock;
  readonly scheduler?: Scheduler;
  /** Replace the sources of the settings. */
  readonly sources?: Sources;
  readonly without?: readonly Optimization[];
}

/** Starts only a server, with an empty cache, for vendors that already run. */
export async function startServer(
  settings: Environment,
  { nowMs = Date.now, clock = systemClock, timeouts, without = WITHOUT, ...parts }: ServerTimes = {},
) {
  const internalErrors: unknown[] = [];
  const warnings: string[] = [];
  const lines: string[] = [];
  const config = readConfig({ PORT: '0', ...DEFAULTS, ...settings });
  const written = createLog({ level: config.logLevel, write: (line) => lines.push(line) });
  const log: Log = {
    ...written,
    warning: (message) => warnings.push(message),
    internalError: (thrown, requestId) => {
      internalErrors.push(thrown);
      written.internalError(thrown, requestId);
    },
  };
  const app = createApp(config, { clock, random: Math.random, log, nowMs, timeouts, without, ...parts });
  const listening = await listen(config.host, config.port, { timeouts, rejected: app.telemetry.rejected });
  const running = await app.start();
  listening.serve(running.handler);
  return {
    url: listening.url,
    internalErrors,
    warnings,
    connections: listening.connections,
    log: lines,
    ask: (query: string, variables: object = {}) => ask(listening.url, query, variables),
    /** The same, with the trace. */
    trace: (query: string, variables: object = {}) => ask(listening.url, query, variables, { 'teamgraph-trace': 'on' }),
    close: async () => {
      await listening.close();
      await running.close();
    },
  };
}

export async function ask(
  url: string,
  query: string,
  variables: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', connection: 'close', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as GraphAnswer;
}

/** A whole teamgraph for one test file: the sandbox's vendors and the server over them, on real sockets. */

import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/index.ts';
import { createApp } from '../../src/app.ts';
import { type Environment, readConfig } from '../../src/config/config.ts';
import { listen, type Timeouts } from '../../src/server/http/listen.ts';
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
  /** Parsed JSON: which shape it has is for the test to know, and a wrong guess fails it. */
  readonly data: ReturnType<typeof JSON.parse>;
  readonly errors?: readonly GraphError[];
  /** Where the request was traced. */
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
  /** What the log was told of edits of the people file. */
  readonly warnings: readonly string[];
  /** The lines of the log. */
  readonly log: readonly string[];
  /** How many clients are connected. */
  connections(): number;
  ask(query: string, variables?: object): Promise<GraphAnswer>;
  /** The same, and what it cost. */
  trace(query: string, variables?: object): Promise<GraphAnswer>;
  close(): Promise<void>;
}

export interface GraphOptions {
  readonly sandbox?: SandboxOptions;
  /** Settings over those that the sandbox gives; one that is undefined takes a setting away. */
  readonly settings?: Environment;
  readonly clock?: Clock;
  /** How long clients may take. */
  readonly timeouts?: Timeouts;
  readonly scheduler?: Scheduler;
}

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

/** No call waits for its turn. */
export const UNPACED: Readonly<Record<string, string>> = Object.fromEntries(
  ['CALCOM', 'ALO', 'SALESHANDY'].flatMap((source) =>
    ['MINUTE', 'SECOND'].map((time) => [`${source}_PER_${time}`, 'unlimited']),
  ),
);

/** Every call counts and none waits, unless a test says otherwise. */
const UNTOUCHED: Environment = { CACHE: 'off', ...UNPACED };

export interface ServerTimes {
  /** How long clients may take. */
  readonly timeouts?: Timeouts;
  /** The time that the data is about. */
  readonly nowMs?: () => number;
  readonly clock?: Clock;
  readonly scheduler?: Scheduler;
  /** In place of those of the settings. */
  readonly sources?: Sources;
}

/** A server alone, cold, for vendors that run already. */
export async function startServer(
  settings: Environment,
  { nowMs = Date.now, clock = systemClock, timeouts, scheduler, sources }: ServerTimes = {},
) {
  const internalErrors: unknown[] = [];
  const warnings: string[] = [];
  const lines: string[] = [];
  const config = readConfig({ PORT: '0', ...UNTOUCHED, ...settings });
  const written = createLog({ level: config.logLevel, write: (line) => lines.push(line) });
  const log: Log = {
    ...written,
    warning: (message) => warnings.push(message),
    internalError: (thrown, requestId) => {
      internalErrors.push(thrown);
      written.internalError(thrown, requestId);
    },
  };
  const app = createApp(config, { clock, random: Math.random, log, nowMs, timeouts, scheduler, sources });
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
    /** The same, and what it cost. */
    trace: (query: string, variables: object = {}) => ask(listening.url, query, variables, { 'teamgraph-trace': 'on' }),
    close: async () => {
      await listening.close();
      await running.close();
    },
  };
}

async function ask(
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

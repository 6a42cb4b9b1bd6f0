/** A whole teamgraph for one test file: the sandbox's vendors and the server over them, on real sockets. */

import { type Environment, readConfig } from '../../src/config.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { createListener } from '../../src/server/index.ts';
import { listen } from '../../src/server/listen.ts';
import { keepPeopleFile } from '../../src/server/people-file.ts';
import { createSources } from '../../src/sources/index.ts';

export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly teamgraph?: { readonly source?: string; readonly row?: number };
  };
}

export interface GraphAnswer {
  /** Parsed JSON: which shape it has is for the test to know, and a wrong guess fails it. */
  readonly data: ReturnType<typeof JSON.parse>;
  readonly errors?: readonly GraphError[];
}

export interface Graph {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly internalErrors: unknown[];
  /** What the log was told of edits of the people file. */
  readonly warnings: readonly string[];
  ask(query: string, variables?: object): Promise<GraphAnswer>;
  close(): Promise<void>;
}

export interface GraphOptions {
  readonly sandbox?: SandboxOptions;
  /** Settings over those that the sandbox gives; one that is undefined takes a setting away. */
  readonly settings?: Environment;
}

export async function startGraph({ sandbox: sandboxOptions, settings }: GraphOptions = {}): Promise<Graph> {
  const sandbox = await startSandbox(sandboxOptions);
  const server = await startServer({ ...sandbox.settings, ...settings }, () => sandbox.now.getTime());
  return {
    ...server,
    sandbox,
    close: async () => {
      await server.close();
      await sandbox.close();
    },
  };
}

/**
 * A server alone, cold, for vendors that run already. `nowMs` is the time that the data is about, `monotonicMs` what
 * directories age by.
 */
export async function startServer(settings: Environment, nowMs: () => number = Date.now, monotonicMs?: () => number) {
  const internalErrors: unknown[] = [];
  const warnings: string[] = [];
  const warn = (message: string): unknown => warnings.push(message);
  const config = readConfig({ PORT: '0', ...settings });
  const sources = createSources(config.sources, {
    nowMs: Date.now,
    monotonicMs,
    directoryDeadlineMs: config.requestDeadlineMs,
  });
  const peopleFile = config.peopleFile ? keepPeopleFile(config.peopleFile, { nowMs: Date.now, warn }) : undefined;
  const listening = await listen(config.host, config.port);
  listening.serve(
    await createListener({
      ...config,
      sources,
      peopleFile,
      nowMs,
      logInternalError: (error) => internalErrors.push(error),
    }),
  );
  return {
    url: listening.url,
    internalErrors,
    warnings,
    ask: (query: string, variables: object = {}) => ask(listening.url, query, variables),
    close: async () => {
      await listening.close();
      peopleFile?.close();
      await sources.close();
    },
  };
}

async function ask(url: string, query: string, variables: object): Promise<GraphAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', connection: 'close' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as GraphAnswer;
}

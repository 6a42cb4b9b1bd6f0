/** What is served: the configured sources or, in their place, the sandbox, which is loaded for that alone. */
import { type Config, type Environment, readConfig } from './config/config.ts';

export interface ServedData {
  /** The configuration, with the sources that are served. */
  readonly config: Config;
  /** The time that the data is about, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  close(): Promise<void>;
}

/** Starts the sandbox where the configuration says so. Rejects with an Error of one line. */
export async function openData(config: Config, env: Environment): Promise<ServedData> {
  if (!config.sandbox) return { config, nowMs: Date.now, close: async () => {} };
  const { readSandboxSettings, startSandbox } = await import('../sandbox/index.ts');
  const sandbox = await startSandbox(readSandboxSettings(env));
  const { sources } = readConfig({ ...env, ...sandbox.settings });
  return { config: { ...config, sources }, nowMs: () => sandbox.now.getTime(), close: sandbox.close };
}

/** The data that the server serves: of the configured sources, or of the sandbox, which is loaded only then. */
import { type Config, type Environment, readConfig } from './config/config.ts';

export interface ServedData {
  /** The configuration. Its sources are those of the sandbox, if that is served. */
  readonly config: Config;
  /** The time that the data is about, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  close(): Promise<void>;
}

/** Starts the sandbox if the configuration says so. Rejects with an Error of one line where a sandbox setting is bad. */
export async function openData(config: Config, env: Environment): Promise<ServedData> {
  if (!config.sandbox) return { config, nowMs: Date.now, close: async () => {} };
  const { readSandboxSettings, startSandbox } = await import('../sandbox/index.ts');
  const sandbox = await startSandbox(readSandboxSettings(env));
  const { sources } = readConfig({ ...env, ...sandbox.settings });
  return { config: { ...config, sources }, nowMs: () => sandbox.now.getTime(), close: sandbox.close };
}

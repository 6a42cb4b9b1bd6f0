/** Opens what is served: the configured sources or, in their place, the sandbox; and the people file. */
import { type Config, type Environment, readConfig } from './config.ts';
import { startSandbox } from './sandbox/index.ts';
import { readSandboxSettings } from './sandbox/settings.ts';
import { type KeptPeopleFile, keepPeopleFile } from './server/people-file.ts';
import { createSources, type Sources } from './sources/index.ts';

export interface Data {
  readonly sources: Sources;
  /** Undefined where none is set. */
  readonly peopleFile?: KeptPeopleFile;
  /** The time that the data is about, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  close(): Promise<void>;
}

export interface DataOptions {
  /** Told of an edit of the people file that cannot be read. */
  warn(message: string): void;
}

/**
 * Reads what else is to be read before anything is started; the function that is returned starts it. Throws an Error of
 * one line where a setting of the sandbox or the people file is bad.
 */
export function prepareData(config: Config, env: Environment, { warn }: DataOptions): () => Promise<Data> {
  const sandboxSettings = config.sandbox ? readSandboxSettings(env) : undefined;
  const peopleFile = config.peopleFile ? keepPeopleFile(config.peopleFile, { nowMs: Date.now, warn }) : undefined;
  return async () => {
    const sandbox = sandboxSettings && (await startSandbox(sandboxSettings));
    const settings = sandbox ? readConfig({ ...sandbox.settings }).sources : config.sources;
    const sources = createSources(settings, { nowMs: Date.now, directoryDeadlineMs: config.requestDeadlineMs });
    return {
      sources,
      peopleFile,
      nowMs: sandbox ? () => sandbox.now.getTime() : Date.now,
      close: async () => {
        peopleFile?.close();
        await Promise.all([sources.close(), sandbox?.close()]);
      },
    };
  };
}

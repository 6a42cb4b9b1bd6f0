/** Opens what is served: the configured sources or, in their place, the sandbox; and the people file. */

import { startSandbox } from '../sandbox/index.ts';
import { readSandboxSettings } from '../sandbox/settings.ts';
import { type Config, type Environment, readConfig } from './config/config.ts';
import { type PeopleFileWatcher, watchPeopleFile } from './server/people-file/people-file.ts';
import { createSources, type Sources, type SourcesOptions } from './sources/index.ts';
import { systemClock } from './time/clock.ts';
import { openRedisTier } from './upstream/redis/redis.ts';
import type { RedisHealth } from './upstream/redis/redis-health.ts';
import type { SharedStore } from './upstream/redis/shared-tier.ts';

export interface Data {
  readonly sources: Sources;
  /** Undefined where none is set. */
  readonly peopleFile?: PeopleFileWatcher;
  /** What all processes share; undefined where there is one process. */
  readonly store?: SharedStore;
  /** How Redis is doing; undefined where none is set. */
  readonly redisHealth?: () => RedisHealth;
  /** The time that the data is about, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  close(): Promise<void>;
}

export interface DataOptions extends Pick<SourcesOptions, 'admit' | 'watch'> {
  /** Told of an edit of the people file that cannot be read, and of what Redis does. */
  warn(message: string): void;
}

/**
 * Reads what else is to be read before anything is started; the function that is returned starts it. Throws an Error of
 * one line where a setting of the sandbox or the people file is bad.
 */
export function prepareData(
  config: Config,
  env: Environment,
  { warn, admit, watch }: DataOptions,
): () => Promise<Data> {
  const sandboxSettings = config.sandbox ? readSandboxSettings(env) : undefined;
  const peopleFile = config.peopleFile ? watchPeopleFile(config.peopleFile, { nowMs: Date.now, warn }) : undefined;
  return async () => {
    const sandbox = sandboxSettings && (await startSandbox(sandboxSettings));
    const settings = sandbox ? readConfig({ ...env, ...sandbox.settings }).sources : config.sources;
    const clock = systemClock;
    const shared =
      config.redisUrl === undefined
        ? undefined
        : await openRedisTier(config.redisUrl, { processes: config.processes, clock, warn });
    const sources = createSources(settings, {
      clock,
      random: Math.random,
      backgroundMs: config.requestDeadlineMs,
      isCaching: config.isCaching,
      shared,
      processes: config.processes,
      admit,
      watch,
    });
    return {
      sources,
      peopleFile,
      store: shared?.store,
      redisHealth: shared?.health,
      nowMs: sandbox ? () => sandbox.now.getTime() : Date.now,
      close: async () => {
        peopleFile?.close();
        await Promise.all([sources.close(), shared?.close(), sandbox?.close()]);
      },
    };
  };
}
